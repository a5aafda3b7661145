//! JSON exports of any shape. A stream of bytes comes in, lines of objects or
//! whole documents; the comments in it go out, parents before their answers.
//! No tree is built: an object's few wanted fields are kept while it is open,
//! and when it closes a [`Shape`] says whether it is a comment, a part of the
//! comment around it, or neither. So memory is bounded by a comment and what
//! is nested in it, not by the document.

use json_event_parser::LowLevelJsonParser;

use super::walk::{Shape, Walker};
use crate::dump::window::{Line, Window};
use crate::dump::{Record, size};
use crate::error::{Error, Result};

/// Objects and arrays inside of each other. Threads that nest answers in
/// answers take up to five for each; deeper ones than this nobody can read.
const DEEPEST: usize = 4_000;

/// Reads the comments of a JSON export.
pub(in crate::dump) struct Documents {
    window: Window,
    parser: LowLevelJsonParser,
    walker: Walker,
    /// Each line is a document of its own, so that a broken one costs itself.
    in_lines: bool,
    limit: usize,
    line: u64,
    index: u64,
    /// Whether anything at all was known.
    is_known: bool,
    ended: bool,
}

fn parser() -> LowLevelJsonParser {
    LowLevelJsonParser::new().with_max_stack_size(DEEPEST)
}

impl Documents {
    pub(super) fn new(window: Window, shape: Box<dyn Shape>, in_lines: bool, limit: usize) -> Self {
        let walker = Walker::new(shape, limit);
        Self {
            window,
            parser: parser(),
            walker,
            in_lines,
            limit,
            line: if in_lines { 0 } else { 1 },
            index: 0,
            is_known: false,
            ended: false,
        }
    }

    /// Reads the next record; `false` at the end.
    pub(in crate::dump) fn read(&mut self, record: &mut Record) -> Result<bool> {
        loop {
            if let Some((_, line, comment)) = self.walker.next() {
                record.index = self.index;
                record.line = Some(line);
                record.comment = *comment;
                self.index += 1;
                return Ok(true);
            }
            if self.ended {
                return Ok(false);
            }
            if self.in_lines {
                self.next_line()?;
            } else if let Err(error) = self.next_events() {
                self.ended = true;
                return Err(error);
            }
        }
    }

    /// Reads one line.
    fn next_line(&mut self) -> Result<()> {
        let line = self.window.line(self.limit)?;
        self.line += 1;
        let length = match line {
            Line::Whole(length) => length,
            Line::End => {
                self.ended = true;
                return Ok(());
            }
            Line::TooLong => {
                self.index += 1;
                self.window.skip_line()?;
                let limit = size(self.limit);
                return Err(Error::input(format!(
                    "The line is longer than {limit}; a comment is not that long."
                ))
                .at_line(self.line));
            }
        };
        let bytes = self.window.unread()[..length].trim_ascii();
        let before = self.walker.waiting();
        let parsed = parse(bytes, &mut self.walker, self.line);
        let is_known = self.walker.take_known();
        let is_blank = bytes.is_empty();
        self.window.consume(length);
        let error = match parsed {
            Err(what) => format!("The line is no JSON: {what}. Each line must hold one whole object."),
            Ok(()) if is_known || is_blank => return Ok(()),
            Ok(()) => "The line holds no comment of this format.".to_owned(),
        };
        self.walker.reset();
        // What came before the fault in a line of many is as unsure as the rest.
        self.walker.drop_from(before);
        self.index += 1;
        Err(Error::input(error).at_line(self.line))
    }

    /// Reads on in a document until comments are ready or it ends.
    fn next_events(&mut self) -> Result<()> {
        while self.walker.waiting() == 0 {
            if self.walker.is_between() {
                self.is_known |= self.walker.is_known();
                if !self.skip_blanks()? {
                    self.ended = true;
                    return if self.is_known {
                        Ok(())
                    } else {
                        Err(Error::input("No comment is in this file."))
                    };
                }
                self.parser = parser();
            }
            self.next_event()?;
        }
        Ok(())
    }

    fn next_event(&mut self) -> Result<()> {
        let mut at_end = false;
        loop {
            let unread = self.window.unread();
            let result = self.parser.parse_next(unread, at_end);
            let consumed = result.consumed_bytes;
            let newlines = memchr::memchr_iter(b'\n', &unread[..consumed]).count() as u64;
            self.line += newlines;
            let is_event = result.event.is_some();
            match result.event {
                Some(Ok(event)) => self.walker.see(event, self.line),
                Some(Err(e)) => {
                    let what = if at_end { "it breaks off here".to_owned() } else { fault(e.message()) };
                    return Err(Error::input(format!(
                        "The JSON cannot be read further than line {}: {what}. The comments before that were read.",
                        self.line
                    )));
                }
                None => {}
            }
            self.window.consume(consumed);
            if is_event {
                return Ok(());
            }
            let unread = self.window.unread().len();
            if unread > self.limit {
                let limit = size(self.limit);
                return Err(Error::input(format!(
                    "The JSON cannot be read further than line {}: a value is longer than {limit}.",
                    self.line
                )));
            }
            // Twice as much: a long string is looked at from its start again.
            at_end = self.window.fill(2 * unread + 1)?.len() == unread;
        }
    }

    /// Whether anything stands behind white space.
    fn skip_blanks(&mut self) -> Result<bool> {
        loop {
            let unread = self.window.unread();
            let blank = unread.iter().take_while(|b| b.is_ascii_whitespace()).count();
            self.line += memchr::memchr_iter(b'\n', &unread[..blank]).count() as u64;
            self.window.consume(blank);
            if !self.window.unread().is_empty() || !self.window.more()? {
                return Ok(!self.window.unread().is_empty());
            }
        }
    }
}

/// One line of whole documents, into the walker.
fn parse(mut bytes: &[u8], walker: &mut Walker, line: u64) -> std::result::Result<(), String> {
    while !bytes.is_empty() {
        let mut parser = parser();
        loop {
            let result = parser.parse_next(bytes, true);
            bytes = &bytes[result.consumed_bytes..];
            match result.event {
                Some(Ok(event)) => walker.see(event, line),
                Some(Err(e)) => return Err(fault(e.message())),
                None => {}
            }
            if walker.is_between() {
                break;
            }
        }
        bytes = bytes.trim_ascii_start();
    }
    Ok(())
}

/// What the parser found fault with, without its full stop and not longer
/// than anybody reads: it may quote the value.
fn fault(message: &str) -> String {
    const LONGEST: usize = 120;
    message.trim_end_matches('.').chars().take(LONGEST).collect()
}
