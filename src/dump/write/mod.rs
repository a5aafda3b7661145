//! Scored comments back out. Records and their verdicts come in; lines of a
//! documented form go out. The writers append to any `io::Write`, one whole
//! line at a time, so that chunks written by several threads can be joined.

mod csv;
mod jsonl;

pub use self::csv::CsvWriter;
pub use self::jsonl::JsonlWriter;

use super::Record;
use crate::model::Dissection;
use crate::moderator::{Moderator, Scorer};
use crate::verdict::{Evidence, Flag, Subject, Verdict};

/// How many words are given as evidence for a flag: what a moderator reads at
/// a glance. The weights behind them fall off quickly.
const EVIDENCE: usize = 5;

/// A record and the verdict on it.
///
/// ```
/// use lamplighter::dump::{JsonlWriter, Options, Reader, Scored};
/// use lamplighter::Moderator;
///
/// let moderator = Moderator::shipped();
/// let mut scorer = moderator.scorer();
/// let mut writer = JsonlWriter::new(Vec::new());
/// let dump = "text\nThanks for the recipe.\nYou are a stupid idiot.\n";
/// for record in Reader::from_reader(dump.as_bytes(), "night.csv", &Options::default())? {
///     writer.scored(&Scored::new(&record?, &moderator, &mut scorer))?;
/// }
/// let lines = String::from_utf8(writer.into_inner())?;
/// assert_eq!(lines.lines().filter(|line| line.contains("\"flagged\":true")).count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scored<'a> {
    record: &'a Record,
    moderator: &'a Moderator,
    verdict: Verdict<'a>,
    /// Only if something is flagged: it is asked about every flag.
    dissection: Option<Dissection<'a>>,
}

impl<'a> Scored<'a> {
    /// Judges a record.
    pub fn new(record: &'a Record, moderator: &'a Moderator, scorer: &mut Scorer) -> Self {
        Self::answering(None, record, moderator, scorer)
    }

    /// Judges a record beside the text that it answers, if that is known; see
    /// [`Parents`](crate::dump::Parents).
    pub fn answering(
        parent: Option<&'a str>,
        record: &'a Record,
        moderator: &'a Moderator,
        scorer: &mut Scorer,
    ) -> Self {
        let subject = Subject::from(&record.comment);
        let subject = parent.map_or(subject, |parent| subject.replying_to(parent));
        let verdict = scorer.judge(subject);
        let dissection = verdict.is_flagged().then(|| scorer.dissect(&verdict));
        Self { record, moderator, verdict, dissection }
    }

    /// The record.
    pub fn record(&self) -> &'a Record {
        self.record
    }

    /// The verdict.
    pub fn verdict(&self) -> &Verdict<'a> {
        &self.verdict
    }

    /// The words that speak for a flag, the heaviest first.
    pub fn evidence(&self, flag: &Flag<'_>) -> Vec<Evidence<'a>> {
        match &self.dissection {
            Some(dissection) => dissection.words(flag.head, EVIDENCE),
            None => self.moderator.explain_flag(&self.verdict, flag, EVIDENCE),
        }
    }

    /// The guideline to name first: the worst flag, or, if nothing is
    /// flagged, the most probable guideline.
    pub fn foremost(&self) -> Option<Flag<'_>> {
        self.verdict.worst().or_else(|| self.verdict.nearest())
    }
}

/// A probability as it is written: four decimals are more than any
/// calibration can vouch for, and keep the lines short.
fn probability(p: f32) -> f64 {
    (f64::from(p) * 1e4).round() / 1e4
}

/// A weight as it is written.
fn weight(w: f32) -> f64 {
    (f64::from(w) * 1e2).round() / 1e2
}
