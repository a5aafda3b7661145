//! `score` and `extract`: read, judge, write. Records come in from the inputs
//! one at a time and are judged in chunks by several threads, each beside what
//! it answers if that was read before; what they make of it is written in the
//! order of the input. Memory does not grow with the dump, and the results are
//! the same with any number of threads, and after any number of interruptions.

use std::io::Write;
use std::path::Path;
use std::thread;

use lamplighter::Moderator;
use lamplighter::dump::{JsonlWriter, Parents};
use lamplighter::report::Report as Page;

use super::args::{ExtractArgs, ScoreArgs, To};
use super::checkpoint::{Checkpoint, Job};
use super::console::Console;
use super::failure::{Failure, Result};
use super::input::{Inputs, Tally};
use super::marks::Marks;
use super::output::Destination;
use super::pool::Pool;
use super::report::{Findings, counted};
use super::sink::{Chunk, Form, Judged};
use super::{Outcome, moderator, stdout_has_colour};

/// How much text may be under way at once, whatever the number of threads.
const MOST_TEXT: usize = 8 << 20;

/// `lamplighter score`.
pub(super) fn score(args: &ScoreArgs, console: &mut Console) -> Result<Outcome> {
    let moderator = moderator(&args.model)?;
    let to = args.to.unwrap_or_else(|| form_of(args.output.as_deref()));
    let can_resume = matches!(to, To::Jsonl | To::Csv);
    if args.resume && !can_resume {
        return Err(Failure::Said("--resume goes with --to jsonl and --to csv only.".to_owned()));
    }
    let destination = match &args.output {
        Some(path) if can_resume => Destination::reopen(path, args.resume)?,
        output => Destination::open(output.as_deref())?,
    };
    let place = destination.place();
    let inputs = Inputs::find(&args.input, &place, console)?;
    let marks = Marks { colour: destination.is_stdout() && stdout_has_colour() };
    let form = Form { to, min_probability: args.min_probability, marks };
    let page = form.page(&moderator, args.model.model.as_deref());
    let mut written = Written::begin(args, form, &moderator, &inputs, destination, page)?;

    let threads =
        args.threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let skip = written.already();
    if skip > 0 {
        console.note(&format_args!("Going on behind {}.", counted(skip, "comment")));
    }
    let mut parents = Parents::default();
    let mut read = 0;
    let tally = thread::scope(|scope| {
        let worker = || {
            let (moderator, mut scorer) = (moderator.clone(), moderator.scorer());
            move |chunk: Chunk| form.judge(&moderator, &mut scorer, &chunk)
        };
        let mut pool = Pool::start(scope, threads, worker);
        let (mut chunk, mut under_way) = (Chunk::default(), 0);
        let tally = inputs.each_record(console, |record| {
            read += 1;
            if read > skip {
                // Somebody who reads along wants each comment at once.
                let is_full = chunk.push(record, parents.of(record)) || place.is_terminal;
                if is_full {
                    under_way += chunk.text();
                    pool.submit(std::mem::take(&mut chunk))?;
                }
                while pool.is_full() || under_way > MOST_TEXT || place.is_terminal {
                    let Some(judged) = pool.next() else { break };
                    under_way -= written.piece(judged??)?;
                }
            }
            parents.remember(record);
            Ok(())
        });
        // What stands before a record that cannot be read is worth having;
        // behind a piece that could not be written nothing is.
        if !written.is_broken {
            if !chunk.is_empty() {
                pool.submit(chunk)?;
            }
            while let Some(judged) = pool.next() {
                written.piece(judged??)?;
            }
        }
        tally
    });
    let tally = match tally {
        Err(failure) if written.destination.is_kept() => {
            console
                .note(&"What was judged so far is kept; the same command with --resume goes on from there.");
            return Err(failure);
        }
        tally => tally?,
    };
    let findings = written.finish(&tally, console)?;
    Ok(outcome(&tally, args.fail_on_flag && findings.flagged > 0))
}

