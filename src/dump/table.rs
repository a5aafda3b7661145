//! CSV and TSV. A stream of bytes comes in; records go out, one at a time,
//! from buffers that are used again. The promise: a broken record costs that
//! record. A quotation mark that never closes would swallow the rest of the
//! file as one comment; it is found at the size limit or at the end of the
//! file, and reading goes on at the line after it.

use csv_core::{ReadRecordResult, Reader as Parser, ReaderBuilder};

use super::columns::{ROLES, Role, Wanted};
use super::window::Window;
use super::{Format, Record, guard, put, sniff};
use crate::error::{Error, Result};

/// How often reading goes back behind an unclosed quotation mark. Each time
/// costs a second look at up to `limit` bytes, and a file made for it could
/// ask for that on every line; one with more such marks is beyond repair.
const MOST_RESTARTS: u32 = 8;

/// This crate's own tables begin with these columns; only then are `source`
/// and `index` what they say, and guarded cells (see `dump::guard`) undone.
pub(super) const OWN: [&str; 7] = ["source", "index", "id", "author", "date", "parent", "reply_to"];

pub(super) struct Table {
    window: Window,
    parser: Parser,
    /// The fields of the current record, one after another, unquoted.
    fields: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    width: usize,
    columns: [Option<usize>; ROLES],
    is_own: bool,
    format: Format,
    limit: usize,
    line: u64,
    index: u64,
    restarts: u32,
}

/// How a record ended.
enum Row {
    /// With this many fields, on the line it began on.
    Whole {
        width: usize,
        line: u64,
    },
    End,
}

impl Table {
    /// Reads the header.
    pub(super) fn new(mut window: Window, format: Format, wanted: &Wanted, limit: usize) -> Result<Self> {
        let mut prefix = window.fill(sniff::PREFIX)?;
        if let Some(rest) = prefix.strip_prefix(sniff::BOM) {
            prefix = rest;
        }
        let mut builder = ReaderBuilder::new();
        if format == Format::Tsv {
            builder.delimiter(b'\t').quoting(sniff::tabs_are_quoted(prefix));
        } else {
            builder.delimiter(sniff::delimiter(prefix));
        }
        if window.unread().starts_with(sniff::BOM) {
            window.consume(sniff::BOM.len());
        }
        let mut table = Self {
            window,
            parser: builder.build(),
            fields: vec![0; 16 * 1024],
            ends: vec![0; 64],
            width: 0,
            columns: [None; ROLES],
            is_own: false,
            format,
            limit,
            line: 1,
            index: 0,
            restarts: 0,
        };
        if let Row::Whole { width, line } = table.row()? {
            let header = (0..width).map(|column| table.field(column, "The header", line));
            let header = header.map(|name| name.map(String::from)).collect::<Result<Vec<_>>>()?;
            table.width = width;
            table.columns = wanted.resolve(&header).map_err(|e| e.at_line(line))?;
            if format == Format::Civil {
                // Reviews have ratings too, of another kind.
                let rating = header.iter().position(|name| name == "rating");
                table.columns[Role::Outcome as usize] = table.columns[Role::Outcome as usize].or(rating);
            }
            table.is_own = header.len() > OWN.len() && header.iter().zip(OWN).all(|(name, own)| name == own);
        }
        Ok(table)
    }

