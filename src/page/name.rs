//! Text → could this be the name of a commenter? What comes in: a line or a
//! piece of one. What goes out: yes or no, strictly or loosely. What it
//! promises: it judges the form alone, in any script; what stands around the
//! line has to decide the rest.

/// Longer pieces are no names, in characters and in words.
const LONGEST: usize = 60;
const MOST_WORDS: usize = 7;
/// Pingbacks put a page's title before `says`.
const LONGEST_TITLE: usize = 120;

/// First words of what stands before the date of an article, not of a
/// comment.
#[rustfmt::skip]
const PAGE_WORDS: &[&str] = &[
    "updated", "published", "last", "modified", "reviewed", "originally", "since", "until", "edited",
    "joined", "copyright", "registered", "in", "release", "released", "date", "opens", "expires",
    "aktualisiert",
];
/// How indexes of forums call who wrote last, in a row or above all of them, or when. A
/// line may go on with a name.
#[rustfmt::skip]
const LAST_POSTS: &[&str] = &[
    "last post", "last posts", "latest post", "latest posts", "last message", "last reply", "last comment", "last poster", "most recent",
    "last post info", "last posted", "last activity", "letzter beitrag", "letzte antwort", "letzte nachricht", "neuester beitrag", "dernier message", "dernière réponse",
    "derniers messages", "último mensaje", "último post", "última respuesta", "ultimo messaggio", "ultimo post",
    "ultimo intervento", "última mensagem", "último tópico", "laatste bericht", "laatste post", "senaste inlägg",
    "siste innlegg", "seneste indlæg", "viimeisin viesti", "ostatni post", "ostatnia wiadomość", "poslední příspěvek",
    "posledný príspevok", "utolsó hozzászólás", "utolsó üzenet", "ultimul mesaj", "последнее сообщение",
    "последний ответ", "последние сообщения", "последний пост", "останнє повідомлення", "последно мнение",
    "son mesaj", "son ileti", "τελευταία δημοσίευση", "最后发表", "最新回复", "最后回复", "最后回复人", "最后回复时间", "最後發表", "最終投稿", "最新の投稿",
];
/// First words of short comments that look like names.
#[rustfmt::skip]
const SHORT_COMMENTS: &[&str] = &[
    "hi", "hello", "hey", "dear", "thanks", "thank", "thx", "good", "great", "nice", "wow", "yes", "no",
    "yep", "nope", "lol", "haha", "regards", "cheers", "best", "love", "amen", "agreed", "agree", "awesome",
    "amazing", "excellent", "exactly", "true", "same", "ok", "okay", "sorry", "please", "well", "bravo",
    "perfect", "congratulations", "congrats", "interesting", "brilliant", "ditto", "source", "update",
    "beautiful", "cool",
];
/// Words that announce a name.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "name", "author", "autor", "auteur", "nom", "nombre", "nome", "naam", "nick", "user", "username",
];
/// The same of words that need a colon.
const OPEN_LABELS: &[&str] = &["from", "by", "posted by"];
/// Small words inside a name.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "de", "del", "der", "den", "van", "von", "zu", "la", "le", "el", "al", "bin", "ibn", "da", "do", "dos",
    "di", "of", "the", "and",
];

/// Whether a piece may be a name, given that a date or a verb stands beside it.
pub(in crate::page) fn is_possible(text: &str) -> bool {
    // A character has four bytes at most.
    let is_short = || text.len() <= LONGEST || text.chars().take(LONGEST + 1).count() <= LONGEST;
    text.len() <= LONGEST * 4
        && is_short()
        && text.split_whitespace().nth(MOST_WORDS).is_none()
        && text.chars().any(char::is_alphanumeric)
        && !text.contains("://")
        && !is_time(text)
        && !is_version(text)
        && !is_post_number(text)
        && !ends_sentence(text)
        && !text.starts_with(['"', '“', '(', '©', '$'])
}

/// Whether a piece is a time of day, which many pages set apart as they do
/// names.
fn is_time(text: &str) -> bool {
    text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || c == ':')
}

