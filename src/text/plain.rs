//! Plain words, eight letters at a time. The rest of a text comes in; if it
//! begins with a word of ASCII letters, as nearly all words are, perhaps with
//! an apostrophe among them, out go its letters in lower case. Promise:
//! [`plain`] finds nothing, or the very segment and normal form that cutting
//! and normalising find letter by letter; it is there because it takes a
//! fraction of their time.

use crate::features::load;

/// The longest word that is looked at here; nearly all are shorter.
const LONGEST: usize = 15;

/// A word that begins a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// Its normal form, the first letter lowest, then zeros.
    pub(crate) letters: [u64; 2],
    /// The length of the normal form.
    pub(crate) length: usize,
    /// How many bytes it takes in the text: more if the apostrophe is a curly
    /// one.
    pub(crate) span: usize,
    /// How many of its letters were capitals, and how many were small.
    pub(crate) capitals: u32,
    pub(crate) small: u32,
}

/// The bytes of the letters of a [`Plain`]: its normal form, followed by zeros.
#[inline(always)]
pub(crate) fn normal(letters: [u64; 2]) -> [u8; 16] {
    let [first, second] = letters.map(u128::from);
    (second << 64 | first).to_le_bytes()
}

/// One in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = ONES << 7;

/// The word that begins `text`, if it is a plain one: letters only or with one
/// apostrophe, none thrice in a row, and what follows surely ends it.
#[inline(always)]
pub(crate) fn plain(text: &[u8]) -> Option<Plain> {
    let (first, length) = leading_letters(load(text));
    if length < 8 { short(text, first, length) } else { long(text, first) }
}

/// [`plain`] of at most seven letters.
#[inline(always)]
fn short(text: &[u8], chunk: u64, length: usize) -> Option<Plain> {
    let letter = lower_case(chunk);
    if length == 0 || thrice(letter, 0) {
        return None;
    }
    if may_go_on(text, length, letter) {
        return with_apostrophe(text, [chunk, 0], length);
    }
    let capitals = capitals(chunk);
    Some(Plain { letters: [letter, 0], length, span: length, capitals, small: length as u32 - capitals })
}

/// [`plain`] of at least eight letters.
#[inline(always)]
fn long(text: &[u8], first: u64) -> Option<Plain> {
    let (second, more) = leading_letters(load(&text[8..]));
    let letters = [lower_case(first), lower_case(second)];
    let length = 8 + more;
    if length > LONGEST || thrice(letters[0], letters[1]) || thrice(letters[1], 0) {
        return None;
    }
    if may_go_on(text, length, letters[0]) {
        return with_apostrophe(text, [first, second], length);
    }
    let capitals = capitals(first) + capitals(second);
    Some(Plain { letters, length, span: length, capitals, small: length as u32 - capitals })
}

/// [`plain`] of a word with one apostrophe, straight or curly, behind so many
/// letters, which are given as they are written.
#[inline(never)]
fn with_apostrophe(text: &[u8], before: [u64; 2], length: usize) -> Option<Plain> {
    let sign = match text[length..] {
        [b'\'', ..] => 1,
        [0xe2, 0x80, 0x99, ..] => 3,
        _ => return None,
    };
    let rest = &text[length + sign..];
    let (behind, more) = leading_letters(load(rest));
    let whole = length + 1 + more;
    // A letter that stands alone may be one of several, and the longest word
    // may go on.
    if more == 0 || more == 8 || whole > LONGEST || may_go_on(rest, more, 0) {
        return None;
    }
    let [low, high] = before.map(u128::from);
    let written = high << 64 | low | (u128::from(behind) << 8 | u128::from(b'\'')) << (8 * length);
    let halves = [written as u64, (written >> 64) as u64];
    // The apostrophe is no letter, and has no case.
    let letters = halves.map(lower_case);
    if thrice(letters[0], letters[1]) || thrice(letters[1], 0) {
        return None;
    }
    let capitals = halves.map(capitals).iter().sum();
    let small = (length + more) as u32 - capitals;
    Some(Plain { letters, length: whole, span: length + sign + more, capitals, small })
}

/// Small letters for all letters of a chunk of letters, apostrophes and zeros:
/// bit 6 tells a letter from the others, bit 5 a small letter from a capital.
#[inline(always)]
fn lower_case(chunk: u64) -> u64 {
    chunk | (chunk & ONES << 6) >> 1
}

/// The number of capitals in a chunk of letters, apostrophes and zeros.
#[inline(always)]
fn capitals(chunk: u64) -> u32 {
    let capitals = (chunk >> 6) & !(chunk >> 5) & ONES;
    if capitals == 0 { 0 } else { (capitals.wrapping_mul(ONES) >> 56) as u32 }
}

