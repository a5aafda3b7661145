//! Lines → the header of a mail, or of an entry in a guestbook. What comes in: the
//! classified lines of a page. What goes out: the header that begins at one of them
//! (`From: NAME` or `Name: NAME`, `Date: DATE`, and more such lines), with that of an
//! mbox above it. What it promises: a line for the writer and one for the date,
//! neither of which an empty line parts from the other.

use super::header::{Classified, Form, Header};
use crate::page::date;
use crate::page::kind::Sign;
use crate::page::name;

/// A header with more lines is none.
const MOST_LINES: usize = 12;

/// No label is longer.
const LONGEST_LABEL: usize = 32;

/// The header of a mail that begins at a line.
pub(super) fn header<'a>(page: &Classified<'a>, first: usize) -> Option<Header<'a>> {
    let line = |at: usize| page.lines.get(at).map(|line| line.text);
    let is_mbox = line(first)?.starts_with("From ") && page.blanks(first + 1) == 0;
    let start = if is_mbox { first + 1 } else { first };
    // Most lines have no label: looked for no further, this is cheap.
    let labelled = line(start)?;
    let near = labelled.as_bytes().get(..LONGEST_LABEL).unwrap_or(labelled.as_bytes());
    let colon = memchr::memchr(b':', near)?;
    let (label, value) = (&labelled[..colon], &labelled[colon + 1..]);
    let is_guest = label != "From";
    let author = match label {
        "From" => sender(value.trim())?,
        // A log of changes begins so.
        "Author" => return None,
        _ => Some(value.trim()).filter(|name| name::is_label(label) && name::is_possible(name))?,
    };
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
        if !(is_label(label) || is_guest && is_guest_label(label)) {
            break;
        }
        if header.date.is_none() && (is_guest || matches!(label, "Date" | "Sent")) {
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

/// Whether a line begins as those do in which guests say who they are.
fn is_guest_label(label: &str) -> bool {
    #[rustfmt::skip]
    const LABELS: [&str; 24] = [
        "From", "Location", "City", "State", "Country", "Where", "Time", "Posted", "Added", "Written", "Email", "E-mail",
        "Homepage", "Website", "URL", "Age", "Ort", "Wohnort", "Datum", "Land", "Herkunft", "Ville", "Pays", "Fecha",
    ];
    LABELS.iter().any(|known| label.trim().eq_ignore_ascii_case(known))
}
