//! How a model is made. A TOML file comes in; a checked [`Recipe`] goes out:
//! which files, which columns, which labels stand for which head, what is
//! left out, and the few numbers of the fit. A recipe and its files make the
//! model, byte for byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::source::{Exclude, Source};
use crate::audit::{Form, Kind, Terms};
use crate::error::{Error, Result};
use crate::features::Features;
use crate::guideline::Policy;
use crate::model::{MAX_HEADS, Model};
use crate::moderator::Moderator;

/// A recipe for a model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Recipe {
    /// Draws the held-out rows and the folds.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// The share of the rows that are held out for the report.
    #[serde(default = "default_holdout")]
    pub holdout: f64,
    /// The number of folds for out-of-fold evidence, at least 2.
    #[serde(default = "default_folds")]
    pub folds: u32,
    /// The strength of the L2 penalty of the evidence layer (1/C) for a head
    /// with 40,000 rows or more; less for one with fewer.
    #[serde(default = "default_alpha")]
    pub alpha: f64,
    /// The penalty of single heads, as it is.
    #[serde(default)]
    pub alphas: BTreeMap<String, f64>,
    /// The penalty of single heads in the verdict layer, where it usually is 10.
    /// Less where the classes come from different sources and a light hand may
    /// tell them apart.
    #[serde(default)]
    pub verdict_alphas: BTreeMap<String, f64>,
    /// Heads for which every source has an intercept of its own in the verdict
    /// layer too. Without, statistics may learn to tell the sources apart by how
    /// common the label is there; with, a source of one class teaches nothing.
    #[serde(default)]
    pub source_intercepts: Vec<String>,
    /// A feature in fewer rows than this is left out; if it is not given, 2,
    /// and of many rows 4.
    #[serde(default)]
    pub least_rows: Option<u32>,
    /// The largest size of the evidence table: 2^bits places.
    #[serde(default = "default_bits")]
    pub table_bits: u8,
    /// What the model sees in a word.
    #[serde(default)]
    pub features: Features,
    /// A model on top of which this one is fitted: what it knows of words is taken
    /// over as far as the rows bear it out, which helps most where rows are few. A
    /// model file, or `shipped`. Its features and its terms that share weights are
    /// taken, too: `neutral_sides` then says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<PathBuf>,
    /// How many numbers the vector of a word has by which words in the same
    /// company are alike; 0 for none. What a vector adds to the evidence ends up
    /// in the weight of its word.
    #[serde(default)]
    pub vectors: usize,
    /// Whether the sides that the audit knows (parties, media, causes …) share
    /// one weight for each kind, and all that a person can be (by nation,
    /// religion, orientation …) shares one, so that swapping one for another
    /// changes no score.
    #[serde(default = "yes")]
    pub neutral_sides: bool,
    /// What a reader of the model card should know: uses, limits, failures.
    #[serde(default)]
    pub notes: String,
    /// The labelled files.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    /// Texts that must not train: test sets.
    #[serde(default, rename = "exclude")]
    pub excludes: Vec<Exclude>,
    /// The policy that goes into the model; the shipped one if absent.
    #[serde(default, rename = "guideline", skip_serializing_if = "Vec::is_empty")]
    guidelines: Vec<crate::guideline::Guideline>,
    /// Where the files are looked for, one after the other.
    #[serde(skip)]
    folders: Vec<PathBuf>,
}

fn yes() -> bool {
    true
}

fn default_seed() -> u64 {
    20161
}

fn default_holdout() -> f64 {
    0.1
}

/// Measured on 50,000 Wikipedia comments: 4 and 8 give the same ROC AUC to the
/// third digit, and take a fifth longer and more.
fn default_folds() -> u32 {
    3
}

/// Measured on Wikipedia comments: 0.3 to 1 are alike, 2 is worse.
fn default_alpha() -> f64 {
    0.5
}

/// Of 1, 3, 10, 30, 100 and 300, with judges fitted without each fold and scored
/// on it, 10 is the best or near it for nearly all heads of the shipped recipe; 1
/// learns small sources by heart.
const VERDICT_ALPHA: f64 = 10.0;

/// Rows that bear the whole penalty. What a row says of a rare word weighs more
/// the fewer rows there are. Measured by cross-validation: of 0.03, 0.1 and
/// 0.5, 0.1 is best for 3,919 and for 5,836 rows, 0.03 for 2,508 and 1,661.
const FULL_ROWS: f64 = 40_000.0;

/// Below this the fit would learn its rows by heart.
const LEAST_SHARE: f64 = 0.05;

/// How many times as heavy the penalty of few rows is on top of a base model.
/// Measured by cross-validation: of 0.03, 0.1, 0.25, 1 and 2 the best penalty is
/// 0.25 for 1,661, 3,919 and 5,836 rows and 0.03 to 0.1 for 2,508; four times the
/// usual one is within 0.002 of ROC AUC of the best of each.
const TIMES_ON_BASE: f64 = 4.0;

/// So many rows are many. Of 45,000 Wikipedia comments 4 gives the same ROC AUC
/// as 2 (of six heads none moves by more than 0.001 in the mean of four seeds)
/// in two thirds of the time.
const MANY_ROWS: usize = 40_000;

