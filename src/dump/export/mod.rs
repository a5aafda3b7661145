//! Exports of comment systems. The first bytes of a file come in, and the
//! system that wrote it goes out; then its stream comes in, and comments go
//! out with their ids, parents, dates and what the moderators decided. Each
//! system has a room that says what its fields mean; `json` and `xml` read.

mod coral;
mod discourse;
mod disqus;
mod hacker_news;
mod json;
mod lemmy;
mod plain;
mod reddit;
mod walk;
mod wxr;
mod xml;

use json_event_parser::{JsonEvent, LowLevelJsonParser};

pub(super) use self::json::Documents;
pub(super) use self::xml::Xml;
use super::columns::Wanted;
use super::window::Window;
use super::{Format, sniff};
use crate::error::{Error, Result};

/// Opens a JSON export of a known format.
pub(super) fn json(mut window: Window, format: Format, wanted: &Wanted, limit: usize) -> Result<Documents> {
    let prefix = window.fill(sniff::PREFIX)?;
    let in_lines = is_in_lines(prefix.strip_prefix(sniff::BOM).unwrap_or(prefix));
    if window.unread().starts_with(sniff::BOM) {
        window.consume(sniff::BOM.len());
    }
    let shape: Box<dyn walk::Shape> = match format {
        Format::Discourse => Box::<discourse::Discourse>::default(),
        Format::Reddit => Box::new(reddit::Reddit),
        Format::HackerNews => Box::new(hacker_news::HackerNews),
        Format::Lemmy => Box::new(lemmy::Lemmy),
        Format::Coral => Box::new(coral::Coral),
        _ => Box::new(plain::Plain::new(wanted.clone())),
    };
    Ok(Documents::new(window, shape, in_lines, limit))
}

/// Opens an XML export of a known format.
pub(super) fn xml(window: Window, format: Format, limit: usize) -> Result<Xml> {
    let shape: Box<dyn xml::Shape> = match format {
        Format::Disqus => Box::<disqus::Disqus>::default(),
        _ => Box::<wxr::Wxr>::default(),
    };
    Xml::new(window, shape, limit)
}

/// The system whose export begins like this, or [`Format::Json`] or
/// [`Format::Jsonl`] if it is JSON of another kind.
pub(super) fn json_format(prefix: &[u8]) -> Format {
    let keys = keys(prefix);
    let has = |key: &str| keys.iter().any(|known| known == key);
    let any = |list: &[&str]| list.iter().any(|key| has(key));
    let is_own = has("source") && has("index") && has("reply_to") && has("text");
    if is_own {
        Format::Jsonl
    } else if has("post_stream") || (any(&["cooked", "raw"]) && has("post_number")) {
        Format::Discourse
    } else if has("ap_id") && has("content") && any(&["path", "creator_id"]) {
        Format::Lemmy
    } else if has("kind=Listing") || (has("body") && any(&["link_id", "subreddit", "subreddit_id"])) {
        Format::Reddit
    } else if (has("hits") && any(&["comment_text", "story_text"]))
        || (has("by") && has("type") && any(&["kids", "parent", "time", "text"]))
        || (has("created_at_i") && any(&["story_id", "children"]))
    {
        Format::HackerNews
    } else if (has("revisions") && any(&["storyID", "authorID", "tenantID"]))
        || (has("asset_id") && has("body") && any(&["author_id", "status"]))
        || (any(&["nodes", "edges"]) && has("body") && any(&["status", "story", "asset", "revision"]))
    {
        Format::Coral
    } else if is_in_lines(prefix) {
        Format::Jsonl
    } else {
        Format::Json
    }
}

/// The XML export whose file begins like this.
///
/// # Errors
/// If it is XML of another kind.
pub(super) fn xml_format(prefix: &[u8]) -> Result<Format> {
    let has = |sign: &str| memchr::memmem::find(prefix, sign.as_bytes()).is_some();
    if has("<disqus") {
        Ok(Format::Disqus)
    } else if has("<rss") && (has("xmlns:wp=") || has("wordpress.org/export")) {
        Ok(Format::Wxr)
    } else if has("<html") || has("<HTML") {
        Ok(Format::Html)
    } else {
        Err(Error::input(
            "This is XML, but neither a WordPress export (WXR) nor a Disqus export, nor a page. If it is one \
             of these all the same, say so with --from.",
        ))
    }
}

/// Whether each line is a document of its own: the first is, or the first is
/// broken, so that no document comes of it, and another is. A single line is
/// one if its comment, if there is any, is not inside of another object.
fn is_in_lines(prefix: &[u8]) -> bool {
    let prefix = prefix.trim_ascii_start();
    let is_whole =
        |line: &[u8]| line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    if !prefix.starts_with(b"{") {
        return false;
    }
    let mut lines = prefix.split(|&byte| byte == b'\n').peekable();
    let first = lines.next().unwrap_or_default();
    let (begins, is_nested) = first_document(prefix);
    match lines.peek() {
        None => !is_nested,
        Some(_) => is_whole(first) || !begins && lines.any(is_whole),
    }
}

/// Whether a document begins here that is not broken, as far as it can be
/// seen, and whether an object is inside of its outermost one.
fn first_document(prefix: &[u8]) -> (bool, bool) {
    let mut parser = LowLevelJsonParser::new();
    let (mut rest, mut depth, mut is_nested) = (prefix, 0, false);
    loop {
        let result = parser.parse_next(rest, false);
        rest = &rest[result.consumed_bytes..];
        match result.event {
            None => return (true, is_nested),
            Some(Err(_)) => return (false, is_nested),
            Some(Ok(event)) => match event {
                JsonEvent::StartObject | JsonEvent::StartArray => {
                    is_nested |= depth > 0 && event == JsonEvent::StartObject;
                    depth += 1;
                }
                JsonEvent::EndObject | JsonEvent::EndArray => depth -= 1,
                _ => {}
            },
        }
        if depth == 0 {
            return (true, is_nested);
        }
    }
}

/// The names of all fields in the first bytes of a file, and `kind=VALUE`,
/// which is how Reddit tells what an object is.
fn keys(prefix: &[u8]) -> Vec<String> {
    const MOST: usize = 500;
    let mut keys: Vec<String> = Vec::new();
    let (mut rest, mut parser) = (prefix, LowLevelJsonParser::new());
    let (mut depth, mut is_kind) = (0_usize, false);
    while keys.len() < MOST {
        let result = parser.parse_next(rest, false);
        rest = &rest[result.consumed_bytes..];
        let Some(Ok(event)) = result.event else { break };
        match &event {
            JsonEvent::ObjectKey(key) => {
                is_kind = key == "kind";
                if !keys.iter().any(|known| known == key) {
                    keys.push(key.clone().into_owned());
                }
            }
            JsonEvent::String(value) if is_kind => {
                keys.push(format!("kind={value}"));
                is_kind = false;
            }
            JsonEvent::StartObject | JsonEvent::StartArray => depth += 1,
            JsonEvent::EndObject | JsonEvent::EndArray => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            // The next line, or the next of several documents.
            parser = LowLevelJsonParser::new();
        }
    }
    keys
}
