//! Fits the verdict layer. Statistics made from out-of-fold evidence and what
//! is known of the heads come in; the judges of the heads go out. The dense
//! regression is linfa-logistic's, the calibration linfa's Platt scaling.

use linfa::ParamGuard;
use linfa::composing::platt_scaling::{PlattParams, platt_newton_method};
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, Axis};

use crate::error::{Error, Result};
use crate::model::{Calibration, Judge, Statistics, input_count, inputs};

/// One row as the verdict layer sees it.
pub(crate) struct Judged<'a> {
    pub(crate) statistics: &'a Statistics,
    pub(crate) truth: bool,
    /// Whether the calibration is fitted on it.
    pub(crate) calibrate: bool,
}

/// Enough to keep collinear statistics from running away, too little to bias
/// the fit of thousands of rows.
const ALPHA: f64 = 1.0;

/// Fewer positives than this give no slope worth having.
const LEAST_POSITIVES: usize = 10;

/// Fits the judge of one head.
pub(crate) fn fit_judge(rows: &[Judged<'_>], head: usize, heads: usize, name: &str) -> Result<Judge> {
    let columns = input_count(heads);
    let mut x = Array2::<f64>::zeros((rows.len(), columns));
    for (row, judged) in x.rows_mut().into_iter().zip(rows) {
        let mut cells = row.into_iter();
        inputs(judged.statistics, head, heads, |input| {
            if let Some(cell) = cells.next() {
                *cell = f64::from(input);
            }
        });
    }
    // Standardised, so that the penalty is fair to all and L-BFGS converges.
    let mean = x.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(columns));
    let deviation = x.std_axis(Axis(0), 0.0).mapv(|d| if d > 1e-9 { d } else { 1.0 });
    x -= &mean;
    x /= &deviation;

    let targets: Array1<bool> = rows.iter().map(|r| r.truth).collect();
    let failed = |e: &dyn std::fmt::Display| {
        Error::fit(format!("The verdict layer of the head {name:?} cannot be fitted: {e}."))
    };
    let dataset = DatasetBase::new(x, targets);
    let fitted = LogisticRegression::<f64>::default()
        .alpha(ALPHA)
        .max_iterations(300)
        .gradient_tolerance(1e-3)
        .fit(&dataset)
        .map_err(|e| failed(&e))?;
    // linfa's "positive" class is the more frequent one.
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    let weights = fitted.params() * sign / &deviation;
    let intercept = sign * fitted.intercept() - weights.dot(&mean);

    let mut judge = Judge {
        intercept: intercept as f32,
        weights: weights.iter().map(|&w| w as f32).collect(),
        calibration: Calibration { slope: 1.0, offset: 0.0 },
    };
    let natural: Vec<&Judged<'_>> = rows.iter().filter(|r| r.calibrate).collect();
    let positives = natural.iter().filter(|r| r.truth).count();
    // A head without rows at the natural rate keeps the rate of its sources.
    if positives >= LEAST_POSITIVES && natural.len() - positives >= LEAST_POSITIVES {
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
