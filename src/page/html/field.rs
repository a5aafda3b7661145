//! Values as a page writes them → values as they are meant. What comes in:
//! the text or the attribute of a header's element. What goes out: a name, a
//! date, the name that is answered. What it promises: a part of what came in,
//! or nothing.

use super::tag::Tag;
use super::text;
use super::tree::{Id, Tree};
use crate::page::{date, marks, name};
use crate::time;

/// Longer texts are no names.
const LONGEST_NAME: usize = 120;
/// Longer texts are no dates, even with a date in them.
const LONGEST_DATE: usize = 200;

#[rustfmt::skip]
const BEFORE_NAMES: &[&str] = &[
    "Comment by ", "Comment from ", "Posted by ", "posted by ", "Post by ", "Submitted by ", "Reply by ",
    "Author: ", "Written by ", "By ", "by ", "Von ", "von ", "By: ", "par ", "Par ", "Verfasst von ",
    "Geschrieben von ", "Kommentar von ", "Publicado por: ", "Publicado por ", "Escrito por ", "Enviado por ", "Dice ser ",
    "Scritto da ", "Inviato da ", "Postato da ", "Pubblicato da ", "Posté par ", "Rédigé par ", "Geplaatst door ",
    "Door: ", "Skrevet av ", "Skrevet af ", "Skrivet av ", "Autor: ", "Yazan: ", "Автор: ",
];
#[rustfmt::skip]
const BEHIND_NAMES: &[&str] = &[
    " says", " Says", " said", " wrote", " Wrote", " writes", " commented", " replied", " sagt", " schreibt", " schrieb",
    " a dit", " dit", " a écrit", " dice", " ha detto", " ha scritto", " ha escrito", " escribió", " escreveu", " disse", " schreef", " skrev", " skriver", " kirjoitti", " napisał", " napsal", " пишет", " написал", " yazdı",
    " (author)", " (Author)", " (not verified)", " (nicht überprüft)", " (non vérifié)", " (no verificado)",
];
/// What stands before the name of whom a comment answers.
#[rustfmt::skip]
const BEFORE_ANSWERED: &[&str] = &[
    "Reply to comment by ", "Replying to ", "In reply to ", "in reply to ", "Reply to ", "Replied to ",
    "Antworte auf ", "Antwort an ", "Répondre à ", "Responder a ", "Rispondi a ", "Reageer op ",
    "@",
];

/// The name in a text, if a writer may be called so: it is no mark, and no date.
pub(super) fn writer(text: &str) -> Option<String> {
    let name = name(text)?;
    (name::is_possible(&name) && !marks::is_no_name(&name) && date::find(&name).is_none()).then_some(name)
}

/// The name in a text.
pub(super) fn name(text: &str) -> Option<String> {
    let mut name = text.trim();
    name = BEFORE_NAMES.iter().find_map(|before| name.strip_prefix(before)).unwrap_or(name);
    // Themes put the date into the element of the name.
    let before = date::find(name).filter(|at| at.start > 0).and_then(|at| name.get(..at.start));
    name = before.map_or(name, |before| {
        before.trim_end_matches([' ', '—', '–', '|', '·', '•', ',', '(']).trim_end_matches(" on")
    });
    name = name.trim_end_matches([':', ',', '·', '•', '|', ' ', '»', '—', '–', '…']);
    name = name.strip_suffix("...").unwrap_or(name);
    // All of them have a space, as few names of readers do.
    if memchr::memchr(b' ', name.as_bytes()).is_some() {
        name = BEHIND_NAMES.iter().find_map(|behind| name.strip_suffix(behind)).unwrap_or(name);
    }
    let name = name::without_code(name.trim()).trim_start_matches(['|', '·', '•', '«']).trim();
    // A script fills templates in: `{{ comment.author }}`.
    let is_name = !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains("{{");
    is_name.then(|| name.to_owned())
}

/// The name of whom a comment answers.
pub(super) fn answered(text: &str) -> Option<String> {
    let text = text.trim();
    let text = BEFORE_ANSWERED.iter().find_map(|before| text.strip_prefix(before)).unwrap_or(text);
    // XenForo: `Ada, post: 77, member: 3`.
    let text = text.split(", post:").next().unwrap_or(text);
    // MyBB: `(2019-02-24, 05:31 PM)Ada Wrote:`
    let text = date::find(text)
        .filter(|at| at.start <= 1)
        .map_or(text, |at| text.get(at.end..).unwrap_or(text).trim_start_matches(')'));
    // A link on the verb itself leads to the post.
    name(text).filter(|name| !BEHIND_NAMES.iter().any(|verb| verb.trim_start() == name))
}

/// A date as an element shows it, or as its `datetime` says it.
pub(super) struct Date {
    pub(super) text: String,
    /// Whether it is a date at all, and not some words beside one.
    pub(super) is_certain: bool,
}

