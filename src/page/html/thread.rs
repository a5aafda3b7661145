//! Elements that are comments → comments. What comes in: a rule, and the
//! elements it calls comments. What goes out: the comments in the order of the
//! page, with their parents. What it promises: a comment that stands inside of
//! another one is not part of that one's text; pingbacks, forms and empty
//! shells are no comments.

use std::cell::Cell;
use std::collections::HashMap;

use super::chrome;
use super::field::{self, Date};
use super::level;
use super::rules::{Nested, Rule};
use super::select::{Alternative, Selector};
use super::sign::Signs;
use super::tag::Tag;
use super::text::{self, Role, Writer};
use super::tree::{Id, Tree};
use super::votes;
use crate::comment::Comment;
use crate::page::kind::{self, Kind};
use crate::page::repeat;

/// The comments that one rule finds.
#[derive(Default)]
pub(super) struct Thread {
    /// The system, if it is known.
    pub(super) system: Option<&'static str>,
    pub(super) comments: Vec<Comment>,
    /// The element of each comment.
    pub(super) elements: Vec<Id>,
    /// The first node behind each of them.
    pub(super) ends: Vec<Id>,
}

/// Reads the comments of a page by one rule.
pub(super) fn read(tree: &Tree<'_>, rule: &Rule, candidates: &[Id]) -> Thread {
    let mut reader = Reader { tree, rule, candidates, comments: Vec::new(), elements: Vec::new() };
    let mut open: Vec<Id> = Vec::new();
    for (at, &id) in candidates.iter().enumerate() {
        while open.pop_if(|outer| end_of(tree, *outer) <= id).is_some() {}
        // `li#comment-7 > article#comment-7`: the outer one is read.
        let is_inner_element = open.last().is_some_and(|&outer| reader.is_same(outer, id));
        open.push(id);
        if is_inner_element || chrome::is_ping(tree, id) || chrome::is_form(tree, id) {
            continue;
        }
        if let Some(comment) = reader.comment(at) {
            reader.comments.push(comment);
            reader.elements.push(id);
        }
    }
    reader.resolve();
    if rule.is_renamed {
        repeat::take_off(&mut reader.comments);
    }
    let ends = reader.elements.iter().map(|&id| end_of(tree, id)).collect();
    Thread { system: Some(rule.name), comments: reader.comments, elements: reader.elements, ends }
}

/// The first node behind a comment: a `dt` is the header of the `dd` that follows.
pub(super) fn end_of(tree: &Tree<'_>, id: Id) -> Id {
    let end = tree.end(id);
    if tree.tag(id) != Tag::Dt {
        return end;
    }
    let mut behind = (end.0..tree.end(tree.parent(id)).0).map(Id);
    let next = behind.find(|&next| !tree.is_blank(next)).filter(|&next| tree.tag(next) == Tag::Dd);
    next.map_or(end, |definition| tree.end(definition))
}

/// A candidate, and the elements that are its own.
struct Part {
    at: usize,
    elements: Vec<Id>,
    /// What all of them may have.
    signs: Signs,
}

struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
    rule: &'t Rule,
    candidates: &'t [Id],
    comments: Vec<Comment>,
    elements: Vec<Id>,
}

