//! Classified lines → the sections of a page that hold comments. What comes
//! in: the lines with what each of them is. What goes out: for each section
//! its place, the place of its comments and their [`Layout`]. What it
//! promises: sections are in order and do not overlap; the page is walked a
//! bounded number of times.
//!
//! Two kinds of evidence open a section: a mark that stands over comments
//! (`View all comments`, `3 Comments`) with comments below it, or, without
//! one, the rhythm of at least two headers of one form that only a comment
//! system writes.

use std::ops::Range;

use super::bounds;
use super::closed;
use super::framed;
use super::group;
use super::guard::{self, has_number};
use super::header::{Classified, Form, Header};
use super::lines::Line;
use super::lone;
use super::rhythm;
use super::signed;
use crate::page::kind::{Kind, Sign};
use crate::page::marks::{self, Mark};

/// How the comments of a section are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A header stands over each; most have this form.
    Headed(Form),
    /// `NAME said` stands over each and the date, if any, below it.
    Spoken,
    /// A header of this form stands below each.
    Signed(Form),
    /// The name alone stands above each, and the date below.
    Framed,
    /// The name alone stands above each, and a button to answer below.
    Closed,
    /// The name alone stands below each.
    Named,
    /// Items of a list, with names where they were not dropped.
    Listed,
    /// Names alone, empty lines and buttons.
    Bare,
}

/// A stretch of a page that is not the article's.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// From the first line of its heading to its last button.
    pub lines: Range<usize>,
    /// The comments within; may be empty.
    pub comments: Range<usize>,
    pub layout: Layout,
}

impl Section {
    /// Whether it has no line of another one.
    pub fn is_apart(&self, other: &Self) -> bool {
        self.lines.end <= other.lines.start || self.lines.start >= other.lines.end
    }

    /// Gives back to the page what stands below the last comment.
    pub fn close(&mut self, page: &Classified<'_>, end: usize) {
        let limit = self.lines.end;
        self.lines.end = bounds::below(page, end).min(limit);
    }
}

/// How many lines below its heading a section's first comment may begin:
/// wpDiscuz puts its form between them.
const LONGEST_OPENING: usize = 60;
/// Lines of unknown text that may stand between heading and first header, and
/// how long they may be.
const MOST_STRANGERS: usize = 4;
const LONGEST_STRANGER: usize = 80;
/// How far below its text a header below may stand.
const LONGEST_SIGNED: usize = 40;

