//! Fits the evidence layer. Comments as matrices and what is known of the
//! heads come in; a weight of every feature for every head goes out.
//!
//! Each feature is scaled by the size of its naive-Bayes log-count ratio
//! before the fit (Wang and Manning, "Baselines and Bigrams", ACL 2012,
//! section 2.3), which is the same as an L2 penalty that is heavier the less
//! the feature tells the classes apart by itself. Every source has an
//! intercept of its own, so that how common a label is in a source does not
//! become evidence.

use super::corpus::Row;
use super::lanes::map;
use super::lexicon::Lexicon;
use super::matrix::{Design, Product, Sparse};
use super::newton::{Penalty, Samples, Stopping, minimise};
use crate::model::{Lanes, MAX_HEADS};

/// What all fits have in common.
pub(crate) struct EvidenceFit<'a> {
    pub(crate) lexicon: &'a Lexicon,
    /// Comments × units.
    pub(crate) comments: &'a Sparse,
    /// The rows of the corpus behind `comments`.
    pub(crate) rows: &'a [&'a Row],
    /// What a row of each source counts.
    pub(crate) source_weights: &'a [f64],
    /// The penalty of each head.
    pub(crate) alphas: &'a [f64],
}

/// What a fit found, for each head.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    /// The weight of each column of the lexicon.
    pub(crate) columns: Vec<Lanes>,
    /// The intercept of each source.
    pub(crate) intercepts: Vec<Lanes>,
    /// Newton steps of the head that took most.
    pub(crate) steps: usize,
    /// Whether the fits of all heads converged.
    pub(crate) converged: bool,
}

/// The share of the gradient at intercepts alone at which a fit stops. On
/// held-out Wikipedia comments 0.05 gives the ROC AUC of fits that were followed
/// to the end; with 0.15 `uncivil` and `name-calling` lose 0.0005.
const TOLERANCE: f64 = 0.05;

/// The same on top of a base model, whose numbers make up most of that gradient.
/// By cross-validation on Kaggle's 3,919 comments the ROC AUC is .931 with 0.05,
/// .934 with 0.01, and the same with 0.002.
const TOLERANCE_ON_BASE: f64 = 0.01;

/// What a feature is taken to have occurred already in each class. The values
/// of a row are small (some 0.03 where its norm is 30), so that 1 would hide
/// all but the most common features. Of 1, 0.3, 0.1 and 0.03, measured by ROC
/// AUC on held-out Wikipedia comments over two seeds, 0.1 was the best by some
/// 0.0005.
const SMOOTHING: f64 = 0.1;

/// How much the numbers of a vector are scaled. Out of fold 1 and 2.5 give the
/// same ROC AUC on Wikipedia, and 1 is better by 0.003 to 0.01 in small sets.
const VECTORS: f32 = 1.0;

/// The penalty of the intercepts: a source with rows of one class only must
/// not run off to infinity.
const INTERCEPTS: f32 = 1e-3;

impl Evidence {
    /// The mean of several.
    pub(crate) fn mean(all: &[Self]) -> Option<Self> {
        let (first, rest) = all.split_first()?;
        let mean_of = |of: fn(&Self) -> &Vec<Lanes>| {
            let mut mean = of(first).clone();
            for (at, mean) in mean.iter_mut().enumerate() {
                let sum = rest.iter().fold(*mean, |sum, other| map(|l| sum[l] + of(other)[at][l]));
                *mean = sum.map(|sum| sum / all.len() as f32);
            }
            mean
        };
        let (columns, intercepts) = (mean_of(|e| &e.columns), mean_of(|e| &e.intercepts));
        Some(Self { columns, intercepts, steps: 0, converged: true })
    }
}

