//! XML exports. A stream of bytes comes in; comments go out, one after
//! another, in memory that a single element bounds. What an export has no use
//! for is refused and never obeyed: a document type with its entities, nesting
//! without end, tags that are larger than a page. Letters that are none in the
//! file's encoding become U+FFFD.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::comment::Comment;
use crate::dump::window::Window;
use crate::dump::{Record, size, sniff};
use crate::error::{Error, Result};

/// Elements inside of each other. Exports have six or seven levels.
const DEEPEST: usize = 100;

/// The longest tag. Exports have namespaces and ids in them, no more.
const LONGEST_TAG: usize = 64 * 1024;

/// The longest text of one element, such as an article.
const LONGEST_TEXT: usize = 16 << 20;

/// What a format knows of its elements. Text comes with the end of its
/// element, and only if it is wanted.
pub(super) trait Shape: Send {
    /// An element begins; `attribute` looks one up.
    fn start(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>);

    /// Whether the text of an element is worth keeping.
    fn wants(&self, name: &str) -> bool;

    /// An element ends: the comment that it completes, if it does.
    fn end(&mut self, name: &str, text: &str) -> Option<Comment>;
}

/// Reads the comments of an XML export.
pub(in crate::dump) struct Xml {
    reader: Reader<Source>,
    shape: Box<dyn Shape>,
    buffer: Vec<u8>,
    open: Vec<Open>,
    text: String,
    index: u64,
    ended: bool,
}

/// An element that is open.
struct Open {
    name: String,
    line: u64,
    is_wanted: bool,
}

/// What an event asks for.
enum Step {
    Going,
    Comment(Box<Comment>, u64),
    Ended,
}

impl Xml {
    pub(super) fn new(window: Window, shape: Box<dyn Shape>, limit: usize) -> Result<Self> {
        let mut reader = Reader::from_reader(Source::new(window, limit.min(LONGEST_TEXT))?);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Exporters that forget to escape are met; what is meant is plain.
        config.allow_dangling_amp = true;
        Ok(Self {
            reader,
            shape,
            buffer: Vec::new(),
            open: Vec::new(),
            text: String::new(),
            index: 0,
            ended: false,
        })
    }

    /// Reads the next record; `false` at the end.
    pub(in crate::dump) fn read(&mut self, record: &mut Record) -> Result<bool> {
        while !self.ended {
            match self.step() {
                Ok(Step::Going) => {}
                Ok(Step::Comment(comment, line)) => {
                    record.index = self.index;
                    record.line = Some(line);
                    record.comment = *comment;
                    self.index += 1;
                    return Ok(true);
                }
                Ok(Step::Ended) => self.ended = true,
                Err(e) => {
                    self.ended = true;
                    return Err(e);
                }
            }
        }
        Ok(false)
    }

    fn step(&mut self) -> Result<Step> {
        self.buffer.clear();
        self.reader.get_mut().refill();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(e) => {
                let source = self.reader.get_mut();
                let line = source.line;
                return Err(source.failure.take().unwrap_or_else(|| broken(line, &e.to_string())));
            }
        };
        let line = self.reader.get_ref().line;
        match event {
            Event::Start(tag) => {
                start(&tag, line, &mut self.open, self.shape.as_mut())?;
                self.text.clear();
            }
            Event::End(_) => {
                let Some(Open { name, line, is_wanted }) = self.open.pop() else { return Ok(Step::Going) };
                let text = if is_wanted { self.text.as_str() } else { "" };
                let comment = self.shape.end(&name, text);
                self.text.clear();
                if let Some(comment) = comment {
                    return Ok(Step::Comment(Box::new(comment), line));
                }
            }
            Event::Text(text) => keep(&mut self.text, &self.open, &text.into_inner(), line)?,
            Event::CData(text) => keep(&mut self.text, &self.open, &text.into_inner(), line)?,
            Event::GeneralRef(reference) => keep(&mut self.text, &self.open, &resolved(&reference), line)?,
            Event::DocType(_) => {
                return Err(Error::input(format!(
                    "Line {line} declares a document type (<!DOCTYPE>), by which a file can be made to grow \
                     without end; exports have none, so this one is not read. Remove the declaration if you \
                     trust it."
                )));
            }
            Event::Eof => {
                return match self.open.last() {
                    None => Ok(Step::Ended),
                    Some(Open { name, line: began, .. }) => Err(broken(
                        line,
                        &format!("the file breaks off inside of <{name}>, which began on line {began}"),
                    )),
                };
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => {}
        }
        Ok(Step::Going)
    }
}

/// Adds a piece to the text of the innermost element, if it is wanted.
fn keep(kept: &mut String, open: &[Open], piece: &str, line: u64) -> Result<()> {
    if !open.last().is_some_and(|open| open.is_wanted) {
        return Ok(());
    }
    if kept.len() + piece.len() > LONGEST_TEXT {
        return Err(broken(line, &format!("an element is longer than {}", size(LONGEST_TEXT))));
    }
    kept.push_str(piece);
    Ok(())
}

