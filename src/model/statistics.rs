//! The statistics that the verdict layer judges by. A comment and a source of
//! evidence weights come in; out go, for every head, the margin of the whole
//! comment, of its worst sentence, of its sentences on average and of the
//! worst sentence that says "you", its weightiest word, all that speaks for
//! the head together, and some plain measures of the surface.
//! Training (with weights fitted without the comment) and scoring (with the
//! table of the model) run this same code.

use super::sums::{Scratch, Sums};
use crate::features::Reading;
use crate::verdict::Subject;

/// The largest number of heads of a model, its hidden views among them: what
/// fits a cache line of `f32`.
pub const MAX_HEADS: usize = 16;

/// One value for each head, then one for each view.
pub(crate) type Lanes = [f32; MAX_HEADS];

/// `sum += factor * term`
#[inline(always)]
pub(crate) fn add(sum: &mut Lanes, factor: f32, term: &Lanes) {
    // All of the term is read before any of the sum is written, or the
    // compiler could not take several lanes at once.
    let term = *term;
    sum.iter_mut().zip(term).for_each(|(s, t)| *s += factor * t);
}

/// Where the evidence of units comes from.
pub(crate) trait UnitWeights {
    /// Where to look for a word. To be asked for several words before the
    /// first of them is looked at: then the memory answers all at once.
    fn seek(&self, name: u64) -> usize;
    /// What a word adds that was sought and not forgotten since, or has to be
    /// found out: the sum of its features' weights, and its traits.
    fn word(&mut self, at: usize, name: u64, normal: &[u8]) -> (&Lanes, Traits);
    /// Adds what pairs of words add. The squared norm of each is 1.
    fn add_pairs(&mut self, names: &[u64], tally: &mut Tally);
    /// What a pair of words adds, if anything.
    fn pair(&mut self, name: u64) -> Option<Lanes>;
}

/// What is to be known of a word beside its weights.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traits {
    /// Its squared norm, which is the number of its features.
    pub(crate) squared: f32,
    /// Whether a writer turns to the reader by it.
    pub(crate) second_person: bool,
    /// What it adds to [`Statistics::familiarity`].
    pub(crate) familiarity: i8,
}

/// What a word of the model's vocabulary adds to the familiarity of a comment,
/// and what any other word adds: the sum is negative where fewer than three in
/// five are known.
pub(crate) const FAMILIARITY: [i8; 2] = [2, -3];

/// What several units add to the evidence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) sum: Lanes,
    /// The largest weight of any; 0 if none is positive.
    pub(crate) peak: Lanes,
    /// The sum of those that are positive.
    pub(crate) mass: Lanes,
}

impl Tally {
    /// Adds the weights of one unit.
    #[cfg(feature = "train")]
    pub(crate) fn add(&mut self, weights: &Lanes) {
        add(&mut self.sum, 1.0, weights);
        self.speak_for(weights, 1.0);
    }

    /// Adds what speaks for a head; to the mass, so many times.
    #[inline(always)]
    pub(crate) fn speak_for(&mut self, weights: &Lanes, times: f32) {
        let positive = weights.map(|weight| if weight > 0.0 { weight } else { 0.0 });
        raise(&mut self.peak, &positive);
        add(&mut self.mass, times, &positive);
    }
}

/// Sets each lane to that of `others` if it is larger.
#[inline(always)]
pub(crate) fn raise(largest: &mut Lanes, others: &Lanes) {
    let others = *others;
    largest.iter_mut().zip(others).for_each(|(l, other)| *l = if other > *l { other } else { *l });
}

/// The plain measures, in the order of [`Statistics::surface`]: short names
/// for explanations.
pub(crate) const SURFACE: [&str; 9] = [
    "length",
    "capitals",
    "shouting",
    "distinct words",
    "addresses",
    "numbers",
    "says \"you\"",
    "is a reply",
    "repeats the parent",
];

/// What the verdict layer sees of a comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Statistics {
    /// Margins of the whole comment: `Σ tf(u) w(u) / norm` over its distinct
    /// units `u`, with `tf = 1 + ln(count)`.
    pub(crate) whole: Lanes,
    /// Largest margin of a sentence.
    pub(crate) worst: Lanes,
    /// Margins of the sentences, on average.
    pub(crate) mean: Lanes,
    /// Largest margin of a sentence with a second-person word; 0 if none.
    pub(crate) second_person: Lanes,
    /// Largest weight of a word or pair, whatever stands around it; 0 if none
    /// is positive. In a long comment one word is little of the margin.
    pub(crate) peak: Lanes,
    /// `ln(1 + Σ w(u))` over the distinct units of positive weight.
    pub(crate) mass: Lanes,
    /// See [`SURFACE`].
    pub(crate) surface: [f32; SURFACE.len()],
    /// See [`FAMILIARITY`]; no judge looks at it.
    pub(crate) familiarity: i32,
}

/// Words by which a writer turns to the reader.
pub(crate) fn is_second_person(normal: &[u8]) -> bool {
    matches!(
        normal,
        b"you"
            | b"your"
            | b"yours"
            | b"yourself"
            | b"yourselves"
            | b"you're"
            | b"youre"
            | b"you've"
            | b"you'll"
            | b"you'd"
            | b"ya"
            | b"u"
            | b"ur"
            | b"y'all"
            | b"yall"
            | b"thou"
            | b"thy"
    )
}

impl Statistics {
    /// The statistics of a comment.
    pub(crate) fn of(
        subject: Subject<'_>,
        reading: &Reading,
        weights: &mut impl UnitWeights,
        scratch: &mut Scratch,
    ) -> Self {
        Sums::of(subject, reading, weights, scratch).finish()
    }
}
