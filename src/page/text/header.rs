//! Lines → the headers of comments. What comes in: the lines of a page. What
//! goes out: from any place the [`Header`] that begins there: a name, a date,
//! the name that is answered, on one line or on several, in either order.
//! What it promises: each line is classified once; a header looks at no more
//! than a handful of lines.

use std::cell::Cell;

use super::buttons;
use super::labels;
use super::lines::Line;
use super::mail;
use super::profile;
use crate::page::kind::{self, Kind, Sign, classify};
use crate::page::marks::{self, Mark};
use crate::page::name;

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
    /// A name, who its bearer is in a forum, and the date below.
    Profile,
    /// No name at all.
    Nameless,
}

/// So often is a page looked at to see how its sections end.
const MOST_AHEAD: usize = 8;

/// A header of more lines is several.
const MOST_LINES: usize = 9;

/// Labels of the day since when a member is one.
#[rustfmt::skip]
const SINCE: [&str; 10] = [
    "joined", "join date", "registered", "member since", "registriert", "registriert seit", "dabei seit", "mitglied seit",
    "inscrit", "miembro desde",
];

/// The lines of a page with the kind of each.
pub(super) struct Classified<'a> {
    pub lines: Vec<Line<'a>>,
    pub kinds: Vec<Kind<'a>>,
    /// How many lines may still be looked at to see how a section ends.
    ahead: Cell<usize>,
}

impl<'a> Classified<'a> {
    pub fn new(lines: Vec<Line<'a>>) -> Self {
        let mut kinds: Vec<Kind<'a>> = lines.iter().map(|line| classify(line.text)).collect();
        buttons::off(&lines, &mut kinds);
        labels::off(&lines, &mut kinds);
        // `Joined`, and below it the date.
        for at in 1..kinds.len() {
            let is_label = kinds[at - 1] == Kind::Mark(Mark::Profile)
                && !lines[at - 1].text.bytes().any(|byte| byte.is_ascii_digit());
            // `Posts`, and below it how many. Behind an empty line, a date may be the post's.
            let is_since = || {
                let label = lines[at - 1].text.to_lowercase();
                SINCE.contains(&label.trim_end_matches(':'))
            };
            let is_value = match kinds[at] {
                Kind::Date { is_numbered, .. } => !is_numbered && (lines[at].blanks == 0 || is_since()),
                Kind::Mark(Mark::Count) => !lines[at].text.starts_with(['#', '+', '-']),
                _ => false,
            };
            if is_label && lines[at].blanks <= 1 && is_value {
                kinds[at] = Kind::Mark(Mark::Profile);
            }
        }
        labels::fields_off(&lines, &mut kinds);
        labels::below_dates_off(&lines, &mut kinds);
        let ahead = Cell::new(MOST_AHEAD * (lines.len() + 1));
        Self { lines, kinds, ahead }
    }

