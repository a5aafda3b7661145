//! How often each unit was met in the comment so far. Names come in, counts
//! go out; clearing costs nothing, so that one table serves all comments of a
//! scorer without allocating.

/// A hash table from 64-bit names, which are hashes already, to counts.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    slots: Vec<Slot>,
    filled: usize,
    /// Slots of other generations are empty.
    generation: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    name: u64,
    generation: u32,
    count: u32,
}

impl Default for Counts {
    fn default() -> Self {
        Self { slots: vec![Slot::default(); 512], filled: 0, generation: 1 }
    }
}

impl Counts {
    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.filled = 0;
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.slots.fill(Slot::default());
            self.generation = 1;
        }
    }

    /// Where `name` is, or where it would be.
    #[inline(always)]
    fn find(&self, name: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = name as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.generation != self.generation || slot.name == name {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// Counts `name` once more and returns its count.
    #[inline(always)]
    pub(crate) fn add(&mut self, name: u64) -> u32 {
        let at = self.find(name);
        let slot = &mut self.slots[at];
        if slot.generation == self.generation {
            slot.count = slot.count.saturating_add(1);
            return slot.count;
        }
        *slot = Slot { name, generation: self.generation, count: 1 };
        self.filled += 1;
        if self.filled * 2 > self.slots.len() {
            self.grow();
        }
        1
    }

    /// How often `name` was counted.
    pub(crate) fn of(&self, name: u64) -> u32 {
        let slot = &self.slots[self.find(name)];
        if slot.generation == self.generation { slot.count } else { 0 }
    }

    /// Whether `name` was counted.
    pub(crate) fn contains(&self, name: u64) -> bool {
        self.of(name) > 0
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        for slot in old.into_iter().filter(|slot| slot.generation == self.generation) {
            let at = self.find(slot.name);
            self.slots[at] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn counts_like_a_map(comments in prop::collection::vec(prop::collection::vec(0u64..700, 0..2000), 1..4)) {
            let mut counts = Counts::default();
            for names in comments {
                counts.clear();
                let mut map = HashMap::new();
                for name in names {
                    let want = map.entry(name).or_insert(0);
                    *want += 1;
                    prop_assert_eq!(counts.add(name), *want);
                }
                for name in 0..700 {
                    prop_assert_eq!(counts.of(name), map.get(&name).copied().unwrap_or(0));
                    prop_assert_eq!(counts.contains(name), map.contains_key(&name));
                }
            }
        }
    }

    #[test]
    fn the_generation_may_wrap_around() {
        let mut counts = Counts { generation: u32::MAX, ..Counts::default() };
        counts.add(7);
        counts.clear();
        assert!(!counts.contains(7));
        assert_eq!(counts.add(7), 1);
    }
}
