//! Comments of a system that the table does not know. What comes in: a page's
//! tree. What goes out: its comments, if something on it repeats like
//! comments do. What it promises: time linear in the page times its depth; a
//! list of articles, products or reviews is no thread.
//!
//! The observation is that of MiBAT (Song et al., CIKM 2010): whatever the
//! layout, each comment shows its date at the same place of a subtree that
//! repeats among its siblings. [`anchor`] finds the dates, [`group`] the
//! subtrees that repeat around them, [`shape`] what stands where in all of
//! them, and [`guard`] decides by their [`signs`] whether they are comments. Dates that do
//! not repeat are looked at by [`alone`].

mod alone;
mod anchor;
mod group;
mod guard;
mod label;
mod line;
mod listing;
mod opening;
mod path;
mod quoted;
mod shape;
mod signs;
mod stretch;
mod title;

use std::cell::Cell;
use std::collections::HashSet;

use super::chrome;
use super::field;
use super::level;
use super::tag::Tag;
use super::text::{Break, Role, Writer};
use super::thread::Thread;
use super::tree::{Id, Tree};
use super::votes;
use crate::comment::Comment;
use crate::page::repeat;
use group::{Anchors, Group, Record};
use line::Line;
use shape::Shape;

/// Of so many nodes it is worth to know that they are an index, so that they are looked
/// at once only.
const LARGE: u32 = 2_000;

/// Reads the comments that repeat most on a page.
pub(super) fn read(tree: &Tree<'_>) -> Option<Thread> {
    let page = Search {
        tree,
        dates: anchor::dates(tree),
        prose: group::Prose::new(tree),
        index: Cell::new((Id::ROOT, Id::ROOT)),
    };
    let repeated = |kind: Anchors, anchors: &[Id]| page.first(&group::find(tree, &page.prose, kind, anchors));
    let undated = || {
        let found = anchor::undated(tree);
        repeated(Anchors::Words, &found.spoken)
            .or_else(|| repeated(Anchors::Words, &found.answers))
            .or_else(|| repeated(Anchors::Signed, &found.signed))
    };
    repeated(Anchors::Dates, &page.dates)
        .or_else(|| repeated(Anchors::Names, &anchor::names(tree)))
        .or_else(undated)
        .or_else(|| page.first(&group::nested(tree, &page.prose, &page.dates)))
        .or_else(|| page.first(&alone::find(tree, &page.prose, &page.dates)))
}

/// A page that is searched for a thread.
struct Search<'a, 't> {
    tree: &'a Tree<'t>,
    dates: Vec<Id>,
    prose: group::Prose,
    /// Where what turned out to be an index begins and ends: all that repeats in it is
    /// one, too.
    index: Cell<(Id, Id)>,
}

impl Search<'_, '_> {
    /// The first group that is a thread.
    fn first(&self, groups: &[Group]) -> Option<Thread> {
        let (at, thread) =
            groups.iter().enumerate().find_map(|(at, group)| Some((at, self.thread(group)?)))?;
        // The answers in one comment may be longer than all that was answered.
        let dates = |group: &Group| group.records.iter().map(|record| record.anchor).collect::<HashSet<_>>();
        let own = dates(&groups[at]);
        let holds = |group: &&Group| group.records.len() > own.len() && own.is_subset(&dates(group));
        let wider = groups[at + 1..].iter().filter(holds).find_map(|group| self.thread(group));
        Some(wider.unwrap_or(thread))
    }

    fn thread(&self, group: &Group) -> Option<Thread> {
        let Self { tree, dates, prose, .. } = self;
        let (index, index_end) = self.index.get();
        if (index..index_end).contains(&group.records[0].start) {
            return None;
        }
        let shape = Shape::new(tree, prose, group);
        let is_thread = guard::is_thread(tree, prose, group, &shape);
        let (start, end) = (group.records[0].start, group.records[group.records.len() - 1].end);
        if (is_thread || end.0 - start.0 >= LARGE) && listing::is_index(tree, group) {
            self.index.set((start, end));
            return None;
        }
        let are_lists =
            || listing::hold_lists(tree, group, dates) || listing::are_lists(tree, prose, group, dates);
        if !is_thread || are_lists() {
            return None;
        }
        let mut thread = thread(self, group, &shape);
        (!thread.comments.is_empty()).then(|| {
            let replies = opening::Replies { tree, prose, group, form: &shape, dates };
            if let Some((comment, element)) = opening::read(&replies) {
                thread.comments.insert(0, comment);
                thread.elements.insert(0, element);
                thread.ends.insert(0, tree.end(element));
            }
            repeat::take_off(&mut thread.comments);
            repeat::ends_off(&mut thread.comments);
            let is_outside = |record: &&Record| !tree.contains(group.parent, record.start);
            if group.records.iter().any(|record| is_outside(&record)) {
                once(&mut thread.comments);
            }
            thread
        })
    }
}

/// Takes off what a page shows twice, among the best comments and among all.
fn once(comments: &mut Vec<Comment>) {
    let mut seen = HashSet::new();
    comments.retain(|comment| {
        let same = (comment.author.clone(), comment.date.clone(), comment.text.clone());
        comment.author.is_none() || comment.date.is_none() || seen.insert(same)
    });
}

