//! Replies → the post that they answer, if it is marked up unlike them. What comes
//! in: a group of records, what stands where in them, and the dates of the page.
//! What goes out: the post above them, if it shows its text, its writer and its date
//! in elements that are called as theirs are. What it promises: only a page of a
//! forum has such a post, or one that is like them in nearly all; elsewhere what
//! stands above is an article.

use std::collections::{HashMap, HashSet};

use super::group::{Group, Prose};
use super::guard;
use super::shape::{self, Shape};
use crate::comment::Comment;
use crate::page::html::tag::Tag;
use crate::page::html::text::{Role, Writer};
use crate::page::html::tree::{Id, Tree};
use crate::page::html::{chrome, field, text};

/// So many percent of the replies have what is usual among them.
const MOST: usize = 60;
/// So many percent of that has a post outside of a forum.
const NEARLY_ALL: u32 = 70;
/// The same of an element inside of the one with the text.
const ALL: u32 = 90;
/// A post has at least so much text.
const SHORTEST: u32 = 12;
/// An element with more nodes shows more than a name, or a date.
const LARGEST_HEADER: u32 = 12;
/// The post is no more levels around its text.
const HIGHEST: usize = 8;

/// The replies, and what stands where on their page.
pub(super) struct Replies<'a, 't> {
    pub(super) tree: &'a Tree<'t>,
    pub(super) prose: &'a Prose,
    pub(super) group: &'a Group,
    pub(super) form: &'a Shape,
    /// Of the whole page.
    pub(super) dates: &'a [Id],
}

/// The post above the replies, and the element that holds it.
pub(super) fn read(replies: &Replies<'_, '_>) -> Option<(Comment, Id)> {
    by_class(replies).or_else(|| by_writer(replies))
}

/// The same by what its elements are called.
fn by_class(&Replies { tree, prose, group, form, dates }: &Replies<'_, '_>) -> Option<(Comment, Id)> {
    let first = group.records.first()?.start;
    let called = |of: &dyn Fn(usize) -> Vec<Id>| usual_classes(tree, group, of);
    let bodies = called(&|at| form.body(tree, &group.records[at]));
    let names = called(&|at| {
        let record = &group.records[at];
        let author = form.authors[at].as_ref().map(|(_, id)| *id);
        let around = author.into_iter().flat_map(|id| [id].into_iter().chain(tree.ancestors(id).take(2)));
        around.filter(|id| *id > record.start).collect()
    });
    if bodies.is_empty() || names.is_empty() {
        return None;
    }
    let is_called = |id: Id, by: &HashSet<&str>| class(tree, id).is_some_and(|c| by.contains(c));
    let is_body = |id: &Id| {
        is_called(*id, &bodies) && tree.end(*id) <= first && prose.of(*id, tree.end(*id)) >= SHORTEST
    };
    let body = (0..first.0).rev().map(Id).find(is_body)?;
    let body = tree.ancestors(body).filter(is_body).last().unwrap_or(body);
    let body = without_labels(tree, prose, body);
    let author = |id: Id| {
        let is_small = tree.end(id).0 - id.0 <= LARGEST_HEADER;
        let shown = Some(text::line(tree, id)).filter(|_| is_small && is_called(id, &names))?;
        field::writer(&shown)
    };
    let around = tree.ancestors(body).take(HIGHEST).take_while(|id| *id != Id::ROOT);
    for post in around.filter(|&post| tree.end(post) <= first) {
        let outside = || tree.subtree(post).filter(|&id| !tree.contains(body, id));
        let Some(author) = outside().find_map(author) else { continue };
        let inside =
            dates.partition_point(|&date| date < post)..dates.partition_point(|&date| date < tree.end(post));
        let date = dates[inside].iter().copied().find(|&date| !tree.contains(body, date))?;
        if !guard::is_forum(tree, group) && !is_alike(tree, group, post) {
            return None;
        }
        return comment(tree, post, body, date, author);
    }
    None
}

