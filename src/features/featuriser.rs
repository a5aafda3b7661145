//! From a word to its features. A word in its normal form comes in; the names
//! of the word, its stem and its character n-grams go out.

use super::Features;
use super::groups::is_term;
use super::hash::{Space, hash, hash_chars};
use crate::text::Stems;

/// The mark at both ends of a word.
const EDGE: u8 = 1;

/// Longer words lend no more n-grams than this many bytes of them.
const LONGEST_WORD: usize = 64;

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
#[inline(always)]
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
    #[inline(always)]
    pub(crate) fn word(&mut self, normal: &[u8], mut meet: impl FnMut(u64)) {
        meet(hash(Space::Word, normal));
        // Groups, numbers, addresses, shouts and symbols have nothing inside.
        // (A long host would have more to say than the sentence around it.)
        let is_address = normal.starts_with(b"/");
        if is_term(normal) || is_address || !normal.iter().any(|b| b.is_ascii_lowercase() || *b >= 0xc0) {
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
