//! From words to features. A comment comes in; out come its **units** (words
//! and pairs of neighbouring words), each with a 64-bit name, and for a word
//! the names of its features: the word itself, its stem, and the character
//! n-grams inside it. There is one visitor, [`Reading::visit`]; training,
//! scoring and explaining all go through it, so that they cannot drift apart.
//!
//! The vector of a comment is the sum of the vectors of its distinct units,
//! each weighted by its dampened count, divided by the Euclidean norm. That
//! the n-grams of a word belong to the word, and not to the comment, is what
//! makes scoring fast: the sum over a word's n-grams is the same wherever the
//! word stands.

mod featuriser;
mod groups;
mod hash;
mod reading;

use serde::{Deserialize, Serialize};

use crate::text::Language;
pub(crate) use featuriser::Featuriser;
pub(crate) use groups::Groups;
#[cfg(feature = "train")]
pub(crate) use hash::pair;
pub(crate) use hash::{Space, checksum, hash, load};
pub(crate) use reading::{Buffer, Case, Reading, Visitor, Word, Words};

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
    /// Whether that a word begins or ends a sentence is a feature.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ends: bool,
    /// Whether the host and the first step of an address are features.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub addresses: bool,
    /// The shortest and the longest character n-gram inside a word, counted
    /// with a mark at both ends of the word.
    pub ngrams: [u8; 2],
}

impl Default for Features {
    fn default() -> Self {
        Self {
            language: Language::English,
            stems: false,
            pairs: true,
            ends: false,
            addresses: false,
            ngrams: [3, 6],
        }
    }
}