/// The letters that a chunk begins with, the rest zeros, and their number.
#[inline(always)]
fn leading_letters(chunk: u64) -> (u64, usize) {
    // In seven bits a sum with 128 - x reaches the eighth from x on.
    let lower = (chunk | ONES << 5) & !HIGH;
    let from_a = lower + ONES * (0x80 - b'a' as u64);
    let beyond_z = lower + ONES * (0x80 - b'z' as u64 - 1);
    let others = !(from_a & !beyond_z & !chunk) & HIGH;
    // All bits of the bytes before the first that is no letter.
    let mask = ((others & others.wrapping_neg()) >> 7).wrapping_sub(1);
    (chunk & mask, others.trailing_zeros() as usize / 8)
}

/// Bytes after which a word may go on, or be more than a word.
const GOES_ON: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'0'..=b'9' | b'\'' | b'*' | b'@' | b'$' | b'+' | b':' | 0x80..);
        byte += 1;
    }
    table
};

/// Whether there may be more to a word that begins with `length` letters, of
/// which the first eight are given.
#[inline(always)]
fn may_go_on(text: &[u8], length: usize, letters: u64) -> bool {
    let Some(&next) = text.get(length) else { return false };
    let is_www = letters == u64::from_le_bytes(*b"www\0\0\0\0\0");
    GOES_ON[usize::from(next)] || is_www || (length == 1 && may_be_spelt_out(text))
}

/// Whether a letter that stands alone may be the first of several such.
fn may_be_spelt_out(text: &[u8]) -> bool {
    text.get(2).is_some_and(u8::is_ascii_alphabetic) && !text.get(3).is_some_and(u8::is_ascii_alphabetic)
}

/// Whether a letter of `chunk` stands thrice in a row, the last perhaps in
/// `next`.
#[inline(always)]
fn thrice(chunk: u64, next: u64) -> bool {
    let from_next = chunk ^ (chunk >> 8 | next << 56);
    let from_third = chunk ^ (chunk >> 16 | next << 48);
    // Letters differ by less than 128, so that the sum cannot overflow.
    let same = !((from_next | from_third) + !HIGH);
    let is_letter = chunk << 1;
    same & is_letter & HIGH != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Kind, normalise, segments};
    use proptest::prelude::*;

    /// What [`plain`] finds is what the slow way finds.
    fn check(text: &str) -> Result<(), TestCaseError> {
        let Some(plain) = plain(text.as_bytes()) else { return Ok(()) };
        let first = segments(text).next().unwrap();
        prop_assert_eq!(first.kind, Kind::Word);
        prop_assert_eq!(first.text.len(), plain.span);
        let mut normal = Vec::new();
        normalise(first.text, &mut normal);
        prop_assert_eq!(&super::normal(plain.letters)[..plain.length], &normal[..]);
        let capitals = first.text.bytes().filter(u8::is_ascii_uppercase).count();
        let small = first.text.bytes().filter(u8::is_ascii_lowercase).count();
        prop_assert_eq!((plain.capitals as usize, plain.small as usize), (capitals, small));
        Ok(())
    }

    #[test]
    fn finds_plain_words_only() {
        let cases = [
            ("a word", "Idiot, you", Some("idiot")),
            ("the end of the text", "Idiot", Some("idiot")),
            ("eight letters", "Children!", Some("children")),
            ("fifteen letters", "acknowledgement", Some("acknowledgement")),
            ("sixteen letters", "acknowledgements", None),
            ("one letter", "I am", Some("i")),
            ("spelt out", "i d i o t", None),
            ("an initial", "J. Smith", Some("j")),
            ("a letter thrice", "sooo", None),
            ("thrice across the eighth", "abcdefgggh", None),
            ("twice", "aabbccddeeffgg", Some("aabbccddeeffgg")),
            ("an apostrophe", "Don't", Some("don't")),
            ("a curly one", "I\u{2019}M here", Some("i'm")),
            ("behind seven letters", "citizen's", Some("citizen's")),
            ("behind eight letters", "Children's", Some("children's")),
            ("fifteen signs", "governmentali's", Some("governmentali's")),
            ("sixteen signs", "governmentalis's", None),
            ("two apostrophes", "fo'c's'le", None),
            ("an apostrophe behind the word", "dogs' tails", None),
            ("a digit behind it", "it's2", None),
            ("letters thrice beside it", "it'sss", None),
            ("a digit", "B2B", None),
            ("an accent", "caf\u{e9}", None),
            ("an accent first", "\u{e9}t\u{e9}", None),
            ("an address", "http://a.example", None),
            ("a bare address", "WWW.a.example", None),
            ("three letters and a stop", "dog.", Some("dog")),
            ("no letter", " dog", None),
            ("nothing", "", None),
            ("beside the letters", "@[`{", None),
        ];
        for (name, text, want) in cases {
            let found = plain(text.as_bytes());
            let normal =
                found.map(|plain| String::from_utf8(normal(plain.letters)[..plain.length].to_vec()).unwrap());
            assert_eq!(normal.as_deref(), want, "{name}");
            check(text).unwrap();
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_way(text in any::<String>()) {
            check(&text)?;
        }

        #[test]
        fn agrees_near_words(text in "[a-cA-CwhtpWHTPsz]{0,17}[a-c .*'\u{2019}@$\u{200b}\u{e9}1!?\n:/,_-]{0,6}") {
            check(&text)?;
        }
    }
}
