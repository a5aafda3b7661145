//! A line → what it may be for a comment. What comes in: the text of one
//! line. What goes out: its [`Kind`]: a mark, a date, a name with a date or a
//! verb, the name that is answered, or just text. What it promises: it looks
//! at one line alone, and not at all into long ones.

mod dated;
mod words;

use self::dated::around_date;
use self::words::{REPLY_TO, before_verb, strip_prefix};
pub(super) use self::words::{SUBJECTS, behind_by};
use crate::page::date;
use crate::page::marks::{self, Mark};
use crate::page::name;

/// What one line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Anything else: body text, or a name alone.
    Text,
    Mark(Mark),
    /// `Reply to NAME`
    ReplyTo(&'a str),
    /// A date without a name; whether a post number (`#3`) stands beside it.
    Date {
        date: &'a str,
        is_numbered: bool,
    },
    /// A name with a verb or a date: `NAME says:`, `by NAME on DATE`.
    Byline {
        author: &'a str,
        date: Option<&'a str>,
        sign: Sign,
    },
}

/// What shows that a line with a name is a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Only that a date stands beside the name.
    Plain,
    /// `by NAME`, `Posted by NAME`
    By,
    /// `NAME says`
    Verb,
    /// A sign that nothing but a comment system writes: `[–]NAME`,
    /// `NAME » DATE`, `| parent | next [–]`.
    System,
}

/// Longer lines are body text.
const LONGEST_HEADER: usize = 160;

/// What a line is, without its list marker.
pub(super) fn classify(text: &str) -> Kind<'_> {
    if text.len() > LONGEST_HEADER {
        return Kind::Text;
    }
    if let Some(mark) = marks::of(text) {
        if mark == Mark::Count && date::find(text) == Some(0..text.len()) {
            return Kind::Date { date: text, is_numbered: false };
        }
        // `Quote:` stands above what is quoted.
        if mark == Mark::Tail && text.ends_with("uote:") {
            return Kind::Text;
        }
        // `Comments (0)`
        return Kind::Mark(if mark == Mark::Title && counts_none(text) { Mark::Empty } else { mark });
    }
    if marks::is_row_of_buttons(text) || marks::is_glued_buttons(text) {
        return Kind::Mark(Mark::Tail);
    }
    if let Some(name) = reply_to(text) {
        return Kind::ReplyTo(name);
    }
    let (rest, is_reddit) = match text.strip_prefix("[–]").or_else(|| text.strip_prefix("[-]")) {
        Some(rest) => (rest.trim(), true),
        None => (text, false),
    };
    let kind = match date::find(rest) {
        Some(at) => around_date(rest, at.start, at.end),
        None => spoken(rest),
    };
    match kind {
        Kind::Byline { author, date, .. } if is_reddit => Kind::Byline { author, date, sign: Sign::System },
        Kind::Text if is_reddit && name::is_possible(rest) => {
            Kind::Byline { author: rest, date: None, sign: Sign::System }
        }
        kind => kind,
    }
}

/// Whether the only number of a heading is nought. Before the word it may be a
/// button's: `0 replies`.
fn counts_none(text: &str) -> bool {
    let mut digits = text.bytes().filter(u8::is_ascii_digit);
    digits.next() == Some(b'0') && digits.next().is_none() && !text.starts_with('0')
}

/// `Reply to NAME`, or a Markdown link to the comment that is answered.
fn reply_to(text: &str) -> Option<&str> {
    if let Some((name, target)) = name::of_link(text) {
        return target.contains("#comment").then_some(name);
    }
    // All of them begin with one of these letters.
    let may_be = text.starts_with(|c: char| matches!(c.to_ascii_lowercase(), 'r' | 'i' | 'a' | 'e'));
    let mut prefixes = REPLY_TO.iter().filter(|_| may_be);
    let name = prefixes.find_map(|prefix| strip_prefix(text, prefix))?;
    let name = name.strip_prefix(char::is_whitespace)?.trim().trim_end_matches(':');
    name::is_possible(name).then_some(name)
}

/// `NAME says:`, `by NAME ( 1234 ) writes:`
fn spoken(text: &str) -> Kind<'_> {
    let head = text.trim_end_matches(|c: char| c.is_whitespace() || ":.…".contains(c));
    // One full stop ends a sentence.
    let is_sentence = text.len() == head.len() + 1 && text.ends_with('.');
    let Some(name) = before_verb(head).filter(|name| !is_sentence || name::is_likely(name.trim())) else {
        return match with_points(text) {
            Some(author) => Kind::Byline { author, date: None, sign: Sign::System },
            None => Kind::Text,
        };
    };
    let name = name.trim();
    let (name, sign) = match behind_by(name) {
        Some(name) => (name, Sign::By),
        None => (name, Sign::Verb),
    };
    let author = name::bare(name.trim());
    if name::is_title_long(author) { Kind::Byline { author, date: None, sign } } else { Kind::Text }
}

