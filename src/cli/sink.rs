//! The forms of output. Chunks of comments come in, each beside what it
//! answers; what the form makes of a chunk goes out, so that several threads
//! can work on several chunks and the pieces be joined in order.

use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use lamplighter::dump::{CsvWriter, JsonlWriter, Record, Scored};
use lamplighter::report::{Card, Report as Page};
use lamplighter::{Moderator, Scorer};

use super::args::To;
use super::failure::{Failure, Result};
use super::marks::Marks;
use super::output::Destination;
use super::report::{Findings, Report};

/// Comments that are judged together. Enough that handing them to a thread
/// costs nothing beside judging them.
const MOST_COMMENTS: usize = 128;

/// And not more text than this, so that memory stays small.
const MOST_TEXT: usize = 256 * 1024;

/// Comments on their way to be judged.
#[derive(Default)]
pub(super) struct Chunk {
    comments: Vec<(Record, Option<String>)>,
    text: usize,
}

impl Chunk {
    /// Adds a comment and what it answers; whether the chunk is full now.
    pub(super) fn push(&mut self, record: &Record, parent: Option<&str>) -> bool {
        self.text += record.comment.text.len() + parent.map_or(0, str::len);
        self.comments.push((record.clone(), parent.map(String::from)));
        self.comments.len() >= MOST_COMMENTS || self.text >= MOST_TEXT
    }

    pub(super) fn is_empty(&self) -> bool {
        self.comments.is_empty()
    }

    /// How much text it holds.
    pub(super) fn text(&self) -> usize {
        self.text
    }
}

/// What became of a chunk.
pub(super) struct Judged {
    pub(super) comments: u64,
    pub(super) text: usize,
    pub(super) bytes: Vec<u8>,
    pub(super) cards: Vec<Card>,
    pub(super) findings: Findings,
}

/// What is written of each comment, and of which.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) to: To,
    pub(super) min_probability: Option<f32>,
    pub(super) marks: Marks,
}

impl Form {
    /// Judges a chunk.
    pub(super) fn judge(self, moderator: &Moderator, scorer: &mut Scorer, chunk: &Chunk) -> Result<Judged> {
        let mut findings = Findings::default();
        let mut cards = Vec::new();
        let mut writer = match self.to {
            To::Human => Writer::Human(Report::new(Vec::new(), self.marks)),
            To::Jsonl => Writer::Jsonl(JsonlWriter::new(Vec::new())),
            To::Csv => Writer::Csv(Box::new(CsvWriter::without_header(Vec::new()))),
            To::Html => Writer::Html,
        };
        for (record, parent) in &chunk.comments {
            let scored = Scored::answering(parent.as_deref(), record, moderator, scorer);
            findings.count(&scored);
            match &mut writer {
                Writer::Html => cards.push(Card::new(&scored, parent.as_deref())),
                _ if !self.passes(&scored) => {}
                Writer::Human(report) => report.scored(&scored)?,
                Writer::Jsonl(lines) => lines.scored(&scored)?,
                Writer::Csv(rows) => rows.scored(&scored)?,
            }
        }
        let bytes = match writer {
            Writer::Human(report) => report.into_inner(),
            Writer::Jsonl(lines) => lines.into_inner(),
            Writer::Csv(rows) => rows.into_inner()?,
            Writer::Html => Vec::new(),
        };
        Ok(Judged { comments: chunk.comments.len() as u64, text: chunk.text, bytes, cards, findings })
    }

    /// A given probability decides alone. Without one, machines get every
    /// comment, so that the lines match the dump, and people what is flagged.
    fn passes(self, scored: &Scored<'_>) -> bool {
        match self.min_probability {
            Some(least) => scored.verdict().assessments().any(|flag| flag.probability() >= least),
            None => self.to != To::Human || scored.verdict().is_flagged(),
        }
    }

    /// What stands before all comments.
    pub(super) fn head(self, moderator: &Moderator) -> Result<Vec<u8>> {
        match self.to {
            To::Csv => Ok(CsvWriter::new(Vec::new(), moderator)?.into_inner()?),
            To::Human | To::Jsonl | To::Html => Ok(Vec::new()),
        }
    }

    /// What stands behind all comments.
    pub(super) fn foot(self, page: Page, summary: &str, left_out: &str, out: &mut Destination) -> Result<()> {
        match self.to {
            To::Human => writeln!(out, "{summary}").map_err(Failure::output),
            To::Html => {
                let left_out =
                    if left_out.is_empty() { String::new() } else { format!("Beside these: {left_out}.") };
                Ok(page.noted(left_out).dated(today()).write(out)?)
            }
            To::Jsonl | To::Csv => Ok(()),
        }
    }

    /// An empty page, of the model that was asked for.
    pub(super) fn page(self, moderator: &Moderator, model: Option<&Path>) -> Page {
        let name = model.and_then(Path::file_name).map(|name| name.to_string_lossy());
        let page = Page::new(moderator).named(name.unwrap_or("lamplighter-en (built in)".into()));
        match self.min_probability {
            Some(least) => page.at_least(least),
            None => page,
        }
    }
}

enum Writer {
    Human(Report<Vec<u8>>),
    Jsonl(JsonlWriter<Vec<u8>>),
    Csv(Box<CsvWriter<Vec<u8>>>),
    Html,
}

/// The day, in UTC.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    lamplighter::dump::iso_date(seconds)
}
