//! Words that must not decide. Groups of terms come in once (nations,
//! religions, parties …); then words come in, and the group they belong to
//! goes out, if they do. A model that reads with groups sees the group in
//! place of the term: the terms of a group share one weight by construction,
//! and swapping one for another cannot change a score.

use super::hash::{Space, hash, pair};

/// See this room's paragraph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    /// The terms of each group in their normal form: a word, or words parted
    /// by spaces.
    groups: Vec<Vec<String>>,
    /// Open addressing by the low bits of the name; at most half full.
    slots: Vec<Option<(u64, Entry)>>,
    /// One bit for the last [`FILTER_BITS`] bits of each name: nearly all
    /// words are no terms, and one look at 4 KB says so.
    filter: Vec<u64>,
}

const FILTER_BITS: u32 = 15;

/// What is known of a word, or of the words so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The group whose term it is.
    pub(crate) group: Option<u16>,
    /// Whether a longer term begins so.
    pub(crate) goes_on: bool,
}

impl Groups {
    /// A term of two groups belongs to the first.
    pub(crate) fn new(groups: Vec<Vec<String>>) -> Self {
        let words: usize = groups.iter().flatten().map(|term| term.split(' ').count()).sum();
        let mut slots: Vec<Option<(u64, Entry)>> = vec![None; (2 * words + 1).next_power_of_two()];
        let mut filter = vec![0; (1 << FILTER_BITS) / 64];
        for (index, group) in groups.iter().enumerate() {
            for term in group {
                let mut words = term.split(' ').peekable();
                let mut name = None;
                while let Some(word) = words.next() {
                    let whole = longer(name, hash(Space::Word, word.as_bytes()));
                    name = Some(whole);
                    let at = place(&slots, whole);
                    let (_, entry) = slots[at].get_or_insert((whole, Entry::default()));
                    let bit = bit_of(whole);
                    filter[bit / 64] |= 1 << (bit % 64);
                    if words.peek().is_some() {
                        entry.goes_on = true;
                    } else {
                        entry.group.get_or_insert(index as u16);
                    }
                }
            }
        }
        Self { groups, slots, filter }
    }

    /// The groups, as in the file.
    pub(crate) fn groups(&self) -> &[Vec<String>] {
        &self.groups
    }

    /// What is known of a word, or of words whose names were joined by
    /// [`longer`].
    #[inline(always)]
    pub(crate) fn find(&self, name: u64) -> Option<Entry> {
        let bit = bit_of(name);
        let bits = self.filter.get(bit / 64)?;
        if bits >> (bit % 64) & 1 == 0 {
            return None;
        }
        self.slots[place(&self.slots, name)].map(|(_, entry)| entry)
    }
}

#[inline(always)]
fn bit_of(name: u64) -> usize {
    name as usize % (1 << FILTER_BITS)
}

/// Where `name` is, or would be.
#[inline(always)]
fn place(slots: &[Option<(u64, Entry)>], name: u64) -> usize {
    let mask = slots.len() - 1;
    let mut at = name as usize & mask;
    while slots[at].is_some_and(|(other, _)| other != name) {
        at = (at + 1) & mask;
    }
    at
}

/// The name of some words and one more.
#[inline(always)]
pub(crate) fn longer(words: Option<u64>, next: u64) -> u64 {
    words.map_or(next, |words| pair(words, next))
}

/// What stands for a group: a word that nobody can write.
#[inline(always)]
pub(crate) fn group_word(group: u16) -> [u8; 3] {
    let [high, low] = group.to_be_bytes();
    [MARK, high, low]
}

/// Whether a word stands for a group.
#[inline(always)]
pub(crate) fn is_term(normal: &[u8]) -> bool {
    normal.first() == Some(&MARK)
}

/// Begins the word that stands for a group.
const MARK: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_a_group_are_one() {
        let terms = |terms: &[&str]| terms.iter().map(|t| t.to_string()).collect();
        let groups = Groups::new(vec![
            terms(&["russian", "syrian", "north korean"]),
            terms(&["left", "right", "russian", "north"]),
            terms(&[]),
        ]);
        let find = |words: &str| {
            let name =
                words.split(' ').fold(None, |name, w| Some(longer(name, hash(Space::Word, w.as_bytes()))));
            groups.find(name.unwrap())
        };
        let entry = |group, goes_on| Some(Entry { group, goes_on });
        assert_eq!(find("russian"), entry(Some(0), false));
        assert_eq!(find("syrian"), entry(Some(0), false));
        assert_eq!(find("north"), entry(Some(1), true));
        assert_eq!(find("north korean"), entry(Some(0), false));
        assert_eq!(find("korean"), None);
        assert_eq!(Groups::default().find(7), None);
    }
}
