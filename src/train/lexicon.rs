//! Comments as matrices. Texts come in; out come two sparse matrices:
//! comments × units (dampened counts over the comment's norm) and units ×
//! features, and the names to find both again. Features and pairs in too few
//! rows are left out; a left-out feature still counts in the norm, because
//! scoring cannot know it from one that was never seen.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;

use super::base::Base;
use super::matrix::{Csr, Design, Sparse};
use super::vectors::Vectors;
use crate::features::{Buffer, Features, Featuriser, Reading, Visitor, Word};
use crate::model::{Lanes, Tally, Traits, UnitWeights, add, is_second_person};

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
    /// Units × columns. Features that stand in the same units as often (most
    /// n-grams of a rare word do) share a column: no fit can tell them apart.
    pub(crate) columns: Sparse,
    /// What the features of each column count together: see [`share`]. The
    /// columns behind these are the numbers of the words' vectors, and behind
    /// them is what each unit is worth to each lane of the base model.
    pub(crate) shares: Vec<f32>,
    vectors: Vectors,
    base: Option<Base>,
    /// The name of each feature.
    pub(crate) names: Vec<u64>,
    /// The column of each feature.
    column: Vec<u32>,
    /// The squared norm of each unit.
    squared: Vec<f32>,
    /// The number of rows of each feature.
    rows: Vec<u32>,
    /// Whether each feature is a word or a pair, and not a part of a word.
    whole: Vec<bool>,
}

/// How much more a word or a pair is scaled than a part of a word. A word has
/// some twenty parts, which together would explain away what it says. Out of
/// fold on Wikipedia 2 gives `uncivil` 0.002 of average precision more than 1,
/// and 4 takes it again; in small sets it is worth 0.004 of ROC AUC.
const WHOLE: f32 = 2.0;

