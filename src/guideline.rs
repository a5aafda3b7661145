//! What a flag means. A policy file (TOML) comes in; a checked [`Policy`]
//! goes out: the guidelines a site asks its readers to keep, each with the
//! words it is quoted by, the heads of the model that speak for it, the
//! probability from which a comment is flagged, and what to do then. Nothing
//! here knows a weight or a word of a comment.

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
    #[serde(default)]
    action: Action,
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
    /// is the largest of theirs.
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// The probability from which a comment is flagged, in `0.0..=1.0`.
    pub fn threshold(&self) -> f32 {
        self.threshold
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
///     action = "hold"
///     "#,
/// )?;
/// assert_eq!(policy.guidelines()[0].quote(), "Be kind, or be quiet.");
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
    /// guideline, has two of one name, one without heads, or a threshold
    /// outside `0.0..=1.0`.
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
            if !(0.0..=1.0).contains(&g.threshold) {
                return Err(Error::config(format!(
                    "The guideline {name:?} has the threshold {}; it must lie between 0 and 1.",
                    g.threshold
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
