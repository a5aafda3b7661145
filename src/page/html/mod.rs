//! An HTML page → article and comments. What comes in: the page's text. What
//! goes out: a [`Page`]. What it promises: never a panic, time linear in the
//! page for all but wilfully broken ones, and nothing in the answer that was
//! not on the page.
//!
//! The way: [`parse`] makes a [`tree`] of the page. The table of [`system`]s
//! is looked up by [`rules`]; the first that finds a comment reads them all in
//! [`thread`], and [`level`] says which answers which. Where no rule does, [`talk`] looks for signatures, the [`general`] method for what repeats,
//! and [`embedded`] and [`state`] for comments in the page's data. What is left is the
//! [`article`].

mod article;
mod chrome;
mod embedded;
mod entity;
mod field;
mod general;
mod level;
mod parse;
mod rules;
mod select;
mod sign;
mod state;
mod system;
mod tag;
mod talk;
mod text;
mod thread;
mod tree;
mod votes;
mod word;

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

/// Whether a text is a button to answer what stands above it.
pub(super) fn is_answer(text: &str) -> bool {
    chrome::is_answer(text)
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

/// A thread by a rule, or by the general method if that finds the writers, or the
/// dates, of as many comments and the rule does not: a theme of its own, or
/// another system that calls its comments the same.
fn named(tree: &tree::Tree<'_>, thread: thread::Thread) -> thread::Thread {
    let writers = |thread: &thread::Thread| thread.comments.iter().filter(|c| c.author.is_some()).count();
    let dates = |thread: &thread::Thread| thread.comments.iter().filter(|c| c.date.is_some()).count();
    let has_writers = writers(&thread) > 0;
    if has_writers && dates(&thread) > 0 {
        return thread;
    }
    let count = thread.comments.len();
    let is_better = |other: &thread::Thread| {
        writers(other) >= count && (!has_writers || dates(other) == count && other.comments.len() == count)
    };
    general::read(tree).filter(is_better).unwrap_or(thread)
}

/// The comments of a page that no rule reads.
fn unlisted(tree: &tree::Tree<'_>) -> thread::Thread {
    let shown = talk::read(tree).or_else(|| general::read(tree)).unwrap_or_default();
    // Data may hold a part of the thread only, for search engines.
    let is_more = |data: &thread::Thread| data.comments.len() > shown.comments.len();
    embedded::read(tree).filter(is_more).or_else(|| state::read(tree).filter(is_more)).unwrap_or(shown)
}

#[cfg(test)]
mod tests {
    use super::tree::LOOKS;

    /// Pieces of threads that are repeated without end tags, so that each nests
    /// in the one before, or with them.
    #[rustfmt::skip]
    const PIECES: [&str; 17] = [
        "<div id=comment-1><a href='#comment-1'>x</a>",
        "<li class=comment id=comment-1><a href='#comment-2'>3 May 2009</a><p>text<cite>A</cite>",
        "<dt>Ada</dt><dd><p>Some words of a text.</p><small>3 May 2009 3:14 pm</small>",
        "<hr><b>Ada</b><br>3 May 2009<br>Some words of a text.",
        "<h3>Comments</h3><p>Ada, Leeds</p><p>Some words that are long enough.",
        "<p><b>Ada wrote:</b><br>Some words that are long enough.",
        "<div><a href=/u/a>Ada</a><p>Some words of a text.</p><a>Reply</a>",
        "<blockquote>Some words<p>- Ada, 3 May 2009",
        "<td>Name:</td><td>Ada</td><td>3 May 2009</td>",
        "<form>3 May 2009",
        "<div itemscope itemtype=http://schema.org/Comment><p itemprop=text>x<span itemprop=author>A</span>",
        "<div class='comment a b c d e f g h'><b class=fn>A</b> 3 days ago<p>Hello to you",
        "<span class=author>Ada</span><p>Some words of a text that is long.",
        "<dd>Some words <a href=/wiki/User:A>A</a> (<a href=/wiki/User_talk:A>talk</a>) 17:45, 12 March 2014 (UTC)",
        "<dl><dt class=comment id=comment-1><cite>A</cite> 3 May 2009</dt><dd class=comment><p>Some words.",
        "<div class=c><b class=author>A</b> 3 May 2009<div class=q>4 May 2009 Some words of a text. <a>Reply</a></div>",
        "<script>window.__A__={\"comments\":[{\"id\":1,\"text\":\"x\",\"author\":\"a\"}]}</script>",
    ];

    fn work(page: &str) -> u64 {
        LOOKS.set(0);
        super::read(page);
        LOOKS.get()
    }

    #[test]
    fn work_grows_as_the_page_does() {
        /// Looks at a node for each byte of the page: three times the worst.
        const MOST: u64 = 300;
        for piece in PIECES {
            for (name, before, after) in
                [("nested", "", ""), ("deep", "<div>", ""), ("flat", "", "</div></li></p></dd>")]
            {
                let page = |size: usize| {
                    let piece = format!("{piece}{after}");
                    format!("<html>{}{}", before.repeat(500), piece.repeat(size / piece.len()))
                };
                // Both are deeper than a tree goes, if they nest at all.
                let (small, large) = (work(&page(100_000)), work(&page(200_000)));
                assert!(large <= small * 5 / 2, "{name} {piece}: {small}, of twice the size {large}");
                assert!(large <= 200_000 * MOST, "{name} {piece}: {large}");
            }
        }
    }
}
