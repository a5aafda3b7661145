//! From words to features. A comment comes in; out come its **units** (words
//! and pairs of neighbouring words), each with a 64-bit name, and for a word
//! the names of its features: the word itself, its stem, and the character
//! n-grams inside it. There is one visitor, [`visit`]; training, scoring and
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

use crate::text::{Kind, Language, Segment, Stems, normalise, segments};

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
        Self { language: Language::English, stems: false, pairs: true, ngrams: [2, 5] }
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
    Word { name: u64, normal: &'u str, segment: Segment<'t> },
    /// The last two words, which stand in one sentence.
    Pair { name: u64, first: Segment<'t>, second: Segment<'t> },
    /// A sentence ends.
    Stop,
}

/// Calls `meet` with each unit of `text`. `buffer` is scratch space.
#[inline]
pub(crate) fn visit<'t>(text: &'t str, pairs: bool, buffer: &mut String, mut meet: impl FnMut(Unit<'_, 't>)) {
    let mut last: Option<(u64, Segment<'t>)> = None;
    for segment in segments(text) {
        let mut stop = false;
        match segment.kind {
            Kind::Gap => continue,
            Kind::Stop => {
                meet(Unit::Stop);
                last = None;
                continue;
            }
            Kind::Word => {
                normalise(segment.text, buffer);
                if buffer.is_empty() {
                    continue;
                }
            }
            // All numbers of one length are alike: years, prices, small counts.
            Kind::Number => {
                buffer.clear();
                buffer.extend(std::iter::repeat_n('0', segment.text.len().min(5)));
            }
            Kind::Url => {
                buffer.clear();
                buffer.push_str("://");
            }
            Kind::Symbol | Kind::Shout => {
                normalise(segment.text, buffer);
                let end = buffer.char_indices().nth(2).map_or(buffer.len(), |(at, _)| at);
                buffer.truncate(end);
                stop = segment.kind == Kind::Shout;
            }
        }
        let name = hash(Space::Word, buffer.as_bytes());
        meet(Unit::Word { name, normal: buffer, segment });
        if let (true, Some((first_name, first))) = (pairs, last) {
            meet(Unit::Pair { name: pair(first_name, name), first, second: segment });
        }
        last = Some((name, segment));
        if stop {
            meet(Unit::Stop);
            last = None;
        }
    }
    meet(Unit::Stop);
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
    pub(crate) fn word(&mut self, normal: &str, mut meet: impl FnMut(u64)) {
        meet(hash(Space::Word, normal.as_bytes()));
        if !normal.chars().any(char::is_alphabetic) {
            return;
        }
        if self.options.stems {
            meet(hash(Space::Stem, self.stems.stem(normal).as_bytes()));
        }
        let [shortest, longest] = self.options.ngrams.map(usize::from);
        if longest == 0 {
            return;
        }
        self.marked.clear();
        self.marked.push(EDGE);
        self.marked.extend(normal.bytes().take(LONGEST_WORD));
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
