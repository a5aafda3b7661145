//! From a comment to its units. A text comes in; its words, the pairs of
//! neighbouring words and the ends of its sentences are told to a visitor, in
//! the order of the text. Promise: what is read of a text depends on the text
//! and on the model's vocabulary and groups alone.

use super::Features;
use super::groups::{Entry, Groups, group_word, longer};
use super::hash::{Space, hash, hash_letters, pair};
use crate::text::{Kind, Plain, Segment, Segments, Vocabulary, address_words, normal, normalise, segments};

/// What is told of a comment, in the order of its text.
pub(crate) trait Visitor {
    /// A word, number, address, shout or symbol.
    fn word(&mut self, word: Word<'_>);

    /// The same for a plain word, as nearly all are.
    #[inline]
    fn plain(&mut self, name: u64, start: usize, plain: Plain) {
        let Plain { letters, length, span, capitals, small } = plain;
        let (normal, case) = (normal(letters), Case { upper: capitals, lower: small });
        self.word(Word { name, normal: &normal[..length], kind: Kind::Word, start, length: span, case });
    }

    /// The last two words, which stand in one sentence, are a pair.
    fn pair(&mut self, name: u64);

    /// The last word begins or ends a sentence.
    #[inline]
    fn edge(&mut self, name: u64) {
        self.pair(name);
    }

    /// A sentence ends.
    fn stop(&mut self);
}

/// A word, number, address, shout or symbol.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'n> {
    pub(crate) name: u64,
    /// Its normal form.
    pub(crate) normal: &'n [u8],
    pub(crate) kind: Kind,
    /// Where it is written: the place and the length. Words that were run
    /// together share theirs.
    pub(crate) start: usize,
    pub(crate) length: usize,
    pub(crate) case: Case,
}

/// A visitor for whom only words count.
pub(crate) struct Words<F>(pub(crate) F);

impl<F: FnMut(Word<'_>)> Visitor for Words<F> {
    fn word(&mut self, word: Word<'_>) {
        self.0(word);
    }

    fn pair(&mut self, _: u64) {}

    fn stop(&mut self) {}
}

/// How many of the ASCII letters of a word are written how. Nothing is known
/// of terms that must not decide: neither must how they are spelt.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Case {
    pub(crate) upper: u32,
    pub(crate) lower: u32,
}

impl Case {
    fn of(word: &str) -> Self {
        let upper = word.bytes().filter(u8::is_ascii_uppercase).count() as u32;
        let lower = word.bytes().filter(u8::is_ascii_lowercase).count() as u32;
        Self { upper, lower }
    }
}

/// How a model reads: what [`Reading::visit`] needs beside the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    /// Whether pairs are units.
    pub(crate) pairs: bool,
    /// Whether a word at either end of a sentence is a unit once more.
    pub(crate) ends: bool,
    /// Whether an address is more than an address.
    pub(crate) addresses: bool,
    /// The words that may hide behind a disguise.
    pub(crate) vocabulary: Vocabulary,
    /// The words that must not decide.
    pub(crate) groups: Groups,
}

/// Scratch space of [`Reading::visit`], of one reading.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffer {
    /// The normal forms of the words of a segment, one after the other.
    normal: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// The next word of a term.
    ahead: Vec<u8>,
    /// Names of plain words that might hide something and do not, each in the
    /// place that its last bits choose, where the last that came stays; none
    /// if only one text is to be read.
    honest: Vec<u64>,
}

/// 64 KB.
const HONEST: usize = 1 << 13;

impl Buffer {
    /// Scratch space for many texts.
    pub(crate) fn for_many() -> Self {
        Self { honest: vec![0; HONEST], ..Self::default() }
    }

    #[inline]
    fn is_honest(&self, name: u64) -> bool {
        self.honest.get(name as usize % HONEST) == Some(&name)
    }

    fn remember_honest(&mut self, name: u64) {
        if let Some(place) = self.honest.get_mut(name as usize % HONEST) {
            *place = name;
        }
    }
}

impl Reading {
    pub(crate) fn new(features: Features, vocabulary: Vocabulary, groups: Groups) -> Self {
        Self { pairs: features.pairs, ends: features.ends, addresses: features.addresses, vocabulary, groups }
    }

    /// The same with these words, too, behind disguises.
    #[cfg(feature = "train")]
    pub(crate) fn with_vocabulary(&self, vocabulary: &Vocabulary) -> Self {
        Self { vocabulary: self.vocabulary.joined(vocabulary), ..self.clone() }
    }

