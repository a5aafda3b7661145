//! The rhythm of headers. What comes in: classified lines. What goes out: the
//! form that the headers of a section share, or, on a page where no heading
//! opens a section, the section that such a rhythm alone makes sure. What it
//! promises: one walk over the headers.

use std::ops::Range;

use super::bounds;
use super::guard;
use super::header::{Classified, Form, Header};
use super::lines::Line;
use super::section::{Layout, Section};
use crate::page::kind::{Kind, Sign, without_figures};
use crate::page::marks::Mark;
use crate::page::name;

/// What the headers in a range have in common.
pub(super) struct Rhythm {
    pub layout: Layout,
    pub count: usize,
    /// The line below the last header.
    pub last: usize,
}

/// The form that most headers in a range have.
pub(super) fn layout(page: &Classified<'_>, range: Range<usize>) -> Rhythm {
    let mut forms: Vec<(Form, usize)> = Vec::new();
    let (mut whole, mut partial, mut spoken) = (0, 0, 0);
    // Quotes in forum posts are spoken too, but do not come first.
    let mut opens_spoken = false;
    let (mut at, mut last) = (range.start, range.start);
    while at < range.end {
        let Some(header) = page.header(at) else {
            let is_item = page.blanks(at) > 0 && page.lines.get(at).is_some_and(Line::is_item);
            partial += usize::from(is_item && !page.is_headed(at + 1));
            at += 1;
            continue;
        };
        let is_spoken = header.form == Form::Line(Sign::Verb) && header.date.is_none();
        opens_spoken |= is_spoken && forms.is_empty();
        spoken += usize::from(is_spoken);
        let is_whole = header.date.is_some() || matches!(header.form, Form::Line(Sign::By | Sign::System));
        *(if is_whole { &mut whole } else { &mut partial }) += 1;
        match forms.iter_mut().find(|(form, _)| *form == header.form) {
            Some((_, count)) => *count += 1,
            None => forms.push((header.form, 1)),
        }
        at = header.body;
        last = at;
    }
    let is_item = page.lines.get(range.start).is_some_and(Line::is_item);
    let count: usize = forms.iter().map(|(_, count)| count).sum();
    let layout = match forms.into_iter().max_by_key(|(_, count)| *count) {
        _ if is_item && partial > whole => Layout::Listed,
        _ if opens_spoken && 2 * spoken >= count - spoken => Layout::Spoken,
        Some((form, _)) => Layout::Headed(form),
        None => Layout::Bare,
    };
    Rhythm { layout, count, last }
}

/// A section without a heading: the largest group of headers of one form
/// that is sure to be one of comments.
pub(super) fn section(page: &Classified<'_>) -> Option<Section> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut at = 0;
    while at < page.len() {
        let Some(header) = page.header(at).filter(|header| header.date.is_some()) else {
            at += 1;
            continue;
        };
        let closes_comment =
            at > 0 && (guard::is_button(page, at - 1) || page.kind(at - 1) == Some(Kind::Mark(Mark::Count)));
        let known = groups.iter().position(|group| group.form == header.form);
        let index = known.unwrap_or_else(|| {
            groups.push(Group::new(&header));
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            // A menu with a date above the article looks like a header, too.
            if closes_comment && group.closed == 0 && group.count == 2 {
                group.first_closed = group.previous;
            }
            group.count += 1;
            group.previous = header.first;
            group.closed += usize::from(closes_comment);
            group.items += usize::from(page.lines.get(at).is_some_and(Line::is_item));
            group.timed += usize::from(header.date.is_some_and(|date| date.contains(':')));
            group.nicks += usize::from(header.author.is_some_and(name::is_nick));
            let is_name = |name: &str| name::is_likely(name) || name::is_handle(name);
            group.likely += usize::from(header.author.is_some_and(is_name));
            group.names.extend(header.author);
            let above = header.first.checked_sub(1).and_then(|at| page.lines.get(at));
            let is_behind_sentence =
                above.is_some_and(|line| line.text.ends_with(['.', '!', '?', '…', '"', '”', ')']));
            let is_over_text = page.blanks(header.body) == 0;
            let is_apart = page.stands_apart(header.first) || is_behind_sentence && is_over_text;
            group.apart += usize::from(is_apart);
            group.wordy += usize::from(has_sentence(page, header.body));
            group.numbers.push(number_behind(page, &header));
            group.firsts.push(header.first);
            group.last = header.first;
        }
        at = header.body;
    }
    groups.iter_mut().for_each(|group| group.close_by_labels(page));
    let profiles = page.kinds.iter().filter(|kind| **kind == Kind::Mark(Mark::Profile)).count();
    let is_closed = |group: &Group<'_>| {
        let end = bounds::end_of(page, group.last);
        (group.last..end).any(|at| guard::is_button(page, at))
    };
    let group = groups
        .into_iter()
        .filter(|group| group.is_sure(profiles) || group.are_two() && is_closed(group))
        .max_by_key(|group| (group.has_sign(), group.count))?;
    let end = bounds::end_at_menu(page, group.last, bounds::end_of(page, group.last));
    let is_told_by_buttons = matches!(group.form, Form::Line(Sign::Plain) | Form::Stack | Form::Flip);
    let first = if is_told_by_buttons { group.first_closed } else { group.first };
    Some(Section {
        lines: first..bounds::below(page, end),
        comments: first..end,
        layout: Layout::Headed(group.form),
    })
}

