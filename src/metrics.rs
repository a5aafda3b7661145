//! The numbers that a user reads. Scores and truths come in; out go the
//! field's usual measures, each defined in its own documentation and worked
//! by hand in a test. Scores may be margins or probabilities, except where
//! the documentation says probabilities. Nothing here panics: what is
//! undefined (no positives, no rows) is `None`.

/// A score and whether it should have been high.
pub type Scored = (f64, bool);

/// Rows sorted from the highest score down.
fn ranked(rows: &[Scored]) -> Vec<Scored> {
    let mut ranked = rows.to_vec();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked
}

/// Groups of equal score, from the highest down, as (positives, negatives).
fn steps(rows: &[Scored]) -> Vec<(f64, f64)> {
    let ranked = ranked(rows);
    let groups = ranked.chunk_by(|a, b| a.0 == b.0);
    groups
        .map(|group| {
            let positives = group.iter().filter(|row| row.1).count();
            (positives as f64, (group.len() - positives) as f64)
        })
        .collect()
}

fn totals(rows: &[Scored]) -> (f64, f64) {
    let positives = rows.iter().filter(|row| row.1).count();
    (positives as f64, (rows.len() - positives) as f64)
}

/// The area under the receiver operating characteristic: the probability that
/// a positive scores above a negative, ties counted half.
pub fn roc_auc(rows: &[Scored]) -> Option<f64> {
    let (positives, negatives) = totals(rows);
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let mut above = 0.0;
    let wins: f64 = steps(rows)
        .into_iter()
        .map(|(p, n)| {
            let won = n * (above + p / 2.0);
            above += p;
            won
        })
        .sum();
    Some(wins / (positives * negatives))
}

/// Average precision: precision averaged over the steps in recall, without
/// interpolation, as scikit-learn's `average_precision_score`.
pub fn average_precision(rows: &[Scored]) -> Option<f64> {
    let (positives, _) = totals(rows);
    if positives == 0.0 {
        return None;
    }
    let (mut found, mut seen) = (0.0, 0.0);
    let area: f64 = steps(rows)
        .into_iter()
        .map(|(p, n)| {
            found += p;
            seen += p + n;
            p * found / seen
        })
        .sum();
    Some(area / positives)
}

/// The four counts of a decision at a threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confusion {
    /// Flagged, rightly.
    pub true_positives: u64,
    /// Flagged, wrongly.
    pub false_positives: u64,
    /// Missed.
    pub false_negatives: u64,
    /// Left alone, rightly.
    pub true_negatives: u64,
}

impl Confusion {
    /// Counts the decisions "score ≥ threshold".
    pub fn at(threshold: f64, rows: &[Scored]) -> Self {
        let mut counts = Self::default();
        for &(score, truth) in rows {
            *match (score >= threshold, truth) {
                (true, true) => &mut counts.true_positives,
                (true, false) => &mut counts.false_positives,
                (false, true) => &mut counts.false_negatives,
                (false, false) => &mut counts.true_negatives,
            } += 1;
        }
        counts
    }

    /// The share of the flagged that are rightly flagged.
    pub fn precision(&self) -> Option<f64> {
        share(self.true_positives, self.false_positives)
    }

    /// The share of the positives that are flagged.
    pub fn recall(&self) -> Option<f64> {
        share(self.true_positives, self.false_negatives)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.true_positives, self.false_positives + self.false_negatives)
    }

    /// The share of right decisions.
    pub fn accuracy(&self) -> Option<f64> {
        share(self.true_positives + self.true_negatives, self.false_positives + self.false_negatives)
    }
}

fn share(part: u64, other: u64) -> Option<f64> {
    (part + other > 0).then(|| part as f64 / (part + other) as f64)
}

/// The lowest threshold with the highest F1, and that F1.
pub fn best_f1(rows: &[Scored]) -> Option<(f64, f64)> {
    let (positives, _) = totals(rows);
    if positives == 0.0 {
        return None;
    }
    let ranked = ranked(rows);
    let (mut found, mut seen) = (0.0, 0.0);
    let mut best = (f64::INFINITY, 0.0);
    for group in ranked.chunk_by(|a, b| a.0 == b.0) {
        found += group.iter().filter(|row| row.1).count() as f64;
        seen += group.len() as f64;
        let f1 = 2.0 * found / (seen + positives);
        if f1 >= best.1 {
            best = (group[0].0, f1);
        }
    }
    Some(best)
}

