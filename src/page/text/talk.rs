//! A talk page of a wiki → article and comments. What comes in: the classified
//! lines of a page. What goes out: what stands above each signature (`NAME (talk)
//! 12:03, 4 May 2009 (UTC)`), which is on the last line of the comment itself. What
//! it promises: a signature is a name, a bracket of links and a date with its zone
//! at the end of a line; without two of them a page is no talk page.

use super::header::Classified;
use crate::comment::{Comment, Page};
use crate::page::marks;
use crate::page::name;
use crate::page::talk::{self, FEWEST, Topic};

/// A line with a signature.
struct Signed<'a> {
    line: usize,
    /// What stands before it.
    said: &'a str,
    name: &'a str,
    date: &'a str,
}

/// Reads the comments of a talk page.
pub(super) fn read(page: &Classified<'_>) -> Option<Page> {
    let signed: Vec<Signed<'_>> = (0..page.len()).filter_map(|at| signature(page, at)).collect();
    if signed.len() < FEWEST {
        return None;
    }
    let mut thread: Vec<Comment> = Vec::new();
    let mut topic = Topic::default();
    let mut used = vec![false; page.len()];
    let mut before: Option<usize> = None;
    for signature in signed {
        let floor = before.map_or(0, |line| line + 1);
        let heading = (floor..signature.line).rev().find(|&at| is_heading(page, at));
        let start = match (heading, before) {
            (Some(heading), _) => heading + 1,
            (None, Some(before)) => before + 1,
            // Above the first one stands what the page is about.
            (None, None) => (1..=signature.line).rev().find(|&at| page.blanks(at) > 0).unwrap_or(0),
        };
        if heading.is_some() {
            topic = Topic::default();
        }
        before = Some(signature.line);
        used[start..=signature.line].fill(true);
        let mut text = String::new();
        let depth = page.lines.get(start).map_or(0, |line| inset(line.full));
        for at in start..=signature.line {
            let Some(line) = page.lines.get(at) else { continue };
            let full = if at == signature.line { signature.said } else { line.full };
            let full = full.trim_start_matches([':', '*', '#']).trim_start();
            if full.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push_str(if line.blanks > 0 { "\n\n" } else { "\n" });
            }
            text.push_str(full);
        }
        if text.is_empty() {
            continue;
        }
        let mut comment = Comment::new(text).with_author(signature.name).with_date(signature.date);
        comment.reply_to = topic.answered_by(signature.name, depth);
        thread.push(comment);
    }
    let mut article = String::new();
    for (line, _) in page.lines.iter().zip(&used).filter(|(_, is_used)| !**is_used) {
        if !article.is_empty() {
            article.push_str(if line.blanks > 0 { "\n\n" } else { "\n" });
        }
        article.push_str(line.full);
    }
    (thread.len() >= FEWEST).then(|| Page { article, comments: thread, ..Page::default() })
}

/// How deep a line's colons set it in.
fn inset(line: &str) -> usize {
    line.bytes().take_while(|byte| matches!(byte, b':' | b'*' | b'#')).count()
}

/// Whether a line is the heading of a topic: `Lamps[edit]`, `== Lamps ==`.
fn is_heading(page: &Classified<'_>, at: usize) -> bool {
    let Some(line) = page.lines.get(at) else { return false };
    let is_edited = || {
        let inside = line.full.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
        inside.is_some_and(|(title, button)| !title.is_empty() && !button.contains(char::is_numeric))
    };
    line.full.len() <= 120
        && line.blanks > 0
        && page.blanks(at + 1) > 0
        && (line.full.starts_with("==") || is_edited())
}

/// The signature that a line ends with.
fn signature<'a>(page: &Classified<'a>, at: usize) -> Option<Signed<'a>> {
    /// A signature is no longer, in bytes.
    const LONGEST: usize = 160;
    let line = page.lines.get(at)?.full;
    // `[reply]`
    let whole = line
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['))
        .map_or(line, |(before, _)| before.trim_end());
    let whole = whole.strip_suffix(')')?;
    let zone = whole.rfind('(')?;
    let is_zone =
        matches!(whole.len() - zone, 4..=6) && whole[zone + 1..].bytes().all(|b| b.is_ascii_uppercase());
    if !is_zone {
        return None;
    }
    let from = whole.len().saturating_sub(LONGEST);
    let from = (from..whole.len()).find(|&at| whole.is_char_boundary(at))?;
    // The links in brackets, then the date.
    let close = whole[from..zone].rfind(')')? + from;
    let open = whole[from..close].rfind('(')? + from;
    let behind = line.get(close + 1..)?;
    let date = behind.get(talk::date_in(behind)?)?;
    let (said, name) = name_behind(whole[..open].trim_end())?;
    Some(Signed { line: at, said, name, date })
}

/// A text → what was said, and the name at its end.
fn name_behind(text: &str) -> Option<(&str, &str)> {
    const MOST_WORDS: usize = 4;
    const TITLES: [&str; 6] = ["Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "St."];
    let (mut start, mut end) = (text.len(), text.len());
    for (count, word) in text.rsplit(' ').enumerate() {
        let is_dash = !word.is_empty() && word.chars().all(|c| "-–—~•".contains(c));
        // Initials end with a full stop, too.
        let ends = word.ends_with(['.', '!', '?', '"', '”', ')', ':', '…'])
            && word.chars().count() > 2
            && !TITLES.contains(&word);
        if count > 0 && (is_dash || ends || marks::is_agreement(word)) || count == MOST_WORDS {
            break;
        }
        start = end - word.len();
        end = start.saturating_sub(1);
    }
    let name = text.get(start..)?.trim_start_matches(['-', '–', '—', '~', ':', '*']).trim();
    let said = talk::said(text.get(..start)?);
    (name::is_possible(name)).then_some((said, name))
}
