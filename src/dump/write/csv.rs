//! CSV out, for spreadsheets: one row a comment, the verdict flattened.
//!
//! The columns are `source`, `index`, `id`, `author`, `date`, `parent`,
//! `reply_to`, `flagged` (`true` or `false`), `action`, `guideline` (the most
//! probable one that is flagged, else empty), `probability` (its own, or, if
//! nothing is flagged, that of the most probable guideline), `evidence`
//! (`word (+1.9); word (+0.7)`), one column for each head, `permalink`,
//! `outcome`, `votes` and `text`. Cells that a spreadsheet would take for a formula are
//! guarded by an apostrophe, which the readers of this crate take off again.
//! Text columns keep their newlines, in quotes.

use std::fmt::Write as _;
use std::io::Write;

use super::{Scored, probability, weight};
use crate::dump::{Record, guard, table};
use crate::error::{Error, Result};
use crate::moderator::Moderator;

/// Writes scored comments as CSV.
pub struct CsvWriter<W: Write> {
    out: csv::Writer<W>,
    /// The number that is being written.
    number: String,
}

impl<W: Write> CsvWriter<W> {
    /// A writer that begins with the header. Heads are those of the
    /// moderator's model.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn new(out: W, moderator: &Moderator) -> Result<Self> {
        let mut writer = Self::without_header(out);
        let verdict = ["flagged", "action", "guideline", "probability", "evidence"];
        let heads = moderator.model().heads().iter().map(String::as_str);
        let header = table::OWN.into_iter().chain(verdict).chain(heads).chain([
            "permalink",
            "outcome",
            "votes",
            "text",
        ]);
        writer.out.write_record(header).map_err(refused)?;
        Ok(writer)
    }

    /// A writer that goes on where another one stopped.
    pub fn without_header(out: W) -> Self {
        Self { out: csv::Writer::from_writer(out), number: String::new() }
    }

    /// Writes a comment with its verdict.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn scored(&mut self, scored: &Scored<'_>) -> Result<()> {
        self.row(scored).map_err(refused)
    }

    /// Gives the destination back, everything written.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn into_inner(self) -> Result<W> {
        self.out.into_inner().map_err(|e| Error::io(REFUSED, e.into_error()))
    }

    fn row(&mut self, scored: &Scored<'_>) -> csv::Result<()> {
        let Record { source, index, comment, .. } = scored.record();
        let verdict = scored.verdict();
        let out = &mut self.out;
        out.write_field(guard::apply(source).as_bytes())?;
        out.write_field(index.to_string())?;
        for value in [&comment.id, &comment.author, &comment.date, &comment.parent, &comment.reply_to] {
            out.write_field(guard::apply(value.as_deref().unwrap_or_default()).as_bytes())?;
        }
        let foremost = scored.foremost();
        let flag = foremost.filter(|flag| flag.is_raised());
        out.write_field(if flag.is_some() { "true" } else { "false" })?;
        out.write_field(verdict.action().name())?;
        out.write_field(guard::apply(flag.map_or("", |flag| flag.guideline().name())).as_bytes())?;
        let number = &mut self.number;
        out.write_field(foremost.map_or("", |flag| decimal(flag.probability(), number)))?;
        let evidence = flag.map_or(Vec::new(), |flag| scored.evidence(&flag));
        let words: Vec<_> =
            evidence.iter().map(|e| format!("{} ({:+})", e.text(), weight(e.weight()))).collect();
        out.write_field(guard::apply(&words.join("; ")).as_bytes())?;
        for (_, p) in verdict.scores() {
            out.write_field(decimal(p, number))?;
        }
        for value in [&comment.permalink, &comment.outcome] {
            out.write_field(guard::apply(value.as_deref().unwrap_or_default()).as_bytes())?;
        }
        out.write_field(comment.votes.map_or(String::new(), |votes| votes.to_string()))?;
        out.write_field(guard::apply(&comment.text).as_bytes())?;
        out.write_record(None::<&[u8]>)
    }
}

/// A probability as [`probability`] has it, written into `out`.
fn decimal(p: f32, out: &mut String) -> &str {
    let parts = (probability(p) * 1e4).round() as u32;
    let (whole, rest) = (parts / 10_000, parts % 10_000);
    out.clear();
    // Writing to a string cannot fail.
    let _ = write!(out, "{whole}.{rest:04}");
    out.trim_end_matches('0').trim_end_matches('.')
}

const REFUSED: &str = "The output cannot be written";

/// The cause itself rather than the csv crate's wrapping of it: a closed pipe
/// must stay recognisable.
fn refused(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => Error::io(REFUSED, cause),
        other => Error::io(REFUSED, std::io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_written_as_short_as_can_be() {
        let mut out = String::new();
        for parts in 0..=10_000 {
            let p = parts as f32 / 1e4;
            assert_eq!(decimal(p, &mut out), probability(p).to_string());
        }
    }
}
