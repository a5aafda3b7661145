//! Dates → the subtrees that repeat around them. What comes in: the dates of a
//! page. What goes out: groups of records, the one with the most text first.
//! What it promises: the records of a group have one tag and show their date
//! at the same place; those of the group's first level are siblings.

use std::collections::HashSet;

use super::stretch;
use crate::page::date;
use crate::page::html::chrome;
use crate::page::html::tag::Tag;
use crate::page::html::text;
use crate::page::html::thread;
use crate::page::html::tree::{Id, Tree};

/// A page with fewer dates has no thread that could be told by repetition.
pub(super) const FEWEST: usize = 2;
/// A record is no more levels above its date than this.
pub(super) const HIGHEST: usize = 16;
/// So many groups are looked at; the thread is among those with most text.
const MOST_GROUPS: usize = 6;

/// The dates of a page that are looked at for a comment that stands alone, and its
/// nodes at most.
pub(super) const MOST_ALONE: usize = 60;
pub(super) const LARGEST_ALONE: u32 = 400;

/// What may be one comment: some neighbouring nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    pub(super) start: Id,
    pub(super) end: Id,
    /// Where the first record inside of it begins, or its end.
    pub(super) own_end: Id,
    /// Its date.
    pub(super) anchor: Id,
}

impl Record {
    pub(super) fn new(tree: &Tree<'_>, id: Id, anchor: Id) -> Self {
        let end = tree.end(id);
        Self { start: id, end, own_end: end, anchor }
    }

    /// Its nodes up to the first record inside of it: so those of all records
    /// are no more than those of the page.
    pub(super) fn nodes(&self) -> impl DoubleEndedIterator<Item = Id> + use<> {
        (self.start.0..self.own_end.0).map(Id)
    }
}

/// What the records of a group show at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchors {
    Dates,
    /// Elements that call themselves a name.
    Names,
    /// Texts that say who speaks, and how one may answer.
    Words,
    /// `NAME, PLACE`
    Signed,
}

pub(super) struct Group {
    pub(super) anchors: Anchors,
    /// What the records are siblings in.
    pub(super) parent: Id,
    pub(super) records: Vec<Record>,
}

/// How much text outside of links stands where.
pub(super) struct Prose {
    /// Bytes before each node.
    before: Vec<u32>,
}

impl Prose {
    pub(super) fn new(tree: &Tree<'_>) -> Self {
        let mut before = Vec::with_capacity(tree.end(Id::ROOT).0 as usize + 1);
        let mut sum: u32 = 0;
        let mut skipped_to = Id::ROOT;
        for id in tree.subtree(Id::ROOT) {
            before.push(sum);
            let tag = tree.tag(id);
            if tag == Tag::A && !is_written(tree, id) || tag.is_unseen() {
                skipped_to = skipped_to.max(tree.end(id));
            } else if tag == Tag::Text && id >= skipped_to && !tree.is_blank(id) {
                sum = sum.saturating_add(weight(tree.text(id)));
            }
        }
        before.push(sum);
        Self { before }
    }

    pub(super) fn of(&self, start: Id, end: Id) -> u32 {
        self.before[end.0 as usize] - self.before[start.0 as usize]
    }
}

/// Whether the text of a link may be what a reader wrote: it leads nowhere but to the
/// form for an answer, or stands in an element of comments.
fn is_written(tree: &Tree<'_>, link: Id) -> bool {
    tree.attribute(link, "href").is_some_and(|href| href.starts_with("javascript:"))
        || tree.classes(tree.parent(link)).any(|class| class.starts_with("comment"))
}

/// Labels and buttons are short, what people write is longer: a text of three
/// words or fewer counts a quarter, unless its script parts no words.
fn weight(written: &str) -> u32 {
    let text = text::trim(written);
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let is_label =
        text.split_ascii_whitespace().nth(3).is_none() && !is_unparted(text) && !is_called_out(text);
    if is_label { length / 4 } else { length }
}

/// Whether a text of few words is a sentence: `Great post!`
fn is_called_out(text: &str) -> bool {
    let is_end = text.ends_with(['!', '?', '.']) && !text.ends_with("..");
    is_end && text.split_ascii_whitespace().nth(1).is_some()
}

/// Whether a text is a sentence in signs of Chinese, Japanese or Thai.
pub(super) fn is_unparted(text: &str) -> bool {
    const FEWEST: usize = 8;
    let is_sign =
        |c: char| matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    text.len() >= FEWEST * 3
        && !text.is_ascii()
        && text.chars().filter(|&c| is_sign(c)).nth(FEWEST - 1).is_some()
}

/// A date, and an element around it that may be a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) parent: Id,
    pub(super) tag: u8,
    /// The way from the record down to the date.
    pub(super) path: u64,
    pub(super) record: Id,
    pub(super) anchor: Id,
}

