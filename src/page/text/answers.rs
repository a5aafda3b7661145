//! A page of a question and its answers → article and comments. What comes in: the
//! classified lines of a page. What goes out: what stands above each line that says
//! who asked or answered when (`answered Oct 18, 2023 at 7:58`, below it the name),
//! and the comments below these (`– NAME`). What it promises: two such lines, one of
//! them an answer's, make such a page; a post ends where its buttons begin.

use std::ops::Range;

use super::header::Classified;
use crate::comment::{Comment, Page};
use crate::page::kind::Kind;
use crate::page::marks::Mark;
use crate::page::{date, votes};

/// How the line begins that closes a question, and an answer.
const ASKED: [&str; 5] = ["asked ", "preguntada el ", "formulada el ", "perguntada ", "задан "];
const ANSWERED: [&str; 4] = ["answered ", "respondida el ", "respondida ", "ответ дан "];

/// Fewer of them may be a link to such a page.
const FEWEST: usize = 2;
/// The buttons of a post, and who edited it, are no more lines.
const MOST_BUTTONS: usize = 14;

/// What closes a post.
struct Closing<'a> {
    /// The line of the date, and the one behind the name and what it earned.
    lines: Range<usize>,
    author: Option<&'a str>,
    date: &'a str,
    is_answer: bool,
}

/// Reads a question with its answers.
pub(super) fn read(page: &Classified<'_>) -> Option<Page> {
    let closings: Vec<Closing<'_>> = (0..page.len()).filter_map(|at| closing(page, at)).collect();
    if closings.len() < FEWEST || !closings.iter().any(|closing| closing.is_answer) {
        return None;
    }
    let mut read = Page::default();
    let mut used = vec![false; page.len()];
    let mut before: Option<&Closing<'_>> = None;
    for closing in &closings {
        let floor = before.map_or(0, |before| before.lines.end);
        let is_form = |at: &usize| page.kind(*at) == Some(Kind::Mark(Mark::Form));
        let form = (floor..closing.lines.start).find(|at| before.is_some() && is_form(at));
        if let (Some(before), Some(form)) = (before, form) {
            comments(page, before.lines.end..form, before.author, &mut read.comments);
        }
        let end = end_of_text(page, form.unwrap_or(floor), closing.lines.start);
        let start = start_of_text(page, form.map_or(floor, |form| form + 1), end, before.is_none());
        if let Some(start) = start {
            let first = if before.is_none() { start } else { floor };
            used[first..closing.lines.end].fill(true);
            let mut comment = Comment::new(text(page, start..end)).with_date(closing.date);
            comment.author = closing.author.map(str::to_owned);
            let score = start.checked_sub(1).and_then(|at| page.lines.get(at)).map(|line| line.full);
            comment.votes = score.and_then(votes::of_button);
            if !comment.text.is_empty() {
                read.comments.push(comment);
            }
        }
        before = Some(closing);
    }
    if let Some(last) = before {
        let form = (last.lines.end..page.len()).find(|&at| page.kind(at) == Some(Kind::Mark(Mark::Form)));
        if let Some(form) = form {
            comments(page, last.lines.end..form, last.author, &mut read.comments);
            used[last.lines.end..form].fill(true);
        }
    }
    let rest = page.lines.iter().zip(&used).filter(|(_, is_used)| !**is_used);
    for (line, _) in rest {
        if !read.article.is_empty() {
            read.article.push_str(if line.blanks > 0 { "\n\n" } else { "\n" });
        }
        read.article.push_str(line.full);
    }
    (read.comments.len() >= FEWEST).then_some(read)
}

