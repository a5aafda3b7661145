//! Records → what stands where in them. What comes in: a group of records.
//! What goes out: a [`Shape`]: the place of the text and that of the author's
//! name. What it promises: a place is one for most of the records, so that a
//! single odd comment does not move it.

use std::collections::HashMap;
use std::ops::Range;

use super::group::{Anchors, Group, Prose, Record};
use super::label::{self, Labels};
use super::line::{self, Line};
use crate::page::html::field;
use crate::page::html::tag::Tag;
use crate::page::html::text;
use crate::page::html::tree::{Id, Tree};
use crate::page::kind::{Sign, without_figures};
use crate::page::{date, marks, name};

/// So many percent of the records must have something at a place.
const MOST_RECORDS: usize = 60;
/// So many percent of the records' text must stand at the place of the text.
const MOST_TEXT: u64 = 60;

/// So many names are compared, and so many different ones are no labels as
/// `Member` and `Moderator` are.
const MOST_NAMES: usize = 16;
const ENOUGH_NAMES: usize = 3;

/// An element with more nodes shows more than a name.
const LARGEST_NAME: u32 = 8;

/// Parts of class names, ids and targets that mean the writer.
#[rustfmt::skip]
const WRITER_WORDS: &[&str] = &[
    "author", "user", "poster", "member", "profile", "nick", "commenter", "byline", "name", "autor", "people", "screenname", "/u/",
];

pub(super) struct Shape {
    body: Option<u64>,
    author: Option<u64>,
    /// The place around it, where some names stand without a link.
    around_author: Option<u64>,
    /// Whether the author's place says that it is one.
    pub(super) is_author_marked: bool,
    /// How many records name their writer on the line of the date.
    pub(super) bylines: usize,
    /// How many of these do so with a word: `posted by NAME`, `NAME wrote`.
    pub(super) signs: usize,
    /// How many records there are.
    records: usize,
    /// Whether most of the records name a place behind the writer.
    has_places: bool,
    /// Whether most records say `Name: NAME`.
    has_labelled_names: bool,
    /// What stands beside the names.
    pub(super) labels: Labels,
    /// The records' own text outside of links, in bytes.
    pub(super) text: u64,
}

#[derive(Default)]
struct Place {
    records: usize,
    elements: usize,
    prose: u64,
    depth: usize,
    /// The record that was last seen here, and the one with a text, from one.
    last_record: usize,
    last_text: usize,
    /// Records whose first element here with a text could be a name.
    names: usize,
    /// The first of these.
    first_name: Option<Id>,
    /// Records with a text here.
    texts: usize,
    values: Vec<String>,
    marked: usize,
    is_before_text: bool,
    /// The place around it.
    around: u64,
    is_bare_paragraph: bool,
}

impl Shape {
    pub(super) fn new(tree: &Tree<'_>, prose: &Prose, group: &Group) -> Self {
        let places = places(tree, prose, group);
        let count = group.records.len();
        let text: u64 = (0..count).map(|at| u64::from(own_prose(prose, group, at))).sum();
        let body = body_place(&places, count, text);
        let author = places
            .iter()
            .filter(|(path, place)| Some(**path) != body && place.texts * 2 >= count)
            .filter(|(_, place)| place.names * 10 >= place.texts * 8 && place.has_values(count))
            .max_by_key(|(path, place)| {
                let is_marked = place.marked * 2 >= place.texts;
                let names = place.distinct().min(ENOUGH_NAMES);
                let is_first = std::cmp::Reverse(place.first_name);
                (is_marked, names, place.is_before_text, place.names, place.depth, is_first, **path)
            });
        let is_author_marked = author.is_some_and(|(_, place)| place.marked * 2 >= place.texts);
        let names: Vec<&str> =
            author.map_or_else(Vec::new, |(_, place)| place.values.iter().map(String::as_str).collect());
        let around_author = author.map(|(_, place)| place.around).filter(|&around| around != 0);
        let author = author.map(|(&path, _)| path);
        let bylines: Vec<(String, Sign)> =
            group.records.iter().filter_map(|record| line::around(tree, record).byline).collect();
        let signs = bylines.iter().filter(|(_, sign)| *sign != Sign::Plain).count();
        let bylined = bylines.iter().map(|(name, _)| name.as_str());
        let labelled: Vec<(String, Id)> =
            group.records.iter().filter_map(|record| label::name(tree, record)).collect();
        let has_places = have_places(names.into_iter())
            || have_places(bylined)
            || have_places(labelled.iter().map(|(name, _)| name.as_str()));
        let mut shape = Self {
            body,
            author,
            around_author,
            is_author_marked,
            bylines: bylines.len(),
            signs,
            records: count,
            has_places,
            has_labelled_names: labelled.len() * 100 >= count * MOST_RECORDS,
            labels: Labels::default(),
            text,
        };
        let name = |record: &Record| Some(shape.author(tree, record, &line::around(tree, record))?.1);
        let names: Vec<Option<Id>> = group.records.iter().map(name).collect();
        shape.labels = Labels::new(tree, prose, group, &names);
        shape
    }

