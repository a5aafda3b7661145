//! From words to features. A comment comes in; out come its **units** (words
//! and pairs of neighbouring words), each with a 64-bit name, and for a word
//! the names of its features: the word itself, its stem, and the character
//! n-grams inside it. There is one visitor,
//! [`Reading::visit`]; training, scoring and
//! explaining all go through it, so that they cannot drift apart.
//!
//! The vector of a comment is the sum of the vectors of its distinct units,
//! each weighted by its dampened count, divided by the Euclidean norm. That
//! the n-grams of a word belong to the word, and not to the comment, is what
//! makes scoring fast: the sum over a word's n-grams is the same wherever the
//! word stands.

mod groups;
mod hash;

use serde::{Deserialize, Serialize};

pub(crate) use groups::{Groups, is_term};
pub(crate) use hash::{Space, checksum, hash, pair};

use self::groups::{group_word, longer};
use self::hash::{hash_chars, hash_letters};
use crate::text::{Kind, Language, Plain, Segment, Segments, Stems, Vocabulary, normalise, segments};

/// What a model sees in a word. Part of the model file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Features {
    /// The language of the stems.
    pub language: Language,
    /// Whether the stem is a feature beside the word.
    pub stems: bool,
    /// Whether pairs of neighbouring words are features.
    pub pairs: bool,
    /// The shortest and the longest character n-gram inside a word, counted
    /// with a mark at both ends of the word.
    pub ngrams: [u8; 2],
}

impl Default for Features {
    fn default() -> Self {
        Self { language: Language::English, stems: false, pairs: true, ngrams: [3, 6] }
    }
}

/// The mark at both ends of a word.
const EDGE: u8 = 1;

/// Longer words lend no more n-grams than this many bytes of them.
const LONGEST_WORD: usize = 64;

/// What is told of a comment, in the order of its text.
pub(crate) trait Visitor {
    /// A word, number, address, shout or symbol.
    fn word(&mut self, word: Word<'_>);

    /// The same for a plain word, as nearly all are.
    #[inline]
    fn plain(&mut self, name: u64, start: usize, plain: Plain) {
        let (length, case) = (plain.length, Case::of_plain(plain));
        self.word(Word { name, normal: &plain.normal()[..length], kind: Kind::Word, start, length, case });
    }

    /// The last two words, which stand in one sentence, are a pair.
    fn pair(&mut self, name: u64);
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
    #[inline]
    pub(crate) fn of_plain(plain: Plain) -> Self {
        Self { upper: plain.capitals, lower: plain.length as u32 - plain.capitals }
    }

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
    /// The words that may hide behind a disguise.
    pub(crate) vocabulary: Vocabulary,
    /// The words that must not decide.
    pub(crate) groups: Groups,
}

/// Scratch space of [`Reading::visit`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffer {
    /// The normal forms of the words of a segment, one after the other.
    normal: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// The next word of a term.
    ahead: Vec<u8>,
}

impl Reading {
    /// Tells `visitor` the units of `text`.
    #[inline]
    pub(crate) fn visit(&self, text: &str, buffer: &mut Buffer, visitor: &mut impl Visitor) {
        let mut last = None;
        let mut rest = segments(text);
        loop {
            if let Some((plain, start)) = rest.plain() {
                let name = hash_letters(plain.letters, plain.length);
                if self.stands_for_itself(name, plain.length) {
                    visitor.plain(name, start, plain);
                    self.pair(&mut last, name, visitor);
                    continue;
                }
                rest.go_back(start);
            }
            if rest.stop() {
                visitor.stop();
                last = None;
                continue;
            }
            let Some(segment) = rest.next() else { break };
            self.segment(segment, text, &mut rest, buffer, &mut last, visitor);
        }
        visitor.stop();
    }

    /// [`Reading::visit`] without its short cuts.
    #[cfg(test)]
    pub(crate) fn visit_by_segment(&self, text: &str, buffer: &mut Buffer, visitor: &mut impl Visitor) {
        let mut last = None;
        let mut rest = segments(text);
        while let Some(segment) = rest.next() {
            self.segment(segment, text, &mut rest, buffer, &mut last, visitor);
        }
        visitor.stop();
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
                visitor.stop();
                *last = None;
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
        let Segment { start, text, kind } = segment;
        let mut from = 0;
        for &end in &buffer.ends {
            let normal = &buffer.normal[from..end];
            from = end;
            let name = hash(Space::Word, normal);
            visitor.word(Word { name, normal, kind, start, length: text.len(), case });
            self.pair(last, name, visitor);
        }
        if kind == Kind::Shout {
            visitor.stop();
            *last = None;
        }
    }

    #[inline]
    fn pair(&self, last: &mut Option<u64>, name: u64, visitor: &mut impl Visitor) {
        if let (true, Some(last)) = (self.pairs, *last) {
            visitor.pair(pair(last, name));
        }
        *last = Some(name);
    }

