//! Fits the verdict layer. Statistics made from out-of-fold evidence and what
//! is known of the heads come in; the judges of the heads go out. The dense
//! regression is linfa-logistic's, the calibration linfa's Platt scaling.

use std::collections::BTreeSet;

use linfa::ParamGuard;
use linfa::composing::platt_scaling::{PlattParams, platt_newton_method};
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::{FittedLogisticRegression, LogisticRegression};
use ndarray::{Array1, Array2, Axis};

use super::dense;
use super::newton::log_loss;
use super::recipe::Recipe;
use crate::error::{Error, Result};
use crate::model::{Calibration, Judge, Statistics, input_count, inputs};

/// One row as the verdict layer sees it.
pub(crate) struct Judged<'a> {
    pub(crate) statistics: &'a Statistics,
    pub(crate) truth: bool,
    pub(crate) source: u32,
    /// Whether the calibration is fitted on it.
    pub(crate) calibrate: bool,
}

/// How many times as heavy the penalty of other heads' evidence is.
const OTHERS: f64 = 10.0;

/// The share of the penalty for the head's margin of the whole comment: where
/// nothing else is known for sure, that is the judge.
const WHOLE: f64 = 0.01;

/// The share for the intercepts of sources.
const SOURCES: f64 = 0.1;

/// Fewer positives than this give no slope worth having.
const LEAST_POSITIVES: usize = 10;

/// How often a fit is taken up again.
const RESTARTS: usize = 20;

/// What linfa-logistic minimises: `Σ log-loss + alpha/2 · |w|²`.
fn objective(
    dataset: &DatasetBase<Array2<f64>, Array1<bool>>,
    fitted: &FittedLogisticRegression<f64, bool>,
    alpha: f64,
) -> f64 {
    let positive = fitted.labels().pos.class;
    let margins = dataset.records().dot(fitted.params()) + fitted.intercept();
    let losses =
        margins.iter().zip(dataset.targets()).map(|(&m, &t)| log_loss(if t == positive { m } else { -m }));
    losses.sum::<f64>() + alpha / 2.0 * fitted.params().dot(fitted.params())
}

/// The penalty of each input of a judge, as a share of the usual one.
fn penalties(head: usize, heads: usize) -> Vec<f64> {
    // What is not zero here is what another head says.
    let mut others = Statistics::default();
    let Statistics { whole, worst, second_person, peak, mass, .. } = &mut others;
    for lanes in [whole, worst, second_person, peak, mass] {
        *lanes = std::array::from_fn(|lane| f32::from(u8::from(lane != head)));
    }
    let mut penalties = Vec::with_capacity(input_count(heads));
    inputs(&others, head, heads, |other| penalties.push(if other > 0.0 { OTHERS } else { 1.0 }));
    // The first inputs are the margins of the whole comment.
    penalties[head] = WHOLE;
    penalties
}