    /// Tells `visitor` the units of `text`.
    #[inline(always)]
    pub(crate) fn visit(&self, text: &str, buffer: &mut Buffer, visitor: &mut impl Visitor) {
        let mut last = None;
        let mut rest = segments(text);
        loop {
            if let Some((plain, start)) = rest.plain() {
                let name = hash_letters(plain.letters, plain.length);
                if self.stands_for_itself(name, &plain, (text, start), &rest, buffer) {
                    visitor.plain(name, start, plain);
                    self.pair(&mut last, name, visitor);
                    continue;
                }
                rest.go_back(start);
            } else if let Some((start, length)) = rest.number() {
                let normal = &DIGITS[..length.min(DIGITS.len())];
                let (name, case) = (hash(Space::Word, normal), Case::default());
                visitor.word(Word { name, normal, kind: Kind::Number, start, length, case });
                self.pair(&mut last, name, visitor);
                continue;
            }
            if rest.stop() {
                self.end(&mut last, visitor);
                continue;
            }
            let Some(segment) = rest.next() else { break };
            self.segment(segment, text, &mut rest, buffer, &mut last, visitor);
        }
        self.end(&mut last, visitor);
    }

    /// [`Reading::visit`] without its short cuts.
    #[cfg(test)]
    pub(crate) fn visit_by_segment(&self, text: &str, buffer: &mut Buffer, visitor: &mut impl Visitor) {
        let mut last = None;
        let mut rest = segments(text);
        while let Some(segment) = rest.next() {
            self.segment(segment, text, &mut rest, buffer, &mut last, visitor);
        }
        self.end(&mut last, visitor);
    }