/// What a feature counts: the square of what it is scaled by. Among features
/// that cannot be told apart, an L2 penalty shares a weight out by these squares.
fn share(whole: bool) -> f32 {
    if whole { WHOLE * WHOLE } else { 1.0 }
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
    /// For each distinct unit of each row, and how often it is there.
    rows: Vec<(u32, u32)>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl Collector {
    /// The units of some texts.
    fn of(texts: &[&str], reading: &Reading) -> Self {
        let (mut collector, mut buffer) = (Self::default(), Buffer::default());
        for text in texts {
            let first = collector.rows.len();
            reading.visit(text, &mut buffer, &mut collector);
            let Self { units, rows, ends, .. } = &mut collector;
            // Merge the occurrences of a unit into one entry with its count.
            rows[first..].sort_unstable();
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
        collector
    }

    fn add(&mut self, name: u64, normal: Option<&[u8]>) {
        let id = self.id(name, normal);
        self.rows.push((id, 1));
    }

    fn id(&mut self, name: u64, normal: Option<&[u8]>) -> u32 {
        let Self { ids, units, normals, .. } = self;
        *ids.entry(name).or_insert_with(|| {
            let normal = normal.map(|normal| {
                normals.extend_from_slice(normal);
                (normals.len() - normal.len(), normals.len())
            });
            units.push(Collected { name, rows: 0, normal });
            units.len() as u32 - 1
        })
    }

    fn normal(&self, unit: &Collected) -> Option<&[u8]> {
        unit.normal.map(|(start, end)| &self.normals[start..end])
    }

    /// Appends the texts of another.
    fn append(&mut self, other: &Self) {
        let id = |unit: &Collected| {
            let id = self.id(unit.name, other.normal(unit));
            self.units[id as usize].rows += unit.rows;
            id
        };
        let ids: Vec<u32> = other.units.iter().map(id).collect();
        let before = self.rows.len();
        self.rows.extend(other.rows.iter().map(|&(unit, count)| (ids[unit as usize], count)));
        self.ends.extend(other.ends.iter().map(|end| before + end));
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

/// A feature that is in enough rows.
struct Found<'a> {
    name: u64,
    rows: u32,
    /// Its name and the unit, for each time that a unit has it.
    occurrences: &'a [(u64, u32)],
}

/// Texts, or units, that a thread reads at a time.
const CHUNK: usize = 2048;

/// Chunks that are under way at once; what they found is then joined.
const CHUNKS: usize = 32;

impl Lexicon {
    /// Builds the lexicon of `texts`, and their matrix of comments × units.
    pub(crate) fn build(
        texts: &[&str],
        options: Features,
        reading: &Reading,
        least_rows: u32,
        vectors: Vectors,
        base: Option<Base>,
    ) -> (Self, Sparse) {
        let mut all = Collector::default();
        for texts in texts.chunks(CHUNKS * CHUNK) {
            let chunks: Vec<_> = texts.par_chunks(CHUNK).map(|texts| Collector::of(texts, reading)).collect();
            chunks.iter().for_each(|chunk| all.append(chunk));
        }
        all.ids = NameMap::default();
        let (lexicon, kept, squared) = Self::of_units(&all, options, least_rows, vectors, base);
        let comments = lexicon.comments(&all, &kept, &squared);
        (lexicon, comments.into())
    }

    /// The lexicon of the units that are in enough rows; for every unit its
    /// place in it; and for every unit its squared norm.
    fn of_units(
        all: &Collector,
        options: Features,
        least_rows: u32,
        vectors: Vectors,
        base: Option<Base>,
    ) -> (Self, Vec<Option<u32>>, Vec<f32>) {
        let units = &all.units;
        let (met, squared) = occurrences(all, options, least_rows);
        // The features that stay, and the units, are numbered the commonest first:
        // what most products ask for then lies together, in the nearest cache.
        let mut found: Vec<Found<'_>> = Vec::new();
        for same in met.chunk_by(|a, b| a.0 == b.0) {
            let rows =
                same.iter().fold(0_u32, |sum, (_, unit)| sum.saturating_add(units[*unit as usize].rows));
            if rows >= least_rows {
                found.push(Found { name: same[0].0, rows, occurrences: same });
            }
        }
        found.par_sort_unstable_by_key(|f| (Reverse(f.rows), f.name));
        let worth = base.as_ref().map_or(Vec::new(), |base| worth(all, options, base));
        let mut is_known: Vec<bool> = worth.iter().map(|worth| *worth != Lanes::default()).collect();
        is_known.resize(units.len(), false);
        for (_, unit) in found.iter().flat_map(|f| f.occurrences) {
            is_known[*unit as usize] = true;
        }
        let mut order: Vec<usize> = (0..units.len()).filter(|&unit| is_known[unit]).collect();
        order.par_sort_by_key(|&unit| Reverse(units[unit].rows));
        let mut kept = vec![None; units.len()];
        (0..).zip(&order).for_each(|(id, &unit)| kept[unit] = Some(id));

        let mut features = Csr::with_columns(order.len());
        let mut row: Vec<u32> = Vec::new();
        for Found { occurrences, .. } in &found {
            row.clear();
            row.extend(occurrences.iter().filter_map(|(_, unit)| kept[*unit as usize]));
            row.sort_unstable();
            features.push_row(row.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)));
        }
        let (mut columns, column) = features.without_equal_rows();
        // A unit has the name of the feature that stands for all of it.
        let is_whole = |f: &Found<'_>| f.occurrences.iter().any(|(_, u)| units[*u as usize].name == f.name);
        let whole: Vec<bool> = found.iter().map(is_whole).collect();
        let mut shares = vec![0.0; columns.rows()];
        for (&column, &whole) in column.iter().zip(&whole) {
            shares[column as usize] += share(whole);
        }
        // Only a word that is a feature itself can bear its vector's weight.
        let vector = |&unit: &usize| vectors.get(units[unit].name).filter(|_| units[unit].rows >= least_rows);
        let bearers: Vec<_> = (0..).zip(&order).filter_map(|(id, unit)| Some((id, vector(unit)?))).collect();
        for number in 0..vectors.size() {
            columns.push_row(bearers.iter().map(|(id, vector)| (*id, vector[number])));
        }
        for lane in 0..base.as_ref().map_or(0, Base::lanes) {
            let worth = (0..).zip(&order).map(|(id, &unit)| (id, worth[unit][lane]));
            columns.push_row(worth.filter(|(_, worth)| *worth != 0.0));
        }
        let lexicon = Self {
            ids: order.iter().map(|&unit| units[unit].name).zip(0..).collect(),
            columns: Sparse::of_columns(columns),
            shares,
            vectors,
            base,
            names: found.iter().map(|f| f.name).collect(),
            column,
            squared: order.iter().map(|&unit| squared[unit]).collect(),
            rows: found.iter().map(|f| f.rows).collect(),
            whole,
        };
        (lexicon, kept, squared)
    }

    /// The matrix of comments × units.
    fn comments(&self, all: &Collector, kept: &[Option<u32>], squared: &[f32]) -> Csr {
        let mut matrix = Csr::with_columns(self.units());
        let tf = |count: u32| 1.0 + (count as f32).ln();
        let mut start = 0;
        for &end in &all.ends {
            let row = &all.rows[std::mem::replace(&mut start, end)..end];
            let norm: f32 = row.iter().map(|&(unit, count)| tf(count).powi(2) * squared[unit as usize]).sum();
            let inverse = 1.0 / norm.max(1.0).sqrt();
            matrix.push_row(
                row.iter().filter_map(|&(unit, count)| Some((kept[unit as usize]?, tf(count) * inverse))),
            );
        }
        matrix
    }

    /// Whether units have numbers of a base model.
    pub(crate) fn has_base(&self) -> bool {
        self.base.is_some()
    }

    /// The number of units.
    pub(crate) fn units(&self) -> usize {
        self.columns.rows()
    }

    /// Unit weights from the weights of columns: for every unit the sum over
    /// its columns, for every head.
    pub(crate) fn unit_sums(&self, weights: &[Lanes]) -> Vec<Lanes> {
        let mut sums = vec![Lanes::default(); self.units()];
        self.columns.times(weights, &mut sums);
        sums
    }

    /// The name, the number of rows and the weights of each feature, from the
    /// weights of columns. A word's weight holds what its vector is worth, any
    /// feature's what it is worth to the base model; of those that only the base
    /// model has, the number of rows is 0.
    pub(crate) fn features(&self, weights: &[Lanes]) -> impl Iterator<Item = (u64, u32, Lanes)> {
        let (columns, numbers) = weights.split_at(self.shares.len());
        let (of_vectors, of_base) = numbers.split_at(self.vectors.size());
        let base = move |name: u64| {
            let mut weights = Lanes::default();
            if let Some(base) = &self.base {
                let worth = base.feature(name);
                worth.iter().zip(of_base).for_each(|(&worth, of_lane)| add(&mut weights, worth, of_lane));
            }
            weights
        };
        let of_rows = self.names.iter().enumerate().map(move |(feature, &name)| {
            let column = self.column[feature] as usize;
            let whole = self.whole[feature];
            let of_column = share(whole) / self.shares[column];
            let mut of_feature = base(name);
            add(&mut of_feature, of_column, &columns[column]);
            if let Some(vector) = self.vectors.get(name).filter(|_| whole) {
                let numbers = vector.iter().zip(of_vectors);
                numbers.for_each(|(&value, weights)| add(&mut of_feature, value, weights));
            }
            (name, self.rows[feature], of_feature)
        });
        let others = self.base.iter().flat_map(|base| base.others(&self.names));
        of_rows.chain(others.map(move |name| (name, 0, base(name))))
    }
}

/// Each feature of each unit, by the name of the feature; and the squared norm
/// of each unit.
fn occurrences(all: &Collector, options: Features, least_rows: u32) -> (Vec<(u64, u32)>, Vec<f32>) {
    let of_chunk = |featuriser: &mut Featuriser, (chunk, units): (usize, &[Collected])| {
        let (mut met, mut squared) = (Vec::new(), Vec::with_capacity(units.len()));
        for (unit, id) in units.iter().zip((chunk * CHUNK) as u32..) {
            let before = met.len();
            match all.normal(unit) {
                Some(normal) => featuriser.word(normal, |name| met.push((name, id))),
                None if unit.rows >= least_rows => met.push((unit.name, id)),
                None => {}
            }
            // A pair that is left out has its squared norm of 1 all the same.
            squared.push((met.len() - before).max(1) as f32);
        }
        (met, squared)
    };
    let chunks = all.units.par_chunks(CHUNK).enumerate();
    let chunks: Vec<_> = chunks.map_init(|| Featuriser::new(options), of_chunk).collect();
    let (met, squared): (Vec<_>, Vec<_>) = chunks.into_iter().unzip();
    let mut met = met.concat();
    met.par_sort_unstable();
    (met, squared.concat())
}

/// What each unit is worth to the base model.
fn worth(all: &Collector, options: Features, base: &Base) -> Vec<Lanes> {
    let of_unit = |featuriser: &mut Featuriser, unit: &Collected| match all.normal(unit) {
        Some(normal) => base.word(normal, featuriser),
        None => base.feature(unit.name),
    };
    all.units.par_iter().map_init(|| Featuriser::new(options), of_unit).collect()
}

/// Weights of units that were summed beforehand.
pub(crate) struct UnitSums<'a> {
    lexicon: &'a Lexicon,
    sums: &'a [Lanes],
    featuriser: Featuriser,
    nothing: Lanes,
}

