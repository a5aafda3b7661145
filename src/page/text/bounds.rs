//! Where sections end. What comes in: the classified lines and the first line
//! of a section's heading or of its comments. What goes out: the line where
//! the heading begins, or the one behind the section. What it promises: it
//! walks forward once per question.

use super::header::Classified;
use super::lines::Line;
use crate::page::kind::Kind;
use crate::page::marks::Mark;

/// A menu's items are no longer, in bytes.
const LONGEST_ITEM: usize = 80;
/// How far above a mark its heading may begin.
const LONGEST_HEADING: usize = 60;

/// Where the section that begins at a line ends: at a mark, or where the page
/// leaves the list that the comments stand in.
pub(super) fn end_of(page: &Classified<'_>, first: usize) -> usize {
    let mut list = List::around(page, first);
    for (at, (line, kind)) in page.lines.iter().zip(&page.kinds).enumerate().skip(first + 1) {
        let is_over = match kind {
            Kind::Text if is_policy(line) => true,
            Kind::Mark(Mark::End | Mark::Form | Mark::Start | Mark::Empty) => true,
            // A count of replies is no heading; one right above a header is.
            Kind::Mark(Mark::Title) => line.blanks > 0 && page.blanks(at + 1) > 0 && page.is_headed(at + 1),
            Kind::Mark(Mark::More) => !(at + 1..at + 3).any(|next| page.is_headed(next)),
            _ => list.as_mut().is_some_and(|list| list.is_left(page, at, line)),
        };
        if is_over {
            return at;
        }
    }
    page.len()
}

/// Where the page's menus begin below its last header, if no mark ends the
/// section: at a list of short items without empty lines.
pub(super) fn end_at_menu(page: &Classified<'_>, last: usize, end: usize) -> usize {
    const SHORTEST_MENU: usize = 4;
    /// So many titles in a row are no comment's.
    const FEWEST_TITLES: usize = 6;
    let text = page.header(last).map_or(last, |header| header.body);
    let (mut items, mut titles) = (0, 0);
    for at in last..end {
        items = if is_compact(page, at) { items + 1 } else { 0 };
        titles = if at > text && is_title(page, at) { titles + 1 } else { 0 };
        if items == SHORTEST_MENU {
            return at + 1 - SHORTEST_MENU;
        }
        if titles == FEWEST_TITLES {
            return at + 1 - FEWEST_TITLES;
        }
    }
    end
}

/// Whether a line says what may be written in comments: `Comments are filtered for
/// language …`.
pub(super) fn is_policy(line: &Line<'_>) -> bool {
    const SHORTEST: usize = 60;
    const STARTS: [&str; 6] = [
        "Comments are ",
        "All comments are ",
        "Comments posted ",
        "We welcome comments",
        "Comments that ",
        "Comments on ",
    ];
    const WORDS: [&str; 8] =
        ["moderat", "registration", "guideline", "inappropriate", "abusive", "polic", "offensive", "removed"];
    line.text.len() > SHORTEST
        && STARTS.iter().any(|start| line.text.starts_with(start))
        && WORDS.iter().any(|word| line.text.contains(word))
}

/// Whether a line may be a headline or the name of a part of the page.
fn is_title(page: &Classified<'_>, at: usize) -> bool {
    let Some(line) = page.lines.get(at).filter(|_| page.kind(at) == Some(Kind::Text)) else { return false };
    let may_be = line.text.len() <= LONGEST_ITEM
        && line.text.starts_with(char::is_uppercase)
        && !line.text.ends_with(super::SENTENCE_ENDS)
        && !line.text.ends_with([',', ':', ';']);
    // The lines of a poem begin with a capital, too.
    let words = || line.text.split(' ');
    may_be
        && (words().nth(2).is_none()
            || words().filter(|word| word.starts_with(char::is_uppercase)).nth(1).is_some())
}

/// The list that a section's comments are items of.
struct List {
    indent: usize,
}

impl List {
    /// The list that begins at a line, if what belongs to an item is indented
    /// deeper than its marker; elsewhere indents
    /// say nothing.
    fn around(page: &Classified<'_>, first: usize) -> Option<Self> {
        let line = page.lines.get(first).filter(|line| line.is_item())?;
        let body = page.header(first).map_or(first + 1, |header| header.body);
        let body = (body..body + 4).find(|at| !matches!(page.kind(*at), Some(Kind::Mark(_)))).unwrap_or(body);
        let below = page.lines.get(first + 1..=body)?;
        let is_deeper = below.iter().all(|below| below.indent > line.indent);
        is_deeper.then_some(Self { indent: line.indent })
    }

    fn is_left(&mut self, page: &Classified<'_>, at: usize, line: &Line<'_>) -> bool {
        if line.indent > self.indent {
            return false;
        }
        if !line.is_item() {
            return true;
        }
        if page.is_headed(at) || page.is_headed(at + 1) {
            // The first comment was a reply whose parent was dropped.
            self.indent = line.indent;
            return false;
        }
        line.indent < self.indent || is_compact(page, at)
    }
}

/// The first line of the heading: what stands above a mark and is a mark too.
pub(super) fn above(page: &Classified<'_>, heading: usize, floor: usize) -> usize {
    let is_heading = |at: usize| {
        matches!(page.kind(at), Some(Kind::Mark(Mark::Control | Mark::Title | Mark::Start | Mark::Noise)))
    };
    (floor.max(heading.saturating_sub(LONGEST_HEADING))..heading)
        .rev()
        .take_while(|at| is_heading(*at))
        .last()
        .unwrap_or(heading)
}

/// The last line of what closes a section.
pub(super) fn below(page: &Classified<'_>, end: usize) -> usize {
    let is_close = |at: usize| {
        matches!(
            page.kind(at),
            Some(Kind::Mark(Mark::Control | Mark::Form | Mark::More | Mark::Noise | Mark::Empty))
        )
    };
    (end..page.len()).find(|at| !is_close(*at)).unwrap_or(page.len())
}

/// Whether a line is one of a list of short items without empty lines: a
/// menu, not comments.
pub(super) fn is_compact(page: &Classified<'_>, at: usize) -> bool {
    let is_item =
        |at: usize| page.lines.get(at).is_some_and(|line| line.is_item() && line.text.len() <= LONGEST_ITEM);
    let joins = |at: usize| page.blanks(at) == 0 && is_item(at);
    is_item(at)
        && page.kind(at) == Some(Kind::Text)
        && (joins(at + 1) || joins(at) && is_item(at.wrapping_sub(1)))
}

/// Whether a line belongs to what stands above it, and not to what is below.
pub(super) fn is_glued(page: &Classified<'_>, at: usize) -> bool {
    let is_below_mark = |above: usize| matches!(page.kind(above), Some(Kind::Mark(_)));
    at.checked_sub(1).is_some_and(|above| !is_below_mark(above))
        && page.blanks(at) == 0
        && page.blanks(at + 1) > 0
}

/// Whether a mark is an item of a menu: other items stand right above or below it.
pub(super) fn is_in_menu(page: &Classified<'_>, at: usize) -> bool {
    let is_item =
        |at: usize| page.lines.get(at).is_some_and(|line| line.is_item() && line.text.len() <= LONGEST_ITEM);
    is_item(at)
        && (page.blanks(at + 1) == 0 && is_item(at + 1)
            || page.blanks(at) == 0 && is_item(at.wrapping_sub(1)))
}
