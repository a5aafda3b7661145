//! `train` and `eval`: labelled tables come in as paths, with what their
//! columns mean; a model file or a table of measurements goes out. The work
//! is the library's.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::failure::{Failure, Result};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lamplighter train recipe.toml -o our.llm
  lamplighter train ours.csv --label bad=uncivil --label rude=tone -o our.llm

The recipe names files, columns, heads, weights and features; the short form
takes CSV files that share their columns. A label is 0 or 1 (or a probability);
an empty cell means that nobody looked.")]
pub(super) struct TrainArgs {
    /// A recipe (TOML), or labelled CSV or TSV files
    #[arg(required = true, value_name = "RECIPE.toml | CSV")]
    pub(super) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) labels: LabelArgs,

    /// Decides what is held out; the same seed gives the same model
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Where the model is written; its model card is written beside it
    #[arg(short, long, value_name = "MODEL")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lamplighter eval --model our.llm held-out.csv --label removed=uncivil
  lamplighter eval jury.tsv --text-column tweet --label abusive=name-calling")]
pub(super) struct EvalArgs {
    /// Labelled CSV or TSV files
    #[arg(required = true, value_name = "CSV")]
    pub(super) inputs: Vec<PathBuf>,

    /// The model [default: the one built in]
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,

    #[command(flatten)]
    pub(super) labels: LabelArgs,
}

/// What the columns of labelled tables mean.
#[derive(Debug, Args)]
pub(super) struct LabelArgs {
    /// The column that holds the labels of a head; may be given several times
    #[arg(long = "label", value_name = "COLUMN=HEAD", value_parser = label)]
    pub(super) labels: Vec<(String, String)>,

    /// The column with the comment [default: text, comment, body, … as they come]
    #[arg(long, value_name = "NAME")]
    pub(super) text_column: Option<String>,
}

/// Column names may hold an equals sign, heads do not.
fn label(typed: &str) -> std::result::Result<(String, String), String> {
    match typed.rsplit_once('=') {
        Some((column, head)) if !column.is_empty() && !head.is_empty() => Ok((column.into(), head.into())),
        _ => Err("a label is written COLUMN=HEAD, for example insult=name-calling".to_owned()),
    }
}

/// `lamplighter train`.
pub(super) fn train(_args: &TrainArgs) -> Result<Outcome> {
    Err(Failure::Said("Training is not built yet.".to_owned()))
}

/// `lamplighter eval`.
pub(super) fn eval(_args: &EvalArgs) -> Result<Outcome> {
    Err(Failure::Said("Measuring is not built yet.".to_owned()))
}
