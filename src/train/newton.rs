//! The sparse solver: L2-regularised logistic regression by Newton's method,
//! each step found by conjugate gradients with a diagonal preconditioner and
//! shortened by a line search on cached margins.
//!
//! Comes in: a [`Design`] `X`, targets `t` in {0, 1}, sample weights `c` and
//! a penalty `p` for each column (0 leaves it free). Goes out: the `w` that
//! minimises `Σ cᵢ log(1 + exp(-(2tᵢ - 1) xᵢᵀw)) + ½ Σ pⱼ wⱼ²`, and the steps
//! it took. Promise: single-threaded and in a fixed order, so the same input
//! gives the same bytes.
//!
//! The method is that of liblinear's `newton.cpp` (Galli and Lin, "A study on
//! truncated Newton methods for linear classification", 2021, algorithm 2):
//! inner tolerance `min(0.1, √‖g‖)`, Armijo constant 0.01.

use super::matrix::Design;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stopping {
    /// Stop when the gradient's norm has fallen to this share of its first.
    pub(crate) tolerance: f64,
    /// Stop after so many Newton steps.
    pub(crate) max_steps: usize,
}

/// What the solver found.
#[derive(Clone, Debug)]
pub(crate) struct Solution {
    pub(crate) weights: Vec<f64>,
    pub(crate) objective: f64,
    pub(crate) steps: usize,
    pub(crate) converged: bool,
}

/// `log(1 + e^-z)` without overflow.
pub(crate) fn log_loss(z: f64) -> f64 {
    if z > 0.0 { (-z).exp().ln_1p() } else { z.exp().ln_1p() - z }
}

pub(crate) fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 {
        1.0 / (1.0 + (-z).exp())
    } else {
        let e = z.exp();
        e / (1.0 + e)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `y += a x`
fn add(y: &mut [f64], a: f64, x: &[f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += a * x);
}

/// `Σ pⱼ aⱼ bⱼ`
fn penalised(penalty: &[f64], a: &[f64], b: &[f64]) -> f64 {
    penalty.iter().zip(a).zip(b).map(|((p, a), b)| p * a * b).sum()
}

fn loss(margins: &[f64], targets: &[bool], sample_weights: &[f64]) -> f64 {
    let each = margins.iter().zip(targets).zip(sample_weights);
    each.map(|((&m, &t), &c)| if c == 0.0 { 0.0 } else { c * log_loss(if t { m } else { -m }) }).sum()
}

/// Minimises the objective of this room's paragraph.
pub(crate) fn minimise(
    design: &impl Design,
    targets: &[bool],
    sample_weights: &[f64],
    penalty: &[f64],
    stopping: Stopping,
) -> Solution {
    let (rows, columns) = (design.rows(), design.columns());
    let mut w = vec![0.0; columns];
    let mut margins = vec![0.0; rows];
    let mut gradient = vec![0.0; columns];
    let mut diagonal = vec![0.0; columns];
    let mut direction_margins = vec![0.0; rows];
    let mut curvature = vec![0.0; rows];
    let mut residual = vec![0.0; rows];
    let mut objective = loss(&margins, targets, sample_weights);
    let mut first_norm = None;
    let (mut steps, mut converged) = (0, false);

    loop {
        for (i, &m) in margins.iter().enumerate() {
            let p = sigmoid(m);
            residual[i] = sample_weights[i] * (p - f64::from(u8::from(targets[i])));
            curvature[i] = sample_weights[i] * p * (1.0 - p);
        }
        design.transposed_times(&residual, &mut gradient);
        gradient.iter_mut().zip(penalty).zip(&w).for_each(|((g, p), w)| *g += p * w);
        let norm = dot(&gradient, &gradient).sqrt();
        let first_norm = *first_norm.get_or_insert(norm);
        if norm <= stopping.tolerance * first_norm {
            converged = true;
            break;
        }
        if steps == stopping.max_steps {
            break;
        }
        steps += 1;

        design.diagonal(&curvature, &mut diagonal);
        // A column that no row has needs no step, and must not divide by 0.
        diagonal.iter_mut().zip(penalty).for_each(|(d, p)| *d = (*d + p).max(1e-12));
        let direction = conjugate_gradients(design, &gradient, &diagonal, &curvature, penalty);

        design.times(&direction, &mut direction_margins);
        let slope = dot(&gradient, &direction);
        let w_d = penalised(penalty, &w, &direction);
        let d_d = penalised(penalty, &direction, &direction);
        let w_w = penalised(penalty, &w, &w);
        let mut step = 1.0;
        let mut trial = vec![0.0; rows];
        let shorter = (0..30).find_map(|_| {
            trial.iter_mut().zip(&margins).zip(&direction_margins).for_each(|((t, m), d)| *t = m + step * d);
            let value =
                loss(&trial, targets, sample_weights) + 0.5 * (w_w + 2.0 * step * w_d + step * step * d_d);
            let enough = value <= objective + 0.01 * step * slope;
            if enough {
                Some(value)
            } else {
                step *= 0.5;
                None
            }
        });
        // No step goes down any more: this is as low as the arithmetic gets.
        let Some(value) = shorter else {
            converged = true;
            break;
        };
        objective = value;
        add(&mut w, step, &direction);
        margins = trial;
    }
    Solution { weights: w, objective, steps, converged }
}

/// Solves `H s = -g` roughly, with `H = Xᵀ diag(curvature) X + diag(penalty)`.
fn conjugate_gradients(
    design: &impl Design,
    gradient: &[f64],
    diagonal: &[f64],
    curvature: &[f64],
    penalty: &[f64],
) -> Vec<f64> {
    let columns = gradient.len();
    let mut s = vec![0.0; columns];
    let mut r: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut z: Vec<f64> = r.iter().zip(diagonal).map(|(r, d)| r / d).collect();
    let mut d = z.clone();
    let mut hd = vec![0.0; columns];
    let mut margins = vec![0.0; design.rows()];
    let mut z_r = dot(&z, &r);
    let start = z_r.sqrt();
    let tolerance = start * start.sqrt().min(0.1);
    for _ in 0..columns.clamp(5, 250) {
        if z_r.sqrt() <= tolerance {
            break;
        }
        design.times(&d, &mut margins);
        margins.iter_mut().zip(curvature).for_each(|(m, c)| *m *= c);
        design.transposed_times(&margins, &mut hd);
        hd.iter_mut().zip(penalty).zip(&d).for_each(|((h, p), d)| *h += p * d);
        let d_hd = dot(&d, &hd);
        if d_hd <= 0.0 {
            break;
        }
        let a = z_r / d_hd;
        add(&mut s, a, &d);
        add(&mut r, -a, &hd);
        z.iter_mut().zip(&r).zip(diagonal).for_each(|((z, r), d)| *z = r / d);
        let next = dot(&z, &r);
        let b = next / z_r;
        z_r = next;
        d.iter_mut().zip(&z).for_each(|(d, z)| *d = z + b * *d);
    }
    s
}
