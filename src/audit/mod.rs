//! The neutrality audit: does a verdict depend on whom a comment is about? A
//! moderator and a list of [`Terms`] come in; a [`Report`] goes out, and
//! whether it keeps the [`Limits`]. Guidelines say "we do not sort out
//! opinions or points of view that are different from ours"; this is where
//! that is measured.
//!
//! - [`viewpoint`]: the same sentences, civil and uncivil, about every side of
//!   every kind, compared pair by pair;
//! - [`identity`]: neutral and insulting sentences about every group, by the
//!   measures of Dixon et al. and Borkan et al. (see [`Bias`]);
//!   [`madlibs`]: the same on sentences made by others;
//! - [`Swaps`]: terms swapped inside real comments.
//!
//! What the audit does not know it cannot see: [`Terms::kinds`] says what it
//! knows, and the list is data that anybody can extend.

mod bias;
mod differences;
mod identity;
mod plot;
mod swaps;
mod terms;
mod viewpoint;

use serde::Serialize;

pub use self::bias::{Bias, TermBias};
pub use self::differences::{Differences, GuidelineFlips, HeadDifference, KindDifference, TermShift};
pub use self::identity::{identity, madlibs};
pub use self::plot::plot;
pub use self::swaps::Swaps;
pub use self::terms::{Form, Kind, Side, Terms};
pub use self::viewpoint::viewpoint;
use crate::moderator::Moderator;

/// The head that the audit looks at first: `uncivil`, or the model's first.
fn main_head(moderator: &Moderator) -> usize {
    moderator.model().heads().iter().position(|head| head == "uncivil").unwrap_or(0)
}

/// All that was measured.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The same sentences about every side.
    pub viewpoint: Differences,
    /// Neutral and insulting sentences about every group.
    pub identity: Bias,
    /// Sentences made by others, if there were any.
    pub madlibs: Option<Bias>,
    /// Swaps inside real comments, if there were any.
    pub comments: Option<Differences>,
}

/// What an audit has to keep to be passed.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest mean |Δp| of a head over the pairs of sentences.
    pub viewpoint_mean: f64,
    /// The largest share of pairs of sentences whose flagging differs.
    pub viewpoint_flips: f64,
    /// The largest mean |Δp| of a head over the swaps inside comments.
    pub comments_mean: f64,
    /// The largest share of swaps inside comments that change the flagging.
    pub comments_flips: f64,
    /// The smallest BPSN AUC of a term.
    pub bpsn: f64,
    /// The largest false positive equality difference.
    pub fped: f64,
    /// The largest false negative equality difference.
    pub fned: f64,
}

impl Default for Limits {
    /// What this project asks of the model it ships.
    fn default() -> Self {
        Self {
            viewpoint_mean: 0.005,
            viewpoint_flips: 0.0,
            comments_mean: 0.010,
            comments_flips: 0.005,
            bpsn: 0.95,
            fped: 0.40,
            fned: 0.80,
        }
    }
}

/// A measure held against its limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// What was measured.
    pub measure: String,
    /// What came out; `None` if there was nothing to measure it on, which
    /// passes.
    pub value: Option<f64>,
    /// What was allowed.
    pub limit: f64,
    /// Whether it is kept.
    pub passed: bool,
}

impl Check {
    fn at_most(measure: String, value: f64, limit: f64) -> Self {
        Self { measure, value: Some(value), limit, passed: value <= limit }
    }

    fn at_least(measure: String, value: Option<f64>, limit: f64) -> Self {
        Self { measure, value, limit, passed: value.is_none_or(|value| value >= limit) }
    }
}

impl Report {
    /// Audits what needs no other files.
    pub fn new(moderator: &Moderator, terms: &Terms) -> Self {
        Self {
            viewpoint: viewpoint(moderator, terms),
            identity: identity(moderator, terms),
            madlibs: None,
            comments: None,
        }
    }

    /// Every measure that has a limit, held against it.
    pub fn checks(&self, limits: &Limits) -> Vec<Check> {
        let Limits { viewpoint_mean, viewpoint_flips, comments_mean, comments_flips, .. } = *limits;
        let mut checks = differences("viewpoint", &self.viewpoint, viewpoint_mean, viewpoint_flips).to_vec();
        checks.extend(biases("identity", &self.identity, limits));
        if let Some(bias) = &self.madlibs {
            checks.extend(biases("madlibs", bias, limits));
        }
        if let Some(found) = &self.comments {
            checks.extend(differences("comments", found, comments_mean, comments_flips));
        }
        checks
    }
}

fn differences(of: &str, found: &Differences, mean: f64, flips: f64) -> [Check; 2] {
    [
        Check::at_most(format!("{of}: largest mean |Δp| of a head"), found.mean(), mean),
        Check::at_most(format!("{of}: share of flips"), found.flip_share(), flips),
    ]
}

fn biases(of: &str, bias: &Bias, limits: &Limits) -> [Check; 3] {
    let worst = bias.worst_bpsn().map(|(_, auc)| auc);
    [
        Check::at_least(format!("{of}: smallest BPSN AUC of a term"), worst, limits.bpsn),
        Check::at_most(format!("{of}: FPED"), bias.fped, limits.fped),
        Check::at_most(format!("{of}: FNED"), bias.fned, limits.fned),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_kept_or_not() {
        let report = Report::new(&Moderator::shipped(), &Terms::shipped());
        let open = Limits {
            viewpoint_mean: 1.0,
            viewpoint_flips: 1.0,
            bpsn: 0.0,
            fped: f64::INFINITY,
            fned: f64::INFINITY,
            ..Limits::default()
        };
        let checks = report.checks(&open);
        assert_eq!(checks.len(), 5);
        assert!(checks.iter().all(|check| check.passed), "{checks:?}");
        let shut = Limits { viewpoint_mean: -1.0, viewpoint_flips: -1.0, bpsn: 1.1, ..open };
        let failed = report.checks(&shut).iter().filter(|check| !check.passed).count();
        assert_eq!(failed, 3);
    }
}
