//! The verdict layer. The statistics of a comment come in; for every head a
//! margin goes out, and through the calibration a probability. It is a small
//! dense logistic regression, so a margin splits exactly into its inputs.

use serde::{Deserialize, Serialize};

use super::statistics::{Lanes, SURFACE, Statistics, add};
use super::wide::{Work, wide};

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

/// The number of [`inputs`] of a model with so many lanes of evidence.
pub(crate) fn input_count(lanes: usize) -> usize {
    first_inputs(lanes) + 2 * lanes + 2
}

/// The number of inputs before peak and mass, which the first models lack:
/// they end there.
pub(crate) fn first_inputs(lanes: usize) -> usize {
    3 * lanes + 1 + SURFACE.len() + 2
}

/// Calls `meet` with what the judge of `head` sees, in order: the margins of
/// all lanes (the heads, then the views) over the whole comment, its worst
/// sentence and its worst sentence that says "you"; the own margin of its
/// sentences on average; the surface; the own margins once more, times the
/// length; the peak and the mass of all lanes; and the own ones times the
/// length.
#[inline]
pub(crate) fn inputs(statistics: &Statistics, head: usize, lanes: usize, mut meet: impl FnMut(f32)) {
    let Statistics { whole, worst, mean, second_person, peak, mass, surface, familiarity: _ } = statistics;
    let length = surface[0];
    let margins = [whole, worst, second_person];
    margins.iter().flat_map(|margins: &&Lanes| &margins[..lanes]).for_each(|&m| meet(m));
    meet(mean[head]);
    surface.iter().for_each(|&s| meet(s));
    meet(whole[head] * length);
    meet(worst[head] * length);
    [peak, mass].iter().flat_map(|sums: &&Lanes| &sums[..lanes]).for_each(|&m| meet(m));
    meet(peak[head] * length);
    meet(mass[head] * length);
}

impl Judge {
    /// The log-odds before calibration.
    #[inline]
    pub(crate) fn margin(&self, statistics: &Statistics, head: usize, lanes: usize) -> f32 {
        let mut weights = self.weights.iter();
        let mut margin = self.intercept;
        inputs(statistics, head, lanes, |input| margin += weights.next().map_or(0.0, |w| w * input));
        margin
    }
}

/// All judges side by side, so that one step of arithmetic serves all heads.
#[derive(Debug)]
pub(crate) struct Jury {
    /// How many lanes of evidence there are.
    lanes: usize,
    intercept: Lanes,
    /// For each input that all judges share, the weight of each judge.
    shared: Vec<Lanes>,
    /// The same for the inputs that each judge has of its own head.
    mean: Lanes,
    /// … and for those that are multiplied with the length: whole, worst, peak
    /// and mass.
    by_length: [Lanes; 4],
    calibration: Vec<Calibration>,
}

impl Jury {
    /// The judges of a model with so many lanes of evidence.
    pub(crate) fn new(judges: &[Judge], lanes: usize) -> Self {
        let side_by_side = |weight: &dyn Fn(&Judge) -> f32| {
            let mut lanes = Lanes::default();
            lanes.iter_mut().zip(judges).for_each(|(lane, judge)| *lane = weight(judge));
            lanes
        };
        let input = |at: usize| side_by_side(&|judge| judge.weights.get(at).copied().unwrap_or(0.0));
        let surface = 3 * lanes + 1;
        let (whole_length, peak) = (surface + SURFACE.len(), first_inputs(lanes));
        let peak_length = peak + 2 * lanes;
        let shared = (0..3 * lanes).chain(surface..whole_length).chain(peak..peak_length);
        Self {
            lanes,
            intercept: side_by_side(&|judge| judge.intercept),
            shared: shared.map(input).collect(),
            mean: input(3 * lanes),
            by_length: [whole_length, whole_length + 1, peak_length, peak_length + 1].map(input),
            calibration: judges.iter().map(|judge| judge.calibration).collect(),
        }
    }

    /// The calibrated probability of every head.
    pub(crate) fn probabilities(&self, statistics: &Statistics) -> Lanes {
        let mut margins = self.intercept;
        wide(AddInputs { jury: self, statistics, margins: &mut margins });
        let mut probabilities = Lanes::default();
        let calibrated = margins.iter().zip(&self.calibration).map(|(&m, c)| c.probability(m));
        probabilities.iter_mut().zip(calibrated).for_each(|(p, calibrated)| *p = calibrated);
        probabilities
    }
}

/// Adds what all judges see, weighted, to their margins.
struct AddInputs<'j> {
    jury: &'j Jury,
    statistics: &'j Statistics,
    margins: &'j mut Lanes,
}

impl Work for AddInputs<'_> {
    #[inline(always)]
    fn run(self) {
        let Jury { lanes, shared, mean, by_length, .. } = self.jury;
        let statistics = self.statistics;
        let Statistics { whole, worst, second_person, peak, mass, surface, .. } = statistics;
        let mut margins = *self.margins;
        let mut weights = shared.iter();
        let [whole_of, worst_of, you_of, peak_of, mass_of] =
            [whole, worst, second_person, peak, mass].map(|of| &of[..*lanes]);
        for inputs in [whole_of, worst_of, you_of, surface, peak_of, mass_of] {
            inputs.iter().zip(weights.by_ref()).for_each(|(&i, w)| add(&mut margins, i, w));
        }
        let mut products = Lanes::default();
        for (own, weights) in [whole, worst, peak, mass].into_iter().zip(by_length) {
            products.iter_mut().zip(own.iter().zip(weights)).for_each(|(sum, (m, w))| *sum += m * w);
        }
        add(&mut margins, surface[0], &products);
        margins.iter_mut().zip(statistics.mean.iter().zip(mean)).for_each(|(sum, (m, w))| *sum += m * w);
        *self.margins = margins;
    }
}

impl Calibration {
    /// The calibrated probability.
    #[inline]
    pub(crate) fn probability(self, margin: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * margin + self.offset)).exp())
    }
}
