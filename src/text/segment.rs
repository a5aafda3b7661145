//! Cuts text into segments. Comes in: any text. Goes out: its segments in
//! order, each a word, a number, an address, a mark that ends a sentence, a
//! symbol or the space between. Promise: the segments, put together again,
//! are the text.

use super::is_invisible;
use super::plain::{Plain, plain};

/// A stretch of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment<'t> {
    pub(crate) start: usize,
    pub(crate) text: &'t str,
    pub(crate) kind: Kind,
}

/// What a [`Segment`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, perhaps with digits, apostrophes or disguises among them.
    Word,
    /// Digits only.
    Number,
    /// A web address.
    Url,
    /// `!`, `?` and their runs: they end a sentence and carry feeling.
    Shout,
    /// A full stop, ellipsis or line break: it ends a sentence.
    Stop,
    /// An emoji or another symbol that stands for something.
    Symbol,
    /// Space and punctuation.
    Gap,
}

/// The segments of `text`.
pub(crate) fn segments(text: &str) -> Segments<'_> {
    Segments { text, position: 0 }
}

/// See [`segments`].
#[derive(Clone, Debug)]
pub(crate) struct Segments<'t> {
    text: &'t str,
    position: usize,
}

/// What an ASCII byte can be part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Shout,
    Stop,
    Gap,
    Wide,
}

const fn class_of(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b'!' | b'?' => Class::Shout,
        b'.' | b'\n' => Class::Stop,
        0x80.. => Class::Wide,
        _ => Class::Gap,
    }
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = class_of(byte as u8);
        byte += 1;
    }
    table
};

impl<'t> Iterator for Segments<'t> {
    type Item = Segment<'t>;

    #[inline]
    fn next(&mut self) -> Option<Segment<'t>> {
        let start = self.position;
        let bytes = self.text.as_bytes();
        let class = CLASSES[*bytes.get(start)? as usize];
        let (end, kind) = match class {
            Class::Letter | Class::Digit => self.word(start),
            Class::Shout => (self.run(start, Class::Shout), Kind::Shout),
            Class::Stop => (self.run(start, Class::Stop), Kind::Stop),
            Class::Gap => (self.run(start, Class::Gap), Kind::Gap),
            Class::Wide => self.wide(start),
        };
        self.position = end;
        Some(Segment { start, text: &self.text[start..end], kind })
    }
}

impl<'t> Segments<'t> {
    /// The next segment but gaps, if it is a plain word, and where it begins;
    /// else nothing, and only gaps are passed over.
    #[inline(always)]
    pub(crate) fn plain(&mut self) -> Option<(Plain, usize)> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.position).is_some_and(|&b| CLASSES[b as usize] == Class::Gap) {
            self.position += 1;
        }
        let start = self.position;
        let plain = plain(bytes.get(start..)?)?;
        self.position += plain.span;
        Some((plain, start))
    }

    /// The next segment, if it is surely a number: where it begins, and its
    /// length.
    #[inline(always)]
    pub(crate) fn number(&mut self) -> Option<(usize, usize)> {
        let start = self.position;
        let rest = &self.text.as_bytes()[start..];
        let length = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if length == 0 || rest.get(length).is_some_and(|&b| !ends_number(b)) {
            return None;
        }
        self.position += length;
        Some((start, length))
    }

    /// Passes over the marks that end a sentence, if such are next.
    #[inline(always)]
    pub(crate) fn stop(&mut self) -> bool {
        let start = self.position;
        while matches!(self.text.as_bytes().get(self.position), Some(b'.' | b'\n')) {
            self.position += 1;
        }
        self.position > start
    }

    /// Goes back to `position`, where a segment began.
    #[inline(always)]
    pub(crate) fn go_back(&mut self, position: usize) {
        self.position = position;
    }
}

