//! Attributes → what an element cannot have. What comes in: the names of an
//! element's attributes, and its classes. What goes out: [`Signs`], one bit for
//! each. What it promises: two equal words have the same bit, in any case of
//! their letters; so an element without the bit need not be looked at, as most
//! need not.

/// A bit for each word of a set: its first and last letter and its length,
/// mixed. The factor is the one of 3,000 that keeps best apart the names that
/// rules ask for and those that pages have.
pub(super) const fn of(word: &[u8]) -> u32 {
    const SMALL: u32 = 0x20;
    const FACTOR: u32 = 0x2adf_559b;
    let [first, .., last] = word else { return if let [only] = word { of(&[*only, *only]) } else { 1 } };
    let mixed = (*first as u32 | SMALL) | (*last as u32 | SMALL) << 8 | (word.len() as u32) << 16;
    1 << (mixed.wrapping_mul(FACTOR) >> 27)
}

/// The bits of some words.
pub(super) const fn of_all(words: &[&str]) -> u32 {
    let mut signs = 0;
    let mut at = 0;
    while at < words.len() {
        signs |= of(words[at].as_bytes());
        at += 1;
    }
    signs
}

/// What an element may have, or has to have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs {
    pub(super) names: u32,
    pub(super) classes: u32,
}

impl Signs {
    pub(super) fn add_name(&mut self, name: &[u8]) {
        self.names |= of(name);
    }

    pub(super) fn add_classes(&mut self, value: &[u8]) {
        let classes = value.split(u8::is_ascii_whitespace).filter(|class| !class.is_empty());
        self.classes |= classes.fold(0, |signs, class| signs | of(class));
    }

    /// What one of two may have.
    pub(super) fn with(self, other: Self) -> Self {
        Self { names: self.names | other.names, classes: self.classes | other.classes }
    }

    /// Whether all that is wanted may be there.
    pub(super) fn may_have(self, wanted: Self) -> bool {
        self.names & wanted.names == wanted.names && self.classes & wanted.classes == wanted.classes
    }
}
