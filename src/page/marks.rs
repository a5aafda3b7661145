//! The marks that comment systems leave in text. What comes in: a line. What
//! goes out: the [`Mark`] it is, if any. What it promises: one table look-up
//! per line. The table itself is `marks.txt`, the one place to extend when a
//! new system is met.
//!
//! A pattern is a whole line as words in lower case, without the signs around
//! them (`• Reply • Share ›` is `reply share`). `#` stands for a number and a
//! last `*` for whatever follows. Of two patterns for one line the first wins.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::hint::{Hint, Table};

/// What a line is for a comment section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) enum Mark {
    /// Only a comment section begins like this.
    Start,
    /// A heading that may stand over comments; headers have to follow.
    Title,
    /// The same, but it says that there are none.
    Empty,
    /// A control of the section: sorting, counting, the fields of its form.
    Control,
    /// A button or counter under a comment.
    Tail,
    /// A number alone: votes, or the number of a post.
    Count,
    /// A word beside a name: `Author`, `Moderator`.
    Badge,
    /// A line of a forum member's profile beside a post.
    Profile,
    /// Something between comments that belongs to none.
    Noise,
    /// More comments than the page holds: the end, unless one follows.
    More,
    /// The form for a new comment, or that there is none: the end of most
    /// sections, but some pages show it first.
    Form,
    /// The section is over: the page goes on with something else.
    End,
}

/// The patterns, under a heading for each mark.
const PATTERNS: &str = include_str!("marks.txt");

/// The headings of the table.
const HEADINGS: [(&str, Mark); 12] = [
    ("[count]", Mark::Count),
    ("[empty]", Mark::Empty),
    ("[form]", Mark::Form),
    ("[start]", Mark::Start),
    ("[title]", Mark::Title),
    ("[control]", Mark::Control),
    ("[tail]", Mark::Tail),
    ("[badge]", Mark::Badge),
    ("[profile]", Mark::Profile),
    ("[noise]", Mark::Noise),
    ("[more]", Mark::More),
    ("[end]", Mark::End),
];

/// Longer lines are never marks. `This site uses Akismet …` is the longest
/// usual one.
const LONGEST_MARK: usize = 160;

struct Pattern {
    mark: Mark,
    /// The words behind the first one.
    rest: Vec<&'static str>,
}

/// The patterns that begin with one word, in the order of the file.
#[derive(Default)]
struct Patterns {
    all: Vec<Pattern>,
    /// How many words the longest has behind that one.
    longest: usize,
}

/// The patterns by their first word.
static TABLE: LazyLock<Table<&str, Patterns>> = LazyLock::new(|| {
    let mut table: Table<&str, Patterns> = Table::default();
    let mut mark = Mark::Noise;
    for line in PATTERNS.lines().filter(|line| !line.starts_with(";;")) {
        if let Some((_, heading)) = HEADINGS.iter().find(|(heading, _)| *heading == line) {
            mark = *heading;
            continue;
        }
        let mut words = line.split_whitespace();
        if let Some(first) = words.next() {
            let patterns = table.entry(first).or_default();
            let rest: Vec<&str> = words.collect();
            patterns.longest = patterns.longest.max(rest.len());
            patterns.all.push(Pattern { mark, rest });
        }
    }
    table
});

/// No pattern has so many words behind the first one.
const LONGEST_PATTERN: usize = 16;

