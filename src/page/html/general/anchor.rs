//! A page → the dates on it. What comes in: a tree. What goes out: the
//! elements or texts that show a date. What it promises: only short texts are
//! looked at, as what a header shows is short.

use crate::page::date;
use crate::page::html::tag::Tag;
use crate::page::html::tree::{Id, Tree};

/// Longer texts are sentences.
const LONGEST: usize = 140;
/// More dates than this are an archive, a log or an attack.
const MOST: usize = 5_000;

pub(super) fn find(tree: &Tree<'_>) -> Vec<Id> {
    let mut anchors = Vec::new();
    let mut at = Id::ROOT;
    while at < tree.end(Id::ROOT) && anchors.len() < MOST {
        let tag = tree.tag(at);
        let is_time = tag == Tag::Time && tree.attribute(at, "datetime").is_some_and(|date| date.len() > 4);
        if is_time || tag == Tag::Text && is_date(tree.text(at)) {
            anchors.push(at);
            at = tree.end(at);
        } else if tag.is_unseen() {
            at = tree.end(at);
        } else {
            at = Id(at.0 + 1);
        }
    }
    anchors
}

fn is_date(text: &str) -> bool {
    let text = text.trim();
    (2..=LONGEST).contains(&text.len()) && date::find(text).is_some()
}
