//! A section without whole headers → its comments. What comes in: the lines of
//! a section whose names or dates were dropped. What goes out: comments that
//! begin at what is left: names alone, items, empty lines, buttons. What it
//! promises: the same as the thread that it fills.

use std::ops::Range;

use super::header::Header;
use super::thread::Thread;
use crate::page::kind::Kind;
use crate::page::marks::Mark;
use crate::page::name;

impl<'a> Thread<'_, 'a> {
    /// Comments of which some or all headers were dropped.
    pub(super) fn bare(&mut self, range: Range<usize>, is_list: bool) {
        let tails = |range: Range<usize>| {
            range
                .rev()
                .find(|at| matches!(self.page.kind(*at), Some(Kind::Mark(Mark::Tail))))
                .map_or(0, |at| at + 1)
        };
        let last_tail = tails(range.clone());
        let mut at = range.start;
        while at < range.end {
            let Some(start) = self.bare_start(at, &range, is_list, last_tail) else {
                self.body_line(at, range.end);
                at += 1;
                continue;
            };
            match start {
                Start::Header(header) => {
                    self.begin(at, header.author, header.date, header.reply_to);
                    at = header.body;
                }
                Start::Name(name) => {
                    self.begin(at, Some(name), None, None);
                    at += 1;
                }
                Start::Text => {
                    self.begin(at, None, None, None);
                    if let (Some(draft), Some(line)) = (&mut self.draft, self.page.lines.get(at)) {
                        draft.push(line, line.text);
                    }
                    at += 1;
                }
                Start::End => break,
            }
            self.end = at;
        }
    }

    /// What begins at a line of a section without full headers.
    fn bare_start(
        &self,
        at: usize,
        range: &Range<usize>,
        is_list: bool,
        last_tail: usize,
    ) -> Option<Start<'a>> {
        let line = self.page.lines.get(at)?;
        if let Some(header) = self
            .page
            .header(at)
            .filter(|header| is_list || header.date.is_some() || header.reply_to.is_some())
        {
            return Some(Start::Header(header));
        }
        if self.page.kind(at) != Some(Kind::Text) {
            return None;
        }
        let is_first = self.draft.is_none();
        let is_closed = self.draft.as_ref().is_some_and(|draft| draft.is_closed);
        let has_text = self.draft.as_ref().is_some_and(|draft| !draft.is_empty());
        if is_list {
            let is_start = line.is_item() && (line.blanks > 0 || is_first || is_closed);
            return is_start.then(|| self.item_name(at).map_or(Start::Text, Start::Name));
        }
        // Where buttons close comments, what follows the last button is the page's.
        if is_closed && at >= last_tail {
            return Some(Start::End);
        }
        let may_begin = is_first || is_closed || has_text && line.blanks > 0 && last_tail == 0;
        if may_begin && let Some(name) = self.block_name(at, range, is_first || is_closed, last_tail > 0) {
            return Some(Start::Name(name));
        }
        let is_dropped = has_text && line.blanks >= 2;
        (is_first || is_closed || is_dropped).then_some(Start::Text)
    }

    /// The name that is a list item of its own.
    fn item_name(&self, at: usize) -> Option<&'a str> {
        let (line, below) = (self.page.lines.get(at)?, self.page.lines.get(at + 1)?);
        let is_over_text = below.blanks > 0 && below.indent > line.indent && !below.is_item();
        (is_over_text && name::is_of_person(line.text)).then_some(line.text)
    }

    /// The name that is a block of its own over a comment's text. A short
    /// comment looks the same; what stands below it decides.
    fn block_name(
        &self,
        at: usize,
        range: &Range<usize>,
        is_sure: bool,
        has_buttons: bool,
    ) -> Option<&'a str> {
        let (line, below) = (self.page.lines.get(at)?, self.page.lines.get(at + 1)?);
        if at + 1 >= range.end || self.page.kind(at + 1) != Some(Kind::Text) || below.blanks > 1 {
            return None;
        }
        if let Some((name, _)) = name::of_link(line.text) {
            return Some(name);
        }
        let is_likely = name::is_likely(line.text);
        let is_name = match below.blanks {
            0 => is_sure && is_likely && has_buttons,
            // What is glued to the heading is what is left of a header.
            _ if at == range.start && line.blanks == 0 => name::is_possible(line.text),
            _ => is_likely || name::is_handle(line.text),
        };
        is_name.then_some(line.text)
    }
}

/// What begins a comment whose header is not whole.
enum Start<'a> {
    Header(Header<'a>),
    Name(&'a str),
    /// Its text: the header was dropped.
    Text,
    /// The section is over.
    End,
}
