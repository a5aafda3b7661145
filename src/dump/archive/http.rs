//! What a server answered. The bytes of a whole answer come in; the page in
//! it goes out, without chunks and compression, beside the encoding that the
//! server named. What is no page is nothing; what cannot be unpacked is an
//! error. An archive may say that an answer is packed and hold it unpacked, so
//! what does not look packed is taken as it is.

use std::borrow::Cow;

use super::header::{end, field};
use crate::error::{Error, Result};

/// A page as it was meant to be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page<'a> {
    pub(super) body: Cow<'a, [u8]>,
    pub(super) charset: Option<String>,
}

impl<'a> Page<'a> {
    /// A page that nothing is known of.
    pub(super) fn plain(body: &'a [u8]) -> Self {
        Self { body: Cow::Borrowed(body), charset: None }
    }
}

/// The page in an answer; `None` if it is another thing.
pub(super) fn page(answer: &[u8], limit: usize) -> Result<Option<Page<'_>>> {
    if !answer.starts_with(b"HTTP/") {
        return Err(Error::input("The server's answer does not begin with HTTP/."));
    }
    let length = end(answer).unwrap_or(answer.len());
    let header = String::from_utf8_lossy(&answer[..length]);
    let get = |name: &str| field(&header, name).unwrap_or_default().to_ascii_lowercase();
    let status = header.split_ascii_whitespace().nth(1).unwrap_or_default();
    let media = get("Content-Type");
    let is_page = media.is_empty() || media.contains("html") || media.starts_with("text/plain");
    if !status.starts_with('2') || !is_page {
        return Ok(None);
    }
    let mut body = Cow::Borrowed(&answer[length..]);
    if get("Transfer-Encoding").contains("chunked")
        && let Some(whole) = unchunked(&body)
    {
        body = Cow::Owned(whole);
    }
    // Several are undone last first.
    let codings = get("Content-Encoding");
    for coding in codings.split(',').map(str::trim).rev() {
        body = unpacked(body, coding, limit)?;
    }
    let charset = media.split(';').find_map(|part| part.trim().strip_prefix("charset="));
    let charset = charset.map(|label| label.trim_matches(['"', '\'', ' ']).to_owned());
    Ok(Some(Page { body, charset }))
}

/// The body without the lengths between its chunks; `None` if there are none.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(bytes.len());
    loop {
        let line = memchr::memchr(b'\n', bytes)?;
        let length = std::str::from_utf8(&bytes[..line]).ok()?;
        let length = length.split(';').next().unwrap_or_default().trim();
        let length = usize::from_str_radix(length, 16).ok()?;
        bytes = &bytes[line + 1..];
        if length == 0 {
            return Some(whole);
        }
        let Some(chunk) = bytes.get(..length) else {
            // The connection broke; the page was archived as far as it came.
            whole.extend_from_slice(bytes);
            return Some(whole);
        };
        whole.extend_from_slice(chunk);
        let rest = &bytes[length..];
        bytes = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest);
        if bytes.is_empty() {
            return Some(whole);
        }
    }
}

/// The body without one compression.
#[cfg(feature = "train")]
fn unpacked<'a>(body: Cow<'a, [u8]>, coding: &str, limit: usize) -> Result<Cow<'a, [u8]>> {
    use std::io::Read;

    let reader: Box<dyn Read + '_> = match coding {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            Box::new(flate2::read::MultiGzDecoder::new(&*body))
        }
        // By the letter of the standard with a zlib header, by custom without.
        "deflate" if matches!(*body, [first, second, ..] if first & 0xf == 8 && (u16::from(first) << 8 | u16::from(second)) % 31 == 0) => {
            Box::new(flate2::read::ZlibDecoder::new(&*body))
        }
        "deflate" if !looks_unpacked(&body) => Box::new(flate2::read::DeflateDecoder::new(&*body)),
        "zstd" if body.starts_with(b"\x28\xb5\x2f\xfd") => match zstd::stream::read::Decoder::new(&*body) {
            Ok(decoder) => Box::new(decoder),
            Err(e) => return Err(damaged(coding, &e)),
        },
        "br" | "compress" if !looks_unpacked(&body) => {
            return Err(Error::input(format!("The page is compressed with {coding}, which cannot be read.")));
        }
        _ => return Ok(body),
    };
    let mut whole = Vec::new();
    match reader.take(limit as u64 + 1).read_to_end(&mut whole) {
        Ok(n) if n > limit => Err(Error::input(format!(
            "The page is longer than {} when decompressed.",
            crate::dump::size(limit)
        ))),
        Ok(_) => Ok(Cow::Owned(whole)),
        // As much of it as came over.
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof && !whole.is_empty() => Ok(Cow::Owned(whole)),
        Err(e) => Err(damaged(coding, &e)),
    }
}

