//! The header of an archived record. Its lines come in; what matters of them
//! goes out: what the record is, how long, and of which page.

/// What a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What a server answered, with its own header.
    Response,
    /// A page without such a header: as text (WET), or as it was found.
    Conversion,
    /// A request, metadata, a mark that nothing changed.
    Other,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) length: u64,
    /// The page's address, if it is told.
    pub(super) address: String,
}

impl Header {
    /// Reads a header; `None` if it does not say how long the record is.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let get = |name: &str| field(&text, name);
        let media = get("Content-Type").unwrap_or_default().to_ascii_lowercase();
        let is_text = media.is_empty() || media.starts_with("text/") || media.contains("html");
        let kind = match get("WARC-Type").unwrap_or_default().to_ascii_lowercase().as_str() {
            // A name service's answers are archived too.
            "response" if media.is_empty() || media.contains("http") => Kind::Response,
            "conversion" | "resource" if is_text => Kind::Conversion,
            _ => Kind::Other,
        };
        let address = get("WARC-Target-URI").unwrap_or_default();
        let address = address.trim_start_matches('<').trim_end_matches('>').to_owned();
        Some(Self { kind, length: get("Content-Length")?.parse().ok()?, address })
    }
}

/// Where a header ends, with the blank line behind it.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let crlf = memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| at + 4);
    let lf = memchr::memmem::find(bytes, b"\n\n").map(|at| at + 2);
    [crlf, lf].into_iter().flatten().min()
}

/// The value of a field, by its name in any case of its letters.
pub(super) fn field<'t>(header: &'t str, name: &str) -> Option<&'t str> {
    let mut fields = header.lines().skip(1).filter_map(|line| line.split_once(':'));
    fields.find(|(found, _)| found.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_what_follows() {
        let header = |kind, length, address: &str| Some(Header { kind, length, address: address.to_owned() });
        let cases = [
            (
                "an answer",
                "WARC/1.0\r\nWARC-Type: response\r\nwarc-target-uri: <https://a.example/>\r\n\
                 Content-Type: application/http; msgtype=response\r\nContent-Length: 12\r\n",
                header(Kind::Response, 12, "https://a.example/"),
            ),
            (
                "a page as text",
                "WARC/1.1\nWARC-Type: conversion\nContent-Type: text/plain\nContent-Length:7\n",
                header(Kind::Conversion, 7, ""),
            ),
            (
                "an image",
                "WARC/1.0\nWARC-Type: resource\nContent-Type: image/png\nContent-Length: 7\n",
                header(Kind::Other, 7, ""),
            ),
            ("no length", "WARC/1.0\r\nWARC-Type: response\r\n", None),
            ("a length that is none", "WARC/1.0\nWARC-Type: response\nContent-Length: -1\n", None),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(Header::parse(bytes.as_bytes()), want, "{name}");
        }
    }

    #[test]
    fn a_header_ends_at_the_first_blank_line() {
        let cases: [(&[u8], Option<usize>); 4] =
            [(b"a\r\n\r\nb\n\n", Some(5)), (b"a\n\nb\r\n\r\n", Some(3)), (b"a\r\nb", None), (b"", None)];
        for (bytes, want) in cases {
            assert_eq!(end(bytes), want, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
