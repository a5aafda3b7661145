//! Nodes → does a heading of a comment section stand among them? What comes
//! in: a stretch of a page. What goes out: yes or no. What it promises: only
//! short texts are looked up.

use std::ops::Range;

use crate::page::html::tag::Tag;
use crate::page::html::text;
use crate::page::html::tree::{Id, Tree};
use crate::page::marks;

/// An element with more nodes is no heading.
const LARGEST: u32 = 8;

/// Whether some nodes say that comments follow: `3 Comments`.
pub(super) fn stands_in(tree: &Tree<'_>, nodes: Range<Id>) -> bool {
    all_in(tree, nodes).next().is_some()
}

/// The texts among some nodes that say so.
pub(super) fn all_in(tree: &Tree<'_>, nodes: Range<Id>) -> impl Iterator<Item = Id> {
    (nodes.start.0..nodes.end.0.min(tree.end(Id::ROOT).0)).map(Id).filter(move |&id| {
        let text = &text::shown(tree, id);
        let around = tree.parent(id);
        // `<span>3</span> Comments`
        let is_small = || around != Id::ROOT && tree.end(around).0 - around.0 <= LARGEST;
        !text.is_empty()
            && (marks::is_heading(text) || is_small() && marks::is_heading(&text::line(tree, around)))
    })
}

/// Whether a text is a link to the comments, as stands above an article, and no
/// heading.
pub(super) fn is_link(tree: &Tree<'_>, id: Id) -> bool {
    let around = || tree.ancestors(id).take(3);
    around().any(|id| tree.tag(id) == Tag::A && tree.attribute(id, "href").is_some())
        && !around().any(|id| tree.tag(id).is_heading())
}
