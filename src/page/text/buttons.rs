//! Lines with a date → the same without what repeats behind it. What comes in: the
//! lines of a page and their kinds. What goes out: the kinds that some of the lines
//! have without their ends: `NAME DATE | Complain | 3`. What it promises: what
//! stands behind one date only is no button, in whatever language.

use std::collections::HashMap;

use super::lines::Line;
use crate::page::date;
use crate::page::kind::{Kind, classify, without_figures};

/// So many lines must have it.
const FEWEST: usize = 3;
/// So many percent of the lines with a date and more behind it must have it.
const MOST: usize = 60;
/// Longer lines are sentences, and longer ends are no buttons.
const LONGEST_LINE: usize = 160;
const LONGEST: usize = 80;

const SENTENCE_ENDS: [char; 3] = ['.', '!', '?'];

/// Gives lines whose ends repeat the kind that they have without them.
pub(super) fn off<'a>(lines: &[Line<'a>], kinds: &mut [Kind<'a>]) {
    let may_end = |line: &Line<'a>, kind: &Kind<'_>| {
        *kind == Kind::Text
            && line.text.len() <= LONGEST_LINE
            && !line.text.ends_with(SENTENCE_ENDS)
            && line.text.bytes().any(|byte| byte.is_ascii_digit())
    };
    // A date is looked for where the last word repeats.
    let last_word = |line: &Line<'a>| {
        line.text.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default()
    };
    let mut words: HashMap<&str, usize> = HashMap::new();
    let candidates: Vec<(usize, &str)> = lines
        .iter()
        .zip(&*kinds)
        .enumerate()
        .filter(|(_, (line, kind))| may_end(line, kind))
        .map(|(at, (line, _))| (at, last_word(line)))
        .collect();
    for (_, word) in &candidates {
        *words.entry(word).or_default() += 1;
    }
    let mut ends: HashMap<String, Vec<(usize, &'a str)>> = HashMap::new();
    let mut count = 0;
    for (at, _) in candidates.into_iter().filter(|(_, word)| words[word] >= FEWEST) {
        let line = &lines[at];
        let Some(end) = date::find(line.text).map(|date| date.end) else { continue };
        let (head, label) = (&line.text[..end], without_figures(&line.text[end..]));
        // `5 min read` stands in lists of articles.
        let is_time = || label.split(' ').any(|word| word.to_lowercase().starts_with("min"));
        let is_label = label.len() <= LONGEST
            && label.chars().any(char::is_alphabetic)
            && !label.contains(SENTENCE_ENDS)
            && !is_time();
        count += 1;
        if is_label {
            ends.entry(label).or_default().push((at, head));
        }
    }
    for found in ends.into_values().filter(|found| found.len() >= FEWEST && found.len() * 100 >= count * MOST)
    {
        for (at, head) in found {
            let kind = classify(head);
            if matches!(kind, Kind::Date { .. } | Kind::Byline { .. }) {
                kinds[at] = kind;
            }
        }
    }
}
