//! Web archives (WARC and WET). A stream comes in, plain or in gzip members;
//! the comments of one archived page after another go out, in memory that one
//! page bounds. A record that cannot be read is an error with the byte it
//! begins at, and reading goes on behind it; where an archive breaks off, what
//! came before has been read.

mod header;
mod http;
mod members;

use std::sync::Arc;

use self::header::{Header, Kind};
use self::members::Members;
use super::window::Window;
use super::{Record, size};
use crate::comment::Comment;
use crate::error::{Error, Result};
use crate::page;

/// The longest page that is read. The median of a crawl is 0.1 MiB; taking
/// a page apart costs several times its size.
const LONGEST_PAGE: usize = 10 << 20;

/// How a record begins.
const MARK: &[u8] = b"WARC/";

/// How a record begins, behind the one before it.
const NEXT: &[u8] = b"\nWARC/";

/// Reads the comments of the pages of an archive.
pub(super) struct Archive {
    window: Window<Members>,
    name: Arc<str>,
    limit: usize,
    /// What was consumed of the uncompressed stream.
    consumed: u64,
    page: std::iter::Enumerate<std::vec::IntoIter<Comment>>,
    source: Arc<str>,
    ended: bool,
}

/// What became of the next record.
enum Next {
    Page(Vec<Comment>, String),
    Nothing,
    Ended,
}

impl Archive {
    pub(super) fn new(raw: Window, name: Arc<str>, limit: usize) -> Result<Self> {
        let window = Window::new(Members::new(raw)?);
        let source = Arc::clone(&name);
        let limit = limit.min(LONGEST_PAGE);
        Ok(Self {
            window,
            name,
            limit,
            consumed: 0,
            page: Vec::new().into_iter().enumerate(),
            source,
            ended: false,
        })
    }

    /// Reads the next record; `false` at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool> {
        loop {
            if let Some((index, comment)) = self.page.next() {
                record.source = Arc::clone(&self.source);
                record.index = index as u64;
                record.line = None;
                record.comment = comment;
                return Ok(true);
            }
            if self.ended {
                return Ok(false);
            }
            match self.next() {
                Ok(Next::Page(comments, address)) => self.open(comments, &address),
                Ok(Next::Nothing) => {}
                Ok(Next::Ended) => self.ended = true,
                Err(error) => {
                    self.ended |= !error.is_about_a_record();
                    return Err(error);
                }
            }
        }
    }

    /// Ids begin anew on each page, so each is a source of its own.
    fn open(&mut self, mut comments: Vec<Comment>, address: &str) {
        for comment in comments.iter_mut().filter(|_| !address.is_empty()) {
            let own = comment.permalink.take().unwrap_or_default();
            comment.permalink = Some(resolved(address, &own));
        }
        if !comments.is_empty() {
            self.source = format!("{}#{address}", self.name).into();
        }
        self.page = comments.into_iter().enumerate();
    }

    /// Where the current record begins, in the file if that is possible.
    fn offset(&self) -> u64 {
        self.window.reader().offset().unwrap_or(self.consumed)
    }

    fn next(&mut self) -> Result<Next> {
        self.skip_blanks()?;
        if self.fill(1)? == 0 {
            return Ok(Next::Ended);
        }
        let offset = self.offset();
        if self.fill(MARK.len())? < MARK.len() || !self.window.unread().starts_with(MARK) {
            return self.resync("Here should a record begin with WARC/, and does not", offset);
        }
        let Some(length) = self.header_length()? else {
            return self.resync("The record's header has no end", offset);
        };
        let header = Header::parse(&self.window.unread()[..length]);
        let Some(header) = header else {
            return self.resync("The record's header does not say how long the record is", offset);
        };
        self.consume(length);
        self.content(&header, offset)
    }

    /// The length of the header with the blank line behind it; `None` if it is
    /// longer than any header.
    fn header_length(&mut self) -> Result<Option<usize>> {
        const LONGEST: usize = 64 * 1024;
        loop {
            // No byte more than needed: the next may be another member's.
            let unread = self.window.unread();
            let (end, length) = (header::end(unread), unread.len());
            if end.is_some() || length >= LONGEST || self.fill(length + 1)? == length {
                return Ok(end);
            }
        }
    }

    fn content(&mut self, header: &Header, offset: u64) -> Result<Next> {
        let name = if header.address.is_empty() { "the record" } else { &header.address };
        if header.kind == Kind::Other || header.length > self.limit as u64 {
            let is_whole = self.skip(header.length)?;
            return match header.kind {
                _ if !is_whole => Err(self.broken_off(name, offset)),
                Kind::Other => Ok(Next::Nothing),
                _ => {
                    Err(Error::input(format!("{name} is longer than {}; it was left out.", size(self.limit)))
                        .at_byte(offset))
                }
            };
        }
        let length = header.length as usize;
        if self.fill(length)? < length {
            return Err(self.broken_off(name, offset));
        }
        let content = &self.window.unread()[..length];
        let page = match header.kind {
            Kind::Response => http::page(content, self.limit),
            Kind::Conversion | Kind::Other => Ok(Some(http::Page::plain(content))),
        };
        let page = page.and_then(|page| match page {
            Some(page) => page::read_labelled(&page.body, page.charset.as_deref()).map(Some),
            None => Ok(None),
        });
        let page = page.map_err(|e| Error::input(format!("{name}: {e}")).at_byte(offset));
        self.consume(length);
        Ok(page?.map_or(Next::Nothing, |page| Next::Page(page.into_comments(), header.address.clone())))
    }

    /// The archive ends too early.
    fn broken_off(&mut self, name: &str, offset: u64) -> Error {
        self.ended = true;
        Error::input(format!(
            "The archive breaks off inside of {name}, which begins at byte {offset}. What stands before that was \
             read."
        ))
    }

    /// Goes on at the next record behind a broken one.
    fn resync(&mut self, what: &str, offset: u64) -> Result<Next> {
        if self.window.reader().is_compressed() {
            self.window.discard();
            self.next_member()?;
        } else {
            // Not this one again, if it is one.
            self.consume(1);
            loop {
                let length = self.fill(NEXT.len())?;
                let found = memchr::memmem::find(self.window.unread(), NEXT).map(|at| at + 1);
                // The last bytes may be the first of the mark.
                let passed = if length < NEXT.len() { length } else { length - (NEXT.len() - 1) };
                self.consume(found.unwrap_or(passed));
                if found.is_some() || length < NEXT.len() {
                    break;
                }
            }
        }
        Err(Error::input(format!("{what}; reading went on at the next record.")).at_byte(offset))
    }

    /// Reads until `n` bytes are unread or the stream ends: how many are. The
    /// members of a compressed archive are its records, but whoever compressed
    /// it otherwise is read too.
    fn fill(&mut self, n: usize) -> Result<usize> {
        loop {
            match self.window.fill(n) {
                Ok(unread) if unread.len() >= n => return Ok(unread.len()),
                Ok(_) => {}
                Err(error) => return Err(self.failed(error)),
            }
            if !self.window.reader_mut().next()? {
                return Ok(self.window.unread().len());
            }
            self.window.resume();
        }
    }

    /// The stream failed: in one member, behind which others may be whole.
    fn failed(&mut self, error: Error) -> Error {
        let offset = self.offset();
        if !self.window.reader().is_damaged() {
            self.ended = true;
            return if error.is_broken_off() { self.broken_off("a record", offset) } else { error };
        }
        self.window.discard();
        match self.next_member() {
            Ok(()) => Error::input(
                "The record is damaged: it cannot be decompressed; reading went on at the next one.",
            )
            .at_byte(offset),
            Err(error) => error,
        }
    }

    fn next_member(&mut self) -> Result<()> {
        self.window.reader_mut().resync()?;
        self.window.resume();
        Ok(())
    }

    fn consume(&mut self, n: usize) {
        self.window.consume(n);
        self.consumed += n as u64;
    }

    /// Gives up so many bytes; whether there were so many.
    fn skip(&mut self, mut length: u64) -> Result<bool> {
        while length > 0 {
            let available = self.fill(1)? as u64;
            if available == 0 {
                return Ok(false);
            }
            let n = available.min(length);
            self.consume(n as usize);
            length -= n;
        }
        Ok(true)
    }

    fn skip_blanks(&mut self) -> Result<()> {
        while self.fill(1)? > 0 {
            let blank = self.window.unread().iter().take_while(|b| b.is_ascii_whitespace()).count();
            if blank == 0 {
                break;
            }
            self.consume(blank);
        }
        Ok(())
    }
}

