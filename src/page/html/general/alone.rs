//! Dates that do not repeat → the records around them. What comes in: the tree, and the
//! elements with dates. What goes out: groups of one record, or of several in lists of
//! their own. What it promises: such an element calls itself a comment, stands below a
//! heading of comments, or can be answered; a page has few dates, and none is large.

use super::group::{
    Anchors, Entry, Group, HIGHEST, LARGEST_ALONE, MOST_ALONE, Prose, Record, end_before_next, entries,
    first_class,
};
use super::title;
use crate::page::html::tree::{Id, Tree};
use crate::page::html::{chrome, text};

/// A comment that stands alone weighs no less.
const SHORTEST: u32 = 16;

/// The records that stand alone: an element around a date that calls itself a
/// comment, or stands below a heading of comments, and has some text; and those that
/// look like it in a list of their own, as where each answer stands in one.
pub(super) fn find(tree: &Tree<'_>, prose: &Prose, anchors: &[Id]) -> Vec<Group> {
    let is_named = |id: &Id| chrome::is_called(tree, *id, &["comment", "kommentar"]);
    let is_list = |id: Id| chrome::is_called(tree, id, &["comments", "kommentare", "list"]);
    let is_small = |id: &Id| tree.end(*id).0 - id.0 <= LARGEST_ALONE;
    let dates_in = |id: Id| {
        let from = anchors.partition_point(|&anchor| anchor < id);
        anchors.partition_point(|&anchor| anchor < tree.end(id)) - from
    };
    let mut groups: Vec<Group> = Vec::new();
    for &anchor in anchors.iter().take(MOST_ALONE) {
        let dated = prose.of(anchor, tree.end(anchor));
        let has_text = |&id: &Id| prose.of(id, tree.end(id)).saturating_sub(dated) >= SHORTEST;
        let around = || tree.ancestors(anchor).take(HIGHEST).take_while(is_small);
        let is_below_heading = |id: &Id| {
            has_text(id) && is_below_heading(tree, *id) && is_unlike_others(tree, anchors, *id, anchor)
        };
        let Some(mut id) =
            around().filter(is_named).find(has_text).or_else(|| around().find(is_below_heading)).or_else(
                || {
                    let is_long = |id: Id| prose.of(id, tree.end(id)).saturating_sub(dated) >= 2 * SHORTEST;
                    let is_own = |id: &Id| is_long(*id) && dates_in(*id) == 1 && is_answered(tree, *id);
                    around().find(is_own).filter(|&id| is_unlike_others(tree, anchors, id, anchor))
                },
            )
        else {
            continue;
        };
        // The header may call itself a comment's, and have words of its own.
        let wider = |id: Id| Some(tree.parent(id)).filter(|around| *around != Id::ROOT && is_named(around));
        while let Some(around) = wider(id).filter(|&around| !is_list(around) && dates_in(around) == 1) {
            id = around;
        }
        if groups.iter().all(|group| group.records.iter().all(|record| record.start != id)) {
            let mut records = alike(tree, anchors, id, anchor);
            end_before_next(&mut records);
            let parent = tree.parent(records[0].start);
            groups.push(Group { anchors: Anchors::Dates, parent, records });
        }
    }
    groups
}

/// Whether a heading of comments stands right above an element.
fn is_below_heading(tree: &Tree<'_>, id: Id) -> bool {
    const NEAR: u32 = 8;
    let above = Id(id.0.saturating_sub(NEAR))..id;
    // Above an article stands the number of its comments, too, but in no heading.
    let is_heading = |text: Id| tree.ancestors(text).take(2).any(|around| tree.tag(around).is_heading());
    // A number of its own says that there is but one: `Comments (1)`.
    let is_one = |text: Id| {
        let shown = text::shown(tree, text);
        let mut numbers = shown.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        numbers.next() == Some("1") && numbers.next().is_none()
    };
    title::all_in(tree, above).any(|text| (is_heading(text) || is_one(text)) && !title::is_link(tree, text))
}

/// Whether an element has a button to answer what stands in it.
fn is_answered(tree: &Tree<'_>, id: Id) -> bool {
    tree.subtree(id).any(|part| tree.has_text(part) && chrome::is_answer(&text::shown(tree, part)))
}

/// Whether nothing else with a date on the page is marked up as a record: below the
/// number of an entry's comments may stand the next entry.
fn is_unlike_others(tree: &Tree<'_>, anchors: &[Id], id: Id, anchor: Id) -> bool {
    let Some(own) = entries(tree, anchor).find(|entry| entry.record == id) else { return false };
    let is_alike = |entry: &Entry| (entry.tag, entry.path) == (own.tag, own.path) && entry.record != id;
    !anchors.iter().take(MOST_ALONE).flat_map(|&anchor| entries(tree, anchor)).any(|entry| is_alike(&entry))
}

/// A record, and those of the same markup in elements that are called as the one
/// around it.
fn alike(tree: &Tree<'_>, anchors: &[Id], id: Id, anchor: Id) -> Vec<Record> {
    let own = entries(tree, anchor).find(|entry| entry.record == id);
    let classes = |id: Id| [first_class(tree, id), first_class(tree, tree.parent(id))];
    let Some(own) = own.filter(|_| classes(id).iter().all(Option::is_some)) else {
        return vec![Record::new(tree, id, anchor)];
    };
    let is_alike = |entry: &Entry| {
        (entry.tag, entry.path) == (own.tag, own.path) && classes(entry.record) == classes(id)
    };
    let found = anchors.iter().take(MOST_ALONE).flat_map(|&anchor| entries(tree, anchor)).filter(is_alike);
    let mut records: Vec<Record> = found.map(|entry| Record::new(tree, entry.record, entry.anchor)).collect();
    records.sort_unstable_by_key(|record| (record.start, record.anchor));
    records.dedup_by_key(|record| record.start);
    records
}
