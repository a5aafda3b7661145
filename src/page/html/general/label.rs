//! Names → what belongs to them. What comes in: records and where each names
//! its writer. What goes out: the nodes around a name that are none of the
//! text (`1. NAME (PLACE)`, `NAME says:`), and names that a word announces
//! (`Name: NAME`). What it promises: only what most of the records show alike
//! is taken for a part of the header.

use std::collections::HashMap;
use std::ops::Range;

use super::group::{Anchors, Group, Prose, Record};
use super::line;
use crate::page::html::tree::{Id, Tree};
use crate::page::html::{field, text};
use crate::page::kind::{self, without_figures};
use crate::page::{marks, name};

/// So many percent of the records must have the same beside their names.
const MOST: usize = 60;
/// The same of what only looks alike.
const NEARLY_ALL: usize = 80;
/// A header has no longer parts.
const LONGEST: usize = 48;
/// Outside of its header, a comment has at least so much text.
const SHORTEST: u32 = 12;
/// What stands beside the names of a group.
#[derive(Default)]
pub(super) struct Labels {
    /// Whether it is a place, a number or a verb.
    is_label: bool,
    /// What it is in most records, without figures.
    common: String,
    /// Whether little stands between a name and its date, and the text outside.
    is_compact: bool,
}

impl Labels {
    pub(super) fn new(
        tree: &Tree<'_>,
        prose: &Prose,
        group: &Group,
        authors: &[Option<(String, Id)>],
    ) -> Self {
        let count = group.records.len();
        let named: Vec<(&Record, Id)> = group
            .records
            .iter()
            .zip(authors)
            .filter_map(|(record, author)| Some((record, author.as_ref()?.1)))
            .filter(|(record, name)| *name != record.anchor)
            .collect();
        let beside: Vec<String> = named.iter().map(|(record, name)| beside(tree, record, *name).0).collect();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for rest in &beside {
            *counts.entry(without_figures(rest)).or_default() += 1;
        }
        let common =
            counts.into_iter().filter(|(label, _)| !label.is_empty()).max_by_key(|(_, count)| *count);
        let common = common.filter(|(_, same)| *same > 1 && same * 100 >= count * MOST);
        let labels = beside.iter().filter(|rest| is_label(rest)).count();
        let is_compact = |(record, name): &(&Record, Id)| {
            let header = between(tree, record, *name);
            let around = record.start.min(header.start)..record.own_end;
            let own = prose.of(around.start, around.end);
            let inside = header.start.min(*name).min(record.anchor)
                ..header.end.max(tree.end(*name)).max(tree.end(record.anchor));
            let short = line::text_of(tree, header, |_| true).len() <= LONGEST;
            (short, own.saturating_sub(prose.of(inside.start, inside.end)) >= SHORTEST)
        };
        // Of a text of a word or two, the header is the most part.
        let worded = named.iter().map(is_compact).filter(|(_, has_words)| *has_words);
        let (compact, wordy) =
            worded.fold((0, 0), |(compact, all), (short, _)| (compact + usize::from(short), all + 1));
        Self {
            is_label: labels * 100 >= count * NEARLY_ALL,
            common: common.map_or_else(String::new, |(label, _)| label),
            is_compact: group.anchors == Anchors::Dates
                && wordy * 2 > count
                && compact * 100 >= wordy * NEARLY_ALL,
        }
    }

    /// Whether a node of a record belongs to its header.
    pub(super) fn around(&self, tree: &Tree<'_>, record: &Record, name: Id) -> Vec<Range<Id>> {
        if name == record.anchor {
            return Vec::new();
        }
        let mut ranges = Vec::new();
        if self.is_label || !self.common.is_empty() {
            let (rest, nodes) = beside(tree, record, name);
            let is_common = !self.common.is_empty() && without_figures(&rest) == self.common;
            if is_common || self.is_label && is_label(&rest) {
                ranges.push(nodes);
            }
        }
        if self.is_compact {
            let header = between(tree, record, name);
            if line::text_of(tree, header.clone(), |_| true).len() <= LONGEST {
                ranges.push(header);
            }
        }
        ranges
    }
}

/// What else stands on the line of a name, and the nodes of that line.
fn beside(tree: &Tree<'_>, record: &Record, name: Id) -> (String, Range<Id>) {
    let nodes = line::nodes(tree, &Record { anchor: name, ..*record });
    let rest = line::text_of(tree, nodes.clone(), |id| !tree.contains(name, id));
    (rest, nodes)
}

/// The nodes between a name and its date.
fn between(tree: &Tree<'_>, record: &Record, name: Id) -> Range<Id> {
    let (first, second) = if name < record.anchor { (name, record.anchor) } else { (record.anchor, name) };
    let start = tree.end(first).min(second);
    start..second
}

/// Whether what stands beside a name belongs to it: a number, a place, a verb.
fn is_label(rest: &str) -> bool {
    const MOST_WORDS: usize = 4;
    let bare = rest.trim_start_matches(|c: char| c.is_ascii_digit() || " .#)".contains(c)).trim();
    let is_place = bare.starts_with(',') || bare.starts_with('(') && bare.ends_with(')');
    let is_short = || rest.split_whitespace().count() <= MOST_WORDS;
    rest.len() <= LONGEST && (bare.is_empty() || kind::is_verb(bare) || is_place && is_short())
}

/// Whether the text before an element says that a name follows.
pub(super) fn is_labelled(tree: &Tree<'_>, id: Id) -> bool {
    const NEAR: u32 = 4;
    let before = (id.0.saturating_sub(NEAR)..id.0).rev().map(Id).find(|&id| tree.has_text(id));
    before.is_some_and(|id| name::is_label(tree.text(id)))
}

/// The name that a record announces, in the same text or in the next one.
pub(super) fn name(tree: &Tree<'_>, record: &Record) -> Option<(String, Id)> {
    const MOST_WORDS: usize = 5;
    let mut is_next = false;
    for id in record.nodes() {
        if tree.text(id).len() > LONGEST * 2 || !tree.has_text(id) {
            continue;
        }
        let shown = text::shown(tree, id);
        let (candidate, is_open) = match name::announced(&shown) {
            Some(name) => (name, name.is_empty()),
            None if is_next => (&*shown, false),
            None => ("", false),
        };
        is_next = is_open;
        let is_name = !candidate.is_empty()
            && candidate.split_whitespace().count() <= MOST_WORDS
            && name::is_possible(candidate)
            && !marks::is_no_name(candidate);
        if is_name {
            return Some((field::name(candidate)?, id));
        }
    }
    None
}
