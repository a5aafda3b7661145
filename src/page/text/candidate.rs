//! A page without a sure section → the best of all that it may have. What comes in: the
//! classified lines, and what was read so far. What goes out: the same, or the section
//! for which the [`evidence`] is best. What it promises: what was read gives way to
//! much better evidence only; a page is read a bounded number of times.
//!
//! Rules that are sure of what they find are never complete: most sites lay out their
//! comments in a way of their own. Here nothing has to be sure, for all that a page
//! shows is weighed together.

use super::closed;
use super::evidence;
use super::header::Classified;
use super::rhythm;
use super::section::{self, Section};
use super::{Read, thread};
use crate::page::kind::Kind;
use crate::page::marks::Mark;

/// Comments are as likely as that, or the page has none.
const LIKELY: f64 = 0.55;
/// What was read and is less likely is no section of comments.
const POSSIBLE: f64 = 0.01;
/// So much likelier than what was read.
const BETTER: f64 = 0.3;
/// More headings than this are a list of topics, and more sections are not tried.
const MOST_HEADINGS: usize = 12;
const MOST: usize = 16;

/// Puts the likeliest section in the place of what was read, if it is likelier by far,
/// and gives up what is hardly possible.
pub(super) fn replace(page: &Classified<'_>, found: &mut Vec<Read>) {
    let known = found.iter().map(|read| evidence::probability(page, read, 0.0)).fold(0.0, f64::max);
    if known + BETTER >= 1.0 {
        return;
    }
    if known < POSSIBLE {
        found.retain(|read| read.comments.is_empty());
    }
    let best = all(page)
        .into_iter()
        .map(|section| {
            let (comments, end) = thread::read(page, &section);
            let read = Read::closed(page, section, comments, end);
            (evidence::probability(page, &read, LIKELY), read)
        })
        .filter(|(probability, _)| *probability >= LIKELY && *probability > known + BETTER)
        // The first of several that are equal.
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    if let Some((_, best)) = best {
        found.retain(|read| read.comments.is_empty() && read.section.is_apart(&best.section));
        found.push(best);
        found.sort_by_key(|read| read.section.lines.start);
    }
}

/// All sections that a page may have.
fn all(page: &Classified<'_>) -> Vec<Section> {
    let headings = (0..page.len())
        .filter(|&at| matches!(page.kind(at), Some(Kind::Mark(Mark::Start | Mark::Title))))
        .take(MOST_HEADINGS);
    let mut found: Vec<Section> = Vec::new();
    let sections = headings
        .flat_map(|heading| section::possible(page, heading))
        .chain(rhythm::possible(page))
        .chain(closed::section(page).map(|(section, _)| section));
    for section in sections {
        let is_same = |other: &Section| other.comments == section.comments && other.layout == section.layout;
        if !section.comments.is_empty() && !found.iter().any(is_same) {
            found.push(section);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}
