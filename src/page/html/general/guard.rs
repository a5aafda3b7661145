//! Records → are they comments? What comes in: a group and its shape. What
//! goes out: yes or no. What it promises: yes needs a sign that readers wrote
//! them (a word of comment systems around them, or buttons to answer), names,
//! and text; lists of articles, products and reviews have signs of their own.

use super::group::{Group, Prose, Record};
use super::shape::{self, Shape};
use crate::page::html::tag::Tag;
use crate::page::html::tree::{Id, Tree};
use crate::page::marks::{self, Mark};

/// Parts of class names and ids of what holds comments.
#[rustfmt::skip]
const THREAD_WORDS: &[&str] = &[
    "comment", "reply", "replies", "respon", "thread", "forum", "topic", "message", "msg", "answer", "discuss",
    "kommentar", "beitrag", "antwort", "komment", "guestbook", "shout", "posts", "postbody", "post-body",
    "post_body", "posting", "feedback", "talkback",
];
/// Parts of class names and ids of what is no comment.
#[rustfmt::skip]
const OTHER_WORDS: &[&str] = &[
    "review", "product", "related", "testimonial", "sidebar", "widget", "article-list", "archive", "teaser", "recent",
    "latest", "card", "event", "job", "news-list", "recommend", "popular", "carousel", "slider", "trending",
    "changelog", "revision", "stories", "newsitem",
];
/// A record with less text of its own says nothing.
const SHORTEST_OWN: u32 = 12;
/// Less text a record is a list of something.
const SHORTEST: u64 = 20;

pub(super) fn is_thread(
    tree: &Tree<'_>,
    prose: &Prose,
    group: &Group,
    shape: &Shape,
    is_dated: bool,
) -> bool {
    let count = group.records.len();
    if shape.text < SHORTEST * count as u64 {
        return false;
    }
    let most = |is_so: &dyn Fn(&Record) -> bool| {
        group.records.iter().filter(|record| is_so(record)).count() * 2 > count
    };
    let first = group.records[0].start;
    let around: Vec<Id> = [first].into_iter().chain(tree.ancestors(first).take(5)).collect();
    let is_named = |words: &[&str], id: &Id| {
        ["class", "id"].iter().any(|name| {
            let value = tree.attribute(*id, name).unwrap_or_default().to_ascii_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    let own_name = around.iter().take(2).any(|id| is_named(THREAD_WORDS, id));
    if around.iter().any(|id| is_named(OTHER_WORDS, id)) && !own_name {
        return false;
    }
    let has_headline = |record: &Record| is_headed_by_link(tree, record);
    let is_listed = most(&has_headline);
    let has_buttons = most(&|record| has_button(tree, record));
    let can_be_answered = most(&|record| has_answer_button(tree, record));
    let has_names = most(&|record| shape.author(tree, record).is_some());
    let wordy =
        (0..count).filter(|&at| shape::own_prose(prose, group, at) >= SHORTEST_OWN).count() * 2 > count;
    let is_inside = around.iter().any(|id| is_named(THREAD_WORDS, id)) || is_titled(tree, group.parent);
    let is_marked = shape.is_author_marked;
    let is_forum = || is_forum_page(tree) && (is_inside || is_marked);
    let is_likely = has_buttons && (is_inside || is_marked) || is_inside && is_marked;
    // A list of articles has names, too, and less often dates.
    let is_so = is_dated && is_likely || can_be_answered || is_forum();
    wordy && has_names && !is_listed && is_so
}

/// Whether the page says that it is a forum's, or its links do.
fn is_forum_page(tree: &Tree<'_>) -> bool {
    const FORUM_WORDS: &[&str] = &[
        "forum",
        "viewtopic",
        "showthread",
        "topic",
        "thread",
        "/discussion",
        "viewthread",
        "messageboard",
        "/t/",
    ];
    /// A site may well link to its forum now and then.
    const MOST_LINKS: usize = 6;
    let says_so = |id: &Id| {
        let value = match tree.tag(*id) {
            Tag::A | Tag::Form => tree.attribute(*id, "href").or(tree.attribute(*id, "action")),
            Tag::Link if tree.attribute(*id, "rel") == Some("canonical") => tree.attribute(*id, "href"),
            _ => None,
        };
        value.is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            FORUM_WORDS.iter().any(|word| value.contains(word))
        })
    };
    tree.subtree(Id::ROOT).filter(says_so).take(MOST_LINKS).count() == MOST_LINKS
}

/// Whether a heading of a record links elsewhere, as in a list of articles.
fn is_headed_by_link(tree: &Tree<'_>, record: &Record) -> bool {
    let is_target = |id: Id| tree.attribute(id, "href").is_some_and(|href| !href.contains('#'));
    record.nodes().any(|id| {
        matches!(tree.tag(id), Tag::H1 | Tag::H2 | Tag::H3)
            && (tree.subtree(id).any(|part| tree.tag(part) == Tag::A && is_target(part))
                || tree.tag(tree.parent(id)) == Tag::A)
    })
}

/// Whether a record has a button as only comments have it.
fn has_button(tree: &Tree<'_>, record: &Record) -> bool {
    record.nodes().any(|id| {
        let text = tree.text(id).trim();
        !text.is_empty() && text.len() < 40 && marks::of(text) == Some(Mark::Tail)
    })
}

/// Whether a record has a button to answer it, which nothing but a comment has.
fn has_answer_button(tree: &Tree<'_>, record: &Record) -> bool {
    #[rustfmt::skip]
    const ANSWERS: &[&str] = &[
        "reply", "quote", "antworten", "zitieren", "répondre", "citer", "responder", "citar", "rispondi", "beantwoorden",
        "reply with quote", "mit zitat antworten", "reply to post", "[reply]", "[quote]", "(reply)", "(quote)",
    ];
    const TARGETS: &[&str] =
        &["mode=quote", "mode=reply", "action=quote", "do=newreply", "replytocom", "newpost?quote"];
    record.nodes().any(|id| {
        let text = tree.text(id).trim();
        let is_answer = |text: &str| text.len() < 24 && ANSWERS.contains(&text.to_lowercase().as_str());
        is_answer(text)
            || tree.attributes(id).any(|(name, value)| match name {
                "title" | "aria-label" | "alt" | "value" => is_answer(value),
                "href" => TARGETS.iter().any(|target| value.contains(target)),
                _ => false,
            })
    })
}

/// Whether what stands right before the records says that they are comments:
/// `3 Comments`.
fn is_titled(tree: &Tree<'_>, parent: Id) -> bool {
    const NEAR: u32 = 60;
    (parent.0.saturating_sub(NEAR)..=parent.0 + 12)
        .map(Id)
        .filter(|&id| id < tree.end(Id::ROOT))
        .any(|id| matches!(marks::of(tree.text(id).trim()), Some(Mark::Title | Mark::Start)))
}