/// What closes a post, if it begins at a line.
fn closing<'a>(page: &Classified<'a>, at: usize) -> Option<Closing<'a>> {
    const LONGEST: usize = 60;
    let line = page.lines.get(at).filter(|line| line.text.len() <= LONGEST)?.text;
    let behind = |verbs: &[&str]| verbs.iter().find_map(|verb| line.strip_prefix(verb));
    let answered = behind(&ANSWERED);
    let rest = answered.or_else(|| behind(&ASKED))?;
    let date = date::find(rest).filter(|at| at.start == 0 && at.end == rest.len()).and(Some(rest))?;
    let is_close = |at: usize| page.blanks(at) == 0;
    let author = Some(at + 1).filter(|&at| is_close(at)).and_then(|at| page.name_at(at));
    let mut end = at + 1 + usize::from(author.is_some());
    while is_close(end) && page.lines.get(end).is_some_and(|line| is_earned(line.text)) {
        end += 1;
    }
    Some(Closing { lines: at..end, author, date, is_answer: answered.is_some() })
}

/// Whether a line says what a member has earned: `39.8k66 gold badges`, `1`.
fn is_earned(line: &str) -> bool {
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit() || ",.".contains(c));
    behind.len() < line.len() && (matches!(behind, "" | "k") || behind.contains("badge"))
}

/// Where the buttons of a post begin.
fn end_of_text(page: &Classified<'_>, floor: usize, date: usize) -> usize {
    let lowest = floor.max(date.saturating_sub(MOST_BUTTONS));
    let mut buttons = (lowest..date).filter(|&at| page.kind(at) == Some(Kind::Mark(Mark::Tail)));
    let end = buttons.next().unwrap_or(date);
    // Names of topics are items of one word.
    let is_topic =
        |at: &usize| page.lines.get(*at).is_some_and(|line| line.is_item() && !line.text.contains(' '));
    (floor..end).rev().take_while(is_topic).last().unwrap_or(end)
}

/// Where the text of a post begins: below its votes.
fn start_of_text(page: &Classified<'_>, floor: usize, end: usize, is_question: bool) -> Option<usize> {
    let is_score = |at: &usize| {
        let line = page.lines.get(*at).filter(|_| page.kind(*at) == Some(Kind::Mark(Mark::Count)));
        line.is_some_and(|line| votes::of_button(line.full).is_some())
    };
    if is_question {
        return (floor..end).rev().find(is_score).map(|at| at + 1);
    }
    let near = end.min(floor + MOST_BUTTONS);
    Some((floor..near).find(is_score).map_or(floor, |at| at + 1))
}

fn text(page: &Classified<'_>, lines: Range<usize>) -> String {
    let mut text = String::new();
    for line in page.lines.get(lines).unwrap_or_default() {
        if !text.is_empty() {
            text.push_str(if line.blanks > 0 { "\n\n" } else { "\n" });
        }
        text.push_str(line.full);
    }
    text
}

/// The comments below a post: each ends with its writer's name behind a dash.
fn comments(page: &Classified<'_>, lines: Range<usize>, answered: Option<&str>, out: &mut Vec<Comment>) {
    let mut start = lines.start;
    for at in lines {
        let Some(line) = page.lines.get(at) else { return };
        let is_date = || matches!(page.kind(at), Some(Kind::Date { .. } | Kind::Byline { .. }));
        let is_number = || line.text.bytes().all(|byte| byte.is_ascii_digit());
        if start == at && (is_number() || is_date() || line.text.starts_with("Commented ")) {
            start = at + 1;
        } else if let Some(name) = line.full.strip_prefix(['–', '—']).map(str::trim) {
            // The name stands above the dash, too.
            let above =
                at.checked_sub(1).filter(|&above| page.lines.get(above).is_some_and(|l| l.text == name));
            let text = text(page, start..above.unwrap_or(at).max(start));
            if !text.is_empty() {
                let mut comment = Comment::new(text).with_author(name);
                comment.date = page.lines.get(at + 1).and_then(|below| {
                    date::find(below.text).and_then(|at| below.text.get(at)).map(str::to_owned)
                });
                comment.reply_to = answered.map(str::to_owned);
                out.push(comment);
            }
            start = at + 1;
        }
    }
}
