//! What stands in a comment section without being written by a reader. What
//! comes in: an element, or a text. What goes out: whether it is a pingback, a
//! form, a button; a text without the lines of buttons. What it promises: it
//! goes by what systems write, never by a site.

use std::sync::LazyLock;

use super::sign;
use super::tag::Tag;
use super::text;
use super::tree::{Id, Tree};
use crate::page::hint::Hint;
use crate::page::kind;
use crate::page::marks::{self, Mark};
use crate::page::teaser;

/// Classes of the parts of a comment that are no part of its text.
#[rustfmt::skip]
const BUTTONS: &[&str] = &[
    "comment-reply-link", "reply", "comment-reply", "comment_reply", "comment-respond", "comment-form",
    "comment-actions", "comment-footer", "comment-likes", "jetpack-likes-widget-wrapper",
    "jetpack-comment-likes-widget-wrapper", "sharedaddy", "says", "screen-reader-text", "sr-only",
    "visually-hidden", "comment-edit-link", "edit-link", "comment-awaiting-moderation", "wp-block-comment-reply-link",
    "comment-meta", "comment-metadata", "comment-permalink", "rating", "cld-like-dislike-wrap", "gdrts-rating-block",
];

/// Their signs: many elements have none of them.
const BUTTON_SIGNS: u32 = sign::of_all(BUTTONS);

/// Longer texts are no buttons.
const LONGEST_TEXT: usize = 24;

/// A part with more nodes than this is no button, whatever its class says.
const LARGEST_BUTTON: u32 = 60;

pub(super) fn is_button(tree: &Tree<'_>, id: Id) -> bool {
    match tree.tag(id) {
        Tag::Text => false,
        Tag::Form => true,
        // bbPress calls a whole post a `reply`.
        _ => {
            tree.signs(id).classes & BUTTON_SIGNS != 0
                && tree.end(id).0 - id.0 <= LARGEST_BUTTON
                && tree.classes(id).any(|class| BUTTONS.contains(&class))
        }
    }
}

/// Whether a text is a button to answer what stands above it, which nothing
/// but a comment has.
pub(super) fn is_answer(text: &str) -> bool {
    #[rustfmt::skip]
    const ANSWERS: &[&str] = &[
        "reply", "quote", "antworten", "zitieren", "répondre", "citer", "responder", "citar", "rispondi", "beantwoorden",
        "reply with quote", "mit zitat antworten", "reply to post", "[reply]", "[quote]", "(reply)", "(quote)", "reply »",
        "reageren", "svara", "svar", "odpowiedz", "odpovědět", "ответить", "cevapla", "reply to this",
        "reply to this post", "reply to this comment", "reply to this message", "répondre à ce message", "reagovat", "reagera",
        "vastaa", "lainaa", "cytuj", "цитировать", "yanıtla", "alıntı", "回复", "返信", "답글",
        "回覆", "回应", "回帖", "जवाब दें", "پاسخ", "הגב", "השב", "odgovori", "răspunde", "válasz", "отговори",
        "balas", "trả lời", "رد", "απάντηση", "відповісти", "ตอบกลับ",
    ];
    static HINT: LazyLock<Hint> = LazyLock::new(|| Hint::new(ANSWERS.iter().copied()));
    // `Reply (2)`
    let bare = text.trim_end_matches(')').trim_end_matches(|c: char| c.is_ascii_digit());
    let is_counted = bare.len() + 1 < text.len() || bare.len() < text.len() && !text.ends_with(')');
    let text = if is_counted { bare.trim_end_matches(['(', ' ']) } else { text };
    text.len() <= LONGEST_TEXT && HINT.may_have(text) && ANSWERS.contains(&text.to_lowercase().as_str())
}

/// The same of a button to call a moderator, which reviews have, too.
pub(super) fn is_report(text: &str) -> bool {
    const REPORTS: &[&str] = &["report", "flag", "melden", "signaler", "denunciar", "segnala", "anmäl"];
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    // All of them begin with one of these letters.
    let may_be =
        text.starts_with(|c: char| matches!(c.to_ascii_lowercase(), 'r' | 'f' | 'm' | 's' | 'd' | 'a'));
    text.len() <= LONGEST_TEXT && may_be && {
        let text = text.to_lowercase();
        let is_word = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        REPORTS.iter().any(|report| text.strip_prefix(report).is_some_and(is_word))
    }
}

