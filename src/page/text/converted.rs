//! Text as converters write it → text as it was shown. What comes in: a page's
//! text, perhaps in Markdown (`[NAME](/users/7)`, as `html2text` writes it) or with
//! numbered links and their list below it (`[12]NAME`, as `lynx -dump` does). What
//! goes out: the same without the marks and the addresses. What it promises: text
//! that is neither comes back as it was; time linear in the text.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memmem};

use crate::page::{date, marks, name};

/// So many links in Markdown are no accident.
const FEWEST_LINKS: usize = 4;
/// An address is no longer, in bytes.
const LONGEST_ADDRESS: usize = 2_000;

/// How the names of pictures end that stand in brackets: `[avatar.gif]`.
const PICTURES: [&str; 8] = [".gif", ".png", ".jpg", ".jpeg", ".svg", ".webp", "[IMG", "[INLINE"];

/// Takes off what a converter added.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    // All marks have brackets.
    if memchr(b'[', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    if memmem::find_iter(text.as_bytes(), b"](").take(FEWEST_LINKS).count() == FEWEST_LINKS {
        return Cow::Owned(without_markdown(text));
    }
    let plain = match numbered_links(text) {
        Some((text, count)) => Cow::Owned(without_numbers(text, count)),
        None => Cow::Borrowed(text),
    };
    let has_pictures = memchr_iter(b']', plain.as_bytes()).any(|close| ends_picture(&plain[..close]));
    if has_pictures { Cow::Owned(without_pictures(&plain)) } else { plain }
}

/// Whether a text ends with the name of a picture, but for its bracket.
fn ends_picture(text: &str) -> bool {
    PICTURES.iter().any(|end| text.ends_with(end))
}

/// A text without the names of pictures.
fn without_pictures(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let start = out.len();
        let mut rest = line;
        while let Some(open) = memchr(b'[', rest.as_bytes()) {
            let close = memchr(b']', &rest.as_bytes()[open..]).map(|length| open + length);
            let is_picture = close.is_some_and(|close| {
                close - open <= LONGEST
                    && !rest[open + 1..close].contains('[')
                    && ends_picture(&rest[open..close])
            });
            let (end, next) = match close.filter(|_| is_picture) {
                Some(close) => (open, close + 1),
                None => (open + 1, open + 1),
            };
            out.push_str(&rest[..end]);
            rest = &rest[next..];
        }
        out.push_str(rest);
        if out[start..].trim().is_empty() && !line.trim().is_empty() {
            out.truncate(start);
        }
    }
    out
}

/// The text above the list of its links, and how many there are.
fn numbered_links(text: &str) -> Option<(&str, u32)> {
    // Searching forwards is quicker.
    let at = memmem::find_iter(text.as_bytes(), b"\nReferences\n").last()?;
    let (mut count, mut links, mut others) = (0, 0, 0);
    for line in text[at + 1..].lines().skip(1).map(str::trim).filter(|line| !line.is_empty()) {
        let link = line.split_once(". ").filter(|(_, address)| address.contains(':'));
        match link.and_then(|(number, _)| number.parse::<u32>().ok()) {
            Some(number) => (count, links) = (count.max(number), links + 1),
            // `Visible links:` and `Hidden links:` stand among them.
            None if line.ends_with("links:") => {}
            None if links == 0 => return None,
            // An address may have line ends in it.
            None => others += 1,
        }
    }
    (links > 0 && others * 10 <= links).then_some((&text[..at], count))
}

/// A text without `[12]`. A line that held nothing else was a picture.
fn without_numbers(text: &str, count: u32) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let start = out.len();
        let mut rest = line;
        while let Some(open) = memchr(b'[', rest.as_bytes()) {
            let digits = rest[open + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let end = open + 1 + digits;
            let number = rest[open + 1..end].parse::<u32>().ok().filter(|_| rest[end..].starts_with(']'));
            let is_link = number.is_some_and(|number| (1..=count).contains(&number));
            out.push_str(&rest[..if is_link { open } else { end }]);
            rest = &rest[if is_link { end + 1 } else { end }..];
        }
        out.push_str(rest);
        if out[start..].trim().is_empty() && !line.trim().is_empty() {
            out.truncate(start);
        }
    }
    out
}