/// Finds the groups of a page.
pub(super) fn find(tree: &Tree<'_>, prose: &Prose, kind: Anchors, anchors: &[Id]) -> Vec<Group> {
    if anchors.len() < FEWEST {
        return Vec::new();
    }
    let entries = sorted_entries(tree, anchors);
    groups_of(tree, prose, kind, &entries, |chunk| chunk.len() >= FEWEST)
}

/// The same of records without a sibling that hold their answer: all that a page may have.
pub(super) fn nested(tree: &Tree<'_>, prose: &Prose, anchors: &[Id]) -> Vec<Group> {
    if !(FEWEST..=MOST_ALONE).contains(&anchors.len()) {
        return Vec::new();
    }
    let entries = sorted_entries(tree, anchors);
    let answered = answered(tree, &entries);
    let is_lone = |chunk: &[Entry]| chunk.len() < FEWEST && answered.contains(&chunk[0].record);
    groups_of(tree, prose, Anchors::Dates, &entries, is_lone)
}

fn sorted_entries(tree: &Tree<'_>, anchors: &[Id]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = anchors.iter().flat_map(|&anchor| entries(tree, anchor)).collect();
    entries.sort_unstable();
    entries.dedup_by_key(|entry| (entry.parent, entry.tag, entry.path, entry.record));
    entries
}

/// The heaviest groups of siblings.
fn groups_of(
    tree: &Tree<'_>,
    prose: &Prose,
    kind: Anchors,
    entries: &[Entry],
    is_wanted: impl Fn(&[Entry]) -> bool,
) -> Vec<Group> {
    let mut groups: Vec<(u32, &[Entry])> = entries
        .chunk_by(|a, b| (a.parent, a.tag, a.path) == (b.parent, b.tag, b.path))
        .filter(|chunk| is_wanted(chunk))
        .map(|chunk| (weight_of(tree, prose, chunk), chunk))
        .collect();
    // Of two dates in the same records, the exact one is better, then one with a
    // time of day (`Since: Mar 07` stands beside it), then the first.
    let exactness = |chunk: &[Entry]| match tree.tag(chunk[0].anchor) {
        Tag::Time => 2,
        _ => {
            let text = tree.text(chunk[0].anchor);
            u8::from(date::find(text).is_some_and(|at| text[at].contains(':')))
        }
    };
    groups.sort_by_key(|(prose, chunk)| {
        (std::cmp::Reverse((*prose, exactness(chunk))), chunk[0].record, chunk[0].anchor)
    });
    groups.truncate(MOST_GROUPS);
    groups.into_iter().map(|(_, chunk)| group(tree, prose, kind, chunk, entries)).collect()
}

/// The records that hold another one that looks like them and is called the same: a
/// comment with its answer, which may be all that a page has.
fn answered(tree: &Tree<'_>, entries: &[Entry]) -> HashSet<Id> {
    let mut alike: Vec<&Entry> = entries.iter().filter(|e| first_class(tree, e.record).is_some()).collect();
    alike.sort_unstable_by_key(|e| (e.tag, e.path, e.record));
    let holds_next = |pair: &&[&Entry]| {
        let (outer, inner) = (pair[0], pair[1]);
        (outer.tag, outer.path) == (inner.tag, inner.path)
            && outer.record < inner.record
            && tree.end(outer.record).0 - outer.record.0 <= LARGEST_ALONE
            && tree.contains(outer.record, inner.record)
            && first_class(tree, outer.record) == first_class(tree, inner.record)
    };
    alike.windows(2).filter(holds_next).map(|pair| pair[0].record).collect()
}

/// The text in the records and between them.
fn weight_of(tree: &Tree<'_>, prose: &Prose, chunk: &[Entry]) -> u32 {
    let inside: u32 = chunk.iter().map(|e| prose.of(e.record, tree.end(e.record))).sum();
    let between = chunk[0].record..tree.end(chunk[chunk.len() - 1].record);
    inside.saturating_add(prose.of(between.start, between.end))
}

/// Ends what is each record's own where the first record inside of it begins.
pub(super) fn end_before_next(records: &mut [Record]) {
    let starts: Vec<Id> = records.iter().skip(1).map(|record| record.start).collect();
    for (record, next) in records.iter_mut().zip(starts) {
        record.own_end = record.end.min(next);
    }
    if let Some(last) = records.last_mut() {
        last.own_end = last.end;
    }
}

pub(super) fn entries<'t>(tree: &'t Tree<'_>, anchor: Id) -> impl Iterator<Item = Entry> + 't {
    let mut path: u64 = match tree.tag(anchor) {
        Tag::Text => 1,
        _ => 2,
    };
    [anchor].into_iter().chain(tree.ancestors(anchor)).take(HIGHEST).map(move |record| {
        let tag = tree.tag(record);
        let entry = Entry { parent: tree.parent(record), tag: tag as u8, path, record, anchor };
        path = path.wrapping_mul(0x0100_0000_01b3) ^ tag as u64;
        entry
    })
}

