//! Text → lines. What comes in: the text of a page. What goes out: its lines
//! that hold anything, each with its indent, its list marker and the number
//! of empty lines above it. What it promises: one pass, nothing copied.
//!
//! The empty lines matter: text extractors leave one between paragraphs, and
//! two where the line that named a comment's author was dropped.

use crate::page::date;

/// What stands before the text of a line in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// Not a list item.
    None,
    /// `•`, `*`, `-` …
    Bullet,
    /// `12.`
    Number,
}

/// A line with something in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// The line without the space around it.
    pub full: &'a str,
    /// The same without its list marker.
    pub text: &'a str,
    /// How many characters the line, or its marker, is indented.
    pub indent: usize,
    pub marker: Marker,
    /// How many empty lines stand above it.
    pub blanks: usize,
}

impl Line<'_> {
    pub fn is_item(&self) -> bool {
        self.marker != Marker::None
    }
}

/// The lines of a page. A line of nothing but no-break spaces is an empty
/// paragraph: it parts what is above from what is below, but the empty lines
/// around it do not add up.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut run, mut blanks) = (0, 0);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let raw = &text[start..end];
        start = end + 1;
        let full = trim(raw);
        // An item that held a picture.
        if full.len() <= '•'.len_utf8() && matches!(full, "*" | "•" | "+" | "◦") {
            continue;
        }
        if full.is_empty() {
            let is_bare = raw.bytes().all(|b| b.is_ascii_whitespace());
            run = if is_bare { run + 1 } else { 0 };
            blanks = blanks.max(run).max(1);
            continue;
        }
        let indent = raw.bytes().take_while(u8::is_ascii_whitespace).count();
        let (marker, text) = if starts_with_date(full) { (Marker::None, full) } else { strip_marker(full) };
        lines.push(Line { full, text, indent, marker, blanks });
        (run, blanks) = (0, 0);
    }
    if has_loose_blanks(&lines) {
        lines.iter_mut().for_each(|line| line.blanks = line.blanks.min(1));
    }
    lines
}

/// Whether empty lines are what the markup left, and not what the extractor
/// set: then their number means nothing.
fn has_loose_blanks(lines: &[Line<'_>]) -> bool {
    const SET_BLANKS: usize = 3;
    10 * lines.iter().filter(|line| line.blanks > SET_BLANKS).count() > lines.len()
}

/// Trims white space of all kinds, the invisible ones too.
pub(super) fn trim(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'))
}

/// Whether a number at the start is the day of a date: `12. März 2024`.
fn starts_with_date(full: &str) -> bool {
    const LONGEST_DATE: usize = 60;
    let is_first = |text: &str| date::find(text).filter(|at| at.start == 0);
    // `5. June 9th, 2009`
    let is_item = || {
        let rest = strip_marker(full).1;
        let whole = is_first(rest).and_then(|at| rest.get(at));
        whole.is_some_and(|date| {
            date.split([' ', ',']).any(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
        }) && rest.starts_with(char::is_alphabetic)
    };
    full.len() <= LONGEST_DATE
        && full.starts_with(|c: char| c.is_ascii_digit())
        && is_first(full).is_some()
        && !is_item()
}

fn strip_marker(text: &str) -> (Marker, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (marker, rest) = match digits {
        1..=4 => (Marker::Number, text.get(digits..).and_then(|rest| rest.strip_prefix('.'))),
        _ => (Marker::Bullet, text.strip_prefix(['•', '◦', '▪', '‣', '*', '-', '+'])),
    };
    match rest.and_then(|rest| rest.strip_prefix(char::is_whitespace)).map(trim) {
        Some(rest) if !rest.is_empty() => (marker, rest),
        _ => (Marker::None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Marker, split};

    #[test]
    fn lines_know_their_marker_indent_and_the_empty_lines_above() {
        let cases = [
            ("plain", "one", ("one", Marker::None, 0, 0)),
            ("bullet", "\n    • Jess says", ("Jess says", Marker::Bullet, 4, 1)),
            ("number", "\n\n  12. Jess says", ("Jess says", Marker::Number, 2, 2)),
            ("a day", "12. März 2024", ("12. März 2024", Marker::None, 0, 0)),
            (
                "a number before a date",
                "12. June 9th, 2009 4:39 am",
                ("June 9th, 2009 4:39 am", Marker::Number, 0, 0),
            ),
            ("no marker", "1.5 metres", ("1.5 metres", Marker::None, 0, 0)),
            ("no-break space parts", "\n\u{a0}\n\nend", ("end", Marker::None, 0, 1)),
            ("carriage return", "\r\n\r\nend\r", ("end", Marker::None, 0, 2)),
        ];
        for (name, text, want) in cases {
            let found: Vec<_> =
                split(text).iter().map(|line| (line.text, line.marker, line.indent, line.blanks)).collect();
            assert_eq!(found, [want], "{name}");
        }
    }
}
