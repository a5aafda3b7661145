//! The verdict layer. The statistics of a comment come in; for every head a
//! margin goes out, and through the calibration a probability. It is a small
//! dense logistic regression, so a margin splits exactly into its inputs.

use serde::{Deserialize, Serialize};

use super::statistics::{Lanes, SURFACE, Statistics};

/// The judge of one head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Judge {
    pub(crate) intercept: f32,
    /// One for each of [`inputs`].
    pub(crate) weights: Vec<f32>,
    pub(crate) calibration: Calibration,
}

/// Platt scaling: the probability is `1 / (1 + exp(-(slope · margin +
/// offset)))`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Calibration {
    pub(crate) slope: f32,
    pub(crate) offset: f32,
}

/// The number of [`inputs`] of a model with so many heads.
pub(crate) fn input_count(heads: usize) -> usize {
    first_inputs(heads) + 2 * heads + 2
}

/// The number of inputs before peak and mass, which the first models lack:
/// they end there.
pub(crate) fn first_inputs(heads: usize) -> usize {
    3 * heads + 1 + SURFACE.len() + 2
}

/// Calls `meet` with what the judge of `head` sees, in order: the margins of
/// all heads over the whole comment, its worst sentence and its worst sentence
/// that says "you"; the own margin of its sentences on average; the surface;
/// the own margins once more, times the length; the peak and the mass of all
/// heads; and the own ones times the length.
#[inline]
pub(crate) fn inputs(statistics: &Statistics, head: usize, heads: usize, mut meet: impl FnMut(f32)) {
    let Statistics { whole, worst, mean, second_person, peak, mass, surface } = statistics;
    let length = surface[0];
    let margins = [whole, worst, second_person];
    margins.iter().flat_map(|lanes: &&Lanes| &lanes[..heads]).for_each(|&m| meet(m));
    meet(mean[head]);
    surface.iter().for_each(|&s| meet(s));
    meet(whole[head] * length);
    meet(worst[head] * length);
    [peak, mass].iter().flat_map(|lanes: &&Lanes| &lanes[..heads]).for_each(|&m| meet(m));
    meet(peak[head] * length);
    meet(mass[head] * length);
}

impl Judge {
    /// The log-odds before calibration.
    #[inline]
    pub(crate) fn margin(&self, statistics: &Statistics, head: usize, heads: usize) -> f32 {
        let mut weights = self.weights.iter();
        let mut margin = self.intercept;
        inputs(statistics, head, heads, |input| margin += weights.next().map_or(0.0, |w| w * input));
        margin
    }
}

impl Calibration {
    /// The calibrated probability.
    #[inline]
    pub(crate) fn probability(self, margin: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * margin + self.offset)).exp())
    }
}
