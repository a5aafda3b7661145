//! A record → the comments that it shows again. What comes in: a record, where its
//! writer is named, and the dates of the page. What goes out: the elements of it that
//! show another comment whole, above or below what answers that. What it promises:
//! such an element has a date and a button of its own, and is not all of the record.

use super::group::{Prose, Record};
use crate::page::html::tree::{Id, Tree};
use crate::page::html::{chrome, text};

/// Of so many dates in a record, one may be that of another comment.
const MOST_DATES: usize = 8;
/// The words of a header weigh less than a text does.
const SHORTEST: u32 = 8;

/// The elements that show other comments.
pub(super) fn all_in(
    tree: &Tree<'_>,
    prose: &Prose,
    record: &Record,
    name: Option<Id>,
    dates: &[Id],
) -> Vec<Id> {
    let from = dates.partition_point(|&date| date < record.start);
    let inside = dates[from..].iter().take_while(|&&date| date < record.own_end).take(MOST_DATES);
    let is_apart = |id: &Id| {
        let holds_own =
            tree.contains(*id, record.anchor) || name.is_some_and(|name| tree.contains(*id, name));
        *id > record.start && !holds_own
    };
    let whole = prose.of(record.start, record.own_end);
    let leaves_some = |id: &Id| whole.saturating_sub(prose.of(*id, tree.end(*id))) >= SHORTEST;
    let mut quoted: Vec<Id> = Vec::new();
    for &date in inside.filter(|&&date| !tree.contains(record.anchor, date)) {
        let found = tree.ancestors(date).take_while(is_apart).filter(leaves_some).last();
        quoted.extend(found.filter(|&id| !quoted.contains(&id) && has_button(tree, record, id)));
    }
    quoted
}

/// Whether the part of a record has a button to answer it, or to report it.
fn has_button(tree: &Tree<'_>, record: &Record, id: Id) -> bool {
    let mut own = (id.0..tree.end(id).min(record.own_end).0).map(Id);
    own.any(|id| {
        let shown = text::shown(tree, id);
        chrome::is_answer(&shown) || chrome::is_report(&shown)
    })
}
