//! Lemmy. Comment views of its API (the comment, its creator, its counts), or
//! bare comments, come in; comments go out. A parent is the last but one of
//! the ids in `path`.

use super::walk::{Fields, Found, Shape};
use crate::comment::Comment;

pub(super) struct Lemmy;

const FIELDS: [&str; 13] = [
    "score",
    "id",
    "content",
    "path",
    "parent_id",
    "removed",
    "deleted",
    "published",
    "published_at",
    "ap_id",
    "name",
    "display_name",
    "creator_id",
];

impl Shape for Lemmy {
    fn wants(&self, key: &str) -> bool {
        FIELDS.contains(&key)
    }

    fn is_part(&self, key: &str) -> bool {
        // The others of a view have names and ids too; they are no comments.
        matches!(key, "comment" | "creator" | "post" | "community" | "counts")
    }

    fn read(&mut self, fields: &Fields) -> Found {
        let part = if fields.has("comment.content") { "comment." } else { "" };
        let name = |field: &str| format!("{part}{field}");
        let get = |field: &str| fields.get(&name(field));
        if !fields.has(&name("content")) || get("id").is_none() {
            // A view of a post, or the post that a thread stands under.
            return if fields.has("post.ap_id") { Found::Other } else { Found::Unknown };
        }
        let path = get("path").and_then(|path| path.rsplit('.').nth(1)).filter(|&id| id != "0");
        let outcome = match () {
            () if fields.is_true(&name("removed")) => "removed",
            () if fields.is_true(&name("deleted")) => "deleted",
            () => "published",
        };
        let date = get("published").or(get("published_at"));
        Found::Comment(Box::new(Comment {
            id: get("id").map(String::from),
            author: fields.first(&["creator.name", "creator.display_name"]).map(String::from),
            date: date.map(in_utc),
            parent: path.or(get("parent_id")).map(String::from),
            reply_to: None,
            permalink: get("ap_id").map(String::from),
            outcome: Some(outcome.to_owned()),
            votes: fields.get("counts.score").and_then(|votes| votes.parse().ok()),
            text: get("content").unwrap_or_default().to_owned(),
        }))
    }
}

/// Versions before 0.19 leave out that their times are in UTC.
fn in_utc(date: &str) -> String {
    let time = date.split_once('T').map(|(_, time)| time);
    match time {
        Some(time) if !time.contains(['Z', '+', '-']) => format!("{date}Z"),
        _ => date.to_owned(),
    }
}
