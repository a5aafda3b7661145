//! How good a model is. A model and a corpus come in; for every head the
//! numbers of [`metrics`](crate::metrics) go out.

use std::fmt;

use super::corpus::{Corpus, Row};
use crate::guideline::Policy;
use crate::metrics::{
    Confusion, Scored, average_precision, best_f1, brier, expected_calibration_error, roc_auc,
};
use crate::model::Model;

/// How good a model is: on all rows together, then on those of each source.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The name of a source, or "all", and a report for each head that its
    /// rows label.
    pub sections: Vec<Section>,
}

/// A name and a report for each head.
pub type Section = (String, Vec<HeadReport>);

/// How good a model is at one head; `None` is "undefined on these rows".
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeadReport {
    /// The head.
    pub head: String,
    /// Rows with a known label.
    pub rows: usize,
    /// Positive ones of them.
    pub positives: usize,
    /// Area under the ROC curve.
    pub roc_auc: Option<f64>,
    /// Average precision.
    pub average_precision: Option<f64>,
    /// The best F1 and the threshold that reaches it.
    pub best_f1: Option<(f64, f64)>,
    /// Precision, recall and F1 at the threshold of the policy.
    pub at_threshold: Confusion,
    /// That threshold.
    pub threshold: f64,
    /// Expected calibration error, 15 bins of equal size.
    pub calibration_error: Option<f64>,
    /// Brier score.
    pub brier: Option<f64>,
}

/// Evaluates a model on the rows of a corpus: on the held-out ones if
/// `held_out`, otherwise on all.
pub fn evaluate(model: &Model, corpus: &Corpus, held_out: bool) -> Report {
    let heads = corpus.heads();
    let rows = || corpus.rows.iter().filter(|row| !held_out || row.fold.is_none());
    let section = |scored: &[Vec<Scored>]| HeadReport::all(heads, scored, model.policy());
    let mut all = vec![Vec::new(); heads.len()];
    let mut sections = Vec::new();
    for (source, count) in corpus.counts.iter().enumerate() {
        let scored = score(model, heads, rows().filter(|row| row.source as usize == source));
        sections.push((count.name.clone(), section(&scored)));
        all.iter_mut().zip(scored).for_each(|(all, new)| all.extend(new));
    }
    if sections.len() == 1 {
        sections.clear();
    }
    sections.insert(0, ("all".to_string(), section(&all)));
    sections.retain(|(_, heads)| !heads.is_empty());
    Report { sections }
}

/// For each head: the probability and the truth of every row that labels it.
pub(super) fn score<'r>(
    model: &Model,
    heads: &[String],
    rows: impl Iterator<Item = &'r Row>,
) -> Vec<Vec<Scored>> {
    let index: Vec<Option<usize>> =
        heads.iter().map(|head| model.heads().iter().position(|h| h == head)).collect();
    let mut scored = vec![Vec::new(); heads.len()];
    let mut scratch = model.scratch();
    for row in rows {
        let (probabilities, _) = model.score(row.subject(), &mut scratch);
        for (head, at) in index.iter().enumerate() {
            if let (Some(at), Some(truth)) = (*at, row.labels[head]) {
                scored[head].push((f64::from(probabilities[at]), truth));
            }
        }
    }
    scored
}

impl HeadReport {
    /// A report for each head of which anything is known.
    pub(super) fn all(heads: &[String], scored: &[Vec<Scored>], policy: &Policy) -> Vec<Self> {
        let known = heads.iter().zip(scored).filter(|(_, rows)| !rows.is_empty());
        known.map(|(head, rows)| Self::of(head, rows, policy)).collect()
    }

    /// The means of what the sections say of this head; rows and the table at
    /// the threshold stay those of all.
    pub(super) fn mean_over(&self, sections: &[Section]) -> Self {
        let of_head: Vec<&Self> =
            sections.iter().flat_map(|(_, heads)| heads).filter(|report| report.head == self.head).collect();
        let mean = |figure: &dyn Fn(&Self) -> Option<f64>| {
            let known: Vec<f64> = of_head.iter().filter_map(|report| figure(report)).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        Self {
            roc_auc: mean(&|r| r.roc_auc),
            average_precision: mean(&|r| r.average_precision),
            best_f1: mean(&|r| r.best_f1.map(|b| b.0)).zip(mean(&|r| r.best_f1.map(|b| b.1))),
            calibration_error: mean(&|r| r.calibration_error),
            brier: mean(&|r| r.brier),
            ..self.clone()
        }
    }

    fn of(head: &str, rows: &[Scored], policy: &Policy) -> Self {
        let guideline = policy.guidelines().iter().find(|g| g.heads().iter().any(|h| h == head));
        let threshold = guideline.map_or(0.5, |g| f64::from(g.threshold_of(head)));
        Self {
            head: head.to_string(),
            rows: rows.len(),
            positives: rows.iter().filter(|r| r.1).count(),
            roc_auc: roc_auc(rows),
            average_precision: average_precision(rows),
            best_f1: best_f1(rows).map(|(threshold, f1)| (f1, threshold)),
            at_threshold: Confusion::at(threshold, rows),
            threshold,
            calibration_error: expected_calibration_error(rows, 15),
            brier: brier(rows),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: Option<f64>| value.map_or("–".to_string(), |v| format!("{v:.4}"));
        let short = |value: Option<f64>| value.map_or("–".to_string(), |v| format!("{v:.2}"));
        for (i, (name, heads)) in self.sections.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            writeln!(
                f,
                "{:<22} {:>7} {:>7} {:>7} {:>7} {:>14} {:>21} {:>7} {:>7} {:>7}",
                name,
                "rows",
                "yes",
                "AUC",
                "AP",
                "best F1 at",
                "P/R/F1 at threshold",
                "accur.",
                "ECE",
                "Brier"
            )?;
            for h in heads {
                let best = h.best_f1.map_or("–".to_string(), |(f1, at)| format!("{f1:.3} at {at:.2}"));
                let c = h.at_threshold;
                let [p, r, f1] = [c.precision(), c.recall(), c.f1()].map(short);
                let at = format!("{p}/{r}/{f1} at {:.2}", h.threshold);
                writeln!(
                    f,
                    "  {:<20} {:>7} {:>7} {:>7} {:>7} {:>14} {:>21} {:>7} {:>7} {:>7}",
                    h.head,
                    h.rows,
                    h.positives,
                    number(h.roc_auc),
                    number(h.average_precision),
                    best,
                    at,
                    number(c.accuracy()),
                    number(h.calibration_error),
                    number(h.brier)
                )?;
            }
        }
        Ok(())
    }
}
