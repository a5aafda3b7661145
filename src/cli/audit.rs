//! `audit`: does a verdict depend on whom a comment is about? A model comes
//! in, and texts of others if they are named; tables or JSON go out, a plot
//! on request, and an exit code that says whether every limit was kept.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use lamplighter::Moderator;
use lamplighter::audit::{
    Bias, Check, Differences, Kind, Limits, Report, Side, Swaps, TermBias, Terms, madlibs, plot,
};
use lamplighter::dump::{Options, Reader, Record};
use serde_json::json;

use super::args::ModelArgs;
use super::console::Console;
use super::failure::{Failure, Result};
use super::output::Destination;
use super::report::counted;
use super::table::table;
use super::{Outcome, moderator, print};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lamplighter audit
  lamplighter audit --model our.llm --svg audit.svg
  lamplighter audit --comments night.csv --text-column body
  lamplighter audit --list-terms
  lamplighter audit --terms our-terms.toml --to json

Exit code: 0 every limit is kept; 1 one is not; 2 it could not be done.
A list of terms of your own begins best as a copy of src/audit/terms.toml, which
says at its top how it is written.")]
pub(super) struct AuditArgs {
    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// The terms to swap, as TOML [default: the list built in]
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,

    /// Show the terms that the audit knows, and stop
    #[arg(long)]
    list_terms: bool,

    /// Audit identity terms on this table too: columns Text and Label (BAD or NOT_BAD)
    #[arg(long, value_name = "FILE")]
    madlibs: Option<PathBuf>,

    /// Swap terms inside the comments of this dump too
    #[arg(long, value_name = "FILE")]
    comments: Option<PathBuf>,

    /// The column or field of --comments with the comment [default: guessed]
    #[arg(long, value_name = "NAME", requires = "comments")]
    text_column: Option<String>,

    /// Take the first N of --comments that mention a term
    #[arg(long, value_name = "N", default_value_t = 10_000, requires = "comments")]
    most_comments: u64,

    /// Draw the effect of each term
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// How to write the results
    #[arg(long, value_name = "FORM", default_value = "human")]
    to: AuditForm,

    #[command(flatten)]
    limits: LimitArgs,
}

/// What has to be kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
struct LimitArgs {
    /// Largest mean |Δp| of a head between sides, in our sentences
    #[arg(long, value_name = "P", default_value_t = Limits::default().viewpoint_mean)]
    max_mean: f64,

    /// Largest share of pairs of our sentences of which only one is flagged
    #[arg(long, value_name = "SHARE", default_value_t = Limits::default().viewpoint_flips)]
    max_flips: f64,

    /// Largest mean |Δp| of a head, swapping inside comments
    #[arg(long, value_name = "P", default_value_t = Limits::default().comments_mean)]
    max_comments_mean: f64,

    /// Largest share of swaps inside comments that change the flagging
    #[arg(long, value_name = "SHARE", default_value_t = Limits::default().comments_flips)]
    max_comments_flips: f64,

    /// Smallest BPSN AUC of an identity term
    #[arg(long, value_name = "AUC", default_value_t = Limits::default().bpsn)]
    min_bpsn: f64,

    /// Largest false positive equality difference
    #[arg(long, value_name = "SUM", default_value_t = Limits::default().fped)]
    max_fped: f64,

    /// Largest false negative equality difference
    #[arg(long, value_name = "SUM", default_value_t = Limits::default().fned)]
    max_fned: f64,
}

impl LimitArgs {
    fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.viewpoint_mean = self.max_mean;
        limits.viewpoint_flips = self.max_flips;
        limits.comments_mean = self.max_comments_mean;
        limits.comments_flips = self.max_comments_flips;
        limits.bpsn = self.min_bpsn;
        limits.fped = self.max_fped;
        limits.fned = self.max_fned;
        limits
    }
}

/// What `audit --to` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AuditForm {
    /// Tables to read
    Human,
    /// One JSON object with every measure
    Json,
}

/// How many identity terms are listed: those that are treated worst.
const WORST: usize = 10;

/// `lamplighter audit`.
pub(super) fn run(args: &AuditArgs, console: &mut Console) -> Result<Outcome> {
    let terms = match &args.terms {
        Some(path) => Terms::open(path)?,
        None => Terms::shipped(),
    };
    if args.list_terms {
        return print(listed(&terms));
    }
    let moderator = moderator(&args.model)?;
    // Now, so that nothing is measured for a plot that cannot be written.
    let svg = args.svg.as_deref().map(|path| Destination::open(Some(path))).transpose()?;
    let mut report = Report::new(&moderator, &terms);
    if let Some(path) = &args.madlibs {
        report.madlibs = Some(madlibs(&moderator, &terms, path)?);
    }
    if let Some(path) = &args.comments {
        report.comments = Some(comments(args, path, &moderator, &terms, console)?);
    }
    let limits = args.limits.limits();
    let checks = report.checks(&limits);
    if let Some(mut svg) = svg {
        let picture = plot(&report.viewpoint, limits.viewpoint_mean);
        svg.write_all(picture.as_bytes()).map_err(Failure::output)?;
        svg.finish()?;
    }
    match args.to {
        AuditForm::Human => print(told(&report, &checks))?,
        AuditForm::Json => print(format!("{}\n", json!({ "report": report, "checks": checks })))?,
    };
    let passed = checks.iter().all(|check| check.passed);
    Ok(if passed { Outcome::Done } else { Outcome::NotPassed })
}

