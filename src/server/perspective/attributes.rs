//! Attributes. The probabilities of a model's heads come in; the score of a
//! Perspective attribute goes out, on the scale of that API. What it
//! promises: a score lies in 0..=1 and never falls when a head of the
//! attribute rises (never rises, for CIVILITY); an attribute that the loaded
//! model cannot judge has no score at all.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Which heads speak for which attribute.
const TABLE: &str = include_str!("attributes.toml");
/// How their sum is bent to the API's scale; written by a command.
const SCALE: &str = include_str!("scale.toml");
/// The pseudo-head that is large for a short comment.
const BREVITY: &str = "brevity";
/// Log-odds beyond this say nothing more.
const MOST_LOG_ODDS: f32 = 12.0;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "attribute")]
    attributes: Vec<Attribute>,
}

/// A row of the table of attributes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Attribute {
    /// Its name in the API.
    pub name: String,
    /// Other names that mean the same.
    #[serde(default)]
    pub also: Vec<String>,
    /// Its column in a table of the API's own scores, to which it is scaled.
    #[serde(default)]
    pub column: Option<String>,
    /// The heads that speak for it.
    pub heads: Vec<String>,
    /// Whether it speaks of the opposite of its head.
    #[serde(default)]
    pub inverse: bool,
}

/// The attributes of the shipped table.
pub fn attributes() -> Vec<Attribute> {
    let table: Table = toml::from_str(TABLE).expect("the shipped table is checked by a test");
    table.attributes
}

/// The scales of all attributes, as they are kept in a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scales {
    /// One for each attribute that can be told from the heads, by its name.
    #[serde(rename = "attribute", default)]
    pub attributes: BTreeMap<String, Scale>,
}

/// How heads become one attribute: a weighted sum of log-odds, and a line
/// through points that bends it to the API's scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The weight of each head; none is negative.
    pub weights: BTreeMap<String, f32>,
    /// Sums and the scores that they stand for; both rise.
    pub points: Vec<[f32; 2]>,
}

impl Scales {
    /// The scales of the shipped model.
    pub fn shipped() -> Self {
        Self::from_toml(SCALE).expect("the shipped scales are checked by a test")
    }

    /// Reads a file of scales.
    ///
    /// # Errors
    /// If it cannot be read; see also [`Scales::from_toml`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("The scales cannot be read", e));
        text.and_then(|text| Self::from_toml(&text)).map_err(|e| e.in_file(path.display().to_string()))
    }

    /// Reads the text of a file of scales.
    ///
    /// # Errors
    /// If the text is not TOML, a weight is negative, or points do not rise.
    pub fn from_toml(text: &str) -> Result<Self> {
        let scales: Self = toml::from_str(text)
            .map_err(|e| Error::config(format!("The scales cannot be read: {}.", e.message())))?;
        for (name, scale) in &scales.attributes {
            let wrong = |what: &str| Err(Error::config(format!("The scale of {name} {what}.")));
            if !scale.weights.values().all(|w| (0.0..=100.0).contains(w)) {
                return wrong("has a weight that is not between 0 and 100");
            }
            let finite = scale.points.iter().flatten().all(|v| v.is_finite());
            let rises = scale.points.windows(2).all(|p| p[0][0] < p[1][0] && p[0][1] <= p[1][1]);
            let scores = scale.points.iter().all(|p| (0.0..=1.0).contains(&p[1]));
            if scale.points.is_empty() || !(finite && rises && scores) {
                return wrong("needs points whose sums rise and whose scores rise from 0 to 1 at most");
            }
        }
        Ok(scales)
    }
}

impl Scale {
    /// The score of a sum of log-odds.
    pub fn at(&self, sum: f32) -> f32 {
        let next = self.points.partition_point(|p| p[0] <= sum);
        match (next.checked_sub(1).map(|i| self.points[i]), self.points.get(next)) {
            (Some(a), Some(b)) => a[1] + (b[1] - a[1]) * ((sum - a[0]) / (b[0] - a[0])),
            (Some(last), None) => last[1],
            (None, Some(first)) => first[1],
            (None, None) => 0.0,
        }
    }
}

/// What one head contributes to sums: its log-odds.
pub fn log_odds(probability: f32) -> f32 {
    let odds = probability / (1.0 - probability);
    odds.ln().clamp(-MOST_LOG_ODDS, MOST_LOG_ODDS)
}

