//! Lines → what each says about a comment. What comes in: the lines of a
//! page. What goes out: the [`Kind`] of each line, and from any place the
//! [`Header`] that begins there: a name, a date, the name that is answered,
//! on one line or on several, in either order. What it promises: a line is
//! classified once; a header looks at no more than a handful of lines.

use super::lines::Line;
use super::marks::{self, Mark};
use super::name;
use crate::page::date;

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

/// Where a comment begins and what its header says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    /// The header's first line.
    pub first: usize,
    /// The line behind it.
    pub body: usize,
    pub author: Option<&'a str>,
    pub date: Option<&'a str>,
    pub reply_to: Option<&'a str>,
    pub form: Form,
}

impl Header<'_> {
    /// Whether it says enough to show that a comment begins, and not a line
    /// that is a name by chance.
    pub fn is_telling(&self) -> bool {
        self.date.is_some() || matches!(self.form, Form::Line(_)) || self.reply_to.is_some()
    }
}

/// How a header is laid out. Comments of one section share one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Name and sign on one line.
    Line(Sign),
    /// The name, below it the date or the name that is answered.
    Stack,
    /// The date, below it the name.
    Flip,
    /// A date with a post number.
    Numbered,
    /// No name at all.
    Nameless,
}

/// Longer lines are body text.
const LONGEST_HEADER: usize = 160;
/// A header of more lines is several.
const MOST_LINES: usize = 9;
/// Verbs behind a name.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "says", "said", "wrote", "writes", "commented", "replied", "posted", "added", "asked", "answered",
    "sagt", "sagte", "schreibt", "schrieb", "meint", "dit", "écrit", "dice", "dijo", "escribió", "disse",
    "scrive", "zegt", "skriver",
];
/// Words before a name.
#[rustfmt::skip]
const BYS: &[&str] = &[
    "posted by:", "posted by", "post by", "postby", "comment by", "commented by", "submitted by",
    "written by", "reply by", "by:", "by", "from:", "von:", "von", "par", "por", "di", "door", "av",
    "geschrieben von", "verfasst von", "écrit par", "publié par", "enviado por", "escrito por",
    "scritto da",
];
/// Words between a name and a date, and before a date alone. In these letters
/// only: `Casey E.A.` ends in no preposition.
#[rustfmt::skip]
const LINKS: &[&str] = &[
    "on", "On", "at", "At", "posted on", "Posted on", "posted at", "posted", "Posted", "created",
    "left a comment", "erstellt", "am", "um", "le", "Le", "a", "el", "em", "op", "den", "il", "del", "this", "Old",
    "Date", "date",
];
/// Words that may follow the date on a header's line.
#[rustfmt::skip]
const AFTER_DATE: &[&str] = &[
    "edited", "edit", "permalink", "link", "reply", "quote", "report", "flag", "share", "says", "said",
    "wrote", "writes", "commented", "new", "op", "author", "next", "prev", "parent", "root", "hide", "past",
    "favorite", "uhr", "antworten", "zitieren", "répondre", "responder", "rispondi", "delete", "log", "in",
    "to", "am", "pm", "homepage", "journal",
];
/// Words before the name that a comment answers.
#[rustfmt::skip]
const REPLY_TO: &[&str] = &[
   "reply to", "in reply to", "replying to", "in response to", "replied to", "antwort an",
   "antwort auf", "als antwort auf", "en réponse à", "en respuesta a", "responde a", "in risposta a",
   "em resposta a",
];

pub(super) fn classify<'a>(text: &'a str) -> Kind<'a> {
    if text.len() > LONGEST_HEADER {
        return Kind::Text;
    }
    if let Some(mark) = marks::of(text) {
        return Kind::Mark(mark);
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
        None => before_verb(rest),
    };
    match kind {
        Kind::Byline { author, date, .. } if is_reddit => Kind::Byline { author, date, sign: Sign::System },
        Kind::Text if is_reddit && name::is_possible(rest) => {
            Kind::Byline { author: rest, date: None, sign: Sign::System }
        }
        kind => kind,
    }
}

fn reply_to(text: &str) -> Option<&str> {
    if let Some((name, target)) = name::of_link(text) {
        return target.contains("#comment").then_some(name);
    }
    let name = REPLY_TO.iter().find_map(|prefix| strip_prefix(text, prefix))?;
    let name = name.strip_prefix(char::is_whitespace)?.trim().trim_end_matches(':');
    name::is_possible(name).then_some(name)
}

