//! JSON Lines. A stream of bytes comes in, one object on each line; records
//! go out. Only the fields that a comment needs are kept, the others are
//! skipped without being built. A line that is no object, no UTF-8, too long
//! or without text is an error of its own, and the next line is read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::{Claim, ROLES, Role, Wanted, listed};
use super::window::{Line, Window};
use super::{Record, put, size, sniff};
use crate::error::{Error, Result};

/// How many field names are remembered with what they mean. Dumps have a few
/// dozen; a file that makes up new names must not fill the memory.
const MOST_NAMES: usize = 256;

/// The longest name that is remembered, in bytes, for the same reason.
const LONGEST_NAME: usize = 128;

/// How much is told of what the parser found fault with: its messages quote
/// the value, which may be the whole line.
const LONGEST_FAULT: usize = 120;

pub(super) struct Lines {
    window: Window,
    names: Names,
    draft: Draft,
    limit: usize,
    line: u64,
    index: u64,
    /// The roles for which a field was found in any record.
    found: [bool; ROLES],
    ended: bool,
}

impl Lines {
    pub(super) fn new(mut window: Window, wanted: &Wanted, limit: usize) -> Result<Self> {
        if window.fill(sniff::BOM.len())?.starts_with(sniff::BOM) {
            window.consume(sniff::BOM.len());
        }
        Ok(Self {
            window,
            names: Names { wanted: wanted.clone(), known: Vec::new() },
            draft: Draft::default(),
            limit,
            line: 0,
            index: 0,
            found: [false; ROLES],
            ended: false,
        })
    }

    /// Reads the next record; `false` at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool> {
        loop {
            let Some(length) = self.next_line()? else {
                return self.finish();
            };
            let line = &self.window.unread()[..length];
            if line.trim_ascii().is_empty() {
                self.window.consume(length);
                continue;
            }
            record.index = self.index;
            record.line = Some(self.line);
            self.index += 1;
            let parsed = parse(line.trim_ascii_end(), &mut self.names, &mut self.draft);
            self.window.consume(length);
            for (found, cell) in self.found.iter_mut().zip(&self.draft.cells) {
                *found |= cell.state != State::Absent;
            }
            let filled = parsed.and_then(|()| self.draft.fill(record, &self.names));
            return filled.map(|()| true).map_err(|e| e.at_line(self.line));
        }
    }

    /// The length of the next line with its newline; `None` at the end.
    fn next_line(&mut self) -> Result<Option<usize>> {
        let line = self.window.line(self.limit)?;
        self.line += 1;
        match line {
            Line::Whole(length) => Ok(Some(length)),
            Line::End => Ok(None),
            Line::TooLong => {
                self.index += 1;
                self.window.skip_line()?;
                let limit = size(self.limit);
                Err(Error::input(format!(
                    "The line is longer than {limit}; a comment is not that long. Is this JSON Lines?"
                ))
                .at_line(self.line))
            }
        }
    }

    /// At the end: a field that was asked for and that no record had is
    /// probably a misspelt one. Fields that only some records have are usual.
    fn finish(&mut self) -> Result<bool> {
        if self.ended || self.index == 0 {
            return Ok(false);
        }
        self.ended = true;
        let missing =
            self.names.wanted.named().find(|&(role, ..)| role != Role::Text && !self.found[role as usize]);
        match missing {
            Some((_, name, option)) => Err(Error::input(format!(
                "No record has the field {name:?} ({option}); the fields are {}.",
                self.names.listed()
            ))),
            None => Ok(false),
        }
    }
}

/// One line into the draft.
fn parse(line: &[u8], names: &mut Names, draft: &mut Draft) -> Result<()> {
    draft.clear();
    let line = std::str::from_utf8(line).map_err(|e| {
        let bad = line[e.valid_up_to()];
        Error::input(format!(
            "The line is not UTF-8: byte {} is 0x{bad:02x}. Convert the file first, for example: \
             iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.",
            e.valid_up_to() + 1
        ))
    })?;
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let parsed = Object { names, draft }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    parsed.map_err(|e| {
        let message = e.to_string();
        let what: String = match message.rsplit_once(" at line ") {
            Some((what, _)) => what.chars().take(LONGEST_FAULT).collect(),
            None => message.chars().take(LONGEST_FAULT).collect(),
        };
        let place = if e.column() > 0 { format!(" at column {}", e.column()) } else { String::new() };
        Error::input(format!(
            "The line is no JSON object: {what}{place}. Each line must hold one whole object."
        ))
    })
}

