//! The line of a header that shows a date → its [`Kind`]. What comes in: the line
//! and where its date stands. What goes out: who wrote, and what shows that it is a
//! header, or that it is text. What it promises: what is neither name nor date has to
//! be a word or a number that headers have.

use super::words::{
    AFTER_DATE, LINKS, POSTS, SUBJECTS, before_verb, behind_by, strip_exact_suffix, strip_suffix,
};
use super::{Kind, Sign};
use crate::page::marks::{self, Mark};
use crate::page::name;

/// `DATE`, `NAME on DATE`, `by NAME » DATE #3`
pub(super) fn around_date(text: &str, start: usize, end: usize) -> Kind<'_> {
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
    let mut head = Head::peel(before);
    // A dash parts the writer's name from the text above it.
    if head.sign == Sign::Plain && before.starts_with(['—', '–', '―']) {
        head.sign = Sign::By;
    }
    let is_numbered = head.is_numbered || is_post_number(after);
    let named = without_handle(head.name);
    let author = name::bare(named);
    // `#3 NAME DATE`, `NAME @account DATE`
    let is_told = is_numbered || named.len() < head.name.len();
    let is_system = is_told || before.contains('»') || after.contains("[–]") || after.contains("| parent");
    // `answered 3 days ago by NAME`, `on May 3, 2009 NAME`
    if author.is_empty()
        && let Some(kind @ Kind::Byline { sign, .. }) = behind_date(date, after)
        && (sign == Sign::By || before.trim().eq_ignore_ascii_case("on"))
    {
        return kind;
    }
    if !is_residue(after) {
        Kind::Text
    } else if author.is_empty() {
        Kind::Date { date, is_numbered }
    } else if name::is_possible(author)
        && !name::is_about_page(author)
        // Replies and views of a topic: `6 52946 May 3, 2009`.
        && author.contains(char::is_alphabetic)
    {
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
        if let Some(name) = name::behind_brackets(self.name) {
            (self.name, self.is_numbered) = (name, true);
        }
        if let Some(number) = self.name.strip_prefix('#')
            && let name = number.trim_start_matches(|c: char| c.is_ascii_digit())
            && name.len() < number.len()
        {
            (self.name, self.is_numbered) = (name, true);
        }
        // `« Reply #3 on: DATE »`, `post #3 of 21 (permalink) Old DATE`
        self.name = self.name.strip_suffix("(permalink)").unwrap_or(self.name);
        let numbered = || {
            let (word, number) = self.name.trim_end().rsplit_once('#')?;
            let number = number.split_once(" of ").map_or(number, |(number, _)| number);
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
    // `DATE - NAME`
    let is_set_off = || after.trim_start().starts_with(['-', '–', '—', '|']);
    let is_name = if sign == Sign::Plain {
        (name::is_likely(author) || is_set_off() && name::is_nick(author)) && !is_residue(rest)
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
    // `Titel: Re: Lamps`
    let has_subject = || label.split_once(':').is_some_and(|(word, _)| SUBJECTS.contains(&word));
    if is_number
        || marks::is_glued_buttons(label)
        || label.starts_with("Re: ")
        || has_subject()
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
