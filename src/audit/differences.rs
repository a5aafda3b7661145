//! What a swap does. Verdicts on the same words about one side and another
//! come in, in pairs; out go [`Differences`]: how far the probabilities lie
//! apart and how often a flag changes, in all, by head, by guideline, by kind
//! and by term.

use serde::Serialize;

use super::main_head;
use super::terms::{Place, Terms};
use crate::moderator::{Moderator, Scorer};
use crate::verdict::Flag;

/// What swapping terms of a kind does to verdicts.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Differences {
    /// Pairs of texts that differ in a term only.
    pub pairs: u64,
    /// Pairs of which one is flagged and the other is not.
    pub flips: u64,
    /// The head that kinds and terms are measured by: `uncivil`, or the
    /// model's first if it has none of that name.
    pub head: String,
    /// The differences by head, in the model's order.
    pub heads: Vec<HeadDifference>,
    /// The flips by guideline, in the policy's order.
    pub guidelines: Vec<GuidelineFlips>,
    /// The differences by kind, in the order of the list of terms.
    pub kinds: Vec<KindDifference>,
}

/// How far the probabilities of a head lie apart.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct HeadDifference {
    /// The head.
    pub head: String,
    /// Mean |Δp| over the pairs.
    pub mean: f64,
    /// Largest |Δp|.
    pub max: f64,
}

/// How often a guideline is broken by one of a pair only.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct GuidelineFlips {
    /// The guideline.
    pub guideline: String,
    /// Pairs of which one breaks it and the other does not.
    pub flips: u64,
}

/// What swapping terms of one kind does.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct KindDifference {
    /// The kind.
    pub kind: String,
    /// Pairs of texts.
    pub pairs: u64,
    /// Mean |Δp|.
    pub mean: f64,
    /// Largest |Δp|.
    pub max: f64,
    /// Pairs of which one is flagged and the other is not.
    pub flips: u64,
    /// Its terms that were swapped, in the order of the list.
    pub terms: Vec<TermShift>,
}

/// What one term does to the probability.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TermShift {
    /// The term.
    pub term: String,
    /// Texts that it was put into.
    pub texts: u64,
    /// Mean Δp against what the term stands in for: the mean of its kind in
    /// the same sentence, or the term that a comment was written with.
    pub shift: f64,
}

impl Differences {
    /// Mean |Δp| of the head where it is largest.
    pub fn mean(&self) -> f64 {
        self.heads.iter().map(|head| head.mean).fold(0.0, f64::max)
    }

    /// The share of pairs of which one is flagged and the other is not.
    pub fn flip_share(&self) -> f64 {
        self.flips as f64 / self.pairs.max(1) as f64
    }
}

/// A text's verdict, kept beyond the text.
pub(super) struct Judged {
    probabilities: Vec<f32>,
    raised: Vec<bool>,
}

/// Running sums.
#[derive(Clone, Copy, Default)]
struct Sum {
    count: u64,
    sum: f64,
    max: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        self.max = self.max.max(value.abs());
    }

    fn mean(&self) -> f64 {
        self.sum / self.count.max(1) as f64
    }
}

#[derive(Clone)]
struct KindTally {
    gaps: Sum,
    flips: u64,
    shifts: Vec<Sum>,
}