/// The address that a link means on a page with that address.
fn resolved(page: &str, link: &str) -> String {
    let page = page.split('#').next().unwrap_or_default();
    let scheme = page.find("://").map_or(0, |at| at + 1);
    let host = page.get(scheme + 2..).unwrap_or_default();
    let origin = page.len() - host.find(['/', '?']).map_or(0, |at| host.len() - at);
    let (kept, link) = match link {
        link if link.contains("://") => ("", link),
        link if link.starts_with("//") => (page.get(..scheme).unwrap_or_default(), link),
        link if link.is_empty() || link.starts_with('#') => (page, link),
        link if link.starts_with('/') => (page.get(..origin).unwrap_or_default(), link),
        link if link.starts_with('?') => (page.split('?').next().unwrap_or_default(), link),
        link => (
            page.rfind('/').filter(|&at| at >= origin).and_then(|at| page.get(..=at)).unwrap_or_default(),
            link,
        ),
    };
    format!("{kept}{link}")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn links_are_read_from_where_they_stand() {
        let cases = [
            ("nothing", "http://a.example/x/y?p=1#top", "", "http://a.example/x/y?p=1"),
            ("a place on the page", "http://a.example/x", "#comment-7", "http://a.example/x#comment-7"),
            ("a path", "http://a.example/x/y", "/c/7", "http://a.example/c/7"),
            ("a path, bare host", "http://a.example", "/c/7", "http://a.example/c/7"),
            ("a neighbour", "http://a.example/x/y", "c7", "http://a.example/x/c7"),
            ("a query", "http://a.example/x?p=1", "?p=2", "http://a.example/x?p=2"),
            ("an address", "http://a.example/x", "https://b.example/7", "https://b.example/7"),
            ("a host", "https://a.example/x", "//b.example/7", "https://b.example/7"),
            ("no address", "x", "/c/7", "x/c/7"),
        ];
        for (name, page, link, want) in cases {
            assert_eq!(resolved(page, link), want, "{name}");
        }
    }
}
