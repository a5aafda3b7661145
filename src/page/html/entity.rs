//! Character references → characters. What comes in: a text or an attribute's
//! value as written. What goes out: what it says. What it promises: linear
//! time; a reference yields at most two characters and is never read again,
//! so nothing can be made to grow; what is no reference stays as it is.

use std::borrow::Cow;

use html_escape::NAMED_ENTITIES;
use memchr::memchr;

/// Longer runs between `&` and `;` are no references; the longest name is
/// `CounterClockwiseContourIntegral`.
const LONGEST: usize = 32;

/// The references to C1 controls that mean the letters of Windows-1252, which
/// old editors wrote: `&#146;`.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Replaces the references in a text.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let (head, mut rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len());
    out.push_str(head);
    while let Some(behind) = rest.strip_prefix('&') {
        let length = reference(behind, &mut out);
        if length == 0 {
            out.push('&');
        }
        let behind = behind.get(length..).unwrap_or_default();
        let next = memchr(b'&', behind.as_bytes()).unwrap_or(behind.len());
        let (plain, after) = behind.split_at(next);
        out.push_str(plain);
        rest = after;
    }
    Cow::Owned(out)
}

/// Reads the reference at the start of a text behind its `&`: its length, or
/// 0 if there is none.
fn reference(text: &str, out: &mut String) -> usize {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'#';
    let length = text.as_bytes().iter().take(LONGEST).take_while(is_part).count();
    let name = &text[..length];
    let is_closed = text.as_bytes().get(length) == Some(&b';');
    let length = length + usize::from(is_closed);
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.map_or(0, |code| {
            out.push(character(code));
            length
        });
    }
    // Only the names that HTML 4 had are read without their semicolon, and of
    // these the ones that pages do leave open.
    let is_name = is_closed || matches!(name, "nbsp" | "amp" | "lt" | "gt" | "quot");
    match NAMED_ENTITIES.binary_search_by_key(&name.as_bytes(), |(name, _)| *name) {
        Ok(at) if is_name => {
            out.push_str(NAMED_ENTITIES[at].1);
            length
        }
        _ => 0,
    }
}

fn character(code: u32) -> char {
    match code {
        0x80..=0x9f => WINDOWS[(code - 0x80) as usize],
        0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_are_replaced_once() {
        let cases = [
            ("none", "a & b", "a & b"),
            ("named", "caf&eacute; &amp; bar", "café & bar"),
            ("decimal", "it&#8217;s", "it’s"),
            ("hexadecimal", "it&#x2019;s", "it’s"),
            ("windows", "it&#146;s", "it’s"),
            ("twice", "&amp;lt;", "&lt;"),
            ("open", "a&nbsp b", "a\u{a0} b"),
            ("an address", "?a=1&copy=2", "?a=1&copy=2"),
            ("unknown", "&nosuch;", "&nosuch;"),
            ("too large", "&#x110000;", "\u{fffd}"),
            ("far too large", "&#99999999999;", "&#99999999999;"),
            ("at the end", "a &", "a &"),
            ("not ascii", "&é;", "&é;"),
        ];
        for (name, text, want) in cases {
            assert_eq!(decode(text), want, "{name}");
        }
    }
}
