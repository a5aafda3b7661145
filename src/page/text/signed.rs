//! Sections whose comments end with their writers' names. What comes in: the
//! classified lines below a heading of comments, or comments that were read. What
//! goes out: whether such a name stands at a line, and the comments without it.
//! What it promises: a name alone is one only at the end of a block, behind a
//! dash or a word that announces it, or before a place.

use std::ops::Range;

use super::header::Classified;
use super::thread::Thread;
use crate::comment::Comment;
use crate::page::kind::{self, Kind};
use crate::page::name;

/// Fewer names below texts may be anything.
const FEWEST: usize = 2;

/// The name that closes the text above a line.
pub(super) fn name_at<'a>(page: &Classified<'a>, at: usize) -> Option<&'a str> {
    const LONGEST: usize = 80;
    let line = page.lines.get(at).filter(|line| line.full.len() <= LONGEST)?;
    let is_last = page.blanks(at + 1) > 0;
    let is_text = page.kind(at) == Some(Kind::Text);
    (is_last && is_text).then(|| closing(line.full)).flatten()
}

/// `- NAME, PLACE`, `Posted by NAME`, `NAME, PLACE`
fn closing(line: &str) -> Option<&str> {
    let behind = line.trim_start_matches(['-', '–', '—', '~']).trim_start();
    let placed = name::with_place(behind).map(|(name, _)| name).filter(|name| name::is_of_person(name));
    let announced = || kind::behind_by(line).map(str::trim).filter(|name| name::is_of_person(name));
    let dashed = || Some(behind).filter(|name| behind.len() < line.len() && name::is_of_person(name));
    placed.or_else(announced).or_else(dashed)
}

/// Whether the first text of a section, and another one, have such a name below,
/// and no other header is there.
pub(super) fn begins(page: &Classified<'_>, first: usize) -> bool {
    const LONGEST: usize = 40;
    let is_below = |from: usize| {
        (from..from + LONGEST).take_while(|&at| !page.is_headed(at)).find(|&at| name_at(page, at).is_some())
    };
    is_below(first + 1).is_some_and(|at| is_below(at + 2).is_some())
}

/// Where the last of them ends.
pub(super) fn end(page: &Classified<'_>, first: usize, limit: usize) -> usize {
    (first..limit).rev().find(|&at| name_at(page, at).is_some()).map_or(first, |at| at + 1)
}

impl Thread<'_, '_> {
    /// Comments above the names of their writers.
    pub(super) fn named(&mut self, range: Range<usize>) {
        self.begin(range.start, None, None, None);
        for at in range.clone() {
            match name_at(self.page, at) {
                Some(author) => {
                    if let Some(draft) = &mut self.draft {
                        draft.comment.author = Some(author.to_owned());
                    }
                    self.end = at + 1;
                    self.begin(at, None, None, None);
                }
                None => self.body_line(at, range.end),
            }
        }
    }
}

/// Gives names to the texts that they stand below: where the first text has none, all
/// others have nothing else, and a name ends the last one, no name stands above its text.
pub(super) fn names_up(comments: &mut [Comment]) {
    const FEWEST: usize = 3;
    let is_bare = |comment: &Comment| comment.author.is_some() && comment.date.is_none();
    let Some((first, others)) = comments.split_first().filter(|_| comments.len() >= FEWEST) else { return };
    if first.author.is_some() || first.date.is_some() || !others.iter().all(is_bare) {
        return;
    }
    let Some((end, last)) = comments.last().and_then(|comment| {
        let (text, last) = comment.text.rsplit_once('\n')?;
        name::is_of_person(last).then(|| (text.trim_end().len(), last.to_owned()))
    }) else {
        return;
    };
    for at in 1..comments.len() {
        comments[at - 1].author = comments[at].author.take();
    }
    if let Some(comment) = comments.last_mut() {
        comment.text.truncate(end);
        comment.author = Some(last);
    }
}

/// Takes the names off the ends of texts whose headers show none, if nearly all
/// have one behind a dash.
pub(super) fn names_off(comments: &mut [Comment]) {
    let name = |comment: &Comment| {
        let (text, last) = comment.text.rsplit_once('\n')?;
        let name = last.trim_start_matches(['-', '–', '—', '~']);
        let is_name =
            name.len() < last.len() && name::is_possible(name) && name.split_whitespace().count() <= 4;
        (comment.author.is_none() && is_name).then(|| (text.trim_end().len(), name.trim().to_owned()))
    };
    let signed = comments.iter().filter_map(name).count();
    if signed < FEWEST || signed * 10 < comments.len() * 8 {
        return;
    }
    for comment in comments {
        if let Some((end, name)) = name(comment) {
            comment.text.truncate(end);
            comment.author = Some(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::closing;

    #[test]
    fn names_below_texts_are_told() {
        let cases = [
            ("- Ada Lindqvist, Leeds", Some("Ada Lindqvist")),
            ("— pete_72", Some("pete_72")),
            ("Ada Lindqvist, Newport, Wales", Some("Ada Lindqvist")),
            ("Posted by Ada Lindqvist", Some("Ada Lindqvist")),
            ("- the owls do not mind", None),
            ("Ada Lindqvist", None),
            ("Agreed, and about time too.", None),
            ("", None),
        ];
        for (line, want) in cases {
            assert_eq!(closing(line), want, "{line}");
        }
    }
}
