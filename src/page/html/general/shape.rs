//! Records → what stands where in them. What comes in: a group of records.
//! What goes out: a [`Shape`]: the place of the text and that of the author's
//! name. What it promises: a place is one for most of the records, so that a
//! single odd comment does not move it.

use std::collections::HashMap;
use std::ops::Range;

use super::group::{Anchors, Group, Prose, Record};
use super::label::{self, Labels};
use super::line::{self, Line};
use super::path::{Paths, Step};
use super::signs;
use crate::page::hint::Parts;
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

/// So many percent of the names at a place without a class must look like names.
const MOST_SURE: usize = 75;

/// An element with more nodes shows more than a name.
const LARGEST_NAME: u32 = 8;

/// Parts of class names, ids and targets that mean the writer.
#[rustfmt::skip]
static WRITER_WORDS: Parts = Parts::new(&[
    "author", "user", "poster", "member", "profile", "nick", "commenter", "byline", "name", "autor", "people", "screenname", "/u/", "/~",
]);

pub(super) struct Shape {
    body: Option<u64>,
    author: Option<u64>,
    /// The place around it, where some names stand without a link.
    around_author: Option<u64>,
    /// Whether only its number among its siblings tells that place.
    is_author_counted: bool,
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
    /// The line of the date, of each record.
    pub(super) lines: Vec<Line>,
    /// The name of the writer, and where it stands, of each record.
    pub(super) authors: Vec<Option<(String, Id)>>,
    /// The records' own text outside of links, in bytes.
    pub(super) text: u64,
}

#[derive(Default)]
struct Place {
    records: usize,
    elements: usize,
    prose: u64,
    /// How much of that is the date.
    dated: u64,
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
        let by_class = places(tree, prose, group, Step::Class);
        let count = group.records.len();
        let text: u64 = (0..count).map(|at| u64::from(own_prose(prose, group, at))).sum();
        let body = body_place(&by_class, count, text);
        let lines: Vec<Line> = group.records.iter().map(|record| line::around(tree, record)).collect();
        let bylines: Vec<&(String, Sign)> = lines.iter().filter_map(|line| line.byline.as_ref()).collect();
        let by_number;
        let mut author = author_place(&by_class, body, count);
        let is_author_counted = author.is_none() && bylines.is_empty();
        if is_author_counted {
            by_number = places(tree, prose, group, Step::Number);
            let is_sure = |place: &&Place| {
                let is_sure = |name: &&String| name::is_of_person(name);
                place.values.iter().filter(is_sure).count() * 100 >= place.values.len() * MOST_SURE
            };
            author = author_place(&by_number, None, count).filter(|(_, place)| is_sure(place));
        }
        let is_author_marked = author.is_some_and(|(_, place)| place.marked * 2 >= place.texts);
        let names: Vec<&str> =
            author.map_or_else(Vec::new, |(_, place)| place.values.iter().map(String::as_str).collect());
        let around_author = author.map(|(_, place)| place.around).filter(|&around| around != 0);
        let author = author.map(|(&path, _)| path);
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
            is_author_counted,
            is_author_marked,
            bylines: bylines.len(),
            signs,
            records: count,
            has_places,
            has_labelled_names: labelled.len() * 100 >= count * MOST_RECORDS,
            labels: Labels::default(),
            lines: Vec::new(),
            authors: Vec::new(),
            text,
        };
        let headers = group.records.iter().zip(&lines);
        shape.authors = headers.map(|(record, line)| shape.author(tree, record, line)).collect();
        shape.lines = lines;
        shape.labels = Labels::new(tree, prose, group, &shape.authors);
        shape
    }

    /// The elements of a record that hold its text.
    pub(super) fn body(&self, tree: &Tree<'_>, record: &Record) -> Vec<Id> {
        let mut end = Id::ROOT;
        let mut body: Vec<Id> = Vec::new();
        for (id, ..) in Paths::new(tree, record, Step::Class).filter(|(_, path, _)| Some(*path) == self.body)
        {
            if id >= end {
                end = tree.end(id);
                body.push(id);
            }
        }
        body
    }

    /// The name of a record's writer, and where it stands.
    fn author(&self, tree: &Tree<'_>, record: &Record, line: &Line) -> Option<(String, Id)> {
        let at = |place: Option<u64>| {
            let step = if self.is_author_counted { Step::Number } else { Step::Class };
            let elements = Paths::new(tree, record, step).filter(|(_, path, _)| Some(*path) == place);
            elements.filter(|(id, ..)| has_text(tree, *id)).find_map(|(id, ..)| {
                let (line, id) = first_line(tree, id);
                let name = field::name(&line)?;
                name::is_possible(&name).then_some((name, id))
            })
        };
        // Guests have no page to link to.
        let is_name_alone = |(name, id): &(String, Id)| {
            tree.end(*id).0 - id.0 <= LARGEST_NAME && !marks::is_no_name(name) && date::find(name).is_none()
        };
        let labelled = || label::name(tree, record).filter(|_| self.has_labelled_names);
        let at_place =
            || at(self.author).or_else(|| at(self.around_author).filter(is_name_alone)).or_else(labelled);
        let on_line = || {
            let (name, sign) = line.byline.as_ref()?;
            let name = field::name(name)?;
            let is_common = self.bylines * 10 >= self.records * 8;
            let is_name = *sign != Sign::Plain || is_common || name::is_of_person(&name);
            (is_name && !marks::is_no_name(&name)).then_some((name, record.anchor))
        };
        // An element parts a name from its surroundings better than a line does,
        // unless a word stands before the name.
        let has_sign = self.signs * 2 > self.bylines && !self.is_author_marked;
        let found = if has_sign { on_line().or_else(at_place) } else { at_place().or_else(on_line) };
        found.map(|(name, id)| {
            // `Name: NAME`, `NAME <ADDRESS>`
            let whole = name::announced(&name).filter(|name| !name.is_empty()).unwrap_or(&name);
            let whole = name::without_address(name::unnumbered(whole));
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
            !tree.contains(id, part) && !is_header && tree.has_text(part)
        };
        (holds_anchor || is_heading)
            && tree.end(id).0 - id.0 < 24
            && text::line(tree, id).len() < 160
            && record.nodes().any(is_other)
    }
}

