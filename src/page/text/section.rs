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

use super::header::{Classified, Form, Header, Kind, Sign};
use super::lines::Line;
use super::marks::Mark;

/// How the comments of a section are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A header stands over each; most have this form.
    Headed(Form),
    /// A header stands below each.
    Signed,
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
    /// Gives back to the page what stands below the last comment.
    pub fn close(&mut self, page: &Classified<'_>, end: usize) {
        let limit = self.lines.end;
        self.lines.end = below(page, end).min(limit);
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
    let mut sections = Vec::new();
    let mut at = 0;
    while let Some(kind) = page.kind(at) {
        let section = match kind {
            Kind::Mark(Mark::Start | Mark::Title) => {
                let floor = sections.last().map_or(0, |section: &Section| section.lines.end);
                marked(page, at, floor)
            }
            Kind::Mark(Mark::Empty) => {
                Some(Section { lines: at..at + 1, comments: at..at, layout: Layout::Bare })
            }
            _ => None,
        };
        at = section.as_ref().map_or(at + 1, |section| section.lines.end);
        sections.extend(section);
    }
    if sections.iter().all(|section| section.comments.is_empty())
        && let Some(section) = unmarked(page)
    {
        sections.retain(|s| s.lines.end <= section.lines.start || s.lines.start >= section.lines.end);
        sections.push(section);
        sections.sort_by_key(|section| section.lines.start);
    }
    sections
}

/// The section under a heading.
fn marked(page: &Classified<'_>, heading: usize, floor: usize) -> Option<Section> {
    let (first, layout) = opening(page, heading)?;
    let end = match layout {
        Layout::Signed => end_of_signed(page, first),
        _ => end_of(page, first),
    };
    let (layout, end) = match layout {
        Layout::Headed(_) => {
            let (layout, last) = headed_layout(page, first..end);
            (layout, end_at_menu(page, last, end))
        }
        layout => (layout, end),
    };
    Some(Section { lines: above(page, heading, floor)..below(page, end), comments: first..end, layout })
}

/// The first line of the comments under a heading, and how they begin.
fn opening(page: &Classified<'_>, heading: usize) -> Option<(usize, Layout)> {
    let mut is_start = page.kind(heading) == Some(Kind::Mark(Mark::Start));
    let mut strangers = 0;
    let mut first_stranger = None;
    let mut has_button = false;
    for at in heading + 1..(heading + LONGEST_OPENING).min(page.len()) {
        if let Some(header) = page.header(at).filter(is_telling) {
            // A button above the first header closed a comment without one.
            let first = first_stranger.filter(|_| is_start && has_button);
            return Some(first.map_or((at, Layout::Headed(header.form)), |first| (first, Layout::Bare)));
        }
        if page.lines.get(at)?.is_item() && page.header(at + 1).as_ref().is_some_and(is_telling) {
            return Some((at, Layout::Headed(Form::Line(Sign::By))));
        }
        has_button |= first_stranger.is_some() && page.kind(at) == Some(Kind::Mark(Mark::Tail));
        match page.kind(at)? {
            Kind::Mark(Mark::Start) => {
                is_start = true;
                continue;
            }
            Kind::Mark(Mark::Empty | Mark::End) => break,
            Kind::Mark(_) => continue,
            _ => {}
        }
        let line = page.lines.get(at)?;
        strangers += 1;
        let is_text = line.text.len() > LONGEST_STRANGER;
        if is_compact(page, at) {
            continue;
        }
        if line.is_item() && (is_start || has_number(page, heading)) {
            return Some((at, Layout::Listed));
        }
        if is_text && is_signed(page, at) {
            return Some((at, Layout::Signed));
        }
        first_stranger.get_or_insert(at);
        if is_text || strangers > MOST_STRANGERS {
            break;
        }
    }
    let is_section = |at: &usize| is_start || has_number(page, heading) && is_closed_by_button(page, *at);
    first_stranger.filter(is_section).map(|at| (at, Layout::Bare))
}

