//! Sums of evidence. The units of a comment come in, in the order of its text;
//! out go the sums that [`Statistics`] are made of. Promise: nothing is
//! allocated for a comment but the largest so far.
//!
//! What a unit adds lies somewhere in memory, and fetching it takes longer
//! than adding it. So plain words and pairs are noted first and added
//! together when a sentence ends: then many fetches are under way at once.

use super::counts::Counts;
use super::statistics::{Lanes, SURFACE, Statistics, Tally, Traits, UnitWeights, add, raise};
use super::wide::{Work, wide};
use crate::features::{Buffer, Case, Reading, Visitor, Word, Words};
use crate::text::{Kind, Plain, normal};
use crate::verdict::Subject;

/// Scratch space of [`Sums::of`].
#[derive(Clone, Debug)]
pub(crate) struct Scratch {
    counts: Counts,
    parent: Counts,
    buffer: Buffer,
    /// [`Dampened`] for the usual counts.
    dampened: [Dampened; 64],
    words: [Pending; PENDING],
    pairs: [u64; PENDING],
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            counts: Counts::default(),
            parent: Counts::default(),
            buffer: Buffer::for_many(),
            dampened: std::array::from_fn(|count| Dampened::of(count as u32)),
            words: [Pending::default(); PENDING],
            pairs: [0; PENDING],
        }
    }
}

impl Scratch {
    /// For whoever reads a comment another way.
    pub(super) fn counts_and_buffer(&mut self) -> (&mut Counts, &mut Buffer) {
        (&mut self.counts, &mut self.buffer)
    }
}

/// How much of a unit the n-th occurrence adds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dampened {
    /// The difference of `1 + ln(n)` and what the occurrences before it had.
    pub(crate) tf: f32,
    /// The same of its square.
    pub(crate) squared: f32,
    /// 1 for the first occurrence, 0 for any other.
    pub(crate) first: i32,
}

impl Dampened {
    pub(crate) fn of(count: u32) -> Self {
        let tf = |count: u32| match count {
            0 | 1 => count as f32,
            _ => 1.0 + (count as f32).ln(),
        };
        let (new, old) = (tf(count), tf(count.saturating_sub(1)));
        Self { tf: new - old, squared: new * new - old * old, first: i32::from(count == 1) }
    }
}

/// As many words as most sentences have.
const PENDING: usize = 32;

/// A plain word that was not added yet.
#[derive(Clone, Copy, Debug, Default)]
struct Pending {
    name: u64,
    /// Where to look for it, once that was asked.
    at: usize,
    letters: [u64; 2],
    length: u32,
    count: u32,
}

/// Sums of evidence, over the comment and over the sentence so far.
pub(crate) struct Sums<'a, W> {
    weights: &'a mut W,
    counts: &'a mut Counts,
    parent: Option<&'a Counts>,
    dampened: &'a [Dampened; 64],
    words: &'a mut [Pending; PENDING],
    pending_words: usize,
    pairs: &'a mut [u64; PENDING],
    pending_pairs: usize,
    evidence: Evidence,
    sentences: u32,
    surface: Surface,
    out: Statistics,
}

/// The evidence so far.
#[derive(Default)]
struct Evidence {
    whole: Lanes,
    squared: f32,
    /// Peak and mass are those of the comment, the sum is that of the sentence.
    tally: Tally,
    sentence_squared: f32,
    /// How many words turned to the reader, before and in this sentence.
    second_person: u32,
    in_sentence: u32,
    familiarity: i32,
}

impl Evidence {
    /// Adds a word of which this is the n-th occurrence.
    #[inline(always)]
    fn add(&mut self, (sum, traits): (&Lanes, Traits), dampened: Dampened) {
        add(&mut self.whole, dampened.tf, sum);
        add(&mut self.tally.sum, 1.0, sum);
        self.tally.speak_for(sum, dampened.first as f32);
        self.squared += dampened.squared * traits.squared;
        self.sentence_squared += traits.squared;
        self.in_sentence += u32::from(traits.second_person);
        self.familiarity += dampened.first * i32::from(traits.familiarity);
    }
}

