//! A date → the line of the header that it stands on. What comes in: a record
//! and its date. What goes out: the nodes of that line, and what the line says
//! (`Posted by NAME on DATE`). What it promises: the line is what a reader
//! sees as one, whatever elements it is made of; long ones are not read.

use std::ops::Range;

use super::group::Record;
use crate::page::html::tag::Tag;
use crate::page::html::text;
use crate::page::html::tree::{Id, Tree};
use crate::page::kind::{self, Kind, Sign};

/// A line of more nodes is no header.
const MOST_NODES: u32 = 40;

/// The line of a record's header.
pub(super) struct Line {
    /// Its nodes.
    pub(super) nodes: Range<Id>,
    /// The name and what shows that it is one, if the line holds both.
    pub(super) byline: Option<(String, Sign)>,
    /// The whole date, of which the anchor may be a part.
    pub(super) date: Option<String>,
    /// Whether nothing but a header stands on it.
    pub(super) is_header: bool,
}

/// The line around a record's date.
pub(super) fn around(tree: &Tree<'_>, record: &Record) -> Line {
    let mut nodes = nodes(tree, record);
    let is_spoken = kind::is_spoken(&text::shown(tree, record.anchor));
    if is_spoken {
        // What follows is what was said.
        nodes.end = tree.end(record.anchor);
    }
    let full = text_of(tree, nodes.clone(), |_| true);
    let read = |line: &str| match kind::classify(line) {
        Kind::Byline { author, sign, date: None } if is_spoken => {
            Some((Some((author.to_owned(), sign)), None))
        }
        Kind::Byline { author, sign, date: Some(date) } => {
            // `3. NAME`: the number of the comment.
            let name = author.trim_start_matches(|c: char| c.is_ascii_digit());
            let behind = name.trim_start_matches(['.', ')', ' ']);
            let author = if behind.len() < name.len() { behind } else { author };
            Some((Some((author.to_owned(), sign)), Some(date.to_owned())))
        }
        Kind::Date { date, .. } => Some((None, Some(date.to_owned()))),
        _ => None,
    };
    // Links behind the date are buttons more often than not.
    let found = read(&full).or_else(|| {
        let anchor_end = tree.end(record.anchor);
        let is_button =
            |id: Id| id >= anchor_end && tree.ancestors(id).take(3).any(|around| tree.tag(around) == Tag::A);
        read(&text_of(tree, nodes.clone(), |id| !is_button(id)))
    });
    let is_header = found.is_some();
    let (byline, date) = found.unwrap_or_default();
    Line { nodes, byline, date, is_header }
}

pub(super) fn text_of(tree: &Tree<'_>, nodes: Range<Id>, is_wanted: impl Fn(Id) -> bool) -> String {
    let mut line = String::new();
    let texts = (nodes.start.0..nodes.end.0).map(Id).filter(|&id| tree.tag(id) == Tag::Text && is_wanted(id));
    for id in texts {
        line.push_str(tree.text(id));
    }
    text::value(&line)
}

/// From the line's first node to the one behind its last.
pub(super) fn nodes(tree: &Tree<'_>, record: &Record) -> Range<Id> {
    let home = block(tree, record.anchor);
    let is_outside = |id: Id| match tree.tag(id) {
        Tag::Text => block(tree, id) != home,
        Tag::Br => true,
        tag => tag.is_block() || tag.is_cell(),
    };
    let lowest = record.start.0.max(record.anchor.0.saturating_sub(MOST_NODES)).max(home.0 + 1);
    let back = (lowest..record.anchor.0).rev().map(Id).take_while(|&id| !is_outside(id));
    let start = back.last().unwrap_or(record.anchor);
    let after = tree.end(record.anchor);
    let highest = record.end.0.min(after.0 + MOST_NODES).min(tree.end(home).0);
    let on = (after.0..highest).map(Id).take_while(|&id| !is_outside(id));
    let end = on.last().map_or(after, |id| Id(id.0 + 1));
    start..end.max(after)
}

/// The block that a node stands in.
fn block(tree: &Tree<'_>, id: Id) -> Id {
    tree.ancestors(id).find(|&around| tree.tag(around).is_block()).unwrap_or(Id::ROOT)
}