/// Whether a line is one of a list of short items without empty lines: a
/// menu, not comments.
fn is_compact(page: &Classified<'_>, at: usize) -> bool {
    let is_item = |at: usize| {
        page.lines.get(at).is_some_and(|line| line.is_item() && line.text.len() <= LONGEST_STRANGER)
    };
    let joins = |at: usize| page.blanks(at) == 0 && is_item(at);
    is_item(at)
        && page.kind(at) == Some(Kind::Text)
        && (joins(at + 1) || joins(at) && is_item(at.wrapping_sub(1)))
}

fn has_number(page: &Classified<'_>, at: usize) -> bool {
    page.lines.get(at).is_some_and(|line| line.text.bytes().any(|b| b.is_ascii_digit()))
}

/// Whether a button that only a comment system writes stands soon below.
fn is_closed_by_button(page: &Classified<'_>, first: usize) -> bool {
    (first..first + LONGEST_SIGNED).any(|at| page.kind(at) == Some(Kind::Mark(Mark::Tail)))
}

/// Whether a header says enough to begin a section under a heading.
fn is_telling(header: &Header<'_>) -> bool {
    header.date.is_some() || matches!(header.form, Form::Line(_)) || header.reply_to.is_some()
}

/// Whether the text at a line has its header below it.
fn is_signed(page: &Classified<'_>, text: usize) -> bool {
    (text + 1..text + LONGEST_SIGNED)
        .find_map(|at| page.header(at).filter(is_telling))
        .is_some_and(|header| header.form == Form::Line(Sign::By) && page.blanks(header.body) > 0)
}

/// Where the last header below its text ends.
fn end_of_signed(page: &Classified<'_>, first: usize) -> usize {
    let limit = end_of(page, first);
    let mut end = first;
    for at in first..limit {
        if matches!(page.kind(at), Some(Kind::Byline { sign: Sign::By, date: Some(_), .. })) {
            end = at + 1;
        }
    }
    end
}

/// Where the section that begins at a line ends: at a mark, or where the page
/// leaves the list that the comments stand in.
fn end_of(page: &Classified<'_>, first: usize) -> usize {
    let mut list = List::around(page, first);
    for (at, (line, kind)) in page.lines.iter().zip(&page.kinds).enumerate().skip(first + 1) {
        let is_over = match kind {
            Kind::Mark(Mark::End | Mark::Form | Mark::Start | Mark::Empty) => true,
            Kind::Mark(Mark::More) => {
                !(at + 1..at + 3).any(|next| page.header(next).as_ref().is_some_and(is_telling))
            }
            _ => list.is_left(page, at, line),
        };
        if is_over {
            return at;
        }
    }
    page.len()
}

/// Where the page's menus begin below its last header, if no mark ends the
/// section: at a list of short items without empty lines.
fn end_at_menu(page: &Classified<'_>, last: usize, end: usize) -> usize {
    const SHORTEST_MENU: usize = 4;
    let mut items = 0;
    for at in last..end {
        items = if is_compact(page, at) { items + 1 } else { 0 };
        if items == SHORTEST_MENU {
            return at + 1 - SHORTEST_MENU;
        }
    }
    end
}

/// The list, or the indented block, that a section's comments stand in.
struct List {
    indent: usize,
    is_list: bool,
}

impl List {
    fn around(page: &Classified<'_>, first: usize) -> Self {
        let Some(line) = page.lines.get(first) else { return Self { indent: 0, is_list: false } };
        // Markdown does not indent what belongs to an item.
        let is_indented = page.lines.get(first + 1).is_some_and(|next| next.indent > line.indent);
        Self { indent: line.indent, is_list: line.is_item() && is_indented }
    }

    fn is_left(&mut self, page: &Classified<'_>, at: usize, line: &Line<'_>) -> bool {
        if line.indent > self.indent {
            return false;
        }
        if !line.is_item() {
            return self.is_list || line.indent < self.indent;
        }
        let is_headed = |at| page.header(at).as_ref().is_some_and(is_telling);
        if is_headed(at) || is_headed(at + 1) {
            // The first comment was a reply whose parent was dropped.
            self.indent = line.indent;
            return false;
        }
        line.indent < self.indent || self.is_list && is_compact(page, at)
    }
}

