//! The sparse solver: L2-regularised logistic regression by Newton's method,
//! each step found by conjugate gradients with a diagonal preconditioner and
//! shortened by a line search on cached margins. Several regressions on the
//! same rows are solved side by side, one in each lane, so that an entry of
//! the matrix is fetched once for all of them; a lane that has arrived waits
//! for the others.
//!
//! Comes in: a [`Design`] `X`, and for each lane targets `t`, sample weights
//! `c` (0: the lane does not know the row) and a penalty `p` for each column (0
//! leaves it free). Goes out: the `w` that minimises
//! `Σ cᵢ log(1 + exp(-(2tᵢ - 1) xᵢᵀw)) + ½ Σ pⱼ wⱼ²`, and the steps it took.
//! Promise: sums are taken in a fixed order, so the same input gives the same
//! bytes on any number of threads, and no lane sees another.
//!
//! The method is that of liblinear's `newton.cpp` (Galli and Lin, "A study on
//! truncated Newton methods for linear classification", 2021, algorithm 2):
//! inner tolerance `min(0.3, √‖g‖)`, Armijo constant 0.01.

use rayon::prelude::*;

use super::lanes::{BLOCK, Real, map, sum_blocks};
use super::matrix::Design;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stopping {
    /// Stop when the gradient's norm has fallen to this share of what it is at
    /// no weights.
    pub(crate) tolerance: f64,
    /// Stop after so many Newton steps.
    pub(crate) max_steps: usize,
}

/// The penalty of each column in each lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Penalty<F, const L: usize> {
    /// So many columns are features; those behind them are intercepts.
    pub(crate) features: usize,
    pub(crate) of_features: [F; L],
    pub(crate) of_intercepts: F,
}

impl<F: Real, const L: usize> Penalty<F, L> {
    #[inline]
    fn of(&self, column: usize) -> [F; L] {
        if column < self.features { self.of_features } else { [self.of_intercepts; L] }
    }
}

/// What is known of the rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Samples<'a, F, const L: usize> {
    pub(crate) targets: &'a [[bool; L]],
    pub(crate) weights: &'a [[F; L]],
}

/// What the solver found.
#[derive(Clone, Debug)]
pub(crate) struct Solution<F, const L: usize> {
    pub(crate) weights: Vec<[F; L]>,
    pub(crate) objective: [f64; L],
    /// The Newton steps of the lane that took most.
    pub(crate) steps: usize,
    pub(crate) converged: [bool; L],
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

impl<F: Real, const L: usize> Samples<'_, F, L> {
    /// The loss of each lane at `margins + step · direction`.
    fn loss(&self, margins: &[[F; L]], step: &[F; L], direction: &[[F; L]]) -> [f64; L] {
        let rows = (margins.par_chunks(BLOCK), direction.par_chunks(BLOCK));
        let known = (self.targets.par_chunks(BLOCK), self.weights.par_chunks(BLOCK));
        sum_blocks((rows, known).into_par_iter().map(|((margins, direction), (targets, weights))| {
            let mut sum = [0.0; L];
            for (((m, d), t), c) in margins.iter().zip(direction).zip(targets).zip(weights) {
                for l in 0..L {
                    if c[l] != F::default() {
                        let z: f64 = (m[l] + step[l] * d[l]).into();
                        sum[l] += c[l].into() * log_loss(if t[l] { z } else { -z });
                    }
                }
            }
            sum
        }))
    }

    /// The derivatives of the loss by the margins, first and second.
    fn derivatives(&self, margins: &[[F; L]], first: &mut [[F; L]], second: &mut [[F; L]]) {
        let out = (first.par_chunks_mut(BLOCK), second.par_chunks_mut(BLOCK));
        let known = (self.targets.par_chunks(BLOCK), self.weights.par_chunks(BLOCK));
        (margins.par_chunks(BLOCK), out, known).into_par_iter().for_each(
            |(margins, (first, second), (targets, weights))| {
                let out = first.iter_mut().zip(second);
                for (((m, (first, second)), t), c) in margins.iter().zip(out).zip(targets).zip(weights) {
                    for l in 0..L {
                        (first[l], second[l]) = (F::default(), F::default());
                        if c[l] != F::default() {
                            let (p, c): (f64, f64) = (sigmoid(m[l].into()), c[l].into());
                            first[l] = F::of(c * (p - f64::from(u8::from(t[l]))));
                            second[l] = F::of(c * p * (1.0 - p));
                        }
                    }
                }
            },
        );
    }
}

