//! The words that a model knows, and what hides behind a disguise. A
//! disguised word comes in (`1d10t`, `id*ot`, `stuuupid`, `y o u i d i o t`);
//! the words behind it go out, if there are any. Promise: a disguise is
//! undone only where a known word comes out, so that part numbers, hex, names
//! and other languages stay what they are; and what is no disguise is never
//! touched.

use crate::features::{Space, hash};

/// The words that a model knows. Part of the model file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vocabulary {
    /// Common words.
    known: Keys,
    /// Words that people have a reason to disguise.
    rude: Keys,
    /// One bit for the first [`FILTER_BITS`] bits of each of them: most of
    /// what is tried is no word, and one look says so.
    filter: Vec<u64>,
}

/// Keys of words: the high halves of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Keys {
    /// Sorted.
    keys: Vec<u32>,
    /// Where the keys begin that share their first bits, as many bits as make
    /// some two keys share them; and the end of the last.
    starts: Vec<u32>,
}

impl Keys {
    fn new(mut keys: Vec<u32>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        let bits = Self::bits(keys.len());
        let mut starts = vec![0; (1 << bits) + 1];
        keys.iter().for_each(|key| starts[Self::first_bits(*key, bits) + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        Self { keys, starts }
    }

    fn bits(keys: usize) -> u32 {
        (keys / 2).max(1).ilog2()
    }

    #[inline]
    fn first_bits(key: u32, bits: u32) -> usize {
        (u64::from(key) << bits >> 32) as usize
    }

    #[inline]
    fn contains(&self, key: u32) -> bool {
        let at = Self::first_bits(key, Self::bits(self.keys.len()));
        match self.starts.get(at..at + 2) {
            Some(range) => self.keys[range[0] as usize..range[1] as usize].contains(&key),
            None => false,
        }
    }
}

/// 128 KB, of which some thirty thousand words fill a thirtieth.
const FILTER_BITS: u32 = 20;

/// More letters than this are not looked at: nobody would read them.
const LONGEST: usize = 40;

/// More wildcards than this would make any word of any other.
const MOST_WILDCARDS: usize = 2;

/// A word that was tried: it lives on the stack, so that looking behind a
/// disguise allocates nothing.
struct Word {
    letters: [u8; LONGEST],
    length: usize,
}

impl Word {
    /// A word of these letters, unless they are too many.
    fn of(letters: impl Iterator<Item = u8>) -> Option<Self> {
        let mut word = Self { letters: [0; LONGEST], length: 0 };
        for letter in letters {
            *word.letters.get_mut(word.length)? = letter;
            word.length += 1;
        }
        Some(word)
    }
}

impl std::ops::Deref for Word {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.letters[..self.length]
    }
}

impl Vocabulary {
    pub(crate) fn new(known: Vec<u32>, rude: Vec<u32>) -> Self {
        let (known, rude) = (Keys::new(known), Keys::new(rude));
        let mut filter = Vec::new();
        if !(known.keys.is_empty() && rude.keys.is_empty()) {
            filter.resize((1 << FILTER_BITS) / 64, 0);
        }
        for key in known.keys.iter().chain(&rude.keys) {
            let bit = key >> (32 - FILTER_BITS);
            filter[bit as usize / 64] |= 1 << (bit % 64);
        }
        Self { known, rude, filter }
    }

    /// The common and the rude words, as in the file.
    pub(crate) fn parts(&self) -> (&[u32], &[u32]) {
        (&self.known.keys, &self.rude.keys)
    }

    /// All words of both.
    #[cfg(feature = "train")]
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let both = |a: &Keys, b: &Keys| [a.keys.as_slice(), &b.keys].concat();
        Self::new(both(&self.known, &other.known), both(&self.rude, &other.rude))
    }

    /// Half of a word's name: enough to tell some ten thousand words apart.
    pub(crate) fn key(name: u64) -> u32 {
        (name >> 32) as u32
    }