/// What the fields of the objects mean. Looking a name up among all the
/// guesses costs more than parsing its value; names repeat on every line.
struct Names {
    wanted: Wanted,
    known: Vec<(String, Field)>,
}

/// What a field is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Claimed(Claim),
    /// `source` and `index` say where a comment comes from if both are there:
    /// that is how this crate writes them.
    Source,
    Index,
    Other,
}

impl Names {
    fn meaning(&mut self, name: &str) -> Field {
        if let Some((_, field)) = self.known.iter().find(|(known, _)| known == name) {
            return *field;
        }
        let field = match (self.wanted.claim(name), name) {
            (Some(claim), _) => Field::Claimed(claim),
            (None, "source") => Field::Source,
            (None, "index") => Field::Index,
            (None, _) => Field::Other,
        };
        if self.known.len() < MOST_NAMES && name.len() <= LONGEST_NAME {
            self.known.push((name.to_owned(), field));
        }
        field
    }

    fn listed(&self) -> String {
        listed(&self.known.iter().map(|(name, _)| name).collect::<Vec<_>>())
    }
}

/// What has been found on the current line.
#[derive(Default)]
struct Draft {
    cells: [Cell; ROLES],
    source: Cell,
    index: Cell,
}

#[derive(Default)]
struct Cell {
    state: State,
    rank: usize,
    text: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Absent,
    /// `null`.
    Null,
    /// A string or a number.
    Text,
    /// Something that is no text: an object, an array, a truth value.
    Other,
}

impl Draft {
    fn clear(&mut self) {
        for cell in self.cells.iter_mut().chain([&mut self.source, &mut self.index]) {
            cell.state = State::Absent;
        }
    }

    fn fill(&self, record: &mut Record, names: &Names) -> Result<()> {
        let text = &self.cells[Role::Text as usize];
        match text.state {
            State::Text => {}
            State::Null => return Err(Error::input("The record's text is null.")),
            State::Other => return Err(Error::input("The record's text is no string.")),
            State::Absent => {
                let seen = names.listed();
                return Err(Error::input(match &names.wanted.text {
                    Some(name) => format!(
                        "The record has no field {name:?} (--text-column); the fields seen so far are {seen}."
                    ),
                    None => format!(
                        "None of the record's fields is known to hold the comment; those seen so far are \
                         {seen}. Name it with --text-column."
                    ),
                }));
            }
        }
        let get = |role: Role| self.cells[role as usize].get();
        let comment = &mut record.comment;
        comment.text.clone_from(&text.text);
        put(&mut comment.id, get(Role::Id));
        put(&mut comment.author, get(Role::Author));
        put(&mut comment.date, get(Role::Date));
        put(&mut comment.parent, get(Role::Parent));
        put(&mut comment.reply_to, get(Role::ReplyTo));
        put(&mut comment.permalink, get(Role::Permalink));
        put(&mut comment.outcome, get(Role::Outcome));
        comment.votes = get(Role::Votes).and_then(|votes| votes.parse().ok());
        let index = self.index.get().and_then(|index| index.parse().ok());
        if let (Some(source), Some(index)) = (self.source.get(), index) {
            record.place(source, index);
        }
        Ok(())
    }
}

impl Cell {
    fn get(&self) -> Option<&str> {
        (self.state == State::Text).then_some(&self.text)
    }
}

/// An object: each field goes where its name belongs.
struct Object<'a> {
    names: &'a mut Names,
    draft: &'a mut Draft,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(field) = map.next_key_seed(Name(self.names))? {
            match field {
                Field::Claimed(Claim { role, rank }) => {
                    let cell = &mut self.draft.cells[role as usize];
                    // Of two fields of one name the last counts, as in most parsers.
                    if cell.state == State::Absent || rank <= cell.rank {
                        cell.rank = rank;
                        map.next_value_seed(cell)?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Field::Source => map.next_value_seed(&mut self.draft.source)?,
                Field::Index => map.next_value_seed(&mut self.draft.index)?,
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A field's name, looked up without being copied.
struct Name<'a>(&'a mut Names);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Field;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Field, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> std::result::Result<Field, E> {
        Ok(self.0.meaning(name))
    }
}

/// A value that may be a string, kept in the cell's own buffer.
impl<'de> DeserializeSeed<'de> for &mut Cell {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        self.text.clear();
        self.state = State::Other;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Cell {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<(), E> {
        self.state = State::Text;
        self.text.push_str(value);
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> std::result::Result<(), E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> std::result::Result<(), E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> std::result::Result<(), E> {
        self.visit_str(&value.to_string())
    }

    fn visit_unit<E>(self) -> std::result::Result<(), E> {
        self.state = State::Null;
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
