//! How well a score treats each group. Rows come in, each with its score,
//! its truth and the terms it mentions; out go the measures of the field, for
//! every term and in all.
//!
//! With the threshold .5, Dixon et al. ("Measuring and Mitigating Unintended
//! Bias in Text Classification", AIES 2018) define
//!
//! - the false-positive and false-negative rates of the rows that mention a
//!   term, and how far these lie from those of all rows, summed over the
//!   terms: the **false positive equality difference** `FPED = Σ |FPR −
//!   FPRₜ|` and the **false negative equality difference** `FNED = Σ |FNR −
//!   FNRₜ|`.
//!
//! Without a threshold, Borkan et al. ("Nuanced Metrics for Measuring
//! Unintended Bias with Real Data for Text Classification", WWW 2019) define
//! three areas under the ROC curve. The background are the rows that do not
//! mention the term.
//!
//! - **subgroup AUC**: of the rows that mention the term;
//! - **BPSN AUC** (background positive, subgroup negative): of the insults of
//!   others and the civil rows that mention the term. Low if the term makes
//!   civil rows look worse than insults;
//! - **BNSP AUC** (background negative, subgroup positive): of the civil rows
//!   of others and the insults that mention the term. Low if the term makes
//!   insults look better than civil rows.

use serde::Serialize;

use crate::metrics::{Confusion, Scored, roc_auc};

/// The threshold of the rates, as in the papers.
const THRESHOLD: f64 = 0.5;

/// How a score treats groups.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Bias {
    /// The head whose probability is the score.
    pub head: String,
    /// The rows.
    pub rows: usize,
    /// The AUC over all rows.
    pub auc: Option<f64>,
    /// The false-positive rate of all rows.
    pub false_positive_rate: Option<f64>,
    /// The false-negative rate of all rows.
    pub false_negative_rate: Option<f64>,
    /// The false positive equality difference.
    pub fped: f64,
    /// The false negative equality difference.
    pub fned: f64,
    /// The terms that rows mention.
    pub terms: Vec<TermBias>,
}

/// How a score treats the rows that mention a term. What is undefined (no
/// insults among them, say) is `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TermBias {
    /// The term.
    pub term: String,
    /// The rows that mention it.
    pub rows: usize,
    /// Their false-positive rate.
    pub false_positive_rate: Option<f64>,
    /// Their false-negative rate.
    pub false_negative_rate: Option<f64>,
    /// Their AUC.
    pub subgroup_auc: Option<f64>,
    /// Background positive, subgroup negative.
    pub bpsn_auc: Option<f64>,
    /// Background negative, subgroup positive.
    pub bnsp_auc: Option<f64>,
}