/// Swaps the terms in the comments of a dump.
fn comments(
    args: &AuditArgs,
    path: &Path,
    moderator: &Moderator,
    terms: &Terms,
    console: &mut Console,
) -> Result<Differences> {
    let options = args.text_column.iter().fold(Options::default(), |options, name| options.text_column(name));
    let mut reader = Reader::open(path, &options)?;
    let mut swaps = Swaps::new(moderator, terms);
    let mut record = Record::default();
    let (mut read, mut swapped) = (0, 0);
    while swapped < args.most_comments {
        match reader.read(&mut record) {
            Ok(true) => {
                read += 1;
                swapped += u64::from(swaps.add(&record.comment.text));
            }
            Ok(false) => break,
            Err(error) if error.position().line.is_none() => return Err(error.into()),
            Err(error) => console.skipped(&error),
        }
    }
    console.note(&format_args!(
        "{}: {} read, of which {swapped} mention a term.",
        path.display(),
        counted(read, "comment")
    ));
    Ok(swaps.finish())
}

/// The terms, kind by kind; a side's forms are parted by slashes.
fn listed(terms: &Terms) -> String {
    let side = |side: &Side| {
        let forms: Vec<_> = side.forms().map(|(_, text)| text).collect();
        format!("{}{}", forms.join("/"), if side.is_everyday() { "*" } else { "" })
    };
    let kind = |kind: &Kind| {
        let identity = if kind.is_identity() { ", identity terms" } else { "" };
        let sides: Vec<_> = kind.sides().iter().map(side).collect();
        format!("{} ({}{identity})\n  {}\n", kind.name(), sides.len(), sides.join(", "))
    };
    let kinds: String = terms.kinds().iter().map(kind).collect();
    format!("{kinds}* has an everyday meaning too: not swapped inside comments\n")
}

/// The tables, and what they amount to.
fn told(report: &Report, checks: &[Check]) -> String {
    let mut out = String::from("Viewpoint: the same sentences about every side\n\n");
    out += &swaps_told(&report.viewpoint);
    out += "\nIdentity: neutral and insulting sentences about every group\n\n";
    out += &bias_told(&report.identity);
    if let Some(bias) = &report.madlibs {
        out += "\nMadlibs: sentences made by others\n\n";
        out += &bias_told(bias);
    }
    if let Some(found) = &report.comments {
        out += "\nComments: a term swapped for others of its kind\n\n";
        out += &swaps_told(found);
    }
    out.push('\n');
    for check in checks {
        let verdict = if check.passed { "kept    " } else { "NOT KEPT" };
        let value = check.value.map_or("-".to_owned(), |value| format!("{value:.4}"));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{verdict}  {}: {value}, limit {}", check.measure, check.limit);
    }
    out
}

fn swaps_told(found: &Differences) -> String {
    let mut rows = vec![
        ["KIND", "TERMS", "PAIRS", "MEAN |Δp|", "MAX |Δp|", "FLIPS", "FURTHEST"].map(String::from).to_vec(),
    ];
    for kind in found.kinds.iter().filter(|kind| kind.pairs > 0) {
        let furthest = kind.terms.iter().max_by(|a, b| a.shift.abs().total_cmp(&b.shift.abs()));
        rows.push(vec![
            kind.kind.clone(),
            kind.terms.len().to_string(),
            kind.pairs.to_string(),
            format!("{:.4}", kind.mean),
            format!("{:.4}", kind.max),
            kind.flips.to_string(),
            furthest.map_or(String::new(), |term| format!("{} {:+.4}", term.term, term.shift)),
        ]);
    }
    let mut heads = vec![["HEAD", "MEAN |Δp|", "MAX |Δp|"].map(String::from).to_vec()];
    heads.extend(
        found.heads.iter().map(|h| vec![h.head.clone(), format!("{:.4}", h.mean), format!("{:.4}", h.max)]),
    );
    let mut guidelines = vec![["GUIDELINE", "FLIPS"].map(String::from).to_vec()];
    guidelines.extend(found.guidelines.iter().map(|g| vec![g.guideline.clone(), g.flips.to_string()]));
    format!(
        "{}\nKinds are measured by \"{}\". In all {}, {}.\n\n{}\n{}",
        table(&rows),
        found.head,
        counted(found.pairs, "pair"),
        counted(found.flips, "flip"),
        table(&heads),
        table(&guidelines)
    )
}

fn bias_told(bias: &Bias) -> String {
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let header = ["TERM", "ROWS", "FALSE POS", "FALSE NEG", "SUBGROUP", "BPSN", "BNSP"];
    let mut rows = vec![header.map(String::from).to_vec()];
    let mut terms: Vec<&TermBias> = bias.terms.iter().collect();
    let least = |term: &TermBias| term.bpsn_auc.unwrap_or(1.0).min(term.bnsp_auc.unwrap_or(1.0));
    terms.sort_by(|a, b| least(a).total_cmp(&least(b)));
    rows.extend(terms.iter().take(WORST).map(|term| {
        vec![
            term.term.clone(),
            term.rows.to_string(),
            number(term.false_positive_rate),
            number(term.false_negative_rate),
            number(term.subgroup_auc),
            number(term.bpsn_auc),
            number(term.bnsp_auc),
        ]
    }));
    format!(
        "{}\nThe {} treated worst of {}. In all {}, by \"{}\": AUC {}, false positives {}, false negatives {}, \
         FPED {:.2}, FNED {:.2}.\n",
        table(&rows),
        rows.len() - 1,
        counted(terms.len() as u64, "term"),
        counted(bias.rows as u64, "row"),
        bias.head,
        number(bias.auc),
        number(bias.false_positive_rate),
        number(bias.false_negative_rate),
        bias.fped,
        bias.fned
    )
}
