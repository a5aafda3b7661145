//! What a recipe reads and what it makes of it: sources and their labels, and
//! test sets that must not train. Tables of the TOML file come in; plain structs
//! go out, which [`Recipe`](super::Recipe) checks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Labelled files of one form and one origin.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Source {
    /// Its name in reports and in the model card.
    pub name: String,
    /// The files, with a header; separated by commas, tabs or semicolons.
    pub files: Vec<PathBuf>,
    /// The column of the comment's text; guessed by common names if absent.
    #[serde(default)]
    pub text: Option<String>,
    /// The column of the text of the comment it answers.
    #[serde(default)]
    pub parent: Option<String>,
    /// The column that says which rows must not be parted by a split: the
    /// thread, the author, the video.
    #[serde(default)]
    pub group: Option<String>,
    /// Only rows whose column has one of these values.
    #[serde(default, rename = "where")]
    pub filter: BTreeMap<String, Vec<String>>,
    /// How much each of its rows counts.
    #[serde(default = "one")]
    pub weight: f64,
    /// Whether its rows come at the natural rate, so that probabilities are
    /// to be calibrated on them, or of which heads.
    #[serde(default = "none")]
    pub calibrate: Heads,
    /// Whether the verdict layer is fitted on its rows too, or for which heads.
    /// A head for which such sources know too little is fitted on all that
    /// label it.
    #[serde(default = "all")]
    pub verdict: Heads,
    /// Whether its rows never train and are only for the report: the test part
    /// of an official split.
    #[serde(default)]
    pub held_out: bool,
    /// Whether its files are dumps in any format that can be scored, rather
    /// than tables with columns of their own. Their columns are then `id`,
    /// `author`, `date`, `parent`, `reply_to`, `permalink`, `outcome`, `text`
    /// and `answered`, the text of the comment that is answered.
    #[serde(default)]
    pub dump: bool,
    /// Whether nothing is known of its rows: they teach which words there are,
    /// and which stand in the same company.
    #[serde(default)]
    pub unlabelled: bool,
    /// What its columns say of the heads.
    #[serde(default)]
    pub labels: BTreeMap<String, Label>,
    /// Its licence, for the model card.
    #[serde(default)]
    pub licence: Option<String>,
}

fn one() -> f64 {
    1.0
}

/// All heads, none, or some of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "true, false or a list of heads was expected")]
pub enum Heads {
    /// `true` for all heads, `false` for none.
    All(bool),
    /// These.
    Only(Vec<String>),
}

fn all() -> Heads {
    Heads::All(true)
}

fn none() -> Heads {
    Heads::All(false)
}

impl Heads {
    /// Whether a head is one of them.
    pub fn have(&self, head: &str) -> bool {
        match self {
            Self::All(all) => *all,
            Self::Only(heads) => heads.iter().any(|h| h == head),
        }
    }

    /// Those that are named.
    pub(crate) fn named(&self) -> &[String] {
        match self {
            Self::All(_) => &[],
            Self::Only(heads) => heads,
        }
    }
}

/// What a row says of one head. Without `yes`, `no` and `at_least` a column
/// says `1`, `true` or `yes`, or `0`, `false` or `no`; blank is unknown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Label {
    /// The column.
    #[serde(default)]
    pub column: Option<String>,
    /// Several columns, of which any may say yes.
    #[serde(default)]
    pub any: Vec<String>,
    /// The values that mean yes.
    #[serde(default)]
    pub yes: Vec<String>,
    /// The values that mean no; if absent, every value but `yes` and blank.
    #[serde(default)]
    pub no: Vec<String>,
    /// The number from which a value means yes.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// The number up to which a value means no; if absent, below `at_least`.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// The same answer for every row of the source.
    #[serde(default)]
    pub always: Option<bool>,
}

impl Source {
    /// A source with the usual settings.
    pub fn new(name: String, files: Vec<PathBuf>, labels: BTreeMap<String, Label>) -> Self {
        Self {
            name,
            files,
            text: None,
            parent: None,
            group: None,
            filter: BTreeMap::new(),
            weight: one(),
            calibrate: none(),
            verdict: all(),
            held_out: false,
            dump: false,
            unlabelled: false,
            labels,
            licence: None,
        }
    }
}

impl Label {
    /// What the moderators decided, of a source that is a dump.
    pub fn outcome(yes: Vec<String>, no: Vec<String>) -> Self {
        Self { yes, no, ..Self::column("outcome") }
    }

    /// A column that says `1`, `true` or `yes`, or `0`, `false` or `no`.
    pub fn column(name: &str) -> Self {
        Self { column: Some(name.to_string()), ..Self::default() }
    }
}

/// A file whose texts must not train.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Exclude {
    /// The files.
    pub files: Vec<PathBuf>,
    /// The column of the text.
    pub text: String,
}
