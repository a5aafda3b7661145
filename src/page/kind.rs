//! A line → what it may be for a comment. What comes in: the text of one
//! line. What goes out: its [`Kind`]: a mark, a date, a name with a date or a
//! verb, the name that is answered, or just text. What it promises: it looks
//! at one line alone, and not at all into long ones.

use std::sync::LazyLock;

use crate::page::date;
use crate::page::hint::Hint;
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
/// Verbs behind a name.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "says", "said", "wrote", "writes", "commented", "replied", "posted", "added", "asked", "answered",
    "sagt", "sagte", "schreibt", "schrieb", "meint", "dit", "écrit", "dice", "dijo", "escribió", "disse",
    "scrive", "zegt", "skriver", "schreef", "skrev", "kirjoitti", "napisał", "napsal", "пишет", "написал", "yazdı",
];
/// Words before a name.
#[rustfmt::skip]
const BYS: &[&str] = &[
    "posted by:", "posted by", "post by", "postby", "comment by", "commented by", "submitted by",
    "written by", "reply by", "by:", "by", "from:", "von:",
    "geschrieben von", "verfasst von", "écrit par", "publié par", "enviado por", "escrito por",
    "scritto da", "inviato da", "postato da", "pubblicato da", "publicado por:", "publicado por", "posté par",
    "rédigé par", "ajouté par", "commentaire de", "comentario de", "comentario por", "comentário de", "comentário por",
    "kommentar von", "beitrag von", "geplaatst door", "reactie van", "door:", "dice ser", "skrevet av", "skrevet af",
    "skrivet av", "autor:", "yazan:", "автор:", "started by",
];
/// The same in these letters only: `Von Karajan` is a name.
#[rustfmt::skip]
const SHORT_BYS: &[&str] = &["von", "par", "Par", "por", "Por"];
/// Words between a name and a date, and before a date alone. In these letters
/// only: `Casey E.A.` ends in no preposition.
#[rustfmt::skip]
const LINKS: &[&str] = &[
    "on", "On", "at", "At", "posted on", "Posted on", "posted at", "posted", "Posted", "created",
    "left a comment", "added a comment", "posted a comment", "made a comment", "wrote a comment", "erstellt", "am", "um", "le", "Le", "a", "el", "em", "op", "den", "il", "del", "this", "Old",
    "Date", "date", "Time", "time", "Added", "added", "Sent", "sent", "Submitted", "submitted", "Received", "Created",
    "Written", "written", "Datum", "Fecha", "Data", "Veröffentlicht", "verfasst", "geschrieben",
];
/// What numbers of posts are called.
const POSTS: &[&str] = &["reply", "post", "message", "comment", "antwort", "beitrag", "réponse", "respuesta"];
/// Words that may follow the date on a header's line.
#[rustfmt::skip]
const AFTER_DATE: &[&str] = &[
    "edited", "edit", "permalink", "link", "reply", "quote", "report", "flag", "share", "says", "said",
    "wrote", "writes", "commented", "new", "op", "author", "next", "prev", "parent", "root", "hide", "past",
    "favorite", "favorites", "suggest", "removal", "uhr", "antworten", "zitieren", "répondre", "responder", "rispondi", "delete", "log", "in",
    "to", "am", "pm", "homepage", "journal",
];
/// Words before the name that a comment answers.
#[rustfmt::skip]
const REPLY_TO: &[&str] = &[
    "reply to", "in reply to", "replying to", "in response to", "replied to", "antwort an",
    "antwort auf", "als antwort auf", "en réponse à", "en respuesta a", "responde a", "in risposta a",
    "em resposta a",
];

/// What a line is, without its list marker.
pub(super) fn classify(text: &str) -> Kind<'_> {
    if text.len() > LONGEST_HEADER {
        return Kind::Text;
    }
    if let Some(mark) = marks::of(text) {
        return Kind::Mark(mark);
    }
    if marks::is_row_of_buttons(text) {
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

/// `DATE`, `NAME on DATE`, `by NAME » DATE #3`
fn around_date(text: &str, start: usize, end: usize) -> Kind<'_> {
    let (Some(before), Some(date), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return Kind::Text;
    };
    if before.is_empty() && after.is_empty() {
        return Kind::Date { date, is_numbered: false };
    }
    if before.is_empty()
        && let Some(kind) = behind_date(date, after)
    {
        return kind;
    }
    let head = Head::peel(before);
    let is_numbered = head.is_numbered || is_post_number(after);
    let is_system = before.contains('»') || after.contains("[–]") || after.contains("| parent");
    let author = name::bare(without_handle(head.name));
    // `answered 3 days ago by NAME`
    if author.is_empty()
        && let Some(kind @ Kind::Byline { sign: Sign::By, .. }) = behind_date(date, after)
    {
        return kind;
    }
    if !is_residue(after) {
        Kind::Text
    } else if author.is_empty() {
        Kind::Date { date, is_numbered }
    } else if name::is_possible(author) && !name::is_about_page(author) {
        Kind::Byline { author, date: Some(date), sign: if is_system { Sign::System } else { head.sign } }
    } else {
        Kind::Text
    }
}

