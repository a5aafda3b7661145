//! Cells that a spreadsheet would run. A cell's text comes in; the text to
//! write goes out, and back again. A comment that begins with `=` is a
//! formula to a spreadsheet, and anyone can post one (`=HYPERLINK(…)`), so
//! such cells get an apostrophe in front: spreadsheets show them as text.
//! Readers of this crate take it off, so nothing is lost on a round trip.

use std::borrow::Cow;

/// Whether a cell begins, behind any apostrophes, with a character that
/// starts a formula, and goes on. The wide forms are those of East Asian
/// spreadsheets. Apostrophes are looked through so that the guard can be
/// undone exactly.
fn is_formula(cell: &str) -> bool {
    let mut chars = cell.trim_start_matches('\'').chars();
    let starts = |c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    chars.next().is_some_and(starts) && chars.next().is_some()
}

/// The cell as it is written.
pub(super) fn apply(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`apply`].
pub(super) fn undo(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(bare) if is_formula(bare) => bare,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_come_back() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("-1, and that is generous", "'-1, and that is generous"),
            ("@Ada: quite so", "'@Ada: quite so"),
            ("'=1+1", "''=1+1"),
            ("＝1＋1", "'＝1＋1"),
            ("'tis the season", "'tis the season"),
            ("1+1=2", "1+1=2"),
            ("-", "-"),
            ("'-", "'-"),
            ("", ""),
        ];
        for (cell, written) in cases {
            assert_eq!(apply(cell), written);
            assert_eq!(undo(written), cell);
        }
    }
}
