//! A bounded view of a byte stream. A reader comes in, plain or compressed;
//! what goes out is a slice of what has been read and not yet consumed, which
//! grows only when it is asked to. Whoever asks decides how far, so that
//! memory is bounded by the longest record and not by the file.

use std::io::{self, Read};

use crate::error::{Error, Result};

/// How much is asked of the reader at once. Large enough that the calls do
/// not show in a profile, small enough to stay in the second-level cache.
const CHUNK: usize = 128 * 1024;

pub(super) type Source = Box<dyn Read + Send>;

pub(super) struct Window<R = Source> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

/// What stands next in a stream of lines.
pub(super) enum Line {
    /// A line of this many bytes with its newline, if it has one.
    Whole(usize),
    /// More bytes than anybody should have to hold.
    TooLong,
    /// Nothing.
    End,
}

impl<R: Read> Window<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), start: 0, end: 0, ended: false }
    }

    /// What has been read and not consumed.
    pub(super) fn unread(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Gives up the first `n` unread bytes.
    pub(super) fn consume(&mut self, n: usize) {
        self.start = (self.start + n).min(self.end);
    }

    /// Reads more behind what is unread; `false` at the end of the stream.
    pub(super) fn more(&mut self) -> Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.buffer.len() - self.end < CHUNK && self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < CHUNK {
            // By half, so that a record near the limit costs 1.5 times itself.
            let grown = self.buffer.len() + self.buffer.len() / 2;
            self.buffer.resize(grown.max(self.end + 2 * CHUNK), 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(n) => {
                    self.end += n;
                    return Ok(true);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.ended = true;
                    return Err(Error::io("The input cannot be read further", e));
                }
            }
        }
    }

    /// Reads until `n` bytes are unread or the stream ends.
    pub(super) fn fill(&mut self, n: usize) -> Result<&[u8]> {
        while self.unread().len() < n && self.more()? {}
        Ok(self.unread())
    }

    /// Reads until a whole line is unread, or the stream ends.
    pub(super) fn line(&mut self, limit: usize) -> Result<Line> {
        let mut searched = 0;
        loop {
            let unread = self.unread();
            let length = match memchr::memchr(b'\n', &unread[searched..]) {
                Some(at) => Some(searched + at + 1),
                None => {
                    searched = unread.len();
                    None
                }
            };
            if length.unwrap_or(searched) > limit {
                return Ok(Line::TooLong);
            }
            if length.is_some() || !self.more()? {
                let length = length.unwrap_or(searched);
                return Ok(if length > 0 { Line::Whole(length) } else { Line::End });
            }
        }
    }

    /// Gives up everything through the next newline, holding no more than a
    /// chunk of it; `false` if the stream ended first.
    pub(super) fn skip_line(&mut self) -> Result<bool> {
        loop {
            if let Some(at) = memchr::memchr(b'\n', self.unread()) {
                self.consume(at + 1);
                return Ok(true);
            }
            self.consume(self.unread().len());
            if !self.more()? {
                return Ok(false);
            }
        }
    }

    /// What it reads.
    pub(super) fn reader(&self) -> &R {
        &self.reader
    }

    /// What it reads, to be steered.
    pub(super) fn reader_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// Asks the reader again, though it had come to an end.
    pub(super) fn resume(&mut self) {
        self.ended = false;
    }

    /// Gives up all that has been read.
    pub(super) fn discard(&mut self) {
        (self.start, self.end) = (0, 0);
    }
}

impl Window {
    /// The same stream without its compression, if its first bytes show one.
    pub(super) fn decompressed(mut self) -> Result<Self> {
        match self.fill(4)? {
            [0x1f, 0x8b, ..] => gunzip(self.into_source()),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => unzstd(self.into_source()),
            _ => Ok(self),
        }
    }

    /// Whether it is compressed with gzip.
    pub(super) fn is_gzip(&mut self) -> Result<bool> {
        Ok(self.fill(2)?.starts_with(b"\x1f\x8b"))
    }

    /// Whether it is compressed with gzip and holds a web archive, whose
    /// members must not be joined: each is a record.
    #[cfg(feature = "train")]
    pub(super) fn is_packed_archive(&mut self) -> Result<bool> {
        if !self.is_gzip()? {
            return Ok(false);
        }
        let mut start = [0; 5];
        let is_readable = flate2::read::GzDecoder::new(self.fill(CHUNK)?).read_exact(&mut start).is_ok();
        Ok(is_readable && &start == b"WARC/")
    }

    #[cfg(not(feature = "train"))]
    pub(super) fn is_packed_archive(&mut self) -> Result<bool> {
        Ok(false)
    }

    /// The stream from the first unread byte on.
    fn into_source(self) -> Source {
        let unread = self.unread().to_vec();
        Box::new(io::Cursor::new(unread).chain(self.reader))
    }
}

/// Several members one after another are one stream: that is what `cat a.gz
/// b.gz` and parallel compressors write.
#[cfg(feature = "train")]
fn gunzip(source: Source) -> Result<Window> {
    Ok(Window::new(Box::new(flate2::read::MultiGzDecoder::new(source))))
}

/// The large window is for public comment dumps, which are compressed with
/// `zstd --long=31`; the decoder allocates it only if the file asks for it.
#[cfg(feature = "train")]
fn unzstd(source: Source) -> Result<Window> {
    let start = || {
        let mut decoder = zstd::stream::read::Decoder::new(source)?;
        decoder.window_log_max(31)?;
        Ok(decoder)
    };
    let decoder = start().map_err(|e| Error::io("The zstd stream cannot be opened", e))?;
    Ok(Window::new(Box::new(decoder)))
}

#[cfg(not(feature = "train"))]
fn gunzip(_: Source) -> Result<Window> {
    Err(Error::input("The input is compressed with gzip, which this build cannot read. Decompress it first."))
}

#[cfg(not(feature = "train"))]
fn unzstd(_: Source) -> Result<Window> {
    Err(Error::input("The input is compressed with zstd, which this build cannot read. Decompress it first."))
}