/// Whether a piece is the number of a post: `No. 4711`.
fn is_post_number(text: &str) -> bool {
    let number = text.strip_prefix("No.").map(str::trim_start);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a piece is the number of a version: `1.12.0`, `v2.3`.
fn is_version(text: &str) -> bool {
    let number = text.strip_prefix(['v', 'V']).unwrap_or(text);
    number.contains('.') && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Whether a piece may be a name or a title.
pub(in crate::page) fn is_title_long(text: &str) -> bool {
    text.len() <= LONGEST_TITLE && text.chars().any(char::is_alphanumeric) && !ends_sentence(text)
}

/// Whether a text looks like what a person is called, or made up to be called.
pub(in crate::page) fn is_of_person(text: &str) -> bool {
    is_likely(text) || is_handle(text)
}

/// Whether a line alone between empty lines looks like a name and not like a
/// short comment.
pub(in crate::page) fn is_likely(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return false };
    let plain = first.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    is_possible(text)
        && text.split_whitespace().count() <= 4
        && !SHORT_COMMENTS.contains(&plain.as_str())
        && is_name_word(first)
        && words.all(|word| is_name_word(word) || PARTICLES.contains(&word))
}

/// A word that begins with a capital, or has no case; a handle has a figure
/// or an underscore.
fn is_name_word(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    match letters.next() {
        Some(first) => !first.is_lowercase() || word.contains(|c: char| c.is_ascii_digit() || c == '_'),
        None => word == "&",
    }
}

/// The name in `NAME, PLACE` and in `NAME from PLACE`, as papers sign what readers sent them.
pub(in crate::page) fn with_place(text: &str) -> Option<(&str, &str)> {
    let text = unnumbered(text);
    let (name, place) = text.split_once(" from ").or_else(|| text.split_once(','))?;
    let place = place.trim();
    (is_possible(name) && is_place(place)).then_some((name, place))
}

/// The same where all names are written so: `NAME of PLACE`, `NAME (PLACE)`.
pub(in crate::page) fn with_any_place(text: &str) -> Option<(&str, &str)> {
    let bracketed = || text.strip_suffix(')').and_then(|rest| rest.split_once(" ("));
    let (name, place) =
        unnumbered(text).split_once(" of ").or_else(bracketed).or_else(|| with_place(text))?;
    (is_possible(name) && is_place(place)).then_some((name, place))
}

fn is_place(text: &str) -> bool {
    let is_part = |part: &str| part.split(' ').all(is_name_word) && part.len() > 1;
    is_possible(text) && text.split(", ").all(is_part)
}

/// A name without the dash before it that parts it from the text above, and
/// without the number of the comment: `— NAME`, `3. NAME`.
pub(in crate::page) fn unnumbered(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "-–—~".contains(c));
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    behind.strip_prefix(['.', ')']).filter(|_| behind.len() < text.len()).map_or(text, str::trim_start)
}

/// A name behind the number of its comment: `[3] NAME`.
pub(in crate::page) fn behind_brackets(text: &str) -> Option<&str> {
    let (number, name) = text.strip_prefix('[')?.split_once(']')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| name.trim_start())
}

/// A name without what stands beside it in a forum: `NAME Posts: 12Member`.
pub(in crate::page) fn without_profile(text: &str) -> &str {
    // Few names have a colon behind them.
    let counted = memchr::memchr(b':', text.as_bytes()).and_then(|_| text.split_once(" Posts: "));
    let (name, rest) = counted.unwrap_or((text, ""));
    if rest.starts_with(|c: char| c.is_ascii_digit()) { name } else { text }
}

/// A name without the address of its bearer: `NAME <ADDRESS>`.
pub(in crate::page) fn without_address(text: &str) -> &str {
    let address = text.strip_suffix('>').and_then(|rest| rest.rsplit_once(" <"));
    address.filter(|(_, address)| address.contains('@')).map_or(text, |(name, _)| name.trim_end())
}

/// A name without the code that tells it from others who are called the same:
/// `NAME #-`, `NAME #79D/WHSg`.
pub(in crate::page) fn without_code(text: &str) -> &str {
    const LENGTH: usize = 8;
    let is_code = |code: &str| {
        code == "-"
            || code.len() == LENGTH && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"./".contains(&b))
    };
    let at = memchr::memrchr(b'#', text.as_bytes()).filter(|&at| is_code(&text[at + 1..]));
    at.and_then(|at| text[..at].strip_suffix(' ')).map_or(text, str::trim_end)
}

/// Whether a piece announces that a name follows.
pub(in crate::page) fn is_label(text: &str) -> bool {
    is_one_of(LABELS, text.trim().trim_end_matches([':', ' ']))
}

/// What stands behind `Name:` or `From:`, which may be nothing.
pub(in crate::page) fn announced(text: &str) -> Option<&str> {
    let (label, name) = text.split_once(':')?;
    (is_one_of(LABELS, label.trim()) || is_one_of(OPEN_LABELS, label.trim())).then(|| name.trim())
}

fn is_one_of(labels: &[&str], text: &str) -> bool {
    labels.iter().any(|label| text.eq_ignore_ascii_case(label))
}

/// Whether a name is one word, as handles are: `fpuga`.
pub(in crate::page) fn is_handle(text: &str) -> bool {
    let plain = text.to_lowercase();
    is_possible(text) && !text.contains(char::is_whitespace) && !SHORT_COMMENTS.contains(&plain.as_str())
}