    /// The key of a word that may be one of these.
    #[inline]
    fn candidate(&self, name: u64) -> Option<u32> {
        let key = Self::key(name);
        let bit = key >> (32 - FILTER_BITS);
        let bits = self.filter.get(bit as usize / 64)?;
        (bits >> (bit % 64) & 1 == 1).then_some(key)
    }

    fn is_rude(&self, word: &[u8]) -> bool {
        self.candidate(hash(Space::Word, word)).is_some_and(|key| self.rude.contains(key))
    }

    fn knows(&self, word: &[u8]) -> bool {
        self.knows_name(hash(Space::Word, word))
    }

    /// Whether the word of this name is one of these.
    #[inline]
    pub(crate) fn knows_name(&self, name: u64) -> bool {
        self.candidate(name).is_some_and(|key| self.known.contains(key) || self.rude.contains(key))
    }

    /// Puts the words behind the disguised `normal` into `normal`, one after
    /// the other, and their ends into `ends`. A word that hides nothing stays
    /// as it is.
    pub(crate) fn unmask(&self, raw: &str, normal: &mut Vec<u8>, ends: &mut Vec<usize>) {
        ends.clear();
        if normal.len() <= LONGEST && !self.known.keys.is_empty() && !self.knows(normal) {
            let found = self.unstretch(raw, normal).or_else(|| self.unleet(normal));
            if let Some(word) = found.or_else(|| self.fill_in(normal)) {
                normal.clear();
                normal.extend_from_slice(&word);
            } else if self.split(raw, normal, ends) {
                return;
            }
        }
        ends.push(normal.len());
    }

    /// Letters for the digits and signs that look like them.
    fn unleet(&self, normal: &[u8]) -> Option<Word> {
        if !normal.iter().any(|b| look_alike(*b, false).is_some())
            || !normal.iter().any(u8::is_ascii_alphabetic)
        {
            return None;
        }
        // A 1 is an i or an l.
        [false, true].into_iter().find_map(|one_is_l| {
            let word = Word::of(normal.iter().map(|&b| look_alike(b, one_is_l).unwrap_or(b)))?;
            self.knows(&word).then_some(word)
        })
    }

    /// Each run of three or more of a letter as one letter, or as two.
    fn unstretch(&self, raw: &str, normal: &[u8]) -> Option<Word> {
        let runs = || raw.as_bytes().chunk_by(|a, b| a.eq_ignore_ascii_case(b));
        let stretched = runs().filter(|run| run.len() > 2).count();
        if !raw.is_ascii() || !(1..=8).contains(&stretched) || normal.is_empty() {
            return None;
        }
        let with = |doubled: u32| {
            let mut nth = 0;
            let lengths = runs().map(|run| match run.len() {
                3.. => {
                    nth += 1;
                    &run[..1 + (doubled >> (nth - 1) & 1) as usize]
                }
                _ => run,
            });
            Word::of(lengths.flatten().map(u8::to_ascii_lowercase))
        };
        (0..1_u32 << stretched)
            .filter_map(with)
            .find_map(|word| if self.knows(&word) { Some(word) } else { self.unleet(&word) })
    }

    /// Letters for asterisks, if a rude word comes out, or if no other word
    /// than the one that comes out could be meant.
    fn fill_in(&self, normal: &[u8]) -> Option<Word> {
        let holes = normal.iter().filter(|b| **b == b'*').count();
        if holes == 0 || holes > MOST_WILDCARDS || normal.len() < holes + 2 {
            return None;
        }
        let filled = |mut choice: usize| {
            Word::of(normal.iter().map(|&b| match b {
                b'*' => {
                    let letter = b'a' + (choice % 26) as u8;
                    choice /= 26;
                    letter
                }
                b => b,
            }))
        };
        let all = || (0..26_usize.pow(holes as u32)).filter_map(filled);
        all().find(|word| self.is_rude(word)).or_else(|| {
            // Short ones (`a*b`) are rather code than words.
            let mut known = all().filter(|word| word.len() > 3 && self.knows(word));
            known.next().filter(|_| known.next().is_none())
        })
    }