/// The same by its writer, who is marked as one, beside a date: the element around
/// them up to one with a text. It and the replies stand in an element that calls
/// itself a thread, or on the page of a forum.
fn by_writer(&Replies { tree, prose, group, form, dates }: &Replies<'_, '_>) -> Option<(Comment, Id)> {
    /// Dates further up are not looked at.
    const MOST_DATES: usize = 4;
    if !form.is_author_marked {
        return None;
    }
    let first = group.records.first()?.start;
    let above = &dates[..dates.partition_point(|&date| date < first)];
    for &date in above.iter().rev().take(MOST_DATES) {
        let around = tree.ancestors(date).take(HIGHEST).take_while(|&id| tree.end(id) <= first);
        let has_text = |&id: &Id| {
            prose.of(id, tree.end(id)).saturating_sub(prose.of(date, tree.end(date))) >= SHORTEST * 2
        };
        let with_body = |post: Id| Some((post, body(tree, prose, post, date)?));
        let Some((post, body)) = around.filter(has_text).find_map(with_body) else { continue };
        let is_small = |id: &Id| {
            tree.tag(*id) != Tag::Text
                && tree.end(*id).0 - id.0 <= LARGEST_HEADER / 2
                && !tree.contains(body, *id)
                && !tree.contains(*id, date)
        };
        let author = tree.subtree(post).filter(is_small).find_map(|id| {
            shape::is_marked(tree, id).then(|| field::writer(&text::line(tree, id))).flatten()
        });
        let Some(author) = author else { continue };
        return guard::is_one_thread(tree, post, first)
            .then(|| comment(tree, post, body, date, author))
            .flatten();
    }
    None
}

/// The part of a post that holds nearly all of its text, and not its date.
fn body(tree: &Tree<'_>, prose: &Prose, post: Id, date: Id) -> Option<Id> {
    let all = prose.of(post, tree.end(post)).saturating_sub(prose.of(date, tree.end(date)));
    let holding = |around: Id, percent: u32| {
        let holds = |id: &Id| prose.of(*id, tree.end(*id)) * 100 >= all * percent;
        tree.children(around).filter(|&id| tree.tag(id) != Tag::Text).find(holds)
    };
    let mut body = holding(post, NEARLY_ALL)?;
    while tree.contains(body, date) {
        body = holding(body, NEARLY_ALL)?;
    }
    Some(without_labels(tree, prose, body))
}

/// The innermost part with nearly all of a text: labels and tags may stand beside it.
fn without_labels(tree: &Tree<'_>, prose: &Prose, body: Id) -> Id {
    let mut body = body;
    loop {
        let all = prose.of(body, tree.end(body));
        let holds = |id: &Id| prose.of(*id, tree.end(*id)) * 100 >= all * ALL;
        match tree.children(body).find(|id| tree.tag(*id) == Tag::Div && holds(id)) {
            Some(inner) => body = inner,
            None => return body,
        }
    }
}

fn comment(tree: &Tree<'_>, post: Id, body: Id, date: Id, author: String) -> Option<(Comment, Id)> {
    let mut writer = Writer::new();
    writer.subtree(tree, body, |id| match tree.tag(id) {
        _ if chrome::is_button(tree, id) || shape::is_signature(tree, id) => Role::LeftOut,
        Tag::Blockquote => Role::Quote,
        _ => Role::Text,
    });
    let text = chrome::without_marks(writer.out.trim());
    let date = field::date(tree, date).filter(|date| date.is_certain).map(|date| date.text);
    let comment = Comment { id: chrome::id_of(tree, post), date, ..Comment::new(text).with_author(author) };
    (!comment.text.is_empty()).then_some((comment, post))
}

/// What elements of most records are called.
fn usual_classes<'t>(tree: &'t Tree<'_>, group: &Group, of: &dyn Fn(usize) -> Vec<Id>) -> HashSet<&'t str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for at in 0..group.records.len() {
        let mut classes: Vec<&str> = of(at).into_iter().filter_map(|id| class(tree, id)).collect();
        classes.sort_unstable();
        classes.dedup();
        for class in classes {
            *counts.entry(class).or_default() += 1;
        }
    }
    let is_usual = |(_, seen): &(&str, usize)| *seen * 100 >= group.records.len() * MOST;
    counts.into_iter().filter(is_usual).map(|(class, _)| class).collect()
}

/// Whether a post has nearly all elements that are usual in the records.
fn is_alike(tree: &Tree<'_>, group: &Group, post: Id) -> bool {
    let usual = usual_classes(tree, group, &|at| group.records[at].nodes().collect());
    let mut shown: Vec<&str> = tree.subtree(post).filter_map(|id| class(tree, id)).collect();
    shown.sort_unstable();
    let alike = usual.iter().filter(|class| shown.binary_search(class).is_ok()).count();
    alike * 100 >= usual.len() * NEARLY_ALL as usize
}

/// What an element is called, without the number of the post.
fn class<'t>(tree: &'t Tree<'_>, id: Id) -> Option<&'t str> {
    let class = tree.classes(id).next()?.trim_end_matches(|c: char| c.is_ascii_digit());
    (class.len() > 1).then_some(class)
}
