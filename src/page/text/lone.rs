//! A comment or two below an article, without a heading. What comes in: the classified
//! lines of a page in which no section was found. What goes out: the section, if what
//! stands above it is an article and what ends it is the form for a new comment. What it
//! promises: a byline has its text below it, so that little stands above; a comment is
//! shorter than the article.

use super::bounds;
use super::header::{Classified, Form, Header};
use super::section::{Layout, Section};
use crate::page::kind::{Kind, Sign};
use crate::page::marks::Mark;
use crate::page::name;

/// An article is no shorter, in bytes of its paragraphs.
const SHORTEST_ARTICLE: usize = 1_000;
/// A paragraph is no shorter, in bytes.
const SHORTEST_PARAGRAPH: usize = 80;
/// More comments have a rhythm.
const MOST: usize = 4;

/// The section, if there is one.
pub(super) fn section(page: &Classified<'_>) -> Option<Section> {
    // Few lines show a time, and a name stands near it.
    let is_timed = |at: &usize| match page.kind(*at) {
        Some(Kind::Date { date, .. } | Kind::Byline { date: Some(date), .. }) => date.contains(':'),
        _ => false,
    };
    let mut headers: Vec<Header<'_>> = Vec::new();
    for at in (0..page.len()).filter(is_timed) {
        let near = (at.saturating_sub(2)..=at).filter_map(|at| page.header(at).filter(is_reader));
        let found = near.min_by_key(|header| header.first);
        headers.extend(found.filter(|header| headers.last().is_none_or(|last| last.body <= header.first)));
        if headers.len() > MOST {
            return None;
        }
    }
    let (first, last) = (headers.first()?, headers.last()?);
    if headers.iter().any(|header| header.form != first.form) {
        return None;
    }
    let paragraph = |at: usize| {
        let text =
            page.lines.get(at).filter(|_| page.kind(at) == Some(Kind::Text)).map_or("", |line| line.text);
        if text.len() >= SHORTEST_PARAGRAPH { text.len() } else { 0 }
    };
    let above: usize = (0..first.first).map(paragraph).sum();
    let end = bounds::end_of(page, last.first);
    let below: usize = (first.first..end).map(paragraph).sum();
    let is_closed = page.kind(end) == Some(Kind::Mark(Mark::Form))
        || page.lines.get(end).is_some_and(bounds::is_policy)
        || (last.body..end).any(|at| page.kind(at) == Some(Kind::Mark(Mark::Tail)));
    let is_apart = page.stands_apart(first.first);
    if above < SHORTEST_ARTICLE || below * 2 > above || !is_closed || !is_apart {
        return None;
    }
    let end = bounds::end_at_menu(page, last.first, end);
    Some(Section {
        lines: first.first..bounds::below(page, end),
        comments: first.first..end,
        layout: Layout::Headed(first.form),
    })
}

/// Whether a header names a reader and the minute when he wrote.
fn is_reader(header: &Header<'_>) -> bool {
    let is_form = matches!(header.form, Form::Stack | Form::Line(Sign::Plain | Sign::Verb));
    let is_timed = header.date.is_some_and(|date| date.contains(':') && date.len() > "12:00 pm GMT".len());
    is_form && is_timed && header.author.is_some_and(name::is_of_person)
}