impl Bias {
    /// The term with the lowest BPSN AUC, and that.
    pub fn worst_bpsn(&self) -> Option<(&str, f64)> {
        let terms = self.terms.iter().filter_map(|term| Some((term.term.as_str(), term.bpsn_auc?)));
        terms.min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// A row: its score and truth, and the terms it mentions, by number.
pub(super) struct Row {
    pub(super) scored: Scored,
    pub(super) terms: Vec<usize>,
}

/// Measures; `labels` are the names of the terms. One that no row mentions is
/// left out.
pub(super) fn measure(head: &str, rows: &[Row], labels: &[&str]) -> Bias {
    let all: Vec<Scored> = rows.iter().map(|row| row.scored).collect();
    let (false_positive_rate, false_negative_rate) = rates(&all);
    let mut bias = Bias {
        head: head.to_owned(),
        rows: rows.len(),
        auc: roc_auc(&all),
        false_positive_rate,
        false_negative_rate,
        fped: 0.0,
        fned: 0.0,
        terms: Vec::new(),
    };
    for (number, label) in labels.iter().enumerate() {
        let (subgroup, background): (Vec<&Row>, Vec<&Row>) =
            rows.iter().partition(|row| row.terms.contains(&number));
        if subgroup.is_empty() {
            continue;
        }
        let own: Vec<Scored> = subgroup.iter().map(|row| row.scored).collect();
        let crossed = |positive_in_background: bool| -> Vec<Scored> {
            let background = background.iter().filter(|row| row.scored.1 == positive_in_background);
            let subgroup = subgroup.iter().filter(|row| row.scored.1 != positive_in_background);
            background.chain(subgroup).map(|row| row.scored).collect()
        };
        let (false_positive_rate, false_negative_rate) = rates(&own);
        let distance = |of_all: Option<f64>, own: Option<f64>| match (of_all, own) {
            (Some(of_all), Some(own)) => (of_all - own).abs(),
            _ => 0.0,
        };
        bias.fped += distance(bias.false_positive_rate, false_positive_rate);
        bias.fned += distance(bias.false_negative_rate, false_negative_rate);
        bias.terms.push(TermBias {
            term: (*label).to_owned(),
            rows: own.len(),
            false_positive_rate,
            false_negative_rate,
            subgroup_auc: roc_auc(&own),
            bpsn_auc: roc_auc(&crossed(true)),
            bnsp_auc: roc_auc(&crossed(false)),
        });
    }
    bias
}

/// The false-positive and the false-negative rate.
fn rates(rows: &[Scored]) -> (Option<f64>, Option<f64>) {
    let counts = Confusion::at(THRESHOLD, rows);
    let rate = |wrong: u64, right: u64| (wrong + right > 0).then(|| wrong as f64 / (wrong + right) as f64);
    (rate(counts.false_positives, counts.true_negatives), rate(counts.false_negatives, counts.true_positives))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Term 0 is "a": its civil row scores above the background's insult.
    /// Term 1 is "b", term 2 is mentioned by nobody.
    fn rows() -> Vec<Row> {
        let row = |score, insult, term| Row { scored: (score, insult), terms: vec![term] };
        vec![
            row(0.9, true, 0),
            row(0.4, true, 0),
            row(0.7, false, 0),
            row(0.3, false, 0),
            row(0.6, true, 1),
            row(0.8, true, 1),
            row(0.1, false, 1),
            row(0.2, false, 1),
        ]
    }

    #[test]
    fn worked_by_hand() {
        let bias = measure("uncivil", &rows(), &["a", "b", "c"]);
        // One of four civil rows is at .5 or above, one of four insults below.
        assert_eq!((bias.false_positive_rate, bias.false_negative_rate), (Some(0.25), Some(0.25)));
        let [a, b] = &bias.terms[..] else { panic!("two terms are mentioned") };
        assert_eq!((a.false_positive_rate, a.false_negative_rate), (Some(0.5), Some(0.5)));
        assert_eq!((b.false_positive_rate, b.false_negative_rate), (Some(0.0), Some(0.0)));
        // |.25 − .5| + |.25 − 0|, twice.
        assert_eq!((bias.fped, bias.fned), (0.5, 0.5));
        // Insults .9, .4 against civil .7, .3: 3 of 4 pairs in order.
        assert_eq!((a.subgroup_auc, b.subgroup_auc), (Some(0.75), Some(1.0)));
        // Insults of b, .6 and .8, against civil a, .7 and .3: 3 of 4.
        assert_eq!(a.bpsn_auc, Some(0.75));
        // Insults of a, .9 and .4, against civil b, .1 and .2: 4 of 4.
        assert_eq!(a.bnsp_auc, Some(1.0));
        // Insults of a, .9 and .4, against civil b: 4 of 4.
        assert_eq!(b.bpsn_auc, Some(1.0));
        // Insults of b, .6 and .8, against civil a, .7 and .3: 3 of 4.
        assert_eq!(b.bnsp_auc, Some(0.75));
        assert_eq!(bias.worst_bpsn(), Some(("a", 0.75)));
        assert_eq!(bias.auc, Some(14.0 / 16.0));
    }

    #[test]
    fn what_is_undefined_is_none() {
        let civil = [Row { scored: (0.1, false), terms: vec![0] }];
        let bias = measure("uncivil", &civil, &["a"]);
        assert_eq!(bias.terms[0].false_positive_rate, Some(0.0));
        assert_eq!(bias.terms[0].false_negative_rate, None);
        assert_eq!(bias.terms[0].bpsn_auc, None);
        assert_eq!((bias.fped, bias.worst_bpsn()), (0.0, None));
    }
}
