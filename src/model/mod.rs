//! Stand-in while the model room is being built.

use std::path::Path;

use crate::error::{Error, Result};
use crate::guideline::Policy;
use crate::verdict::{Evidence, Subject};

/// The largest number of heads of a model.
pub const MAX_HEADS: usize = 32;

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Model {
    heads: Vec<String>,
    policy: Policy,
}

/// Scratch space of one scorer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {}

/// How a head's margin splits into words.
pub(crate) struct Account<'a> {
    pub(crate) words: Vec<Evidence<'a>>,
}

impl Model {
    /// Opens a model file.
    ///
    /// # Errors
    /// If it cannot be read or is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes =
            std::fs::read(path).map_err(|e| Error::io("The model cannot be read", e).in_file(&name))?;
        Self::from_bytes(&bytes).map_err(|e| e.in_file(name))
    }

    /// Reads a model.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn from_bytes(_bytes: &[u8]) -> Result<Self> {
        let policy = Policy::from_toml(include_str!("../guidelines.toml"))?;
        let heads = [
            "uncivil",
            "name-calling",
            "ad-hominem",
            "tone",
            "contradiction",
            "spam",
            "obscene",
            "threat",
            "identity-attack",
            "severe",
        ];
        Ok(Self { heads: heads.map(String::from).to_vec(), policy })
    }

    /// The heads.
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// The policy inside.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn score(&self, subject: Subject<'_>, _scratch: &mut Scratch) -> [f32; MAX_HEADS] {
        let p = if subject.text.contains("idiot") { 0.9 } else { 0.1 };
        [p; MAX_HEADS]
    }

    pub(crate) fn account<'a>(&self, subject: Subject<'a>, _head: usize) -> Account<'a> {
        let words =
            subject.text.match_indices("idiot").map(|(start, text)| Evidence { text, start, weight: 1.0 });
        Account { words: words.collect() }
    }
}