/// The form that most headers in a range have, and the line below the last.
fn headed_layout(page: &Classified<'_>, range: Range<usize>) -> (Layout, usize) {
    let mut forms: Vec<(Form, usize)> = Vec::new();
    let (mut whole, mut partial) = (0, 0);
    let (mut at, mut last) = (range.start, range.start);
    while at < range.end {
        let Some(header) = page.header(at) else {
            let is_item = page.blanks(at) > 0 && page.lines.get(at).is_some_and(Line::is_item);
            partial += usize::from(is_item && !page.header(at + 1).as_ref().is_some_and(is_telling));
            at += 1;
            continue;
        };
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
    let layout = match forms.into_iter().max_by_key(|(_, count)| *count) {
        _ if is_item && partial > whole => Layout::Listed,
        Some((form, _)) => Layout::Headed(form),
        None => Layout::Bare,
    };
    (layout, last)
}

/// The first line of the heading: what stands above a mark and is a mark too.
fn above(page: &Classified<'_>, heading: usize, floor: usize) -> usize {
    let is_heading = |at: usize| {
        matches!(page.kind(at), Some(Kind::Mark(Mark::Control | Mark::Title | Mark::Start | Mark::Noise)))
    };
    (floor.max(heading.saturating_sub(LONGEST_OPENING))..heading)
        .rev()
        .take_while(|at| is_heading(*at))
        .last()
        .unwrap_or(heading)
}

/// The last line of what closes a section.
fn below(page: &Classified<'_>, end: usize) -> usize {
    let is_close = |at: usize| {
        matches!(
            page.kind(at),
            Some(Kind::Mark(Mark::Control | Mark::Form | Mark::More | Mark::Noise | Mark::Empty))
        )
    };
    (end..page.len()).find(|at| !is_close(*at)).unwrap_or(page.len())
}

/// A section without a heading: the largest group of headers of one form
/// that is sure to be one of comments.
fn unmarked(page: &Classified<'_>) -> Option<Section> {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while at < page.len() {
        let Some(header) = page.header(at).filter(|header| header.date.is_some()) else {
            at += 1;
            continue;
        };
        let closes_comment =
            at > 0 && matches!(page.kind(at - 1), Some(Kind::Mark(Mark::Tail | Mark::Count)));
        let known = groups.iter().position(|group| group.form == header.form);
        let index = known.unwrap_or_else(|| {
            groups.push(Group::new(&header));
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            group.count += 1;
            group.closed += usize::from(closes_comment);
            group.items += usize::from(page.lines.get(at).is_some_and(Line::is_item));
            group.timed += usize::from(header.date.is_some_and(|date| date.contains(':')));
            group.last = header.first;
        }
        at = header.body;
    }
    let profiles = page.kinds.iter().filter(|kind| **kind == Kind::Mark(Mark::Profile)).count();
    let group = groups.into_iter().filter(|group| group.is_sure(profiles)).max_by_key(|group| group.count)?;
    let end = end_at_menu(page, group.last, end_of(page, group.last));
    Some(Section {
        lines: group.first..below(page, end),
        comments: group.first..end,
        layout: Layout::Headed(group.form),
    })
}

/// Headers of one form.
struct Group {
    form: Form,
    count: usize,
    /// How many of them stand directly below a comment's button or counter.
    closed: usize,
    /// How many are items of a list, and how many show the time of day.
    items: usize,
    timed: usize,
    first: usize,
    last: usize,
}

impl Group {
    fn new(header: &Header<'_>) -> Self {
        Self {
            form: header.form,
            count: 0,
            closed: 0,
            items: 0,
            timed: 0,
            first: header.first,
            last: header.first,
        }
    }

    /// Lists of articles have names and dates too. Verbs and system signs they
    /// have not; nor a time of day in each byline; nor does a button close
    /// each of them.
    fn is_sure(&self, profiles: usize) -> bool {
        match self.form {
            // A forum shows who its members are beside each post.
            _ if self.count >= 2 && profiles >= 2 * self.count => true,
            Form::Line(Sign::Verb) => self.count >= 2 || self.items == 1,
            Form::Line(Sign::System) | Form::Numbered => self.count >= 2,
            Form::Line(Sign::By) => self.count >= 2 && self.timed == self.count,
            Form::Nameless => false,
            Form::Line(Sign::Plain) | Form::Stack | Form::Flip => {
                self.count >= 3 && self.closed * 2 >= self.count
            }
        }
    }
}
