//! A plain scorer to hold the fast one against: it cuts every text segment by
//! segment, remembers nothing between words, and adds up by the book, in
//! `f64`.

use std::collections::HashMap;

use proptest::prelude::*;

use super::Model;
use super::statistics::{Lanes, MAX_HEADS, Statistics, is_second_person};
use crate::Moderator;
use crate::features::{Buffer, Featuriser, Visitor, Word};
use crate::text::Kind;
use crate::verdict::Subject;

type Exact = [f64; MAX_HEADS];

#[derive(Default)]
struct Sentence {
    units: Vec<(u64, Exact, f64)>,
    says_you: bool,
}

struct Reference<'m> {
    model: &'m Model,
    featuriser: Featuriser,
    sentences: Vec<Sentence>,
    names: Vec<u64>,
    kinds: Vec<(Kind, usize)>,
    upper: u32,
    letters: u32,
    second_person: u32,
}

impl<'m> Reference<'m> {
    fn read(model: &'m Model, text: &str) -> Self {
        let mut reference = Self {
            model,
            featuriser: Featuriser::new(model.features()),
            sentences: vec![Sentence::default()],
            names: Vec::new(),
            kinds: Vec::new(),
            upper: 0,
            letters: 0,
            second_person: 0,
        };
        model.parts.reading.visit_by_segment(text, &mut Buffer::default(), &mut reference);
        reference
    }

    fn weights(&self, feature: u64) -> Exact {
        let mut sum = Lanes::default();
        self.model.parts.table.add_all(&[feature], &mut sum);
        sum.map(f64::from)
    }

    fn add(&mut self, name: u64, weights: Exact, squared: f64) {
        self.sentences.last_mut().unwrap().units.push((name, weights, squared));
    }

    fn statistics(&self, parent: Option<&Self>) -> Statistics {
        let mut counts: HashMap<u64, (u32, Exact, f64)> = HashMap::new();
        for (name, weights, squared) in self.sentences.iter().flat_map(|s| &s.units) {
            counts.entry(*name).or_insert((0, *weights, *squared)).0 += 1;
        }
        let tf = |count: u32| 1.0 + f64::from(count).ln();
        let squared: f64 = counts.values().map(|(count, _, squared)| tf(*count).powi(2) * squared).sum();
        let spoken: Vec<&Sentence> = self.sentences.iter().filter(|s| !s.units.is_empty()).collect();
        let margin = |sentence: &Sentence, head: usize| {
            let squared: f64 = sentence.units.iter().map(|u| u.2).sum();
            sentence.units.iter().map(|u| u.1[head]).sum::<f64>() / squared.sqrt()
        };
        let lanes = |of: &dyn Fn(usize) -> f64| std::array::from_fn(|head| of(head) as f32);
        let largest = |sentences: &[&Sentence], head| {
            sentences.iter().map(|s| margin(s, head)).reduce(f64::max).unwrap_or(0.0)
        };
        let to_reader: Vec<&Sentence> = spoken.iter().filter(|s| s.says_you).copied().collect();

        let words = self.names.len() as f64;
        let mut distinct = self.names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let repeated = parent.map_or(0, |p| distinct.iter().filter(|name| p.names.contains(name)).count());
        let of_kind =
            |kind: Kind| self.kinds.iter().filter(|k| k.0 == kind).map(|k| k.1).sum::<usize>() as f64;
        let addresses = self.kinds.iter().filter(|k| k.0 == Kind::Url).count() as f64;
        let numbers = self.kinds.iter().filter(|k| k.0 == Kind::Number).count() as f64;
        let share = |part: f64, whole: f64| part / whole.max(1.0);
        let surface = [
            words.ln_1p(),
            share(self.upper.into(), self.letters.into()),
            of_kind(Kind::Shout).ln_1p(),
            share(distinct.len() as f64, words),
            addresses.ln_1p(),
            share(numbers, words),
            share(self.second_person.into(), words),
            f64::from(u8::from(parent.is_some())),
            share(repeated as f64, distinct.len() as f64),
        ];
        let some = |value: f64| if spoken.is_empty() { 0.0 } else { value };
        Statistics {
            whole: lanes(&|head| {
                let sum: f64 = counts.values().map(|(count, weights, _)| tf(*count) * weights[head]).sum();
                some(sum / squared.sqrt())
            }),
            worst: lanes(&|head| largest(&spoken, head)),
            mean: lanes(&|head| {
                some(spoken.iter().map(|s| margin(s, head)).sum::<f64>() / spoken.len() as f64)
            }),
            second_person: lanes(&|head| largest(&to_reader, head)),
            peak: lanes(&|head| counts.values().map(|(_, weights, _)| weights[head]).fold(0.0, f64::max)),
            mass: lanes(&|head| {
                counts.values().map(|(_, weights, _)| weights[head].max(0.0)).sum::<f64>().ln_1p()
            }),
            surface: surface.map(|value| value as f32),
            familiarity: 0,
        }
    }
}

