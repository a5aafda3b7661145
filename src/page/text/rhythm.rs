//! The rhythm of headers. What comes in: classified lines. What goes out: the
//! form that the headers of a section share, or, on a page where no heading
//! opens a section, the section that such a rhythm alone makes sure. What it
//! promises: one walk over the headers.

use std::ops::Range;

use super::bounds;
use super::group::Group;
use super::guard;
use super::header::{Classified, Form, Header};
use super::lines::{Line, Marker};
use super::section::{Layout, Section};
use crate::page::kind::{Kind, Sign};
use crate::page::marks::Mark;

/// A header whose comment a button closes weighs as much more.
const CLOSED: usize = 3;

/// How far above the others the first header may stand that has another form.
const FARTHEST: usize = 20;

/// Headers of a form that only comments have weigh as much more than others.
const SIGNED: usize = 8;

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
    let (mut count, mut whole, mut partial, mut spoken) = (0, 0, 0, 0);
    // Quotes in forum posts are spoken too, but do not come first.
    let mut opens_spoken = false;
    let (mut at, mut last) = (range.start, range.start);
    let mut open: Option<Form> = None;
    while at < range.end {
        // What a button closes is sure to be a comment.
        if guard::is_answer(page, at)
            && let Some(form) = open.take()
            && let Some((_, weight)) = forms.iter_mut().find(|(known, _)| *known == form)
        {
            *weight += CLOSED;
        }
        let Some(header) = page.header(at) else {
            let is_item = page.blanks(at) > 0 && page.lines.get(at).is_some_and(Line::is_item);
            partial += usize::from(is_item && !page.is_headed(at + 1));
            at += 1;
            continue;
        };
        let is_spoken = header.form == Form::Line(Sign::Verb) && header.date.is_none();
        opens_spoken |= is_spoken && forms.is_empty();
        // The date below one comment and the name above the next are no header.
        let is_between = header.form == Form::Flip
            && matches!(page.kind(header.first + 1), Some(Kind::Byline { sign: Sign::Verb, date: None, .. }));
        spoken += usize::from(is_spoken || opens_spoken && is_between);
        let is_whole = header.date.is_some() || matches!(header.form, Form::Line(Sign::By | Sign::System));
        *(if is_whole { &mut whole } else { &mut partial }) += 1;
        count += 1;
        match forms.iter_mut().find(|(form, _)| *form == header.form) {
            Some((_, weight)) => *weight += 1,
            None => forms.push((header.form, 1)),
        }
        open = Some(header.form);
        at = header.body;
        last = at;
    }
    let is_item = page.lines.get(range.start).is_some_and(Line::is_item);
    let layout = match forms.into_iter().max_by_key(|(_, weight)| *weight) {
        _ if is_item && partial > whole => Layout::Listed,
        _ if opens_spoken && 2 * spoken >= count - spoken => Layout::Spoken,
        Some((form, _)) => Layout::Headed(form),
        None => Layout::Bare,
    };
    Rhythm { layout, count, last }
}

/// The headers of a page, by their form.
fn groups<'a>(page: &Classified<'a>, is_one: impl Fn(&Header<'_>) -> bool) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut at = 0;
    while at < page.len() {
        let Some(header) = page.header(at).filter(&is_one) else {
            at += 1;
            continue;
        };
        at = header.body;
        match groups.iter_mut().find(|group| group.form == header.form) {
            Some(group) => group.headers.push(header),
            None => groups.push(Group { form: header.form, headers: vec![header] }),
        }
    }
    groups
}

/// The sections that the headers of each form would make, if there are several, whether
/// they are sure to be comments' or not.
pub(super) fn possible(page: &Classified<'_>) -> Vec<Section> {
    let is_own = |form| matches!(form, Form::Line(Sign::System | Sign::Verb));
    let groups = groups(page, |header| header.date.is_some() || is_own(header.form));
    let headers = groups.into_iter().flat_map(|group| [group.timed().headers, group.headers]);
    let section = |headers: Vec<Header<'_>>| {
        let (first, last) = (headers.first()?, headers.get(1..)?.last()?.first);
        let end = bounds::end_at_menu(page, last, bounds::end_of(page, last));
        Some(Section {
            lines: bounds::above(page, first.first, 0)..bounds::below(page, end),
            comments: first.first..end,
            layout: Layout::Headed(first.form),
        })
    };
    headers.filter_map(section).collect()
}

/// A section without a heading: the largest group of headers of one form
/// that is sure to be one of comments.
pub(super) fn section(page: &Classified<'_>) -> Option<Section> {
    let groups = groups(page, |header| header.date.is_some());
    let profiles = page.kinds.iter().filter(|kind| **kind == Kind::Mark(Mark::Profile)).count();
    // `12. NAME writes DATE` is how one of them is told from the others.
    let is_numbered = |header: &Header<'_>| {
        matches!(header.form, Form::Line(_))
            && page.lines.get(header.first).is_some_and(|line| line.marker == Marker::Number)
    };
    let numbered = groups.iter().flat_map(|group| &group.headers).copied().filter(is_numbered);
    let numbered = numbered.map(|header| header.first).min();
    let group = groups
        .into_iter()
        .map(|group| group.without_bylines())
        .filter_map(|group| {
            if let Some(first) = group.first_comment(page, profiles) {
                return Some((first, group));
            }
            let timed = group.timed();
            let is_less = timed.headers.len() < group.headers.len();
            is_less.then(|| timed.first_comment(page, profiles)).flatten().map(|first| (first, timed))
        })
        .max_by_key(|(_, group)| group.headers.len() * if group.has_sign() { SIGNED } else { 1 });
    let (first, group) = group?;
    let is_list = is_numbered(group.headers.first()?);
    let first = numbered.filter(|&at| is_list && at + FARTHEST > first).map_or(first, |at| at.min(first));
    let last = group.headers.last()?.first;
    let end = bounds::end_at_menu(page, last, bounds::end_of(page, last));
    Some(Section {
        lines: first..bounds::below(page, end),
        comments: first..end,
        layout: Layout::Headed(group.form),
    })
}