/// What stands before the date of a header's line.
struct Head<'a> {
    name: &'a str,
    sign: Sign,
    is_numbered: bool,
}

impl<'a> Head<'a> {
    /// Takes everything off that is no name, until nothing more comes off.
    fn peel(before: &'a str) -> Self {
        let mut head = Self { name: before, sign: Sign::Plain, is_numbered: false };
        loop {
            let length = head.name.len();
            head.peel_once();
            if head.name.len() == length {
                return head;
            }
        }
    }

    fn peel_once(&mut self) {
        let is_sign = |c: char| c.is_whitespace() || ":：,;|•·«»–—-@~/\u{200b}".contains(c);
        self.name = strip_points(self.name.trim_matches(is_sign).trim_end_matches(['(', '[']));
        if let Some(number) = self.name.strip_prefix('#')
            && let name = number.trim_start_matches(|c: char| c.is_ascii_digit())
            && name.len() < number.len()
        {
            (self.name, self.is_numbered) = (name, true);
        }
        // `« Reply #3 on: DATE »`
        let numbered = || {
            let (word, number) = self.name.rsplit_once('#')?;
            let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            (is_number && POSTS.iter().any(|post| word.trim().eq_ignore_ascii_case(post))).then_some("")
        };
        if let Some(name) = numbered() {
            (self.name, self.is_numbered) = (name, true);
        }
        if let Some(name) = LINKS.iter().find_map(|link| strip_exact_suffix(self.name, link)) {
            if self.name.ends_with(" a comment") {
                self.sign = Sign::Verb;
            }
            self.name = name;
        }
        if let Some(name) = before_verb(self.name) {
            self.name = name;
            self.sign = if self.sign == Sign::By { Sign::By } else { Sign::Verb };
        }
        // `message 3: by NAME`, `Re: TITLE by NAME`
        let last_by = || {
            let (before, name) = self.name.rsplit_once(" by ")?;
            // `comment:3 by NAME`
            let number = before.trim_end_matches(|c: char| c.is_ascii_digit());
            let word = number.trim_end_matches(['#', ':', ' ']);
            let is_numbered =
                number.len() < before.len() && POSTS.iter().any(|post| word.eq_ignore_ascii_case(post));
            (is_numbered || before.ends_with(':') || before.starts_with("Re: ")).then_some(name)
        };
        if let Some(name) = behind_by(self.name).or_else(last_by) {
            (self.name, self.sign) = (name, Sign::By);
        }
    }
}

/// `DATE, NAME said:`, `DATE NAME`
fn behind_date<'a>(date: &'a str, after: &'a str) -> Option<Kind<'a>> {
    let rest = after.trim_matches(|c: char| c.is_whitespace() || ",:;|•·–—-.…".contains(c));
    let by = behind_by(rest);
    let verb = before_verb(rest);
    let sign = match (by, verb) {
        (Some(_), _) => Sign::By,
        (_, Some(_)) => Sign::Verb,
        _ => Sign::Plain,
    };
    let author = by.or(verb).unwrap_or(rest).trim();
    let is_name = if sign == Sign::Plain {
        name::is_likely(author) && !is_residue(rest)
    } else {
        name::is_possible(author)
    };
    is_name.then_some(Kind::Byline { author, date: Some(date), sign })
}

/// A name without the account's behind it: `NAME @account`.
fn without_handle(name: &str) -> &str {
    let account = name.rsplit_once(" @").filter(|(name, account)| !name.is_empty() && !account.contains(' '));
    account.map_or(name, |(name, _)| name.trim_end())
}

