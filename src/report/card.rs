//! What the report keeps of a comment. A scored comment comes in; what is
//! shown of it goes out, owned, so that it can be made in one thread and
//! collected in another.

use std::ops::Range;
use std::sync::Arc;

use crate::comment::Comment;
use crate::dump::Scored;

/// How much is shown of a comment. A longer one is cut and says so.
const LONGEST: usize = 20_000;

/// How much is shown of what a comment answers: enough to know it again.
const LONGEST_PARENT: usize = 280;

/// One comment of a report.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its number among all that were read.
    pub(super) order: u64,
    pub(super) source: Arc<str>,
    pub(super) index: u64,
    pub(super) line: Option<u64>,
    pub(super) comment: Comment,
    pub(super) is_cut: bool,
    /// The beginning of what it answers, if that is known.
    pub(super) parent: Option<String>,
    pub(super) action: &'static str,
    /// The guidelines it breaks, by their number in the policy, the most
    /// probable first.
    pub(super) flags: Vec<(usize, f32)>,
    /// The most probable guideline, flagged or not.
    pub(super) nearest: Option<(usize, f32)>,
    /// The telling words.
    pub(super) marks: Vec<Range<usize>>,
}

impl Card {
    /// What is shown of a comment, beside the text that it answers.
    pub fn new(scored: &Scored<'_>, parent: Option<&str>) -> Self {
        let (record, verdict) = (scored.record(), scored.verdict());
        let number = |name: &str| verdict.assessments().position(|other| other.guideline().name() == name);
        let place = |flag: &crate::Flag<'_>| Some((number(flag.guideline().name())?, flag.probability()));
        let flags = verdict.flags();
        let mut comment = record.comment.clone();
        let cut = cut(&comment.text, LONGEST).len();
        let is_cut = cut < comment.text.len();
        comment.text.truncate(cut);
        let mut marks = Vec::new();
        for flag in &flags {
            let words = scored.evidence(flag);
            let heaviest = words.iter().map(crate::Evidence::weight).fold(0.0, f32::max);
            // The same share as in the report for the terminal.
            let telling = words.iter().filter(|word| word.weight() >= heaviest / 10.0);
            marks.extend(telling.map(crate::Evidence::span).filter(|span| span.end <= cut));
        }
        Self {
            order: 0,
            source: Arc::clone(&record.source),
            index: record.index,
            line: record.line,
            comment,
            is_cut,
            parent: parent.map(|text| {
                let shown = cut_at_word(text);
                if shown.len() < text.trim().len() { format!("{shown} …") } else { shown.to_owned() }
            }),
            action: verdict.action().name(),
            flags: flags.iter().filter_map(place).collect(),
            nearest: verdict.nearest().as_ref().and_then(place),
            marks: joined(marks, &record.comment.text),
        }
    }

    /// The probability of its most probable guideline.
    pub(super) fn probability(&self) -> f32 {
        self.nearest.map_or(0.0, |(_, probability)| probability)
    }
}

/// The first bytes of a text, as far as whole characters go.
fn cut(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn cut_at_word(text: &str) -> &str {
    let text = text.trim();
    let shown = cut(text, LONGEST_PARENT);
    let end = if shown.len() < text.len() { shown.rfind(char::is_whitespace) } else { None };
    shown[..end.unwrap_or(shown.len())].trim_end()
}

/// Spans in order, those joined that have only spaces between them.
fn joined(mut spans: Vec<Range<usize>>, text: &str) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| span.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last)
                if span.start <= last.end
                    || text.get(last.end..span.start).is_some_and(|gap| gap.bytes().all(|b| b == b' ')) =>
            {
                last.end = last.end.max(span.end);
            }
            _ => joined.push(span),
        }
    }
    joined
}