fn around_date<'a>(text: &'a str, start: usize, end: usize) -> Kind<'a> {
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
    if !is_residue(after) {
        return Kind::Text;
    }
    let is_system = before.contains('»') || after.contains("[–]") || after.contains("| parent");
    let mut is_numbered = is_post_number(after);
    let (mut rest, mut sign) = (before, Sign::Plain);
    loop {
        let length = rest.len();
        rest =
            rest.trim_matches(|c: char| c.is_whitespace() || ":,;|•·»–—-@/".contains(c) || c == '\u{200b}');
        rest = rest.trim_end_matches(['(', '[']);
        if let Some(number) = rest.strip_prefix('#') {
            let after_number = number.trim_start_matches(|c: char| c.is_ascii_digit());
            is_numbered |= after_number.len() < number.len();
            rest = if is_numbered { after_number } else { rest };
        }
        rest = strip_points(rest);
        if let Some(name) = LINKS
            .iter()
            .find_map(|link| strip_suffix(rest, link).filter(|name| rest.get(name.len()..) == Some(link)))
        {
            rest = name;
        }
        if let Some(name) = VERBS.iter().find_map(|verb| strip_suffix(rest, verb)) {
            rest = name;
            sign = if sign == Sign::By { sign } else { Sign::Verb };
        }
        if let Some(name) = BYS.iter().find_map(|by| strip_prefix(rest, by)) {
            (rest, sign) = (name, Sign::By);
        }
        if rest.len() == length {
            break;
        }
    }
    let author = name::without_number(rest);
    if author.is_empty() {
        Kind::Date { date, is_numbered }
    } else if name::is_possible(author) && !name::is_about_page(author) {
        Kind::Byline { author, date: Some(date), sign: if is_system { Sign::System } else { sign } }
    } else {
        Kind::Text
    }
}

/// `DATE, NAME said:`, `DATE NAME`
fn behind_date<'a>(date: &'a str, after: &'a str) -> Option<Kind<'a>> {
    let rest = after.trim_matches(|c: char| c.is_whitespace() || ",:;|•·–—-.…".contains(c));
    let by = BYS.iter().find_map(|by| strip_prefix(rest, by));
    let verb = VERBS.iter().find_map(|verb| strip_suffix(rest, verb));
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

/// Whether what follows a date on a header's line is buttons and numbers.
fn is_residue(after: &str) -> bool {
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
fn before_verb<'a>(text: &'a str) -> Kind<'a> {
    let head = text.trim_end_matches(|c: char| c.is_whitespace() || ":.…".contains(c));
    let Some(name) = VERBS.iter().find_map(|verb| strip_suffix(head, verb)) else {
        return Kind::Text;
    };
    let name = name.trim();
    let (name, sign) = match BYS.iter().find_map(|by| strip_prefix(name, by)) {
        Some(name) => (name, Sign::By),
        None => (name, Sign::Verb),
    };
    let author = name::without_number(name.trim());
    if name::is_title_long(author) { Kind::Byline { author, date: None, sign } } else { Kind::Text }
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

/// Drops a word, in any case of its ASCII letters, if the text ends with it
/// and it is a word of its own.
fn strip_suffix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(word.len())?;
    let (rest, end) = text.split_at_checked(start)?;
    let is_word = rest.is_empty() || rest.ends_with(|c: char| !c.is_alphanumeric());
    (is_word && end.eq_ignore_ascii_case(word)).then_some(rest)
}

fn strip_prefix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    let is_word = word.ends_with(':') || rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
    (is_word && start.eq_ignore_ascii_case(word)).then_some(rest)
}

/// The lines of a page with the kind of each.
pub(super) struct Classified<'a> {
    pub lines: Vec<Line<'a>>,
    pub kinds: Vec<Kind<'a>>,
}

impl<'a> Classified<'a> {
    pub fn new(lines: Vec<Line<'a>>) -> Self {
        let kinds = lines.iter().map(|line| classify(line.text)).collect();
        Self { lines, kinds }
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn kind(&self, at: usize) -> Option<Kind<'a>> {
        self.kinds.get(at).copied()
    }

    /// How many empty lines stand above a line; many above the page's end.
    pub fn blanks(&self, at: usize) -> usize {
        self.lines.get(at).map_or(usize::MAX, |line| line.blanks)
    }

