//! Words around names and dates. What comes in: a piece of a header's line. What
//! goes out: the rest of it without the verb, the `by` or the link that begins or
//! ends it. What it promises: a word is compared whole, in any of the languages of
//! these tables.

use std::sync::LazyLock;

use crate::page::hint::Hint;

/// Verbs behind a name.
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "says", "said", "wrote", "writes", "commented", "replied", "posted", "added", "asked", "answered",
    "sagt", "sagte", "schreibt", "schrieb", "meint", "dit", "écrit", "dice", "dijo", "escribió", "disse",
    "scrive", "zegt", "skriver", "schreef", "skrev", "kirjoitti", "napisał", "napsal", "пишет", "написал", "yazdı",
    "scritto", "detto", "commenté", "répondu", "escrito", "comentó", "respondió", "escreveu", "comentou", "geschrieben",
    "kommentierte", "antwortete", "napisała", "написала", "scris", "írta",
];
/// Words between a name and a verb: `NAME a écrit`.
const AUXILIARIES: [&str; 8] = [" a", " ha", " hat", " heeft", " har", " has", " ont", " have"];
/// Words before a name.
#[rustfmt::skip]
pub(super) const BYS: &[&str] = &[
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
pub(super) const SHORT_BYS: &[&str] = &["von", "par", "Par", "por", "Por"];
/// Words between a name and a date, and before a date alone. In these letters
/// only: `Casey E.A.` ends in no preposition.
#[rustfmt::skip]
pub(super) const LINKS: &[&str] = &[
    "on", "On", "at", "At", "posted on", "Posted on", "posted at", "posted", "Posted", "created",
    "left a comment", "added a comment", "posted a comment", "made a comment", "wrote a comment", "erstellt", "am", "um", "le", "Le", "a", "el", "em", "op", "den", "il", "del", "this", "Old",
    "Date", "date", "Time", "time", "Added", "added", "Sent", "sent", "Submitted", "submitted", "Received", "Created",
    "Written", "written", "Posté", "posté", "Publié", "publié", "Publicado", "publicado", "Enviado", "enviado", "Inviato", "inviato", "Geplaatst", "geplaatst", "Datum", "Fecha", "Data", "Veröffentlicht", "verfasst", "geschrieben",
];
/// Words that may follow the date on a header's line.
#[rustfmt::skip]
pub(super) const AFTER_DATE: &[&str] = &[
    "edited", "edit", "permalink", "link", "reply", "quote", "report", "flag", "share", "says", "said",
    "wrote", "writes", "commented", "new", "op", "author", "next", "prev", "parent", "root", "hide", "past",
    "favorite", "favorites", "suggest", "removal", "uhr", "antworten", "antwort", "zitieren", "répondre", "svar", "svara", "responder", "rispondi", "delete", "log", "in",
    "to", "am", "pm", "г", "ч", "thread", "starter", "homepage", "journal", "add", "bookmark",
];
/// Words before the title of a post, behind its date.
pub(in crate::page) const SUBJECTS: &[&str] = &[
    "Title",
    "Subject",
    "Post subject",
    "Titel",
    "Betreff",
    "Sujet du message",
    "Asunto",
    "Onderwerp",
    "Temat postu",
];
/// What numbers of posts are called.
pub(super) const POSTS: &[&str] =
    &["reply", "post", "message", "comment", "antwort", "beitrag", "réponse", "respuesta"];
/// Words before the name that a comment answers.
#[rustfmt::skip]
pub(super) const REPLY_TO: &[&str] = &[
    "reply to", "in reply to", "replying to", "in response to", "replied to", "antwort an",
    "antwort auf", "als antwort auf", "en réponse à", "en respuesta a", "responde a", "in risposta a",
    "em resposta a",
];

/// The piece before a verb that ends the text.
pub(super) fn before_verb(text: &str) -> Option<&str> {
    // `napisał(a)`: whoever it was.
    let text = text.strip_suffix("(a)").or_else(|| text.strip_suffix("(а)")).unwrap_or(text);
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
    let is_verb = HINT.may_have(last) && VERBS.iter().any(|verb| last.eq_ignore_ascii_case(verb));
    is_verb.then(|| {
        let name = before.trim_end();
        AUXILIARIES.iter().find_map(|auxiliary| name.strip_suffix(auxiliary)).unwrap_or(before)
    })
}

/// The piece behind a `by` that begins the text.
pub(in crate::page) fn behind_by(text: &str) -> Option<&str> {
    let short = || SHORT_BYS.iter().find_map(|by| text.strip_prefix(by)?.strip_prefix(' '));
    BYS.iter().find_map(|by| strip_prefix(text, by)).or_else(short)
}

/// Drops a word in these letters only, if the text ends with it.
pub(super) fn strip_exact_suffix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    strip_suffix(text, word).filter(|_| text.ends_with(word))
}

/// Drops a word, in any case of its ASCII letters, if the text ends with it
/// and it is a word of its own.
pub(super) fn strip_suffix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(word.len())?;
    let (rest, end) = text.split_at_checked(start)?;
    let is_word = rest.is_empty() || rest.ends_with(|c: char| !c.is_alphanumeric());
    (is_word && end.eq_ignore_ascii_case(word)).then_some(rest)
}

/// The same at the start; a colon ends a word by itself.
pub(super) fn strip_prefix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    let is_word = word.ends_with(':') || rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
    (is_word && start.eq_ignore_ascii_case(word)).then_some(rest)
}
