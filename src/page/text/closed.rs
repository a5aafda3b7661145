//! Comments that are told by their buttons alone. What comes in: the classified
//! lines of a page without headers that repeat. What goes out: the section in which
//! a button to answer closes each comment and a name begins the next one, and its
//! comments. What it promises: nothing but comments is answered so, and most of what
//! stands between the buttons begins with a name.

use std::ops::Range;

use super::bounds;
use super::guard;
use super::header::Classified;
use super::section::{Layout, Section};
use super::thread::Thread;
use crate::page::kind::Kind;
use crate::page::marks::{self, Mark};
use crate::page::name;

/// Fewer buttons to answer may stand anywhere.
const FEWEST: usize = 3;
/// A comment has no more lines, and a name is no longer.
const LONGEST: usize = 60;
const LONGEST_NAME: usize = 40;

/// A row of buttons, each on a line of its own or all on one, with the date among them.
struct Row<'a> {
    lines: Range<usize>,
    date: Option<&'a str>,
}

/// The section, if there is one, and whether dates stand among its buttons.
pub(super) fn section(page: &Classified<'_>) -> Option<(Section, bool)> {
    let rows = rows(page, 0..page.len());
    if rows.len() < FEWEST {
        return None;
    }
    let named = |pair: &&[Row<'_>]| author(page, pair[0].lines.end, pair[1].lines.start).is_some();
    let count = rows.windows(2).filter(named).count();
    let first = &rows[0].lines;
    // The first is not much longer than the others: what stands above it is the article.
    let lengths = rows.windows(2).map(|pair| pair[1].lines.start - pair[0].lines.end);
    let farthest = (lengths.max().unwrap_or_default() * 2).min(LONGEST);
    let top = (first.start.saturating_sub(farthest)..first.start.saturating_sub(1))
        .rev()
        .take_while(|&at| !matches!(page.kind(at), Some(Kind::Mark(mark)) if mark != Mark::Noise))
        .find(|&at| author(page, at, first.start).is_some());
    if count < FEWEST - 1 || count * 10 < (rows.len() - 1) * 8 {
        return None;
    }
    let start = top.unwrap_or(first.end);
    let end = rows.last()?.lines.end;
    let section = Section {
        lines: bounds::above(page, start, 0)..bounds::below(page, end),
        comments: start..end,
        layout: Layout::Closed,
    };
    let dated = rows.iter().filter(|row| row.date.is_some()).count();
    Some((section, dated * 10 >= rows.len() * 8))
}

/// The rows with a button to answer.
fn rows<'a>(page: &Classified<'a>, range: Range<usize>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let start = at;
        let (mut date, mut is_answer) = (None, false);
        while at < range.end {
            let text = page.lines.get(at).map_or("", |line| line.text);
            match page.kind(at) {
                Some(Kind::Date { date: found, .. }) => date = Some(found),
                Some(Kind::Mark(Mark::Tail)) => {
                    is_answer |= guard::is_answer(page, at);
                }
                Some(Kind::Mark(Mark::Count)) if at > start || !marks::is_agreement(text) => {}
                Some(Kind::Mark(Mark::More)) => {}
                _ => break,
            }
            at += 1;
        }
        if is_answer {
            rows.push(Row { lines: start..at, date });
        }
        at = at.max(start + 1);
    }
    rows
}

/// The name that begins some lines, of which there are more.
fn author<'a>(page: &Classified<'a>, first: usize, end: usize) -> Option<&'a str> {
    let is_said = |at: usize| page.lines.get(at).is_some_and(|line| marks::is_agreement(line.text));
    let is_text = (first + 1..end).any(|at| page.kind(at) == Some(Kind::Text) || is_said(at));
    let is_short = end.saturating_sub(first) <= LONGEST;
    let name = page.name_at(first).filter(|_| is_text && is_short)?;
    (name.len() <= LONGEST_NAME && name::is_of_person(name)).then_some(name)
}

impl Thread<'_, '_> {
    /// Comments between a name and a row of buttons.
    pub(super) fn closed(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for row in rows(self.page, range) {
            let name = author(self.page, at, row.lines.start);
            self.begin(at, name, row.date, None);
            for line in at + usize::from(name.is_some())..row.lines.start {
                self.body_line(line, row.lines.start);
            }
            if let Some(draft) = &mut self.draft {
                draft.is_closed = true;
            }
            self.end = row.lines.start;
            for line in row.lines.clone() {
                self.body_line(line, row.lines.end);
            }
            at = row.lines.end;
            self.end = at;
        }
    }
}
