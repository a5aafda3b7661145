//! What can be typed. The structs here are the whole command line, with its
//! help and its examples; what it means is decided elsewhere.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use lamplighter::dump::{Format, Options};

use super::audit::AuditArgs;
use super::train::{EvalArgs, TrainArgs};

/// Flags reader comments that break a site's civility guidelines: how
/// probable it is, and which words say so.
#[derive(Debug, Parser)]
#[command(
    name = "lamplighter",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Examples:
  lamplighter score page.txt                      what breaks a guideline, why
  lamplighter score --to jsonl night.csv.gz       a dump, a line a comment
  lamplighter explain \"You are a stupid idiot.\"   one comment
  lamplighter guidelines                          what is flagged

Exit code: 0 done; 1 something was flagged (only with --fail-on-flag), or an
audit was not passed; 2 it could not be done, or not all of it."
)]
pub(super) struct Args {
    /// Say nothing on standard error but what went wrong
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// Say on standard error what each file was taken for
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Judge the comments of pages and dumps
    Score(ScoreArgs),
    /// Take the comments out of pages and dumps, without judging them
    Extract(ExtractArgs),
    /// Judge one comment and show the words that decide
    Explain(ExplainArgs),
    /// Train a model on labelled comments
    Train(TrainArgs),
    /// Measure a model on labelled comments
    Eval(EvalArgs),
    /// Measure whether verdicts depend on whom a comment is about
    Audit(AuditArgs),
    /// Show what is flagged: the guidelines, their thresholds and actions
    Guidelines(GuidelinesArgs),
    /// Answer over HTTP: the Perspective API, OpenAI's moderations, and an API of our own
    #[cfg(feature = "server")]
    Serve(Box<super::serve::ServeArgs>),
    /// Print a script that completes arguments in your shell
    #[command(after_help = "Example:
  lamplighter completions fish > ~/.config/fish/completions/lamplighter.fish")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  lamplighter score page.txt                   a report to read
  lamplighter score --to jsonl comments.csv    one JSON object for each comment
  lamplighter score dumps/ --output out.csv    a whole folder, for a spreadsheet
  lamplighter score night.xml -o night.html    a report for a browser
  lamplighter score RC.zst -o rc.jsonl --resume    goes on where it was stopped
  curl -s URL | lamplighter score --from jsonl --text-column body --to jsonl -
  lamplighter score --fail-on-flag draft.txt && publish

A record that cannot be read is named with file and line, counted and left out.
An answer is judged beside the comment that it answers if that stands before it
in the same file (by the parent's id, or else by the name replied to).

The human report shows the flagged comments, html as many of these as a browser
bears; jsonl and csv hold all comments. In CSV, cells that a spreadsheet would
take for a formula begin with an apostrophe.")]
pub(super) struct ScoreArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// How to write the results [default: by the extension of --output, else human]
    #[arg(long, value_name = "FORM")]
    pub(super) to: Option<To>,

    /// Write only comments whose most probable guideline reaches P, flagged or not
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(super) min_probability: Option<f32>,

    /// Write to FILE, which appears when it is complete, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Go on where a run with the same inputs and options was stopped; needs --output with jsonl or csv
    #[arg(long, requires = "output")]
    pub(super) resume: bool,

    /// Judge with N threads; the results are the same with any number [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,

    /// Exit with code 1 if any comment is flagged
    #[arg(long)]
    pub(super) fail_on_flag: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  lamplighter extract page.txt             the comments of a page as JSON Lines
  lamplighter extract dumps/ --output comments.jsonl

The lines have the keys source, index, id, author, date, parent, reply_to and
text; what is not known is null. `lamplighter score` reads them.")]
pub(super) struct ExtractArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    /// Write to FILE, which appears when it is complete, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  lamplighter explain \"You are a stupid idiot.\"
  lamplighter explain --parent \"I think the tax is fair.\" \"Nobody asked you.\"
  pbpaste | lamplighter explain -")]
pub(super) struct ExplainArgs {
    /// The comment; - reads it from standard input
    #[arg(allow_hyphen_values = true)]
    pub(super) text: String,

    /// The comment that it answers
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) parent: Option<String>,

    #[command(flatten)]
    pub(super) model: ModelArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  lamplighter guidelines
  lamplighter guidelines --to toml > policy.toml   to start your own policy from
  lamplighter guidelines --policy policy.toml      check it")]
pub(super) struct GuidelinesArgs {
    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// How to write them
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub(super) to: PolicyForm,
}

/// What is read, and how.
#[derive(Debug, ClapArgs)]
pub(super) struct InputArgs {
    /// Files, folders (every file below them), or - for standard input, which is also the default
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// The format; auto goes by name and content. gzip and zstd are recognised in all of them
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = formats())]
    from: String,

    /// The column or field with the comment [default: text, comment, body, … as they come]
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,

    /// The column or field with the comment's id [default: id, comment_id, …]
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,

    /// The column or field with the id of the comment replied to [default: parent_id, in_reply_to, …]
    #[arg(long, value_name = "NAME")]
    parent_column: Option<String>,

    /// Stop at the first record that cannot be read
    #[arg(long)]
    pub(super) strict: bool,
}

impl InputArgs {
    /// What was typed about the form of the input, for the record.
    pub(super) fn reading(&self) -> String {
        let Self { inputs: _, from, text_column, id_column, parent_column, strict: _ } = self;
        format!("{from} {text_column:?} {id_column:?} {parent_column:?}")
    }

    /// How the library is to read.
    pub(super) fn options(&self) -> Options {
        let mut options = Options::default();
        if let Some(format) = Format::all().find(|format| format.name() == self.from) {
            options = options.format(format);
        }
        if let Some(name) = &self.text_column {
            options = options.text_column(name);
        }
        if let Some(name) = &self.id_column {
            options = options.id_column(name);
        }
        if let Some(name) = &self.parent_column {
            options = options.parent_column(name);
        }
        options
    }
}

/// What judges.
#[derive(Debug, ClapArgs)]
pub(super) struct ModelArgs {
    /// The model [default: the one built in, for English]
    #[arg(long, value_name = "FILE")]
    pub(super) model: Option<PathBuf>,

    /// The guidelines, as TOML [default: those of the model]
    #[arg(long, value_name = "FILE")]
    pub(super) policy: Option<PathBuf>,
}

/// What `--from` takes.
fn formats() -> PossibleValuesParser {
    std::iter::once("auto").chain(Format::all().map(Format::name)).collect::<Vec<_>>().into()
}

/// What `score --to` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum To {
    /// A report to read
    Human,
    /// One JSON object for each comment
    Jsonl,
    /// A table for a spreadsheet
    Csv,
    /// A report for a browser, in one file
    Html,
}

/// What `guidelines --to` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PolicyForm {
    /// A table to read
    Human,
    /// A policy file
    Toml,
}

fn probability(typed: &str) -> Result<f32, String> {
    match typed.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("a probability lies between 0 and 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Args;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    /// Clap wraps at the width of the terminal, examples and all.
    #[test]
    fn examples_fit_a_narrow_terminal() {
        let programme = Args::command();
        for command in programme.get_subcommands().chain([&programme]) {
            let help = command.get_after_help().expect("every command has examples").to_string();
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
            }
        }
    }
}