/// The place where most of the records show a name.
fn author_place(places: &HashMap<u64, Place>, body: Option<u64>, count: usize) -> Option<(&u64, &Place)> {
    places
        .iter()
        .filter(|(path, place)| Some(**path) != body && place.texts * 2 >= count)
        .filter(|(_, place)| place.names * 10 >= place.texts * 8 && place.has_values(count))
        // Some answers go by the subject of what they answer.
        .filter(|(_, place)| {
            !place.values.iter().any(|value| signs::is_subject(value)) && !place.has_initials()
        })
        .max_by_key(|(path, place)| {
            let is_marked = place.marked * 2 >= place.texts;
            let names = place.distinct().min(ENOUGH_NAMES);
            let is_first = std::cmp::Reverse(place.first_name);
            (is_marked, names, place.is_before_text, place.names, place.depth, is_first, **path)
        })
}

/// The place that holds most of the records' text: the innermost, but not
/// one of several paragraphs.
fn body_place(places: &HashMap<u64, Place>, count: usize, text: u64) -> Option<u64> {
    let most = (count * MOST_RECORDS).div_ceil(100).max(1);
    let is_common = |place: &Place| {
        let is_header = place.dated * 2 > place.prose;
        place.records >= most && place.depth > 1 && place.prose * 100 >= text * MOST_TEXT && !is_header
    };
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

    /// Whether letters stand here for the pictures of writers.
    fn has_initials(&self) -> bool {
        self.values.len() >= 2 && self.values.iter().all(|value| value.chars().nth(2).is_none())
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

fn places(tree: &Tree<'_>, prose: &Prose, group: &Group, step: Step) -> HashMap<u64, Place> {
    let mut places: HashMap<u64, Place> = HashMap::new();
    for (at, record) in group.records.iter().enumerate() {
        let mut paths = Paths::new(tree, record, step);
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
            if group.anchors == Anchors::Dates && tree.contains(id, record.anchor) {
                place.dated += u64::from(prose.of(record.anchor, tree.end(record.anchor)));
            }
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
    tree.subtree(id).find(|&part| tree.has_text(part)).unwrap_or(id)
}

fn has_text(tree: &Tree<'_>, id: Id) -> bool {
    tree.subtree(id).any(|part| tree.has_text(part))
}

/// What an element shows above its first line break, and where: below a name
/// stands who its bearer is.
fn first_line(tree: &Tree<'_>, id: Id) -> (String, Id) {
    let text = tree.subtree(id).find(|&part| tree.has_text(part));
    let broken = text.filter(|&text| {
        let next = tree.end(text);
        tree.parent(text) == id && next < tree.end(id) && tree.tag(next) == Tag::Br
    });
    broken.map_or_else(|| (text::line(tree, id), id), |first| (text::line(tree, first), first))
}

/// A short text without a date that could be a name.
fn name_in(tree: &Tree<'_>, group: &Group, record: &Record, id: Id) -> Option<String> {
    let is_dated = group.anchors == Anchors::Dates;
    if tree.end(id).0 - id.0 > LARGEST_NAME {
        return None;
    }
    let (line, at) = first_line(tree, id);
    if is_dated && tree.contains(at, record.anchor) && tree.tag(record.anchor) == Tag::Text {
        return None;
    }
    field::writer(&line)
}

/// Whether an element, its target or what is right around it speaks of a
/// writer.
pub(super) fn is_marked(tree: &Tree<'_>, id: Id) -> bool {
    let speaks = |id: Id| {
        tree.attributes(id).any(|(name, value)| {
            let counts =
                ["class", "id", "href", "itemprop", "rel"].iter().any(|n| name.eq_ignore_ascii_case(n));
            counts && WRITER_WORDS.are_in(value)
        })
    };
    speaks(id) || tree.ancestors(id).take(2).any(speaks) || label::is_labelled(tree, id)
}

/// Whether an element is what a member puts under each of his posts.
pub(super) fn is_signature(tree: &Tree<'_>, id: Id) -> bool {
    tree.classes(id).any(|class| class.to_ascii_lowercase().contains("signature"))
}
