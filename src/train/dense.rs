//! A start for the dense regressions. Standardised inputs and targets come in;
//! weights at the minimum go out, found by Newton's method with the whole
//! Hessian, which is small. linfa-logistic takes them up: from nothing its
//! L-BFGS needs some hundred passes over all rows, and these are a handful.

use linfa_linalg::cholesky::SolveCInplace;
use ndarray::{Array1, Array2, Axis};

use super::newton::{log_loss, sigmoid};

/// The first steps look at every so manieth row only.
const SPARSE: usize = 8;

/// Fewer rows than this are all looked at from the beginning.
const MANY: usize = 10_000;

/// At most so many Newton steps over some rows, and then over all.
const STEPS: [usize; 2] = [8, 30];

/// The weights, and the intercept behind them, that minimise `Σ log-loss +
/// alpha/2 · |w|²` so nearly that the gradient's norm is below `tolerance`;
/// where that cannot be reached, the best that was found.
pub(super) fn start(x: &Array2<f64>, targets: &Array1<bool>, alpha: f64, tolerance: f64) -> Array1<f64> {
    let mut w = Array1::zeros(x.ncols() + 1);
    let some = if x.nrows() < MANY { 1 } else { SPARSE };
    for (every, steps) in [some, 1].into_iter().zip(STEPS) {
        let problem = Problem::of(x, targets, every, alpha);
        let mut objective = problem.objective(&w);
        for _ in 0..steps {
            let Some(step) = problem.newton(&w, tolerance) else { break };
            // A step too far is shortened; one that leads nowhere is the last.
            let shorter = (0..10).map(|halved| &w - &(&step * 0.5_f64.powi(halved)));
            let mut lower = shorter.map(|w| (problem.objective(&w), w)).filter(|(o, _)| *o < objective);
            let Some(found) = lower.next() else { break };
            (objective, w) = found;
        }
    }
    w
}

/// Some of the rows, with a column of ones behind them for the intercept.
struct Problem {
    x: Array2<f64>,
    targets: Array1<bool>,
    /// The penalty of each column.
    penalty: Array1<f64>,
}

impl Problem {
    fn of(x: &Array2<f64>, targets: &Array1<bool>, every: usize, alpha: f64) -> Self {
        let targets: Array1<bool> = targets.iter().step_by(every).copied().collect();
        let columns = x.ncols();
        let mut with_ones = Array2::ones((targets.len(), columns + 1));
        for (mut out, row) in with_ones.outer_iter_mut().zip(x.outer_iter().step_by(every)) {
            out.iter_mut().zip(row).for_each(|(out, x)| *out = *x);
        }
        // The penalty weighs as much beside fewer rows.
        let mut penalty = Array1::from_elem(columns + 1, alpha / every as f64);
        penalty[columns] = 0.0;
        Self { x: with_ones, targets, penalty }
    }

    fn objective(&self, w: &Array1<f64>) -> f64 {
        let margins = self.x.dot(w);
        let losses = margins.iter().zip(&self.targets).map(|(&m, &t)| log_loss(if t { m } else { -m }));
        losses.sum::<f64>() + 0.5 * (&self.penalty * w).dot(w)
    }

    /// The Newton step at `w`, to be subtracted; `None` if the gradient is below
    /// `tolerance`, or the Hessian is singular.
    fn newton(&self, w: &Array1<f64>, tolerance: f64) -> Option<Array1<f64>> {
        let p = self.x.dot(w).mapv(sigmoid);
        let residual: Array1<f64> =
            p.iter().zip(&self.targets).map(|(p, &t)| p - f64::from(u8::from(t))).collect();
        let gradient = self.x.t().dot(&residual) + &self.penalty * w;
        if gradient.dot(&gradient).sqrt() < tolerance {
            return None;
        }
        let curvature = p.mapv(|p| p * (1.0 - p)).insert_axis(Axis(1));
        let mut hessian = self.x.t().dot(&(&self.x * &curvature)) + Array2::from_diag(&self.penalty);
        let step = hessian.solvec_into(gradient.insert_axis(Axis(1))).ok()?;
        Some(step.remove_axis(Axis(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_at_the_minimum() {
        for rows in [40, 20_000] {
            let x = Array2::from_shape_fn((rows, 3), |(row, column)| {
                ((row * 7 + column * 13 + row * column) % 11) as f64 / 5.0 - 1.0
            });
            let targets: Array1<bool> = (0..rows).map(|row| row % 3 == 0 || x[(row, 1)] > 0.5).collect();
            let w = start(&x, &targets, 1.0, 1e-6);
            let problem = Problem::of(&x, &targets, 1, 1.0);
            let at = problem.objective(&w);
            for column in 0..4 {
                for step in [-1e-2, 1e-2] {
                    let mut beside = w.clone();
                    beside[column] += step;
                    assert!(problem.objective(&beside) > at, "{rows} rows, {column}, {step}");
                }
            }
        }
    }
}
