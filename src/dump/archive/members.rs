//! The members of a compressed archive. The raw stream comes in; the bytes of
//! one gzip member after another go out, each with the byte it begins at, so
//! that a damaged member costs itself. A stream that is not compressed is one
//! long member.

use std::io::{self, Read};

use crate::dump::window::Window;
use crate::error::{Error, Result};

pub(super) struct Members {
    state: State,
    /// Where the current member begins.
    began: u64,
    is_compressed: bool,
    is_damaged: bool,
}

enum State {
    Plain(Raw),
    #[cfg(feature = "train")]
    Inside(Box<flate2::bufread::GzDecoder<Raw>>),
    /// Behind a member, or before the first.
    Between(Raw),
    /// Only while one of the others is made from another.
    Moving,
}

/// The first bytes of a gzip member, as every writer of archives writes them.
const MAGIC: &[u8] = b"\x1f\x8b\x08";

impl Members {
    pub(super) fn new(mut raw: Window) -> Result<Self> {
        let is_compressed = raw.fill(MAGIC.len())?.starts_with(MAGIC);
        let raw = Raw { window: raw, consumed: 0 };
        let state = if is_compressed { State::Between(raw) } else { State::Plain(raw) };
        let mut members = Self { state, began: 0, is_compressed, is_damaged: false };
        members.next()?;
        Ok(members)
    }

    pub(super) fn is_compressed(&self) -> bool {
        self.is_compressed
    }

    /// Whether the last failure was in the compression of one member.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged
    }

    /// The byte that the current member begins at.
    pub(super) fn offset(&self) -> Option<u64> {
        self.is_compressed.then_some(self.began)
    }

    /// Opens the next member, if the current one has ended; `false` at the end
    /// of the stream.
    pub(super) fn next(&mut self) -> Result<bool> {
        let State::Between(raw) = &mut self.state else { return Ok(false) };
        // Some writers fill up with zeros.
        while raw.window.fill(1)?.first() == Some(&0) {
            raw.consume(1);
        }
        if raw.window.unread().is_empty() {
            return Ok(false);
        }
        self.open()
    }

    /// Gives up the current member and opens the next that can be found.
    pub(super) fn resync(&mut self) -> Result<()> {
        self.is_damaged = false;
        let mut raw = match std::mem::replace(&mut self.state, State::Moving) {
            State::Plain(raw) | State::Between(raw) => raw,
            #[cfg(feature = "train")]
            State::Inside(decoder) => decoder.into_inner(),
            State::Moving => return Ok(()),
        };
        if raw.consumed == self.began {
            // Not the same one again.
            raw.consume(1);
        }
        loop {
            let unread = raw.window.fill(MAGIC.len())?;
            let (found, length) = (memchr::memmem::find(unread, MAGIC), unread.len());
            // The last bytes may be the first of the next.
            let passed = if length < MAGIC.len() { length } else { length - (MAGIC.len() - 1) };
            raw.consume(found.unwrap_or(passed));
            if found.is_some() || length < MAGIC.len() {
                break;
            }
        }
        self.state = State::Between(raw);
        self.next().map(|_| ())
    }

    #[cfg(feature = "train")]
    fn open(&mut self) -> Result<bool> {
        match std::mem::replace(&mut self.state, State::Moving) {
            State::Between(raw) => {
                self.began = raw.consumed;
                self.state = State::Inside(Box::new(flate2::bufread::GzDecoder::new(raw)));
                Ok(true)
            }
            other => {
                self.state = other;
                Ok(false)
            }
        }
    }

    #[cfg(not(feature = "train"))]
    fn open(&mut self) -> Result<bool> {
        Err(Error::input(
            "The archive is compressed with gzip, which this build cannot read. Decompress it first.",
        ))
    }
}

impl Read for Members {
    /// Reads on in the current member; nothing at its end.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Plain(raw) => io::Read::read(raw, buffer),
            #[cfg(feature = "train")]
            State::Inside(decoder) => match decoder.read(buffer) {
                Ok(0) if !buffer.is_empty() => {
                    if let State::Inside(decoder) = std::mem::replace(&mut self.state, State::Moving) {
                        self.state = State::Between(decoder.into_inner());
                    }
                    Ok(0)
                }
                Ok(n) => Ok(n),
                Err(e) => {
                    let is_data =
                        matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData);
                    self.is_damaged = is_data;
                    Err(e)
                }
            },
            State::Between(_) | State::Moving => Ok(0),
        }
    }
}

/// The stream as it is in the file.
struct Raw {
    window: Window,
    consumed: u64,
}

impl Raw {
    fn consume(&mut self, n: usize) {
        self.window.consume(n);
        self.consumed += n as u64;
    }
}

impl io::BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.window.fill(1).map_err(Error::into_io)
    }

    fn consume(&mut self, n: usize) {
        Raw::consume(self, n);
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = io::BufRead::fill_buf(self)?;
        let n = available.len().min(buffer.len());
        buffer[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}
