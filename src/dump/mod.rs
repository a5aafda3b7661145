//! Dumps of comments in, scored comments out. A file or stream comes in (a
//! table, JSON, the export of a comment system, a web page or an archive of
//! pages; plain, gzip or zstd: see [`Format`]); a stream of
//! [`Record`]s goes out, in constant memory, and the writers put records and
//! verdicts back into JSON Lines or CSV. The promise: what cannot be read is
//! an error that says where and why, and the stream goes on behind it.
//!
//! ```
//! use lamplighter::dump::{Options, Reader};
//!
//! let csv = "id,comment_text\n7,\"Two lines,\none comment.\"\n8,Thanks!\n";
//! let reader = Reader::from_reader(csv.as_bytes(), "night.csv", &Options::default())?;
//! let texts: Vec<_> = reader.map(|record| record.map(|r| r.comment.text)).collect::<Result<_, _>>()?;
//! assert_eq!(texts, ["Two lines,\none comment.", "Thanks!"]);
//! # Ok::<(), lamplighter::Error>(())
//! ```
//!
//! # Which column is what
//! [`Options::text_column`], [`Options::id_column`] and
//! [`Options::parent_column`] name columns (or fields of JSON objects). What
//! is not named is guessed from common names such as `text`, `comment_text`,
//! `body`, `content`, `message`; `id`, `comment_id`; `parent_id`,
//! `in_reply_to`; `author`, `username`; `date`, `created_at`; in upper or
//! lower case.
//!
//! # Three speeds
//! [`Reader`] is an iterator of owned records. [`Reader::read`] fills a record
//! of yours and allocates nothing once its buffers have grown.
//!
//! # Answers
//! [`Parents`] remembers what was read, so that an answer can be judged beside
//! the comment that it answers.

mod archive;
mod columns;
mod export;
mod format;
mod guard;
mod jsonl;
mod parents;
mod sniff;
mod table;
mod window;
mod write;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use self::columns::Wanted;
#[cfg(feature = "train")]
pub(crate) use self::columns::text_column;
pub use self::format::Format;
pub use self::parents::Parents;
#[cfg(feature = "train")]
pub(crate) use self::sniff::{delimiter, tabs_are_quoted};
use self::window::Window;
pub use self::write::{CsvWriter, JsonlWriter, Scored};
use crate::comment::Comment;
use crate::error::{Error, Result};
pub use crate::time::iso_date;

/// How a dump is to be read. The default guesses everything.
///
/// ```
/// use lamplighter::dump::{Format, Options, Reader};
///
/// let options = Options::default().format(Format::Tsv).text_column("request").id_column("nr");
/// let tsv = "nr\trequest\n1\tPlease cite a source.\n";
/// let mut reader = Reader::from_reader(tsv.as_bytes(), "requests", &options)?;
/// let record = reader.next().unwrap()?;
/// assert_eq!(record.comment.id.as_deref(), Some("1"));
/// # Ok::<(), lamplighter::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    format: Option<Format>,
    wanted: Wanted,
    limit: usize,
}

impl Default for Options {
    /// Records of up to 64 MiB: more than any comment, and what a machine can
    /// spare.
    fn default() -> Self {
        Self { format: None, wanted: Wanted::default(), limit: 64 << 20 }
    }
}

impl Options {
    /// The format; without it, the name and the first bytes decide.
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The column that holds the comment.
    pub fn text_column(mut self, name: impl Into<String>) -> Self {
        self.wanted.text = Some(name.into());
        self
    }

    /// The column that holds the comment's identifier.
    pub fn id_column(mut self, name: impl Into<String>) -> Self {
        self.wanted.id = Some(name.into());
        self
    }

    /// The column that holds the identifier of the comment replied to.
    pub fn parent_column(mut self, name: impl Into<String>) -> Self {
        self.wanted.parent = Some(name.into());
        self
    }

    /// The longest record, line or page that is read, in bytes; 64 MiB unless
    /// set. It bounds the memory that a broken file can take.
    pub fn record_limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }
}

/// One comment of a dump, and where it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The file it was read from, `-` for standard input; in lines that this
    /// crate wrote, the file that they were read from.
    pub source: Arc<str>,
    /// Its number in the source, counted from 0. Records that cannot be read
    /// are counted too, so that it can be found again.
    pub index: u64,
    /// The line of the source on which it begins, counted from 1; not known
    /// in web pages, nor in lines that were read from another source.
    pub line: Option<u64>,
    /// The comment.
    pub comment: Comment,
}

impl Record {
    /// Sets where the comment was found first. Neighbours mostly come from
    /// the same place: its name is allocated once.
    fn place(&mut self, source: &str, index: u64) {
        if *self.source != *source {
            self.source = source.into();
        }
        self.index = index;
        self.line = None;
    }
}

/// Reads the comments of one dump or page.
///
/// As an iterator it yields `Result<Record>`. A record that cannot be read is
/// an `Err` with file and line, and the next call goes on with the next
/// record; after an error of the operating system there is no next record.
pub struct Reader {
    name: Arc<str>,
    format: Option<Format>,
    inner: Inner,
}

enum Inner {
    Table(Box<table::Table>),
    Lines(Box<jsonl::Lines>),
    Json(Box<export::Documents>),
    Xml(Box<export::Xml>),
    Archive(Box<archive::Archive>),
    Page(std::iter::Enumerate<std::vec::IntoIter<Comment>>),
    Ended,
}

