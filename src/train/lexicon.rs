//! Comments as matrices. Texts come in; out come two sparse matrices:
//! comments × units (dampened counts over the comment's norm) and units ×
//! features, and the names to find both again. Features and pairs in too few
//! rows are left out; a left-out feature still counts in the norm, because
//! scoring cannot know it from one that was never seen.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::matrix::{Csr, Design};
use super::vectors::Vectors;
use crate::features::{Buffer, Features, Featuriser, Reading, Visitor, Word};
use crate::model::{Lanes, MAX_HEADS, Tally, Term, UnitWeights, is_second_person};

/// A map from names, which are hashes already.
pub(crate) type NameMap<V> = HashMap<u64, V, BuildHasherDefault<NameHasher>>;

/// Takes a name for its own hash.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NameHasher(u64);

impl Hasher for NameHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("names are u64")
    }

    fn write_u64(&mut self, name: u64) {
        self.0 = name;
    }
}

/// The units and features of a corpus.
#[derive(Debug)]
pub(crate) struct Lexicon {
    ids: NameMap<u32>,
    /// Units × features, and behind them the numbers of the units' vectors.
    pub(crate) features: Csr,
    /// The name of each feature.
    pub(crate) names: Vec<u64>,
    /// The squared norm of each unit.
    squared: Vec<f32>,
    /// The number of rows of each feature.
    pub(crate) rows: Vec<u32>,
    /// Whether each feature is a word or a pair, and not a part of a word.
    pub(crate) whole: Vec<bool>,
}

/// A unit while units are being collected.
struct Collected {
    name: u64,
    rows: u32,
    /// Where its normal form is; pairs have none.
    normal: Option<(usize, usize)>,
}

/// Collects the units of texts.
#[derive(Default)]
struct Collector {
    ids: NameMap<u32>,
    units: Vec<Collected>,
    normals: Vec<u8>,
    /// The unit of each occurrence, and 1.
    rows: Vec<(u32, u32)>,
}

impl Collector {
    fn add(&mut self, name: u64, normal: Option<&[u8]>) {
        let Self { ids, units, normals, rows } = self;
        let id = *ids.entry(name).or_insert_with(|| {
            let normal = normal.map(|normal| {
                normals.extend_from_slice(normal);
                (normals.len() - normal.len(), normals.len())
            });
            units.push(Collected { name, rows: 0, normal });
            units.len() as u32 - 1
        });
        rows.push((id, 1));
    }
}

impl Visitor for Collector {
    fn word(&mut self, word: Word<'_>) {
        self.add(word.name, Some(word.normal));
    }

    fn pair(&mut self, name: u64) {
        self.add(name, None);
    }

    fn stop(&mut self) {}
}

