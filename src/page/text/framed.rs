//! Sections whose comments stand between their writers' names and their dates. What
//! comes in: the classified lines below a heading of comments. What goes out: whether
//! a name begins each comment and a date ends it, and the comments. What it
//! promises: no text stands outside of such frames, of which there are two at least.

use std::ops::Range;

use super::bounds;
use super::header::Classified;
use super::lines::Line;
use super::thread::Thread;
use crate::page::kind::Kind;
use crate::page::marks::Mark;
use crate::page::name;

/// A name is no longer, in bytes.
const LONGEST_NAME: usize = 40;
/// A comment has no more lines.
const LONGEST: usize = 60;

/// A name, the text below it and the date below that.
struct Frame<'a> {
    author: &'a str,
    text: Range<usize>,
    date: &'a str,
    /// Behind the buttons below the date.
    end: usize,
}

/// So many may have anything below them.
const SEVERAL: usize = 3;
/// So far down an item the next one is looked for.
const LONGEST_ITEM: usize = 12;

/// Whether a section of such comments begins at a line.
pub(super) fn begins(page: &Classified<'_>, first: usize) -> bool {
    // Few lines are asked for more.
    if frame(page, first, page.len()).is_none() || !page.may_look(1) {
        return false;
    }
    let limit = bounds::end_of(page, first);
    if !page.may_look(limit - first) {
        return false;
    }
    let frames = frames(page, first, limit);
    let (Some(one), Some(last)) = (frames.first(), frames.last()) else { return false };
    // A list shows when it was made beside each of its items.
    let is_other = |frame: &Frame<'_>| frame.author != one.author && frame.date != one.date;
    let is_several = frames.iter().any(is_other);
    let gaps = frames.windows(2).filter(|pair| pair[1].text.start > pair[0].end + 1).count();
    is_several
        && gaps * SEVERAL <= frames.len()
        && (frames.len() >= SEVERAL || bounds::end_at_menu(page, last.end, limit) == last.end)
}

/// Where the last of them ends.
pub(super) fn end(page: &Classified<'_>, first: usize, limit: usize) -> usize {
    frames(page, first, limit).last().map_or(first, |frame| frame.end)
}

/// The comments from a line on. An item of a list may hold more than one text.
fn frames<'a>(page: &Classified<'a>, first: usize, limit: usize) -> Vec<Frame<'a>> {
    let is_item = |at: usize| page.lines.get(at).is_some_and(Line::is_item);
    let mut frames: Vec<Frame<'a>> = Vec::new();
    let mut at = first;
    loop {
        let next = frame(page, at, limit).or_else(|| {
            let item = (at..limit.min(at + LONGEST_ITEM)).find(|&at| is_item(at) && is_item(first))?;
            frame(page, item, limit)
        });
        let Some(frame) = next else { return frames };
        at = frame.end;
        frames.push(frame);
    }
}

/// The comment that begins at a line.
fn frame<'a>(page: &Classified<'a>, first: usize, limit: usize) -> Option<Frame<'a>> {
    let is_name = |name: &str| name.len() <= LONGEST_NAME && name::is_of_person(name);
    let placed = |text: &'a str| name::with_place(text).map(|(name, _)| name).filter(|name| is_name(name));
    let author = page
        .name_at(first)
        .and_then(|name| Some(name).filter(|name| is_name(name)).or_else(|| placed(name)))?;
    let is_heading = |at: &usize| matches!(page.kind(*at), Some(Kind::Mark(Mark::Title | Mark::Start)));
    let mut lines = (first + 1..limit.min(first + LONGEST)).take_while(|at| !is_heading(at));
    let at = lines.find(|&at| is_date(page, at))?;
    let Some(Kind::Date { date, .. }) = page.kind(at) else { return None };
    let is_text = |at: usize| page.kind(at) == Some(Kind::Text) || page.is_agreement(at);
    // `Guest` is a mark, and a name.
    let is_button = |at: usize| matches!(page.kind(at), Some(Kind::Mark(_))) && page.name_at(at).is_none();
    let end = (at + 1..limit).find(|&at| !is_button(at)).unwrap_or(limit);
    is_text(first + 1).then_some(Frame { author, text: first + 1..at, date, end })
}

fn is_date(page: &Classified<'_>, at: usize) -> bool {
    matches!(page.kind(at), Some(Kind::Date { is_numbered: false, .. }))
}

impl Thread<'_, '_> {
    /// Comments between a name and a date.
    pub(super) fn framed(&mut self, range: Range<usize>) {
        for frame in frames(self.page, range.start, range.end) {
            self.begin(frame.text.start - 1, Some(frame.author), Some(frame.date), None);
            let end = frame.text.end;
            for line in frame.text {
                self.body_line(line, end);
            }
            if let Some(draft) = &mut self.draft {
                draft.is_closed = true;
            }
            self.end = end + 1;
            for line in end + 1..frame.end {
                self.body_line(line, range.end);
            }
        }
    }
}