#[cfg(feature = "train")]
fn damaged(coding: &str, cause: &std::io::Error) -> Error {
    Error::input(format!("The page is compressed with {coding} and damaged: {cause}."))
}

#[cfg(not(feature = "train"))]
fn unpacked<'a>(body: Cow<'a, [u8]>, coding: &str, _: usize) -> Result<Cow<'a, [u8]>> {
    match coding {
        "" | "identity" => Ok(body),
        _ if looks_unpacked(&body) => Ok(body),
        _ => {
            Err(Error::input(format!("The page is compressed with {coding}, which this build cannot read.")))
        }
    }
}

/// Whether the first bytes are text.
fn looks_unpacked(body: &[u8]) -> bool {
    let start = &body[..body.len().min(256)];
    let control = |byte: &&u8| **byte < 0x20 && !byte.is_ascii_whitespace();
    start.iter().filter(control).count() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: &[u8]) -> Option<(String, Option<String>)> {
        let page = page(answer, 1000).unwrap()?;
        Some((String::from_utf8_lossy(&page.body).into_owned(), page.charset))
    }

    #[test]
    fn pages_are_unpacked() {
        type Want = Option<(&'static str, Option<&'static str>)>;
        let cases: [(&str, &[u8], Want); 9] = [
            ("plain", b"HTTP/1.1 200 OK\r\n\r\n<p>hi", Some(("<p>hi", None))),
            (
                "an encoding",
                b"HTTP/1.1 200\r\ncontent-type: text/html; Charset=\"ISO-8859-1\"\r\n\r\nhi",
                Some(("hi", Some("iso-8859-1"))),
            ),
            (
                "chunks",
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n2;x=y\r\nhi\r\n0\r\n\r\n",
                Some(("<p>hi", None)),
            ),
            (
                "chunks that were joined already",
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>hi",
                Some(("<p>hi", None)),
            ),
            (
                "a chunk that broke off",
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<p>hi",
                Some(("<p>hi", None)),
            ),
            (
                "unpacked already",
                b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n<p>hi",
                Some(("<p>hi", None)),
            ),
            ("an image", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", None),
            ("not found", b"HTTP/1.1 404 Not Found\r\n\r\n<p>gone", None),
            ("no end of the header", b"HTTP/1.1 200 OK\r\nServer: x", Some(("", None))),
        ];
        for (name, answer, want) in cases {
            let want = want.map(|(body, charset)| (body.to_owned(), charset.map(String::from)));
            assert_eq!(read(answer), want, "{name}");
        }
    }

    #[cfg(feature = "train")]
    #[test]
    fn compression_is_bounded() {
        use std::io::Write;
        let packed = |length: usize| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(&vec![b'a'; length]).unwrap();
            let body = encoder.finish().unwrap();
            [&b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"[..], &body].concat()
        };
        assert_eq!(read(&packed(1000)), Some(("a".repeat(1000), None)));
        let error = page(&packed(100_000), 1000).unwrap_err().to_string();
        assert!(error.contains("longer than 1000 bytes when decompressed"), "{error}");
    }
}
