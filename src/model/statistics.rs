//! The statistics that the verdict layer judges by. A comment and a source of
//! evidence weights come in; out go, for every head, the margin of the whole
//! comment, of its worst sentence, of its sentences on average and of the
//! worst sentence that says "you", its weightiest word, all that speaks for
//! the head together, and some plain measures of the surface.
//! Training (with weights fitted without the comment) and scoring (with the
//! table of the model) run this same code.

use super::counts::Counts;
use crate::features::{Buffer, Reading, Unit, is_term};
use crate::text::Kind;
use crate::verdict::Subject;

/// The largest number of heads of a model: what fits a cache line of `f32`.
pub const MAX_HEADS: usize = 16;

/// One value for each head.
pub(crate) type Lanes = [f32; MAX_HEADS];

/// `sum += factor * term`
#[inline]
pub(crate) fn add(sum: &mut Lanes, factor: f32, term: &Lanes) {
    sum.iter_mut().zip(term).for_each(|(s, t)| *s += factor * t);
}

/// Where the evidence of units comes from.
pub(crate) trait UnitWeights {
    /// For a word: the sum of its features' weights for every head, and its
    /// squared norm, which is the number of its features.
    fn word(&mut self, name: u64, normal: &[u8]) -> (Lanes, f32);
    /// For a pair of words: its weights. Its squared norm is 1.
    fn pair(&mut self, name: u64) -> Lanes;
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
}

/// Scratch space for [`Statistics::of`].
#[derive(Clone, Debug, Default)]
pub(crate) struct StatisticsScratch {
    counts: Counts,
    parent: Counts,
    buffer: Buffer,
}

/// How much of a unit the `count`-th occurrence adds: the difference of
/// `1 + ln(count)` and what the occurrences before it had, and the same of its
/// square.
#[inline]
pub(crate) fn dampened(count: u32) -> (f32, f32) {
    let tf = |count: u32| if count == 0 { 0.0 } else { 1.0 + (count as f32).ln() };
    match count {
        1 => (1.0, 1.0),
        _ => {
            let (new, old) = (tf(count), tf(count - 1));
            (new - old, new * new - old * old)
        }
    }
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
    pub(crate) fn of(
        subject: Subject<'_>,
        reading: &Reading,
        weights: &mut impl UnitWeights,
        scratch: &mut StatisticsScratch,
    ) -> Self {
        let StatisticsScratch { counts, parent, buffer } = scratch;
        counts.clear();
        let mut sums = Sums::default();
        let mut surface = Surface::default();
        if let Some(text) = subject.parent {
            parent.clear();
            reading.visit(text, buffer, |unit| {
                if let Unit::Word { name, .. } = unit {
                    parent.add(name);
                }
            });
        }
        reading.visit(subject.text, buffer, |unit| match unit {
            Unit::Word { name, normal, segment } => {
                let (term, squared) = weights.word(name, normal);
                let count = counts.add(name);
                sums.add(&term, squared, count);
                let second_person = is_second_person(normal);
                sums.sentence.says_you |= second_person;
                surface.words += 1;
                surface.second_person += u32::from(second_person);
                surface.distinct += u32::from(count == 1);
                match segment.kind {
                    // How a term that must not decide is spelt must not either.
                    Kind::Word if is_term(normal) => {}
                    Kind::Word => surface.letters(segment.text),
                    Kind::Shout => surface.shouts += segment.text.len() as u32,
                    Kind::Url => surface.urls += 1,
                    Kind::Number => surface.numbers += 1,
                    Kind::Symbol | Kind::Stop | Kind::Gap => {}
                }
                if count == 1 && subject.parent.is_some() && parent.contains(name) {
                    surface.repeated += 1;
                }
            }
            Unit::Pair { name, .. } => {
                let count = counts.add(name);
                sums.add(&weights.pair(name), 1.0, count);
            }
            Unit::Stop => sums.end_sentence(),
        });
        let mut statistics = sums.finish();
        statistics.surface = surface.finish(subject.parent.is_some());
        statistics
    }
}

/// Sums of evidence, over the comment and over the sentence so far.
#[derive(Default)]
struct Sums {
    whole: Lanes,
    squared: f32,
    sentence: Sentence,
    sentences: u32,
    spoken_to: bool,
    out: Statistics,
}

#[derive(Default)]
struct Sentence {
    sum: Lanes,
    squared: f32,
    says_you: bool,
}

impl Sums {
    #[inline]
    fn add(&mut self, term: &Lanes, squared: f32, count: u32) {
        if count == 1 {
            let out = &mut self.out;
            for ((peak, mass), &weight) in out.peak.iter_mut().zip(&mut out.mass).zip(term) {
                *peak = peak.max(weight);
                *mass += weight.max(0.0);
            }
        }
        let (tf, tf_squared) = dampened(count);
        add(&mut self.whole, tf, term);
        self.squared += tf_squared * squared;
        add(&mut self.sentence.sum, 1.0, term);
        self.sentence.squared += squared;
    }

    fn end_sentence(&mut self) {
        let Sentence { sum, squared, says_you } = std::mem::take(&mut self.sentence);
        if squared == 0.0 {
            return;
        }
        let inverse = 1.0 / squared.sqrt();
        let (first, first_you) = (self.sentences == 0, !self.spoken_to);
        self.sentences += 1;
        self.spoken_to |= says_you;
        let out = &mut self.out;
        for (head, sum) in sum.iter().enumerate() {
            let margin = sum * inverse;
            out.mean[head] += margin;
            if first || margin > out.worst[head] {
                out.worst[head] = margin;
            }
            if says_you && (first_you || margin > out.second_person[head]) {
                out.second_person[head] = margin;
            }
        }
    }

    fn finish(mut self) -> Statistics {
        if self.sentences > 0 {
            self.out.mean.iter_mut().for_each(|m| *m /= self.sentences as f32);
            add(&mut self.out.whole, 1.0 / self.squared.sqrt(), &self.whole);
        }
        self.out.mass.iter_mut().for_each(|mass| *mass = mass.ln_1p());
        self.out
    }
}

/// Counts of the surface.
#[derive(Default)]
struct Surface {
    words: u32,
    distinct: u32,
    upper: u32,
    lower: u32,
    shouts: u32,
    urls: u32,
    numbers: u32,
    second_person: u32,
    repeated: u32,
}

impl Surface {
    #[inline]
    fn letters(&mut self, word: &str) {
        for byte in word.bytes() {
            self.upper += u32::from(byte.is_ascii_uppercase());
            self.lower += u32::from(byte.is_ascii_lowercase());
        }
    }

    fn finish(self, is_reply: bool) -> [f32; SURFACE.len()] {
        let share = |part: u32, whole: u32| part as f32 / whole.max(1) as f32;
        [
            (self.words as f32).ln_1p(),
            share(self.upper, self.upper + self.lower),
            (self.shouts as f32).ln_1p(),
            share(self.distinct, self.words),
            (self.urls as f32).ln_1p(),
            share(self.numbers, self.words),
            share(self.second_person, self.words),
            f32::from(u8::from(is_reply)),
            share(self.repeated, self.distinct),
        ]
    }
}