    /// Whether so many lines more may be looked at: a page may be nothing but headings.
    pub fn may_look(&self, lines: usize) -> bool {
        let left = self.ahead.get().checked_sub(lines);
        self.ahead.set(left.unwrap_or_default());
        left.is_some()
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

    /// Whether a line may be a name: it is no mark, but for `Guest`.
    fn may_name(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Mark(Mark::Badge)) => {
                self.lines.get(at).is_some_and(|line| marks::is_nobody(line.text))
            }
            kind => kind == Some(Kind::Text),
        }
    }

    pub(super) fn name_at(&self, at: usize) -> Option<&'a str> {
        let line = self.lines.get(at).filter(|_| self.may_name(at))?;
        match name::of_link(line.text) {
            Some((name, _)) => Some(name),
            None => {
                // `From: NAME`, but not `Last post by NAME`
                let name = name::announced(line.text).unwrap_or(line.text).trim_start_matches('~');
                let name = name::without_profile(name);
                // `, transport reporter` is what is left of the line above.
                let is_rest = name.starts_with([',', ';']);
                // `1K`, below `Views`
                let is_count = name.strip_suffix(['K', 'k', 'M', 'm']).is_some_and(|count| {
                    count.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
                });
                (!is_rest
                    && !is_count
                    && name::is_possible(name)
                    && !name::is_about_page(name)
                    && !self.is_subject(at))
                .then_some(name)
            }
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
                if let Some(header) = mail::header(self, first) {
                    return Some(header);
                }
                (header.author, header.date, header.form) = (Some(author), date, Form::Line(sign));
            }
            Kind::Date { date, is_numbered } => {
                header.date = Some(date);
                let below = first + 1;
                if let Some(Kind::Byline { author, date: None, sign: Sign::Verb }) = self.kind(below)
                    && self.blanks(below) == 0
                {
                    (header.author, header.form, header.body) = (Some(author), Form::Flip, below + 1);
                } else if let Some(author) =
                    self.name_at(below).filter(|name| self.is_below_date(below, name))
                {
                    (header.author, header.form, header.body) = (Some(author), Form::Flip, below + 1);
                }
                if is_numbered {
                    header.form = Form::Numbered;
                }
            }
            Kind::ReplyTo(name) => header.reply_to = Some(name),
            Kind::Mark(Mark::Badge)
                if self.blanks(first + 1) == 0
                    && self.kind(first + 1) == Some(Kind::Text)
                    && !self.is_subject(first + 1)
                    && profile::header(self, first).is_none() =>
            {
                let stack = self.header(first + 1).filter(|stack| stack.form == Form::Stack)?;
                return Some(Header { first, ..stack });
            }
            Kind::Text | Kind::Mark(Mark::Badge) if self.may_name(first) => {
                let whole = mail::header(self, first).or_else(|| profile::header(self, first));
                if let Some(header) = whole.or_else(|| profile::posted_by(self, first)) {
                    return Some(header);
                }
                // Few lines stand above a date: asked first, this is cheap.
                header.body = self.below_name(first)?;
                let (author, reply_to) =
                    name::with_parent(self.name_at(first).or_else(|| self.title_at(first))?);
                (header.author, header.reply_to, header.form) = (Some(author), reply_to, Form::Stack);
            }
            Kind::Text | Kind::Mark(_) => return None,
        }
        // Collapsed and expanded, the same header may stand twice.
        if let Some(Kind::Byline { author, date, sign: Sign::By }) = self.kind(header.body)
            && self.blanks(header.body) == 0
            && header.form == Form::Line(Sign::By)
            && header.author == Some(author)
        {
            (header.date, header.body) = (date.or(header.date), header.body + 1);
        }
        let is_stack = header.form == Form::Stack;
        self.absorb(&mut header);
        // The last line of a post stands above the number of the next one.
        let is_post_text = is_stack && header.form == Form::Numbered && !self.stands_apart(first);
        (!is_post_text).then_some(header)
    }

    /// Whether a line is what a reader says and not how many agree: `+1`, before
    /// a button or an empty line.
    pub(super) fn is_agreement(&self, at: usize) -> bool {
        let is_named = matches!(self.kind(at + 2), Some(Kind::Date { .. } | Kind::Mark(Mark::Profile)))
            && self.blanks(at + 2) == 0;
        let is_last = self.blanks(at + 1) > 0 || self.kind(at + 1) != Some(Kind::Text) || is_named;
        is_last && self.lines.get(at).is_some_and(|line| marks::is_agreement(line.text))
    }

    /// Whether a line is the number of a post: `#3`.
    pub(super) fn is_number(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Mark(Mark::Count))
            && self.lines.get(at).is_some_and(|line| line.text.starts_with('#'))
    }

    /// Whether a line below a date is the name that belongs to it.
    fn is_below_date(&self, at: usize, name: &str) -> bool {
        let is_alone = self.blanks(at + 1) > 0;
        match self.blanks(at) {
            0 => is_alone || matches!(self.kind(at + 1), Some(Kind::ReplyTo(_))),
            1 => is_alone && name::is_likely(name) && self.lines.get(at - 1).is_some_and(Line::is_item),
            _ => false,
        }
    }

    /// Whether a line has an empty line or a mark above it, or begins an item.
    pub fn stands_apart(&self, at: usize) -> bool {
        let is_below_mark = || match at.checked_sub(1) {
            // Below a profile stands the text of a post.
            Some(above) => matches!(self.kind(above), Some(Kind::Mark(mark)) if mark != Mark::Profile),
            None => true,
        };
        self.blanks(at) > 0 || self.lines.get(at).is_some_and(Line::is_item) || is_below_mark()
    }

    /// Whether a line says what a post is called: `Post subject: TITLE`.
    fn is_subject(&self, at: usize) -> bool {
        let text = self.lines.get(at).map_or("", |line| line.text);
        // All of them begin with one of these letters.
        let may_be = text.as_bytes().first().is_some_and(|byte| b"PSTBAO".contains(byte));
        let mut labels = kind::SUBJECTS.iter().filter(|_| may_be);
        let behind = labels.find_map(|label| text.strip_prefix(label));
        behind.is_some_and(|rest| rest.trim_start().starts_with(':'))
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
        if at == first + 1 && self.blanks(at) == 0 && self.is_subject(at) {
            at += 1;
        }
        match self.kind(at)? {
            Kind::Date { .. } if self.blanks(at) == 0 => Some(at),
            Kind::Date { .. } => {
                // A name behind a dash belongs to the text above it.
                let is_signature = self.lines.get(first)?.full.starts_with(['—', '–', '―']);
                let is_apart = self.stands_apart(first) && self.blanks(at + 1) > 0;
                (is_apart && !is_signature && self.blanks(at) == 1).then_some(at)
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
                Kind::Mark(Mark::Badge | Mark::Noise | Mark::Control)
                    if blanks == 0 && !(header.author.is_none() && self.may_name(header.body)) => {}
                Kind::Mark(Mark::Count)
                    if header.date.is_some()
                        && !self.is_agreement(header.body)
                        && (blanks == 0 || blanks == 1 && self.is_number(header.body)) =>
                {
                    if self.is_number(header.body) {
                        header.form = Form::Numbered;
                    }
                }
                _ => break,
            }
            header.body += 1;
        }
    }
}