impl Visitor for Reference<'_> {
    fn word(&mut self, word: Word<'_>) {
        let mut features = Vec::new();
        self.featuriser.word(word.normal, |feature| features.push(feature));
        let mut weights = Exact::default();
        for &feature in &features {
            weights.iter_mut().zip(self.weights(feature)).for_each(|(sum, w)| *sum += w);
        }
        self.add(word.name, weights, features.len() as f64);
        self.names.push(word.name);
        self.kinds.push((word.kind, word.length));
        self.upper += word.case.upper;
        self.letters += word.case.upper + word.case.lower;
        if is_second_person(word.normal) {
            self.second_person += 1;
            self.sentences.last_mut().unwrap().says_you = true;
        }
    }

    fn pair(&mut self, name: u64) {
        self.add(name, self.weights(name), 1.0);
    }

    fn stop(&mut self) {
        self.sentences.push(Sentence::default());
    }
}

/// Holds the fast scorer against the plain one.
fn check(text: &str, parent: Option<&str>) -> Result<(), TestCaseError> {
    let moderator = Moderator::shipped();
    let model = moderator.model();
    let mut subject = Subject::from(text);
    subject.parent = parent;
    let fast = model.with_scratch(|scratch| model.statistics(subject, scratch));
    let parent = parent.map(|parent| Reference::read(model, parent));
    let plain = Reference::read(model, text).statistics(parent.as_ref());
    let values = |s: &Statistics| {
        [&s.whole[..], &s.worst, &s.mean, &s.second_person, &s.peak, &s.mass, &s.surface].concat()
    };
    // The jury computes at once what its judges say one by one.
    let together = model.jury.probabilities(&fast);
    for (head, judge) in model.parts.judges.iter().enumerate() {
        let alone = judge.calibration.probability(judge.margin(&fast, head, model.parts.lanes()));
        prop_assert!((together[head] - alone).abs() <= 1e-5, "{} is not {alone}: {text:?}", together[head]);
    }
    for (fast, plain) in values(&fast).into_iter().zip(values(&plain)) {
        prop_assert!((fast - plain).abs() <= 1e-5 * plain.abs().max(1.0), "{fast} is not {plain}: {text:?}");
    }
    Ok(())
}

#[test]
fn fast_and_plain_scorer_agree_on_comments() {
    let long = "You are wrong, and you know it. The mayor never said so! ".repeat(40);
    let cases = [
        ("empty", ""),
        ("no words", " ... -- \n"),
        ("a comment", "You people are all idiots. The mayor is not; he's a liar at http://a.example/x?y=1!"),
        (
            "disguises",
            "You st\u{fc}pid 1d10t, what a pile of cr@p, y o u  i.d.i.o.t, stuuuupid!!! id\u{200b}iot",
        ),
        ("terms", "The Russians and the North Koreans, Saudi Arabia, the left, a Middle Eastern man"),
        (
            "long words",
            "antidisestablishmentarianism internationalization straightforwardly stupididiotmoron",
        ),
        (
            "other scripts",
            "\u{43f}\u{440}\u{438}\u{432}\u{435}\u{442} \u{1f644}\u{1f644} caf\u{e9} na\u{ef}ve",
        ),
        ("repeated", &long),
    ];
    for (name, text) in cases {
        check(text, Some("The mayor is not an idiot, you know.")).expect(name);
        // And once more, when every word has been met before.
        check(text, None).expect(name);
    }
}

proptest! {
    #[test]
    fn fast_and_plain_scorer_agree_on_anything(text in any::<String>(), parent in any::<Option<String>>()) {
        check(&text, parent.as_deref())?;
    }

    #[test]
    fn fast_and_plain_scorer_agree_near_words(
        text in "((you|idiot|St\u{fc}pid|liar|Russians?|north|korean|1d10t|www|http)?[a-zA-Z]{0,17}[a-c .*'\u{2019}@\\$\u{200b}\u{e9}1!?\n:/,_-]{0,3}){0,40}"
    ) {
        check(&text, None)?;
    }

    #[test]
    fn what_was_judged_before_changes_no_bit(
        texts in prop::collection::vec("((you|idiot|antidisestablish|internationali[sz]ed|wickerworkers|the|don't)?[a-z]{0,12}[ .'\u{2019}1!]{1,2}){0,12}", 1..6)
    ) {
        let model = Moderator::shipped().model().clone();
        let mut used = model.scratch();
        for text in texts.iter().chain(&texts) {
            let again = model.statistics(text.as_str().into(), &mut used);
            prop_assert_eq!(again, model.statistics(text.as_str().into(), &mut model.scratch()), "{}", text);
        }
    }
}