/// What one head of the companion contributes: its log-odds up to 2. Beyond, it says
/// that a comment is not mild, and how bad it is the model knows better. Of 0, 0.5, 1,
/// 2 and no limit, 2 is the highest that costs no agreement at .7 and .8.
pub fn mild_log_odds(probability: f32) -> f32 {
    log_odds(probability).min(2.0)
}

/// The shortness of a text, on a scale like that of log-odds.
pub fn brevity(text: &str) -> f32 {
    -((1 + text.len()) as f32).ln()
}

/// Where an attribute's score comes from, for one model.
#[derive(Clone, Debug)]
enum Source {
    /// A head's probability as it is, or its complement.
    Head { head: usize, inverse: bool },
    /// A scaled sum; the last weight is that of brevity.
    Sum { weights: Vec<(usize, f32)>, brevity: f32, scale: Scale },
}

/// The attributes that one model can judge.
#[derive(Clone, Debug)]
pub(crate) struct Attributes {
    sources: Vec<Source>,
    names: HashMap<String, usize>,
}

/// What is known of a comment, from which any attribute can be told.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    probabilities: Vec<f32>,
    log_odds: Vec<f32>,
    brevity: f32,
}

impl Judged {
    /// From the probabilities of the model's heads, and of the companion's.
    pub(crate) fn new(
        text: &str,
        heads: impl Iterator<Item = f32>,
        companion: impl Iterator<Item = f32>,
    ) -> Self {
        let probabilities: Vec<f32> = heads.collect();
        let of_heads = probabilities.iter().map(|&p| log_odds(p));
        let log_odds = of_heads.chain(companion.map(mild_log_odds)).collect();
        Self { probabilities, log_odds, brevity: brevity(text) }
    }
}

impl Attributes {
    /// The attributes that a model with these heads can judge by these
    /// scales, together with a companion that has those, which are no attributes
    /// themselves.
    pub(crate) fn new(heads: &[String], companion: &[String], scales: &Scales) -> Self {
        let mut this = Self { sources: Vec::new(), names: HashMap::new() };
        let index = |name: &str| heads.iter().chain(companion).position(|head| head == name);
        for attribute in attributes() {
            let Some(source) = source(&attribute, scales, index) else { continue };
            this.add(std::iter::once(attribute.name).chain(attribute.also), source);
        }
        for (head, name) in heads.iter().enumerate() {
            let name = name.to_uppercase().replace('-', "_");
            if !this.names.contains_key(&name) {
                this.add(std::iter::once(name), Source::Head { head, inverse: false });
            }
        }
        this
    }

    fn add(&mut self, names: impl Iterator<Item = String>, source: Source) {
        let at = self.sources.len();
        self.sources.push(source);
        self.names.extend(names.map(|name| (name, at)));
    }

    /// Finds an attribute by the name in a request, which may bear a version
    /// (`TOXICITY@6`).
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let plain = name.split_once('@').map_or(name, |(plain, _)| plain);
        self.names.get(plain).copied()
    }

    /// The score of an attribute that was found.
    pub(crate) fn score(&self, attribute: usize, judged: &Judged) -> f32 {
        match &self.sources[attribute] {
            Source::Head { head, inverse } => {
                let p = judged.probabilities[*head];
                if *inverse { 1.0 - p } else { p }
            }
            Source::Sum { weights, brevity, scale } => {
                let heads: f32 = weights.iter().map(|&(head, w)| w * judged.log_odds[head]).sum();
                scale.at(heads + brevity * judged.brevity)
            }
        }
    }

    /// Every name that is served, in alphabetical order.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.names.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

