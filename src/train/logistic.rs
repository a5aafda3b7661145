//! The sparse solver behind linfa's traits, so that it can be used wherever
//! linfa's own logistic regression can, but on sparse rows: a
//! [`DatasetBase`] of a [`Csr`] and `bool` targets (and sample weights, which
//! are respected) comes in; a [`FittedLogisticRegression`] goes out.
//!
//! It minimises the objective of linfa-logistic, `Σ log-loss + alpha/2 · |w|²`
//! with a free intercept.

use linfa::dataset::{AsSingleTargets, DatasetBase, Records};
use linfa::traits::{Fit, PredictInplace};
use linfa::{Error as LinfaError, ParamGuard};
use ndarray::Array1;

use super::matrix::{Csr, Design, Sparse};
use super::newton::{Penalty, Samples, Stopping, minimise, sigmoid};

impl Records for Csr {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.rows()
    }

    fn nfeatures(&self) -> usize {
        self.columns()
    }
}

/// Parameters of [`LogisticRegression`], not checked yet.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticRegressionParams(LogisticRegression);

/// L2-regularised logistic regression on sparse rows, with checked parameters.
///
/// ```
/// use lamplighter::train::{Csr, LogisticRegression};
/// use linfa::prelude::*;
///
/// let rows = Csr::new(vec![0, 1, 2, 3, 4], vec![0, 0, 1, 1], vec![1.0; 4], 2)?;
/// let targets = ndarray::array![true, true, false, false];
/// let model = LogisticRegression::params().alpha(0.1).fit(&DatasetBase::new(rows, targets))?;
/// assert!(model.weights()[0] > 0.0 && model.weights()[1] < 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticRegression {
    alpha: f64,
    tolerance: f64,
    max_iterations: usize,
}

impl LogisticRegression {
    /// The usual parameters: `alpha` 1, `tolerance` 0.0001, at most 100
    /// Newton steps.
    pub fn params() -> LogisticRegressionParams {
        LogisticRegressionParams(Self { alpha: 1.0, tolerance: 1e-4, max_iterations: 100 })
    }
}

impl LogisticRegressionParams {
    /// The strength of the L2 penalty, greater than 0.
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.alpha = alpha;
        self
    }

    /// Stop when the gradient's norm has fallen to this share of its first,
    /// in `0.0..1.0`.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Stop after so many Newton steps.
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }
}

impl ParamGuard for LogisticRegressionParams {
    type Checked = LogisticRegression;
    type Error = LinfaError;

    fn check_ref(&self) -> Result<&LogisticRegression, LinfaError> {
        let LogisticRegression { alpha, tolerance, .. } = self.0;
        if !(alpha.is_finite() && alpha > 0.0) {
            return Err(LinfaError::Parameters(format!("alpha is {alpha}; it must be greater than 0")));
        }
        if !(0.0..1.0).contains(&tolerance) {
            return Err(LinfaError::Parameters(format!("tolerance is {tolerance}; it must lie in 0..1")));
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<LogisticRegression, LinfaError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// A fitted logistic regression.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedLogisticRegression {
    weights: Vec<f64>,
    intercept: f64,
    objective: f64,
    steps: usize,
    converged: bool,
}

impl FittedLogisticRegression {
    /// One weight for each column.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The intercept.
    pub fn intercept(&self) -> f64 {
        self.intercept
    }

    /// The value of the objective.
    pub fn objective(&self) -> f64 {
        self.objective
    }

    /// The number of Newton steps.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Whether the tolerance was reached before the steps ran out.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// The margins (log-odds of `true`) of rows. Columns that the model does
    /// not know count nothing.
    pub fn decision_function(&self, rows: &Csr) -> Vec<f64> {
        let weight = |column: usize| self.weights.get(column).copied().unwrap_or(0.0);
        let margin = |row| rows.row(row).map(|(i, value)| f64::from(value) * weight(i)).sum::<f64>();
        (0..rows.rows()).map(|row| self.intercept + margin(row)).collect()
    }

    /// The probabilities of `true`.
    pub fn predict_proba(&self, rows: &Csr) -> Vec<f64> {
        self.decision_function(rows).into_iter().map(sigmoid).collect()
    }
}

/// A matrix with a column of ones behind it.
struct WithIntercept(Sparse);

impl Design<f64, 1> for WithIntercept {
    fn rows(&self) -> usize {
        self.0.rows()
    }

    fn columns(&self) -> usize {
        self.0.columns() + 1
    }

    fn times(&self, v: &[[f64; 1]], out: &mut [[f64; 1]]) {
        let (weights, intercept) = v.split_at(self.0.columns());
        self.0.times(weights, out);
        out.iter_mut().for_each(|out| out[0] += intercept[0][0]);
    }

    fn transposed_times(&self, r: &[[f64; 1]], out: &mut [[f64; 1]]) {
        let (weights, intercept) = out.split_at_mut(self.0.columns());
        self.0.transposed_times(r, weights);
        intercept[0] = [r.iter().map(|r| r[0]).sum()];
    }

    fn diagonal(&self, d: &[[f64; 1]], out: &mut [[f64; 1]]) {
        let (weights, intercept) = out.split_at_mut(self.0.columns());
        self.0.diagonal(d, weights);
        intercept[0] = [d.iter().map(|d| d[0]).sum()];
    }
}

impl<T: AsSingleTargets<Elem = bool>> Fit<Csr, T, LinfaError> for LogisticRegression {
    type Object = FittedLogisticRegression;

    fn fit(&self, dataset: &DatasetBase<Csr, T>) -> Result<FittedLogisticRegression, LinfaError> {
        let rows = dataset.records();
        let targets: Vec<[bool; 1]> = dataset.as_single_targets().iter().map(|&t| [t]).collect();
        if targets.len() != rows.rows() || rows.rows() == 0 {
            return Err(LinfaError::NotEnoughSamples);
        }
        let weights: Vec<[f64; 1]> = match dataset.weights() {
            Some(weights) => weights.iter().map(|&w| [f64::from(w)]).collect(),
            None => vec![[1.0]; rows.rows()],
        };
        let penalty = Penalty { features: rows.columns(), of_features: [self.alpha], of_intercepts: 0.0 };
        let stopping = Stopping { tolerance: self.tolerance, max_steps: self.max_iterations };
        let samples = Samples { targets: &targets, weights: &weights };
        let origin = vec![[0.0]; rows.columns() + 1];
        let design = WithIntercept(rows.clone().into());
        let solution = minimise(&design, samples, &penalty, origin, None, stopping, |_, _| {});
        let mut weights: Vec<f64> = solution.weights.into_iter().map(|[w]| w).collect();
        let intercept = weights.pop().unwrap_or_default();
        let ([objective], steps, [converged]) = (solution.objective, solution.steps, solution.converged);
        Ok(FittedLogisticRegression { weights, intercept, objective, steps, converged })
    }
}

impl PredictInplace<Csr, Array1<bool>> for FittedLogisticRegression {
    fn predict_inplace<'a>(&'a self, rows: &'a Csr, targets: &mut Array1<bool>) {
        for (target, margin) in targets.iter_mut().zip(self.decision_function(rows)) {
            *target = margin > 0.0;
        }
    }

    fn default_target(&self, rows: &Csr) -> Array1<bool> {
        Array1::from_elem(rows.rows(), false)
    }
}
