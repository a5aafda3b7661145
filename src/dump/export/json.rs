//! JSON exports of any shape. A stream of bytes comes in, lines of objects or
//! whole documents; the comments in it go out, parents before their answers.
//! No tree is built: an object's few wanted fields are kept while it is open,
//! and when it closes a [`Shape`] says whether it is a comment, a part of the
//! comment around it, or neither. So memory is bounded by a comment and what
//! is nested in it, not by the document.

use std::collections::VecDeque;

use json_event_parser::{JsonEvent, LowLevelJsonParser};

use crate::comment::Comment;
use crate::dump::window::{Line, Window};
use crate::dump::{Record, size};
use crate::error::{Error, Result};

/// Objects and arrays inside of each other. Threads that nest answers in
/// answers take up to five for each; deeper ones than this nobody can read.
const DEEPEST: usize = 4_000;

/// Longer names of fields are none that matter.
const LONGEST_KEY: usize = 64;

/// What a format knows of its objects.
pub(super) trait Shape: Send {
    /// Whether a field of this name is worth keeping.
    fn wants(&self, key: &str) -> bool;

    /// Whether an object under this name belongs to the comment around it.
    fn is_part(&self, _key: &str) -> bool {
        false
    }

    /// Whether the comments under this name answer the one around them.
    fn nests(&self, _key: &str) -> bool {
        false
    }

    /// What an object is, by its fields.
    fn read(&mut self, fields: &Fields) -> Found;
}

/// What an object is.
pub(super) enum Found {
    Comment(Box<Comment>),
    /// Something of this format that is no comment.
    Other,
    /// Nothing that the format knows.
    Unknown,
}

/// The wanted fields of an object. Those of its parts have the part's name in
/// front: `author.username`.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, Value)>);

#[derive(Debug)]
enum Value {
    Text(String),
    Truth(bool),
    Null,
}

impl Fields {
    /// The last value of that name: a part that is a list grows at its end.
    fn find(&self, path: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(name, _)| name == path).map(|(_, value)| value)
    }

    /// A string or number that is not empty.
    pub(super) fn get(&self, path: &str) -> Option<&str> {
        match self.find(path) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// The first of these names that has a text.
    pub(super) fn first(&self, paths: &[&str]) -> Option<&str> {
        paths.iter().find_map(|path| self.get(path))
    }

    /// Whether the object has such a field, with any value.
    pub(super) fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    pub(super) fn is_true(&self, path: &str) -> bool {
        matches!(self.find(path), Some(Value::Truth(true)))
    }

    /// All strings and numbers.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| match value {
            Value::Text(text) => Some((name.as_str(), text.as_str())),
            Value::Truth(_) | Value::Null => None,
        })
    }
}

/// An object or array that is open.
struct Frame {
    /// The name it stands under; elements of an array stand under the array's.
    key: String,
    is_object: bool,
    /// Its number and line, to put comments into the order they begin in.
    start: u64,
    line: u64,
    fields: Fields,
}

/// A comment with the order and the line it begins on.
type Placed = (u64, u64, Box<Comment>);

/// Follows the events of one document.
struct Walker {
    shape: Box<dyn Shape>,
    open: Vec<Frame>,
    /// How many were open when an object began that has answers inside: they
    /// wait for it to end, since it comes before them.
    holding: Option<usize>,
    key: String,
    started: u64,
    /// Comments inside of one that is still open.
    held: Vec<Placed>,
    held_bytes: usize,
    limit: usize,
    ready: VecDeque<Placed>,
    /// Whether anything in the document was known.
    is_known: bool,
}

impl Walker {
    fn see(&mut self, event: JsonEvent<'_>, line: u64) {
        match event {
            JsonEvent::ObjectKey(key) => {
                self.key.clear();
                if key.len() <= LONGEST_KEY {
                    self.key.push_str(&key);
                }
            }
            JsonEvent::StartObject => self.start(true, line),
            JsonEvent::StartArray => self.start(false, line),
            JsonEvent::EndObject | JsonEvent::EndArray => self.end(),
            JsonEvent::String(text) | JsonEvent::Number(text) => {
                self.value(|| Value::Text(text.into_owned()))
            }
            JsonEvent::Boolean(truth) => self.value(|| Value::Truth(truth)),
            JsonEvent::Null => self.value(|| Value::Null),
            JsonEvent::Eof => {}
        }
    }

