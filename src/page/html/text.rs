//! Elements → text as a reader sees it. What comes in: a subtree and what to
//! leave out of it. What goes out: its text, blocks apart by a blank line,
//! lines by a line end. What it promises: white space is folded as a browser
//! folds it, references are read, and nothing unseen (scripts, styles, forms'
//! fields) is in it.

use std::borrow::Cow;

use super::entity;
use super::tag::Tag;
use super::tree::{Id, Tree};

/// What parts the last written word from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    None,
    Space,
    Line,
    Paragraph,
}

/// What stands before a quoted line, as in Markdown and in mail.
const QUOTE: &str = "> ";
/// Deeper quotes are written like this one.
const DEEPEST_QUOTE: usize = 4;

/// What a part of a subtree is for its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    /// Someone else's text: its lines are marked.
    Quote,
    LeftOut,
}

/// Text that is being put together from pieces.
pub(super) struct Writer {
    pub(super) out: String,
    pending: Break,
    /// How many quotes are open, if quotes are to be marked.
    quotes: usize,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { out: String::new(), pending: Break::None, quotes: 0 }
    }

    pub(super) fn part(&mut self, by: Break) {
        self.pending = self.pending.max(by);
    }

    /// A `<br>`; the second in a row makes a paragraph.
    fn line(&mut self) {
        self.pending = if self.pending >= Break::Line { Break::Paragraph } else { Break::Line };
    }

    fn flush(&mut self) {
        if !self.out.is_empty() {
            self.out.push_str(match self.pending {
                Break::None => "",
                Break::Space => " ",
                Break::Line => "\n",
                Break::Paragraph => "\n\n",
            });
        }
        if self.out.is_empty() || self.pending >= Break::Line {
            self.out.push_str(&QUOTE.repeat(self.quotes.min(DEEPEST_QUOTE)));
        }
        self.pending = Break::None;
    }

    /// Text in which white space is folded.
    fn fold(&mut self, text: &str) {
        let text = entity::decode(text);
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let folded = folded(rest.as_bytes());
            if folded > 0 {
                self.flush();
                self.out.push_str(&rest[..folded]);
                rest = &rest[folded..];
                continue;
            }
            let word = rest.trim_ascii_start().trim_start_matches(is_space);
            if word.len() < rest.len() {
                self.part(Break::Space);
            }
            let end = word.find(is_space).unwrap_or(word.len());
            if end > 0 {
                self.flush();
                self.out.push_str(&word[..end]);
            }
            rest = &word[end..];
        }
    }

    /// Text in which line ends count.
    fn keep(&mut self, text: &str) {
        let text = entity::decode(text);
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.part(Break::Line);
            }
            let line = line.trim_end();
            if !line.is_empty() {
                self.flush();
                self.out.push_str(line);
            }
        }
    }

    /// Writes a subtree; `role` says what to make of each element.
    pub(super) fn subtree(&mut self, tree: &Tree<'_>, id: Id, role: impl Fn(Id) -> Role) {
        self.range(tree, id, tree.end(id), role);
    }

    /// Writes all nodes from one to another, in the same way.
    pub(super) fn range(&mut self, tree: &Tree<'_>, start: Id, end: Id, role: impl Fn(Id) -> Role) {
        let mut closing: Vec<(Id, Break, Role)> = Vec::new();
        let mut pre_end = start;
        let mut at = start;
        while at < end {
            while let Some((_, by, role)) = closing.pop_if(|(end, ..)| *end <= at) {
                self.close(by, role);
            }
            let tag = tree.tag(at);
            if tag == Tag::Text {
                // White space is the same whether it is left out or folded.
                let is_gap = tree.is_blank(at) && at >= pre_end;
                if is_gap || role(at) == Role::LeftOut {
                    self.part(Break::Space);
                } else if at < pre_end {
                    self.keep(tree.text(at));
                } else {
                    self.fold(tree.text(at));
                }
                at = Id(at.0 + 1);
                continue;
            }
            let role = if tag.is_unseen() { Role::LeftOut } else { role(at) };
            if role == Role::LeftOut {
                self.part(if tag.is_block() { Break::Paragraph } else { Break::Space });
                at = tree.end(at);
                continue;
            }
            if tag == Tag::Br {
                self.line();
            } else if tag == Tag::Pre {
                pre_end = pre_end.max(tree.end(at));
            }
            let by = if role == Role::Quote { Break::Paragraph } else { break_of(tag) };
            if by > Break::None {
                self.part(by);
                self.quotes += usize::from(role == Role::Quote);
                closing.push((tree.end(at), by, role));
            }
            at = Id(at.0 + 1);
        }
        while let Some((_, by, role)) = closing.pop() {
            self.close(by, role);
        }
    }

    fn close(&mut self, by: Break, role: Role) {
        self.part(by);
        self.quotes -= usize::from(role == Role::Quote);
    }
}

