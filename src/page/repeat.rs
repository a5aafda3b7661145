//! Texts of comments → the same without what all of them repeat. What comes
//! in: the comments of a thread. What goes out: their texts without the first
//! and the last lines that stand in most of them: a topic, the labels of
//! buttons in any language. What it promises: no text becomes empty, and
//! a comment that stands alone stays as it is.

use std::collections::HashMap;

use crate::comment::Comment;
use crate::page::kind::without_figures;

/// Of one comment, nothing repeats; and one word may well be all that two
/// comments say: `Thanks!`.
const FEWEST: usize = 2;
const FEWEST_WORDS: usize = 3;
/// So many percent of the comments must have a line.
const MOST: usize = 60;
/// The same of a label before each text.
const NEARLY_ALL: usize = 80;
/// Longer lines are sentences.
const LONGEST: usize = 80;

/// Takes what most comments repeat off the ends of their texts.
pub(super) fn take_off(comments: &mut [Comment]) {
    lines_off(comments);
    labels_off(comments);
}

/// Takes off the number or the word with which nearly all texts begin:
/// `3. TEXT`, `Comment: TEXT`.
fn labels_off(comments: &mut [Comment]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (label, _) in comments.iter().filter_map(|comment| labelled(&comment.text)) {
        *seen.entry(label).or_default() += 1;
    }
    let enough = FEWEST.max((comments.len() * NEARLY_ALL).div_ceil(100));
    let Some((common, _)) = seen.into_iter().find(|(_, count)| *count >= enough) else { return };
    for comment in comments {
        if let Some((_, rest)) = labelled(&comment.text).filter(|(label, _)| *label == common) {
            comment.text = rest.to_owned();
        }
    }
}

/// The label that a text begins with, without figures, and the rest.
fn labelled(text: &str) -> Option<(String, &str)> {
    const LONGEST: usize = 24;
    let first = text.lines().next()?;
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    let number = Some(digits).filter(|&digits| digits > 0 && first[digits..].starts_with(['.', ')', ':']));
    let word = || first.find(':').filter(|&at| at < LONGEST && first[..at].split(' ').count() <= 2);
    let end = number.or_else(word)? + 1;
    let rest = text[end..].trim_start();
    (!rest.is_empty() && text[end..].starts_with(char::is_whitespace))
        .then(|| (without_figures(&text[..end]), rest))
}

/// Takes off the lines.
fn lines_off(comments: &mut [Comment]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for comment in &*comments {
        let mut lines: Vec<String> = comment.text.lines().filter_map(plain).collect();
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            *seen.entry(line).or_default() += 1;
        }
    }
    let enough = (comments.len() * MOST).div_ceil(100);
    seen.retain(|line, count| *count >= enough.max(if line.contains(' ') { FEWEST } else { FEWEST_WORDS }));
    if seen.is_empty() {
        return;
    }
    let is_kept = |line: &str| !plain(line).is_some_and(|line| seen.contains_key(&line));
    for comment in comments {
        let text = ends_off(&comment.text, is_kept);
        if !text.is_empty() && text.len() < comment.text.len() {
            comment.text = text.to_owned();
        }
    }
}

/// A line as it is compared: `3 people like this` is `4 people like this`.
fn plain(line: &str) -> Option<String> {
    let line = line.trim();
    let is_candidate = line.len() <= LONGEST && !line.starts_with('>');
    is_candidate.then(|| without_figures(line)).filter(|line| line.chars().any(char::is_alphabetic))
}

/// A text from its first to its last line that is kept.
fn ends_off(text: &str, is_kept: impl Fn(&str) -> bool) -> &str {
    let is_wanted = |line: &str| !line.trim().is_empty() && is_kept(line);
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('\n').filter(|(first, _)| !is_wanted(first)) {
        rest = behind;
    }
    while let Some((before, _)) = rest.rsplit_once('\n').filter(|(_, last)| !is_wanted(last)) {
        rest = before;
    }
    if is_wanted(rest) || rest.contains('\n') { rest } else { "" }
}

#[cfg(test)]
mod tests {
    use super::take_off;
    use crate::comment::Comment;

    #[test]
    fn what_most_comments_repeat_goes_from_their_ends() {
        let cases: [(&str, &[&str], &[&str]); 11] = [
            (
                "in half",
                &["Yes.\n\n1 people agree", "No.\n\n12 people agree", "Perhaps.", "Or not."],
                &["Yes.\n\n1 people agree", "No.\n\n12 people agree", "Perhaps.", "Or not."],
            ),
            (
                "in most",
                &["Yes.\n\n1 people agree", "No.\n\n12 people agree", "So?\n\n3 people agree", "Perhaps."],
                &["Yes.", "No.", "So?", "Perhaps."],
            ),
            ("a topic", &["Re: Lamps\n\nA\nB", "Re: Lamps\nC", "Re: Lamps\n\nD"], &["A\nB", "C", "D"]),
            (
                "not within",
                &["A\nsee\nB", "C\nsee\nD", "E\nsee\nF"],
                &["A\nsee\nB", "C\nsee\nD", "E\nsee\nF"],
            ),
            ("in both", &["Yes.\nReport this", "No.\nReport this"], &["Yes.", "No."]),
            ("a word in both", &["Yes.\nThanks!", "No.\nThanks!"], &["Yes.\nThanks!", "No.\nThanks!"]),
            ("all alike", &["First!", "First!", "First!"], &["First!", "First!", "First!"]),
            ("numbers", &["1. A", "2. B", "3. 4. C"], &["A", "B", "4. C"]),
            ("labels", &["Comment: A", "Comment: B", "Comment: C"], &["A", "B", "C"]),
            ("a name now and then", &["Ada: A", "Ada: B", "C", "D"], &["Ada: A", "Ada: B", "C", "D"]),
            ("quotes", &["> Ada\nA", "> Ada\nB", "> Ada\nC"], &["> Ada\nA", "> Ada\nB", "> Ada\nC"]),
        ];
        for (name, texts, want) in cases {
            let mut comments: Vec<Comment> = texts.iter().map(|text| Comment::new(*text)).collect();
            take_off(&mut comments);
            let got: Vec<&str> = comments.iter().map(|comment| comment.text.as_str()).collect();
            assert_eq!(got, want, "{name}");
        }
    }
}