/// Collects pairs.
pub(super) struct Tally<'a> {
    moderator: &'a Moderator,
    terms: &'a Terms,
    scorer: Scorer,
    main: usize,
    heads: Vec<Sum>,
    guidelines: Vec<u64>,
    kinds: Vec<KindTally>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(moderator: &'a Moderator, terms: &'a Terms) -> Self {
        let kinds = terms.kinds().iter().map(|kind| KindTally {
            gaps: Sum::default(),
            flips: 0,
            shifts: vec![Sum::default(); kind.sides().len()],
        });
        Self {
            moderator,
            terms,
            scorer: moderator.scorer(),
            main: main_head(moderator),
            heads: vec![Sum::default(); moderator.model().heads().len()],
            guidelines: vec![0; moderator.policy().guidelines().len()],
            kinds: kinds.collect(),
        }
    }

    /// The terms that are swapped.
    pub(super) fn terms(&self) -> &'a Terms {
        self.terms
    }

    pub(super) fn judge(&mut self, text: &str) -> Judged {
        let verdict = self.scorer.judge(text);
        Judged {
            probabilities: verdict.scores().map(|(_, p)| p).collect(),
            raised: verdict.assessments().map(|flag: Flag<'_>| flag.is_raised()).collect(),
        }
    }

    /// The probability of the main head.
    pub(super) fn main(&self, judged: &Judged) -> f64 {
        f64::from(judged.probabilities[self.main])
    }

    /// Two texts that differ in terms of this kind.
    pub(super) fn pair(&mut self, kind: usize, one: &Judged, other: &Judged) {
        let gaps = one.probabilities.iter().zip(&other.probabilities).map(|(p, q)| f64::from((p - q).abs()));
        for (sum, gap) in self.heads.iter_mut().zip(gaps) {
            sum.add(gap);
        }
        for (flips, (a, b)) in self.guidelines.iter_mut().zip(one.raised.iter().zip(&other.raised)) {
            *flips += u64::from(a != b);
        }
        let gap = (self.main(one) - self.main(other)).abs();
        let tally = &mut self.kinds[kind];
        tally.gaps.add(gap);
        tally.flips += u64::from(one.raised.contains(&true) != other.raised.contains(&true));
    }

    /// What a term did in one text.
    pub(super) fn shift(&mut self, place: Place, by: f64) {
        self.kinds[place.kind].shifts[place.side].add(by);
    }

    pub(super) fn finish(self) -> Differences {
        let heads = self.moderator.model().heads();
        let guidelines = self.moderator.policy().guidelines();
        let term = |(side, sum): (&super::Side, &Sum)| TermShift {
            term: side.label().to_owned(),
            texts: sum.count,
            shift: sum.mean(),
        };
        let kind = |(kind, tally): (&super::Kind, &KindTally)| KindDifference {
            kind: kind.name().to_owned(),
            pairs: tally.gaps.count,
            mean: tally.gaps.mean(),
            max: tally.gaps.max,
            flips: tally.flips,
            terms: kind
                .sides()
                .iter()
                .zip(&tally.shifts)
                .filter(|(_, sum)| sum.count > 0)
                .map(term)
                .collect(),
        };
        Differences {
            pairs: self.kinds.iter().map(|kind| kind.gaps.count).sum(),
            flips: self.kinds.iter().map(|kind| kind.flips).sum(),
            head: heads[self.main].clone(),
            heads: heads
                .iter()
                .zip(&self.heads)
                .map(|(head, sum)| HeadDifference { head: head.clone(), mean: sum.mean(), max: sum.max })
                .collect(),
            guidelines: guidelines
                .iter()
                .zip(&self.guidelines)
                .map(|(g, &flips)| GuidelineFlips { guideline: g.name().to_owned(), flips })
                .collect(),
            kinds: self.terms.kinds().iter().zip(&self.kinds).map(kind).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Form;

    /// A verdict of the shipped model's form: the first head's probability,
    /// zero for the others, and the first guideline broken or not.
    fn judged(moderator: &Moderator, p: f32, raised: bool) -> Judged {
        let mut probabilities = vec![0.0; moderator.model().heads().len()];
        probabilities[main_head(moderator)] = p;
        let mut all = vec![false; moderator.policy().guidelines().len()];
        all[0] = raised;
        Judged { probabilities, raised: all }
    }

    #[test]
    fn worked_by_hand() {
        let list = "[[kind]]\nname = \"a\"\nsides = [{ name = \"x\" }, { name = \"y\" }]\n\
                    [[kind]]\nname = \"b\"\nsides = [{ name = \"z\" }, { name = \"w\" }]\n";
        let (moderator, terms) = (Moderator::shipped(), Terms::from_toml(list).unwrap());
        let mut tally = Tally::new(&moderator, &terms);
        let [low, middle, high] =
            [(0.25, false), (0.5, true), (1.0, true)].map(|(p, raised)| judged(&moderator, p, raised));
        // |Δp| of .25 with a flip, .5 without, and, in the other kind, .75
        // with a flip.
        tally.pair(0, &low, &middle);
        tally.pair(0, &middle, &high);
        tally.pair(1, &high, &low);
        tally.shift(Place { kind: 0, side: 1, form: Form::Name }, 0.25);
        tally.shift(Place { kind: 0, side: 1, form: Form::Name }, -0.75);
        let found = tally.finish();
        assert_eq!((found.pairs, found.flips, found.flip_share()), (3, 2, 2.0 / 3.0));
        assert_eq!(found.mean(), 0.5);
        assert_eq!(found.guidelines[0].flips, 2);
        assert!(found.guidelines[1..].iter().all(|g| g.flips == 0));
        let kinds: Vec<_> = found.kinds.iter().map(|k| (k.pairs, k.mean, k.max, k.flips)).collect();
        assert_eq!(kinds, [(2, 0.375, 0.5, 1), (1, 0.75, 0.75, 1)]);
        let [term] = &found.kinds[0].terms[..] else { panic!("one term was put into texts") };
        assert_eq!((term.term.as_str(), term.texts, term.shift), ("y", 2, -0.25));
    }

    #[test]
    fn nothing_compared_is_no_difference() {
        let (moderator, terms) = (Moderator::shipped(), Terms::shipped());
        let found = Tally::new(&moderator, &terms).finish();
        assert_eq!((found.pairs, found.mean(), found.flip_share()), (0, 0.0, 0.0));
    }
}