/// 2^19 places of 12 bytes: 6 MB.
fn default_bits() -> u8 {
    19
}

/// The base model that is built in.
const SHIPPED: &str = "shipped";

/// The usual heads, in the order in which they are shown.
const HEADS: [&str; 10] = [
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

impl Recipe {
    /// Reads a recipe file. Its files are looked for beside the recipe, then
    /// in `data`.
    ///
    /// # Errors
    /// If the file cannot be read or is no recipe; see [`Recipe::from_toml`].
    pub fn open(path: impl AsRef<Path>, data: Option<&Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::io("The recipe cannot be read", e).in_file(&name))?;
        let beside = path.parent().unwrap_or(Path::new(""));
        let folders: Vec<&Path> = std::iter::once(beside).chain(data).collect();
        Self::from_toml(&text, &folders).map_err(|e| e.in_file(name))
    }

    /// Reads a recipe's text; its files are looked for in these folders, one
    /// after the other.
    ///
    /// # Errors
    /// If the text is not TOML, has a key that a recipe does not know, or a
    /// number outside its range.
    pub fn from_toml(text: &str, folders: &[&Path]) -> Result<Self> {
        let mut recipe: Recipe = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |s| 1 + text[..s.start].matches('\n').count() as u64);
            Error::config(format!("The recipe cannot be read: {}.", e.message())).at_line(line)
        })?;
        recipe.folders = folders.iter().map(|f| f.to_path_buf()).collect();
        recipe.check()
    }

    /// A recipe with the usual numbers for these sources; their files are
    /// looked for in the working folder.
    ///
    /// # Errors
    /// If there are no sources or labels.
    pub fn with_sources(sources: Vec<Source>) -> Result<Self> {
        Self {
            seed: default_seed(),
            holdout: default_holdout(),
            folds: default_folds(),
            alpha: default_alpha(),
            alphas: BTreeMap::new(),
            verdict_alphas: BTreeMap::new(),
            source_intercepts: Vec::new(),
            least_rows: None,
            table_bits: default_bits(),
            features: Features::default(),
            base: None,
            vectors: 0,
            neutral_sides: true,
            notes: String::new(),
            sources,
            excludes: Vec::new(),
            guidelines: Vec::new(),
            folders: Vec::new(),
        }
        .check()
    }

    fn check(self) -> Result<Self> {
        let wrong = |name: &str, value: &dyn std::fmt::Display, range: &str| {
            Err(Error::config(format!("The recipe's {name} is {value}; it must be {range}.")))
        };
        if !(0.0..=0.9).contains(&self.holdout) {
            return wrong("holdout", &self.holdout, "between 0 and 0.9");
        }
        if !(2..=20).contains(&self.folds) {
            return wrong("folds", &self.folds, "between 2 and 20");
        }
        let of_heads = |name, alphas: &BTreeMap<String, f64>| -> Vec<(String, f64)> {
            alphas.iter().map(|(head, alpha)| (format!("{name}.{head}"), *alpha)).collect()
        };
        let alphas = of_heads("alphas", &self.alphas);
        let verdict_alphas = of_heads("verdict_alphas", &self.verdict_alphas);
        for (name, alpha) in
            std::iter::once(("alpha".to_string(), self.alpha)).chain(alphas).chain(verdict_alphas)
        {
            if !(alpha > 0.0 && alpha.is_finite()) {
                return wrong(&name, &alpha, "greater than 0");
            }
        }
        if !(8..=28).contains(&self.table_bits) {
            return wrong("table_bits", &self.table_bits, "between 8 and 28");
        }
        if self.vectors > 256 {
            return wrong("vectors", &self.vectors, "at most 256");
        }
        let [shortest, longest] = self.features.ngrams;
        if longest > 8 || (longest > 0 && !(1..=longest).contains(&shortest)) {
            let ngrams = format!("[{shortest}, {longest}]");
            return wrong(
                "features.ngrams",
                &ngrams,
                "[shortest, longest] with 1 ≤ shortest ≤ longest ≤ 8, or [0, 0]",
            );
        }
        if let Some(source) = self.sources.iter().find(|s| !(s.weight > 0.0 && s.weight.is_finite())) {
            return wrong(
                &format!("weight of the source {:?}", source.name),
                &source.weight,
                "greater than 0",
            );
        }
        if let Some(source) = self.sources.iter().find(|s| s.files.is_empty()) {
            return Err(Error::config(format!("The source {:?} has no files.", source.name)));
        }
        for source in &self.sources {
            if source.unlabelled != source.labels.is_empty() {
                return Err(Error::config(format!(
                    "The source {:?} needs either [source.labels] or `unlabelled = true`.",
                    source.name
                )));
            }
            for (head, label) in &source.labels {
                let says = usize::from(label.column.is_some())
                    + usize::from(!label.any.is_empty())
                    + usize::from(label.always.is_some());
                if says != 1 {
                    return Err(Error::config(format!(
                        "The label {head:?} of the source {:?} needs exactly one of column, any and always.",
                        source.name
                    )));
                }
            }
        }
        let heads = self.heads();
        if heads.is_empty() {
            return Err(Error::config("The recipe labels no head; a source needs [source.labels]."));
        }
        let judged = self.sources.iter().flat_map(|s| s.verdict.named().iter().chain(s.calibrate.named()));
        let named = self.alphas.keys().chain(self.verdict_alphas.keys()).chain(&self.source_intercepts);
        let mut named = named.chain(judged);
        if let Some(head) = named.find(|head| !heads.contains(head)) {
            return Err(Error::config(format!(
                "The recipe names the head {head:?}, and no source labels it; the heads are {}.",
                heads.join(", ")
            )));
        }
        if heads.len() > MAX_HEADS {
            return wrong("number of heads", &heads.len(), &format!("at most {MAX_HEADS}"));
        }
        Ok(self)
    }

    /// The heads that any source labels: the usual ones first, in their usual
    /// order, then others by name.
    pub fn heads(&self) -> Vec<String> {
        let labelled = |head: &str| self.sources.iter().any(|s| s.labels.contains_key(head));
        let usual = HEADS.iter().filter(|head| labelled(head)).map(|head| head.to_string());
        let mut others: Vec<String> = self.sources.iter().flat_map(|s| s.labels.keys().cloned()).collect();
        others.retain(|head| !HEADS.contains(&head.as_str()));
        others.sort();
        others.dedup();
        usual.chain(others).collect()
    }

    /// The model on top of which this one is fitted.
    ///
    /// # Errors
    /// If it cannot be read, or sees other things in a word than the recipe asks for.
    pub(crate) fn base_model(&self) -> Result<Option<Model>> {
        let model = match &self.base {
            None => return Ok(None),
            Some(base) if base == Path::new(SHIPPED) => Moderator::shipped().model().clone(),
            Some(base) => Model::open(self.path(base))?,
        };
        if self.features != Features::default() && self.features != model.features() {
            return Err(Error::config(
                "The recipe's [features] are not those of its base model, whose weights only fit its own; leave them out.",
            ));
        }
        Ok(Some(model))
    }

    /// A feature in fewer rows than this is left out of a fit of so many rows.
    pub(crate) fn least_rows(&self, rows: usize) -> u32 {
        self.least_rows.unwrap_or(if rows < MANY_ROWS { 2 } else { 4 })
    }

    /// The penalty for a head with so many rows. What a base model knows, few rows
    /// need not say once more.
    pub(crate) fn alpha_of(&self, head: &str, rows: usize) -> f64 {
        let times = if self.base.is_some() { TIMES_ON_BASE } else { 1.0 };
        let share = (times * (rows as f64 / FULL_ROWS).max(LEAST_SHARE)).min(1.0);
        self.alphas.get(head).copied().unwrap_or(self.alpha * share)
    }

    /// The penalty of a head in the verdict layer.
    pub(crate) fn verdict_alpha_of(&self, head: &str) -> f64 {
        self.verdict_alphas.get(head).copied().unwrap_or(VERDICT_ALPHA)
    }

    /// The policy of the model: the recipe's own guidelines, or those of the
    /// shipped policy for which the model has heads.
    ///
    /// # Errors
    /// If a guideline of the recipe is malformed or names an unknown head.
    pub(crate) fn policy(&self) -> Result<Policy> {
        let heads = self.heads();
        if self.guidelines.is_empty() {
            return Ok(Policy::shipped().restricted_to(&heads));
        }
        let policy = Policy::new(self.guidelines.clone())?;
        policy.check_heads(&heads)?;
        Ok(policy)
    }

    /// The terms that share their weights: one group for each kind and form,
    /// and one for each form of all that a person can be.
    pub(crate) fn groups(&self) -> Vec<Vec<String>> {
        if !self.neutral_sides {
            return Vec::new();
        }
        let terms = Terms::shipped();
        let of_kind = |kind: &Kind, form: Form| -> Vec<String> {
            let with_form = kind.sides().iter().filter_map(|side| Some((side, side.form(form)?)));
            // Hyphens part words. An article belongs to its term ("the left"),
            // which may do without, unless it is another word then.
            let spaced = with_form.map(|(side, term)| (side, term.replace('-', " ")));
            let both = spaced.flat_map(|(side, term)| {
                let bare = term.strip_prefix("the ").filter(|_| !side.is_everyday()).map(String::from);
                std::iter::once(term).chain(bare)
            });
            both.collect()
        };
        let (people, sides): (Vec<&Kind>, Vec<&Kind>) = terms.kinds().iter().partition(|k| k.is_identity());
        let people = Form::ALL.map(|form| people.iter().flat_map(|kind| of_kind(kind, form)).collect());
        let sides = sides.iter().flat_map(|kind| Form::ALL.map(|form| of_kind(kind, form)));
        people.into_iter().chain(sides).collect()
    }

    /// Where a file of the recipe is, or should be.
    pub(crate) fn path(&self, file: &Path) -> PathBuf {
        let mut in_folders = self.folders.iter().map(|folder| folder.join(file));
        in_folders.clone().find(|path| path.exists()).or(in_folders.next_back()).unwrap_or(file.to_path_buf())
    }
}
