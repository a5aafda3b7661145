//! `score` and `extract`: read, judge, write. Records come in from the inputs
//! one at a time; each is judged, beside what it answers if that was read
//! before, and written before the next is read, so that memory does not grow
//! with the dump.

use std::path::Path;

use lamplighter::Moderator;
use lamplighter::dump::{CsvWriter, JsonlWriter, Parents, Scored};

use super::args::{ExtractArgs, ScoreArgs, To};
use super::console::Console;
use super::failure::Result;
use super::input::{Tally, each_record};
use super::marks::Marks;
use super::output::Destination;
use super::report::{Findings, Report, counted};
use super::{Outcome, moderator, stdout_has_colour};

/// `lamplighter score`.
pub(super) fn score(args: &ScoreArgs, console: &mut Console) -> Result<Outcome> {
    let moderator = moderator(&args.model)?;
    let to = args.to.unwrap_or_else(|| form_of(args.output.as_deref()));
    let destination = Destination::open(args.output.as_deref())?;
    let place = destination.place();
    let mut sink = Sink::new(to, destination, &moderator)?;
    let mut scorer = moderator.scorer();
    let filter = Filter { to, min_probability: args.min_probability };
    let mut findings = Findings::default();
    let mut parents = Parents::default();
    let tally = each_record(&args.input, &place, console, |record| {
        let scored = Scored::answering(parents.of(record), record, &moderator, &mut scorer);
        findings.count(&scored);
        if filter.passes(&scored) {
            sink.scored(&scored)?;
        }
        parents.remember(record);
        Ok(())
    })?;
    let summary = findings.summary(&tally);
    if to != To::Human {
        console.note(&summary);
    }
    sink.finish(&summary)?.finish()?;
    let flagged = args.fail_on_flag && findings.flagged > 0;
    Ok(outcome(&tally, flagged))
}

/// `lamplighter extract`.
pub(super) fn extract(args: &ExtractArgs, console: &mut Console) -> Result<Outcome> {
    let destination = Destination::open(args.output.as_deref())?;
    let place = destination.place();
    let mut writer = JsonlWriter::new(destination);
    let tally = each_record(&args.input, &place, console, |record| Ok(writer.comment(record)?))?;
    let left_out = tally.left_out();
    let comma = if left_out.is_empty() { "" } else { ", " };
    console.note(&format_args!("{} read{comma}{left_out}.", counted(tally.comments, "comment")));
    writer.into_inner().finish()?;
    Ok(outcome(&tally, false))
}

/// Which comments are written.
#[derive(Clone, Copy)]
struct Filter {
    to: To,
    min_probability: Option<f32>,
}

impl Filter {
    /// A given probability decides alone. Without one, machines get every
    /// comment, so that the lines match the dump, and people what is flagged.
    fn passes(self, scored: &Scored<'_>) -> bool {
        match self.min_probability {
            Some(least) => scored.verdict().assessments().any(|flag| flag.probability() >= least),
            None => self.to != To::Human || scored.verdict().is_flagged(),
        }
    }
}

/// The form that an output file's name asks for.
fn form_of(output: Option<&Path>) -> To {
    let extension = output.and_then(|path| path.extension()).and_then(|e| e.to_str());
    match extension.unwrap_or_default().to_lowercase().as_str() {
        "jsonl" | "ndjson" | "json" => To::Jsonl,
        "csv" => To::Csv,
        _ => To::Human,
    }
}

fn outcome(tally: &Tally, flagged: bool) -> Outcome {
    match (tally.failed_inputs, flagged) {
        (1.., _) => Outcome::Incomplete,
        (0, true) => Outcome::Flagged,
        (0, false) => Outcome::Done,
    }
}

/// The three forms of output.
enum Sink {
    Human(Report<Destination>),
    Jsonl(JsonlWriter<Destination>),
    Csv(Box<CsvWriter<Destination>>),
}

impl Sink {
    fn new(to: To, destination: Destination, moderator: &Moderator) -> Result<Self> {
        let colour = destination.is_stdout() && stdout_has_colour();
        Ok(match to {
            To::Human => Sink::Human(Report::new(destination, Marks { colour })),
            To::Jsonl => Sink::Jsonl(JsonlWriter::new(destination)),
            To::Csv => Sink::Csv(Box::new(CsvWriter::new(destination, moderator)?)),
        })
    }

    fn scored(&mut self, scored: &Scored<'_>) -> Result<()> {
        match self {
            Sink::Human(report) => report.scored(scored),
            Sink::Jsonl(writer) => Ok(writer.scored(scored)?),
            Sink::Csv(writer) => Ok(writer.scored(scored)?),
        }
    }

    fn finish(self, summary: &str) -> Result<Destination> {
        match self {
            Sink::Human(report) => report.finish(summary),
            Sink::Jsonl(writer) => Ok(writer.into_inner()),
            Sink::Csv(writer) => Ok(writer.into_inner()?),
        }
    }
}