/// What is being written, with the brackets that are open.
struct Writer {
    out: String,
    /// Where each open bracket stands in `out`, and whether a picture's.
    open: Vec<(usize, bool)>,
    /// Where brackets stand that were links'.
    links: Vec<usize>,
}

/// A text without the marks of Markdown, each cell of a table on a line of its own.
fn without_markdown(text: &str) -> String {
    let is_rule = |line: &str| line.contains("---|") || line.contains("|---");
    let has_tables = text.lines().any(is_rule);
    let mut writer = Writer { out: String::with_capacity(text.len()), open: Vec::new(), links: Vec::new() };
    let mut skip_to = 0;
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).chain([text.len()]) {
        let line = &text[start.max(skip_to).min(end)..end];
        let bare = line.trim();
        let is_mark = matches!(bare, "* * *" | "---" | "***") || has_tables && is_table_rule(bare);
        if is_mark {
            writer.out.push('\n');
        } else if start >= skip_to && is_linked_name(bare) {
            writer.out.push_str(line);
        } else if start >= skip_to {
            // Items may be headings, too: `1. ### NAME`.
            let item = line.len()
                - line
                    .trim_start_matches([' ', '*', '.'])
                    .trim_start_matches(|c: char| c.is_ascii_digit() || ". ".contains(c))
                    .len();
            let heading = line[item..].len() - line[item..].trim_start_matches(['#', ' ']).len();
            let is_heading =
                line[item..item + heading].starts_with('#') && line[..item + heading].ends_with(' ');
            let from = start + if is_heading { item + heading } else { 0 };
            writer.out.push_str(if is_heading { &line[..item] } else { "" });
            skip_to = writer.line(text, from, end, has_tables);
        } else if skip_to < end {
            skip_to = writer.line(text, skip_to, end, has_tables);
        }
        start = end;
    }
    writer.finish()
}

/// Whether a line is nothing but a name and the page of its bearer, or of what is
/// answered: that says more than the name alone.
fn is_linked_name(line: &str) -> bool {
    name::of_link(line)
        .is_some_and(|(name, _)| marks::of(name).is_none() && date::find(name).is_none() && name.len() > 1)
}

/// `---|---`
fn is_table_rule(line: &str) -> bool {
    line.contains('-') && line.bytes().all(|byte| matches!(byte, b'-' | b'|' | b':' | b' '))
}

impl Writer {
    /// Writes a part of a line; where the next one is to be read from, as an
    /// address may go on there.
    fn line(&mut self, text: &str, start: usize, end: usize, has_tables: bool) -> usize {
        let bytes = text.as_bytes();
        let mut at = start;
        while at < end {
            let next = bytes.get(at + 1).copied().unwrap_or(b'\n');
            let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b'\n');
            match bytes[at] {
                b'\\' if next.is_ascii_punctuation() => {
                    self.out.push(char::from(next));
                    at += 2;
                }
                b'!' if next == b'[' => {
                    self.open.push((self.out.len(), true));
                    at += 2;
                }
                b'[' => {
                    self.open.push((self.out.len(), false));
                    self.out.push('[');
                    at += 1;
                }
                b']' => {
                    let link = self.open.pop();
                    let address = link.filter(|_| next == b'(').and_then(|_| address(text, at + 2));
                    match (link, address) {
                        (Some((open, true)), Some(_)) => {
                            self.out.truncate(open);
                            self.links.retain(|&link| link < open);
                        }
                        (Some((open, false)), Some(_)) => self.links.push(open),
                        _ => self.out.push(']'),
                    }
                    at = address.unwrap_or(at + 1);
                }
                b'*' if next == b'*' => at += 2,
                b'_' if is_emphasis(before, next) => at += 1,
                b'|' if has_tables && (before == b' ' || next == b' ' || at == start) => {
                    self.out.push('\n');
                    at += 1;
                }
                _ => {
                    let plain = bytes[at + 1..end]
                        .iter()
                        .take_while(|byte| !matches!(byte, b'\\' | b'!' | b'[' | b']' | b'*' | b'_' | b'|'));
                    let until = at + 1 + plain.count();
                    self.out.push_str(&text[at..until]);
                    at = until;
                }
            }
        }
        at
    }

    fn finish(mut self) -> String {
        self.links.sort_unstable();
        let mut out = String::with_capacity(self.out.len());
        let mut from = 0;
        for link in self.links {
            out.push_str(&self.out[from..link]);
            from = link + 1;
        }
        out.push_str(&self.out[from..]);
        out
    }
}

