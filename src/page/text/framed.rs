//! Sections whose comments stand between their writers' names and their dates. What
//! comes in: the classified lines below a heading of comments. What goes out: whether
//! a name begins each comment and a date ends it, and the comments. What it
//! promises: no text stands outside of such frames, of which there are two at least.

use std::ops::Range;

use super::bounds;
use super::header::Classified;
use super::thread::Thread;
use crate::page::kind::Kind;
use crate::page::name;

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

/// Whether a section of such comments begins at a line.
pub(super) fn begins(page: &Classified<'_>, first: usize) -> bool {
    // Few lines are asked for more.
    if frame(page, first, page.len()).is_none() {
        return false;
    }
    let limit = bounds::end_of(page, first);
    if !page.may_look(limit - first) {
        return false;
    }
    let mut at = first;
    let mut authors = Vec::new();
    while let Some(frame) = frame(page, at, limit) {
        authors.push(frame.author);
        at = frame.end;
    }
    let is_several = authors.iter().any(|author| *author != authors[0]);
    is_several && bounds::end_at_menu(page, at, limit) == at
}

/// The comment that begins at a line.
fn frame<'a>(page: &Classified<'a>, first: usize, limit: usize) -> Option<Frame<'a>> {
    let author = page.name_at(first).filter(|name| name::is_likely(name) || name::is_handle(name))?;
    let at = (first + 1..limit.min(first + LONGEST)).find(|&at| is_date(page, at))?;
    let Some(Kind::Date { date, .. }) = page.kind(at) else { return None };
    let is_text = |at: usize| page.kind(at) == Some(Kind::Text);
    let end = (at + 1..limit).find(|&at| !matches!(page.kind(at), Some(Kind::Mark(_)))).unwrap_or(limit);
    is_text(first + 1).then_some(Frame { author, text: first + 1..at, date, end })
}

fn is_date(page: &Classified<'_>, at: usize) -> bool {
    matches!(page.kind(at), Some(Kind::Date { is_numbered: false, .. }))
}

impl Thread<'_, '_> {
    /// Comments between a name and a date.
    pub(super) fn framed(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while let Some(frame) = frame(self.page, at, range.end) {
            self.begin(at, Some(frame.author), Some(frame.date), None);
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
            at = frame.end;
        }
    }
}