fn thread(page: &Search<'_, '_>, group: &Group, shape: &Shape) -> Thread {
    let tree = page.tree;
    let mut thread = Thread::default();
    let mut open: Vec<usize> = Vec::new();
    for (at, record) in group.records.iter().enumerate() {
        let Some(comment) = comment(page, group, shape, at) else { continue };
        while open.pop_if(|outer| thread.ends[*outer] <= record.start).is_some() {}
        let parent = open.last().map(|&outer| &thread.comments[outer]);
        let (parent, name) = parent.map_or((None, None), |p| (p.id.clone(), p.author.clone()));
        open.push(thread.comments.len());
        thread.comments.push(Comment { parent, reply_to: name, ..comment });
        thread.elements.push(record.start);
        thread.ends.push(record.end);
    }
    if thread.comments.iter().all(|comment| comment.reply_to.is_none()) {
        // An opening post stands outside.
        let first = thread.elements.partition_point(|&element| element <= group.parent);
        let parents = level::parents(tree, &thread.elements[first..]);
        for (at, parent) in parents.into_iter().enumerate() {
            let Some(parent) = parent.map(|parent| &thread.comments[first + parent]) else { continue };
            let (parent, reply_to) = (parent.id.clone(), parent.author.clone());
            let answer = &mut thread.comments[first + at];
            (answer.parent, answer.reply_to) = (parent, reply_to);
        }
    }
    thread
}

fn comment(page: &Search<'_, '_>, group: &Group, shape: &Shape, at: usize) -> Option<Comment> {
    let Search { tree, dates, prose, .. } = page;
    let record = &group.records[at];
    let inner = &group.records[at + 1..];
    let is_inner = |id: Id| inner.binary_search_by_key(&id, |inner| inner.start).is_ok();
    let line = &shape.lines[at];
    let author = shape.authors[at].clone();
    let name = author.as_ref().map(|(_, id)| *id);
    let mut header = name.map_or_else(Vec::new, |name| shape.labels.around(tree, record, name));
    header.extend(name.map(|name| name..tree.end(name)));
    let quoted = quoted::all_in(tree, prose, record, name, dates);
    let is_header = |id: Id| {
        id == record.anchor
            || name == Some(id)
            || line.is_header && line.nodes.contains(&id)
            || header.iter().any(|nodes| nodes.contains(&id))
    };
    let role = |id: Id| {
        if is_inner(id)
            || is_header(id)
            || quoted.contains(&id)
            || chrome::is_button(tree, id)
            || shape::is_signature(tree, id)
        {
            Role::LeftOut
        } else if tree.tag(id) == Tag::Blockquote {
            Role::Quote
        } else {
            Role::Text
        }
    };
    let mut writer = Writer::new();
    let body = shape.body(tree, record);
    for &part in &body {
        writer.part(Break::Paragraph);
        writer.subtree(tree, part, |id| if id == part { Role::Text } else { role(id) });
    }
    if body.is_empty() {
        writer.range(tree, record.start, record.end, |id| {
            let is_term = name == Some(id) && tree.end(id) < record.end;
            if id == record.start && !is_term {
                Role::Text
            } else if shape.is_chrome(tree, record, &header, id) {
                Role::LeftOut
            } else {
                role(id)
            }
        });
    }
    let text = unquoted(chrome::without_marks(chrome::behind_colon(writer.out.trim())));
    let id = chrome::id_of(tree, record.start);
    let dated = Some(record.anchor).filter(|_| group.anchors == Anchors::Dates);
    let is_ping =
        chrome::is_ping_text(&text) || author.as_ref().is_some_and(|(name, _)| chrome::is_ping_name(name));
    (!text.is_empty() && !is_ping).then(|| Comment {
        permalink: field::permalink(tree, record.nodes(), record.start, dated, id.as_deref()),
        id,
        author: author.map(|(name, _)| name),
        date: date(tree, record, line),
        votes: votes::of(tree, record.nodes()),
        text,
        ..Comment::default()
    })
}

/// A text that is nothing but quotes is the comment itself, inset.
fn unquoted(text: String) -> String {
    let is_quoted = !text.is_empty() && text.lines().all(|line| line.is_empty() || line.starts_with("> "));
    if !is_quoted {
        return text;
    }
    let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix("> ").unwrap_or(line)).collect();
    lines.join("\n")
}

fn date(tree: &Tree<'_>, record: &Record, line: &Line) -> Option<String> {
    if tree.tag(record.anchor) == Tag::Text {
        // A time in an element of its own belongs to the date.
        let own = field::date_in(&super::text::value(tree.text(record.anchor)))?;
        // `pete_72` and `3 hours ago` may stand close together.
        let is_number = |before: &str| before.ends_with(|c: char| c.is_ascii_digit());
        let holds =
            |whole: &String| whole.split_once(&own.text).is_some_and(|(before, _)| !is_number(before));
        let whole = line.date.as_ref().filter(|whole| holds(whole)).cloned();
        return whole.or_else(|| own.is_certain.then_some(own.text));
    }
    field::date(tree, record.anchor).filter(|date| date.is_certain).map(|date| date.text)
}
