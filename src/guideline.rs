//! What a flag means. A policy file (TOML) comes in; a checked [`Policy`]
//! goes out: the guidelines a site asks its readers to keep, each with the
//! words it is quoted by, the heads of the model that speak for it, the
//! probability from which a comment is flagged, and what to do then. Nothing
//! here knows a weight or a word of a comment.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What happens to a comment that breaks a guideline. The order is the order
/// of severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is published.
    Approve,
    /// A person decides.
    #[default]
    Hold,
    /// It is not published.
    Reject,
}

impl Action {
    /// The name used in policy files and in output.
    pub fn name(self) -> &'static str {
        match self {
            Action::Approve => "approve",
            Action::Hold => "hold",
            Action::Reject => "reject",
        }
    }
}

/// One rule of a site, and how the model's heads speak for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Guideline {
    name: String,
    quote: String,
    heads: Vec<String>,
    #[serde(default = "default_threshold")]
    threshold: f32,
    // Behind the plain values, as TOML wants it.
    #[serde(default)]
    action: Action,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    thresholds: BTreeMap<String, f32>,
}

/// An even chance: the point where a calibrated probability says "rather yes".
fn default_threshold() -> f32 {
    0.5
}

impl Guideline {
    /// The short name used in output, for example `name-calling`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The site's own words.
    pub fn quote(&self) -> &str {
        &self.quote
    }

    /// The names of the heads that speak for this guideline; its probability
    /// is the largest of theirs, or, if some reach their thresholds, of those.
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// The probability from which a comment is flagged, in `0.0..=1.0`, by
    /// every head that has no threshold of its own.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// The probability of this head from which a comment is flagged: what is
    /// rarer, or graver, may be looked at earlier.
    pub fn threshold_of(&self, head: &str) -> f32 {
        self.thresholds.get(head).copied().unwrap_or(self.threshold)
    }

    /// All thresholds, for people: `40 %`, or `40 % (threat 10 %)`.
    pub fn shown_thresholds(&self) -> String {
        let percent = |threshold: &f32| format!("{:.0} %", threshold * 100.0);
        let own: Vec<_> =
            self.thresholds.iter().map(|(head, own)| format!("{head} {}", percent(own))).collect();
        let all = percent(&self.threshold);
        if own.is_empty() { all } else { format!("{all} ({})", own.join(", ")) }
    }

    /// What to do with a flagged comment.
    pub fn action(&self) -> Action {
        self.action
    }
}

/// The guidelines of a site, in the order in which it prints them.
///
/// ```
/// let policy = lamplighter::Policy::from_toml(
///     r#"
///     [[guideline]]
///     name = "manners"
///     quote = "Be kind, or be quiet."
///     heads = ["uncivil", "name-calling"]
///     threshold = 0.7
///     thresholds = { name-calling = 0.4 }
///     action = "hold"
///     "#,
/// )?;
/// let manners = &policy.guidelines()[0];
/// assert_eq!(manners.quote(), "Be kind, or be quiet.");
/// assert_eq!((manners.threshold_of("uncivil"), manners.threshold_of("name-calling")), (0.7, 0.4));
/// # Ok::<(), lamplighter::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    #[serde(rename = "guideline", default)]
    guidelines: Vec<Guideline>,
}

impl Policy {
    /// The guidelines that come with the crate.
    #[cfg(feature = "train")]
    pub(crate) fn shipped() -> Self {
        Self::from_toml(include_str!("guidelines.toml")).expect("the shipped policy is checked by a test")
    }

    /// A policy of these guidelines.
    ///
    /// # Errors
    /// As for [`Policy::from_toml`].
    #[cfg(feature = "train")]
    pub(crate) fn new(guidelines: Vec<Guideline>) -> Result<Self> {
        Self { guidelines }.check()
    }

    /// Reads a policy file's text.
    ///
    /// # Errors
    /// If the text is not TOML, has a key that a policy does not know, has no
    /// guideline, has two of one name, one without heads, a threshold outside
    /// `0.0..=1.0`, or one of a head that does not speak for its guideline.
    pub fn from_toml(text: &str) -> Result<Self> {
        let policy: Policy = toml::from_str(text).map_err(|e| {
            let line = e.span().map(|s| 1 + text[..s.start].matches('\n').count() as u64);
            let error = Error::config(format!("The policy cannot be read: {}.", e.message()));
            line.map_or_else(
                || Error::config(format!("The policy cannot be read: {e}")),
                |l| error.at_line(l),
            )
        })?;
        policy.check()
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// If it cannot be read, or its text is no policy; see
    /// [`Policy::from_toml`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("The policy cannot be read", e));
        text.and_then(|text| Self::from_toml(&text)).map_err(|e| e.in_file(path.display().to_string()))
    }