impl<'a, W: UnitWeights> Sums<'a, W> {
    /// The sums of a comment.
    pub(crate) fn of(
        subject: Subject<'_>,
        reading: &Reading,
        weights: &'a mut W,
        scratch: &'a mut Scratch,
    ) -> Self {
        let Scratch { counts, parent, buffer, dampened, words, pairs } = scratch;
        counts.clear();
        parent.clear();
        if let Some(text) = subject.parent {
            reading.visit(text, buffer, &mut Words(|word: Word<'_>| _ = parent.add(word.name)));
        }
        let mut sums = Self {
            weights,
            counts,
            parent: subject.parent.map(|_| &*parent),
            dampened,
            words,
            pending_words: 0,
            pairs,
            pending_pairs: 0,
            evidence: Evidence::default(),
            sentences: 0,
            surface: Surface::default(),
            out: Statistics::default(),
        };
        wide(Visit { reading, text: subject.text, buffer, sums: &mut sums });
        sums
    }

    /// The statistics.
    pub(crate) fn finish(mut self) -> Statistics {
        if self.sentences > 0 {
            self.out.mean.iter_mut().for_each(|m| *m /= self.sentences as f32);
            add(&mut self.out.whole, 1.0 / self.evidence.squared.sqrt(), &self.evidence.whole);
        }
        self.out.familiarity = self.evidence.familiarity;
        self.out.peak = self.evidence.tally.peak;
        self.out.mass = self.evidence.tally.mass.map(f32::ln_1p);
        self.out.surface = self.surface.finish(self.evidence.second_person, self.parent.is_some());
        self.out
    }

    /// Counts a word of any kind.
    #[inline(always)]
    fn count(&mut self, name: u64, case: Case) -> u32 {
        let count = self.counts.add(name);
        let surface = &mut self.surface;
        surface.words += 1;
        surface.distinct += u32::from(count == 1);
        surface.upper += case.upper;
        surface.lower += case.lower;
        if let Some(parent) = self.parent {
            surface.repeated += u32::from(count == 1 && parent.contains(name));
        }
        count
    }

    fn add_words(&mut self) {
        let words = &mut self.words[..std::mem::take(&mut self.pending_words)];
        let (evidence, dampened) = (&mut self.evidence, self.dampened);
        wide(AddWords { words, weights: self.weights, dampened, evidence });
    }

    fn add_pairs(&mut self) {
        let Evidence { whole, tally, squared, sentence_squared, .. } = &mut self.evidence;
        let words = std::mem::take(&mut tally.sum);
        let pairs = &self.pairs[..std::mem::take(&mut self.pending_pairs)];
        self.weights.add_pairs(pairs, tally);
        *squared += pairs.len() as f32;
        *sentence_squared += pairs.len() as f32;
        add(whole, 1.0, &tally.sum);
        add(&mut tally.sum, 1.0, &words);
    }

    /// Adds an occurrence of a pair but the first.
    #[inline(never)]
    fn add_again(&mut self, name: u64, count: u32) {
        let (evidence, dampened) = (&mut self.evidence, dampened(self.dampened, count));
        evidence.squared += dampened.squared;
        evidence.sentence_squared += 1.0;
        if let Some(weights) = self.weights.pair(name) {
            add(&mut evidence.whole, dampened.tf, &weights);
            add(&mut evidence.tally.sum, 1.0, &weights);
        }
    }

    fn end_sentence(&mut self) {
        let evidence = &mut self.evidence;
        let sum = std::mem::take(&mut evidence.tally.sum);
        let inverse = 1.0 / std::mem::take(&mut evidence.sentence_squared).sqrt();
        let says_you = evidence.in_sentence > 0;
        let (first, first_you) = (self.sentences == 0, evidence.second_person == 0);
        self.sentences += 1;
        evidence.second_person += std::mem::take(&mut evidence.in_sentence);
        let margins = sum.map(|sum| sum * inverse);
        let out = &mut self.out;
        add(&mut out.mean, 1.0, &margins);
        if first {
            out.worst = margins;
        }
        raise(&mut out.worst, &margins);
        if says_you {
            if first_you {
                out.second_person = margins;
            }
            raise(&mut out.second_person, &margins);
        }
    }
}

/// Visits a comment.
struct Visit<'v, 'a, W> {
    reading: &'v Reading,
    text: &'v str,
    buffer: &'v mut Buffer,
    sums: &'v mut Sums<'a, W>,
}

impl<W: UnitWeights> Work for Visit<'_, '_, W> {
    #[inline(always)]
    fn run(self) {
        self.reading.visit(self.text, self.buffer, self.sums);
    }
}

/// Adds words to the evidence.
struct AddWords<'w, W> {
    words: &'w mut [Pending],
    weights: &'w mut W,
    dampened: &'w [Dampened; 64],
    evidence: &'w mut Evidence,
}

impl<W: UnitWeights> Work for AddWords<'_, W> {
    #[inline(always)]
    fn run(self) {
        // What is nobody else's can stay in registers.
        let mut evidence = std::mem::take(self.evidence);
        for word in &mut *self.words {
            word.at = self.weights.seek(word.name);
        }
        for &Pending { name, at, letters, length, count } in &*self.words {
            let term = self.weights.word(at, name, &normal(letters)[..length as usize]);
            evidence.add(term, dampened(self.dampened, count));
        }
        *self.evidence = evidence;
    }
}

