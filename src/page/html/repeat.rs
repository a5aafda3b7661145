//! Texts of comments → the same without what all of them repeat. What comes
//! in: the comments of a thread. What goes out: their texts without the first
//! and the last lines that stand in most of them: a topic, the labels of
//! buttons in any language. What it promises: no text becomes empty, and a
//! thread of a few comments stays as it is.

use std::collections::HashMap;

use crate::comment::Comment;

/// Of fewer comments, two that begin alike are no sign.
const FEWEST: usize = 3;
/// So many percent of the comments must have a line.
const MOST: usize = 60;
/// Longer lines are sentences.
const LONGEST: usize = 80;

/// Takes the lines that most comments repeat off the ends of their texts.
pub(super) fn take_off(comments: &mut [Comment]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for comment in &*comments {
        let mut lines: Vec<String> = comment.text.lines().filter_map(plain).collect();
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            *seen.entry(line).or_default() += 1;
        }
    }
    let enough = FEWEST.max((comments.len() * MOST).div_ceil(100));
    seen.retain(|_, count| *count >= enough);
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
    let plain = || line.chars().filter(|c| !c.is_numeric()).collect::<String>().trim().to_owned();
    Some(line).filter(|_| is_candidate).map(|_| plain()).filter(|line| line.chars().any(char::is_alphabetic))
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
        let cases: [(&str, &[&str], &[&str]); 6] = [
            (
                "counted buttons",
                &["Yes.\n\n1 people agree", "No.\n\n12 people agree", "Perhaps."],
                &["Yes.\n\n1 people agree", "No.\n\n12 people agree", "Perhaps."],
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
            ("all alike", &["First!", "First!", "First!"], &["First!", "First!", "First!"]),
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