/// Minimises the objective of this room's paragraph, beginning at `start`.
/// `watch` is told the number of each step and, for each lane, what share of
/// the first gradient is left.
pub(crate) fn minimise<F: Real, const L: usize>(
    design: &impl Design<F, L>,
    samples: Samples<'_, F, L>,
    penalty: &Penalty<F, L>,
    origin: Vec<[F; L]>,
    start: Option<Vec<[F; L]>>,
    stopping: Stopping,
    mut watch: impl FnMut(usize, [f64; L]),
) -> Solution<F, L> {
    let (rows, columns) = (design.rows(), design.columns());
    let lanes = |length: usize| vec![[F::default(); L]; length];
    let mut w = origin;
    let mut margins = lanes(rows);
    let mut point = Point { residual: lanes(rows), curvature: lanes(rows), gradient: lanes(columns) };
    let mut cg = ConjugateGradients::new(rows, columns);

    design.times(&w, &mut margins);
    let first_norm = point.look(design, samples, penalty, &w, &margins);
    if let Some(start) = start {
        w = start;
        design.times(&w, &mut margins);
    }
    let mut objective = samples.loss(&margins, &[F::default(); L], &margins);
    let w_w = penalised(penalty, &w, &w);
    (0..L).for_each(|l| objective[l] += 0.5 * w_w[l]);
    let (mut steps, mut converged) = (0, [false; L]);

    loop {
        let norm = point.look(design, samples, penalty, &w, &margins);
        (0..L).for_each(|l| converged[l] |= norm[l] <= stopping.tolerance * first_norm[l]);
        watch(
            steps,
            std::array::from_fn(|l| if first_norm[l] > 0.0 { norm[l] / first_norm[l] } else { 0.0 }),
        );
        if converged == [true; L] || steps == stopping.max_steps {
            break;
        }
        steps += 1;
        cg.solve(design, &point.gradient, &point.curvature, penalty, &converged);

        let slope = dot(&point.gradient, &cg.s);
        let w_d = penalised(penalty, &w, &cg.s);
        let d_d = penalised(penalty, &cg.s, &cg.s);
        let w_w = penalised(penalty, &w, &w);
        let mut step: [f64; L] = converged.map(|done| if done { 0.0 } else { 1.0 });
        let mut found = converged;
        for _ in 0..30 {
            let loss = samples.loss(&margins, &step.map(F::of), &cg.s_margins);
            for l in (0..L).filter(|&l| !converged[l]) {
                let value = loss[l] + 0.5 * (w_w[l] + 2.0 * step[l] * w_d[l] + step[l] * step[l] * d_d[l]);
                if found[l] {
                    continue;
                }
                found[l] = value <= objective[l] + 0.01 * step[l] * slope[l];
                if found[l] {
                    objective[l] = value;
                } else {
                    step[l] *= 0.5;
                }
            }
            if found == [true; L] {
                break;
            }
        }
        // No step goes down any more: this is as low as the arithmetic gets.
        for l in (0..L).filter(|&l| !found[l]) {
            (converged[l], step[l]) = (true, 0.0);
        }
        let step = step.map(F::of);
        add(&mut w, &step, &cg.s);
        add(&mut margins, &step, &cg.s_margins);
    }
    Solution { weights: w, objective, steps, converged }
}

/// The derivatives at some weights.
struct Point<F, const L: usize> {
    /// Of the loss by the margins.
    residual: Vec<[F; L]>,
    /// The second ones.
    curvature: Vec<[F; L]>,
    /// Of the objective by the weights.
    gradient: Vec<[F; L]>,
}

impl<F: Real, const L: usize> Point<F, L> {
    /// Takes the derivatives at `w`; returns the norm of the gradient.
    fn look(
        &mut self,
        design: &impl Design<F, L>,
        samples: Samples<'_, F, L>,
        penalty: &Penalty<F, L>,
        w: &[[F; L]],
        margins: &[[F; L]],
    ) -> [f64; L] {
        samples.derivatives(margins, &mut self.residual, &mut self.curvature);
        design.transposed_times(&self.residual, &mut self.gradient);
        add_penalty(&mut self.gradient, penalty, w);
        dot(&self.gradient, &self.gradient).map(f64::sqrt)
    }
}

