//! Lines → the header of a mail. What comes in: the classified lines of an
//! archive of mails. What goes out: the header that begins at one of them
//! (`From: NAME`, `Date: DATE`, and more such lines), with that of an mbox above it.
//! What it promises: a line for the sender and one for the date, neither of which
//! an empty line parts from the other.

use super::header::{Classified, Form, Header};
use crate::page::date;
use crate::page::kind::Sign;
use crate::page::name;

/// A header with more lines is none.
const MOST_LINES: usize = 12;

/// The header of a mail that begins at a line.
pub(super) fn header<'a>(page: &Classified<'a>, first: usize) -> Option<Header<'a>> {
    let line = |at: usize| page.lines.get(at).map(|line| line.text);
    let is_mbox = line(first)?.starts_with("From ") && page.blanks(first + 1) == 0;
    let start = if is_mbox { first + 1 } else { first };
    let author = sender(line(start)?.strip_prefix("From:")?.trim())?;
    let mut header = Header {
        first,
        body: start + 1,
        author: Some(author),
        date: None,
        reply_to: None,
        form: Form::Line(Sign::System),
    };
    while header.body < start + MOST_LINES && page.blanks(header.body) == 0 {
        let Some((label, value)) = line(header.body).and_then(|line| line.split_once(':')) else { break };
        if !is_label(label) {
            break;
        }
        if matches!(label, "Date" | "Sent") {
            header.date = date::find(value).and_then(|at| value.get(at));
        }
        header.body += 1;
    }
    header.date.is_some().then_some(header)
}

/// `NAME <ADDRESS>`, `ADDRESS (NAME)`, `NAME`
fn sender(value: &str) -> Option<&str> {
    let bracketed = || value.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, name)| name);
    let addressed =
        || value.split_once(['<', '[']).map(|(name, _)| name).filter(|name| !name.trim().is_empty());
    let author = addressed().or_else(bracketed).unwrap_or(value).trim().trim_matches('"');
    name::is_possible(author).then_some(author)
}

/// Whether a line begins as those of a mail's header do: `Message-ID:`.
fn is_label(label: &str) -> bool {
    #[rustfmt::skip]
    const LABELS: [&str; 14] = [
        "Date", "Sent", "Subject", "To", "Cc", "Reply-To", "Message-ID", "Message-Id", "In-Reply-To", "References", "Newsgroups",
        "Organization", "Lines", "List",
    ];
    LABELS.contains(&label)
}
