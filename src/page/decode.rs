//! Bytes → text. What comes in: a page's bytes in UTF-8, in UTF-16 with a byte
//! order mark, in the encoding that its server named, or, if it is HTML, in
//! the one that it names itself. What goes
//! out: the text without that mark; broken sequences become U+FFFD. What it
//! promises: only bytes that cannot be text are refused, never a panic.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::{memchr, memmem};

use super::is_html;
use crate::error::{Error, Result};

/// Decodes a page. UTF-8 without faults is not copied, whatever its server
/// says: servers name a wrong encoding more often than other bytes happen to
/// be UTF-8. Only the encodings that write all in ASCII can be mistaken for it.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return if encoding == UTF_8 { text(body) } else { Ok(encoding.decode(bytes).0) };
    }
    let named = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    match named.filter(|named| !named.is_ascii_compatible() || std::str::from_utf8(bytes).is_err()) {
        Some(named) if named != UTF_8 => Ok(named.decode_without_bom_handling(bytes).0),
        _ => text(bytes),
    }
}

fn text(bytes: &[u8]) -> Result<Cow<'_, str>> {
    let is_html = is_html(bytes);
    // A browser drops a stray NUL from HTML, so it need not be refused.
    if let Some(at) = memchr(0, bytes).filter(|_| !is_html) {
        return Err(Error::input(format!(
            "This is not a text page: byte {at} is NUL, as in an image, an archive or UTF-16 without a byte order mark."
        )));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if is_html => Ok(encoding(bytes).decode_without_bom_handling(bytes).0),
        Err(_) => Ok(String::from_utf8_lossy(bytes)),
    }
}

/// The encoding of an HTML page that is not faultless UTF-8.
fn encoding(bytes: &[u8]) -> &'static Encoding {
    named(bytes).unwrap_or_else(|| if is_mostly_utf8(bytes) { UTF_8 } else { WINDOWS_1252 })
}

/// The encoding that the page names: `<meta charset=…>`, or in its content
/// type, or in an XML declaration. HTML allows for it in the first kilobyte;
/// pages with long scripts before it are met.
fn named(bytes: &[u8]) -> Option<&'static Encoding> {
    const HEAD: usize = 4096;
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_ascii_lowercase();
    ["charset=", "encoding="].into_iter().find_map(|sign| {
        memmem::find_iter(&head, sign).find_map(|at| {
            let rest = head.get(at + sign.len()..)?;
            let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
            let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b))?;
            // The page was read as bytes, so it is not in UTF-16, whatever it says.
            Encoding::for_label(rest.get(..end)?).map(Encoding::output_encoding)
        })
    })
}

/// Whether more of the characters beyond ASCII are UTF-8 than are not.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}