impl EvidenceFit<'_> {
    /// Fits all lanes, each on the rows whose label is known and which are not
    /// in `left_out`. `start` must not have seen rows that are left out.
    /// `watch` is told the number of each Newton step and the largest share of
    /// the first gradient that is left to any lane.
    pub(crate) fn fit(
        &self,
        left_out: Option<u32>,
        start: Option<&Evidence>,
        watch: impl FnMut(usize, f64),
    ) -> Evidence {
        match self.alphas.len() {
            0..=4 => self.fit_lanes::<4>(left_out, start, watch),
            5..=6 => self.fit_lanes::<6>(left_out, start, watch),
            7..=8 => self.fit_lanes::<8>(left_out, start, watch),
            9..=10 => self.fit_lanes::<10>(left_out, start, watch),
            _ => self.fit_lanes::<MAX_HEADS>(left_out, start, watch),
        }
    }

    fn fit_lanes<const L: usize>(
        &self,
        left_out: Option<u32>,
        start: Option<&Evidence>,
        mut watch: impl FnMut(usize, f64),
    ) -> Evidence {
        let known = |row: &Row| left_out.is_none() || row.fold != left_out;
        let label = |row: &Row, l: usize| row.labels[l].filter(|_| known(row));
        let weight = |row: &Row| self.source_weights[row.source as usize] as f32;
        let targets: Vec<[bool; L]> =
            self.rows.iter().map(|row| std::array::from_fn(|l| label(row, l) == Some(true))).collect();
        let weights: Vec<[f32; L]> =
            self.rows.iter().map(|row| map(|l| label(row, l).map_or(0.0, |_| weight(row)))).collect();
        let samples = Samples { targets: &targets, weights: &weights };
        let group: Vec<u32> = self.rows.iter().map(|row| row.source).collect();
        let groups = self.source_weights.len();
        let scale = self.ratios(samples);

        let mut origin = vec![[0.0; L]; scale.len()];
        origin.extend(log_odds(samples, &group, groups));
        let start = start.map(|Evidence { columns, intercepts, .. }| {
            let of = |(w, s): (&Lanes, &[f32; L])| map(|l| if s[l] > 0.0 { w[l] / s[l] } else { 0.0 });
            let intercepts = intercepts.iter().map(|w| map(|l| w[l]));
            columns.iter().zip(&scale).map(of).chain(intercepts).collect()
        });

        let columns = &self.lexicon.columns;
        let design = Product { first: self.comments, second: columns, scale: &scale, group: &group, groups };
        let of_features = map(|l| self.alphas.get(l).map_or(1.0, |&alpha| alpha as f32));
        let penalty = Penalty { features: scale.len(), of_features, of_intercepts: INTERCEPTS };
        let tolerance = if self.lexicon.has_base() { TOLERANCE_ON_BASE } else { TOLERANCE };
        let stopping = Stopping { tolerance, max_steps: 50 };
        let watch = |step, left: [f64; L]| watch(step, left.iter().fold(0.0, |most, l| l.max(most)));
        let mut solution = minimise(&design, samples, &penalty, origin, start, stopping, watch);
        let lanes = |w: &[f32; L], s: &[f32; L]| map(|l| if l < L { w[l] * s[l] } else { 0.0 });
        let intercepts = solution.weights.split_off(scale.len());
        Evidence {
            columns: solution.weights.iter().zip(&scale).map(|(w, s)| lanes(w, s)).collect(),
            intercepts: intercepts.iter().map(|w| lanes(w, &[1.0; L])).collect(),
            steps: solution.steps,
            converged: solution.converged == [true; L],
        }
    }

    /// What each column is scaled by: `|ln((p / Σc⁺) / (n / Σc⁻))|`, `p` and `n`
    /// being its smoothed, weighted sum in the rows of each class, as if each
    /// of its features stood by itself; [`VECTORS`] for the numbers of vectors.
    fn ratios<const L: usize>(&self, samples: Samples<'_, f32, L>) -> Vec<[f32; L]> {
        let mut units = vec![[0.0; L]; self.lexicon.units()];
        let mut of_class = |class: bool| {
            let known = samples.targets.iter().zip(samples.weights);
            let mask: Vec<[f32; L]> =
                known.map(|(t, w)| map(|l| if t[l] == class { w[l] } else { 0.0 })).collect();
            let mut sums = vec![[0.0; L]; self.lexicon.columns.columns()];
            self.comments.transposed_times(&mask, &mut units);
            self.lexicon.columns.transposed_times(&units, &mut sums);
            let mut all = [SMOOTHING; L];
            mask.iter().for_each(|mask| (0..L).for_each(|l| all[l] += f64::from(mask[l])));
            (sums, all)
        };
        let (positive, positives) = of_class(true);
        let (negative, negatives) = of_class(false);
        let features = positive.iter().zip(&negative).zip(&self.lexicon.shares).map(|((p, n), shares)| {
            map(|l| {
                let of = |sum: f32, all: f64| (SMOOTHING + f64::from(sum)) / all;
                let ratio = (of(p[l], positives[l]) / of(n[l], negatives[l])).ln().abs();
                shares.sqrt() * ratio as f32
            })
        });
        features.chain(std::iter::repeat([VECTORS; L])).take(positive.len()).collect()
    }
}

/// The log-odds of each lane in the rows of each group.
fn log_odds<const L: usize>(samples: Samples<'_, f32, L>, group: &[u32], groups: usize) -> Vec<[f32; L]> {
    let mut sums = vec![[[0.5_f64; 2]; L]; groups];
    for ((targets, weights), &group) in samples.targets.iter().zip(samples.weights).zip(group) {
        for l in 0..L {
            sums[group as usize][l][usize::from(targets[l])] += f64::from(weights[l]);
        }
    }
    let of = |[no, yes]: [f64; 2]| (yes / no).ln() as f32;
    sums.iter().map(|sums| map(|l| of(sums[l]))).collect()
}
