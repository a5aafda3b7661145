//! The report for a human reader. Scored comments come in, in the order of
//! the dump; each goes out with where it stands, who wrote it, which
//! guidelines it breaks and how probable that is, and its own words with the
//! telling ones marked.

use std::collections::BTreeMap;
use std::io::Write;

use lamplighter::dump::{Record, Scored};
use serde::{Deserialize, Serialize};

use super::failure::{Failure, Result};
use super::input::Tally;
use super::marks::{Marks, harmless, percent, telling, thousands};

pub(super) struct Report<W> {
    out: W,
    marks: Marks,
}

impl<W: Write> Report<W> {
    pub(super) fn new(out: W, marks: Marks) -> Self {
        Self { out, marks }
    }

    /// Writes one comment.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub(super) fn scored(&mut self, scored: &Scored<'_>) -> Result<()> {
        let marks = self.marks;
        let mut text = format!("{}\n", marks.strong(&heading(scored.record())));
        let mut spans = Vec::new();
        let flags = scored.verdict().flags();
        for flag in &flags {
            let guideline = flag.guideline();
            let action = marks.faint(guideline.action().name());
            text += &format!("  {}  \"{}\"  {action}\n", percent(flag.probability()), guideline.quote());
            spans.extend(telling(&scored.evidence(flag)));
        }
        if let (true, Some(nearest)) = (flags.is_empty(), scored.verdict().nearest()) {
            let quote = nearest.guideline().quote();
            let not_flagged = marks.faint("not flagged");
            text += &format!("  {}  \"{quote}\"  {not_flagged}\n", percent(nearest.probability()));
        }
        if let Some(language) = scored.verdict().foreign_language() {
            let warning = format!("seems to be in {}, which the model was not trained for", language.name());
            text += &format!("  {}\n", marks.faint(&warning));
        }
        for line in marks.mark(scored.verdict().text(), spans).lines() {
            text += format!("    {line}").trim_end();
            text.push('\n');
        }
        text.push('\n');
        self.out.write_all(text.as_bytes()).map_err(Failure::output)
    }

    /// Gives the destination back.
    pub(super) fn into_inner(self) -> W {
        self.out
    }
}

/// Where a comment stands, and what is known of its writer.
fn heading(record: &Record) -> String {
    let comment = &record.comment;
    let place = match record.line {
        Some(line) => format!("{}:{line}", record.source),
        None => format!("{} #{}", record.source, record.index),
    };
    let known = [
        Some(place),
        comment.id.as_ref().map(|id| format!("id {id}")),
        comment.author.clone(),
        comment.date.clone(),
        comment.reply_to.as_ref().map(|name| format!("in reply to {name}")),
    ];
    let known: Vec<_> = known.into_iter().flatten().collect();
    // A name may hold newlines; a heading must not.
    harmless(&known.join(", ")).replace(['\n', '\t'], " ")
}

/// What was found in all comments together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Findings {
    /// Comments with at least one flag.
    pub(super) flagged: u64,
    by_guideline: BTreeMap<String, u64>,
    by_language: BTreeMap<String, u64>,
}

impl Findings {
    /// Counts one comment.
    pub(super) fn count(&mut self, scored: &Scored<'_>) {
        let flags = scored.verdict().flags();
        self.flagged += u64::from(!flags.is_empty());
        if let Some(language) = scored.verdict().foreign_language() {
            count_one(&mut self.by_language, language.name());
        }
        for flag in flags {
            count_one(&mut self.by_guideline, flag.guideline().name());
        }
    }

    /// Adds what was found in others.
    pub(super) fn merge(&mut self, others: Findings) {
        self.flagged += others.flagged;
        let both =
            [(&mut self.by_guideline, others.by_guideline), (&mut self.by_language, others.by_language)];
        for (counts, others) in both {
            for (name, count) in others {
                *counts.entry(name).or_default() += count;
            }
        }
    }

    /// The closing sentence.
    pub(super) fn summary(&self, tally: &Tally) -> String {
        let mut parts = vec![format!("{} flagged", thousands(self.flagged))];
        parts[0] += &most_first(&self.by_guideline);
        let foreign: u64 = self.by_language.values().sum();
        if foreign > 0 {
            let count = thousands(foreign);
            let languages = most_first(&self.by_language);
            parts.push(format!("{count} in a language that the model was not trained for{languages}"));
        }
        parts.push(tally.left_out());
        parts.retain(|part| !part.is_empty());
        format!("{} read, {}.", counted(tally.comments, "comment"), parts.join(", "))
    }
}

/// Counts `name` without allocating for one that is known.
fn count_one(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => _ = counts.insert(name.to_owned(), 1),
    }
}

/// ` (tone 7, spam 2)`, or nothing.
fn most_first(counts: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|&(_, &count)| std::cmp::Reverse(count));
    let list: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {}", thousands(**count))).collect();
    if list.is_empty() { String::new() } else { format!(" ({})", list.join(", ")) }
}

impl Tally {
    /// What could not be read, or nothing.
    pub(super) fn left_out(&self) -> String {
        let all = [
            (self.bad_records, "record", "skipped"),
            (self.binary_files, "binary file", "skipped"),
            (self.failed_inputs, "input", "not read"),
        ];
        let parts: Vec<_> = all
            .into_iter()
            .filter(|&(n, ..)| n > 0)
            .map(|(n, what, how)| format!("{} {how}", counted(n, what)))
            .collect();
        parts.join(", ")
    }
}

/// A number of things: `1 comment`, `2,000 comments`.
pub(super) fn counted(n: u64, thing: &str) -> String {
    let ending = if n == 1 { "" } else { "s" };
    format!("{} {thing}{ending}", thousands(n))
}
