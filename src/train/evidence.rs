//! Fits the evidence layer. Comments as matrices and what is known of one
//! head come in; a weight for every feature goes out.
//!
//! Each feature is scaled by the size of its naive-Bayes log-count ratio
//! before the fit (Wang and Manning, "Baselines and Bigrams", ACL 2012,
//! section 2.3), which is the same as an L2 penalty that is heavier the less
//! the feature tells the classes apart by itself. Every source has an
//! intercept of its own, so that how common a label is in a source does not
//! become evidence.

use super::corpus::Row;
use super::lexicon::Lexicon;
use super::matrix::{Csr, Design, Product};
use super::newton::{Solution, Stopping, minimise};
use super::source::Units;

/// One fit.
pub(crate) struct EvidenceFit<'a> {
    pub(crate) lexicon: &'a Lexicon,
    /// Comments × units.
    pub(crate) comments: &'a Csr,
    /// The rows of the corpus behind `comments`.
    pub(crate) rows: &'a [&'a Row],
    /// What a row of each source counts.
    pub(crate) source_weights: &'a [f64],
}

/// One of the weights that a feature has: of a head, or of a view.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    /// The head whose labels it is fitted to.
    pub(crate) head: usize,
    /// For each source, whether its rows are looked at.
    pub(crate) sources: Vec<bool>,
    pub(crate) units: Units,
    /// The penalty.
    pub(crate) alpha: f64,
}

/// Relative gradient at which a fit stops. Measured: 0.001 gives the same ROC
/// AUC to the fourth digit at twice the time.
const TOLERANCE: f64 = 0.01;

/// What a feature is taken to have occurred already in each class. The values
/// of a row are small (some 0.03 where its norm is 30), so that 1 would hide
/// all but the most common features. Of 1, 0.3, 0.1 and 0.03, measured by ROC
/// AUC on held-out Wikipedia comments over two seeds, 0.1 was the best by some
/// 0.0005.
const SMOOTHING: f64 = 0.1;

/// How much more a word or a pair is scaled than a part of a word. A word has
/// some twenty parts, which together would explain away what it says. Out of
/// fold on Wikipedia 2 gives `uncivil` 0.002 of average precision more than 1,
/// and 4 takes it again; in small sets it is worth 0.004 of ROC AUC.
const WHOLE: f64 = 2.0;

/// How much the numbers of a vector are scaled. Out of fold 1 and 2.5 give the
/// same ROC AUC on Wikipedia, and 1 is better by 0.003 to 0.01 in small sets.
const VECTORS: f64 = 1.0;

impl EvidenceFit<'_> {
    /// Fits a lane on the rows whose label is known and which are not in
    /// `left_out`; returns a weight for each feature, then those of the numbers
    /// of a vector.
    pub(crate) fn fit(&self, lane: &Lane, left_out: Option<u32>) -> (Vec<f64>, Solution) {
        let known = |row: &Row| {
            let looked_at = lane.sources[row.source as usize] && (left_out.is_none() || row.fold != left_out);
            row.labels[lane.head].filter(|_| looked_at)
        };
        let chosen: Vec<(u32, bool)> =
            self.rows.iter().enumerate().filter_map(|(i, row)| Some((i as u32, known(row)?))).collect();
        let indices: Vec<u32> = chosen.iter().map(|c| c.0).collect();
        let targets: Vec<bool> = chosen.iter().map(|c| c.1).collect();
        let group: Vec<u32> = indices.iter().map(|&i| self.rows[i as usize].source).collect();
        let weights: Vec<f64> = group.iter().map(|&source| self.source_weights[source as usize]).collect();
        let comments = self.comments.select(&indices);

        let mut scale = self.ratios(&comments, &targets, &weights);
        self.restrict(lane.units, &mut scale);
        let groups = self.source_weights.len();
        let columns = self.lexicon.features.columns();
        let design = Product {
            first: &comments,
            second: &self.lexicon.features,
            scale: &scale,
            group: &group,
            groups,
        };
        let mut penalty = vec![lane.alpha; columns + groups];
        // A source with rows of one class only must not run off to infinity.
        penalty[columns..].fill(1e-3);
        let stopping = Stopping { tolerance: TOLERANCE, max_steps: 50 };
        let mut solution = minimise(&design, &targets, &weights, &penalty, stopping);
        let mut features = std::mem::take(&mut solution.weights);
        features.truncate(columns);
        features.iter_mut().zip(&scale).for_each(|(w, s)| *w *= s);
        (features, solution)
    }

    /// Leaves `units` alone: what is scaled to nothing gets no weight.
    fn restrict(&self, units: Units, scale: &mut [f64]) {
        let features = self.lexicon.whole.iter().map(|&whole| match units {
            Units::All => true,
            Units::Words => whole,
            Units::Parts => !whole,
        });
        let seen = features.chain(std::iter::repeat(units != Units::Words));
        scale.iter_mut().zip(seen).filter(|(_, seen)| !seen).for_each(|(scale, _)| *scale = 0.0);
    }

    /// `|ln((p / Σc⁺) / (n / Σc⁻))|` for each feature, `p` and `n` being its
    /// smoothed, weighted sum in the rows of each class; [`VECTORS`] for the
    /// numbers of vectors.
    fn ratios(&self, comments: &Csr, targets: &[bool], weights: &[f64]) -> Vec<f64> {
        let mut units = vec![0.0; self.lexicon.units()];
        let mut of_class = |class: bool| {
            let mask: Vec<f64> =
                targets.iter().zip(weights).map(|(&t, &w)| if t == class { w } else { 0.0 }).collect();
            let mut sums = vec![0.0; self.lexicon.features.columns()];
            comments.transposed_times(&mask, &mut units);
            self.lexicon.features.transposed_times(&units, &mut sums);
            (sums, SMOOTHING + mask.iter().sum::<f64>())
        };
        let (positive, positives) = of_class(true);
        let (negative, negatives) = of_class(false);
        let both = positive.iter().zip(&negative);
        let ratios =
            both.map(|(p, n)| (((SMOOTHING + p) / positives) / ((SMOOTHING + n) / negatives)).ln().abs());
        let features =
            ratios.zip(&self.lexicon.whole).map(|(ratio, &whole)| if whole { WHOLE * ratio } else { ratio });
        features.chain(std::iter::repeat(VECTORS)).take(positive.len()).collect()
    }
}