/// Whether the class or the id of an element holds one of some words.
pub(super) fn is_called(tree: &Tree<'_>, id: Id, words: &[&str]) -> bool {
    ["class", "id"].iter().filter_map(|name| tree.attribute(id, name)).any(|value| {
        let value = value.to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    })
}

/// Whether an element is a notice that another page links to this one.
pub(super) fn is_ping(tree: &Tree<'_>, id: Id) -> bool {
    let is_list = |around: Id| {
        ["class", "id"].iter().filter_map(|name| tree.attribute(around, name)).any(|value| {
            let mut words = value.split_ascii_whitespace();
            words.any(|word| {
                matches!(word, "pinglist" | "pings" | "pingbacks" | "trackbacks" | "trackback-list")
            })
        })
    };
    tree.classes(id).any(|class| matches!(class, "pingback" | "trackback" | "pings"))
        || tree.ancestors(id).take(2).any(is_list)
}

/// The same of its text.
pub(super) fn is_ping_text(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "|·•-–".contains(c));
    teaser::is_excerpt(text) || marks::is_pingback(text)
}

/// The same of who wrote it: `Pingback von PAGE`.
pub(super) fn is_ping_name(name: &str) -> bool {
    let first = name.split([' ', ':']).next().unwrap_or_default();
    first.len() < name.len()
        && (first.eq_ignore_ascii_case("pingback") || first.eq_ignore_ascii_case("trackback"))
}

/// Whether an element is the form for a new comment.
pub(super) fn is_form(tree: &Tree<'_>, id: Id) -> bool {
    tree.tag(id) == Tag::Form
        || tree.classes(id).any(|class| matches!(class, "comment-respond" | "comment-form" | "comments-form"))
        || tree.attribute(id, "id").is_some_and(|id| id == "respond")
}

/// Whether a text names a field of a form, which stands right behind it.
pub(super) fn is_field_label(tree: &Tree<'_>, id: Id) -> bool {
    const NEAR: u32 = 8;
    let is_label = |id: Id| tree.tag(id) == Tag::Label && tree.attribute(id, "for").is_some();
    if is_label(id) || tree.ancestors(id).take(2).any(is_label) {
        return true;
    }
    let end = tree.end(id);
    let mut behind =
        (end.0..tree.end(Id::ROOT).0.min(end.0 + NEAR)).map(Id).take_while(|&id| !tree.has_text(id));
    behind.any(|id| match tree.tag(id) {
        Tag::Textarea | Tag::Select => true,
        Tag::Input => tree
            .attribute(id, "type")
            .is_none_or(|kind| matches!(kind, "text" | "password" | "email" | "url")),
        _ => false,
    })
}

/// What a system calls a comment: the attribute that links to it use.
pub(super) fn id_of(tree: &Tree<'_>, id: Id) -> Option<String> {
    ["data-content", "thingid", "id", "data-fullname", "data-pid"]
        .into_iter()
        .find_map(|name| tree.attribute(id, name))
        .map(text::value)
        .filter(|id| !id.is_empty())
}

/// A text without the colon before it: `NAME: TEXT`.
pub(super) fn behind_colon(text: &str) -> &str {
    text.strip_prefix('：').or_else(|| text.strip_prefix(": ")).map_or(text, str::trim_start)
}

/// A text without its lines of buttons and counters, and without `says:`.
pub(super) fn without_marks(text: &str) -> String {
    let is_kept = |line: &&str| {
        let is_mark = matches!(
            marks::of(line),
            Some(Mark::Tail | Mark::Count | Mark::Badge | Mark::Control | Mark::Form)
        );
        // What parts a name from a date.
        let is_sign = matches!(line.trim(), "·" | "|" | "•" | "⋅" | "»" | "–");
        !is_sign
            && (!is_mark || marks::is_agreement(line.trim_start_matches("> ")))
            && !marks::is_row_of_buttons(line)
            && !marks::is_glued_buttons(line)
            && !kind::is_verb(line)
    };
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        let lines: Vec<&str> = paragraph.lines().filter(is_kept).collect();
        if !lines.is_empty() {
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(&lines.join("\n"));
        }
    }
    out
}

/// A text without the buttons at its end: `Expand full comment`.
pub(super) fn without_last_marks(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((rest, last)) = text.rsplit_once('\n') {
        if marks::of(last) != Some(Mark::Tail) && !marks::is_row_of_buttons(last) {
            break;
        }
        text = rest.trim_end();
    }
    text
}