fn group(tree: &Tree<'_>, prose: &Prose, anchors: Anchors, chunk: &[Entry], entries: &[Entry]) -> Group {
    let first = chunk[0];
    let parent = first.parent;
    let to_record = |e: &Entry| Record::new(tree, e.record, e.anchor);
    // Answers lie inside of what they answer, and look like it; a text holds
    // nothing.
    let is_text = tree.tag(first.record) == Tag::Text;
    let own_class = first_class(tree, first.record);
    let section = own_class.and_then(|_| section_of(tree, parent));
    let around = tree.ancestors(parent).nth(1);
    let is_inside = |e: &&Entry| {
        // The parent itself may be what they answer, but not the whole page around them.
        let is_unnamed = || first_class(tree, parent).is_none() && first_class(tree, first.record).is_some();
        let is_other = || e.record == parent && is_unnamed();
        // The byline of the article above them may look like theirs.
        let is_above = || {
            tree.end(e.record) <= first.record
                && first_class(tree, e.record) != first_class(tree, first.record)
        };
        // The best comments, and then all of them.
        let is_in_other_list = || {
            let is_alike_list = || {
                first_class(tree, parent).is_some()
                    && first_class(tree, e.parent) == first_class(tree, parent)
                    && around.is_some_and(|around| tree.contains(around, e.record))
            };
            own_class.is_some()
                && first_class(tree, e.record) == own_class
                && (section.is_some_and(|section| tree.contains(section, e.record)) || is_alike_list())
        };
        if is_text {
            e.parent == parent
        } else {
            tree.contains(parent, e.record) && !is_other() && !is_above() || is_in_other_list()
        }
    };
    // An answer may be another element than what it answers, but is called the same.
    let is_inner = |e: &Entry| {
        own_class.is_some() && first_class(tree, e.record) == own_class && tree.contains(parent, e.record)
    };
    let mut records: Vec<Record> = entries
        .iter()
        .filter(|e| e.path == first.path && (e.tag == first.tag || is_inner(e)))
        .filter(is_inside)
        .map(to_record)
        .collect();
    records.sort_unstable_by_key(|record| record.start);
    records.dedup_by_key(|record| record.start);
    if first.tag == Tag::Dd as u8 {
        with_terms(tree, parent, &mut records);
    } else if first.tag == Tag::Dt as u8 {
        for record in &mut records {
            record.end = thread::end_of(tree, record.start);
        }
    }
    let is_flat = records.len() == chunk.len();
    if is_flat {
        stretch::records(tree, prose, parent, &mut records);
    }
    records.splice(0..0, opening(tree, &records, first, entries));
    end_before_next(&mut records);
    Group { anchors, parent, records }
}

/// The element that calls itself the comments around a list of them.
fn section_of(tree: &Tree<'_>, list: Id) -> Option<Id> {
    const NEAR: usize = 3;
    let is_named = |id: &Id| chrome::is_called(tree, *id, &["comment", "kommentar", "pinglun"]);
    tree.ancestors(list).take(NEAR).find(is_named)
}

pub(super) fn first_class<'t>(tree: &'t Tree<'_>, id: Id) -> Option<&'t str> {
    tree.classes(id).next().filter(|class| class.len() > 1)
}

/// The post that the records answer: it is marked up as they are, but stands in
/// an element of its own.
fn opening(tree: &Tree<'_>, records: &[Record], shape: Entry, entries: &[Entry]) -> Option<Record> {
    let next = records.first()?.start;
    let own = first_class(tree, next)?;
    let is_opening = |e: &&Entry| {
        (e.tag, e.path) == (shape.tag, shape.path)
            && tree.end(e.record) <= next
            && first_class(tree, e.record) == Some(own)
    };
    // Of several, one may be anything.
    let mut found = entries.iter().filter(is_opening);
    let entry = found.next().filter(|entry| found.all(|other| other.record == entry.record))?;
    Some(Record::new(tree, entry.record, entry.anchor))
}

/// Stretches each `dd` over the `dt` before it, which is its header.
fn with_terms(tree: &Tree<'_>, parent: Id, records: &mut [Record]) {
    let mut term = None;
    let mut records = records.iter_mut().peekable();
    for child in tree.children(parent) {
        if let Some(record) = records.next_if(|record| record.start == child) {
            record.start = term.take().unwrap_or(record.start);
        } else if tree.tag(child) != Tag::Text {
            term = Some(child).filter(|&child| tree.tag(child) == Tag::Dt);
        }
    }
}