/// Fits the judge of one head; with an intercept for each source if the recipe
/// asks for them, which are taken out again by the calibration.
pub(crate) fn fit_judge(
    rows: &[Judged<'_>],
    head: usize,
    heads: usize,
    recipe: &Recipe,
    name: &str,
) -> Result<Judge> {
    let (alpha, by_source) =
        (recipe.verdict_alpha_of(name), recipe.source_intercepts.iter().any(|h| h == name));
    let inputs_of_judge = input_count(heads);
    let sources: BTreeSet<u32> = rows.iter().map(|r| r.source).filter(|_| by_source).collect();
    let columns = inputs_of_judge + sources.len();
    let mut x = Array2::<f64>::zeros((rows.len(), columns));
    for (row, judged) in x.rows_mut().into_iter().zip(rows) {
        let mut cells = row.into_iter();
        let mut fill = |input: f64| {
            if let Some(cell) = cells.next() {
                *cell = input;
            }
        };
        inputs(judged.statistics, head, heads, |input| fill(f64::from(input)));
        sources.iter().for_each(|source| fill(f64::from(u8::from(judged.source == *source))));
    }
    // Standardised, so that L-BFGS converges. A column that is scaled down has
    // the heavier penalty.
    let mean = x.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(columns));
    let mut scale = x.std_axis(Axis(0), 0.0).mapv(|d| if d > 1e-9 { d } else { 1.0 });
    let penalties = penalties(head, heads).into_iter().chain(std::iter::repeat(SOURCES));
    scale.iter_mut().zip(penalties).for_each(|(scale, penalty)| *scale *= penalty.sqrt());
    x -= &mean;
    x /= &scale;

    let targets: Array1<bool> = rows.iter().map(|r| r.truth).collect();
    let failed = |e: &dyn std::fmt::Display| {
        Error::fit(format!("The verdict layer of the head {name:?} cannot be fitted: {e}."))
    };
    let tolerance = 1e-3 * (rows.len() as f64).sqrt();
    // linfa's "positive" class is the more frequent one.
    let positives = targets.iter().filter(|&&t| t).count();
    let sign = if 2 * positives < targets.len() { -1.0 } else { 1.0 };
    let start = dense::start(&x, &targets, alpha, 0.5 * tolerance) * sign;
    let dataset = DatasetBase::new(x, targets);
    let mut params = LogisticRegression::<f64>::default()
        .initial_params(start)
        .alpha(alpha)
        .max_iterations(300)
        .gradient_tolerance(tolerance);
    let mut fitted = params.fit(&dataset).map_err(|e| failed(&e))?;
    // linfa does not say whether it converged, and its line search now and
    // then gives up early; going on from where it stopped mends that.
    for _ in 0..RESTARTS {
        let before = objective(&dataset, &fitted, alpha);
        let start: Array1<f64> =
            fitted.params().iter().copied().chain(std::iter::once(fitted.intercept())).collect();
        params = params.initial_params(start);
        let again = params.fit(&dataset).map_err(|e| failed(&e))?;
        let after = objective(&dataset, &again, alpha);
        if after > before {
            break;
        }
        fitted = again;
        if before - after <= 1e-6 * before {
            break;
        }
    }
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    let weights = fitted.params() * sign / &scale;
    let of_inputs = weights.iter().zip(&mean).take(inputs_of_judge);
    let intercept = sign * fitted.intercept() - of_inputs.map(|(w, m)| w * m).sum::<f64>();

    let mut judge = Judge {
        intercept: intercept as f32,
        weights: weights.iter().take(inputs_of_judge).map(|&w| w as f32).collect(),
        calibration: Calibration { slope: 1.0, offset: 0.0 },
    };
    let two_classes = |rows: &[&Judged<'_>]| {
        let positives = rows.iter().filter(|r| r.truth).count();
        positives >= LEAST_POSITIVES && rows.len() - positives >= LEAST_POSITIVES
    };
    let mut natural: Vec<&Judged<'_>> = rows.iter().filter(|r| r.calibrate).collect();
    // A head without rows of both classes at the natural rate keeps the rate of
    // all its sources together, which their own intercepts took out.
    if !two_classes(&natural) {
        natural = rows.iter().collect();
    }
    if two_classes(&natural) {
        let margins: Array1<f64> =
            natural.iter().map(|r| f64::from(judge.margin(r.statistics, head, heads))).collect();
        let truths: Array1<bool> = natural.iter().map(|r| r.truth).collect();
        let params = PlattParams::<f64, ()>::default().maxiter(200);
        let params = params.check().map_err(|e| failed(&e))?;
        // linfa writes the probability as 1 / (1 + exp(a · margin + b)).
        let (a, b) = platt_newton_method(margins.view(), truths.view(), &params).map_err(|e| failed(&e))?;
        judge.calibration = Calibration { slope: -a as f32, offset: -b as f32 };
    }
    Ok(judge)
}