/// The date that an element is or holds.
pub(super) fn date(tree: &Tree<'_>, id: Id) -> Option<Date> {
    let exact = tree.subtree(id).find_map(|part| {
        let value = (tree.tag(part) == Tag::Time).then(|| tree.attribute(part, "datetime"))??.trim();
        value
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| counted(value).unwrap_or_else(|| value.to_owned()))
    });
    match exact {
        Some(text) => Some(Date { text, is_certain: true }),
        None => match date_in(&text::line(tree, id)) {
            Some(date) if date.is_certain => Some(date),
            shown => titled_date(tree, id).map(|text| Date { text, is_certain: true }).or(shown),
        },
    }
}

/// A date that is written as the seconds, or the milliseconds, since 1970.
fn counted(value: &str) -> Option<String> {
    const SECONDS: usize = 10;
    const MILLISECONDS: usize = 13;
    let is_counted = value.bytes().all(|byte| byte.is_ascii_digit());
    match value.len() {
        SECONDS | MILLISECONDS if is_counted => time::iso(&value[..SECONDS]),
        _ => None,
    }
}

/// The date that a short text shows when it is pointed at: `over 3 years`.
pub(super) fn titled_date(tree: &Tree<'_>, id: Id) -> Option<String> {
    const LONGEST: usize = 48;
    // An element around one text.
    if tree.end(id).0 - id.0 != 2 {
        return None;
    }
    let may_be = match tree.tag(id) {
        Tag::A | Tag::Span | Tag::Small | Tag::Other => true,
        // Few of these show a time of day, or how long ago it was.
        Tag::Div | Tag::Time => {
            let text = tree.text(Id(id.0 + 1));
            text.len() <= LONGEST && text.bytes().any(|byte| byte.is_ascii_digit())
        }
        _ => false,
    };
    if !may_be {
        return None;
    }
    let title = tree.attribute(id, "title").filter(|title| (8..=LONGEST).contains(&title.len()))?;
    if !title.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let title = text::value(title);
    let date = date::find(&title)?;
    // A date and its time, and nothing else.
    let behind = title[date.end..].trim_start();
    let behind = ["UTC", "GMT"].iter().find_map(|zone| behind.strip_prefix(zone)).unwrap_or(behind);
    let is_all = title[..date.start].trim().is_empty() && !behind.contains(char::is_alphabetic);
    let is_shown = || date::find(&text::line(tree, id)).is_some();
    (is_all && !is_shown()).then_some(title)
}

/// Where a comment of some nodes links to itself: the link on its date, or one
/// to its own identifier. It is given as it is written.
pub(super) fn permalink(
    tree: &Tree<'_>,
    mut nodes: impl Iterator<Item = Id>,
    comment: Id,
    date: Option<Id>,
    id: Option<&str>,
) -> Option<String> {
    const LARGEST_DATE: u32 = 12;
    let target = |id: Id| {
        let href = tree.attribute(id, "href").filter(|_| tree.tag(id) == Tag::A)?;
        let is_link = !href.is_empty() && href != "#" && !href.starts_with("javascript:");
        is_link.then(|| text::value(href))
    };
    let on_date = date.filter(|&date| tree.end(date).0 - date.0 <= LARGEST_DATE).and_then(|date| {
        let around = tree.ancestors(date).take(2).take_while(|&around| around > comment);
        let shows_date =
            |&part: &Id| part == date || date_in(&text::line(tree, part)).is_some_and(|d| d.is_certain);
        let links = tree.subtree(date).filter(|&part| tree.tag(part) == Tag::A);
        links.filter(shows_date).chain(around).find_map(target)
    });
    on_date.or_else(|| {
        let id = id?;
        nodes.find_map(|node| {
            target(node).filter(|href| href.rsplit_once('#').is_some_and(|(_, end)| end == id))
        })
    })
}

/// The date in a text.
pub(super) fn date_in(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_DATE {
        return None;
    }
    match date::find(text).and_then(|at| Some((at.start, text.get(at)?))) {
        Some((start, date)) => {
            // A time that is glued to the year, or set off by a sign, is still
            // part of what the element shows.
            let rest = &text[start + date.len()..];
            let is_time = rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(':');
            // `2024-05-02T08:00:00.000+0000`
            let is_joined = date
                .as_bytes()
                .windows(3)
                .any(|part| part[0].is_ascii_digit() && part[1] == b'T' && part[2].is_ascii_digit());
            let is_exact = is_joined && rest.starts_with(['.', '+', '-', 'Z']);
            let text = if is_exact && !rest.contains(char::is_whitespace) {
                &text[start..]
            } else if is_time {
                text[start..].trim_end_matches(['-', ' ', '|', '–', '.'])
            } else {
                date
            };
            Some(Date { text: text.to_owned(), is_certain: true })
        }
        None => Some(Date { text: text.to_owned(), is_certain: false }).filter(|date| date.text.len() <= 40),
    }
}
