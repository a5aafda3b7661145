//! How a margin came about. A comment and a head come in; out go the words
//! of the comment and the named statistics, each with what it adds to the
//! calibrated log-odds. Promise: with the intercept they sum to it.
//!
//! The evidence margins are sums over words, and the verdict layer is a sum
//! over evidence margins, so each word's share is the product along the way,
//! summed over the ways: through the whole comment, through its sentence if
//! that is the worst one, through the sentences on average, through the peak
//! if it is the weightiest, and through the mass, in proportion to its weight.
//! A pair of words gives half its share to each.

use std::sync::Arc;

use super::statistics::{Lanes, SURFACE, Statistics, Traits, UnitWeights, add};
use super::sums::Dampened;
use super::{MAX_HEADS, Model, Parts, Scratch, TableWeights};
use crate::features::{Visitor, Word};
use crate::verdict::{Evidence, Subject};

/// How the log-odds of one head came about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Account<'a> {
    /// What every comment starts from.
    pub intercept: f32,
    /// The words in the order of the text.
    pub words: Vec<Evidence<'a>>,
    /// Plain measures of the surface, by name.
    pub statistics: Vec<(&'static str, f32)>,
    /// The calibrated log-odds: the sum of all of the above.
    pub log_odds: f32,
}

/// A comment taken apart once, to be asked about several heads.
#[derive(Clone, Debug)]
pub(crate) struct Dissection<'a> {
    parts: Arc<Parts>,
    subject: Subject<'a>,
    statistics: Statistics,
    occurrences: Vec<Occurrence>,
    sentences: Vec<Sentence>,
    /// For each lane the sentence of the largest margin, and that among those
    /// that turn to the reader.
    worst: [Option<usize>; MAX_HEADS],
    worst_to_you: [Option<usize>; MAX_HEADS],
}

/// One occurrence of a unit.
#[derive(Clone, Debug)]
struct Occurrence {
    name: u64,
    lanes: Lanes,
    squared: f32,
    sentence: usize,
    /// Where its words are written: places and lengths.
    spans: [Option<Span>; 2],
    shares: Shares,
}

/// What an occurrence has of each sum that its weights go into.
#[derive(Clone, Copy, Debug, Default)]
struct Shares {
    whole: f32,
    sentence: f32,
    mass: f32,
}

type Span = (usize, usize);

#[derive(Clone, Debug, Default)]
struct Sentence {
    sum: Lanes,
    squared: f32,
    says_you: bool,
}

impl Model {
    /// Takes a comment apart.
    pub(crate) fn dissect<'a>(&self, subject: Subject<'a>, scratch: &mut Scratch) -> Dissection<'a> {
        let statistics = self.statistics(subject, scratch);
        let Scratch { statistics: room, featuriser, memo } = scratch;
        let (counts, buffer) = room.counts_and_buffer();
        let mut collector = Collector {
            weights: TableWeights { parts: &self.parts, featuriser, memo },
            last: [None; 2],
            occurrences: Vec::new(),
            sentences: vec![Sentence::default()],
        };
        self.parts.reading.visit(subject.text, buffer, &mut collector);
        let Collector { mut occurrences, sentences, .. } = collector;

        counts.clear();
        let mut norm = 0.0;
        for o in &occurrences {
            norm += Dampened::of(counts.add(o.name)).squared * o.squared;
        }
        let inverse = if norm > 0.0 { 1.0 / norm.sqrt() } else { 0.0 };
        for o in &mut occurrences {
            let count = counts.of(o.name) as f32;
            let tf = if count == 1.0 { 1.0 } else { (1.0 + count.ln()) / count };
            o.shares = Shares {
                whole: tf * inverse,
                sentence: 1.0 / sentences[o.sentence].squared.sqrt(),
                mass: 1.0 / count,
            };
        }
        let worst = worst_among(&sentences, |_| true);
        let worst_to_you = worst_among(&sentences, |s| s.says_you);
        let parts = Arc::clone(&self.parts);
        Dissection { parts, subject, statistics, occurrences, sentences, worst, worst_to_you }
    }
}