/// Whether one of the next lines, up to the next header, is a sentence.
fn has_sentence(page: &Classified<'_>, body: usize) -> bool {
    const NEAR: usize = 8;
    const SHORTEST: usize = 60;
    let is_sentence =
        |text: &str| text.len() > SHORTEST || text.contains(' ') && text.ends_with(['.', '!', '?', '…', ')']);
    (body..body + NEAR)
        .map_while(|at| page.lines.get(at).filter(|_| page.kind(at) == Some(Kind::Text)))
        .any(|line| is_sentence(line.text))
}

/// The number that ends the line of a header's date.
fn number_behind(page: &Classified<'_>, header: &Header<'_>) -> Option<u32> {
    let date = header.date?;
    let line = (header.first..header.body)
        .find_map(|at| page.lines.get(at).filter(|line| line.text.contains(date)))?;
    line.text.rsplit_once(date)?.1.trim().trim_start_matches('#').parse().ok()
}

/// As many headers have the same line above them, if it is a button.
const FEWEST_LABELS: usize = 3;

/// Headers of one form.
struct Group<'a> {
    form: Form,
    count: usize,
    /// How many of them stand directly below a comment's button or counter.
    closed: usize,
    /// How many are items of a list, and how many show the time of day.
    items: usize,
    timed: usize,
    /// How many are signed with a name that nobody has.
    nicks: usize,
    /// How many are signed with what looks like a name.
    likely: usize,
    names: Vec<&'a str>,
    /// How many have no title above them, and how many a sentence below.
    apart: usize,
    wordy: usize,
    /// What stands behind each date, if it is a number.
    numbers: Vec<Option<u32>>,
    firsts: Vec<usize>,
    first: usize,
    last: usize,
    /// The header that was met before; the first one, without one above that no
    /// button closes.
    previous: usize,
    first_closed: usize,
}

impl<'a> Group<'a> {
    fn new(header: &Header<'_>) -> Self {
        Self {
            form: header.form,
            count: 0,
            closed: 0,
            items: 0,
            timed: 0,
            nicks: 0,
            likely: 0,
            names: Vec::new(),
            apart: 0,
            wordy: 0,
            numbers: Vec::new(),
            firsts: Vec::new(),
            first: header.first,
            last: header.first,
            previous: header.first,
            first_closed: header.first,
        }
    }

    /// A count that stands above most headers is a button, whatever its language:
    /// `0 Appreciate this`.
    fn close_by_labels(&mut self, page: &Classified<'_>) {
        const LONGEST: usize = 40;
        let label = |&first: &usize| {
            let above = first.checked_sub(1)?;
            let line = page.lines.get(above).filter(|_| page.kind(above) == Some(Kind::Text))?;
            let label = without_figures(line.text);
            let is_count = line.text.starts_with(|c: char| c.is_ascii_digit());
            (is_count && line.text.len() <= LONGEST && label.chars().any(char::is_alphabetic))
                .then_some(label)
        };
        let labels: Vec<Option<String>> = self.firsts.iter().map(label).collect();
        let Some(common) = labels
            .iter()
            .flatten()
            .max_by_key(|label| labels.iter().flatten().filter(|l| l == label).count())
        else {
            return;
        };
        let is_common = |at: usize| labels.get(at).and_then(Option::as_ref) == Some(common);
        let closed = (0..labels.len()).filter(|&at| is_common(at)).count();
        if closed >= FEWEST_LABELS && closed * 2 >= self.count && closed > self.closed {
            self.closed = closed;
            self.first_closed = if is_common(1) || !is_common(2) { self.first } else { self.firsts[1] };
        }
    }

    fn distinct_names(&self) -> usize {
        let mut names = self.names.clone();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// Whether the headers count themselves: `NAME DATE 3`, `NAME DATE 4`.
    fn are_numbered(&self) -> bool {
        const MOST: usize = 60;
        let follows = |pair: &&[Option<u32>]| matches!(pair, [Some(a), Some(b)] if a.abs_diff(*b) == 1);
        self.count >= 2 && self.numbers.windows(2).filter(follows).count() * 100 >= (self.count - 1) * MOST
    }

    /// Whether the form itself is a sign of comments.
    fn has_sign(&self) -> bool {
        matches!(self.form, Form::Numbered | Form::Profile | Form::Line(Sign::Verb | Sign::System))
    }

    /// Whether a button stands between two headers, above which the byline of the
    /// article may stand.
    fn are_two(&self) -> bool {
        matches!(self.form, Form::Line(Sign::Plain) | Form::Stack | Form::Flip)
            && self.closed == 1
            && (2..=3).contains(&self.count)
    }

    /// Lists of articles have names and dates too. Verbs and system signs they
    /// have not; nor a time of day in each byline; nor does a button close
    /// each of them.
    fn is_sure(&self, profiles: usize) -> bool {
        match self.form {
            // A forum shows who its members are beside each post.
            _ if self.count >= 2 && profiles >= 2 * self.count => true,
            Form::Line(Sign::Verb) => self.count >= 2 || self.items == 1,
            Form::Line(Sign::System) | Form::Numbered | Form::Profile => self.count >= 2,
            Form::Line(Sign::By) => self.count >= 2 && self.timed == self.count && self.distinct_names() > 1,
            Form::Nameless => false,
            Form::Line(Sign::Plain) | Form::Stack | Form::Flip => {
                let is_closed = self.count >= 3 && self.closed * 2 >= self.count;
                // Headlines are longer than names, and show the day at most.
                let are_people = self.count >= 3
                    && self.timed == self.count
                    && self.likely * 10 >= self.count * 9
                    && self.distinct_names() * 2 >= self.count
                    && self.apart * 10 >= self.count * 8
                    && self.wordy * 10 >= self.count * 6;
                is_closed
                    || are_people
                    || self.are_numbered()
                    || self.form == Form::Stack && self.count >= 4 && self.nicks * 10 >= self.count * 6
            }
        }
    }
}