impl<'a> UnitSums<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon, sums: &'a [Lanes], features: Features) -> Self {
        Self { lexicon, sums, featuriser: Featuriser::new(features), nothing: Lanes::default() }
    }
}

impl UnitWeights for UnitSums<'_> {
    fn seek(&self, name: u64) -> usize {
        self.lexicon.ids.get(&name).map_or(usize::MAX, |&id| id as usize)
    }

    fn word(&mut self, at: usize, _: u64, normal: &[u8]) -> (&Lanes, Traits) {
        let squared = self.lexicon.squared.get(at).copied().unwrap_or_else(|| {
            let mut squared = 0.0;
            self.featuriser.word(normal, |_| squared += 1.0);
            squared
        });
        let traits = Traits { squared, second_person: is_second_person(normal), familiarity: 0 };
        (self.sums.get(at).unwrap_or(&self.nothing), traits)
    }

    fn add_pairs(&mut self, names: &[u64], tally: &mut Tally) {
        let known = names.iter().filter_map(|name| self.lexicon.ids.get(name));
        known.for_each(|&id| tally.add(&self.sums[id as usize]));
    }

    fn pair(&mut self, name: u64) -> Option<Lanes> {
        self.lexicon.ids.get(&name).map(|&id| self.sums[id as usize])
    }
}
