//! Hacker News. Items of its own API, which name their parent, or of
//! Algolia's, which nest their children or list hits, come in; comments go
//! out. Stories, jobs and polls are no comments.

use super::walk::{Fields, Found, Shape};
use crate::comment::Comment;
use crate::page::fragment;
use crate::time;

pub(super) struct HackerNews;

const FIELDS: [&str; 17] = [
    "points",
    "id",
    "objectID",
    "parent",
    "parent_id",
    "by",
    "author",
    "time",
    "timestamp",
    "created_at",
    "created_at_i",
    "text",
    "comment_text",
    "type",
    "dead",
    "deleted",
    "story_id",
];

impl Shape for HackerNews {
    fn wants(&self, key: &str) -> bool {
        FIELDS.contains(&key)
    }

    fn nests(&self, key: &str) -> bool {
        key == "children"
    }

    fn read(&mut self, fields: &Fields) -> Found {
        // What answers the story answers no comment.
        let parent = fields.first(&["parent", "parent_id"]).filter(|&id| fields.get("story_id") != Some(id));
        let is_comment = match fields.get("type") {
            Some(kind) => kind == "comment",
            // Hits of a search say it by their fields only.
            None => fields.get("comment_text").is_some(),
        };
        let Some(id) = fields.first(&["objectID", "id"]).filter(|_| is_comment) else {
            let is_other = fields.has("type") || fields.has("objectID");
            return if is_other { Found::Other } else { Found::Unknown };
        };
        let text = fields.first(&["text", "comment_text"]).unwrap_or_default();
        let is_true = |field: &str| fields.is_true(field) || fields.get(field) == Some("true");
        let outcome = match () {
            () if is_true("deleted") => "deleted",
            () if is_true("dead") => "removed",
            () => "published",
        };
        let date = fields.get("created_at").map(String::from);
        Found::Comment(Box::new(Comment {
            id: Some(id.to_owned()),
            author: fields.first(&["by", "author"]).map(String::from),
            date: date.or_else(|| fields.first(&["time", "created_at_i", "timestamp"]).and_then(time::iso)),
            parent: parent.map(String::from),
            reply_to: None,
            permalink: Some(format!("https://news.ycombinator.com/item?id={id}")),
            outcome: Some(outcome.to_owned()),
            votes: fields.get("points").and_then(|votes| votes.parse().ok()),
            text: fragment(text),
        }))
    }
}