    /// Whether a word of letters alone is sure to be neither (the beginning
    /// of) a term nor words run together.
    #[inline]
    fn stands_for_itself(&self, name: u64, length: usize) -> bool {
        self.groups.find(name).is_none() && (length < RUN_TOGETHER || self.vocabulary.knows_name(name))
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
                if may_be_disguised(segment.text, normal)
                    && self.groups.find(hash(Space::Word, normal)).is_none()
                {
                    self.vocabulary.unmask(segment.text, normal, ends);
                }
            }
            // All numbers of one length are alike: years, prices, counts.
            Kind::Number => {
                normal.clear();
                normal.resize(segment.text.len().min(5), b'0');
            }
            Kind::Url => {
                normal.clear();
                normal.extend_from_slice(b"://");
            }
            Kind::Symbol | Kind::Shout => {
                let end = segment.text.char_indices().nth(2).map_or(segment.text.len(), |(at, _)| at);
                normal.clear();
                normal.extend_from_slice(&segment.text.as_bytes()[..end]);
            }
        }
        if ends.is_empty() {
            ends.push(normal.len());
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

/// An ASCII word as a number, the first byte lowest, if it is short enough to
/// have room for both its marks.
#[inline]
fn short_ascii(normal: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes[..14].get_mut(..normal.len())?.copy_from_slice(normal);
    bytes.is_ascii().then(|| u128::from_le_bytes(bytes))
}

/// The n-grams of such a word, of fewer than eight letters each, in the same
/// order as for any other word.
#[inline]
fn ngrams_of_letters(
    letters: u128,
    length: usize,
    shortest: usize,
    longest: usize,
    mut meet: impl FnMut(u64),
) {
    let edge = u128::from(EDGE);
    let marked = letters << 8 | edge | edge << (8 * (length + 1));
    for start in 0..length + 2 {
        let window = (marked >> (8 * start)) as u64;
        for chars in shortest.max(1)..=longest.min(length + 2 - start) {
            meet(hash_chars(window & ((1 << (8 * chars)) - 1), chars));
        }
    }
}

/// Makes the features of words.
#[derive(Debug)]
pub(crate) struct Featuriser {
    options: Features,
    stems: Stems,
    marked: Vec<u8>,
}

impl Featuriser {
    pub(crate) fn new(options: Features) -> Self {
        Self { options, stems: Stems::new(options.language), marked: Vec::new() }
    }

    /// Calls `meet` with the name of each feature of a word in its normal
    /// form: the word, its stem, its n-grams (one that occurs twice is met
    /// twice).
    pub(crate) fn word(&mut self, normal: &[u8], mut meet: impl FnMut(u64)) {
        meet(hash(Space::Word, normal));
        // Groups, numbers, addresses, shouts and symbols have nothing inside.
        if is_term(normal) || !normal.iter().any(|b| b.is_ascii_lowercase() || *b >= 0xc0) {
            return;
        }
        if self.options.stems {
            let normal = std::str::from_utf8(normal).unwrap_or_default();
            meet(hash(Space::Stem, self.stems.stem(normal).as_bytes()));
        }
        let [shortest, longest] = self.options.ngrams.map(usize::from);
        if longest == 0 {
            return;
        }
        if let (true, Some(letters)) = (longest < 8, short_ascii(normal)) {
            ngrams_of_letters(letters, normal.len(), shortest, longest, meet);
            return;
        }
        self.marked.clear();
        self.marked.push(EDGE);
        self.marked.extend(normal.iter().take(LONGEST_WORD));
        self.marked.push(EDGE);
        let marked = &self.marked;
        // N-grams are counted in characters but cut in bytes: a start or end
        // inside a character is passed over.
        let is_start = |at: usize| at >= marked.len() || (marked[at] & 0xc0) != 0x80;
        for start in (0..marked.len()).filter(|&at| is_start(at)) {
            let mut chars = 0;
            for end in start + 1..=marked.len() {
                if !is_start(end) {
                    continue;
                }
                chars += 1;
                if chars > longest {
                    break;
                }
                if chars >= shortest {
                    meet(hash(Space::Chars, &marked[start..end]));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The names of a word's features, by the book.
    fn features(normal: &str, shortest: usize, longest: usize) -> Vec<u64> {
        let marked: Vec<char> = format!("\u{1}{normal}\u{1}").chars().collect();
        let mut names = vec![hash(Space::Word, normal.as_bytes())];
        for start in 0..marked.len() {
            for end in (start + shortest..=start + longest).take_while(|&end| end <= marked.len()) {
                let ngram: String = marked[start..end].iter().collect();
                names.push(hash(Space::Chars, ngram.as_bytes()));
            }
        }
        names
    }

    proptest! {
        #[test]
        fn a_word_has_all_its_ngrams(normal in "[a-z]{1,3}[a-z'0-9\u{e9}\u{43f}]{0,24}", shortest in 1..5_usize, more in 0..6_usize) {
            let longest = shortest + more;
            let ngrams = [shortest as u8, longest as u8];
            let mut found = Vec::new();
            let mut featuriser = Featuriser::new(Features { ngrams, ..Features::default() });
            featuriser.word(normal.as_bytes(), |name| found.push(name));
            prop_assert_eq!(found, features(&normal, shortest, longest));
        }
    }
}
