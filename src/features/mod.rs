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
use crate::text::{Kind, Language, Segment, Segments, Stems, Vocabulary, normalise, segments};

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

/// What a visitor of a comment meets, in the order of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit<'u, 't> {
    /// A word, number, address, shout or symbol.
    Word { name: u64, normal: &'u [u8], segment: Segment<'t> },
    /// The last two words, which stand in one sentence.
    Pair { name: u64, first: Segment<'t>, second: Segment<'t> },
    /// A sentence ends.
    Stop,
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
    /// Calls `meet` with each unit of `text`.
    #[inline]
    pub(crate) fn visit<'t>(&self, text: &'t str, buffer: &mut Buffer, mut meet: impl FnMut(Unit<'_, 't>)) {
        let mut last: Option<(u64, Segment<'t>)> = None;
        let mut rest = segments(text);
        while let Some(mut segment) = rest.next() {
            if segment.kind == Kind::Stop {
                meet(Unit::Stop);
                last = None;
                continue;
            }
            if !self.read(segment, buffer) {
                continue;
            }
            let group = match segment.kind {
                Kind::Word => self.term(&mut segment, &mut rest, text, buffer),
                _ => None,
            };
            if let Some(group) = group {
                let word = group_word(group);
                let name = hash(Space::Word, &word);
                meet(Unit::Word { name, normal: &word, segment });
                self.pair(last, (name, segment), &mut meet);
                last = Some((name, segment));
                continue;
            }
            let mut start = 0;
            for &end in &buffer.ends {
                let normal = &buffer.normal[start..end];
                start = end;
                let name = hash(Space::Word, normal);
                meet(Unit::Word { name, normal, segment });
                self.pair(last, (name, segment), &mut meet);
                last = Some((name, segment));
            }
            if segment.kind == Kind::Shout {
                meet(Unit::Stop);
                last = None;
            }
        }
        meet(Unit::Stop);
    }

    #[inline]
    fn pair<'t>(
        &self,
        first: Option<(u64, Segment<'t>)>,
        second: (u64, Segment<'t>),
        meet: &mut impl FnMut(Unit<'_, 't>),
    ) {
        if let (true, Some((name, first))) = (self.pairs, first) {
            meet(Unit::Pair { name: pair(name, second.0), first, second: second.1 });
        }
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

/// Whether a word looks like one in disguise: anything but letters in it,
/// shortened by its normal form, or too long for comfort.
#[inline]
fn may_be_disguised(raw: &str, normal: &[u8]) -> bool {
    /// Run-together words are at least so long; few honest ones are.
    const LONG: usize = 10;
    raw.len() != normal.len()
        || normal.len() >= LONG
        || normal.iter().any(|b| !b.is_ascii_lowercase() && *b != b'\'')
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
