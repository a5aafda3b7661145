//! A page → what each of its comments shows. What comes in: a tree. What goes
//! out: the elements or texts that show a date, or a name, or that somebody
//! says something, or a button to answer. What it promises: only short texts are
//! looked at, as what a header shows is short.

use std::ops::Range;

use super::title;
use crate::page::hint::Parts;
use crate::page::html::tag::Tag;
use crate::page::html::tree::{Id, Tree};
use crate::page::html::{chrome, entity, field, text};
use crate::page::marks::{self, Mark};
use crate::page::{date, kind, name};

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
        let is_date = match tag {
            Tag::Text => !tree.is_blank(at) && is_date(tree.text(at)) && !is_profile(tree, at),
            Tag::Time if tree.attribute(at, "datetime").is_some_and(|date| date.len() > 4) => true,
            _ => field::titled_date(tree, at).is_some(),
        };
        if is_date {
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
    let is_label = |id: Id| marks::of(&text::shown(tree, id)) == Some(Mark::Profile);
    let before = (id.0.saturating_sub(NEAR)..id.0).rev().map(Id).find(|&id| tree.has_text(id));
    let is_open = |label: Id| !tree.text(label).contains(|c: char| c.is_ascii_digit());
    is_label(id) || before.is_some_and(|id| is_label(id) && is_open(id))
}

fn is_date(shown: &str) -> bool {
    // References have figures, too.
    (2..=LONGEST).contains(&text::trim(shown).len()) && date::may_hold(shown) && {
        let text = entity::decode(shown);
        let text = text::trim(&text);
        date::find(text).is_some_and(|at| !is_sentence(text, at))
    }
}

/// Whether a text speaks of a date, as readers do, instead of showing one.
fn is_sentence(text: &str, date: Range<usize>) -> bool {
    const MOST_WORDS: usize = 8;
    let words = text.split_whitespace().count() - text[date].split_whitespace().count();
    words > MOST_WORDS && text.ends_with(['.', '!', '?', '…', '"', '”'])
}

/// Elements that say that they show who wrote something.
pub(super) fn names(tree: &Tree<'_>) -> Vec<Id> {
    const LARGEST: u32 = 8;
    static WORDS: Parts = Parts::new(&["author", "username", "user-name", "postuser", "poster", "commenter"]);
    let is_name = |&id: &Id| {
        let is_called = |name| tree.attribute(id, name).is_some_and(|value| WORDS.are_in(value));
        tree.tag(id) != Tag::Text
            && tree.end(id).0 - id.0 <= LARGEST
            && (tree.tag(id) == Tag::Cite || is_called("class") || is_called("id"))
    };
    let mut names: Vec<Id> = Vec::new();
    for id in tree.subtree(Id::ROOT).filter(is_name) {
        if names.last().is_none_or(|&last| tree.end(last) <= id) && names.len() < MOST {
            names.push(id);
        }
    }
    names
}

/// What the comments of a page show that shows no dates.
#[derive(Default)]
pub(super) struct Undated {
    /// `NAME wrote:`
    pub(super) spoken: Vec<Id>,
    /// `Reply`, `Report abuse`
    pub(super) answers: Vec<Id>,
    /// `NAME, PLACE`, `3. NAME:` or `Posted by NAME`, below a heading of comments.
    pub(super) signed: Vec<Id>,
}

/// Collects the short texts that may stand in each comment.
pub(super) fn undated(tree: &Tree<'_>) -> Undated {
    const LONGEST: usize = 80;
    let mut found = Undated::default();
    let mut is_titled = false;
    let is_short = |id: &Id| (3..=LONGEST).contains(&tree.text(*id).len()) && !tree.is_blank(*id);
    for id in tree.subtree(Id::ROOT).filter(is_short) {
        let text = text::shown(tree, id);
        if kind::is_spoken(&text) {
            found.spoken.push(id);
        } else if chrome::is_answer(&text) || chrome::is_report(&text) {
            found.answers.push(id);
        } else if is_titled
            && is_alone(tree, id)
            && (name::with_place(&text).is_some() || is_bold_name(tree, id, &text) || is_by_name(&text))
        {
            found.signed.push(id);
        } else if !is_titled {
            is_titled = marks::is_heading(&text) && !title::is_link(tree, id);
        }
    }
    for anchors in [&mut found.spoken, &mut found.answers, &mut found.signed] {
        anchors.truncate(MOST);
    }
    found
}

/// Whether a text is a name that a word announces, and nothing else: `Posted by NAME`.
fn is_by_name(text: &str) -> bool {
    let name = kind::behind_by(text).map(str::trim);
    name.is_some_and(name::is_of_person)
}

/// Whether a text in bold type is a name that a comment follows: `3. NAME`,
/// `NAME:`, or a term that a definition follows.
fn is_bold_name(tree: &Tree<'_>, id: Id, text: &str) -> bool {
    let name = name::unnumbered(text.trim_end_matches(':'));
    let is_marked = match tree.tag(tree.parent(id)) {
        Tag::B | Tag::Strong => name.len() < text.len(),
        tag => tag == Tag::Dt,
    };
    is_marked && name::is_of_person(name)
}

/// Whether a text is all that its element holds.
fn is_alone(tree: &Tree<'_>, id: Id) -> bool {
    let around = tree.parent(id);
    around != Id::ROOT && tree.end(around).0 - around.0 == 2
}