/// Finds the sections of a page.
pub(super) fn find(page: &Classified<'_>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut at = 0;
    while let Some(kind) = page.kind(at) {
        let next = match kind {
            Kind::Mark(Mark::Start | Mark::Title) => {
                let floor = sections.last().map_or(0, |section| section.lines.end);
                let is_in_menu = bounds::is_in_menu(page, at);
                let may_look = !is_in_menu || page.may_look(page.len() - at);
                match may_look.then(|| marked(page, at, floor)).flatten() {
                    Some((section, _)) if is_in_menu && !is_backed(page, at, &section) => None,
                    Some((section, next)) => {
                        sections.extend(section);
                        Some(next)
                    }
                    None => None,
                }
            }
            Kind::Mark(Mark::Empty) => {
                sections.push(Section { lines: at..at + 1, comments: at..at, layout: Layout::Bare });
                None
            }
            _ => None,
        };
        at = next.unwrap_or(at + 1);
    }
    // What stands below a count of answers may be anything, and the thread be below it.
    let is_weak = |section: &Section| match section.layout {
        _ if section.comments.is_empty() => true,
        Layout::Headed(Form::Nameless) => true,
        Layout::Headed(_) | Layout::Listed => guard::dated(page, section).len() < 2,
        _ => false,
    };
    let is_empty = sections.iter().all(|section| section.comments.is_empty());
    if sections.iter().all(is_weak)
        && let Some(section) = rhythm::section(page).map(|section| or_closed(page, section))
        && (is_empty || is_strong(page, &section))
    {
        sections.retain(|section| is_empty || section.comments.is_empty());
        sections.retain(|other| other.is_apart(&section));
        sections.push(section);
        sections.sort_by_key(|section| section.lines.start);
    }
    let others: [fn(&Classified<'_>) -> Option<Section>; 2] =
        [|page| closed::section(page).map(|(section, _)| section), lone::section];
    for find in others {
        if sections.iter().all(|section| section.comments.is_empty()) {
            let is_apart = |section: &Section| sections.iter().all(|other| other.is_apart(section));
            let found = find(page).filter(is_apart);
            sections.extend(found);
            sections.sort_by_key(|section| section.lines.start);
        }
    }
    sections.retain(|section| !guard::is_list(page, section));
    sections
}

/// A section, or one that is told by its buttons: a text of a word or two above a
/// date looks like a name.
fn or_closed(page: &Classified<'_>, section: Section) -> Section {
    if section.layout != Layout::Headed(Form::Stack) {
        return section;
    }
    match closed::section(page) {
        Some((closed, true)) => closed,
        _ => section,
    }
}

/// Whether comments stand below what may be a link to them in a menu: several
/// headers, or buttons to answer.
fn is_backed(page: &Classified<'_>, heading: usize, section: &Option<Section>) -> bool {
    const FEWEST: usize = 2;
    section.as_ref().is_some_and(|section| {
        let headers = guard::dated(page, section);
        let is_timed = |&first: &usize| page.header(first).as_ref().is_some_and(group::is_timed);
        has_number(page, heading) && headers.len() >= FEWEST && headers.iter().all(is_timed)
            || section.lines.clone().filter(|&at| guard::is_answer(page, at)).count() >= FEWEST
    })
}

/// Whether headers that say who wrote what make a section, and some of them.
fn is_strong(page: &Classified<'_>, section: &Section) -> bool {
    const FEWEST: usize = 3;
    let has_writers = matches!(
        section.layout,
        Layout::Headed(Form::Numbered | Form::Profile | Form::Line(Sign::System | Sign::By))
    );
    has_writers && guard::dated(page, section).len() >= FEWEST
}

/// The section under a heading, and the line where the next may begin. A
/// heading that opens none, such as a count of comments above an article and
/// its byline, may still have been looked at to its end.
fn marked(page: &Classified<'_>, heading: usize, floor: usize) -> Option<(Option<Section>, usize)> {
    let (first, layout) = opening(page, heading)?;
    let limit = match layout {
        Layout::Signed(form) => end_of_signed(page, first, form),
        Layout::Framed => framed::end(page, first, bounds::end_of(page, first)),
        Layout::Named => signed::end(page, first, bounds::end_of(page, first)),
        _ => bounds::end_of(page, first),
    };
    let (layout, end) = match layout {
        Layout::Headed(_) => {
            let rhythm = rhythm::layout(page, first..limit);
            let has_button = (first..limit).any(|at| page.kind(at) == Some(Kind::Mark(Mark::Tail)));
            let is_byline =
                rhythm.count == 1 && !has_button && page.kind(limit) == Some(Kind::Mark(Mark::Title));
            if is_byline {
                return Some((None, limit));
            }
            (rhythm.layout, bounds::end_at_menu(page, rhythm.last, limit))
        }
        layout => (layout, limit),
    };
    let below = bounds::below(page, end);
    let section = Section { lines: bounds::above(page, heading, floor)..below, comments: first..end, layout };
    Some((Some(section), limit.max(below)))
}

/// The sections that may stand under a heading, however they are laid out.
pub(super) fn possible(page: &Classified<'_>, heading: usize) -> Vec<Section> {
    const NEAR: usize = 8;
    let mut found: Vec<Section> =
        marked(page, heading, 0).and_then(|(section, _)| section).into_iter().collect();
    let mut push = |first: usize, end: usize, layout: Layout| {
        if end > first {
            let lines = bounds::above(page, heading, 0)..bounds::below(page, end);
            found.push(Section { lines, comments: first..end, layout });
        }
    };
    let near = heading + 1..(heading + LONGEST_OPENING).min(page.len());
    let is_text = |at: &usize| !matches!(page.kind(*at), Some(Kind::Mark(_)));
    let is_item = |at: &usize| {
        is_text(at) && page.lines.get(*at).is_some_and(Line::is_item) && !bounds::is_compact(page, *at)
    };
    let text = near.clone().find(is_text);
    if let Some(header) = near.clone().find_map(|at| page.header(at).filter(Header::is_telling)) {
        let limit = bounds::end_of(page, header.first);
        let last = rhythm::layout(page, header.first..limit).last;
        push(header.first, bounds::end_at_menu(page, last, limit), Layout::Headed(header.form));
        if let Some(text) = text.filter(|&text| text < header.first) {
            push(text, end_of_signed(page, text, header.form), Layout::Signed(header.form));
        }
    }
    if let Some(item) = near.take(NEAR).find(is_item) {
        push(item, bounds::end_of(page, item), Layout::Listed);
    }
    if let Some(text) = text {
        let limit = bounds::end_of(page, text);
        push(text, limit, Layout::Bare);
        push(text, signed::end(page, text, limit), Layout::Named);
    }
    found
}

/// The first line of the comments under a heading, and how they begin.
fn opening(page: &Classified<'_>, heading: usize) -> Option<(usize, Layout)> {
    let mut is_start = page.kind(heading) == Some(Kind::Mark(Mark::Start));
    // Below its byline, an article says how many comments it has.
    let is_of_article = page.blanks(heading + 1) > 0 && heading > 0 && page.is_headed(heading - 1);
    let mut strangers = 0;
    let mut first_stranger = None;
    let (mut has_button, mut has_pingback) = (false, false);
    for at in heading + 1..(heading + LONGEST_OPENING).min(page.len()) {
        if let Some(header) = page.header(at).filter(Header::is_telling) {
            // A button above the first header closed a comment without one;
            // where only a name that is answered is left, dates were dropped.
            let is_partial = header.date.is_none() && header.form == Form::Stack;
            return match first_stranger.filter(|_| is_start && (has_button || is_partial)) {
                Some(first) => Some((first, Layout::Bare)),
                None if is_start && is_partial => Some((at, Layout::Bare)),
                None => Some((at, Layout::Headed(header.form))),
            };
        }
        if page.lines.get(at)?.is_item() && framed::begins(page, at) {
            return Some((at, Layout::Framed));
        }
        if page.lines.get(at)?.is_item() && page.is_headed(at + 1) {
            return Some((at, Layout::Headed(Form::Line(Sign::By))));
        }
        has_button |= first_stranger.is_some() && page.kind(at) == Some(Kind::Mark(Mark::Tail));
        match page.kind(at)? {
            Kind::Mark(Mark::Start) => {
                is_start |= !bounds::is_in_menu(page, at);
                continue;
            }
            Kind::Mark(Mark::Empty | Mark::End) => break,
            // Nothing but links from other pages.
            Kind::Mark(Mark::Form) if has_pingback => break,
            Kind::Mark(Mark::Noise) => {
                has_pingback |= page.lines.get(at).is_some_and(|line| marks::is_pingback(line.text));
                continue;
            }
            Kind::Mark(_) => continue,
            _ => {}
        }
        let line = page.lines.get(at)?;
        strangers += 1;
        let is_text = line.text.len() > LONGEST_STRANGER;
        if bounds::is_compact(page, at) {
            continue;
        }
        if line.is_item() && (is_start || has_number(page, heading) && !is_of_article) {
            return Some((at, Layout::Listed));
        }
        let is_sentence = is_text || line.text.ends_with(['.', '!', '?']);
        if !is_sentence && framed::begins(page, at) {
            return Some((at, Layout::Framed));
        }
        if strangers == 1
            && let Some(form) = dates_below(page, heading, at)
        {
            return Some((at, Layout::Signed(form)));
        }
        if is_sentence && let Some(form) = form_below(page, at) {
            return Some((at, Layout::Signed(form)));
        }
        if is_sentence && signed::begins(page, at) {
            return Some((at, Layout::Named));
        }
        first_stranger.get_or_insert(at);
        if is_text || strangers > MOST_STRANGERS {
            break;
        }
    }
    let is_section = |at: &usize| {
        is_start || has_number(page, heading) && !is_of_article && is_closed_by_button(page, *at)
    };
    first_stranger.filter(is_section).map(|at| (at, Layout::Bare))
}

/// Whether a button that only a comment system writes stands soon below.
fn is_closed_by_button(page: &Classified<'_>, first: usize) -> bool {
    (first..first + LONGEST_SIGNED).any(|at| guard::is_button(page, at))
}

/// The form of the header below it that the text at a line has.
fn form_below(page: &Classified<'_>, text: usize) -> Option<Form> {
    let header =
        (text + 1..text + LONGEST_SIGNED).find_map(|at| page.header(at).filter(Header::is_telling))?;
    let form = header.form;
    let is_by = form == Form::Line(Sign::By) && page.blanks(header.body) > 0;
    let has_both = || header.author.is_some() && header.date.is_some() && form != Form::Numbered;
    (is_by || has_both() && is_last_closed(page, text, form)).then_some(form)
}

/// The form of dates without names that stand below texts: as many as the heading says
/// that there are comments, the last of them at the end.
fn dates_below(page: &Classified<'_>, heading: usize, text: usize) -> Option<Form> {
    let count = guard::number(page, heading)?;
    let is_nameless = |at: &usize| page.header(*at).is_some_and(|header| header.form == Form::Nameless);
    let has_date = (text + 1..text + LONGEST_SIGNED).any(|at| is_nameless(&at));
    if count == 0 || !has_date || !page.may_look(page.len() - text) {
        return None;
    }
    let limit = bounds::end_of(page, text);
    if limit - text > LONGEST_SIGNED.saturating_mul(count) {
        return None;
    }
    let dates: Vec<usize> = (text..limit).filter(is_nameless).collect();
    let last = dates.last()? + 1;
    let is_last = (last..limit).all(|at| matches!(page.kind(at), Some(Kind::Mark(_))));
    let is_apart = dates.windows(2).all(|pair| pair[1] > pair[0] + 1);
    (dates.len() == count && is_apart && is_last).then_some(Form::Nameless)
}

/// Whether the last of some headers, of which there are several, closes the
/// section: below it stands no other text.
fn is_last_closed(page: &Classified<'_>, first: usize, form: Form) -> bool {
    let limit = bounds::end_of(page, first);
    if !page.may_look(limit - first) {
        return false;
    }
    let headers: Vec<Header<'_>> = (first..limit).filter_map(|at| closing(page, at, form)).collect();
    let is_other = |header: &Header<'_>| header.author != headers[0].author;
    headers.iter().any(is_other)
        && headers.last().is_some_and(|last| {
            let below = bounds::end_at_menu(page, last.body, limit);
            (last.body..below).all(|at| matches!(page.kind(at), Some(Kind::Mark(_))))
        })
}

/// The header of such a form that stands at a line, below its text.
pub(super) fn closing<'a>(page: &Classified<'a>, at: usize, form: Form) -> Option<Header<'a>> {
    let is_whole = |header: &Header<'_>| header.date.is_some() || form == Form::Line(Sign::By);
    let is_named = |header: &Header<'_>| header.author.is_some() || form == Form::Nameless;
    page.header(at).filter(|header| header.form == form && is_named(header) && is_whole(header))
}

/// Where the last header below its text ends.
fn end_of_signed(page: &Classified<'_>, first: usize, form: Form) -> usize {
    let limit = bounds::end_of(page, first);
    (first..limit).rev().find_map(|at| closing(page, at, form)).map_or(first, |header| header.body)
}