    /// Cuts words that were run together into known words, the fewest that
    /// will do. Letters that were set apart (`y o u i d i o t`) may hide short
    /// words too; otherwise a part has at least three letters, and there are
    /// at most three, or half of all names would fall apart.
    fn split(&self, raw: &str, normal: &[u8], ends: &mut Vec<usize>) -> bool {
        let apart = raw.as_bytes().get(1).is_some_and(|b| !b.is_ascii_alphanumeric());
        let (shortest, most) = if apart { (1, usize::MAX) } else { (3, 3) };
        let length = normal.len();
        if length < 2 * shortest.max(2) || !normal.is_ascii() || (!apart && length < 7) {
            return false;
        }
        // best[end]: the fewest words that make up the first `end` letters,
        // and where the last of them begins.
        let mut best: [Option<(usize, usize)>; LONGEST + 1] = [None; LONGEST + 1];
        best[0] = Some((0, 0));
        for end in shortest..=length {
            for start in (0..=end - shortest).rev() {
                let Some((words, _)) = best[start] else { continue };
                let word = &normal[start..end];
                let is_word = match word.len() {
                    1 => matches!(word, b"a" | b"i" | b"u"),
                    _ => self.knows(word),
                };
                // A longer last word is preferred among equals.
                if is_word && best[end].is_none_or(|(fewest, _)| words < fewest) {
                    best[end] = Some((words + 1, start));
                }
            }
        }
        match best[length] {
            Some((words, _)) if words <= most => {}
            _ => return false,
        }
        let mut end = length;
        while end > 0 {
            ends.push(end);
            end = best[end].map_or(0, |(_, start)| start);
        }
        ends.reverse();
        true
    }
}

/// The letter that a digit or sign looks like.
fn look_alike(byte: u8, one_is_l: bool) -> Option<u8> {
    Some(match byte {
        b'0' => b'o',
        b'1' if one_is_l => b'l',
        b'1' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' | b'+' => b't',
        b'8' => b'b',
        b'9' | b'6' => b'g',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalise;

    fn vocabulary() -> Vocabulary {
        let keys = |words: &[&str]| {
            words.iter().map(|w| Vocabulary::key(hash(Space::Word, w.as_bytes()))).collect::<Vec<_>>()
        };
        let known = "you are an asset class the cool good so see idiot stupid people all of";
        let known: Vec<&str> = known.split(' ').collect();
        Vocabulary::new(keys(&known), keys(&["idiot", "stupid", "crap", "damn"]))
    }

    fn unmasked(raw: &str) -> String {
        let (mut normal, mut ends) = (Vec::new(), Vec::new());
        normalise(raw, &mut normal);
        vocabulary().unmask(raw, &mut normal, &mut ends);
        let mut start = 0;
        let words = ends.iter().map(|&end| {
            let word = String::from_utf8(normal[start..end].to_vec()).unwrap();
            start = end;
            word
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn undoes_disguises_and_nothing_else() {
        let cases = [
            ("leet", "1d10t", "idiot"),
            ("leet in capitals", "STUP1D", "stupid"),
            ("signs", "cr@p", "crap"),
            ("asterisk", "id*ot", "idiot"),
            ("two asterisks", "cr**", "crap"),
            ("an asterisk in a harmless word", "peo*le", "people"),
            ("stretched", "iiidiooot", "idiot"),
            ("a double letter in it", "coooool", "cool"),
            ("stretched and leet", "1d1000t", "idiot"),
            ("letters apart", "y o u i d i o t", "you idiot"),
            ("run together", "stupididiot", "stupid idiot"),
            ("harmless", "as$et", "asset"),
            ("a known word", "class", "class"),
            ("a part number", "x4y7", "x4y7"),
            ("hex", "3f5a90", "3f5a90"),
            ("a town", "Scunthorpe", "scunthorpe"),
            ("an unknown name", "Kajaani", "kajaani"),
            ("asterisk in code", "a*b", "a*b"),
            ("only digits", "1001", "1001"),
        ];
        for (name, raw, want) in cases {
            assert_eq!(unmasked(raw), want, "{name}");
        }
    }
}
