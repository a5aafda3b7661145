//! The events of a JSON document → comments. What comes in: one event after
//! the other, and a [`Shape`] that knows the format. What goes out: the
//! comments in the order they begin in. What it promises: no tree is built; what
//! is kept is the wanted fields of the objects that are open, and the comments
//! inside of a comment that still is.

use std::collections::VecDeque;

use json_event_parser::JsonEvent;

use crate::comment::Comment;

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
pub(super) type Placed = (u64, u64, Box<Comment>);

/// Follows the events of one document.
pub(super) struct Walker {
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
    pub(super) fn new(shape: Box<dyn Shape>, limit: usize) -> Self {
        Self {
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
        }
    }

    /// The next comment that is whole.
    pub(super) fn next(&mut self) -> Option<Placed> {
        self.ready.pop_front()
    }

    /// How many comments are whole.
    pub(super) fn waiting(&self) -> usize {
        self.ready.len()
    }

    /// Drops the last of these: the document that they are from is broken.
    pub(super) fn drop_from(&mut self, first: usize) {
        self.ready.truncate(first);
    }

    /// Whether no object or array is open.
    pub(super) fn is_between(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn is_known(&self) -> bool {
        self.is_known
    }

    /// The same, and asks anew from here on.
    pub(super) fn take_known(&mut self) -> bool {
        std::mem::take(&mut self.is_known)
    }

    pub(super) fn see(&mut self, event: JsonEvent<'_>, line: u64) {
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
    pub(super) fn reset(&mut self) {
        self.open.clear();
        self.holding = None;
        self.held.clear();
        self.held_bytes = 0;
        self.is_known = false;
    }
}