/// How far a text begins with words that are folded already: one space between
/// each two.
fn folded(text: &[u8]) -> usize {
    /// So many bytes are looked at side by side, with the one behind them.
    const STRETCH: usize = 16;
    // What may begin white space beyond ASCII is looked at by itself.
    let is_word = |byte: u8| (byte > b' ') & !matches!(byte, 0xc2 | 0xe1..=0xe3);
    let is_plain = |byte: u8, next: u8| is_word(byte) | (byte == b' ') & is_word(next);
    let is_folded = |at: usize| match text.get(at..) {
        Some([b' ', rest @ ..]) => at > 0 && !rest.is_empty() && !begins_with_gap(rest),
        rest => rest.is_some_and(|rest| !begins_with_gap(rest)),
    };
    if !is_folded(0) {
        return 0;
    }
    let mut at = 1;
    while at < text.len() {
        if let Some(stretch) = text[at..].first_chunk::<{ STRETCH + 1 }>()
            && stretch.iter().zip(&stretch[1..]).fold(true, |all, (&byte, &next)| all & is_plain(byte, next))
        {
            at += STRETCH;
            continue;
        }
        let end = text.len().min(at + STRETCH);
        while at < end {
            if !is_folded(at) {
                return at;
            }
            at += 1;
        }
    }
    at
}

/// Whether a text begins with [white space](is_space), by its bytes.
fn begins_with_gap(text: &[u8]) -> bool {
    match text {
        [..=b' ', ..] | [0xc2, 0x85 | 0xa0, ..] | [0xe1, 0x9a, 0x80, ..] | [0xe3, 0x80, 0x80, ..] => true,
        [0xe2, 0x80, last, ..] => matches!(last, 0x80..=0x8b | 0xa8 | 0xa9 | 0xaf),
        [0xe2, 0x81, 0x9f, ..] => true,
        _ => false,
    }
}

fn break_of(tag: Tag) -> Break {
    match tag {
        Tag::Td | Tag::Th => Break::Space,
        Tag::Li | Tag::Tr | Tag::Dt | Tag::Dd | Tag::Option => Break::Line,
        _ if tag.is_block() => Break::Paragraph,
        _ => Break::None,
    }
}

/// The white space that HTML folds, and the no-break space, which comment
/// systems use as a spacer.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

/// Most texts between tags are ASCII's white space and nothing else, which is
/// quicker seen by bytes.
pub(super) fn trim(text: &str) -> &str {
    text.trim_ascii().trim()
}

/// What a text shows: its references read, without the white space around it.
pub(super) fn shown<'a>(tree: &Tree<'a>, id: Id) -> Cow<'a, str> {
    if tree.is_blank(id) {
        return Cow::Borrowed("");
    }
    match entity::decode(trim(tree.text(id))) {
        Cow::Owned(text) => Cow::Owned(trim(&text).to_owned()),
        text => text,
    }
}

/// The text of a subtree, on one line.
pub(super) fn line(tree: &Tree<'_>, id: Id) -> String {
    let mut writer = Writer::new();
    writer.subtree(tree, id, |_| Role::Text);
    on_one_line(Cow::Owned(writer.out))
}

/// An attribute's value, on one line.
pub(super) fn value(text: &str) -> String {
    on_one_line(entity::decode(text))
}

fn on_one_line(text: Cow<'_, str>) -> String {
    if folded(text.as_bytes()) == text.len() {
        return text.into_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Writer, is_space, on_one_line};

    #[test]
    fn white_space_is_folded_wherever_it_stands() {
        const GAPS: [&str; 16] = [
            " ", "  ", "\n", "\t ", "\r\n", "\u{b}", "\u{85}", "\u{a0}", " \u{a0}", "\u{1680}", "\u{2003}",
            "\u{200b}", "\u{2028}", "\u{202f}", "\u{205f}", "\u{3000}",
        ];
        /// Beyond two stretches of bytes that are looked at side by side.
        const LONGEST: usize = 40;
        for gap in GAPS {
            for length in 0..LONGEST {
                for word in ["a", "b c ", "’–", "ぁ", "é"] {
                    let head: String = word.chars().cycle().take(length).collect();
                    let text = format!("{head}{gap}d’e");
                    let mut writer = Writer::new();
                    writer.fold(&text);
                    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
                    assert_eq!(writer.out, words.join(" "), "{gap:?} behind {length} of {word}");
                    let words: Vec<&str> = text.split_whitespace().collect();
                    assert_eq!(on_one_line(text.clone().into()), words.join(" "), "{gap:?} {length} {word}");
                }
            }
        }
    }
}
