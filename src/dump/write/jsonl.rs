//! JSON Lines out: one object on each line, its keys always in the same
//! order. What is not known is `null`, but for `permalink`, `outcome` and `votes`, which
//! are left out. `start` and `end` count Unicode code
//! points, as the slices of most scripting languages do.

use std::io::Write;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Scored, probability, weight};
use crate::dump::Record;
use crate::error::{Error, Result};
use crate::language::ForeignLanguage;
use crate::verdict::{Evidence, Verdict};

/// Writes comments or scored comments as JSON Lines.
#[derive(Debug)]
pub struct JsonlWriter<W> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> JsonlWriter<W> {
    /// A writer. Put a `BufWriter` around a file.
    pub fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }

    /// Writes a comment without a verdict.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn comment(&mut self, record: &Record) -> Result<()> {
        self.line(&place(record))
    }

    /// Writes a comment with its verdict.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn scored(&mut self, scored: &Scored<'_>) -> Result<()> {
        let verdict = scored.verdict();
        self.line(&Line {
            place: place(scored.record()),
            flagged: verdict.is_flagged(),
            action: verdict.action().name(),
            flags: flags(scored),
            scores: Scores(verdict),
            foreign_language: verdict.foreign_language().map(ForeignLanguage::code),
        })
    }

    /// Gives the destination back.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn line(&mut self, line: &impl Serialize) -> Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line)
            .map_err(|e| Error::io("The output cannot be written", e.into()))?;
        self.line.push(b'\n');
        self.out.write_all(&self.line).map_err(|e| Error::io("The output cannot be written", e))
    }
}

#[derive(serde::Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    flagged: bool,
    action: &'static str,
    flags: Vec<FlagLine<'a>>,
    scores: Scores<'a>,
    /// Only where the model was not trained for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    foreign_language: Option<&'static str>,
}

#[derive(serde::Serialize)]
struct Place<'a> {
    source: &'a str,
    index: u64,
    id: Option<&'a str>,
    author: Option<&'a str>,
    date: Option<&'a str>,
    parent: Option<&'a str>,
    reply_to: Option<&'a str>,
    /// Most sources know none of these three, and whoever reads our lines
    /// need not know them either.
    #[serde(skip_serializing_if = "Option::is_none")]
    permalink: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    votes: Option<i64>,
    text: &'a str,
}

#[derive(serde::Serialize)]
struct FlagLine<'a> {
    guideline: &'a str,
    probability: f64,
    quote: &'a str,
    evidence: Vec<EvidenceLine<'a>>,
}

#[derive(serde::Serialize)]
struct EvidenceLine<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    weight: f64,
}

fn place(record: &Record) -> Place<'_> {
    let comment = &record.comment;
    Place {
        source: &record.source,
        index: record.index,
        id: comment.id.as_deref(),
        author: comment.author.as_deref(),
        date: comment.date.as_deref(),
        parent: comment.parent.as_deref(),
        reply_to: comment.reply_to.as_deref(),
        permalink: comment.permalink.as_deref(),
        outcome: comment.outcome.as_deref(),
        votes: comment.votes,
        text: &comment.text,
    }
}

fn flags<'a>(scored: &'a Scored<'_>) -> Vec<FlagLine<'a>> {
    let text = scored.verdict().text();
    let flag_line = |flag: crate::Flag<'a>| FlagLine {
        guideline: flag.guideline().name(),
        probability: probability(flag.probability()),
        quote: flag.guideline().quote(),
        evidence: scored.evidence(&flag).into_iter().map(|e| evidence_line(text, &e)).collect(),
    };
    scored.verdict().flags().into_iter().map(flag_line).collect()
}

fn evidence_line<'a>(text: &str, evidence: &Evidence<'a>) -> EvidenceLine<'a> {
    let start = text.char_indices().take_while(|&(at, _)| at < evidence.span().start).count();
    EvidenceLine {
        start,
        end: start + evidence.text().chars().count(),
        text: evidence.text(),
        weight: weight(evidence.weight()),
    }
}

/// Every head's probability, in the model's order.
struct Scores<'a>(&'a Verdict<'a>);

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let scores = self.0.scores();
        let mut map = serializer.serialize_map(Some(scores.len()))?;
        for (head, p) in scores {
            map.serialize_entry(head, &probability(p))?;
        }
        map.end()
    }
}