    fn name_at(&self, at: usize) -> Option<&'a str> {
        let line = self.lines.get(at).filter(|_| self.kind(at) == Some(Kind::Text))?;
        match name::of_link(line.text) {
            Some((name, _)) => Some(name),
            None => name::is_possible(line.text).then_some(line.text),
        }
    }

    /// A pingback has a page's title for a name: only below a button and above
    /// a date is it one.
    fn title_at(&self, at: usize) -> Option<&'a str> {
        let line = self.lines.get(at).filter(|_| self.kind(at) == Some(Kind::Text))?;
        let is_below_button = self.kind(at.checked_sub(1)?) == Some(Kind::Mark(Mark::Tail));
        let is_above_date = self.blanks(at + 1) == 0 && matches!(self.kind(at + 1), Some(Kind::Date { .. }));
        (is_below_button && is_above_date && name::is_title_long(line.text)).then_some(line.text)
    }

    /// The header that begins at a line, if one does.
    pub fn header(&self, first: usize) -> Option<Header<'a>> {
        let mut header =
            Header { first, body: first + 1, author: None, date: None, reply_to: None, form: Form::Nameless };
        match self.kind(first)? {
            Kind::Byline { author, date, sign } => {
                (header.author, header.date, header.form) = (Some(author), date, Form::Line(sign));
            }
            Kind::Date { date, is_numbered } => {
                header.date = Some(date);
                let below = first + 1;
                let is_name_line = self.blanks(below) == 0
                    && (self.blanks(below + 1) > 0 || matches!(self.kind(below + 1), Some(Kind::ReplyTo(_))));
                if let Some(author) = self.name_at(below).filter(|_| is_name_line) {
                    (header.author, header.form, header.body) = (Some(author), Form::Flip, below + 1);
                }
                if is_numbered {
                    header.form = Form::Numbered;
                }
            }
            Kind::ReplyTo(name) => header.reply_to = Some(name),
            Kind::Mark(Mark::Badge)
                if self.blanks(first + 1) == 0 && self.kind(first + 1) == Some(Kind::Text) =>
            {
                let stack = self.header(first + 1).filter(|stack| stack.form == Form::Stack)?;
                return Some(Header { first, ..stack });
            }
            Kind::Text => {
                let (author, reply_to) =
                    name::with_parent(self.name_at(first).or_else(|| self.title_at(first))?);
                (header.author, header.reply_to, header.form) = (Some(author), reply_to, Form::Stack);
                header.body = self.below_name(first)?;
            }
            Kind::Mark(_) => return None,
        }
        let is_stack = header.form == Form::Stack;
        self.absorb(&mut header);
        // The last line of a post stands above the number of the next one.
        let is_post_text = is_stack && header.form == Form::Numbered && !self.stands_apart(first);
        (!is_post_text).then_some(header)
    }

    /// Whether a line has an empty line or a mark above it, or begins an item.
    pub fn stands_apart(&self, at: usize) -> bool {
        let is_below_mark = || match at.checked_sub(1) {
            Some(above) => matches!(self.kind(above), Some(Kind::Mark(_))),
            None => true,
        };
        self.blanks(at) > 0 || self.lines.get(at).is_some_and(Line::is_item) || is_below_mark()
    }

    /// Whether a telling header begins at a line.
    pub fn is_headed(&self, at: usize) -> bool {
        self.header(at).is_some_and(|header| header.is_telling())
    }

    /// The line that makes the name above it a header: a date or a reply mark,
    /// perhaps behind a badge.
    fn below_name(&self, first: usize) -> Option<usize> {
        let mut at = first + 1;
        while at <= first + 2
            && self.blanks(at) == 0
            && matches!(self.kind(at), Some(Kind::Mark(Mark::Badge | Mark::Control)))
        {
            at += 1;
        }
        match self.kind(at)? {
            Kind::Date { .. } if self.blanks(at) == 0 => Some(at),
            Kind::Date { .. } => {
                (self.stands_apart(first) && self.blanks(at) == 1 && self.blanks(at + 1) > 0).then_some(at)
            }
            Kind::ReplyTo(_) if self.blanks(at) == 0 => Some(at),
            _ => None,
        }
    }

    /// Takes the rest of a header's lines into it.
    fn absorb(&self, header: &mut Header<'a>) {
        while let Some(kind) = self.kind(header.body).filter(|_| header.body < header.first + MOST_LINES) {
            let blanks = self.blanks(header.body);
            let is_close =
                blanks == 0 || header.body == header.first + 1 && header.author.is_some() && blanks == 1;
            match kind {
                Kind::Date { date, is_numbered }
                    if is_close && header.date.is_none_or(|known| known == date) =>
                {
                    header.date = Some(date);
                    if is_numbered {
                        header.form = Form::Numbered;
                    }
                }
                Kind::ReplyTo(name) if header.reply_to.is_none() && blanks <= 1 => {
                    header.reply_to = Some(name)
                }
                Kind::Mark(Mark::Badge | Mark::Noise | Mark::Control) if blanks == 0 => {}
                Kind::Mark(Mark::Count) if blanks == 0 && header.date.is_some() => {
                    if self.is_post_number(header.body) {
                        header.form = Form::Numbered;
                    }
                }
                _ => break,
            }
            header.body += 1;
        }
    }

    fn is_post_number(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|line| is_post_number(line.text))
    }
}
