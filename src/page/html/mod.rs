//! An HTML page → article and comments. What comes in: the page's text. What
//! goes out: a [`Page`]. What it promises: never a panic, time linear in the
//! page for all but wilfully broken ones, and nothing in the answer that was
//! not on the page.
//!
//! The way: [`parse`] makes a [`tree`] of the page. The table of [`system`]s
//! is looked up by [`rules`]; the first that finds a comment reads them all in
//! [`thread`]. Where no rule does, the [`general`] method looks for what repeats,
//! and [`embedded`] for comments in the page's data. What is left is the
//! [`article`].

mod article;
mod chrome;
mod embedded;
mod entity;
mod field;
mod general;
mod parse;
mod rules;
mod select;
mod system;
mod tag;
mod text;
mod thread;
mod tree;

use self::tag::Tag;
use self::text::{Role, Writer};
use crate::comment::Page;

/// Takes an HTML page apart.
pub(super) fn read(source: &str) -> Page {
    let tree = parse::parse(source);
    let found = rules::candidates(&tree);
    let thread = found
        .iter()
        .filter(|(rule, _)| !rule.is_script)
        .map(|(rule, candidates)| thread::read(&tree, rule, candidates))
        .find(|thread| !thread.comments.is_empty())
        .unwrap_or_else(|| unlisted(&tree));
    let script = found.iter().find(|(rule, _)| rule.is_script).map(|(rule, _)| rule.name);
    let article = article::read(&tree, &thread);
    let absent_system = script.filter(|_| thread.comments.is_empty());
    Page { article, comments: thread.comments, system: thread.system, absent_system }
}

/// The text of a piece of HTML, quotes marked.
pub(super) fn fragment(source: &str) -> String {
    written(source, Role::Quote)
}

/// The text of a piece of HTML, without what it quotes of others.
#[cfg(feature = "server")]
pub(crate) fn own_text(source: &str) -> String {
    written(source, Role::LeftOut)
}

fn written(source: &str, quotes: Role) -> String {
    let tree = parse::parse(source);
    let mut writer = Writer::new();
    writer.subtree(&tree, tree::Id::ROOT, |part| {
        if tree.tag(part) == Tag::Blockquote { quotes } else { Role::Text }
    });
    writer.out
}

/// The comments of a page that no rule reads.
fn unlisted(tree: &tree::Tree<'_>) -> thread::Thread {
    let shown = general::read(tree).unwrap_or_default();
    // Data may hold a part of the thread only, for search engines.
    let is_more = |data: &thread::Thread| data.comments.len() > shown.comments.len();
    match embedded::read(tree).filter(is_more) {
        Some(data) => data,
        None => shown,
    }
}