    /// The elements of a record that hold its text.
    pub(super) fn body(&self, tree: &Tree<'_>, record: &Record) -> Vec<Id> {
        let mut end = Id::ROOT;
        let mut body: Vec<Id> = Vec::new();
        for (id, ..) in Paths::new(tree, record).filter(|(_, path, _)| Some(*path) == self.body) {
            if id >= end {
                end = tree.end(id);
                body.push(id);
            }
        }
        body
    }

    /// The name of a record's writer, and where it stands.
    pub(super) fn author(&self, tree: &Tree<'_>, record: &Record, line: &Line) -> Option<(String, Id)> {
        let at = |place: Option<u64>| {
            let elements = Paths::new(tree, record).filter(|(_, path, _)| Some(*path) == place);
            elements.filter(|(id, ..)| has_text(tree, *id)).find_map(|(id, ..)| {
                let name = field::name(&text::line(tree, id))?;
                name::is_possible(&name).then_some((name, id))
            })
        };
        // Guests have no page to link to.
        let is_name_alone = |(name, id): &(String, Id)| {
            tree.end(*id).0 - id.0 <= LARGEST_NAME && marks::of(name).is_none() && date::find(name).is_none()
        };
        let labelled = || label::name(tree, record).filter(|_| self.has_labelled_names);
        let at_place =
            || at(self.author).or_else(|| at(self.around_author).filter(is_name_alone)).or_else(labelled);
        let on_line = || {
            let (name, sign) = line.byline.as_ref()?;
            let name = field::name(name)?;
            let is_common = self.bylines * 10 >= self.records * 8;
            let is_name =
                *sign != Sign::Plain || is_common || name::is_likely(&name) || name::is_handle(&name);
            (is_name && marks::of(&name).is_none()).then_some((name, record.anchor))
        };
        // An element parts a name from its surroundings better than a line does,
        // unless a word stands before the name.
        let has_sign = self.signs * 2 > self.bylines && !self.is_author_marked;
        let found = if has_sign { on_line().or_else(at_place) } else { at_place().or_else(on_line) };
        found.map(|(name, id)| {
            let whole = name::unnumbered(&name);
            let whole = if whole.ends_with(')') { name::bare(whole) } else { whole };
            let bare =
                name::with_any_place(whole).filter(|_| self.has_places).map_or(whole, |(name, _)| name);
            (bare.to_owned(), id)
        })
    }

    /// Whether an element of a record without a place for the text is part of
    /// its header or of its buttons.
    pub(super) fn is_chrome(&self, tree: &Tree<'_>, record: &Record, header: &[Range<Id>], id: Id) -> bool {
        let holds_anchor = tree.contains(id, record.anchor);
        let is_heading = tree.tag(id).is_heading();
        // `<dt>NAME says:<dd>text <small>DATE</small>`: the text is nowhere else.
        let is_other = |part: Id| {
            let is_header = header.iter().any(|nodes| nodes.contains(&part));
            !tree.contains(id, part) && !is_header && !tree.text(part).trim().is_empty()
        };
        (holds_anchor || is_heading)
            && tree.end(id).0 - id.0 < 24
            && text::line(tree, id).len() < 160
            && record.nodes().any(is_other)
    }
}

