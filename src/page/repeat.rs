//! Texts of comments → the same without what all of them repeat. What comes
//! in: the comments of a thread. What goes out: their texts without the first
//! and the last lines that stand in most of them: a topic, the labels of
//! buttons in any language; and without votes and signatures. What it promises:
//! no text becomes empty, and of a comment that stands alone nothing repeats.

use std::collections::HashMap;

use crate::comment::Comment;
use crate::page::kind::without_figures;
use crate::page::marks;

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
    profiles_off(comments);
    lines_off(comments);
    labels_off(comments);
}

/// Takes votes and signatures off the ends of texts.
pub(super) fn ends_off(comments: &mut [Comment]) {
    for comment in comments {
        let text = without_votes(without_signature(&comment.text));
        if text.len() < comment.text.len() {
            comment.text = text.to_owned();
        }
    }
}

/// A text without the votes at its ends that look like what a reader says, unless
/// it is nothing else: `+1`.
pub(super) fn without_votes(text: &str) -> &str {
    let mut text = text.trim();
    while let Some((_, rest)) = text.split_once('\n').filter(|(first, _)| marks::is_agreement(first)) {
        text = rest.trim_start();
    }
    while let Some((rest, _)) = text.rsplit_once('\n').filter(|(_, last)| marks::is_agreement(last)) {
        text = rest.trim_end();
    }
    text
}

/// A text without what a member puts below each of his posts, which forums part
/// from the post by a line of signs.
fn without_signature(text: &str) -> &str {
    const SHORTEST_RULE: usize = 10;
    const LONGEST: usize = 500;
    let is_rule = |line: &str| line.len() >= SHORTEST_RULE && line.bytes().all(|byte| byte == b'_');
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if is_rule(line.trim_end()) && text.len() - end <= LONGEST {
            let post = text[..end].trim_end();
            return if post.is_empty() { text } else { post };
        }
        end += line.len();
    }
    text
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

/// Takes off what ends with the same line near the beginning of nearly all texts:
/// `PLACE`, `Posts: 12`.
fn profiles_off(comments: &mut [Comment]) {
    const NEAR: usize = 3;
    const LONGEST: usize = 40;
    /// The first lines as they are compared, each with where it ends.
    fn first_lines(text: &str) -> impl Iterator<Item = (String, usize)> {
        let lines = text.split_inclusive('\n').scan(0, |end, line| {
            *end += line.len();
            Some((line.trim_end(), *end))
        });
        let near = lines.filter(|(line, _)| !line.is_empty()).take(NEAR);
        near.take_while(|(line, _)| line.len() <= LONGEST).filter_map(|(line, end)| Some((plain(line)?, end)))
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for comment in &*comments {
        for (line, _) in first_lines(&comment.text).skip(1).filter(|(line, _)| line.contains(':')) {
            *seen.entry(line).or_default() += 1;
        }
    }
    let enough = FEWEST.max((comments.len() * NEARLY_ALL).div_ceil(100));
    seen.retain(|_, count| *count >= enough);
    if seen.is_empty() {
        return;
    }
    for comment in comments {
        let common = first_lines(&comment.text).filter(|(line, _)| seen.contains_key(line));
        let rest = common.last().map_or("", |(_, end)| comment.text[end..].trim_start());
        if !rest.is_empty() {
            comment.text = rest.to_owned();
        }
    }
}

/// Takes off the lines.
fn lines_off(comments: &mut [Comment]) {
    // How many comments have a line, and whether one says that it is what is answered.
    let mut seen: HashMap<String, (usize, bool)> = HashMap::new();
    for comment in &*comments {
        let mut lines: Vec<(String, bool)> = comment
            .text
            .lines()
            .filter_map(|line| Some((plain(line)?, subject(line.trim()).is_some())))
            .collect();
        lines.sort_unstable();
        lines.dedup_by(|a, b| a.0 == b.0);
        for (line, is_subject) in lines {
            let (count, is_any) = seen.entry(line).or_default();
            *count += 1;
            *is_any |= is_subject;
        }
    }
    let enough = (comments.len() * MOST).div_ceil(100);
    seen.retain(|line, (count, is_subject)| {
        *count >= enough.max(if line.contains(' ') || *is_subject { FEWEST } else { FEWEST_WORDS })
    });
    if seen.is_empty() {
        return;
    }
    let is_kept = |line: &str| !plain(line).is_some_and(|line| seen.contains_key(&line));
    for comment in comments {
        let text = from_first_to_last(&comment.text, is_kept);
        if !text.is_empty() && text.len() < comment.text.len() {
            comment.text = text.to_owned();
        }
    }
}

/// A line as it is compared: `3 people like this` is `4 people like this`.
fn plain(line: &str) -> Option<String> {
    let line = line.trim();
    let is_candidate = !line.is_empty() && line.len() <= LONGEST && !line.starts_with('>');
    // Answers repeat what the first one was called.
    let subject = subject(line).unwrap_or(line);
    let is_counter = line.bytes().all(|byte| byte.is_ascii_digit());
    is_candidate
        .then(|| if is_counter { "#".to_owned() } else { without_figures(subject) })
        .filter(|line| is_counter || line.chars().any(char::is_alphabetic))
}

/// What an answer is called by what it answers.
fn subject(line: &str) -> Option<&str> {
    let is_answer = matches!(
        line.as_bytes(),
        [b'R' | b'r', b'E' | b'e', b':', b' ', ..] | [b'A', b'W' | b'w', b':', b' ', ..]
    );
    line.get(4..).filter(|_| is_answer)
}

/// A text from its first to its last line that is kept.
fn from_first_to_last(text: &str, is_kept: impl Fn(&str) -> bool) -> &str {
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
    use super::{ends_off, take_off};
    use crate::comment::Comment;

    #[test]
    fn votes_and_signatures_go_from_the_ends() {
        let cases = [
            ("votes", "+12\nYes.", "Yes."),
            ("votes below", "Yes.\n\n+1", "Yes."),
            ("said", "+1", "+1"),
            ("a signature", "Yes.\n____________\nAlways late", "Yes."),
            ("nothing but a signature", "____________\nAlways late", "____________\nAlways late"),
            ("a gap", "The ____ is\nmissing", "The ____ is\nmissing"),
        ];
        for (name, text, want) in cases {
            let mut comments = [Comment::new(text)];
            ends_off(&mut comments);
            assert_eq!(comments[0].text, want, "{name}");
        }
    }

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
