//! An HTML page → article and comments. What comes in: the page's text. What
//! goes out: a [`Page`]. What it promises: never a panic, time linear in the
//! page for all but wilfully broken ones, and nothing in the answer that was
//! not on the page.
//!
//! The way: [`parse`] makes a [`tree`] of the page. The table of [`system`]s
//! is looked up by [`rules`]; the first that finds a comment reads them all in
//! [`thread`]. Where no rule does, the [`general`] method looks for what repeats,
//! and [`embedded`] and [`state`] for comments in the page's data. What is left is the
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
mod state;
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
        .map_or_else(|| unlisted(&tree), |thread| named(&tree, thread));
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

/// A thread by a rule, or by the general method if that finds the writers of
/// as many comments and the rule does not: a theme of its own, or another
/// system that calls its comments the same.
fn named(tree: &tree::Tree<'_>, thread: thread::Thread) -> thread::Thread {
    let writers = |thread: &thread::Thread| thread.comments.iter().filter(|c| c.author.is_some()).count();
    if writers(&thread) > 0 {
        return thread;
    }
    let is_better = |other: &thread::Thread| writers(other) >= thread.comments.len();
    general::read(tree).filter(is_better).unwrap_or(thread)
}

/// The comments of a page that no rule reads.
fn unlisted(tree: &tree::Tree<'_>) -> thread::Thread {
    let shown = general::read(tree).unwrap_or_default();
    // Data may hold a part of the thread only, for search engines.
    let is_more = |data: &thread::Thread| data.comments.len() > shown.comments.len();
    embedded::read(tree).filter(is_more).or_else(|| state::read(tree).filter(is_more)).unwrap_or(shown)
}