/// The place that holds most of the records' text: the innermost, but not
/// one of several paragraphs.
fn body_place(places: &HashMap<u64, Place>, count: usize, text: u64) -> Option<u64> {
    let most = (count * MOST_RECORDS).div_ceil(100).max(1);
    let is_common =
        |place: &Place| place.records >= most && place.depth > 1 && place.prose * 100 >= text * MOST_TEXT;
    let (&path, place) = places
        .iter()
        .filter(|(_, place)| is_common(place))
        .max_by_key(|(path, place)| (place.depth, **path))?;
    let around = places.get(&place.around).filter(|around| is_common(around));
    let is_one_of_some = place.is_bare_paragraph || place.elements * 10 > place.records * 12;
    match around {
        Some(_) if is_one_of_some => Some(place.around),
        // Paragraphs beside their header.
        None if is_one_of_some && place.elements > place.records => None,
        _ => Some(path),
    }
}

impl Place {
    fn distinct(&self) -> usize {
        // `Comment number 3.` is a label, too.
        let plain = |value: &String| if value.contains(' ') { without_figures(value) } else { value.clone() };
        let mut values: Vec<String> = self.values.iter().map(plain).collect();
        values.sort_unstable();
        values.dedup();
        values.len()
    }

    /// Whether there is more than one name: one alone is a label.
    fn has_values(&self, records: usize) -> bool {
        self.distinct() >= 2 || records < 4 && (self.values.len() == 1 || self.marked > 0)
    }
}

/// Whether most names go on with a place.
fn have_places<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let (mut placed, mut all) = (0, 0);
    for name in names {
        placed += usize::from(name::with_any_place(name).is_some());
        all += 1;
    }
    placed > 0 && placed * 10 >= all * 8
}

/// The text of a record outside of the records inside of it.
pub(super) fn own_prose(prose: &Prose, group: &Group, at: usize) -> u32 {
    let record = &group.records[at];
    prose.of(record.start, record.own_end)
}

fn places(tree: &Tree<'_>, prose: &Prose, group: &Group) -> HashMap<u64, Place> {
    let mut places: HashMap<u64, Place> = HashMap::new();
    for (at, record) in group.records.iter().enumerate() {
        let mut paths = Paths::new(tree, record);
        while let Some((id, path, depth)) = paths.next() {
            let around = paths.around();
            let place = places.entry(path).or_default();
            if place.last_record != at + 1 {
                place.last_record = at + 1;
                place.records += 1;
            }
            place.elements += 1;
            place.depth = depth;
            place.around = around;
            place.is_bare_paragraph = tree.tag(id) == Tag::P && tree.classes(id).next().is_none();
            place.prose += u64::from(prose.of(id, tree.end(id).min(record.own_end)));
            if place.last_text != at + 1 && has_text(tree, id) {
                place.last_text = at + 1;
                place.texts += 1;
                if let Some(name) = name_in(tree, group, record, id) {
                    if place.first_name.is_none() {
                        place.first_name = Some(first_text(tree, id));
                    }
                    place.names += 1;
                    place.marked += usize::from(is_marked(tree, id));
                    place.is_before_text |= id < record.anchor;
                    if place.values.len() < MOST_NAMES {
                        place.values.push(name);
                    }
                }
            }
        }
    }
    places
}

fn first_text(tree: &Tree<'_>, id: Id) -> Id {
    tree.subtree(id).find(|&part| !tree.text(part).trim().is_empty()).unwrap_or(id)
}

fn has_text(tree: &Tree<'_>, id: Id) -> bool {
    tree.subtree(id).any(|part| !tree.text(part).trim().is_empty())
}

