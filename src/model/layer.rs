//! The verdict layer. The statistics of a comment come in; for every head a
//! margin goes out, and through the calibration a probability. It is a small
//! dense logistic regression, so a margin splits exactly into its inputs.

use serde::{Deserialize, Serialize};

use super::statistics::{Lanes, SURFACE, Statistics, add};

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
    3 * heads + 1 + SURFACE.len() + 2
}

/// Calls `meet` with what the judge of `head` sees, in order: the margins of
/// all heads over the whole comment, its worst sentence and its worst sentence
/// that says "you"; the own margin of its sentences on average; the surface;
/// and the own margins once more, times the length.
#[inline]
pub(crate) fn inputs(statistics: &Statistics, head: usize, heads: usize, mut meet: impl FnMut(f32)) {
    let Statistics { whole, worst, mean, second_person, surface } = statistics;
    let length = surface[0];
    let margins = [whole, worst, second_person];
    margins.iter().flat_map(|lanes: &&Lanes| &lanes[..heads]).for_each(|&m| meet(m));
    meet(mean[head]);
    surface.iter().for_each(|&s| meet(s));
    meet(whole[head] * length);
    meet(worst[head] * length);
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

/// All judges side by side, so that one step of arithmetic serves all heads.
#[derive(Debug)]
pub(crate) struct Jury {
    heads: usize,
    intercept: Lanes,
    /// For each input that all judges share, the weight of each judge.
    shared: Vec<Lanes>,
    /// The same for the inputs that each judge has of its own head.
    mean: Lanes,
    whole_length: Lanes,
    worst_length: Lanes,
    calibration: Vec<Calibration>,
}

impl Jury {
    pub(crate) fn new(judges: &[Judge]) -> Self {
        let heads = judges.len();
        let lanes = |weight: &dyn Fn(&Judge) -> f32| {
            let mut lanes = Lanes::default();
            lanes.iter_mut().zip(judges).for_each(|(lane, judge)| *lane = weight(judge));
            lanes
        };
        let input = |at: usize| lanes(&|judge| judge.weights.get(at).copied().unwrap_or(0.0));
        let surface = 3 * heads + 1;
        let own = surface + SURFACE.len();
        Self {
            heads,
            intercept: lanes(&|judge| judge.intercept),
            shared: (0..3 * heads).chain(surface..own).map(input).collect(),
            mean: input(3 * heads),
            whole_length: input(own),
            worst_length: input(own + 1),
            calibration: judges.iter().map(|judge| judge.calibration).collect(),
        }
    }

    /// The calibrated probability of every head.
    pub(crate) fn probabilities(&self, statistics: &Statistics) -> Lanes {
        let Statistics { whole, worst, mean, second_person, surface } = statistics;
        let mut margins = self.intercept;
        let heads = self.heads;
        let shared =
            [&whole[..heads], &worst[..heads], &second_person[..heads], surface].into_iter().flatten();
        shared.zip(&self.shared).for_each(|(&input, weights)| add(&mut margins, input, weights));
        let length = surface[0];
        for head in 0..margins.len() {
            margins[head] += mean[head] * self.mean[head]
                + length * (whole[head] * self.whole_length[head] + worst[head] * self.worst_length[head]);
        }
        let mut probabilities = Lanes::default();
        let calibrated = margins.iter().zip(&self.calibration).map(|(&m, c)| c.probability(m));
        probabilities.iter_mut().zip(calibrated).for_each(|(p, calibrated)| *p = calibrated);
        probabilities
    }
}

impl Calibration {
    /// The calibrated probability.
    #[inline]
    pub(crate) fn probability(self, margin: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * margin + self.offset)).exp())
    }
}
