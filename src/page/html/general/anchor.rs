//! A page → the dates on it, or the names. What comes in: a tree. What goes
//! out: the elements or texts that show one. What it promises: only short texts are
//! looked at, as what a header shows is short.

use crate::page::date;
use crate::page::html::tag::Tag;
use crate::page::html::tree::{Id, Tree};
use crate::page::marks::{self, Mark};

/// Longer texts are sentences.
const LONGEST: usize = 140;
/// More dates than this are an archive, a log or an attack.
const MOST: usize = 5_000;

/// Elements and texts that show when something was written.
pub(super) fn dates(tree: &Tree<'_>) -> Vec<Id> {
    let mut anchors = Vec::new();
    let mut at = Id::ROOT;
    while at < tree.end(Id::ROOT) && anchors.len() < MOST {
        let tag = tree.tag(at);
        let is_time = tag == Tag::Time && tree.attribute(at, "datetime").is_some_and(|date| date.len() > 4);
        if is_time || tag == Tag::Text && is_date(tree.text(at)) && !is_profile(tree, at) {
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

/// Whether a date says since when a member is one: `Joined: May 2014`.
fn is_profile(tree: &Tree<'_>, id: Id) -> bool {
    const NEAR: u32 = 4;
    let is_label = |text: &str| marks::of(text.trim()) == Some(Mark::Profile);
    let before = (id.0.saturating_sub(NEAR)..id.0).rev().map(Id).find(|&id| !tree.text(id).trim().is_empty());
    let is_open = |label: &str| !label.contains(|c: char| c.is_ascii_digit());
    is_label(tree.text(id)) || before.is_some_and(|id| is_label(tree.text(id)) && is_open(tree.text(id)))
}

fn is_date(text: &str) -> bool {
    let text = text.trim();
    (2..=LONGEST).contains(&text.len()) && date::find(text).is_some()
}

/// Elements whose class says that they show who wrote something.
pub(super) fn names(tree: &Tree<'_>) -> Vec<Id> {
    const LARGEST: u32 = 8;
    let is_name = |&id: &Id| {
        let says = |class: &str| {
            const WORDS: [&str; 6] = ["author", "username", "user-name", "postuser", "poster", "commenter"];
            class.len() >= WORDS[0].len() && {
                let class = class.to_ascii_lowercase();
                WORDS.iter().any(|word| class.contains(word))
            }
        };
        tree.tag(id) != Tag::Text && tree.end(id).0 - id.0 <= LARGEST && tree.classes(id).any(says)
    };
    let mut names: Vec<Id> = Vec::new();
    for id in tree.subtree(Id::ROOT).filter(is_name) {
        if names.last().is_none_or(|&last| tree.end(last) <= id) && names.len() < MOST {
            names.push(id);
        }
    }
    names
}
