//! Comments that were read → did readers write them? What comes in: a section and
//! its comments. What goes out: yes or no. What it promises: comments that end with
//! buttons, or below a heading that counts them, are believed; elsewhere some of them
//! have to say something, as titles and menus do not.

use super::guard;
use super::header::Classified;
use super::section::{Layout, Section};
use crate::comment::Comment;
use crate::page::marks;

/// So many percent of the texts may be no more than titles.
const MOST_TITLES: usize = 80;
/// Answers may be left out of the count.
const MOST_BEYOND: usize = 2;
/// Fewer may well be one word each.
const FEWEST: usize = 3;
/// A title is no longer, in bytes.
const LONGEST_TITLE: usize = 100;

/// Whether a section holds what readers wrote.
pub(super) fn by_readers(page: &Classified<'_>, section: &Section, comments: &[Comment]) -> bool {
    let count = guard::stated(page, section);
    let answers = section.lines.clone().filter(|&at| guard::is_answer(page, at)).count();
    let is_beyond = |count| comments.len() > MOST_BEYOND * count;
    if section.layout == Layout::Bare && count.is_some_and(is_beyond) && answers == 0 {
        return false;
    }
    let is_sure = count.is_some() || comments.len() < FEWEST || answers * 2 >= comments.len();
    if comments.len() >= FEWEST && answers == 0 && count.is_none() && are_labels(comments) {
        return false;
    }
    let titles = comments.iter().filter(|comment| !is_said(&comment.text)).count();
    is_sure || titles * 100 < comments.len() * MOST_TITLES
}

/// Whether most names are one that is no writer's: `Save`, `TOPIC`.
fn are_labels(comments: &[Comment]) -> bool {
    const MOST: usize = 75;
    let named = |comment: &'_ Comment| comment.author.clone().filter(|name| !marks::is_nobody(name));
    let first = comments.iter().rev().find_map(named);
    let same = comments.iter().filter(|comment| first.is_some() && comment.author == first).count();
    let is_word = first.is_some_and(|name| !name.contains(' ') && !name.eq_ignore_ascii_case("anonymous"));
    is_word && same * 100 >= comments.len() * MOST
}

/// Whether some line of a text is more than a title: it ends as a sentence does, is
/// long, or begins with no capital.
pub(super) fn is_said(text: &str) -> bool {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).any(|line| {
        let is_end = line.ends_with(super::SENTENCE_ENDS) && !line.ends_with("...") && !line.ends_with('…');
        let first = line.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next();
        is_end
            || line.len() > LONGEST_TITLE
            || first.is_some_and(|first| first.is_alphabetic() && !first.is_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::is_said;

    #[test]
    fn what_is_said_is_no_title() {
        let cases = [
            ("Late at last.", true),
            ("late at last", true),
            ("太好了", true),
            ("Ferry to stop again", false),
            ("Ferry to stop again...\n12", false),
            ("", false),
        ];
        for (text, want) in cases {
            assert_eq!(is_said(text), want, "{text}");
        }
    }
}