/// Whether what follows a date on a header's line is buttons and numbers.
fn is_residue(after: &str) -> bool {
    let label = after.trim_matches(|c: char| c.is_whitespace() || ",;|·•–—-".contains(c));
    // `ID:aB5c0`, `No.500`
    let is_number =
        ["ID:", "No."].iter().any(|start| label.strip_prefix(start).is_some_and(|id| !id.contains(' ')));
    if is_number
        || label.starts_with("Re: ")
        || marks::of(label) == Some(Mark::Tail)
        || marks::is_row_of_buttons(label)
    {
        return true;
    }
    let mut words = after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| {
        word.bytes().all(|b| b.is_ascii_digit())
            || AFTER_DATE.iter().any(|known| word.eq_ignore_ascii_case(known))
    })
}

/// Whether a piece begins with a post's number: `#3`, `#3 | Link`.
fn is_post_number(text: &str) -> bool {
    let digits = text
        .trim_start()
        .strip_prefix('#')
        .map(|rest| rest.split(char::is_whitespace).next().unwrap_or(rest));
    digits.is_some_and(|n| (1..=6).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `NAME says:`, `by NAME ( 1234 ) writes:`
fn spoken(text: &str) -> Kind<'_> {
    let head = text.trim_end_matches(|c: char| c.is_whitespace() || ":.…".contains(c));
    // One full stop ends a sentence.
    let is_sentence = text.len() == head.len() + 1 && text.ends_with('.');
    let Some(name) = before_verb(head).filter(|name| !is_sentence || name::is_likely(name.trim())) else {
        return Kind::Text;
    };
    let name = name.trim();
    let (name, sign) = match behind_by(name) {
        Some(name) => (name, Sign::By),
        None => (name, Sign::Verb),
    };
    let author = name::bare(name.trim());
    if name::is_title_long(author) { Kind::Byline { author, date: None, sign } } else { Kind::Text }
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

/// Drops `[S]` and `12 points` before a date.
fn strip_points(text: &str) -> &str {
    let flags = ["[S]", "[M]", "[A]", "[score hidden]"];
    if let Some(rest) =
        flags.iter().find_map(|flag| text.strip_suffix(flag).or_else(|| text.strip_prefix(flag)))
    {
        return rest;
    }
    let Some(rest) = strip_suffix(text, "points").or_else(|| strip_suffix(text, "point")) else {
        return text;
    };
    rest.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
}

/// The piece before a verb that ends the text.
fn before_verb(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let letters = bytes.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let is_plain = bytes[..bytes.len() - letters].last().is_none_or(u8::is_ascii);
    let start = if is_plain {
        (letters > 0).then(|| bytes.len() - letters)?
    } else {
        text.char_indices().rev().take_while(|(_, c)| c.is_alphanumeric()).last()?.0
    };
    let (before, last) = text.split_at_checked(start)?;
    static HINT: LazyLock<Hint> = LazyLock::new(|| Hint::new(VERBS.iter().copied()));
    (HINT.may_have(last) && VERBS.iter().any(|verb| last.eq_ignore_ascii_case(verb))).then_some(before)
}

/// The piece behind a `by` that begins the text.
pub(super) fn behind_by(text: &str) -> Option<&str> {
    let short = || SHORT_BYS.iter().find_map(|by| text.strip_prefix(by)?.strip_prefix(' '));
    BYS.iter().find_map(|by| strip_prefix(text, by)).or_else(short)
}

/// Drops a word in these letters only, if the text ends with it.
fn strip_exact_suffix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    strip_suffix(text, word).filter(|_| text.ends_with(word))
}

/// Drops a word, in any case of its ASCII letters, if the text ends with it
/// and it is a word of its own.
fn strip_suffix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(word.len())?;
    let (rest, end) = text.split_at_checked(start)?;
    let is_word = rest.is_empty() || rest.ends_with(|c: char| !c.is_alphanumeric());
    (is_word && end.eq_ignore_ascii_case(word)).then_some(rest)
}

/// The same at the start; a colon ends a word by itself.
fn strip_prefix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    let is_word = word.ends_with(':') || rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
    (is_word && start.eq_ignore_ascii_case(word)).then_some(rest)
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
            ("a mark behind the name", "Ada (anonymous) says…", byline("Ada", None, Sign::Verb)),
            ("buttons", "Reply  Share  Report", Kind::Mark(Mark::Tail)),
            ("a sentence", "I read this on May 3, 2009 and again today.", Kind::Text),
        ];
        for (name, line, want) in cases {
            assert_eq!(classify(line), want, "{name}");
        }
    }
}