/// The Brier score: the mean squared distance of probability and outcome.
pub fn brier(rows: &[Scored]) -> Option<f64> {
    let sum: f64 = rows.iter().map(|&(p, truth)| (p - f64::from(u8::from(truth))).powi(2)).sum();
    (!rows.is_empty()).then(|| sum / rows.len() as f64)
}

/// One bin of a reliability diagram.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bin {
    /// The mean probability of its rows.
    pub mean: f64,
    /// The share of its rows that are positive.
    pub observed: f64,
    /// The number of its rows.
    pub rows: usize,
}

/// The rows in order of probability, cut into `bins` of equal size (to one
/// row).
pub fn reliability(rows: &[Scored], bins: usize) -> Vec<Bin> {
    let mut ranked = ranked(rows);
    ranked.reverse();
    let bins = bins.clamp(1, ranked.len().max(1));
    let cut = |bin: usize| bin * ranked.len() / bins;
    (0..bins)
        .map(|bin| &ranked[cut(bin)..cut(bin + 1)])
        .filter(|rows| !rows.is_empty())
        .map(|rows| {
            let n = rows.len() as f64;
            Bin {
                mean: rows.iter().map(|row| row.0).sum::<f64>() / n,
                observed: totals(rows).0 / n,
                rows: rows.len(),
            }
        })
        .collect()
}

/// The expected calibration error: the distance of probability and outcome in
/// the bins of [`reliability`], averaged over the rows.
pub fn expected_calibration_error(rows: &[Scored], bins: usize) -> Option<f64> {
    let sum: f64 = reliability(rows, bins).iter().map(|b| b.rows as f64 * (b.mean - b.observed).abs()).sum();
    (!rows.is_empty()).then(|| sum / rows.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two positives, three negatives; one tie between a positive and a
    /// negative at .6.
    const ROWS: [Scored; 5] = [(0.9, true), (0.6, false), (0.6, true), (0.3, false), (0.1, false)];

    fn close(a: Option<f64>, b: f64) {
        assert!((a.unwrap() - b).abs() < 1e-12, "{a:?} is not {b}");
    }

    #[test]
    fn worked_by_hand() {
        // Pairs: the first positive beats 3 negatives, the second beats 2 and
        // ties with 1: 5.5 of 6.
        close(roc_auc(&ROWS), 5.5 / 6.0);
        // Recall steps: 1/2 at precision 1/1, 1/2 at precision 2/3.
        close(average_precision(&ROWS), 0.5 * 1.0 + 0.5 * (2.0 / 3.0));
        let confusion = Confusion::at(0.5, &ROWS);
        let want = Confusion { true_positives: 2, false_positives: 1, false_negatives: 0, true_negatives: 2 };
        assert_eq!(confusion, want);
        close(confusion.precision(), 2.0 / 3.0);
        close(confusion.recall(), 1.0);
        close(confusion.f1(), 0.8);
        close(confusion.accuracy(), 0.8);
        assert_eq!(best_f1(&ROWS), Some((0.6, 0.8)));
        // (.01 + .36 + .16 + .09 + .01) / 5
        close(brier(&ROWS), 0.63 / 5.0);
    }

    #[test]
    fn precision_is_not_recall() {
        let rows = [(1.0, true), (0.0, true), (0.0, true), (1.0, false), (0.0, false)];
        let confusion = Confusion::at(0.5, &rows);
        close(confusion.precision(), 0.5);
        close(confusion.recall(), 1.0 / 3.0);
    }

    #[test]
    fn calibration_worked_by_hand() {
        // Two bins: {.1, .3} with no positive, mean .2; {.6, .6, .9} with two,
        // mean .7. (2 · .2 + 3 · |.7 - 2/3|) / 5
        close(expected_calibration_error(&ROWS, 2), (2.0 * 0.2 + 3.0 * (0.7 - 2.0 / 3.0)) / 5.0);
        assert_eq!(reliability(&ROWS, 100).len(), 5);
    }

    #[test]
    fn what_is_undefined_is_none() {
        let none = [(0.5, false)];
        assert_eq!(roc_auc(&none), None);
        assert_eq!(average_precision(&none), None);
        assert_eq!(best_f1(&none), None);
        assert_eq!(brier(&[]), None);
        assert_eq!(expected_calibration_error(&[], 15), None);
        assert_eq!(Confusion::at(0.9, &none).precision(), None);
    }
}