/// The words that are buttons by themselves.
static BUTTONS: LazyLock<Hint> = LazyLock::new(|| {
    let is_button = |(_, patterns): &(&&'static str, &Patterns)| patterns.all.iter().any(Pattern::is_button);
    Hint::new(TABLE.iter().filter(is_button).map(|(word, _)| *word))
});

/// What the first words of patterns look like.
static HINT: LazyLock<Hint> = LazyLock::new(|| Hint::new(TABLE.keys().copied()));

/// The same of the patterns of headings.
static HEADINGS_HINT: LazyLock<Hint> = LazyLock::new(|| {
    let is_heading = |(_, patterns): &(&&'static str, &Patterns)| {
        patterns.all.iter().any(|pattern| matches!(pattern.mark, Mark::Title | Mark::Start))
    };
    Hint::new(TABLE.iter().filter(is_heading).map(|(word, _)| *word))
});

/// What those are called who give no name, beside what badges are called.
const NOBODIES: [&str; 2] = ["guest", "gast"];

/// Lines of signs only: wpDiscuz's form, and what parts a name from a date.
const SIGNS: [&str; 6] = ["{} [+]", "{}", "[+]", "[›]", "•", "·"];

/// The mark that a line is, without its list marker.
pub(in crate::page) fn of(line: &str) -> Option<Mark> {
    if line.len() > LONGEST_MARK {
        return None;
    }
    // Most lines begin with a word that begins no pattern.
    let letters = line.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_word = letters > 0 && line.as_bytes().get(letters).is_none_or(|&byte| byte == b' ');
    if is_word && !HINT.may_have(&line[..letters]) {
        return None;
    }
    if is_pingback(line) {
        return Some(Mark::Noise);
    }
    let Some(first) = Words(line).next() else {
        return SIGNS.contains(&line).then_some(Mark::Control);
    };
    if !is_number(first) && !HINT.may_have(first) {
        return None;
    }
    let key = if is_number(first) { Cow::Borrowed("#") } else { lower(first) };
    let named = if first == "0" { TABLE.get(first) } else { None };
    let patterns = [named, TABLE.get(&*key)];
    let Some(longest) = patterns.iter().flatten().map(|patterns| patterns.longest).max() else {
        return behind_number(line).and_then(of).filter(|mark| *mark == Mark::Title);
    };
    let mut words = [""; LONGEST_PATTERN];
    let mut count = 0;
    // One more shows that the line is too long.
    for (place, word) in words.iter_mut().zip(Words(line).skip(1).take(longest + 1)) {
        *place = word;
        count += 1;
    }
    let rest = words.get(..count).unwrap_or_default();
    let mut patterns = patterns.iter().flatten().flat_map(|patterns| &patterns.all);
    let mark = patterns.find(|pattern| pattern.matches(rest)).map(|pattern| pattern.mark);
    // `Réactions (12)`
    mark.or_else(|| of(uncounted(line)?).filter(|mark| *mark == Mark::Title))
}

/// `Pingback:TITLE`, however long the title is.
pub(in crate::page) fn is_pingback(line: &str) -> bool {
    if !line.starts_with(['P', 'p', 'T', 't']) {
        return false;
    }
    let label = line.get(..9).filter(|start| start.ends_with(':'));
    label.is_some_and(|label| label.eq_ignore_ascii_case("pingback:"))
        || line.get(..10).is_some_and(|label| label.eq_ignore_ascii_case("trackback:"))
}

/// Whether a line says that comments follow: `3 Comments`.
pub(in crate::page) fn is_heading(line: &str) -> bool {
    let first = Words(line).next();
    first.is_some_and(|word| is_number(word) || HEADINGS_HINT.may_have(word))
        && matches!(of(line), Some(Mark::Title | Mark::Start))
}

/// Whether a text that stands where a name may is none: a mark, but not what
/// somebody without a name is called.
pub(in crate::page) fn is_no_name(text: &str) -> bool {
    of(text).is_some() && !is_nobody(text)
}

/// Whether a line is no number of votes, but a reader's: `+1`.
pub(in crate::page) fn is_agreement(line: &str) -> bool {
    line.starts_with("+1") && of(line) == Some(Mark::Count)
}

/// Whether a text is what a system calls those who give no name.
pub(in crate::page) fn is_nobody(text: &str) -> bool {
    NOBODIES.iter().any(|nobody| text.eq_ignore_ascii_case(nobody))
}

/// A line without a number in brackets at its end.
fn uncounted(line: &str) -> Option<&str> {
    let (before, number) = line.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    (!number.is_empty() && is_number(number)).then(|| before.trim_end()).filter(|before| !before.is_empty())
}

/// A line without the number before it, where none parts it from a word: `12条评论`.
fn behind_number(line: &str) -> Option<&str> {
    let line = line.strip_prefix('共').unwrap_or(line);
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    (rest.len() < line.len() && !rest.starts_with(|c: char| c.is_ascii())).then_some(rest)
}

/// `Reply Quote Report`: nothing but buttons that the table knows one by one,
/// as markup without line ends leaves them.
pub(in crate::page) fn is_row_of_buttons(line: &str) -> bool {
    const MOST: usize = 6;
    const LONGEST: usize = 60;
    // `1条回复`
    let is_counted = |word: &str| behind_number(word).and_then(of) == Some(Mark::Title);
    let is_button = |word: &str| {
        is_counted(word)
            || BUTTONS.may_have(word)
                && TABLE
                    .get(&*lower(word))
                    .is_some_and(|patterns| patterns.all.iter().any(Pattern::is_button))
    };
    // Most lines begin with a word that is no button.
    let first = || Words(line).find(|word| !is_number(word)).is_some_and(is_button);
    if line.len() > LONGEST || line.ends_with(['.', '!', '?']) || !first() {
        return false;
    }
    let line = lower(line);
    // `Quote Report 3 Likes`
    let mut words: Vec<&str> = Words(&line).filter(|word| !is_number(word)).take(MOST + 1).collect();
    let count = words.len();
    let are_buttons = (2..=MOST).contains(&count) && words.iter().all(|word| is_button(word));
    words.sort_unstable();
    words.dedup();
    are_buttons && words.len() == count
}

/// `回复 踩1 赞2`: nothing but buttons in scripts without spaces between words, with
/// their counts.
pub(in crate::page) fn is_glued_buttons(line: &str) -> bool {
    const LONGEST: usize = 60;
    #[rustfmt::skip]
    const WORDS: [&str; 20] = [
        "回复", "举报", "赞", "踩", "顶", "支持", "反对", "分享", "收藏", "引用", "回覆", "檢舉", "返信", "通報", "いいね",
        "답글", "신고", "공감", "좋아요", "条回复",
    ];
    let is_between = |c: char| c.is_whitespace() || c.is_ascii_digit() || "|+-:·⋅,()（）".contains(c);
    // Few lines end so, and fewer have other letters.
    let is_end = line.bytes().next_back().is_some_and(|byte| byte >= 0x80 || byte.is_ascii_digit());
    if line.len() > LONGEST || !is_end || line.is_ascii() {
        return false;
    }
    let mut rest = line.trim_start_matches(is_between);
    let mut is_any = false;
    while let Some(behind) = WORDS.iter().find_map(|word| rest.strip_prefix(word)) {
        (rest, is_any) = (behind.trim_start_matches(is_between), true);
    }
    is_any && rest.is_empty()
}

impl Pattern {
    /// Whether it is a button of one word.
    fn is_button(&self) -> bool {
        self.mark == Mark::Tail && (self.rest.is_empty() || self.rest == ["*"])
    }

    fn matches(&self, rest: &[&str]) -> bool {
        let (rest, wanted) = match self.rest.split_last() {
            Some((&"*", wanted)) => (rest.get(..wanted.len()).unwrap_or_default(), wanted),
            _ => (rest, &*self.rest),
        };
        rest.len() == wanted.len()
            && rest
                .iter()
                .zip(wanted)
                .all(|(word, &want)| is_word(word, want) || want == "#" && is_number(word))
    }
}

/// The words of a line without the signs around them.
#[derive(Clone, Copy)]
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let start = self.0.trim_start();
            if start.is_empty() {
                return None;
            }
            // Few words have other letters than these.
            let plain = start.bytes().take_while(u8::is_ascii_graphic).count();
            let (word, rest) = match start.as_bytes().get(plain) {
                None => (start, ""),
                Some(b' ') => (&start[..plain], &start[plain + 1..]),
                Some(_) => start.split_once(char::is_whitespace).unwrap_or((start, "")),
            };
            self.0 = rest;
            let word = bare(word);
            if !word.is_empty() {
                return Some(word);
            }
        }
    }
}

