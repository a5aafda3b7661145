//! What words add, from the model's table. A word comes in; out goes the sum of
//! the weights of its features, which is remembered: a few thousand words make
//! up nine tenths of any text, and looking all n-grams of a word up takes a
//! hundred times as long as remembering. Promise: what is remembered is what
//! the table says.

use super::statistics::{FAMILIARITY, Lanes, Tally, Traits, UnitWeights, is_second_person};
use super::{Parts, table};
use crate::features::Featuriser;
use crate::language::is_of_a_language;

/// Words met before, with what they add. A word has two places; when a third
/// word wants one of them, the word that came first is forgotten. Names are
/// 64-bit hashes, so two words never meet.
///
/// Names and sums lie apart: the names of a sentence are looked for all at
/// once, and they are so small that they stay in the second-level cache.
#[derive(Debug)]
pub(super) struct Memo {
    places: Vec<Place>,
    sums: Vec<Line>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    name: u64,
    traits: Traits,
}

/// A cache line.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line(Lanes);

/// 65,536 places take 5 MB.
const PLACES: usize = 1 << 16;

impl Default for Memo {
    fn default() -> Self {
        Self { places: vec![Place::default(); PLACES], sums: vec![Line::default(); PLACES] }
    }
}

/// Evidence by the model's table.
pub(super) struct TableWeights<'a> {
    pub(super) parts: &'a Parts,
    pub(super) featuriser: &'a mut Featuriser,
    pub(super) memo: &'a mut Memo,
}

impl UnitWeights for TableWeights<'_> {
    #[inline(always)]
    fn seek(&self, name: u64) -> usize {
        let first = first_place(name);
        // No branch: it would have to wait for the name to come from memory.
        first ^ usize::from(self.memo.places[first].name != name)
    }

    #[inline(always)]
    fn word(&mut self, at: usize, name: u64, normal: &[u8]) -> (&Lanes, Traits) {
        let at = if self.memo.places[at].name == name { at } else { self.learn(at, name, normal) };
        (&self.memo.sums[at].0, self.memo.places[at].traits)
    }

    #[inline]
    fn add_pairs(&mut self, names: &[u64], tally: &mut Tally) {
        self.parts.table.tally(names, tally);
    }

    fn pair(&mut self, name: u64) -> Option<Lanes> {
        self.parts.table.weights(name)
    }
}

#[inline(always)]
fn first_place(name: u64) -> usize {
    (name >> 32) as usize % PLACES
}

impl TableWeights<'_> {
    /// Puts a word that is not where it was looked for into the memo, and says
    /// where it is.
    #[cold]
    #[inline(never)]
    fn learn(&mut self, at: usize, name: u64, normal: &[u8]) -> usize {
        // It may have had to make room for another since.
        if self.memo.places[at ^ 1].name == name {
            return at ^ 1;
        }
        let (traits, sum) = self.term(name, normal);
        let Memo { places, sums } = &mut *self.memo;
        let first = first_place(name);
        (places[first ^ 1], sums[first ^ 1]) = (places[first], sums[first]);
        (places[first], sums[first]) = (Place { name, traits }, Line(sum));
        first
    }

    /// What a word adds, from its features.
    fn term(&mut self, name: u64, normal: &[u8]) -> (Traits, Lanes) {
        let mut traits = Traits { second_person: is_second_person(normal), ..Traits::default() };
        if is_of_a_language(normal) {
            let known = self.parts.reading.vocabulary.knows_name(name);
            traits.familiarity = FAMILIARITY[usize::from(!known)];
        }
        let mut sum = Lanes::default();
        let (mut names, mut count) = ([0; table::BATCH], 0);
        self.featuriser.word(normal, |feature| {
            names[count] = feature;
            count += 1;
            traits.squared += 1.0;
            if count == names.len() {
                self.parts.table.add_all(&names, &mut sum);
                count = 0;
            }
        });
        self.parts.table.add_all(&names[..count], &mut sum);
        (traits, sum)
    }
}
