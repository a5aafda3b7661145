//! Names with lines between them and their dates → headers. What comes in: the
//! classified lines of a page. What goes out: the header that begins at a line with
//! a name, if who its bearer is stands below it (`Junior Member`, `Posts: 12`), or
//! whence, and then the date. What it promises: a profile has a line that no text
//! has, or the date has the number of the post; other lines are short.

use super::header::{Classified, Form, Header};
use crate::page::kind::{self, Kind, Sign};
use crate::page::marks::Mark;
use crate::page::name;

/// A rank or a place is no longer.
const LONGEST: usize = 40;
/// A profile has no more lines: each label and each value may have one of its own.
const MOST_PROFILE_LINES: usize = 16;

/// A name above its bearer's profile, which ends with the date of the post.
pub(super) fn header<'a>(page: &Classified<'a>, first: usize) -> Option<Header<'a>> {
    // Few names stand above these: asked first, this is cheap.
    let is_profile = |at: usize| matches!(page.kinds.get(at), Some(Kind::Mark(Mark::Profile)));
    let has_profile = (first + 1..first + 4).any(is_profile);
    let is_numbered = |at: usize| {
        let is_dated = |at: usize| matches!(page.kind(at), Some(Kind::Date { .. }));
        matches!(page.kind(at), Some(Kind::Date { is_numbered: true, .. }))
            || is_dated(at) && is_above_number(page, at)
    };
    if !has_profile && !(first + 2..first + 4).any(is_numbered) || page.blanks(first + 1) > 1 {
        return None;
    }
    let is_behind_sentence = || {
        let above = first.checked_sub(1).and_then(|at| page.lines.get(at));
        above.is_none_or(|line| line.text.ends_with(super::SENTENCE_ENDS) || page.is_agreement(first - 1))
    };
    if page.blanks(first) == 0 && !(has_profile && is_behind_sentence()) {
        return None;
    }
    let author = page.name_at(first).filter(|name| name::is_of_person(name))?;
    let mut has_profile = false;
    let mut is_loose = false;
    for at in first + 1..first + MOST_PROFILE_LINES {
        match page.kind(at)? {
            Kind::Mark(mark @ (Mark::Profile | Mark::Badge | Mark::Count)) if !page.is_agreement(at) => {
                has_profile |= mark == Mark::Profile
            }
            // A button between the profile and the date.
            Kind::Mark(Mark::Tail) if has_profile && page.blanks(at + 1) == 0 => {}
            Kind::Date { date, .. } if has_profile || is_numbered(at) => {
                let form = if is_numbered(at) { Form::Numbered } else { Form::Profile };
                if is_loose && (form != Form::Numbered || at > first + 2) {
                    return None;
                }
                let body = at + 1 + usize::from(is_above_number(page, at));
                return Some(Header {
                    first,
                    body,
                    author: Some(author),
                    date: Some(date),
                    reply_to: None,
                    form,
                });
            }
            Kind::Text if is_rank(page, at) || is_profile_value(page, at) => {}
            // Converters set each line apart.
            Kind::Text if page.blanks(at) == 1 && page.blanks(at + 1) == 1 && is_short(page, at) => {
                is_loose = true;
            }
            // The title of the topic.
            Kind::Text
                if has_profile
                    && page.blanks(at + 1) == 0
                    && matches!(page.kind(at + 1)?, Kind::Date { .. }) => {}
            _ => return None,
        }
    }
    None
}

/// Whether a line is what the label above it asks for: `Location`, `Leeds`.
fn is_profile_value(page: &Classified<'_>, at: usize) -> bool {
    let label = page.lines.get(at - 1).filter(|_| page.kind(at - 1) == Some(Kind::Mark(Mark::Profile)));
    let is_label = label.is_some_and(|label| !label.text.bytes().any(|byte| byte.is_ascii_digit()));
    is_label && page.blanks(at) <= 1 && page.lines.get(at).is_some_and(|line| line.text.len() <= LONGEST)
}

/// `Posted by NAME`, below it perhaps a place, and then the date.
pub(super) fn posted_by<'a>(page: &Classified<'a>, first: usize) -> Option<Header<'a>> {
    const MOST_BETWEEN: usize = 2;
    let text = page.lines.get(first)?.text;
    // A single word may begin the byline of an article.
    let is_spoken = || memchr::memchr(b' ', text.as_bytes()).is_some_and(|at| text[at..].starts_with(" by "));
    if text.len() > 2 * LONGEST || !is_spoken() {
        return None;
    }
    let author = kind::behind_by(text)?.trim();
    if !name::is_of_person(author) {
        return None;
    }
    for at in first + 1..=first + 1 + MOST_BETWEEN {
        match page.kind(at).filter(|_| page.blanks(at) == 0)? {
            Kind::Date { date, .. } => {
                let is_profile =
                    |at: &usize| page.blanks(*at) == 0 && page.kind(*at) == Some(Kind::Mark(Mark::Profile));
                let body = (at + 1..at + 3).take_while(is_profile).last().unwrap_or(at) + 1;
                let (author, date, form) = (Some(author), Some(date), Form::Line(Sign::By));
                return Some(Header { first, body, author, date, reply_to: None, form });
            }
            Kind::Mark(Mark::Badge | Mark::Profile) => {}
            Kind::Text if is_rank(page, at) => {}
            _ => return None,
        }
    }
    None
}

fn is_above_number(page: &Classified<'_>, at: usize) -> bool {
    page.is_number(at + 1) && page.blanks(at + 1) < 2
}

/// Whether a line is short enough for a rank or a place, or says what is answered.
fn is_rank(page: &Classified<'_>, at: usize) -> bool {
    let Some(line) = page.lines.get(at) else {
        return false;
    };
    let is_subject = line.text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    is_subject || line.blanks == 0 && is_short(page, at)
}

fn is_short(page: &Classified<'_>, at: usize) -> bool {
    let line = page.lines.get(at);
    line.is_some_and(|line| line.text.len() <= LONGEST && !line.text.ends_with(['.', '!', '?', '…']))
}