impl Reader {
    /// Opens a file.
    ///
    /// # Errors
    /// If it cannot be read, is not text, or lacks a column that it needs.
    pub fn open(path: impl AsRef<Path>, options: &Options) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Self::from_reader(file, name, options),
            Err(e) => Err(Error::io("The file cannot be opened", e).in_file(name)),
        }
    }

    /// Reads a stream; `name` stands for it in records and errors, and its
    /// extension helps to tell the format. No buffering is needed around it.
    ///
    /// # Errors
    /// If it cannot be read, is not text, or lacks a column that it needs.
    pub fn from_reader(
        reader: impl Read + Send + 'static,
        name: impl Into<Arc<str>>,
        options: &Options,
    ) -> Result<Self> {
        let name = name.into();
        match Inner::new(Box::new(reader), &name, options) {
            Ok((format, inner)) => Ok(Self { name, format, inner }),
            Err(e) => Err(e.in_file(&*name)),
        }
    }

    /// Reads text that is in memory.
    ///
    /// # Errors
    /// If it is not text, or lacks a column that it needs.
    pub fn from_bytes(
        bytes: impl Into<Vec<u8>>,
        name: impl Into<Arc<str>>,
        options: &Options,
    ) -> Result<Self> {
        Self::from_reader(Cursor::new(bytes.into()), name, options)
    }

    /// The format it is read as; `None` if there is not a single byte in it.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// Reads the next comment into `record`; `false` at the end. What was in
    /// `record` is overwritten, its memory used again.
    ///
    /// # Errors
    /// If the next record cannot be read. The call after that goes on behind
    /// it.
    pub fn read(&mut self, record: &mut Record) -> Result<bool> {
        if !Arc::ptr_eq(&record.source, &self.name) {
            record.source = Arc::clone(&self.name);
        }
        let read = match &mut self.inner {
            Inner::Table(table) => table.read(record),
            Inner::Lines(lines) => lines.read(record),
            Inner::Json(documents) => documents.read(record),
            Inner::Xml(xml) => xml.read(record),
            Inner::Archive(archive) => archive.read(record),
            Inner::Page(comments) => match comments.next() {
                Some((index, comment)) => {
                    record.index = index as u64;
                    record.line = None;
                    record.comment = comment;
                    Ok(true)
                }
                None => Ok(false),
            },
            Inner::Ended => Ok(false),
        };
        read.map_err(|e| {
            if e.is_io() {
                self.inner = Inner::Ended;
            }
            e.in_file(&*self.name)
        })
    }
}

impl Inner {
    fn new(reader: window::Source, name: &Arc<str>, options: &Options) -> Result<(Option<Format>, Self)> {
        let mut window = Window::new(reader);
        let Options { format, wanted, limit } = options;
        let is_archive = match format {
            Some(Format::Warc | Format::Wet) => window.is_gzip()?,
            Some(_) => false,
            None => window.is_packed_archive()?,
        };
        if is_archive {
            let format = format.unwrap_or_else(|| sniff::archive(name));
            return Ok((
                Some(format),
                Inner::Archive(Box::new(archive::Archive::new(window, Arc::clone(name), *limit)?)),
            ));
        }
        let mut window = window.decompressed()?;
        let prefix = window.fill(sniff::PREFIX)?;
        if prefix.is_empty() {
            return Ok((None, Inner::Ended));
        }
        if !prefix.trim_ascii_start().starts_with(sniff::WARC) {
            sniff::check_text(prefix, format.is_none())?;
        }
        let format = match format {
            Some(format) => *format,
            None => sniff::format(name, prefix, wanted)?,
        };
        let inner = match format {
            Format::Csv | Format::Tsv | Format::Civil | Format::Jigsaw => {
                Inner::Table(Box::new(table::Table::new(window, format, wanted, *limit)?))
            }
            Format::Json
            | Format::Discourse
            | Format::Reddit
            | Format::HackerNews
            | Format::Lemmy
            | Format::Coral => Inner::Json(Box::new(export::json(window, format, wanted, *limit)?)),
            Format::Warc | Format::Wet => {
                Inner::Archive(Box::new(archive::Archive::new(window, Arc::clone(name), *limit)?))
            }
            Format::Wxr | Format::Disqus => Inner::Xml(Box::new(export::xml(window, format, *limit)?)),
            Format::Jsonl => Inner::Lines(Box::new(jsonl::Lines::new(window, wanted, *limit)?)),
            Format::Text | Format::Html => {
                if window.fill(limit.saturating_add(1))?.len() > *limit {
                    return Err(Error::input(format!(
                        "The page is larger than {}; a web page is not that large. If it is a dump, say its \
                         format with --from.",
                        size(*limit)
                    )));
                }
                let comments = crate::page::read(window.unread())?.into_comments();
                Inner::Page(comments.into_iter().enumerate())
            }
        };
        Ok((Some(format), inner))
    }
}

impl Iterator for Reader {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = Record::default();
        match self.read(&mut record) {
            Ok(true) => Some(Ok(record)),
            Ok(false) => None,
            Err(e) => Some(Err(e)),
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("name", &self.name)
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}

/// Puts a value into a field, using its memory again. An empty cell means
/// that the value is not known.
fn put(slot: &mut Option<String>, value: Option<&str>) {
    match (slot, value.filter(|value| !value.is_empty())) {
        (Some(old), Some(value)) => {
            old.clear();
            old.push_str(value);
        }
        (slot, value) => *slot = value.map(String::from),
    }
}

/// A size for a message.
fn size(bytes: usize) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        mib => format!("{mib} MiB"),
    }
}