fn start(tag: &BytesStart<'_>, line: u64, open: &mut Vec<Open>, shape: &mut dyn Shape) -> Result<()> {
    if open.len() >= DEEPEST {
        return Err(broken(line, &format!("more than {DEEPEST} elements are inside of each other")));
    }
    if tag.attributes_raw().len() > LONGEST_TAG {
        return Err(broken(line, &format!("the attributes of a tag are longer than {}", size(LONGEST_TAG))));
    }
    let qualified = tag.name();
    let name: &str = qualified.as_ref();
    let attribute = |wanted: &str| {
        let mut attributes = tag.attributes();
        attributes
            .with_checks(false)
            .flatten()
            .find(|found| found.key.as_ref() == wanted)
            .map(|found| found.value.into_owned())
    };
    shape.start(name, &attribute);
    let shown: String = name.chars().take(80).collect();
    let is_wanted = shape.wants(name);
    open.push(Open { name: shown, line, is_wanted });
    Ok(())
}

/// The character that a reference stands for. XML knows five names; others
/// are HTML's, and left to those who read the HTML.
fn resolved(reference: &BytesRef<'_>) -> String {
    if reference.is_char_ref() {
        let character = reference.resolve_char_ref().ok().flatten();
        return character.unwrap_or(char::REPLACEMENT_CHARACTER).to_string();
    }
    match &**reference {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        name => format!("&{name};"),
    }
}

fn broken(line: u64, what: &str) -> Error {
    const LONGEST: usize = 300;
    let what: String = what.trim_end_matches('.').chars().take(LONGEST).collect();
    Error::input(format!(
        "The XML cannot be read further than line {line}: {what}. The comments before that were read."
    ))
}

/// The stream as UTF-8. It stops giving when one event takes too much.
struct Source {
    window: Window,
    decoder: Decoder,
    out: Vec<u8>,
    start: usize,
    end: usize,
    is_ended: bool,
    line: u64,
    /// What may still be read for this event.
    budget: usize,
    limit: usize,
    /// The reason of the last refusal.
    failure: Option<Error>,
}

impl Source {
    fn new(mut window: Window, limit: usize) -> Result<Self> {
        const DECODED: usize = 64 * 1024;
        let encoding = declared(window.fill(sniff::PREFIX)?);
        Ok(Self {
            window,
            decoder: encoding.new_decoder_with_bom_removal(),
            out: vec![0; DECODED],
            start: 0,
            end: 0,
            is_ended: false,
            line: 1,
            budget: limit,
            limit,
            failure: None,
        })
    }

    /// Allows for one more event.
    fn refill(&mut self) {
        self.budget = self.limit;
    }

    fn decode(&mut self) -> Result<()> {
        while self.start == self.end && !self.is_ended {
            let at_end = self.window.unread().is_empty() && !self.window.more()?;
            let (_, read, written, _) =
                self.decoder.decode_to_utf8(self.window.unread(), &mut self.out, at_end);
            self.window.consume(read);
            (self.start, self.end) = (0, written);
            self.is_ended = at_end && written == 0;
            if at_end && written > 0 {
                // A decoder that was told of the end must not be asked again.
                self.decoder = UTF_8.new_decoder_without_bom_handling();
            }
        }
        Ok(())
    }

    fn refuse(&mut self, error: Error) -> io::Error {
        self.failure = Some(error);
        io::Error::other("refused")
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if let Err(error) = self.decode() {
            return Err(self.refuse(error));
        }
        if self.budget == 0 && self.start < self.end {
            let what = format!("a tag or text is longer than {}", size(self.limit));
            let error = broken(self.line, &what);
            return Err(self.refuse(error));
        }
        let end = self.end.min(self.start + self.budget);
        Ok(&self.out[self.start..end])
    }

    fn consume(&mut self, n: usize) {
        let end = (self.start + n).min(self.end);
        self.line += memchr::memchr_iter(b'\n', &self.out[self.start..end]).count() as u64;
        self.budget = self.budget.saturating_sub(end - self.start);
        self.start = end;
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buffer.len());
        buffer[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

/// The encoding that the XML declaration names.
fn declared(prefix: &[u8]) -> &'static Encoding {
    let declaration = prefix.split(|&byte| byte == b'>').next().unwrap_or_default();
    let label = memchr::memmem::find(declaration, b"encoding=").and_then(|at| {
        let rest = declaration.get(at + "encoding=".len()..)?;
        let (quote, rest) = rest.split_first()?;
        rest.split(|byte| byte == quote).next()
    });
    // The declaration was read as bytes, so it is not in UTF-16.
    label.and_then(Encoding::for_label).map_or(UTF_8, Encoding::output_encoding)
}