fn bare(word: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    if is_plain(word.as_bytes().first()) && is_plain(word.as_bytes().last()) {
        return word;
    }
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '©')
}

/// Whether a word is one of a pattern, in any case of its letters.
fn is_word(word: &str, want: &str) -> bool {
    word == want
        || if word.is_ascii() { word.eq_ignore_ascii_case(want) } else { word.to_lowercase() == want }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
}

fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

#[cfg(test)]
mod tests {
    use super::{HEADINGS, Mark, PATTERNS, Words, is_glued_buttons, is_row_of_buttons, of};

    #[test]
    fn the_table_has_the_form_that_lines_are_compared_in() {
        let mut headings = Vec::new();
        for line in PATTERNS.lines().filter(|line| !line.is_empty() && !line.starts_with(";;")) {
            if line.starts_with('[') {
                headings.push(line);
                continue;
            }
            let words: Vec<&str> = line.split(' ').filter(|word| !matches!(*word, "#" | "*")).collect();
            let literal = words.join(" ");
            assert_eq!(Words(&literal).collect::<Vec<_>>(), words, "{line}");
            assert_eq!(line.to_lowercase(), line);
        }
        let longest = super::TABLE.values().map(|patterns| patterns.longest).max();
        assert!(longest < Some(super::LONGEST_PATTERN));
        assert_eq!(headings, HEADINGS.map(|(heading, _)| heading));
    }

