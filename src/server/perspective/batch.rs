//! The batch. A body of several HTTP requests comes in, as multipart/mixed;
//! its calls go out, and when they are answered, the body of their answers.
//! Promise: what is no batch is refused as a whole, before any call is made,
//! and nothing of a call gets into the headers of an answer but its id, which
//! is one line.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use memchr::memmem;

use crate::server::refusal::Refusal;

/// Google's limit.
const MOST_CALLS: usize = 100;
/// Headers of one call.
const MOST_HEADERS: usize = 64;

/// A request inside a batch.
#[derive(Debug)]
pub(crate) struct Inner<'b> {
    id: Option<&'b str>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: &'b [u8],
}

/// Takes a batch apart.
pub(crate) fn calls<'b>(content_type: Option<&str>, body: &'b [u8]) -> Result<Vec<Inner<'b>>, Refusal> {
    let boundary = content_type.and_then(boundary).ok_or_else(|| {
        Refusal::invalid("A batch must be of the type multipart/mixed and name its boundary.")
    })?;
    let mut calls = Vec::new();
    for part in parts(body, &boundary)? {
        if calls.len() == MOST_CALLS {
            return Err(Refusal::invalid(format!("The batch holds more than {MOST_CALLS} calls.")));
        }
        let number = calls.len() + 1;
        calls.push(call(part).ok_or_else(|| {
            Refusal::invalid(format!("Part {number} of the batch holds no HTTP request of its own."))
        })?);
    }
    if calls.is_empty() {
        return Err(Refusal::invalid("The batch holds no call."));
    }
    Ok(calls)
}

fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/mixed") {
        return None;
    }
    let mut pairs = parameters.split(';').filter_map(|p| p.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let value = value.trim().trim_matches('"');
    // RFC 2046: at most 70 characters.
    (1..=70).contains(&value.len()).then(|| value.to_owned())
}

/// The parts between the boundaries.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Result<Vec<&'b [u8]>, Refusal> {
    let mark = format!("--{boundary}");
    let mut marks = memmem::find_iter(body, mark.as_bytes()).filter(|&at| at == 0 || body[at - 1] == b'\n');
    let mut parts = Vec::new();
    let Some(mut at) = marks.next() else { return Ok(parts) };
    loop {
        let start = at + mark.len();
        if body[start..].starts_with(b"--") {
            return Ok(parts);
        }
        let Some(next) = marks.next() else {
            return Err(Refusal::invalid("The batch ends before its last boundary."));
        };
        let line = memchr::memchr(b'\n', &body[start..next]).map_or(next, |length| start + length + 1);
        let end = next - usize::from(next > 0);
        let end = end - usize::from(end > line && body[end - 1] == b'\r');
        parts.push(&body[line.min(end)..end]);
        at = next;
    }
}

/// Headers of the part, a blank line, the request line and headers of the
/// call, a blank line, its body.
fn call(part: &[u8]) -> Option<Inner<'_>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let httparse::Status::Complete((length, of_part)) = httparse::parse_headers(part, &mut headers).ok()?
    else {
        return None;
    };
    let id = of_part.iter().find(|h| h.name.eq_ignore_ascii_case("content-id"));
    let id = id.and_then(|h| std::str::from_utf8(h.value).ok());
    let rest = &part[length..];
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = request.parse(rest).ok()? else { return None };
    let target = request.path?;
    // An absolute target names us, too.
    let target = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => target,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = request.headers.iter().filter_map(|h| {
        let name = HeaderName::from_bytes(h.name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(h.value).ok()?))
    });
    Some(Inner {
        id,
        method: request.method?.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: pairs.collect(),
        body: &rest[length..],
    })
}

/// An answer inside a batch.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The call's id, if it had one.
    pub(crate) id: Option<String>,
    pub(crate) status: String,
    pub(crate) body: Vec<u8>,
}

impl Inner<'_> {
    /// The id of the answer: clients look for theirs behind `response-`.
    pub(crate) fn answer_id(&self) -> Option<String> {
        let id = self.id?.trim();
        let is_plain = id.len() <= 256 && id.bytes().all(|b| (0x20..0x7f).contains(&b));
        let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id);
        is_plain.then(|| format!("<response-{inner}>"))
    }
}

/// The content type and the body of the answers.
pub(crate) fn answer(replies: &[Reply]) -> (String, Vec<u8>) {
    // JSON escapes line breaks, so that no body can hold a line with dashes at
    // its beginning.
    let boundary = "batch_lamplighter";
    let mut body = Vec::new();
    for Reply { id, status, body: inner } in replies {
        let id = id.as_ref().map_or_else(String::new, |id| format!("Content-ID: {id}\r\n"));
        let head = format!(
            "--{boundary}\r\nContent-Type: application/http\r\n{id}\r\nHTTP/1.1 {status}\r\n\
             Content-Type: application/json; charset=UTF-8\r\nContent-Length: {}\r\n\r\n",
            inner.len()
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(inner);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/mixed; boundary={boundary}"), body)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TYPE: Option<&str> = Some("multipart/mixed; boundary=\"==b==\"");

    fn part(id: &str) -> String {
        format!(
            "--==b==\r\nContent-Type: application/http\r\nMIME-Version: 1.0\r\nContent-ID: <{id}>\r\n\r\n\
             POST /v1alpha1/comments:analyze?key=k HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{{\"a\": 1}}\r\n"
        )
    }

    #[test]
    fn a_batch_is_taken_apart() {
        let body = format!("{}{}--==b==--", part("x + 1"), part("x + 2"));
        let calls = calls(TYPE, body.as_bytes()).unwrap();
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0].method, "POST");
        assert_eq!(calls[0].path, "/v1alpha1/comments:analyze");
        assert_eq!(calls[0].query, "key=k");
        assert_eq!(calls[0].body, b"{\"a\": 1}");
        assert_eq!(calls[1].answer_id().as_deref(), Some("<response-x + 2>"));
    }

    #[test]
    fn what_is_no_batch_is_refused() {
        let whole = format!("{}--==b==--", part("1"));
        let many = format!("{}--==b==--", part("1").repeat(101));
        let cases = [
            ("no type", None, whole.clone(), "multipart/mixed"),
            ("another type", Some("application/json"), whole.clone(), "multipart/mixed"),
            ("no boundary", Some("multipart/mixed"), whole.clone(), "boundary"),
            ("another boundary", Some("multipart/mixed; boundary=c"), whole, "no call"),
            ("nothing", TYPE, String::new(), "no call"),
            ("cut off", TYPE, part("1"), "last boundary"),
            ("no request", TYPE, "--==b==\r\n\r\nhello\r\n--==b==--".to_owned(), "Part 1"),
            ("too many", TYPE, many, "more than 100"),
        ];
        for (name, kind, body, want) in cases {
            let refusal = calls(kind, body.as_bytes()).unwrap_err();
            assert!(refusal.message().contains(want), "{name}: {}", refusal.message());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(pieces in prop::collection::vec(prop_oneof![
            Just(b"--==b==".to_vec()), Just(b"\r\n".to_vec()), Just(b"\n".to_vec()), Just(b"--".to_vec()),
            Just(b"POST / HTTP/1.1\r\n".to_vec()), Just(b"A: b\r\n\r\n".to_vec()), any::<Vec<u8>>(),
        ], 0..12)) {
            let body = pieces.concat();
            if let Ok(calls) = calls(TYPE, &body) {
                for call in calls {
                    if let Some(id) = call.answer_id() {
                        prop_assert!(!id.contains(['\r', '\n']));
                    }
                }
            }
        }
    }
}
