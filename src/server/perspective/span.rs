//! Sentences. A comment's text comes in; the sentences go out with their
//! places counted in UTF-16 code units, as the Perspective API counts.
//! Promise: spans stand in order, do not overlap, begin and end with what is
//! not white space, never cut a surrogate pair, and cover every character
//! that is not white space.

use unicode_segmentation::UnicodeSegmentation;

/// A stretch of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span<'t> {
    pub(crate) text: &'t str,
    /// In UTF-16 code units; the end is exclusive.
    pub(crate) begin: usize,
    pub(crate) end: usize,
}

/// More sentences than this are not told apart, so that an answer cannot grow
/// to a thousand times its question.
const MOST_SENTENCES: usize = 256;

/// The length of a text in UTF-16 code units.
pub(crate) fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// The whole text as one span.
pub(crate) fn whole(text: &str) -> Span<'_> {
    Span { text, begin: 0, end: utf16_len(text) }
}

/// The sentences of a text; at least one span, if only the whole.
pub(crate) fn sentences(text: &str) -> Vec<Span<'_>> {
    let mut spans: Vec<Span<'_>> = Vec::new();
    let (mut bytes, mut units) = (0, 0);
    for (at, sentence) in text.split_sentence_bound_indices() {
        let is_last = spans.len() + 1 == MOST_SENTENCES;
        let sentence = if is_last { &text[at..] } else { sentence };
        let start = at + (sentence.len() - sentence.trim_start().len());
        let trimmed = sentence.trim();
        if !trimmed.is_empty() {
            let begin = units + utf16_len(&text[bytes..start]);
            let end = begin + utf16_len(trimmed);
            spans.push(Span { text: trimmed, begin, end });
            (bytes, units) = (start + trimmed.len(), end);
        }
        if spans.len() == MOST_SENTENCES {
            break;
        }
    }
    if spans.is_empty() {
        spans.push(whole(text));
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(text: &str) -> Vec<(usize, usize)> {
        sentences(text).iter().map(|s| (s.begin, s.end)).collect()
    }

    #[test]
    fn places_are_counted_in_utf_16() {
        type Places = [(usize, usize)];
        let cases: [(&str, &str, &Places); 8] = [
            (
                "the API's own example",
                "What kind of idiot name is foo? Sorry, I like your name.",
                &[(0, 31), (32, 56)],
            ),
            ("one", "hello", &[(0, 5)]),
            ("nothing", "", &[(0, 0)]),
            ("white space", " \r\n ", &[(0, 4)]),
            ("an emoji is two units", "Hi 😀! You there?", &[(0, 6), (7, 17)]),
            ("combining marks count", "e\u{301}a. Bo.", &[(0, 4), (5, 8)]),
            ("CRLF", "One.\r\nTwo.", &[(0, 4), (6, 10)]),
            ("space around", "  One.  ", &[(2, 6)]),
        ];
        for (name, text, want) in cases {
            assert_eq!(places(text), want, "{name}");
        }
    }

    #[test]
    fn a_flood_of_sentences_ends_in_one_span() {
        let text = "No. ".repeat(5000);
        let spans = sentences(&text);
        assert_eq!(spans.len(), MOST_SENTENCES);
        assert_eq!(spans.last().map(|s| s.end), Some(text.trim_end().len()));
    }

    proptest! {
        #[test]
        fn spans_cover_all_that_is_no_space(text in "(\\PC|[ .!?\r\n😀é]){0,60}") {
            let units: Vec<u16> = text.encode_utf16().collect();
            let mut end = 0;
            for span in sentences(&text) {
                prop_assert!(span.begin >= end && span.begin <= span.end && span.end <= units.len());
                let between = String::from_utf16(&units[end..span.begin]).expect("no pair is cut");
                prop_assert!(between.trim().is_empty());
                prop_assert_eq!(String::from_utf16(&units[span.begin..span.end]).expect("no pair is cut"), span.text);
                end = span.end;
            }
            prop_assert!(String::from_utf16(&units[end..]).expect("no pair is cut").trim().is_empty());
        }
    }
}