    #[test]
    fn buttons_may_be_glued() {
        let cases = [
            ("回复 踩1 赞2 收藏", true),
            ("举报赞1,356回复", true),
            ("|+1踩0", true),
            ("赞成", false),
            ("12", false),
            ("Reply", false),
            ("", false),
        ];
        for (line, want) in cases {
            assert_eq!(is_glued_buttons(line), want, "{line}");
        }
    }

    #[test]
    fn buttons_may_stand_in_a_row() {
        let cases = [
            ("Reply | Quote | Report", true),
            ("(Quote) (Report) 3 Likes", true),
            ("回复 ⋅ 1条回复 3", true),
            ("Quote that report", false),
            ("Reply", false),
            ("", false),
        ];
        for (line, want) in cases {
            assert_eq!(is_row_of_buttons(line), want, "{line}");
        }
    }

    #[test]
    fn lines_are_marks_whatever_the_signs_around_them() {
        let cases = [
            ("number", "1,204 Comments", Some(Mark::Title)),
            ("colon", "10 comments:", Some(Mark::Title)),
            ("brackets", "Comments (3)", Some(Mark::Title)),
            ("brackets behind any title", "Réactions (12)", Some(Mark::Title)),
            ("brackets behind a button", "Reply (12)", None),
            ("a number before signs", "12条评论", Some(Mark::Title)),
            ("no number of comments", "12条", None),
            ("none", "0 Comments", Some(Mark::Empty)),
            ("copyright", "© 2024 The Quay Courier", Some(Mark::End)),
            ("title quoted", "12 thoughts on “On Bridges”", Some(Mark::Start)),
            ("buttons", "12 • Reply • Share ›", Some(Mark::Tail)),
            ("glued buttons", "ReplyDelete", Some(Mark::Tail)),
            ("votes", "-1", Some(Mark::Count)),
            ("form of signs", "{} [+]", Some(Mark::Control)),
            ("bubble", "Would love your thoughts, please comment.x", Some(Mark::Form)),
            ("a pingback", "Pingback:Lamps of Harrow Quay", Some(Mark::Noise)),
            ("a sentence", "Reply to this if you dare.", None),
            ("a smile", ":)", None),
            ("nothing", "", None),
        ];
        for (name, line, want) in cases {
            assert_eq!(of(line), want, "{name}");
        }
    }
}
