//! Headers → records. What comes in: records that are siblings, with their
//! dates. What goes out: the same, stretched over the texts between them, if
//! the texts stand there and not in them (a row for the header, the next for
//! the text; `NAME DATE<br>text<hr>`). What it promises: records stay in
//! order and do not overlap.

use super::group::{self, Prose, Record};
use super::{line, title};
use crate::page::html::tag::Tag;
use crate::page::html::text;
use crate::page::html::tree::{Id, Tree};
use crate::page::marks::{self, Mark};
use crate::page::{date, name};

/// A comment has at least so much text.
const SHORTEST: u32 = 12;

/// Stretches the records of a parent, if their texts stand between them.
pub(super) fn records(tree: &Tree<'_>, prose: &Prose, parent: Id, records: &mut Vec<Record>) {
    let (Some(&first), Some(&last)) = (records.first(), records.last()) else { return };
    let inside: u32 = records.iter().take(records.len() - 1).map(|r| prose.of(r.start, r.end)).sum();
    if inside * 2 >= prose.of(first.start, last.start) {
        return;
    }
    // The date of the article looks like those of the comments below it.
    let is_before_title = |pair: &&[Record]| title::stands_in(tree, pair[0].anchor..pair[1].anchor);
    let strangers =
        records.windows(2).take(records.len() - group::FEWEST).take_while(is_before_title).count();
    records.drain(..strangers);
    // A header may begin before the element that shows its date.
    for record in records.iter_mut() {
        let whole = Record { start: Id(parent.0 + 1), end: tree.end(parent), ..*record };
        let line = line::nodes(tree, &whole);
        record.start = record.start.min(line.start);
        record.end = record.end.max(line.end);
    }
    names_above(tree, parent, records);
    let (first, last) = (records[0].start, records[records.len() - 1].end);
    let gap = longest_gap(tree, parent, records);
    let behind: Vec<Id> =
        tree.children(parent).filter(|&id| id >= last).take_while(|&id| !is_border(tree, id)).collect();
    let before = before(tree, parent, first, gap);
    // The last comment may well be longer than the others, but its lines are no blocks
    // then, or paragraphs up to the form.
    let border = tree.children(parent).find(|&id| id >= last && is_border(tree, id));
    let is_closed = border.is_some_and(|id| tree.tag(id) == Tag::Form || is_form(tree, id));
    let is_line = |id: Id| match tree.tag(id) {
        Tag::Text | Tag::Br => true,
        tag => tag == Tag::P && is_closed && marks::of(&text::line(tree, id)).is_none(),
    };
    let mut behind = behind.iter().filter(|&&id| !is_blank(tree, id)).enumerate();
    let behind_end = std::iter::from_fn(|| behind.next().filter(|&(at, &id)| at < gap || is_line(id)))
        .last()
        .map_or(last, |(_, &id)| tree.end(id));
    let is_below = prose.of(last, behind_end) < SHORTEST && prose.of(before, first) >= SHORTEST;
    let rules: Vec<Id> = tree.children(parent).filter(|&id| tree.tag(id) == Tag::Hr).collect();
    if are_ruled(&rules, records) {
        let mut start = before;
        for record in records.iter_mut() {
            let rule = rules.get(rules.partition_point(|&rule| rule < record.end)).copied();
            record.start = start.min(record.start);
            record.end = rule.unwrap_or(behind_end).max(record.end);
            start = rule.map_or(record.end, |rule| Id(rule.0 + 1));
        }
    } else if is_below {
        let mut start = before;
        for record in records.iter_mut() {
            (record.start, start) = (start, record.end);
        }
    } else {
        let starts: Vec<Id> = records.iter().skip(1).map(|record| record.start).collect();
        for (record, next) in records.iter_mut().zip(starts.into_iter().chain([behind_end])) {
            record.end = next.max(record.end);
        }
    }
}

