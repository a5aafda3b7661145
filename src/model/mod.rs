//! The model. A comment comes in; for every head a calibrated probability
//! goes out, and on request the account of how it came about. Two layers, both
//! logistic: the **evidence** (a weight for every word, pair of words and
//! character n-gram, for every head at once) and the **verdict** (a small
//! dense regression over statistics of that evidence). No weight depends on
//! another word, so every margin splits exactly into words.

mod account;
mod counts;
mod file;
mod layer;
mod statistics;
mod table;

use std::path::Path;
use std::sync::Arc;

pub use account::Account;
pub use statistics::MAX_HEADS;
pub(crate) use statistics::{Lanes, Statistics, StatisticsScratch, UnitWeights};
#[cfg(feature = "train")]
pub(crate) use {
    layer::{Calibration, Judge, input_count, inputs},
    table::{Candidate, Table},
};

use crate::error::{Error, Result};
use crate::features::{Features, Featuriser, Reading};
use crate::guideline::Policy;
use crate::language::{self, ForeignLanguage};
use crate::verdict::Subject;

/// A fitted model. Cheap to clone; it is never changed.
#[derive(Clone, Debug)]
pub struct Model {
    parts: Arc<Parts>,
}

/// What a model is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) features: Features,
    pub(crate) reading: Reading,
    pub(crate) heads: Vec<String>,
    pub(crate) table: table::Table,
    pub(crate) judges: Vec<layer::Judge>,
    pub(crate) policy: Policy,
    /// Where the model comes from; shown, never interpreted.
    pub(crate) provenance: String,
}

impl Model {
    /// Opens a model file.
    ///
    /// # Errors
    /// If the file cannot be read; for the rest see [`Model::from_bytes`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes =
            std::fs::read(path).map_err(|e| Error::io("The model cannot be read", e).in_file(&name))?;
        Self::from_bytes(bytes).map_err(|e| e.in_file(name))
    }

    /// Reads a model from the bytes of its file.
    ///
    /// # Errors
    /// If they are no model, a model of another version, cut short, or
    /// damaged anywhere: a checksum covers all of it.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self> {
        file::read(table::Bytes::Shared(bytes.into().into()))
    }

    /// Reads a model that is part of the programme, without copying it.
    ///
    /// # Errors
    /// As for [`Model::from_bytes`].
    pub fn from_static(bytes: &'static [u8]) -> Result<Self> {
        file::read(table::Bytes::Static(bytes))
    }

    pub(crate) fn from_parts(parts: Parts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    /// The bytes of the model's file. The same model gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        file::write(&self.parts)
    }

    /// The names of the heads, in the model's order; at most [`MAX_HEADS`].
    pub fn heads(&self) -> &[String] {
        &self.parts.heads
    }

    /// The policy that comes with the model.
    pub fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// What the model sees in a word.
    pub fn features(&self) -> Features {
        self.parts.features
    }

    /// Where the model comes from, in a sentence or two.
    pub fn provenance(&self) -> &str {
        &self.parts.provenance
    }

    /// The language of a text if it is not the model's.
    pub(crate) fn foreign_language(&self, text: &str) -> Option<ForeignLanguage> {
        language::foreign(text, &self.parts.reading, self.parts.features.language)
    }

    pub(crate) fn scratch(&self, memo: Memo) -> Scratch {
        Scratch {
            statistics: StatisticsScratch::default(),
            featuriser: Featuriser::new(self.parts.features),
            memo,
        }
    }

    /// The statistics that the verdict layer judges by.
    pub(crate) fn statistics(&self, subject: Subject<'_>, scratch: &mut Scratch) -> Statistics {
        let Scratch { statistics, featuriser, memo } = scratch;
        let mut weights = TableWeights { table: &self.parts.table, featuriser, memo };
        Statistics::of(subject, &self.parts.reading, &mut weights, statistics)
    }

    /// The calibrated probability of every head.
    pub(crate) fn score(&self, subject: Subject<'_>, scratch: &mut Scratch) -> Lanes {
        let statistics = self.statistics(subject, scratch);
        let heads = self.parts.heads.len();
        let mut probabilities = [0.0; MAX_HEADS];
        for (head, judge) in self.parts.judges.iter().enumerate() {
            let margin = judge.margin(&statistics, head, heads);
            probabilities[head] = judge.calibration.probability(margin);
        }
        probabilities
    }
}

/// Scratch space of one scorer.
#[derive(Debug)]
pub(crate) struct Scratch {
    statistics: StatisticsScratch,
    featuriser: Featuriser,
    memo: Memo,
}

/// Words met before, with the sum over their features: a direct-mapped cache
/// that forgets a word when another wants its place. Names are 64-bit hashes,
/// so two words never meet.
#[derive(Clone, Debug)]
pub(crate) struct Memo {
    places: Vec<(u64, f32, Lanes)>,
}

impl Memo {
    /// Some 2.6 MB: 32,768 words. With a quarter of that, a fifth more time
    /// goes into words that were forgotten.
    pub(crate) fn large() -> Self {
        Self { places: vec![(0, 0.0, [0.0; MAX_HEADS]); 1 << 15] }
    }

    /// Next to nothing: for a single comment.
    pub(crate) fn small() -> Self {
        Self { places: vec![(0, 0.0, [0.0; MAX_HEADS]); 1 << 4] }
    }
}

/// Evidence by the model's table.
struct TableWeights<'a> {
    table: &'a table::Table,
    featuriser: &'a mut Featuriser,
    memo: &'a mut Memo,
}

impl UnitWeights for TableWeights<'_> {
    #[inline]
    fn word(&mut self, name: u64, normal: &[u8]) -> (Lanes, f32) {
        let at = (name >> 32) as usize & (self.memo.places.len() - 1);
        let place = &mut self.memo.places[at];
        if place.0 != name {
            let mut sum = [0.0; MAX_HEADS];
            let (mut names, mut count, mut squared) = ([0; table::BATCH], 0, 0.0);
            self.featuriser.word(normal, |feature| {
                names[count] = feature;
                count += 1;
                squared += 1.0;
                if count == names.len() {
                    self.table.add_all(&names, &mut sum);
                    count = 0;
                }
            });
            self.table.add_all(&names[..count], &mut sum);
            *place = (name, squared, sum);
        }
        (place.2, place.1)
    }

    #[inline]
    fn pair(&mut self, name: u64) -> Lanes {
        let mut sum = [0.0; MAX_HEADS];
        self.table.add(name, &mut sum);
        sum
    }
}
