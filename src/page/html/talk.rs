//! A talk page of a wiki → its comments. What comes in: a page's tree. What goes
//! out: what stands before each signature (`NAME (talk) 17:45, 12 March 2014
//! (UTC)`), which is on the last line of the comment itself. What it promises:
//! a signature is a link to a user's page and, behind nothing but other such
//! links, a date with its zone; without two of them a page is no talk page.

use std::ops::Range;

use super::field;
use super::tag::Tag;
use super::text::{self, Role, Writer};
use super::thread::Thread;
use super::tree::{Id, Tree};
use crate::comment::Comment;
use crate::page::talk::{self, FEWEST, Topic, is_between};

/// More of them are an attack.
const MOST: usize = 5_000;
/// A signature with more nodes is none.
const LONGEST: u32 = 40;
/// What addresses and titles of users' pages have, in some languages of wikis.
#[rustfmt::skip]
const USERS: [&str; 14] = [
    "user:", "user_talk:", "user talk:", "special:contrib", "spezial:beitr", "benutzer", "utilisat", "usuari", "usuári", "utente",
    "gebruiker", "użytkowni", "участни", "användar",
];

struct Signature {
    /// The first link of it.
    start: Id,
    /// Its name.
    name: String,
    /// Where the date stands.
    date_at: Id,
    date: String,
    /// Behind the line that it is on: buttons may follow.
    end: Id,
}

/// Reads the comments of a talk page.
pub(super) fn read(tree: &Tree<'_>) -> Option<Thread> {
    let signatures: Vec<Signature> =
        tree.subtree(Id::ROOT).filter_map(|id| signature(tree, id)).take(MOST).collect();
    if signatures.len() < FEWEST {
        return None;
    }
    let mut thread = Thread::default();
    let mut topic = Topic::default();
    let mut before: Option<Id> = None;
    for signature in signatures {
        let from = before.unwrap_or(Id::ROOT);
        let heading = (from.0..signature.start.0).rev().map(Id).find(|&id| tree.tag(id).is_heading());
        let start = heading.map(|id| tree.end(id)).or(before).unwrap_or_else(|| block(tree, signature.start));
        before = Some(signature.end);
        let nodes = start..signature.start;
        let Some(first) = ids(nodes.clone()).find(|&id| tree.has_text(id)) else { continue };
        let said = said(tree, nodes);
        if said.is_empty() {
            continue;
        }
        if heading.is_some() {
            topic = Topic::default();
        }
        let is_inset = |id: &Id| matches!(tree.tag(*id), Tag::Dd | Tag::Li);
        let depth = tree.ancestors(first).filter(is_inset).count();
        let reply_to = topic.answered_by(&signature.name, depth);
        thread.comments.push(Comment {
            author: Some(signature.name),
            date: Some(signature.date),
            reply_to,
            permalink: field::permalink(
                tree,
                ids(signature.start..signature.end),
                first,
                Some(signature.date_at),
                None,
            ),
            ..Comment::new(said)
        });
        thread.elements.push(first);
        thread.ends.push(signature.end);
    }
    (thread.comments.len() >= FEWEST).then_some(thread)
}

fn ids(nodes: Range<Id>) -> impl DoubleEndedIterator<Item = Id> {
    (nodes.start.0..nodes.end.0).map(Id)
}

/// What was said, without the dash before the signature.
fn said(tree: &Tree<'_>, nodes: Range<Id>) -> String {
    let mut writer = Writer::new();
    writer.range(tree, nodes.start, nodes.end, |id| match tree.tag(id) {
        Tag::Blockquote => Role::Quote,
        Tag::Table => Role::LeftOut,
        _ => Role::Text,
    });
    talk::said(&writer.out).trim_start().to_owned()
}

/// The signature that ends with a date.
fn signature(tree: &Tree<'_>, date_at: Id) -> Option<Signature> {
    const LONGEST_TEXT: usize = 80;
    let source = tree.text(date_at);
    // Of all bytes at once, not up to the first.
    let has = |wanted: u8| source.bytes().fold(false, |found, byte| found | (byte == wanted));
    if source.len() > LONGEST_TEXT || tree.is_blank(date_at) || !has(b')') || !has(b':') {
        return None;
    }
    let shown = text::shown(tree, date_at);
    let date = shown.get(talk::date_in(&shown)?)?;
    let home = block(tree, date_at);
    let mut first = None;
    for id in (home.0.max(date_at.0.saturating_sub(LONGEST))..date_at.0).rev().map(Id) {
        if tree.tag(id) == Tag::A && is_user(tree, id) {
            first = Some(id);
        } else if breaks(tree.tag(id)) || !is_between(tree.text(id)) && !is_in_user(tree, id) {
            break;
        }
    }
    let start = first?;
    let name = field::name(&text::line(tree, start))?;
    // Buttons are few, and a line may be long.
    let behind = tree.end(date_at);
    let limit = tree.end(home).min(Id(behind.0 + LONGEST));
    let end = ids(behind..limit).find(|&id| breaks(tree.tag(id))).unwrap_or(limit);
    Some(Signature { start, name, date_at, date: date.to_owned(), end })
}

fn is_user(tree: &Tree<'_>, id: Id) -> bool {
    ["title", "href"].iter().filter_map(|name| tree.attribute(id, name)).any(|value| {
        let value = value.to_lowercase();
        value.contains(':') && USERS.iter().any(|user| value.contains(user))
    })
}

fn is_in_user(tree: &Tree<'_>, id: Id) -> bool {
    tree.ancestors(id).take(4).any(|around| tree.tag(around) == Tag::A && is_user(tree, around))
}

fn breaks(tag: Tag) -> bool {
    tag.is_block() || tag.is_cell() || matches!(tag, Tag::Br | Tag::Dd | Tag::Li | Tag::Dt)
}

/// The block that a node stands in.
fn block(tree: &Tree<'_>, id: Id) -> Id {
    tree.ancestors(id).find(|&around| breaks(tree.tag(around))).unwrap_or(Id::ROOT)
}