/// A short text without a date that could be a name.
fn name_in(tree: &Tree<'_>, group: &Group, record: &Record, id: Id) -> Option<String> {
    let is_dated = group.anchors == Anchors::Dates;
    let is_around_date = is_dated && tree.contains(id, record.anchor) && tree.tag(record.anchor) == Tag::Text;
    if tree.end(id).0 - id.0 > LARGEST_NAME || is_around_date {
        return None;
    }
    let name = field::name(&text::line(tree, id))?;
    let is_name = name::is_possible(&name) && marks::of(&name).is_none() && date::find(&name).is_none();
    is_name.then_some(name)
}

/// Whether an element, its target or what is right around it speaks of a
/// writer.
fn is_marked(tree: &Tree<'_>, id: Id) -> bool {
    let speaks = |id: Id| {
        tree.attributes(id).any(|(name, value)| {
            let counts =
                ["class", "id", "href", "itemprop", "rel"].iter().any(|n| name.eq_ignore_ascii_case(n));
            counts && {
                let value = value.to_ascii_lowercase();
                WRITER_WORDS.iter().any(|word| value.contains(word))
            }
        })
    };
    speaks(id) || tree.ancestors(id).take(2).any(speaks) || label::is_labelled(tree, id)
}

/// Whether an element is what a member puts under each of his posts.
pub(super) fn is_signature(tree: &Tree<'_>, id: Id) -> bool {
    tree.classes(id).any(|class| class.to_ascii_lowercase().contains("signature"))
}

/// The elements of a record with the way down to each: tags, the classes that
/// do not number anything, which of its row's cells a cell is, and which row a row.
struct Paths<'t, 'a> {
    tree: &'t Tree<'a>,
    next: Id,
    end: Id,
    /// The end, the path and the cells so far of each element around.
    open: Vec<(Id, u64, u64)>,
    /// How many elements stand side by side in the record.
    tops: u64,
}

impl<'t, 'a> Paths<'t, 'a> {
    /// The path of the element around the last one.
    fn around(&self) -> u64 {
        self.open.len().checked_sub(2).and_then(|at| self.open.get(at)).map_or(0, |open| open.1)
    }

    fn new(tree: &'t Tree<'a>, record: &Record) -> Self {
        Self { tree, next: record.start, end: record.own_end, open: Vec::new(), tops: 0 }
    }

    /// The path of an element below what is open.
    fn path(&mut self, id: Id) -> u64 {
        /// The step of FNV-1a.
        fn mix(hash: u64, value: u64) -> u64 {
            (hash ^ value).wrapping_mul(0x0100_0000_01b3)
        }
        let tag = self.tree.tag(id);
        let Some((_, around, cells)) = self.open.last_mut() else {
            // The class of the record itself may alternate.
            self.tops += 1;
            return mix(mix(7, self.tops), tag as u64);
        };
        let is_counted = tag.is_cell() || tag == Tag::Tr;
        *cells += u64::from(is_counted);
        let place = if is_counted { *cells } else { 0 };
        let class = self.tree.classes(id).next().unwrap_or_default();
        let class = class.trim_end_matches(|c: char| c.is_ascii_digit());
        class.bytes().fold(mix(mix(*around, place), tag as u64), |hash, byte| mix(hash, u64::from(byte)))
    }
}

impl Iterator for Paths<'_, '_> {
    /// An element, its path and its depth in the record.
    type Item = (Id, u64, usize);

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.end {
            let id = self.next;
            self.next = Id(id.0 + 1);
            let tag = self.tree.tag(id);
            if tag == Tag::Text {
                continue;
            }
            if tag.is_unseen() {
                self.next = self.tree.end(id);
                continue;
            }
            while self.open.pop_if(|(end, ..)| *end <= id).is_some() {}
            let path = self.path(id);
            self.open.push((self.tree.end(id), path, 0));
            return Some((id, path, self.open.len()));
        }
        None
    }
}