/// The results so far.
struct Written {
    form: Form,
    destination: Destination,
    checkpoint: Option<Checkpoint>,
    page: Page,
    findings: Findings,
    /// Whether a piece could not be written.
    is_broken: bool,
}

impl Written {
    fn begin(
        args: &ScoreArgs,
        form: Form,
        moderator: &Moderator,
        inputs: &Inputs,
        mut destination: Destination,
        page: Page,
    ) -> Result<Self> {
        let can_resume = matches!(form.to, To::Jsonl | To::Csv);
        let checkpoint = match destination.path().map(Path::to_owned) {
            Some(path) if can_resume => {
                let job = Job {
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    model: page.model_checksum().to_owned(),
                    policy: format!("{:?}", moderator.policy()),
                    options: format!("{:?} {:?} {}", form.to, form.min_probability, args.input.reading()),
                    inputs: inputs.state(),
                };
                Some(Checkpoint::begin(&path, job, args.resume, &mut destination)?)
            }
            _ => None,
        };
        let findings = checkpoint.as_ref().map(|c| c.progress.findings.clone()).unwrap_or_default();
        let mut written = Self { form, destination, checkpoint, page, findings, is_broken: false };
        if written.already() == 0 {
            let head = form.head(moderator)?;
            written.bytes(0, &head)?;
        }
        Ok(written)
    }

    /// How many comments a former run has dealt with.
    fn already(&self) -> u64 {
        self.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.progress.comments)
    }

    /// Writes what a chunk has become; how much text that was.
    fn piece(&mut self, judged: Judged) -> Result<usize> {
        self.findings.merge(judged.findings);
        judged.cards.into_iter().for_each(|card| self.page.add(card));
        self.bytes(judged.comments, &judged.bytes)?;
        Ok(judged.text)
    }

    fn bytes(&mut self, comments: u64, bytes: &[u8]) -> Result<()> {
        if let Err(cause) = self.destination.write_all(bytes) {
            // How much of it is there nobody knows; the checkpoint still says
            // what was there before.
            self.is_broken = true;
            return Err(Failure::output(cause));
        }
        if let Some(checkpoint) = &mut self.checkpoint {
            checkpoint.progress.findings.clone_from(&self.findings);
            checkpoint.advance(comments, bytes.len(), &mut self.destination)?;
        }
        Ok(())
    }

    /// Ends the output, and says what was found.
    fn finish(mut self, tally: &Tally, console: &Console) -> Result<Findings> {
        let summary = self.findings.summary(tally);
        if self.form.to != To::Human {
            console.note(&summary);
        }
        self.form.foot(self.page, &summary, &tally.left_out(), &mut self.destination)?;
        self.destination.finish()?;
        if let Some(checkpoint) = self.checkpoint {
            checkpoint.finish();
        }
        Ok(self.findings)
    }
}

/// `lamplighter extract`.
pub(super) fn extract(args: &ExtractArgs, console: &mut Console) -> Result<Outcome> {
    let destination = Destination::open(args.output.as_deref())?;
    let inputs = Inputs::find(&args.input, &destination.place(), console)?;
    let mut writer = JsonlWriter::new(destination);
    let tally = inputs.each_record(console, |record| Ok(writer.comment(record)?))?;
    let left_out = tally.left_out();
    let comma = if left_out.is_empty() { "" } else { ", " };
    console.note(&format_args!("{} read{comma}{left_out}.", counted(tally.comments, "comment")));
    writer.into_inner().finish()?;
    Ok(outcome(&tally, false))
}

/// The form that an output file's name asks for.
fn form_of(output: Option<&Path>) -> To {
    let extension = output.and_then(|path| path.extension()).and_then(|e| e.to_str());
    match extension.unwrap_or_default().to_lowercase().as_str() {
        "jsonl" | "ndjson" | "json" => To::Jsonl,
        "csv" => To::Csv,
        "html" | "htm" => To::Html,
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
