//! A damaged model file. The input is a list of patches (two bytes where, one
//! byte what) to a small model that is trained at the start, so that the
//! target follows the format as it changes. The checksum is set right
//! afterwards: it would refuse nearly all of them. What is still taken for a
//! model must judge.

#![no_main]

use std::sync::LazyLock;

use lamplighter::train::{Corpus, Recipe, fit};
use lamplighter::{Model, Moderator};
use libfuzzer_sys::fuzz_target;

/// Magic, version, length of the header, checksum.
const PREFIX: usize = 24;

const RECIPE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../training/own/recipe.toml");

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut recipe = Recipe::open(RECIPE, None).expect("the recipe is in the repository");
    // Two heads and the smallest table: every byte of the file is within reach
    // of two bytes, and the fit is soon over, even under the fuzzer's checks.
    for source in &mut recipe.sources {
        source.labels.retain(|head, _| head == "uncivil" || head == "name-calling");
    }
    recipe.table_bits = 8;
    let corpus = Corpus::read(&recipe, |_| {}).expect("so are its rows");
    fit(&recipe, &corpus, |_| {}).expect("a model can be fitted to them").to_bytes()
});

fuzz_target!(init: { LazyLock::force(&SMALL); }, |patches: &[u8]| {
    let mut bytes = SMALL.clone();
    let length = bytes.len();
    for patch in patches.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([patch[0], patch[1]])) % length;
        bytes[at] = patch[2];
    }
    // What is left over cuts the file short, or else makes it longer.
    match patches.chunks_exact(3).remainder() {
        [cut] => bytes.truncate(length - usize::from(*cut)),
        [more, byte] => bytes.resize(length + usize::from(*more), *byte),
        _ => {}
    }
    let sum = checksum(&bytes[PREFIX..]);
    bytes[PREFIX - 8..PREFIX].copy_from_slice(&sum.to_le_bytes());
    let Ok(model) = Model::from_bytes(bytes) else { return };
    let moderator = Moderator::new(model);
    let verdict = moderator.judge("You people are all idiots. Read the article, number 7!");
    assert!(verdict.assessments().count() > 0);
    assert!(verdict.scores().all(|(_, p)| (0.0..=1.0).contains(&p)));
});

/// The checksum of the format, version 1, written out once more: a second
/// hand that the contract of the file is what its document says.
fn checksum(bytes: &[u8]) -> u64 {
    fn fold(a: u64, b: u64) -> u64 {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ ((product >> 64) as u64)
    }
    fn load(bytes: &[u8]) -> u64 {
        bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
    }
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        state = fold(state ^ load(chunk), 0xd6e8_feb8_6659_fd93);
    }
    fold(state ^ load(chunks.remainder()), 0xa076_1d64_78bd_642f)
}