    fn check(self) -> Result<Self> {
        if self.guidelines.is_empty() {
            return Err(Error::config(
                "The policy has no [[guideline]]; it needs at least one with name, quote and heads.",
            ));
        }
        for (i, g) in self.guidelines.iter().enumerate() {
            let name = &g.name;
            if name.trim().is_empty() {
                return Err(Error::config(format!("Guideline number {} has no name.", i + 1)));
            }
            if self.guidelines[..i].iter().any(|other| other.name == *name) {
                return Err(Error::config(format!("The guideline {name:?} is defined twice.")));
            }
            if g.heads.is_empty() {
                return Err(Error::config(format!("The guideline {name:?} names no heads.")));
            }
            if let Some(head) = g.thresholds.keys().find(|head| !g.heads.contains(head)) {
                return Err(Error::config(format!(
                    "The guideline {name:?} has a threshold for the head {head:?}, which is not one of its heads: {}.",
                    g.heads.join(", ")
                )));
            }
            let mut thresholds = std::iter::once(&g.threshold).chain(g.thresholds.values());
            if let Some(wrong) = thresholds.find(|threshold| !(0.0..=1.0).contains(*threshold)) {
                return Err(Error::config(format!(
                    "The guideline {name:?} has the threshold {wrong}; it must lie between 0 and 1."
                )));
            }
        }
        Ok(self)
    }

    /// Checks that every head that the policy names is one of `heads`.
    ///
    /// # Errors
    /// If a guideline names a head that is not there.
    pub(crate) fn check_heads(&self, heads: &[String]) -> Result<()> {
        for guideline in &self.guidelines {
            for head in &guideline.heads {
                if !heads.contains(head) {
                    return Err(Error::config(format!(
                        "The guideline {:?} names the head {head:?}, which the model does not have; it has {}.",
                        guideline.name,
                        heads.join(", ")
                    )));
                }
            }
        }
        Ok(())
    }

    /// The policy without the heads that a model lacks, and without the
    /// guidelines for which nothing is left.
    #[cfg(feature = "train")]
    pub(crate) fn restricted_to(mut self, heads: &[String]) -> Self {
        for guideline in &mut self.guidelines {
            guideline.heads.retain(|h| heads.contains(h));
            guideline.thresholds.retain(|h, _| heads.contains(h));
        }
        self.guidelines.retain(|g| !g.heads.is_empty());
        self
    }

    /// The guidelines, in the order of the file.
    pub fn guidelines(&self) -> &[Guideline] {
        &self.guidelines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[guideline]]\nname = \"a\"\nquote = \"Be kind.\"\nheads = [\"uncivil\"]\n";

    #[test]
    fn the_defaults_leave_the_decision_to_a_person() {
        let policy = Policy::from_toml(GOOD).unwrap();
        let guideline = &policy.guidelines()[0];
        assert_eq!((guideline.threshold(), guideline.action()), (0.5, Action::Hold));
        assert_eq!(guideline.shown_thresholds(), "50 %");
    }

    #[test]
    fn a_head_may_have_a_threshold_of_its_own() {
        let text = GOOD.replace("[\"uncivil\"]", "[\"uncivil\", \"threat\"]\nthresholds = { threat = 0.1 }");
        let policy = Policy::from_toml(&text).unwrap();
        let guideline = &policy.guidelines()[0];
        assert_eq!((guideline.threshold_of("uncivil"), guideline.threshold_of("threat")), (0.5, 0.1));
        assert_eq!(guideline.shown_thresholds(), "50 % (threat 10 %)");
        let again = Policy::from_toml(&toml::to_string(&policy).unwrap()).unwrap();
        assert_eq!(again, policy);
    }

    #[test]
    fn says_what_is_wrong_with_a_policy() {
        let with = |line: &str| format!("{GOOD}{line}\n");
        let cases = [
            ("not TOML", "guideline = [".to_string(), "line 1: The policy cannot be read"),
            ("nothing", String::new(), "has no [[guideline]]"),
            ("unknown key", with("colour = 1"), "line 5: The policy cannot be read: unknown field `colour`"),
            ("threshold", with("threshold = 1.5"), "has the threshold 1.5"),
            ("not a number", with("threshold = nan"), "has the threshold NaN"),
            ("of a head", with("thresholds = { uncivil = -0.1 }"), "has the threshold -0.1"),
            (
                "of another head",
                with("thresholds = { spam = 0.1 }"),
                "\"spam\", which is not one of its heads",
            ),
            ("action", with("action = \"burn\""), "unknown variant `burn`"),
            ("twice", format!("{GOOD}{GOOD}"), "\"a\" is defined twice"),
            ("no heads", GOOD.replace("\"uncivil\"", ""), "names no heads"),
            ("no name", GOOD.replace("\"a\"", "\" \""), "Guideline number 1 has no name"),
        ];
        for (name, text, want) in cases {
            let error = Policy::from_toml(&text).unwrap_err().to_string();
            assert!(error.contains(want), "{name}: {error}");
        }
    }

    #[test]
    fn an_unknown_head_is_named_with_the_known_ones() {
        let policy = Policy::from_toml(GOOD).unwrap();
        let error = policy.check_heads(&["spam".to_string(), "tone".to_string()]).unwrap_err().to_string();
        assert!(error.contains("\"uncivil\"") && error.contains("spam, tone"), "{error}");
    }

    #[test]
    fn the_shipped_policy_is_sound() {
        let policy = Policy::from_toml(include_str!("guidelines.toml")).unwrap();
        assert!(policy.guidelines().iter().all(|g| g.action() == Action::Hold));
    }
}