impl Lexicon {
    /// Builds the lexicon of `texts`, and their matrix of comments × units.
    pub(crate) fn build<'t>(
        texts: impl Iterator<Item = &'t str>,
        options: Features,
        reading: &Reading,
        least_rows: u32,
        vectors: &Vectors,
    ) -> (Self, Csr) {
        let mut collector = Collector::default();
        let mut buffer = Buffer::default();
        let mut ends = vec![0];
        for text in texts {
            let first = collector.rows.len();
            reading.visit(text, &mut buffer, &mut collector);
            let Collector { units, rows, .. } = &mut collector;
            // Merge the occurrences of a unit into one entry with its count.
            let row = &mut rows[first..];
            row.sort_unstable();
            let mut end = first;
            for at in first..rows.len() {
                if end > first && rows[end - 1].0 == rows[at].0 {
                    rows[end - 1].1 += 1;
                } else {
                    rows[end] = rows[at];
                    units[rows[at].0 as usize].rows += 1;
                    end += 1;
                }
            }
            rows.truncate(end);
            ends.push(end);
        }
        let Collector { units, normals, rows, .. } = collector;
        let (lexicon, kept, squared) = Self::of_units(&units, &normals, options, least_rows, vectors);
        let comments = lexicon.comments(&rows, &ends, &kept, &squared);
        (lexicon, comments)
    }

    /// The lexicon of the units that are in enough rows; for every unit its
    /// place in it; and for every unit its squared norm.
    fn of_units(
        units: &[Collected],
        normals: &[u8],
        options: Features,
        least_rows: u32,
        vectors: &Vectors,
    ) -> (Self, Vec<Option<u32>>, Vec<f32>) {
        let mut featuriser = Featuriser::new(options);
        let mut columns: NameMap<(u32, u32, bool)> = NameMap::default();
        let mut occurrences: Vec<u32> = Vec::new();
        let mut ends = vec![0];
        let mut squared = Vec::with_capacity(units.len());
        for unit in units {
            let before = occurrences.len();
            let mut meet = |name: u64| {
                let next = columns.len() as u32;
                // A unit has the name of the feature that stands for all of it.
                let column = columns.entry(name).or_insert((next, 0, name == unit.name));
                column.1 = column.1.saturating_add(unit.rows);
                occurrences.push(column.0);
            };
            match unit.normal {
                Some((start, end)) => featuriser.word(&normals[start..end], meet),
                None if unit.rows >= least_rows => meet(unit.name),
                None => {}
            }
            // A pair that is left out has its squared norm of 1 all the same.
            squared.push((occurrences.len() - before).max(1) as f32);
            ends.push(occurrences.len());
        }
        // Number the features that stay, in the order in which they were met.
        let mut found: Vec<(u64, (u32, u32, bool))> = columns.into_iter().collect();
        found.sort_unstable_by_key(|f| f.1.0);
        let mut renumbered = vec![None; found.len()];
        let (mut names, mut kept_rows, mut kept_whole) = (Vec::new(), Vec::new(), Vec::new());
        for (name, (column, rows, whole)) in found {
            if rows >= least_rows {
                renumbered[column as usize] = Some(names.len() as u32);
                names.push(name);
                kept_rows.push(rows);
                kept_whole.push(whole);
            }
        }
        let mut lexicon = Self {
            ids: NameMap::default(),
            features: Csr::with_columns(names.len() + vectors.size()),
            names,
            squared: Vec::new(),
            rows: kept_rows,
            whole: kept_whole,
        };
        let mut kept = vec![None; units.len()];
        let mut row: Vec<u32> = Vec::new();
        for (at, unit) in units.iter().enumerate() {
            row.clear();
            row.extend(occurrences[ends[at]..ends[at + 1]].iter().filter_map(|&f| renumbered[f as usize]));
            if row.is_empty() {
                continue;
            }
            row.sort_unstable();
            let features = row.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32));
            // Only a word that is a feature itself can bear its vector's weight.
            let vector = vectors.get(unit.name).filter(|_| unit.rows >= least_rows);
            let numbers = (lexicon.names.len() as u32..).zip(vector.into_iter().flatten().copied());
            lexicon.features.push_row(features.chain(numbers));
            let id = lexicon.squared.len() as u32;
            kept[at] = Some(id);
            lexicon.ids.insert(unit.name, id);
            lexicon.squared.push(squared[at]);
        }
        (lexicon, kept, squared)
    }

    /// The matrix of comments × units.
    fn comments(&self, rows: &[(u32, u32)], ends: &[usize], kept: &[Option<u32>], squared: &[f32]) -> Csr {
        let mut matrix = Csr::with_columns(self.units());
        let tf = |count: u32| 1.0 + (count as f32).ln();
        for range in ends.windows(2) {
            let row = &rows[range[0]..range[1]];
            let norm: f32 = row.iter().map(|&(unit, count)| tf(count).powi(2) * squared[unit as usize]).sum();
            let inverse = 1.0 / norm.max(1.0).sqrt();
            matrix.push_row(
                row.iter().filter_map(|&(unit, count)| Some((kept[unit as usize]?, tf(count) * inverse))),
            );
        }
        matrix
    }

    /// The number of units.
    pub(crate) fn units(&self) -> usize {
        self.features.rows()
    }

    /// Adds to the weight of each word what its vector is worth, and drops the
    /// weights of the vectors' numbers.
    pub(crate) fn fold_in(&self, vectors: &Vectors, weights: &mut Vec<f64>) {
        let numbers = weights.split_off(self.names.len());
        for ((weight, name), whole) in weights.iter_mut().zip(&self.names).zip(&self.whole) {
            if let Some(vector) = vectors.get(*name).filter(|_| *whole) {
                *weight += vector.iter().zip(&numbers).map(|(v, w)| f64::from(*v) * w).sum::<f64>();
            }
        }
    }

    /// Unit weights from feature weights: for every unit the sum over its
    /// features, for every head.
    pub(crate) fn unit_sums(&self, heads: &[Vec<f64>]) -> Vec<Lanes> {
        let mut sums = vec![[0.0; MAX_HEADS]; self.units()];
        let mut out = vec![0.0; self.units()];
        for (head, weights) in heads.iter().enumerate() {
            self.features.times(weights, &mut out);
            sums.iter_mut().zip(&out).for_each(|(sum, &w)| sum[head] = w as f32);
        }
        sums
    }
}

/// Weights of units that were summed beforehand.
pub(crate) struct UnitSums<'a> {
    lexicon: &'a Lexicon,
    sums: &'a [Lanes],
    featuriser: Featuriser,
    term: Term,
}

impl<'a> UnitSums<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon, sums: &'a [Lanes], features: Features) -> Self {
        Self { lexicon, sums, featuriser: Featuriser::new(features), term: Term::default() }
    }
}

impl UnitWeights for UnitSums<'_> {
    fn word(&mut self, name: u64, normal: &[u8]) -> &Term {
        let (sum, squared) = match self.lexicon.ids.get(&name) {
            Some(&id) => (self.sums[id as usize], self.lexicon.squared[id as usize]),
            None => {
                let mut squared = 0.0;
                self.featuriser.word(normal, |_| squared += 1.0);
                (Lanes::default(), squared)
            }
        };
        self.term = Term { sum, squared, second_person: is_second_person(normal), familiarity: 0 };
        &self.term
    }

    fn add_pairs(&mut self, names: &[u64], tally: &mut Tally) {
        let known = names.iter().filter_map(|name| self.lexicon.ids.get(name));
        known.for_each(|&id| tally.add(&self.sums[id as usize]));
    }
}