/// The name before its bearer's points and what others like: `NAME 5pts 1 Like`.
fn with_points(text: &str) -> Option<&str> {
    // Most lines end otherwise.
    if !matches!(text.as_bytes(), [.., b'p', b't', b's'] | [.., b'i', b'k', b'e'] | [.., b'k', b'e', b's']) {
        return None;
    }
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let liked = text.strip_suffix(" Likes").or_else(|| text.strip_suffix(" Like"));
    let text = match liked.and_then(|rest| rest.rsplit_once(' ')) {
        Some((rest, number)) if is_number(number) => rest,
        _ => text,
    };
    let (name, points) = text.strip_suffix("pts")?.rsplit_once(' ')?;
    (is_number(points) && name::is_possible(name)).then_some(name)
}

/// Whether a text ends as what stands above a comment does: `NAME wrote:`, or
/// the end of that.
pub(super) fn is_spoken(text: &str) -> bool {
    let head = text.strip_suffix([':', '…']).or_else(|| text.strip_suffix("..."));
    head.is_some_and(|head| before_verb(head.trim_end()).is_some())
}

/// A text without its figures: what is the same beside all numbers.
pub(super) fn without_figures(text: &str) -> String {
    text.chars().filter(|c| !c.is_numeric()).collect::<String>().trim().to_owned()
}

/// Whether a line is only what stands between a name and a comment: `says:`.
pub(super) fn is_verb(line: &str) -> bool {
    is_spoken(line) && before_verb(line.trim_end_matches([':', '…', '.', ' '])).is_some_and(str::is_empty)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Sign, classify};
    use crate::page::marks::Mark;

    fn byline<'a>(author: &'a str, date: Option<&'a str>, sign: Sign) -> Kind<'a> {
        Kind::Byline { author, date, sign }
    }

    #[test]
    fn a_line_says_who_and_when() {
        let date = |date| Kind::Date { date, is_numbered: false };
        let cases = [
            (
                "name and date",
                "Rui Ma 3/16/2021 at 1:48am",
                byline("Rui Ma", Some("3/16/2021 at 1:48am"), Sign::Plain),
            ),
            ("glued", "AmySeptember 11, 2008", byline("Amy", Some("September 11, 2008"), Sign::Plain)),
            ("verb", "Hans says:", byline("Hans", None, Sign::Verb)),
            ("verb and date", "ada commented Dec 18, 2025", byline("ada", Some("Dec 18, 2025"), Sign::Verb)),
            ("by", "Posted by: Hal | May 3, 2009", byline("Hal", Some("May 3, 2009"), Sign::By)),
            ("no by", "Von Karajan, 3 days ago", byline("Von Karajan", Some("3 days ago"), Sign::Plain)),
            (
                "arrows",
                "Postby Mari » 20 Jul 2018 20:59",
                byline("Mari", Some("20 Jul 2018 20:59"), Sign::System),
            ),
            ("member number", "by ozm ( 575 ) writes:", byline("ozm", None, Sign::By)),
            ("comment number", "12 Ada 3 days ago", byline("Ada", Some("3 days ago"), Sign::Plain)),
            ("points", "[–]ada 12 points 1 month ago", byline("ada", Some("1 month ago"), Sign::System)),
            ("date first", "3 May 2020, Ada said...", byline("Ada", Some("3 May 2020"), Sign::Verb)),
            ("date alone", "Posted on May 3, 2009", date("May 3, 2009")),
            (
                "a number before the date",
                "« Reply #3 on: May 3, 2009 »",
                Kind::Date { date: "May 3, 2009", is_numbered: true },
            ),
            ("post number", "May 3, 2009 #2", Kind::Date { date: "May 3, 2009", is_numbered: true }),
            ("answer", "Reply to\u{a0} Audrey", Kind::ReplyTo("Audrey")),
            ("answer in Markdown", "[ Ada ](https://x.example/#comment-7)", Kind::ReplyTo("Ada")),
            ("an article's date", "Updated May 3, 2009", Kind::Text),
            ("a sentence with a verb", "That is not what Mr. Adeyemi says.", Kind::Text),
            (
                "a topic before the name",
                "Re: Lamps by ada(f): 3:45pm On May 3, 2009",
                byline("ada", Some("3:45pm On May 3, 2009"), Sign::By),
            ),
            (
                "a number before the name",
                "message 3: by Ada May 3, 2009",
                byline("Ada", Some("May 3, 2009"), Sign::By),
            ),
            ("points behind the name", "jo_72 5pts 1 Like", byline("jo_72", None, Sign::System)),
            ("a date before buttons", "今天20:58举报赞38回复", date("今天20:58")),
            (
                "a post's number of all",
                "post #3 of 21 (permalink) Old 04-26-2015, 08:41 PM",
                Kind::Date { date: "04-26-2015, 08:41 PM", is_numbered: true },
            ),
            (
                "a word for the year",
                "Ада - 16.08.2015 г. 10:44:23",
                byline("Ада", Some("16.08.2015 г. 10:44:23"), Sign::Plain),
            ),
            ("stars", "4 out of 5 stars", Kind::Text),
            ("a quote", "Quote:", Kind::Text),
            ("none", "Comments (0)", Kind::Mark(Mark::Empty)),
            ("a mark behind the name", "Ada (anonymous) says…", byline("Ada", None, Sign::Verb)),
            ("buttons", "Reply  Share  Report", Kind::Mark(Mark::Tail)),
            ("a sentence", "I read this on May 3, 2009 and again today.", Kind::Text),
        ];
        for (name, line, want) in cases {
            assert_eq!(classify(line), want, "{name}");
        }
    }
}
