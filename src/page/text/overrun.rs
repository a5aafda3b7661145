//! The last comment of a section → the same without what the page has below it. What
//! comes in: the comments that were read, and the line behind them. What goes out: the
//! comments, and the line behind what is left. What it promises: only a last comment
//! that is much longer than every other one is cut, where titles and labels begin, one
//! upon the other, and the rest is little else.

use super::header::Classified;
use super::said;
use crate::comment::Comment;

/// Fewer comments do not show how long one is.
const FEWEST: usize = 3;
/// The last one is that many times as long as the longest other one, and more, in lines.
const TIMES: usize = 2;
const MORE: usize = 3;
/// So many percent of what is beyond are no sentences.
const MOST: usize = 60;
/// So many of the lines from the cut on are none.
const NEXT: usize = 4;
const NEXT_TITLES: usize = 3;

/// Cuts the last comment, if it runs over what the page has below.
pub(super) fn cut(page: &Classified<'_>, comments: &mut [Comment], end: usize) -> usize {
    let Some((last, others)) = comments.split_last_mut().filter(|(_, others)| others.len() + 1 >= FEWEST)
    else {
        return end;
    };
    fn lines(comment: &Comment) -> impl Iterator<Item = &str> {
        comment.text.lines().filter(|line| !line.trim().is_empty())
    }
    let longest = others.iter().map(|comment| lines(comment).count()).max().unwrap_or(0);
    let is_title: Vec<bool> = lines(last).map(|line| !said::is_said(line)).collect();
    let titles = |lines: &[bool]| lines.iter().filter(|is_title| **is_title).count();
    let beyond = is_title.get(longest..).unwrap_or_default();
    if is_title.len() <= TIMES * longest + MORE || titles(beyond) * 100 < MOST * beyond.len() {
        return end;
    }
    let begins =
        |at: &usize| is_title[*at] && titles(&is_title[*at..is_title.len().min(at + NEXT)]) >= NEXT_TITLES;
    let Some(cut) = (1..is_title.len()).find(begins) else { return end };
    let said: Vec<&str> = lines(last).collect();
    let is_it =
        |at: &usize| page.lines.get(*at).is_some_and(|line| [line.text, line.full].contains(&said[cut]));
    // The same may stand there more than once: the first of those that were read.
    let again = said[cut + 1..].iter().filter(|line| **line == said[cut]).count();
    let Some(at) = (0..end).rev().filter(is_it).nth(again) else { return end };
    let length = said[cut].as_ptr() as usize - last.text.as_ptr() as usize;
    last.text.truncate(length);
    last.text.truncate(last.text.trim_end().len());
    at
}

#[cfg(test)]
mod tests {
    use super::cut;
    use crate::comment::Comment;
    use crate::page::text::header::Classified;
    use crate::page::text::lines;

    /// Three comments, the last of which has this text.
    fn cut_at(text: &str) -> (String, usize) {
        let page = format!("One of them.\nAnother one.\n{text}");
        let mut comments: Vec<Comment> = ["One of them.", "Another one.", text]
            .iter()
            .map(|text| Comment { text: (*text).to_owned(), ..Comment::default() })
            .collect();
        let page = Classified::new(lines::split(&page));
        let end = cut(&page, &mut comments, page.len());
        (comments.pop().map(|comment| comment.text).unwrap_or_default(), end)
    }

    #[test]
    fn what_runs_over_the_page_is_cut() {
        let below = "Energy\nFat\nSalt\nUnder 45 min\nCarrots\nUnder 45 min\nLeeks";
        assert_eq!(cut_at(&format!("May I freeze it?\n{below}")), ("May I freeze it?".to_owned(), 3));
        let two = "I did.\n\nMay I freeze it?";
        assert_eq!(cut_at(&format!("{two}\n{below}")), (two.to_owned(), 4));
        let poem = "roses are red\nviolets are blue,\nand so on\nand on,\nuntil the end\nof the day.\nAh.";
        for kept in [poem, "May I freeze it?\nEnergy\nFat\nSalt", "Yes."] {
            assert_eq!(cut_at(kept), (kept.to_owned(), 2 + kept.lines().count()), "{kept}");
        }
    }
}
