//! What strangers wrote, as HTML. Any text comes in; text that a browser shows
//! letter by letter goes out. Nothing in it opens a tag or ends an attribute,
//! and nothing turns the direction of what stands around it.

use std::fmt::Write;
use std::ops::Range;

/// Appends a text, for content and for quoted attributes.
pub(super) fn text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push(char::REPLACEMENT_CHARACTER),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
}

/// A text that was escaped.
pub(super) fn escaped(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 16);
    text(&mut out, plain);
    out
}

/// Appends a text with these spans marked, which are in order and apart.
pub(super) fn marked(out: &mut String, plain: &str, spans: &[Range<usize>]) {
    let mut done = 0;
    for span in spans {
        if let (Some(before), Some(inside)) = (plain.get(done..span.start), plain.get(span.clone())) {
            text(out, before);
            // Writing to a string cannot fail.
            let _ = write!(out, "<mark>{}</mark>", escaped(inside));
            done = span.end;
        }
    }
    text(out, &plain[done..]);
}

/// An address that may be followed: a browser runs others.
pub(super) fn is_web_address(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        let cases = [
            ("a tag", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("an attribute", "\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("a reference", "&lt;b&gt;", "&amp;lt;b&amp;gt;"),
            ("a turn", "a\u{202e}b\u{2066}c", "a\u{fffd}b\u{fffd}c"),
            ("a control", "a\0b\u{1b}[1m\r\nc\td", "a\u{fffd}b\u{fffd}[1m\nc\td"),
        ];
        for (name, plain, want) in cases {
            assert_eq!(escaped(plain), want, "{name}");
        }
    }

    #[test]
    fn marks_are_around_escaped_text() {
        let mut out = String::new();
        marked(&mut out, "a <b> né", &[2..5, 7..8, 9..99]);
        assert_eq!(out, "a <mark>&lt;b&gt;</mark> né");
    }

    #[test]
    fn only_web_addresses_are_links() {
        let cases = [
            ("https://a.example/#c1", true),
            ("HTTP://a.example", true),
            ("javascript:alert(1)//https://", false),
            ("javascript://https://x", false),
            ("/t/lamps/1", false),
            ("data:text/html,x", false),
        ];
        for (address, want) in cases {
            assert_eq!(is_web_address(address), want, "{address}");
        }
    }
}