/// Whether a name is one that a reader made up: one word with figures, a line
/// below or no capital.
pub(in crate::page) fn is_nick(text: &str) -> bool {
    let is_made_up =
        || text.contains(|c: char| c.is_ascii_digit() || c == '_') || !text.contains(char::is_uppercase);
    is_handle(text) && text.contains(|c: char| c.is_ascii_alphabetic()) && is_made_up()
}

/// Whether a piece before a date speaks of the page (`Updated`, `Published`).
pub(in crate::page) fn is_about_page(text: &str) -> bool {
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    PAGE_WORDS.contains(&first.as_str())
}

/// Whether a text is no longer than what says who wrote last, and no shorter.
pub(in crate::page) fn may_be_last_post(text: &str) -> bool {
    const LONGEST: usize = 80;
    (6..=LONGEST).contains(&text.len())
}

/// Whether a line says who wrote last in a topic, or when: `Last post by NAME`.
pub(in crate::page) fn is_last_post(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    // Most lines begin otherwise.
    let may_begin = |c: char| !c.is_ascii() || "lmdsovpun".contains(c.to_ascii_lowercase());
    if !may_be_last_post(text) || !text.starts_with(may_begin) {
        return false;
    }
    let plain = text.to_lowercase();
    let is_whole = |rest: &str| !rest.starts_with(char::is_alphabetic);
    LAST_POSTS.iter().any(|words| plain.strip_prefix(words).is_some_and(is_whole))
}

/// The name and the target of a line that is one Markdown link.
pub(in crate::page) fn of_link(text: &str) -> Option<(&str, &str)> {
    let (name, target) = text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
    let name = name.trim();
    (is_possible(name) && !target.contains(['(', ')', ' '])).then_some((name, target))
}

/// The name before `→` and the name behind it, whom the comment answers.
pub(in crate::page) fn with_parent(text: &str) -> (&str, Option<&str>) {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '•' | '·'));
    match text.split_once(['→', '▸', '▶']) {
        Some((name, parent)) if is_possible(name) && is_possible(parent) => {
            (name.trim(), Some(parent.trim()))
        }
        _ => (text, None),
    }
}

/// Drops a comment's number before a name, a member's mark behind it, and the
/// stars of bold type: `12 NAME`, `NAME ( 1234 )`, `NAME (guest)`, `**NAME**`.
pub(in crate::page) fn bare(text: &str) -> &str {
    let text = text.trim_matches('*');
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let text = match text.get(digits..) {
        // `3楼 NAME`
        Some(name) if digits > 0 && name.starts_with("楼 ") => name.trim_start_matches(['楼', ' ']),
        Some(name) if digits > 0 && name.starts_with(' ') => name.trim_start_matches([' ', ':', '：']),
        _ => text,
    };
    let inner = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match inner {
        Some((name, mark)) if is_mark(mark.trim()) => name.trim(),
        _ => text.trim(),
    }
}

/// Whether what stands in brackets behind a name is no part of it: a number,
/// a sex, that nobody has looked at it.
fn is_mark(text: &str) -> bool {
    let is_known = || is_one_of(&["m", "f", "anonymous", "not verified", "guest", "unregistered"], text);
    text.bytes().all(|b| b.is_ascii_digit()) || is_known()
}

/// Whether a piece ends as a sentence does; `Michael S.` and `Jr.` do not.
fn ends_sentence(text: &str) -> bool {
    match text.chars().next_back() {
        Some('.') => {
            let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
            last.chars().filter(|c| c.is_alphabetic()).count() > 2 || last.starts_with(char::is_lowercase)
        }
        Some(last) => ",:;!?…。！？".contains(last),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_last_post, is_possible};

    #[test]
    fn tells_what_may_be_a_name() {
        let cases = [
            ("Ada Lindqvist", true),
            ("Gaz71", true),
            ("4711", true),
            ("13:17", false),
            ("13:17:04", false),
            ("1.12.0", false),
            ("No. 4711", false),
            ("https://a.example", false),
            ("Well done to the council.", false),
            ("…", false),
        ];
        for (text, want) in cases {
            assert_eq!(is_possible(text), want, "{text}");
        }
    }

    #[test]
    fn tells_who_wrote_last() {
        let cases = [
            ("Last post by Ada", true),
            ("Last reply: today", true),
            ("最后回复人: 老渡口", true),
            ("最后回复时间", true),
            ("Lasting peace", false),
            ("Replies", false),
        ];
        for (text, want) in cases {
            assert_eq!(is_last_post(text), want, "{text}");
        }
    }
}