/// Where the attribute comes from; `None` if the model lacks one of its heads,
/// or if it could not be told from them.
fn source(attribute: &Attribute, scales: &Scales, index: impl Fn(&str) -> Option<usize>) -> Option<Source> {
    if attribute.column.is_none() {
        let head = index(attribute.heads.first()?)?;
        return Some(Source::Head { head, inverse: attribute.inverse });
    }
    let scale = scales.attributes.get(&attribute.name)?;
    let mut weights = Vec::new();
    for (name, weight) in scale.weights.iter().filter(|(name, _)| *name != BREVITY) {
        weights.push((index(name)?, *weight));
    }
    let brevity = scale.weights.get(BREVITY).copied().unwrap_or(0.0);
    Some(Source::Sum { weights, brevity, scale: scale.clone() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Moderator;
    use crate::server::companion;

    fn shipped() -> Attributes {
        Attributes::new(Moderator::shipped().model().heads(), companion().model().heads(), &Scales::shipped())
    }

    #[test]
    fn every_attribute_of_the_table_names_heads_of_the_shipped_model() {
        let (moderator, companion) = (Moderator::shipped(), companion());
        let heads = moderator.model().heads().iter().chain(companion.model().heads());
        for attribute in attributes() {
            for head in &attribute.heads {
                let known = head == BREVITY || heads.clone().any(|known| known == head);
                assert!(known, "{}: {head}", attribute.name);
            }
        }
    }

    #[test]
    fn the_main_attributes_are_served_under_all_their_names() {
        let attributes = shipped();
        for name in ["TOXICITY", "TOXICITY@6", "TOXICITY_EXPERIMENTAL", "INSULT", "PROFANITY", "SPAM"] {
            assert!(attributes.find(name).is_some(), "{name}");
        }
        for name in ["NAME_CALLING", "AD_HOMINEM", "TONE", "CONTRADICTION", "CIVILITY", "UNCIVIL"] {
            assert!(attributes.find(name).is_some(), "{name}");
        }
        for name in ["FLIRTATION", "CURIOSITY_EXPERIMENTAL", "toxicity", "", "@6", "API_08"] {
            assert!(attributes.find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_model_without_the_heads_serves_only_what_it_has() {
        let attributes =
            Attributes::new(&["manners".to_owned()], companion().model().heads(), &Scales::shipped());
        assert_eq!(attributes.names(), ["MANNERS"]);
    }

    #[test]
    fn says_what_is_wrong_with_scales() {
        let with =
            |weights: &str, points: &str| format!("[attribute.A]\nweights = {weights}\npoints = {points}\n");
        let cases = [
            ("not TOML", "attribute = [".to_owned(), "cannot be read"),
            ("negative weight", with("{ a = -1.0 }", "[[0.0, 0.5]]"), "weight"),
            ("no points", with("{ a = 1.0 }", "[]"), "points"),
            ("falling sums", with("{ a = 1.0 }", "[[1.0, 0.1], [0.0, 0.2]]"), "points"),
            ("falling scores", with("{ a = 1.0 }", "[[0.0, 0.2], [1.0, 0.1]]"), "points"),
            ("no score", with("{ a = 1.0 }", "[[0.0, 1.2]]"), "points"),
            ("not a number", with("{ a = 1.0 }", "[[nan, 0.2]]"), "points"),
        ];
        for (name, text, want) in cases {
            let error = Scales::from_toml(&text).unwrap_err().to_string();
            assert!(error.contains(want), "{name}: {error}");
        }
    }

    /// What is not mild is for the model to order.
    #[test]
    fn the_companion_speaks_of_mild_comments_only() {
        let attributes = shipped();
        let toxicity = attributes.find("TOXICITY").unwrap();
        let score = |mild: f32| {
            let judged = Judged::new("text", [0.02; 10].into_iter(), [mild; 2].into_iter());
            attributes.score(toxicity, &judged)
        };
        assert!(score(0.1) < score(0.5) && score(0.5) < score(0.88));
        assert_eq!(score(0.89), score(0.9999));
    }

    #[test]
    fn a_scale_is_a_line_through_its_points() {
        let scale = Scale { weights: BTreeMap::new(), points: vec![[-1.0, 0.2], [1.0, 0.6], [3.0, 0.8]] };
        for (sum, want) in [(-9.0, 0.2), (-1.0, 0.2), (0.0, 0.4), (1.0, 0.6), (2.0, 0.7), (9.0, 0.8)] {
            assert!((scale.at(sum) - want).abs() < 1e-6, "{sum}");
        }
    }

    proptest! {
        /// A comment that is worse by any head is no better by any attribute.
        #[test]
        fn scores_are_monotone(
            mut low in prop::collection::vec(0.0..=1.0f32, 12),
            head in 0..12usize,
            more in 0.0..=1.0f32,
        ) {
            let attributes = shipped();
            let judged = |p: &[f32]| Judged::new("text", p[..10].iter().copied(), p[10..].iter().copied());
            let before = judged(&low);
            low[head] = low[head].max(more);
            let after = judged(&low);
            for name in attributes.names() {
                let at = attributes.find(name).unwrap();
                let (a, b) = (attributes.score(at, &before), attributes.score(at, &after));
                prop_assert!((0.0..=1.0).contains(&a), "{name}: {a}");
                let rises = if name == "CIVILITY" { b <= a } else { b >= a };
                prop_assert!(rises, "{name}: {a}, {b}");
            }
        }
    }
}
