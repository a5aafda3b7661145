//! Bytes → text. What comes in: a page's bytes in UTF-8, or in UTF-16 with a
//! byte order mark. What goes out: the text without that mark; broken
//! sequences become U+FFFD. What it promises: only bytes that cannot be text
//! are refused, never a panic.

use std::borrow::Cow;

use crate::error::{Error, Result};

/// Decodes a page. UTF-8 without faults is not copied.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => Ok(Cow::Owned(utf16(rest, u16::from_le_bytes))),
        [0xFE, 0xFF, rest @ ..] => Ok(Cow::Owned(utf16(rest, u16::from_be_bytes))),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>> {
    match bytes.iter().position(|&byte| byte == 0) {
        Some(at) => Err(Error::input(format!(
            "This is not a text page: byte {at} is NUL, as in an image, an archive or UTF-16 without a byte order mark."
        ))),
        None => Ok(String::from_utf8_lossy(bytes)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let pairs = bytes.chunks_exact(2);
    let cut = !pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    let mut text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if cut {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}