impl Reader<'_, '_> {
    /// The nodes of a comment, without the comments inside of it.
    fn own(&self, at: usize) -> impl Iterator<Item = Id> + '_ {
        let id = self.candidates[at];
        let end = end_of(self.tree, id);
        let mut inner = &self.candidates[at + 1..];
        inner = &inner[..inner.partition_point(|&candidate| candidate < end)];
        let mut next = id;
        std::iter::from_fn(move || {
            while let Some((&first, rest)) = inner.split_first().filter(|(first, _)| **first <= next) {
                inner = rest;
                if first == next && !self.is_same(id, first) {
                    next = end_of(self.tree, first);
                    inner = &inner[inner.partition_point(|&candidate| candidate < next)..];
                }
            }
            let this = next;
            next = Id(next.0 + 1);
            (this < end).then_some(this)
        })
    }

    /// Selectors look at elements only, and at each of them many times.
    fn part(&self, at: usize) -> Part {
        let elements: Vec<Id> = self.own(at).filter(|&id| self.tree.tag(id) != Tag::Text).collect();
        let signs = elements.iter().fold(Signs::default(), |all, &id| all.with(self.tree.signs(id)));
        Part { at, elements, signs }
    }

    /// The elements of a comment that a selector means.
    fn matching<'s>(&'s self, part: &'s Part, alternative: &'s Alternative) -> impl Iterator<Item = Id> + 's {
        let elements = if alternative.may_be_in(part.signs) { &*part.elements } else { &[] };
        elements.iter().copied().filter(|&id| alternative.matches(self.tree, id))
    }

    /// Whether two elements carry the same number.
    fn is_same(&self, outer: Id, inner: Id) -> bool {
        let number = |id: Id| {
            let id = self.tree.attribute(id, "id").unwrap_or_default();
            id.rsplit(|c: char| !c.is_ascii_digit()).next().filter(|n| !n.is_empty())
        };
        number(outer).is_some() && number(outer) == number(inner)
    }

    /// The first thing that a selector yields in a comment.
    fn first<T>(
        &self,
        part: &Part,
        selector: &Selector,
        of_value: impl Fn(&str) -> Option<T>,
        of_element: impl Fn(Id) -> Option<T>,
    ) -> Option<(T, Id)> {
        let tree = self.tree;
        selector.alternatives.iter().find_map(|alternative| {
            let read = |id: Id| match alternative.attribute {
                Some(name) => of_value(&text::value(tree.attribute(id, name)?)),
                None => of_element(id),
            };
            if alternative.is_own() {
                let id = self.candidates[part.at];
                return read(id).map(|value| (value, id));
            }
            self.matching(part, alternative).find_map(|id| Some((read(id)?, id)))
        })
    }

    fn name(&self, part: &Part, selector: &Selector) -> Option<(String, Id)> {
        self.first(part, selector, field::name, |id| field::name(&text::line(self.tree, id)))
    }

    fn date(&self, part: &Part, is_written: bool) -> Option<(Date, Id)> {
        let certain = |date: &Date| date.is_certain;
        let tree = self.tree;
        self.first(
            part,
            &self.rule.date,
            |value| field::date_in(value).filter(certain),
            |id| field::date(tree, id).filter(certain),
        )
        .or_else(|| self.first(part, &self.rule.date, field::date_in, |id| field::date(tree, id)))
        // Without a writer, a date may be anything's.
        .or_else(|| {
            self.own(part.at).filter(|_| is_written || self.rule.is_renamed).find_map(|id| self.date_line(id))
        })
    }

    /// A date that stands alone, or beside a name, wherever a theme has put it.
    fn date_line(&self, id: Id) -> Option<(Date, Id)> {
        const MOST_NODES: usize = 12;
        if self.tree.subtree(id).nth(MOST_NODES).is_some() {
            return None;
        }
        match kind::classify(&text::shown(self.tree, id)) {
            Kind::Date { date, .. } | Kind::Byline { date: Some(date), .. } => {
                Some((field::date_in(date)?, id))
            }
            _ => None,
        }
    }

    fn comment(&self, at: usize) -> Option<Comment> {
        let tree = self.tree;
        let part = &self.part(at);
        let author = self.name(part, &self.rule.author).or_else(|| self.name_on_button(part));
        let date = self.date(part, author.is_some());
        let header = [author.as_ref().map(|a| a.1), date.as_ref().map(|d| d.1)];
        let mut text = self.body(part, header);
        if text.is_empty() && self.rule.is_renamed && header != [None, None] && !self.is_teaser(part, header)
        {
            text = self.rest(at, header);
            // The name on the button also stands above the text.
            if let Some((name, _)) = &author {
                text = text
                    .strip_prefix(name.as_str())
                    .map_or(text.clone(), |rest| rest.trim_start().to_owned());
            }
        }
        let is_no_writer = |(name, id): &(String, Id)| {
            chrome::is_ping_name(name) || *id != self.candidates[at] && chrome::is_field_label(tree, *id)
        };
        let is_other = chrome::is_ping_text(&text) || author.as_ref().is_some_and(is_no_writer);
        if text.is_empty() || header == [None, None] || is_other {
            return None;
        }
        let reply_to = self
            .first(part, &self.rule.reply_to, field::answered, |id| field::answered(&text::line(tree, id)));
        // Some systems number only the element inside.
        let id = part.elements.iter().find_map(|&id| chrome::id_of(tree, id));
        let place = self.candidates[at];
        let dated = header[1].filter(|&date| date != place);
        Some(Comment {
            permalink: field::permalink(tree, part.elements.iter().copied(), place, dated, id.as_deref()),
            id,
            author: author.map(|a| a.0),
            date: date.map(|d| d.0.text),
            reply_to: reply_to.map(|r| r.0),
            votes: votes::of(tree, self.own(at)),
            text,
            ..Comment::default()
        })
    }

    /// Whether a heading that is a link to another page stands in what calls itself a
    /// comment, as a column of a newspaper may.
    fn is_teaser(&self, part: &Part, header: [Option<Id>; 2]) -> bool {
        let tree = self.tree;
        let is_header = |id: Id| header.iter().flatten().any(|&header| tree.contains(id, header));
        let is_page = |id: Id| {
            tree.tag(id) == Tag::A && tree.attribute(id, "href").is_some_and(|href| !href.contains('#'))
        };
        let mut headings = part.elements.iter().filter(|&&id| tree.tag(id).is_heading() && !is_header(id));
        headings.any(|&id| tree.subtree(id).any(is_page) || is_page(tree.parent(id)))
    }

    /// `Reply to NAME` on a comment's button says who wrote the comment.
    fn name_on_button(&self, part: &Part) -> Option<(String, Id)> {
        let name = |id: Id| {
            let label = self.tree.attribute(id, "aria-label")?.strip_prefix("Reply to")?;
            Some((field::answered(&text::value(label))?, id))
        };
        part.elements.iter().copied().filter(|_| self.rule.is_renamed).find_map(name)
    }

    fn is_inner(&self, at: usize, id: Id) -> bool {
        let comment = self.candidates[at];
        id > comment && self.candidates.binary_search(&id).is_ok() && !self.is_same(comment, id)
    }

    /// What the rule calls the comment's body.
    fn body(&self, part: &Part, header: [Option<Id>; 2]) -> String {
        let (tree, at) = (self.tree, part.at);
        // Themes put the header into the element of the text, before that.
        let is_header = |id: Id| self.rule.is_renamed && header.contains(&Some(id));
        for alternative in &self.rule.body.alternatives {
            if let Some(name) = alternative.attribute {
                let mut values = self.matching(part, alternative);
                if let Some(value) = values.find_map(|id| tree.attribute(id, name)) {
                    return text::value(value);
                }
                continue;
            }
            let mut writer = Writer::new();
            let mut end = Id::ROOT;
            for id in self.matching(part, alternative) {
                if id < end {
                    continue;
                }
                end = tree.end(id);
                writer.part(text::Break::Paragraph);
                let is_begun = Cell::new(false);
                writer.subtree(tree, id, |inner| {
                    let is_left = self.is_left(inner) || !is_begun.get() && is_header(inner);
                    let role = if inner == id { Role::Text } else { self.role(at, inner, is_left) };
                    is_begun.set(is_begun.get() || role != Role::LeftOut && tree.has_text(inner));
                    role
                });
            }
            let text = chrome::behind_colon(chrome::without_last_marks(&writer.out));
            if !text.is_empty() {
                return text.to_owned();
            }
        }
        String::new()
    }

    fn role(&self, at: usize, part: Id, is_left: bool) -> Role {
        if is_left || self.is_inner(at, part) {
            Role::LeftOut
        } else if self.tree.tag(part) == Tag::Blockquote || self.rule.quote.matches(self.tree, part) {
            Role::Quote
        } else {
            Role::Text
        }
    }

    fn is_left(&self, part: Id) -> bool {
        chrome::is_button(self.tree, part) || self.rule.leave.matches(self.tree, part)
    }

    /// All text of a comment but its header and its buttons.
    fn rest(&self, at: usize, header: [Option<Id>; 2]) -> String {
        let id = self.candidates[at];
        let mut writer = Writer::new();
        writer.range(self.tree, id, end_of(self.tree, id), |part| {
            self.role(at, part, part != id && (header.contains(&Some(part)) || self.is_left(part)))
        });
        repeat::without_votes(&chrome::without_marks(&writer.out)).to_owned()
    }

    /// Finds each comment's parent, and its name or its identifier.
    fn resolve(&mut self) {
        let parents = match &self.rule.nesting {
            Nested::Within => {
                let parents = self.around();
                let is_flat = parents.iter().all(Option::is_none);
                if is_flat && self.rule.is_renamed {
                    level::parents(self.tree, &self.elements)
                } else {
                    parents
                }
            }
            Nested::Behind(selector) => self.behind(selector),
            Nested::Indent(selector) => self.indented(selector),
            Nested::Flat => vec![None; self.comments.len()],
        };
        let mut last_of: HashMap<String, usize> = HashMap::new();
        for (at, parent) in parents.into_iter().enumerate() {
            let named = self.comments[at].reply_to.as_ref().and_then(|name| last_of.get(name)).copied();
            if let Some(parent) = parent.or(named) {
                let (id, author) = (self.comments[parent].id.clone(), self.comments[parent].author.clone());
                let comment = &mut self.comments[at];
                comment.parent = id;
                comment.reply_to = author.or(comment.reply_to.take());
            }
            if let Some(author) = self.comments[at].author.clone() {
                last_of.insert(author, at);
            }
        }
    }

    /// A candidate without a text of its own stands for the first comment in
    /// it: `li > div#comment-7` with the answers in the `li`.
    fn around(&self) -> Vec<Option<usize>> {
        let mut open: Vec<(Id, Option<usize>)> = Vec::new();
        let mut parents = Vec::with_capacity(self.elements.len());
        for &id in self.candidates {
            while open.pop_if(|(outer, _)| end_of(self.tree, *outer) <= id).is_some() {}
            let comment = Some(parents.len()).filter(|&at| self.elements.get(at) == Some(&id));
            if comment.is_some() {
                parents.push(open.iter().rev().find_map(|&(_, comment)| comment));
                for (_, first) in &mut open {
                    *first = first.or(comment);
                }
            }
            open.push((id, comment));
        }
        parents
    }

    /// The parent of all comments in a marked element is the last one before
    /// that element.
    fn behind(&self, selector: &Selector) -> Vec<Option<usize>> {
        let parent = |&id: &Id| {
            let inset = self.tree.ancestors(id).find(|&around| selector.matches(self.tree, around))?;
            self.elements.partition_point(|&element| element < inset).checked_sub(1)
        };
        self.elements.iter().map(parent).collect()
    }

    fn indented(&self, selector: &Selector) -> Vec<Option<usize>> {
        let mut open: Vec<(u32, usize)> = Vec::new();
        let mut parents = Vec::with_capacity(self.elements.len());
        for (at, id) in self.elements.iter().enumerate() {
            let place = self.candidates.partition_point(|candidate| candidate < id);
            let depth = self
                .first(&self.part(place), selector, |value| value.parse().ok(), |_| None)
                .map_or(0, |d| d.0);
            while open.pop_if(|(outer, _)| *outer >= depth).is_some() {}
            parents.push(open.last().map(|&(_, parent)| parent));
            open.push((depth, at));
        }
        parents
    }
}