    fn value(&mut self, value: impl FnOnce() -> Value) {
        if let Some(frame) = self.open.last_mut().filter(|frame| frame.is_object)
            && self.shape.wants(&self.key)
        {
            frame.fields.0.push((self.key.clone(), value()));
        }
    }

    fn start(&mut self, is_object: bool, line: u64) {
        let around = self.open.last();
        let is_element = around.is_some_and(|frame| !frame.is_object);
        let key = match around {
            Some(array) if is_element => array.key.clone(),
            _ => std::mem::take(&mut self.key),
        };
        if !is_element && self.holding.is_none() && self.shape.nests(&key) {
            self.holding = self.open.len().checked_sub(1);
        }
        self.started += 1;
        self.open.push(Frame { key, is_object, start: self.started, line, fields: Fields::default() });
    }

    fn end(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        self.holding = self.holding.filter(|&open| self.open.len() > open);
        if frame.is_object {
            if self.shape.is_part(&frame.key) {
                self.lift(frame);
            } else {
                self.offer(&frame);
            }
        }
        if self.holding.is_none() || self.held_bytes > self.limit {
            self.held.sort_unstable_by_key(|(start, ..)| *start);
            self.ready.extend(self.held.drain(..));
            self.held_bytes = 0;
        }
    }

    /// Gives the fields of a part to the object that it belongs to.
    fn lift(&mut self, part: Frame) {
        if let Some(whole) = self.open.iter_mut().rev().find(|frame| frame.is_object) {
            let lifted = part.fields.0.into_iter();
            whole.fields.0.extend(lifted.map(|(name, value)| (format!("{}.{name}", part.key), value)));
        }
    }

    fn offer(&mut self, frame: &Frame) {
        match self.shape.read(&frame.fields) {
            Found::Comment(comment) => {
                self.held_bytes += comment.text.len() + size_of::<Comment>();
                self.held.push((frame.start, frame.line, comment));
                self.is_known = true;
            }
            Found::Other => self.is_known = true,
            Found::Unknown => {}
        }
    }

    /// Forgets what is open, so that a next document can be read.
    fn reset(&mut self) {
        self.open.clear();
        self.holding = None;
        self.held.clear();
        self.held_bytes = 0;
        self.is_known = false;
    }
}

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
        let walker = Walker {
            shape,
            open: Vec::new(),
            holding: None,
            key: String::new(),
            started: 0,
            held: Vec::new(),
            held_bytes: 0,
            limit,
            ready: VecDeque::new(),
            is_known: false,
        };
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
            if let Some((_, line, comment)) = self.walker.ready.pop_front() {
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
        let before = self.walker.ready.len();
        let parsed = parse(bytes, &mut self.walker, self.line);
        let is_known = std::mem::take(&mut self.walker.is_known);
        let is_blank = bytes.is_empty();
        self.window.consume(length);
        let error = match parsed {
            Err(what) => format!("The line is no JSON: {what}. Each line must hold one whole object."),
            Ok(()) if is_known || is_blank => return Ok(()),
            Ok(()) => "The line holds no comment of this format.".to_owned(),
        };
        self.walker.reset();
        // What came before the fault in a line of many is as unsure as the rest.
        self.walker.ready.truncate(before);
        self.index += 1;
        Err(Error::input(error).at_line(self.line))
    }

    /// Reads on in a document until comments are ready or it ends.
    fn next_events(&mut self) -> Result<()> {
        while self.walker.ready.is_empty() {
            if self.walker.open.is_empty() {
                self.is_known |= self.walker.is_known;
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
            if walker.open.is_empty() {
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
