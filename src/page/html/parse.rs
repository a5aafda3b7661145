//! HTML source → [`Tree`]. What comes in: a page's text. What goes out: its
//! tree, which borrows from it. What it promises: each byte is looked at a
//! bounded number of times, whatever stands there; what is no tag is text.
//!
//! Why not html5ever: on the 242 pages that this room is measured with, its
//! tokeniser alone does 104 MB/s (843 pages/s on one core) and its tree 57,
//! which is slower than the whole way from bytes to comments has to be.

use memchr::{memchr, memmem};

use super::tag::Tag;
use super::tree::{Attribute, Builder, Span, Tree};

/// Takes a page apart into its elements. Pages beyond 4 GB are cut there.
pub(super) fn parse(source: &str) -> Tree<'_> {
    let mut parser = Parser { source: source.as_bytes(), at: 0, builder: Builder::new(source) };
    parser.run();
    parser.builder.finish()
}

/// What ends the name of an element, that of an attribute, and a value without
/// quotes.
const SPACE: u8 = 1;
const NAME_END: u8 = 1 << 1;
const KEY_END: u8 = 1 << 2;
const VALUE_END: u8 = 1 << 3;

/// What each byte ends: one look instead of up to eight comparisons.
static ENDS: [u8; 256] = {
    let mut ends = [0; 256];
    let mut at = 0;
    while at < 256 {
        ends[at] = match at as u8 {
            byte if byte.is_ascii_whitespace() => SPACE | NAME_END | KEY_END | VALUE_END,
            b'/' => NAME_END | KEY_END,
            b'>' => NAME_END | KEY_END | VALUE_END,
            b'=' => KEY_END,
            _ => 0,
        };
        at += 1;
    }
    ends
};

struct Parser<'a> {
    source: &'a [u8],
    at: usize,
    builder: Builder<'a>,
}

fn span(start: usize, end: usize) -> Span {
    let clip = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: clip(start), end: clip(end) }
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a [u8] {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        let end = self.source.len().min(u32::MAX as usize);
        loop {
            while self.markup() {}
            if self.at >= end {
                return;
            }
            let start = self.at;
            // A `<` that opens no tag is the first letter of a text.
            let skip = usize::from(self.rest().first() == Some(&b'<'));
            let length = self.rest().get(skip..).and_then(|rest| memchr(b'<', rest));
            self.at = length.map_or(end, |length| start + skip + length);
            self.builder.text(span(start, self.at));
        }
    }

    /// Reads a tag, a comment or a declaration, if one begins here.
    fn markup(&mut self) -> bool {
        let rest = self.rest();
        match (rest.first(), rest.get(1)) {
            (Some(b'<'), Some(letter)) if letter.is_ascii_alphabetic() => self.start_tag(),
            (Some(b'<'), Some(b'/')) if rest.get(2).is_some_and(u8::is_ascii_alphabetic) => self.end_tag(),
            (Some(b'<'), Some(b'!')) if rest.starts_with(b"<!--") => {
                // `<!-->` is a whole comment.
                let length = memmem::find(rest.get(2..).unwrap_or_default(), b"-->");
                self.at = length.map_or(self.source.len(), |length| self.at + 2 + length + 3);
            }
            (Some(b'<'), Some(b'!' | b'?' | b'/')) => self.skip_to_close(),
            _ => return false,
        }
        true
    }

    fn skip_to_close(&mut self) {
        self.at = memchr(b'>', self.rest()).map_or(self.source.len(), |length| self.at + length + 1);
    }

    /// Steps over the bytes that are wanted.
    fn skip(&mut self, is_wanted: impl Fn(u8) -> bool) {
        self.at += self.rest().iter().take_while(|&&byte| is_wanted(byte)).count();
    }

    fn skip_to(&mut self, end: u8) {
        self.skip(|byte| ENDS[usize::from(byte)] & end == 0);
    }

    fn skip_spaces(&mut self) {
        self.skip(|byte| ENDS[usize::from(byte)] & SPACE != 0);
    }

    fn name(&mut self) -> (Tag, Span) {
        let start = self.at;
        self.skip_to(NAME_END);
        let name = self.source.get(start..self.at).unwrap_or_default();
        (Tag::of(name), span(start, self.at))
    }

    fn end_tag(&mut self) {
        self.at += 2;
        let (tag, name) = self.name();
        self.skip_to_close();
        self.builder.end(tag, name);
    }

    fn start_tag(&mut self) {
        self.at += 1;
        let (tag, name) = self.name();
        let mark = self.builder.mark();
        let mut is_closed = false;
        while self.attribute(&mut is_closed) {}
        if self.at >= self.source.len() {
            // The page was cut inside of a tag.
            self.builder.forget(mark);
            return;
        }
        self.at += 1;
        // HTML knows no `<div/>`, but a page that has it went through an XML
        // writer: read as HTML, all that follows would lie inside of it.
        let is_empty = is_closed || tag.is_void();
        self.builder.start(tag, name, mark, is_empty);
        if tag.is_raw() && !is_empty {
            self.raw(tag, name);
        }
    }

    /// Reads one attribute; false at the tag's end, before which a `/` may
    /// stand.
    fn attribute(&mut self, is_closed: &mut bool) -> bool {
        let before = self.at;
        self.skip(|byte| byte.is_ascii_whitespace() || byte == b'/');
        *is_closed = self.source.get(before..self.at).is_some_and(|skipped| skipped.ends_with(b"/"));
        let start = self.at;
        if matches!(self.rest().first(), None | Some(b'>')) {
            return false;
        }
        // A name may begin with `=`.
        self.at += 1;
        self.skip_to(KEY_END);
        let name = span(start, self.at);
        self.skip_spaces();
        let mut value = span(self.at, self.at);
        if self.rest().first() == Some(&b'=') {
            self.at += 1;
            self.skip_spaces();
            value = self.value();
        }
        self.builder.attribute(Attribute { name, value });
        true
    }

    fn value(&mut self) -> Span {
        match self.rest().first() {
            Some(&quote @ (b'"' | b'\'')) => {
                let start = self.at + 1;
                let rest = self.source.get(start..).unwrap_or_default();
                let end = memchr(quote, rest).map_or(self.source.len(), |length| start + length);
                self.at = (end + 1).min(self.source.len());
                span(start, end)
            }
            _ => {
                let start = self.at;
                self.skip_to(VALUE_END);
                span(start, self.at)
            }
        }
    }

    /// The text of an element in which `<` means nothing, and its end tag.
    fn raw(&mut self, tag: Tag, name: Span) {
        let start = self.at;
        let length = (name.end - name.start) as usize;
        let name_bytes = self.source.get(name.start as usize..name.end as usize).unwrap_or_default();
        let is_end = |at: usize| {
            let is_name = self.source.get(at + 2..at + 2 + length);
            is_name.is_some_and(|found| found.eq_ignore_ascii_case(name_bytes))
        };
        let mut ends = memmem::find_iter(self.rest(), b"</").map(|offset| start + offset);
        self.at = ends.find(|&at| is_end(at)).unwrap_or(self.source.len());
        self.builder.text(span(start, self.at));
        if self.at < self.source.len() {
            self.skip_to_close();
        }
        self.builder.end(tag, name);
    }
}
