//! An HTML page → article and comments. What comes in: the page's text. What
//! goes out: a [`Page`]. What it promises: never a panic, time linear in the
//! page for all but wilfully broken ones, and nothing in the answer that was
//! not on the page.
//!
//! The way: [`parse`] makes a [`tree`] of the page. The table of [`system`]s
//! is looked up by [`rules`]; the first that finds a comment reads them all in
//! [`thread`]. What is left is the [`article`].

mod article;
mod chrome;
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

use crate::comment::Page;

/// Takes an HTML page apart.
pub(super) fn read(source: &str) -> Page {
    let tree = parse::parse(source);
    let thread = rules::candidates(&tree)
        .into_iter()
        .map(|(rule, candidates)| thread::read(&tree, rule, &candidates))
        .find(|thread| !thread.comments.is_empty())
        .or_else(|| general::read(&tree))
        .unwrap_or_default();
    let article = article::read(&tree, &thread);
    Page { article, comments: thread.comments, system: thread.system }
}
