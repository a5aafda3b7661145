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
mod memo;
#[cfg(test)]
mod reference;
mod statistics;
mod sums;
mod table;
mod wide;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

pub use account::Account;
pub(crate) use account::Dissection;
use memo::{Memo, TableWeights};
pub use statistics::MAX_HEADS;
pub(crate) use statistics::{Lanes, Statistics};
pub(crate) use sums::Scratch as StatisticsScratch;
#[cfg(feature = "train")]
pub(crate) use {
    layer::{Calibration, Judge, input_count, inputs},
    statistics::{Tally, Traits, UnitWeights, add, is_second_person},
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
    jury: Arc<layer::Jury>,
    /// Scratch space that nobody uses now: as much as was ever needed at once.
    pool: Arc<Mutex<Vec<Scratch>>>,
}

/// What a model is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) features: Features,
    pub(crate) reading: Reading,
    pub(crate) heads: Vec<String>,
    /// How many lanes of evidence stand behind those of the heads, for the
    /// judges alone. Nothing is trained with any now: they learned small sources
    /// by heart. Files that have them are read for good.
    pub(crate) views: usize,
    pub(crate) table: table::Table,
    pub(crate) judges: Vec<layer::Judge>,
    pub(crate) policy: Policy,
    /// Where the model comes from; shown, never interpreted.
    pub(crate) provenance: String,
}

impl Parts {
    /// How many lanes of evidence there are.
    pub(crate) fn lanes(&self) -> usize {
        self.heads.len() + self.views
    }
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
        let jury = layer::Jury::new(&parts.judges, parts.lanes());
        Self { parts: Arc::new(parts), jury: Arc::new(jury), pool: Arc::default() }
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

    /// The evidence of the features.
    #[cfg(feature = "train")]
    pub(crate) fn table(&self) -> &Table {
        &self.parts.table
    }

    /// How the model reads.
    #[cfg(feature = "train")]
    pub(crate) fn reading(&self) -> &Reading {
        &self.parts.reading
    }

    /// The language of a text if it is not the model's.
    pub(crate) fn foreign_language(&self, text: &str) -> Option<ForeignLanguage> {
        language::foreign(text, &self.parts.reading, self.parts.features.language)
    }

    /// Scratch space for one thread.
    pub(crate) fn scratch(&self) -> Scratch {
        Scratch {
            statistics: StatisticsScratch::default(),
            featuriser: Featuriser::new(self.parts.features),
            memo: Memo::default(),
        }
    }

    /// Lends scratch space that was used before, if there is any.
    pub(crate) fn with_scratch<T>(&self, borrow: impl FnOnce(&mut Scratch) -> T) -> T {
        // A poisoned lock has lost nothing: what is in the pool is whole.
        let pool = || self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let returned = pool().pop();
        let mut scratch = returned.unwrap_or_else(|| self.scratch());
        let result = borrow(&mut scratch);
        pool().push(scratch);
        result
    }

    /// The statistics that the verdict layer judges by.
    pub(crate) fn statistics(&self, subject: Subject<'_>, scratch: &mut Scratch) -> Statistics {
        let Scratch { statistics, featuriser, memo } = scratch;
        let mut weights = TableWeights { parts: &self.parts, featuriser, memo };
        Statistics::of(subject, &self.parts.reading, &mut weights, statistics)
    }

    /// The calibrated probability of every head, and whether most of the words
    /// are known.
    pub(crate) fn score(&self, subject: Subject<'_>, scratch: &mut Scratch) -> (Lanes, bool) {
        let statistics = self.statistics(subject, scratch);
        (self.jury.probabilities(&statistics), statistics.familiarity >= 0)
    }
}

/// Scratch space of one scorer.
#[derive(Debug)]
pub(crate) struct Scratch {
    statistics: StatisticsScratch,
    featuriser: Featuriser,
    memo: Memo,
}