/// Whether a `_` between these stands at an end of words.
fn is_emphasis(before: u8, next: u8) -> bool {
    let is_edge = |byte: u8| byte.is_ascii_whitespace() || byte.is_ascii_punctuation() && byte != b'_';
    let is_apart = before.is_ascii_whitespace() && next.is_ascii_whitespace();
    (is_edge(before) || is_edge(next)) && !is_apart
}

/// Where an address ends: behind its bracket. One may stand in it, too.
fn address(text: &str, start: usize) -> Option<usize> {
    let limit = text.len().min(start + LONGEST_ADDRESS);
    let bytes = &text.as_bytes()[start..limit];
    let close = memchr(b')', bytes)?;
    if memmem::find(&bytes[..close], b"\n\n").is_some() {
        return None;
    }
    let inner = memchr(b'(', &bytes[..close]).and_then(|_| memchr(b')', &bytes[close + 1..]));
    let end = inner.filter(|more| !bytes[close + 1..close + 1 + more].contains(&b'\n'));
    Some(start + close + 1 + end.map_or(0, |more| more + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plain;

    #[test]
    fn marks_and_addresses_go() {
        let links = "\n[a](b) [a](b) [a](b) [a](b)";
        let cases = [
            ("a link", "[**Ada**](/users/7) wrote", "Ada wrote"),
            ("a picture in a link", "[![Ada](/a.png)](/users/7) Ada", " Ada"),
            ("a wrapped address", "[Ada](/users/\nada-7) wrote\nYes.", "Ada wrote\nYes."),
            ("a name alone", "[Ada](/users/7)", "[Ada](/users/7)"),
            ("a button", "[ Reply ](/answer)", " Reply "),
            ("an address with brackets", "[Ada](/wiki/Ada_(poet)) wrote", "Ada wrote"),
            ("a heading", "### 12 thoughts", "12 thoughts"),
            ("escapes", "1\\. pete\\_72 \\- Leeds", "1. pete_72 - Leeds"),
            (
                "emphasis",
                "That is _so_ **good**, pete_72 and snake_case_name",
                "That is so good, pete_72 and snake_case_name",
            ),
            ("no link", "see [1] and (2)", "see [1] and (2)"),
            ("a rule", "Yes.\n\n* * *\n\nNo.", "Yes.\n\n\n\nNo."),
            ("a table", "Ada | Yes.\n---|---\nPit | No.", "Ada \n Yes.\n\nPit \n No."),
        ];
        for (name, text, want) in cases {
            assert_eq!(plain(&format!("{text}{links}")), format!("{want}\na a a a"), "{name}");
        }
    }

    #[test]
    fn numbers_of_links_go_with_their_list() {
        let page = "   [1]Ada wrote\n   [2]\n   Yes [3] and [9].\n\nReferences\n\n   Visible links:\n   1. http://example.org/a\n   2. file:///b\n   3. http://example.org/c\n";
        assert_eq!(plain(page), "   Ada wrote\n   Yes  and [9].\n");
        let papers = "As [1] says.\n\nReferences\n\n1. Lamplight. Harbour Press: 1974.\nMore of it.\n";
        assert_eq!(plain(papers), papers);
    }

    #[test]
    fn names_of_pictures_go() {
        let cases = [
            ("an avatar", "[avatar.gif]Ada wrote", "Ada wrote"),
            ("a line of its own", "Ada\n[IMG]\nYes.", "Ada\nYes."),
            ("an open bracket at the end", "[a.gif] Yes [é", " Yes [é"),
            ("a word", "see [picture]", "see [picture]"),
        ];
        for (name, text, want) in cases {
            assert_eq!(plain(text), want, "{name}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_answered(text in "[\\[\\]()!*_|# \\\\\na-c1é]{0,200}") {
            plain(&format!("{text}[a](b)[a](b)[a](b)[a](b){text}"));
            plain(&format!("{text}\nReferences\n\n1. http:{text}"));
            plain(&format!("[a.gif]{text}"));
        }
    }
}