    /// Tells what a segment of any kind is made of.
    #[inline(never)]
    fn segment<'t>(
        &self,
        mut segment: Segment<'t>,
        text: &'t str,
        rest: &mut Segments<'t>,
        buffer: &mut Buffer,
        last: &mut Option<u64>,
        visitor: &mut impl Visitor,
    ) {
        if !self.read(segment, buffer) {
            if segment.kind == Kind::Stop {
                self.end(last, visitor);
            }
            return;
        }
        let (mut case, mut group) = (Case::default(), None);
        if segment.kind == Kind::Word {
            case = Case::of(segment.text);
            group = self.term(&mut segment, rest, text, buffer);
        }
        if let Some(group) = group {
            buffer.normal.clear();
            buffer.normal.extend_from_slice(&group_word(group));
            buffer.ends.clear();
            buffer.ends.push(buffer.normal.len());
            case = Case::default();
        }
        let Segment { start, text, mut kind } = segment;
        let mut from = 0;
        for &end in &buffer.ends {
            let normal = &buffer.normal[from..end];
            from = end;
            let name = hash(Space::Word, normal);
            visitor.word(Word { name, normal, kind, start, length: text.len(), case });
            self.pair(last, name, visitor);
            // Of all the words of an address the first stands for it.
            if kind == Kind::Url {
                kind = Kind::Symbol;
            }
        }
        if kind == Kind::Shout {
            // The mark says that the sentence ends.
            visitor.stop();
            *last = None;
        }
    }

    #[inline(always)]
    fn pair(&self, last: &mut Option<u64>, name: u64, visitor: &mut impl Visitor) {
        match *last {
            Some(last) if self.pairs => visitor.pair(pair(last, name)),
            None if self.ends => visitor.edge(pair(START, name)),
            _ => {}
        }
        *last = Some(name);
    }

    /// The sentence ends behind the last word, if it has any.
    #[inline]
    fn end(&self, last: &mut Option<u64>, visitor: &mut impl Visitor) {
        if let (true, Some(last)) = (self.ends, last.take()) {
            visitor.edge(pair(last, END));
        }
        visitor.stop();
    }

    /// Whether a plain word is sure to be neither (the beginning of) a term nor
    /// words in disguise.
    #[inline(always)]
    fn stands_for_itself(
        &self,
        name: u64,
        plain: &Plain,
        at: (&str, usize),
        rest: &Segments<'_>,
        buffer: &mut Buffer,
    ) -> bool {
        let is_term = self.groups.find(name).is_some_and(|entry| self.goes_on(entry, name, rest));
        let may_hide = plain.length >= RUN_TOGETHER || plain.span != plain.length;
        !is_term && (!may_hide || buffer.is_honest(name) || self.hides_nothing(name, plain, at, buffer))
    }

    /// Whether there is nothing behind a plain word, which stands at such a place of
    /// a text, that may be one in disguise.
    #[inline(never)]
    fn hides_nothing(&self, name: u64, plain: &Plain, at: (&str, usize), buffer: &mut Buffer) -> bool {
        let (text, start) = at;
        let raw = &text[start..start + plain.span];
        let letters = normal(plain.letters);
        let Buffer { normal, ends, .. } = &mut *buffer;
        normal.clear();
        normal.extend_from_slice(&letters[..plain.length]);
        self.vocabulary.unmask(raw, normal, ends);
        let is_honest = ends.len() == 1 && *normal == letters[..plain.length];
        if is_honest {
            buffer.remember_honest(name);
        }
        is_honest
    }

    /// Whether a word that is a term, or begins terms (as "the" does), may be
    /// part of one where it stands.
    #[inline(never)]
    fn goes_on(&self, entry: Entry, name: u64, rest: &Segments<'_>) -> bool {
        let next = rest.clone().plain().map(|(next, _)| hash_letters(next.letters, next.length));
        let is_other = next.is_some_and(|next| self.groups.find(longer(Some(name), next)).is_none());
        entry.group.is_some() || !is_other
    }

    /// Puts the normal form of a segment into `buffer`, and the ends of the
    /// words in it; says whether there is any.
    #[inline]
    fn read(&self, segment: Segment<'_>, buffer: &mut Buffer) -> bool {
        let Buffer { normal, ends, .. } = buffer;
        ends.clear();
        match segment.kind {
            Kind::Gap | Kind::Stop => return false,
            Kind::Word => {
                normalise(segment.text, normal);
                if normal.is_empty() {
                    return false;
                }
                let name = hash(Space::Word, normal);
                if may_be_disguised(segment.text, normal) && self.groups.find(name).is_none() {
                    self.vocabulary.unmask(segment.text, normal, ends);
                }
            }
            Kind::Number => {
                normal.clear();
                normal.extend_from_slice(&DIGITS[..segment.text.len().min(DIGITS.len())]);
            }
            Kind::Url => {
                normal.clear();
                normal.extend_from_slice(b"://");
                ends.push(normal.len());
                if self.addresses {
                    address_words(segment.text, normal, ends);
                }
            }
            Kind::Symbol | Kind::Shout => {
                let end = segment.text.char_indices().nth(2).map_or(segment.text.len(), |(at, _)| at);
                normal.clear();
                normal.extend_from_slice(&segment.text.as_bytes()[..end]);
            }
        }
        if buffer.ends.is_empty() {
            buffer.ends.push(buffer.normal.len());
        }
        true
    }

    /// The group of the longest term that begins with the word in `buffer`.
    /// The further words of the term are taken from `rest`, and `segment`
    /// grows over them.
    #[inline]
    fn term<'t>(
        &self,
        segment: &mut Segment<'t>,
        rest: &mut Segments<'t>,
        text: &'t str,
        buffer: &mut Buffer,
    ) -> Option<u16> {
        let [_] = buffer.ends[..] else { return None };
        let mut name = hash(Space::Word, &buffer.normal);
        let mut entry = self.groups.find(name)?;
        let mut found = entry.group;
        let mut ahead = rest.clone();
        while entry.goes_on {
            let next = ahead.find(|s| s.kind != Kind::Gap);
            let Some(next) = next.filter(|s| s.kind == Kind::Word) else { break };
            normalise(next.text, &mut buffer.ahead);
            name = longer(Some(name), hash(Space::Word, &buffer.ahead));
            let Some(longer) = self.groups.find(name) else { break };
            entry = longer;
            if entry.group.is_some() {
                found = entry.group;
                segment.text = &text[segment.start..next.start + next.text.len()];
                *rest = ahead.clone();
            }
        }
        found
    }
}

/// What stands for a number. All numbers of one length are alike: years,
/// prices, counts.
const DIGITS: &[u8] = b"00000";

/// What stands in a pair before the first word of a sentence, and behind the
/// last; no word has these names.
const START: u64 = 1;
const END: u64 = 2;

/// Run-together words are at least so long; few honest ones are.
const RUN_TOGETHER: usize = 10;

/// Whether a word looks like one in disguise: anything but letters in it,
/// shortened by its normal form, or too long for comfort.
#[inline]
fn may_be_disguised(raw: &str, normal: &[u8]) -> bool {
    raw.len() != normal.len()
        || normal.len() >= RUN_TOGETHER
        || normal.iter().any(|b| !b.is_ascii_lowercase() && *b != b'\'')
}
