//! The hash that names features. It is part of the model file's contract: a
//! model fitted today must find its buckets tomorrow, so it is written out
//! here and golden values guard it.
//!
//! The construction is that of wyhash (Wang Yi, 2019): eight bytes at a time,
//! mixed by folding a 64 × 64 → 128 bit product, which is strong enough that
//! 64-bit identities never meet by chance in a corpus, and is one
//! multiplication for all n-grams of up to eight bytes.

const K0: u64 = 0x9e37_79b9_7f4a_7c15;
const K1: u64 = 0xd6e8_feb8_6659_fd93;
const K2: u64 = 0xa076_1d64_78bd_642f;

/// What a feature is made of; features of different kinds never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Space {
    Word = 1,
    Stem = 2,
    Chars = 3,
    Pair = 4,
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// The 64-bit name of `bytes` in `space`.
#[inline(always)]
pub(crate) fn hash(space: Space, bytes: &[u8]) -> u64 {
    let mut state = (space as u64).wrapping_mul(K0) ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        state = fold(state ^ load(chunk), K1);
    }
    fold(state ^ load(chunks.remainder()), K2)
}

/// [`hash`] of fewer than eight bytes that are given little-endian, then zeros.
#[inline(always)]
fn hash_short(space: Space, bytes: u64, length: usize) -> u64 {
    fold((space as u64).wrapping_mul(K0) ^ length as u64 ^ bytes, K2)
}

/// [`hash`] of the n-gram of so many bytes, fewer than eight, that is given
/// little-endian, then zeros.
#[inline(always)]
pub(crate) fn hash_chars(bytes: u64, length: usize) -> u64 {
    hash_short(Space::Chars, bytes, length)
}

/// [`hash`] of the word of so many letters, at most 15, that are given eight
/// and eight, little-endian, then zeros.
#[inline(always)]
pub(crate) fn hash_letters(letters: [u64; 2], length: usize) -> u64 {
    let [first, rest] = letters;
    if length < 8 {
        return hash_short(Space::Word, first, length);
    }
    let state = (Space::Word as u64).wrapping_mul(K0) ^ length as u64;
    fold(fold(state ^ first, K1) ^ rest, K2)
}

/// The first eight bytes, little-endian; where there are fewer, then zeros,
/// and they are read as two overlapping halves, which costs less than a loop.
#[inline(always)]
pub(crate) fn load(bytes: &[u8]) -> u64 {
    if let Some(eight) = bytes.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(low), Some(high)) => {
            let (low, high) = (u32::from_le_bytes(*low), u32::from_le_bytes(*high));
            u64::from(low) | u64::from(high) << (8 * (bytes.len() - 4))
        }
        _ => bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)),
    }
}

/// The name of the pair of two words, in this order.
#[inline(always)]
pub(crate) fn pair(first: u64, second: u64) -> u64 {
    fold(first ^ (Space::Pair as u64).wrapping_mul(K0), second.rotate_left(32) ^ K1)
}

/// A checksum of a whole file, of the same construction.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    hash(Space::Word, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_values_never_change() {
        let cases = [
            (Space::Word, "", 0x6705_27f2_8686_2c69),
            (Space::Word, "idiot", 0x91d1_b345_dae7_fe69),
            (Space::Stem, "idiot", 0x5c7f_ebe9_67ec_39fd),
            (Space::Chars, "\u{1}id", 0x0c8d_aff9_9158_69f2),
            (Space::Word, "straightforward", 0x15a2_abc7_b356_ccf0),
            (Space::Word, "противоречие", 0xc6f8_f2c4_6fd4_86a6),
        ];
        for (space, text, want) in cases.into_iter().filter(|c| c.0 == Space::Word && c.1.len() < 16) {
            let mut letters = [0; 16];
            letters[..text.len()].copy_from_slice(text.as_bytes());
            let (first, second) = letters.split_at(8);
            assert_eq!(hash_letters([first, second].map(load), text.len()), want, "{space:?} {text}");
        }
        let chars = load("\u{1}id".as_bytes());
        assert_eq!(hash_chars(chars, 3), hash(Space::Chars, "\u{1}id".as_bytes()));
        let found = cases.map(|(space, text, _)| hash(space, text.as_bytes()));
        assert_eq!(found, cases.map(|(_, _, want)| want), "{found:#x?}");
        let ids = ["you", "idiot"].map(|w| hash(Space::Word, w.as_bytes()));
        assert_eq!(pair(ids[0], ids[1]), 0x68e3_51bd_e571_e771);
        assert_ne!(pair(ids[0], ids[1]), pair(ids[1], ids[0]));
    }
}