impl Segments<'_> {
    /// The end of the run of one ASCII class that begins at `from`.
    #[inline]
    fn run(&self, from: usize, class: Class) -> usize {
        let rest = &self.text.as_bytes()[from..];
        rest.iter().position(|&b| CLASSES[b as usize] != class).map_or(self.text.len(), |n| from + n)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// A segment that begins with a character outside ASCII.
    fn wide(&self, start: usize) -> (usize, Kind) {
        let Some(c) = self.char_at(start) else { return (self.text.len(), Kind::Gap) };
        let end = start + c.len_utf8();
        if c.is_alphanumeric() || is_invisible(c) {
            return self.word(start);
        }
        match c {
            '…' | '。' | '\u{2028}' | '\u{2029}' => (end, Kind::Stop),
            '！' | '？' | '‽' | '¡' | '¿' => (end, Kind::Shout),
            _ if is_symbol(c) => (end, Kind::Symbol),
            _ => (end, Kind::Gap),
        }
    }

    /// A segment that begins with a letter, a digit or an invisible
    /// character.
    fn word(&self, start: usize) -> (usize, Kind) {
        if let Some(end) = self.spaced(start) {
            return (end, Kind::Word);
        }
        let bytes = self.text.as_bytes();
        let (mut at, mut letters) = (start, false);
        loop {
            // The ASCII run first: nearly all of nearly every text.
            while let Some(&byte) = bytes.get(at) {
                match CLASSES[byte as usize] {
                    Class::Letter => letters = true,
                    Class::Digit => {}
                    _ => break,
                }
                at += 1;
            }
            match bytes.get(at) {
                Some(b'\'' | b'*' | b'@' | b'$' | b'+') if self.letter_follows(at + 1) && at > start => {
                    at += 1;
                }
                // The end of a word is disguised too (`a$$`, `cr**`).
                Some(b'*' | b'$') if letters && self.disguise_ends(at) => at += 1,
                Some(b':') if is_scheme(&bytes[start..at]) && bytes[at..].starts_with(b"://") => {
                    return (self.url(at), Kind::Url);
                }
                Some(b'.') if bytes[start..at].eq_ignore_ascii_case(b"www") => {
                    return (self.url(at), Kind::Url);
                }
                Some(0x80..) => match self.char_at(at) {
                    Some(c) if c.is_alphabetic() => {
                        letters = true;
                        at += c.len_utf8();
                    }
                    Some(c) if c.is_numeric() || is_invisible(c) => at += c.len_utf8(),
                    Some(c @ ('’' | 'ʼ')) if self.letter_follows(at + c.len_utf8()) && at > start => {
                        at += c.len_utf8();
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        (at, if letters { Kind::Word } else { Kind::Number })
    }

    /// Whether one or two signs that may stand for letters end a word here.
    fn disguise_ends(&self, at: usize) -> bool {
        let bytes = &self.text.as_bytes()[at..];
        let signs = bytes.iter().take_while(|b| matches!(b, b'*' | b'$')).count();
        let before = &self.text.as_bytes()[..at];
        let signs_before = before.iter().rev().take_while(|b| matches!(b, b'*' | b'$')).count();
        (1..=2).contains(&(signs + signs_before))
            && before[before.len() - signs_before - 1].is_ascii_alphabetic()
    }

    fn letter_follows(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(char::is_alphabetic)
    }

    fn url(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        let stop = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']' | '}');
        let end = from + rest.find(stop).unwrap_or(rest.len());
        // A full stop after an address ends the sentence, not the address.
        from + self.text[from..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']).len()
    }

    /// The end of a word written letter by letter (`i.d.i.o.t`, `i d i o t`),
    /// if one begins at `start`: at least four letters (three with a visible
    /// separator) that stand alone, all parted by the same separator.
    fn spaced(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let separator = *bytes.get(start + 1)?;
        if !matches!(separator, b' ' | b'.' | b'-' | b'_' | b'*' | b'/' | b',')
            || !bytes[start].is_ascii_alphabetic()
        {
            return None;
        }
        let (mut at, mut letters) = (start, 0);
        loop {
            letters += 1;
            at += 1;
            let more = bytes.get(at) == Some(&separator)
                && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
                && !bytes.get(at + 2).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || *b == b'\'');
            if !more {
                break;
            }
            at += 1;
        }
        let least = if separator == b' ' { 4 } else { 3 };
        (letters >= least).then_some(at)
    }
}

/// Whether a number surely ends before this byte.
fn ends_number(byte: u8) -> bool {
    let class = CLASSES[byte as usize];
    class != Class::Letter
        && class != Class::Wide
        && !matches!(byte, b'\'' | b'*' | b'@' | b'$' | b'+' | b':')
}

fn is_scheme(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"http") || word.eq_ignore_ascii_case(b"https")
}

/// Symbols that people write for what they feel: emoji, arrows, dingbats.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        segments(text).filter(|s| s.kind != Kind::Gap && s.kind != Kind::Stop).map(|s| s.text).collect()
    }

    #[test]
    fn cuts_where_a_reader_would() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("empty", "", &[]),
            ("plain", "You are wrong.", &["You", "are", "wrong"]),
            ("apostrophes", "don't y'all ’tis o’clock'", &["don't", "y'all", "tis", "o’clock"]),
            ("hyphen parts", "beast-men", &["beast", "men"]),
            ("shouting", "What?! No!!", &["What", "?!", "No", "!!"]),
            ("number", "in 2016, 3 of B2B", &["in", "2016", "3", "of", "B2B"]),
            ("accents", "Israëli señor", &["Israëli", "señor"]),
            ("address", "see https://a.example/b?c=d. Now", &["see", "https://a.example/b?c=d", "Now"]),
            ("bare address", "(www.a.example)", &["www.a.example"]),
            ("no address", "www is short", &["www", "is", "short"]),
            ("self-censored", "an id*ot and a$$ets", &["an", "id*ot", "and", "a$$ets"]),
            ("censored to the end", "a$$, cr** **bold** US$ 5", &["a$$", "cr**", "bold**", "US$", "5"]),
            ("spelt out", "you i.d.i.o.t now", &["you", "i.d.i.o.t", "now"]),
            ("spaced", "an i d i o t, yes", &["an", "i d i o t", "yes"]),
            ("initials", "J. R. Smith", &["J", "R", "Smith"]),
            ("a short list", "a b c", &["a", "b", "c"]),
            ("zero width", "id\u{200b}iot", &["id\u{200b}iot"]),
            ("emoji", "sure 🙄🙄", &["sure", "🙄", "🙄"]),
            ("combining", "i\u{301}diot", &["i\u{301}diot"]),
            ("other scripts", "привет мир", &["привет", "мир"]),
        ];
        for (name, text, want) in cases {
            assert_eq!(words(text), *want, "{name}");
        }
    }

    proptest! {
        #[test]
        fn segments_concatenate_to_the_text(text in any::<String>()) {
            let mut end = 0;
            for segment in segments(&text) {
                prop_assert_eq!(segment.start, end);
                prop_assert!(!segment.text.is_empty());
                end += segment.text.len();
            }
            prop_assert_eq!(end, text.len());
        }

        #[test]
        fn near_words_concatenate_to_the_text(text in "[a-c .*'’@\u{200b}é1!?\n:/]{0,40}") {
            let whole: String = segments(&text).map(|s| s.text).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
