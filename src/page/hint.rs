//! Words of a table → which words it cannot have. What comes in: the table's
//! words. What goes out: a [`Hint`]. What it promises: it says
//! no of most words that are not in the table, in any case of their letters,
//! after a look at two letters and the length; never of one that is. The words
//! that are left are looked up by [`Fnv`].

use std::hash::{BuildHasherDefault, Hasher};

/// A map with words of our own for keys, which nobody chooses to collide.
pub(super) type Table<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Fnv>>;

/// FNV-1a, which is faster than the default for words of some letters.
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The lengths of a table's words, by their first letter and by their last one.
pub(super) struct Hint {
    first: [u32; 128],
    last: [u32; 128],
}

impl Hint {
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut hint = Self { first: [0; 128], last: [0; 128] };
        for word in words {
            let (first, last) = ends(word.as_bytes());
            for (lengths, letter) in [(&mut hint.first, first), (&mut hint.last, last)] {
                if let Some(lengths) = lengths.get_mut(letter) {
                    *lengths |= bit(word.as_bytes());
                }
            }
        }
        hint
    }

    /// Whether the table may have a word. Other letters than ASCII's may take
    /// more room in capitals, so a word with such letters may always be there.
    pub(super) fn may_have(&self, word: &str) -> bool {
        self.may_be(word.as_bytes()) || !word.is_ascii()
    }

    /// The same, if capitals are those of ASCII only.
    pub(super) fn may_be(&self, word: &[u8]) -> bool {
        let (first, last) = ends(word);
        let may_be = |lengths: &[u32; 128], letter: usize| {
            lengths.get(letter).is_none_or(|lengths| lengths & bit(word) != 0)
        };
        may_be(&self.first, first) && may_be(&self.last, last)
    }
}

/// The first and the last letter of a word.
fn ends(word: &[u8]) -> (usize, usize) {
    let small = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(byte.to_ascii_lowercase()));
    (small(word.first()), small(word.last()))
}

fn bit(word: &[u8]) -> u32 {
    1 << word.len().min(31)
}

/// Words that may be a part of another one, in any case of their ASCII letters:
/// of most places of a text, its first two letters say that none begins there.
pub(super) struct Parts {
    words: &'static [&'static str],
    /// The second letters by the first one.
    pairs: [u32; LETTERS],
}

/// The letters, by the bits that both cases have in common.
const LETTERS: usize = 32;

const fn letter(byte: u8) -> usize {
    byte as usize % LETTERS
}

impl Parts {
    /// The words are of two letters at least.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let mut pairs = [0; LETTERS];
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_bytes();
            pairs[letter(word[0])] |= 1 << letter(word[1]);
            at += 1;
        }
        Self { words, pairs }
    }

    /// Whether any of the words is in a text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let begins = |at: usize| {
            let is_here = |word: &&str| {
                let here = bytes.get(at..at + word.len());
                here.is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()))
            };
            self.words.iter().any(is_here)
        };
        bytes
            .windows(2)
            .enumerate()
            .any(|(at, pair)| self.pairs[letter(pair[0])] >> letter(pair[1]) & 1 != 0 && begins(at))
    }
}

#[cfg(test)]
mod tests {
    use super::{Hint, Parts};

    #[test]
    fn parts_are_found_wherever_they_stand() {
        const PARTS: Parts = Parts::new(&["author", "/u/", "user-name"]);
        for (text, want) in [
            ("author", true),
            ("coAuthors", true),
            ("x USER-NAME", true),
            ("https://x.example/u/ada", true),
            ("auth", false),
            ("autho", false),
            ("username", false),
            ("ou u", false),
            ("é", false),
            ("", false),
        ] {
            assert_eq!(PARTS.are_in(text), want, "{text}");
        }
    }

    #[test]
    fn no_word_of_the_table_is_missed() {
        let words = ["may", "march", "märz", "août", "été", "ItemComment"];
        let hint = Hint::new(words.into_iter());
        for word in words {
            assert!(hint.may_have(word) && hint.may_have(&word.to_uppercase()), "{word}");
        }
        for word in ["", "m", "june", "mayflower"] {
            assert!(!hint.may_have(word), "{word}");
        }
    }
}