impl<'a> Dissection<'a> {
    /// The `most` words that weigh most for `head` (its index), the heaviest
    /// first; words that speak against it are left out.
    pub(crate) fn words(&self, head: usize, most: usize) -> Vec<Evidence<'a>> {
        let mut words = self.account(head).words;
        words.retain(|e| e.weight > 0.0);
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.start.cmp(&b.start)));
        words.truncate(most);
        words
    }

    /// How the log-odds of `head` came about.
    pub(crate) fn account(&self, head: usize) -> Account<'a> {
        let Self { parts, subject, statistics, occurrences, sentences, worst, worst_to_you } = self;
        let lanes = parts.lanes();
        let judge = &parts.judges[head];
        let slope = judge.calibration.slope;

        // The judge's weights, by the input they belong to.
        let (margins, rest) = judge.weights.split_at(3 * lanes);
        let (by_whole, by_worst, by_second) =
            (&margins[..lanes], &margins[lanes..2 * lanes], &margins[2 * lanes..]);
        let (by_mean, by_surface) = (rest[0], &rest[1..=SURFACE.len()]);
        let (by_whole_length, by_worst_length) = (rest[SURFACE.len() + 1], rest[SURFACE.len() + 2]);
        let length = statistics.surface[0];
        // The first models have no weights for peak and mass.
        let last = &rest[SURFACE.len() + 3..];
        let weight = |at: usize| last.get(at).copied().unwrap_or(0.0);
        let (mut by_peak, mut by_mass) = ([0.0; MAX_HEADS], [0.0; MAX_HEADS]);
        for h in 0..lanes {
            let own = if h == head { length } else { 0.0 };
            by_peak[h] = weight(h) + own * weight(2 * lanes);
            // What a unit of mass is worth, so that all of it is worth its log.
            let by_log = weight(lanes + h) + own * weight(2 * lanes + 1);
            let mass = statistics.mass[h];
            by_mass[h] = if mass > 0.0 { by_log * mass / mass.exp_m1() } else { 0.0 };
        }
        // The peaks that nobody has spoken for yet.
        let mut peak: Lanes = std::array::from_fn(|h| match statistics.peak[h] {
            peak if peak > 0.0 && h < lanes => peak,
            _ => f32::INFINITY,
        });

        // For each sentence and head: how much the judge makes of its margin.
        let mut by_sentence = vec![[0.0; MAX_HEADS]; sentences.len()];
        for h in 0..lanes {
            let own = if h == head { by_worst_length * length } else { 0.0 };
            if let Some(i) = worst[h] {
                by_sentence[i][h] += by_worst[h] + own;
            }
            if let Some(i) = worst_to_you[h] {
                by_sentence[i][h] += by_second[h];
            }
        }
        let spoken = sentences.iter().filter(|s| s.squared > 0.0).count().max(1) as f32;
        by_sentence.iter_mut().for_each(|lanes| lanes[head] += by_mean / spoken);

        let by_whole: Lanes = std::array::from_fn(|h| {
            let own = if h == head { by_whole_length * length } else { 0.0 };
            by_whole.get(h).map_or(0.0, |by_whole| by_whole + own)
        });
        let mut words: Vec<Evidence<'a>> = Vec::new();
        for o in occurrences {
            let by_sentence = &by_sentence[o.sentence];
            let mut shares: Lanes = std::array::from_fn(|h| {
                let by_mass = if o.lanes[h] > 0.0 { by_mass[h] * o.shares.mass } else { 0.0 };
                let through = by_whole[h] * o.shares.whole + by_sentence[h] * o.shares.sentence + by_mass;
                o.lanes[h] * through
            });
            if o.lanes.iter().zip(&peak).any(|(lane, peak)| lane == peak) {
                for h in (0..lanes).filter(|&h| o.lanes[h] == peak[h]) {
                    shares[h] += o.lanes[h] * by_peak[h];
                }
                // The first of equals has spoken.
                peak = std::array::from_fn(|h| if o.lanes[h] == peak[h] { f32::INFINITY } else { peak[h] });
            }
            let share: f32 = shares.iter().sum();
            let parts = o.spans.iter().flatten();
            let each = slope * share / parts.clone().count().max(1) as f32;
            for &(start, length) in parts {
                // A pair comes right after its second word: both are at hand.
                let mut near = words.iter_mut().rev().take_while(|e| e.start >= start);
                match near.find(|e| e.start == start) {
                    Some(evidence) => evidence.weight += each,
                    None => {
                        let text = &subject.text[start..start + length];
                        words.push(Evidence { text, start, weight: each });
                    }
                }
            }
        }
        let statistics_named: Vec<_> = SURFACE
            .into_iter()
            .zip(by_surface.iter().zip(statistics.surface).map(|(w, s)| slope * w * s))
            .collect();
        let log_odds = slope * judge.margin(statistics, head, lanes) + judge.calibration.offset;
        Account {
            intercept: slope * judge.intercept + judge.calibration.offset,
            words,
            statistics: statistics_named,
            log_odds,
        }
    }
}

/// For each lane, which sentence of some has the largest margin, as in scoring.
fn worst_among(sentences: &[Sentence], among: impl Fn(&Sentence) -> bool) -> [Option<usize>; MAX_HEADS] {
    let (mut worst, mut largest) = ([None; MAX_HEADS], Lanes::default());
    for (i, sentence) in sentences.iter().enumerate().filter(|(_, s)| s.squared > 0.0 && among(s)) {
        let norm = sentence.squared.sqrt();
        for (h, sum) in sentence.sum.iter().enumerate() {
            // Of equals the first.
            if worst[h].is_none() || sum / norm > largest[h] {
                (worst[h], largest[h]) = (Some(i), sum / norm);
            }
        }
    }
    worst
}

/// Collects the units of a comment.
struct Collector<'a> {
    weights: TableWeights<'a>,
    /// Where the last two words are written.
    last: [Option<Span>; 2],
    occurrences: Vec<Occurrence>,
    sentences: Vec<Sentence>,
}

impl Collector<'_> {
    fn add(&mut self, name: u64, lanes: Lanes, squared: f32, spans: [Option<Span>; 2]) {
        let sentence = self.sentences.len() - 1;
        add(&mut self.sentences[sentence].sum, 1.0, &lanes);
        self.sentences[sentence].squared += squared;
        self.occurrences.push(Occurrence {
            name,
            lanes,
            squared,
            sentence,
            spans,
            shares: Shares::default(),
        });
    }
}

impl Visitor for Collector<'_> {
    fn word(&mut self, word: Word<'_>) {
        let at = self.weights.seek(word.name);
        let (&sum, Traits { squared, second_person, .. }) = self.weights.word(at, word.name, word.normal);
        if let Some(sentence) = self.sentences.last_mut() {
            sentence.says_you |= second_person;
        }
        let span = Some((word.start, word.length));
        self.last = [self.last[1], span];
        self.add(word.name, sum, squared, [span, None]);
    }

    fn pair(&mut self, name: u64) {
        let weights = self.weights.pair(name).unwrap_or_default();
        self.add(name, weights, 1.0, self.last);
    }

    fn edge(&mut self, name: u64) {
        self.last[0] = None;
        self.pair(name);
    }

    fn stop(&mut self) {
        self.sentences.push(Sentence::default());
    }
}