    /// Reads the next record; `false` at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool> {
        let (width, line) = match self.row() {
            Ok(Row::Whole { width, line }) => (width, line),
            Ok(Row::End) => return Ok(false),
            Err(e) => {
                self.index += 1;
                return Err(e);
            }
        };
        record.index = self.index;
        record.line = Some(line);
        self.index += 1;
        if width != self.width {
            return Err(Error::input(format!(
                "The record's number of fields is {width}, the header's {}. Look for a missing quotation mark \
                 or a surplus delimiter.",
                self.width
            ))
            .at_line(line));
        }
        let cell = |column| {
            let cell = self.field(column, "The record", line)?;
            Ok(if self.is_own { guard::undo(cell) } else { cell })
        };
        let get = |role: Role| self.columns[role as usize].map(cell).transpose();
        let comment = &mut record.comment;
        comment.text.clear();
        comment.text.push_str(get(Role::Text)?.unwrap_or_default());
        put(&mut comment.id, get(Role::Id)?);
        put(&mut comment.author, get(Role::Author)?);
        put(&mut comment.date, get(Role::Date)?);
        if let (Format::Civil, Some(date)) = (self.format, &mut comment.date) {
            *date = iso(date);
        }
        let parent = get(Role::Parent)?;
        // Civil Comments went through a programme that made its ids floats.
        let parent =
            if self.format == Format::Civil { parent.map(|id| id.trim_end_matches(".0")) } else { parent };
        put(&mut comment.parent, parent);
        put(&mut comment.reply_to, get(Role::ReplyTo)?);
        put(&mut comment.permalink, get(Role::Permalink)?);
        put(&mut comment.outcome, get(Role::Outcome)?);
        comment.votes = get(Role::Votes)?.and_then(|votes| votes.trim().parse().ok());
        if self.is_own
            && let Ok(index) = cell(1)?.parse()
        {
            record.place(cell(0)?, index);
        }
        Ok(true)
    }

    /// One field of the current record.
    fn field(&self, column: usize, what: &str, line: u64) -> Result<&str> {
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        std::str::from_utf8(&self.fields[start..self.ends[column]]).map_err(|e| {
            let bad = self.fields[start + e.valid_up_to()];
            Error::input(format!(
                "{what} is not UTF-8: field {} has the byte 0x{bad:02x}. Convert the file first, for example: \
                 iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.",
                column + 1
            ))
            .at_line(line)
        })
    }

    /// Parses one record into `fields` and `ends`.
    fn row(&mut self) -> Result<Row> {
        self.skip_blank_lines()?;
        if self.window.unread().is_empty() {
            return Ok(Row::End);
        }
        let line = self.line;
        self.parser.set_line(line);
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let mut at_end = false;
            if read == self.window.unread().len() {
                if read > self.limit {
                    return Err(self.restart(line, Broken::TooLong));
                }
                at_end = !self.window.more()?;
            }
            // At the end of the file the parser gets one more newline: if
            // that does not end the record, it is inside quotation marks.
            // (Given nothing, the parser would call it a record.)
            let input = if at_end { b"\n" } else { &self.window.unread()[read..] };
            let (result, nin, nout, nend) =
                self.parser.read_record(input, &mut self.fields[written..], &mut self.ends[ended..]);
            read += if at_end { 0 } else { nin };
            written += nout;
            ended += nend;
            match result {
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 3 / 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record if read > self.limit => {
                    return Err(self.restart(line, Broken::TooLong));
                }
                ReadRecordResult::Record => {
                    self.window.consume(read);
                    self.line = self.parser.line();
                    return Ok(Row::Whole { width: ended, line });
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End if at_end => {
                    return Err(self.restart(line, Broken::Unclosed));
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
        }
    }

    /// The parser ignores blank lines too, but would say that the record
    /// after them begins where they do.
    fn skip_blank_lines(&mut self) -> Result<()> {
        loop {
            let unread = self.window.unread();
            let blank = unread.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            self.line += memchr::memchr_iter(b'\n', &unread[..blank]).count() as u64;
            self.window.consume(blank);
            if !self.window.unread().is_empty() || !self.window.more()? {
                return Ok(());
            }
        }
    }

    /// Gives up the current record and goes on behind its first line, or, if
    /// that was tried too often, behind all that was read of it.
    fn restart(&mut self, line: u64, broken: Broken) -> Error {
        self.parser.reset();
        let unread = self.window.unread();
        let first_line = memchr::memchr(b'\n', unread);
        let limit = super::size(self.limit);
        let mut next = "the next line";
        match first_line {
            Some(at) if self.restarts < MOST_RESTARTS => {
                self.restarts += 1;
                self.window.consume(at + 1);
                self.line = line + 1;
            }
            _ => {
                self.line += memchr::memchr_iter(b'\n', unread).count() as u64;
                self.window.consume(unread.len());
                match self.window.skip_line() {
                    Ok(newline) => self.line += u64::from(newline),
                    Err(e) => return e,
                }
                next = "the line after that";
            }
        }
        let message = match broken {
            Broken::TooLong if first_line.is_none_or(|at| at > self.limit) => {
                format!("The line is longer than {limit}; a comment is not that long.")
            }
            Broken::TooLong => format!(
                "The record is longer than {limit}, probably because a quotation mark in it is not closed. \
                 Correct it; reading went on at {next}."
            ),
            Broken::Unclosed => format!(
                "A quotation mark in this record is never closed. Correct it; reading went on at {next}."
            ),
        };
        Error::input(message).at_line(line)
    }
}

/// `2016-02-29 08:00:00.000000+00`, as databases write it, in ISO 8601.
fn iso(date: &str) -> String {
    match date.strip_suffix("+00") {
        Some(time) => format!("{}Z", time.trim_end_matches(".000000").replacen(' ', "T", 1)),
        None => date.to_owned(),
    }
}

/// Why a record was given up.
enum Broken {
    TooLong,
    Unclosed,
}