/// `Σ aⱼ bⱼ`
fn dot<F: Real, const L: usize>(a: &[[F; L]], b: &[[F; L]]) -> [f64; L] {
    sum_blocks((a.par_chunks(BLOCK), b.par_chunks(BLOCK)).into_par_iter().map(|(a, b)| {
        let mut sum = [F::default(); L];
        for (a, b) in a.iter().zip(b) {
            (0..L).for_each(|l| sum[l] += a[l] * b[l]);
        }
        sum.map(F::into)
    }))
}

/// `Σ pⱼ aⱼ bⱼ`
fn penalised<F: Real, const L: usize>(penalty: &Penalty<F, L>, a: &[[F; L]], b: &[[F; L]]) -> [f64; L] {
    let blocks = (a.par_chunks(BLOCK), b.par_chunks(BLOCK)).into_par_iter().enumerate();
    sum_blocks(blocks.map(|(block, (a, b))| {
        let mut sum = [F::default(); L];
        for (at, (a, b)) in a.iter().zip(b).enumerate() {
            let p = penalty.of(block * BLOCK + at);
            (0..L).for_each(|l| sum[l] += p[l] * a[l] * b[l]);
        }
        sum.map(F::into)
    }))
}

/// `y += a x`
fn add<F: Real, const L: usize>(y: &mut [[F; L]], a: &[F; L], x: &[[F; L]]) {
    (y.par_chunks_mut(BLOCK), x.par_chunks(BLOCK)).into_par_iter().for_each(|(y, x)| {
        for (y, x) in y.iter_mut().zip(x) {
            *y = map(|l| y[l] + a[l] * x[l]);
        }
    });
}

/// `y += p x`
fn add_penalty<F: Real, const L: usize>(y: &mut [[F; L]], penalty: &Penalty<F, L>, x: &[[F; L]]) {
    let blocks = (y.par_chunks_mut(BLOCK), x.par_chunks(BLOCK)).into_par_iter().enumerate();
    blocks.for_each(|(block, (y, x))| {
        for (at, (y, x)) in y.iter_mut().zip(x).enumerate() {
            let p = penalty.of(block * BLOCK + at);
            *y = map(|l| y[l] + p[l] * x[l]);
        }
    });
}

/// To what share of its first norm the residual of the conjugate gradients
/// falls at most. On Wikipedia comments 0.1, as in liblinear, takes a half more
/// products to the same gradient; 0.5 ends at a lower ROC AUC.
const INNER: f64 = 0.3;

/// Solves `H s = -g` roughly, with `H = Xᵀ diag(curvature) X + diag(penalty)`.
struct ConjugateGradients<F, const L: usize> {
    /// What was found.
    s: Vec<[F; L]>,
    /// `X s`
    s_margins: Vec<[F; L]>,
    /// The residual.
    r: Vec<[F; L]>,
    /// The direction, and `X d`, and `H d`.
    d: Vec<[F; L]>,
    d_margins: Vec<[F; L]>,
    hd: Vec<[F; L]>,
    curved: Vec<[F; L]>,
    /// The preconditioner: one over the diagonal of `H`.
    inverse: Vec<[F; L]>,
}

impl<F: Real, const L: usize> ConjugateGradients<F, L> {
    fn new(rows: usize, columns: usize) -> Self {
        let of = |length: usize| vec![[F::default(); L]; length];
        Self {
            s: of(columns),
            s_margins: of(rows),
            r: of(columns),
            d: of(columns),
            d_margins: of(rows),
            hd: of(columns),
            curved: of(rows),
            inverse: of(columns),
        }
    }

