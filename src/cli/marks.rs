//! Text for human eyes. A comment and the spans that matter come in; the text
//! with those spans marked goes out, in colour for a terminal and in double
//! brackets elsewhere. Comments are written by strangers, so what would steer
//! a terminal is shown as a replacement character.

use std::ops::Range;

use anstyle::{AnsiColor, Style};
use lamplighter::Evidence;

#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    pub(super) colour: bool,
}

impl Marks {
    /// The text with the spans marked. Spans that overlap, or have only spaces
    /// between them, become one: it reads better.
    pub(super) fn mark(self, text: &str, mut spans: Vec<Range<usize>>) -> String {
        spans.sort_by_key(|span| span.start);
        let mut marked = String::with_capacity(text.len() + 16);
        let mut done = 0;
        let mut spans = spans.into_iter().peekable();
        while let Some(mut span) = spans.next() {
            let joins = |end: usize, start: usize| {
                start <= end || text.get(end..start).is_some_and(|gap| gap.bytes().all(|b| b == b' '))
            };
            while let Some(next) = spans.next_if(|next| joins(span.end, next.start)) {
                span.end = span.end.max(next.end);
            }
            let (Some(before), Some(inside)) = (text.get(done..span.start), text.get(span.clone())) else {
                continue;
            };
            marked.push_str(&harmless(before));
            marked.push_str(&self.marked(&harmless(inside)));
            done = span.end;
        }
        marked.push_str(&harmless(&text[done..]));
        marked
    }

    /// A heading.
    pub(super) fn strong(self, text: &str) -> String {
        self.styled(Style::new().bold(), text).unwrap_or_else(|| text.to_owned())
    }

    /// What matters less.
    pub(super) fn faint(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text).unwrap_or_else(|| text.to_owned())
    }

    fn marked(self, text: &str) -> String {
        let style = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        self.styled(style, text).unwrap_or_else(|| format!("[[{text}]]"))
    }

    fn styled(self, style: Style, text: &str) -> Option<String> {
        self.colour.then(|| format!("{style}{text}{style:#}"))
    }
}

/// Where the words stand that are worth marking: those that weigh at least a
/// tenth of the heaviest. The long tail of small words is true, but hides the
/// reason from a person's eye.
pub(super) fn telling<'e>(words: &'e [Evidence<'_>]) -> impl Iterator<Item = Range<usize>> + 'e {
    let heaviest = words.iter().map(Evidence::weight).fold(0.0, f32::max);
    words.iter().filter(move |e| e.weight() >= heaviest / 10.0).map(Evidence::span)
}

/// The text without what would move the cursor, set colours or turn the
/// direction of writing around.
pub(super) fn harmless(text: &str) -> String {
    let steers = |c: char| match c {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    };
    text.replace("\r\n", "\n").chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// A probability as a percentage, as wide as the widest.
pub(super) fn percent(p: f32) -> String {
    format!("{:>3.0} %", p * 100.0)
}

/// A number with its thousands apart.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_marked_and_joined() {
        type Case = (&'static str, &'static str, &'static [(usize, usize)], &'static str);
        let marked = |colour, text, spans: &[(usize, usize)]| {
            Marks { colour }.mark(text, spans.iter().map(|&(start, end)| start..end).collect())
        };
        let cases: [Case; 7] = [
            ("none", "a fool", &[], "a fool"),
            ("one", "a fool", &[(2, 6)], "a [[fool]]"),
            ("out of order", "one, two", &[(5, 8), (0, 3)], "[[one]], [[two]]"),
            ("neighbours", "one two", &[(0, 3), (4, 7)], "[[one two]]"),
            ("overlapping", "abcdef", &[(1, 3), (2, 4)], "a[[bcd]]ef"),
            ("not at a character", "né", &[(2, 3)], "né"),
            ("beyond the end", "no", &[(1, 9)], "no"),
        ];
        for (name, text, spans, want) in cases {
            assert_eq!(marked(false, text, spans), want, "{name}");
        }
        let coloured = marked(true, "a fool", &[(2, 6)]);
        assert!(coloured.contains("\u{1b}[") && !coloured.contains("[["), "{coloured:?}");
    }

    #[test]
    fn a_comment_cannot_steer_the_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{202e}c\r\nd\te"), "a\u{fffd}[2Jb\u{fffd}c\nd\te");
    }

    #[test]
    fn numbers_are_grouped() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")];
        for (n, want) in cases {
            assert_eq!(thousands(n), want);
        }
    }
}