/// Takes the sibling above each date into its record, if all of them are names.
fn names_above(tree: &Tree<'_>, parent: Id, records: &mut [Record]) {
    const LARGEST: u32 = 10;
    let mut above: Vec<Id> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let (mut at, mut last, mut between) = (0, None, 0);
    for child in tree.children(parent).filter(|&id| !is_blank(tree, id)) {
        while records.get(at).is_some_and(|record| record.end <= child) {
            (at, last, between) = (at + 1, None, 0);
        }
        let Some(record) = records.get(at) else { break };
        if child < record.start {
            (last, between) = (Some(child), between + 1);
        } else if child == record.start {
            // Below the text of one comment stands the name above the next.
            let name = last.filter(|&id| tree.end(id).0 - id.0 <= LARGEST && (at == 0 || between > 1));
            let Some(name) = name.and_then(|id| Some((id, name_of(tree, id)?))) else { return };
            above.push(name.0);
            seen.push(name.1);
        }
    }
    seen.sort_unstable();
    seen.dedup();
    if above.len() == records.len() && seen.len() > 1 {
        for (record, start) in records.iter_mut().zip(above) {
            record.start = start;
        }
    }
}

/// The name that an element shows, and nothing else.
fn name_of(tree: &Tree<'_>, id: Id) -> Option<String> {
    let line = text::line(tree, id);
    let shown = name::announced(&line).unwrap_or(&line);
    let is_name = name::is_of_person(shown) && !marks::is_no_name(shown);
    (is_name && date::find(shown).is_none()).then(|| shown.to_owned())
}

/// Whether a rule stands between each two headers.
fn are_ruled(rules: &[Id], records: &[Record]) -> bool {
    records.windows(2).all(|pair| {
        let next = rules.partition_point(|&rule| rule < pair[0].end);
        rules.get(next).is_some_and(|&rule| rule < pair[1].start)
    })
}

/// How many siblings stand between two headers at most.
fn longest_gap(tree: &Tree<'_>, parent: Id, records: &[Record]) -> usize {
    let mut children = tree.children(parent).filter(|&id| !is_blank(tree, id)).peekable();
    let mut longest = 0;
    for pair in records.windows(2) {
        while children.next_if(|&id| id < pair[0].end).is_some() {}
        let between = std::iter::from_fn(|| children.next_if(|&id| id < pair[1].start)).count();
        longest = longest.max(between);
    }
    longest
}

/// Where the text begins that would belong to a header below it.
fn before(tree: &Tree<'_>, parent: Id, first: Id, gap: usize) -> Id {
    let above: Vec<Id> = tree.children(parent).take_while(|&id| tree.end(id) <= first).collect();
    let mut rest = above.iter().rev().copied().filter(|&id| !is_blank(tree, id)).peekable();
    let text: Vec<Id> = std::iter::from_fn(|| rest.next_if(|&id| !is_border(tree, id))).collect();
    // All below the heading is the first comment's, however long it is.
    let is_titled = rest.peek().is_some_and(|&id| title::stands_in(tree, id..tree.end(id)));
    let count = if is_titled { text.len() } else { gap.min(text.len()) };
    text[..count].last().copied().unwrap_or(first)
}

fn is_blank(tree: &Tree<'_>, id: Id) -> bool {
    tree.tag(id) == Tag::Text && !tree.has_text(id)
}

/// Whether a sibling parts the comments from the rest of the page.
fn is_border(tree: &Tree<'_>, id: Id) -> bool {
    const LARGEST: u32 = 8;
    let is_small = tree.end(id).0 - id.0 <= LARGEST;
    tree.tag(id).is_heading()
        || matches!(tree.tag(id), Tag::Form | Tag::Hr)
        || is_small && (title::stands_in(tree, id..tree.end(id)) || is_form(tree, id))
}

/// Whether an element calls for a comment: `Add a new comment`.
fn is_form(tree: &Tree<'_>, id: Id) -> bool {
    tree.tag(id) != Tag::Text && marks::of(&text::line(tree, id)) == Some(Mark::Form)
}
