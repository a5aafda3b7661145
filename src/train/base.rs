//! What another model knows. A fitted model comes in, and units; out goes what
//! each unit is worth to each of its lanes. A fit takes these as further numbers
//! of a unit, beside its vector: how much each of them tells of a new head is
//! learned from the new rows, and what they add to the evidence ends up in the
//! weights of the features. That is stacking (Wolpert, "Stacked generalization",
//! Neural Networks 1992) of one linear model on another, which stays linear.

use std::collections::HashSet;

use crate::features::Featuriser;
use crate::model::{Lanes, Model, Table, add};

/// See this room's paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    table: Table,
}

impl Base {
    pub(crate) fn new(model: &Model) -> Self {
        Self { table: model.table().clone() }
    }

    /// How many numbers a unit has.
    pub(crate) fn lanes(&self) -> usize {
        self.table.heads()
    }

    /// What a feature, or a pair of words, is worth.
    pub(crate) fn feature(&self, name: u64) -> Lanes {
        self.table.weights(name).unwrap_or_default()
    }

    /// What a word is worth: the sum of its features.
    pub(crate) fn word(&self, normal: &[u8], featuriser: &mut Featuriser) -> Lanes {
        let mut sum = Lanes::default();
        featuriser.word(normal, |name| add(&mut sum, 1.0, &self.feature(name)));
        sum
    }

    /// The features that are none of `names`, each by a name that stands for it in
    /// a table that is no larger than the base model's.
    pub(crate) fn others(&self, names: &[u64]) -> impl Iterator<Item = u64> {
        let bits = self.table.bits();
        let met: HashSet<u64> = names.iter().map(|&name| Table::stand_in(name, bits)).collect();
        self.table.stand_ins().filter(move |name| !met.contains(name))
    }
}