#[inline(always)]
fn dampened(usual: &[Dampened; 64], count: u32) -> Dampened {
    usual.get(count as usize).copied().unwrap_or_else(|| Dampened::of(count))
}

impl<W: UnitWeights> Visitor for Sums<'_, W> {
    fn word(&mut self, word: Word<'_>) {
        let count = self.count(word.name, word.case);
        match word.kind {
            Kind::Shout => self.surface.shouts += word.length as u32,
            Kind::Url => self.surface.urls += 1,
            Kind::Number => self.surface.numbers += 1,
            Kind::Word | Kind::Symbol | Kind::Stop | Kind::Gap => {}
        }
        let term = self.weights.word(self.weights.seek(word.name), word.name, word.normal);
        self.evidence.add(term, dampened(self.dampened, count));
    }

    #[inline(always)]
    fn plain(&mut self, name: u64, _: usize, plain: Plain) {
        let count = self.count(name, Case { upper: plain.capitals, lower: plain.small });
        if self.pending_words == PENDING {
            self.add_words();
        }
        let Plain { letters, length, .. } = plain;
        let length = length as u32;
        self.words[self.pending_words] = Pending { name, at: 0, letters, length, count };
        self.pending_words += 1;
    }

    #[inline(always)]
    fn pair(&mut self, name: u64) {
        let count = self.counts.add(name);
        if count > 1 {
            return self.add_again(name, count);
        }
        if self.pending_pairs == PENDING {
            self.add_pairs();
        }
        self.pairs[self.pending_pairs] = name;
        self.pending_pairs += 1;
    }

    fn stop(&mut self) {
        self.add_words();
        self.add_pairs();
        if self.evidence.sentence_squared > 0.0 {
            self.end_sentence();
        }
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
    repeated: u32,
}

impl Surface {
    fn finish(self, second_person: u32, is_reply: bool) -> [f32; SURFACE.len()] {
        let share = |part: u32, whole: u32| part as f32 / whole.max(1) as f32;
        [
            (self.words as f32).ln_1p(),
            share(self.upper, self.upper + self.lower),
            (self.shouts as f32).ln_1p(),
            share(self.distinct, self.words),
            (self.urls as f32).ln_1p(),
            share(self.numbers, self.words),
            share(second_person, self.words),
            f32::from(u8::from(is_reply)),
            share(self.repeated, self.distinct),
        ]
    }
}