    /// Leaves the solution in `s`; 0 in the lanes that are `done`.
    fn solve(
        &mut self,
        design: &impl Design<F, L>,
        gradient: &[[F; L]],
        curvature: &[[F; L]],
        penalty: &Penalty<F, L>,
        done: &[bool; L],
    ) {
        let mut z_r = self.begin(design, gradient, curvature, penalty);
        let start = z_r.map(f64::sqrt);
        let mut rests = *done;
        for _ in 0..gradient.len().clamp(5, 250) {
            (0..L).for_each(|l| rests[l] |= z_r[l].sqrt() <= start[l] * start[l].sqrt().min(INNER));
            if rests == [true; L] {
                break;
            }
            design.times(&self.d, &mut self.d_margins);
            self.bend(curvature);
            design.transposed_times(&self.curved, &mut self.hd);
            add_penalty(&mut self.hd, penalty, &self.d);
            let d_hd = dot(&self.d, &self.hd);
            (0..L).for_each(|l| rests[l] |= d_hd[l] <= 0.0);
            let a = std::array::from_fn(|l| if rests[l] { 0.0 } else { z_r[l] / d_hd[l] });
            let next = self.advance(a.map(F::of));
            let b = std::array::from_fn(|l| if rests[l] { 0.0 } else { next[l] / z_r[l] });
            self.turn(b.map(F::of));
            z_r = next;
        }
    }

    /// Begins at 0; returns `zᵀ r`.
    fn begin(
        &mut self,
        design: &impl Design<F, L>,
        gradient: &[[F; L]],
        curvature: &[[F; L]],
        penalty: &Penalty<F, L>,
    ) -> [f64; L] {
        design.diagonal(curvature, &mut self.inverse);
        self.s_margins.fill([F::default(); L]);
        let out = (self.inverse.par_chunks_mut(BLOCK), self.s.par_chunks_mut(BLOCK));
        let out = (out, self.r.par_chunks_mut(BLOCK), self.d.par_chunks_mut(BLOCK));
        let blocks = (out, gradient.par_chunks(BLOCK)).into_par_iter().enumerate();
        sum_blocks(blocks.map(|(block, (((inverse, s), r, d), gradient))| {
            let mut sum = [F::default(); L];
            let out = inverse.iter_mut().zip(s).zip(r).zip(d);
            for (at, ((((inverse, s), r), d), g)) in out.zip(gradient).enumerate() {
                let p = penalty.of(block * BLOCK + at);
                // A column that no row has needs no step, and must not divide
                // by 0.
                *inverse = map(|l| F::of(1.0 / (inverse[l] + p[l]).into().max(1e-12)));
                *s = [F::default(); L];
                *r = map(|l| -g[l]);
                *d = map(|l| r[l] * inverse[l]);
                (0..L).for_each(|l| sum[l] += d[l] * r[l]);
            }
            sum.map(F::into)
        }))
    }

    /// `curved = curvature · (X d)`
    fn bend(&mut self, curvature: &[[F; L]]) {
        let rows = (self.d_margins.par_chunks(BLOCK), curvature.par_chunks(BLOCK));
        (self.curved.par_chunks_mut(BLOCK), rows).into_par_iter().for_each(|(out, (margins, curvature))| {
            for ((out, m), c) in out.iter_mut().zip(margins).zip(curvature) {
                *out = map(|l| m[l] * c[l]);
            }
        });
    }

    /// Goes `a` along the direction; returns the new `zᵀ r`.
    fn advance(&mut self, a: [F; L]) -> [f64; L] {
        add(&mut self.s_margins, &a, &self.d_margins);
        let out = (self.s.par_chunks_mut(BLOCK), self.r.par_chunks_mut(BLOCK));
        let with = (self.d.par_chunks(BLOCK), self.hd.par_chunks(BLOCK), self.inverse.par_chunks(BLOCK));
        sum_blocks((out, with).into_par_iter().map(|((s, r), (d, hd, inverse))| {
            let mut sum = [F::default(); L];
            for ((((s, r), d), hd), inverse) in s.iter_mut().zip(r).zip(d).zip(hd).zip(inverse) {
                *s = map(|l| s[l] + a[l] * d[l]);
                *r = map(|l| r[l] - a[l] * hd[l]);
                (0..L).for_each(|l| sum[l] += r[l] * r[l] * inverse[l]);
            }
            sum.map(F::into)
        }))
    }

    /// `d = z + b d`
    fn turn(&mut self, b: [F; L]) {
        let with = (self.r.par_chunks(BLOCK), self.inverse.par_chunks(BLOCK));
        (self.d.par_chunks_mut(BLOCK), with).into_par_iter().for_each(|(d, (r, inverse))| {
            for ((d, r), inverse) in d.iter_mut().zip(r).zip(inverse) {
                *d = map(|l| r[l] * inverse[l] + b[l] * d[l]);
            }
        });
    }
}
