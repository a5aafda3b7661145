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

mod hash;

use serde::{Deserialize, Serialize};

pub(crate) use hash::{Space, checksum, hash, pair};

use crate::text::{Kind, Language, Segment, Stems, Vocabulary, normalise, segments};

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
}

/// Scratch space of [`Reading::visit`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffer {
    normal: Vec<u8>,
    ends: Vec<usize>,
}

impl Reading {
    /// Calls `meet` with each unit of `text`.
    #[inline]
    pub(crate) fn visit<'t>(&self, text: &'t str, buffer: &mut Buffer, mut meet: impl FnMut(Unit<'_, 't>)) {
        let Buffer { normal, ends } = buffer;
        let mut last: Option<(u64, Segment<'t>)> = None;
        for segment in segments(text) {
            ends.clear();
            match segment.kind {
                Kind::Gap => continue,
                Kind::Stop => {
                    meet(Unit::Stop);
                    last = None;
                    continue;
                }
                Kind::Word => {
                    normalise(segment.text, normal);
                    if normal.is_empty() {
                        continue;
                    }
                    if may_be_disguised(segment.text, normal) {
                        self.vocabulary.unmask(segment.text, normal, ends);
                    }
                }
                // All numbers of one length are alike: years, prices, small
                // counts.
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
            let mut start = 0;
            for &end in ends.iter() {
                let word = &normal[start..end];
                start = end;
                let name = hash(Space::Word, word);
                meet(Unit::Word { name, normal: word, segment });
                if let (true, Some((first_name, first))) = (self.pairs, last) {
                    meet(Unit::Pair { name: pair(first_name, name), first, second: segment });
                }
                last = Some((name, segment));
            }
            if segment.kind == Kind::Shout {
                meet(Unit::Stop);
                last = None;
            }
        }
        meet(Unit::Stop);
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
        // Numbers, addresses, shouts and symbols have nothing inside.
        if !normal.iter().any(|b| b.is_ascii_lowercase() || *b >= 0xc0) {
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
