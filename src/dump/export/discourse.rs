//! Discourse. Posts of a topic's JSON, of `posts.json`, or one a line come in;
//! comments go out. An answer names the number of the post in its topic, which
//! becomes the post's id where that post was seen.

use std::collections::HashMap;

use super::walk::{Fields, Found, Shape};
use crate::comment::Comment;
use crate::page::fragment;

/// How many posts are remembered. Topics are closed at 10,000 posts.
const MOST_POSTS: usize = 50_000;

#[derive(Default)]
pub(super) struct Discourse {
    /// The ids of posts by topic and number. Forgotten all at once: answers
    /// mostly follow soon.
    ids: HashMap<(u64, u64), String>,
}

const FIELDS: [&str; 19] = [
    "like_count",
    "id",
    "post_number",
    "reply_to_post_number",
    "topic_id",
    "topic_slug",
    "username",
    "name",
    "created_at",
    "cooked",
    "raw",
    "hidden",
    "cooked_hidden",
    "deleted_at",
    "user_deleted",
    "action_code",
    "post_url",
    "post_type",
    "posts_count",
];

/// A post of this type says what was done to the topic: `closed this`.
const SMALL_ACTION: &str = "3";

impl Shape for Discourse {
    fn wants(&self, key: &str) -> bool {
        FIELDS.contains(&key)
    }

    fn is_part(&self, key: &str) -> bool {
        key == "reply_to_user"
    }

    fn read(&mut self, fields: &Fields) -> Found {
        let number = |field: &str| fields.get(field).and_then(|n| n.parse::<u64>().ok());
        let (Some(id), true) = (fields.get("id"), fields.has("cooked") || fields.has("raw")) else {
            return if fields.has("posts_count") { Found::Other } else { Found::Unknown };
        };
        if fields.get("action_code").is_some() || fields.get("post_type") == Some(SMALL_ACTION) {
            return Found::Other;
        }
        let topic = number("topic_id").unwrap_or_default();
        if let Some(number) = number("post_number") {
            if self.ids.len() >= MOST_POSTS {
                self.ids.clear();
            }
            self.ids.insert((topic, number), id.to_owned());
        }
        let answered = number("reply_to_post_number").and_then(|number| self.ids.get(&(topic, number)));
        let outcome = match () {
            () if fields.is_true("user_deleted") => "deleted",
            () if fields.get("deleted_at").is_some() => "removed",
            () if fields.is_true("hidden") || fields.is_true("cooked_hidden") => "pending",
            () => "published",
        };
        let path = || {
            let (topic, number) = (fields.get("topic_id")?, fields.get("post_number")?);
            Some(format!("/t/{}/{topic}/{number}", fields.get("topic_slug").unwrap_or("-")))
        };
        let text = match fields.get("cooked") {
            Some(cooked) => fragment(cooked),
            None => fields.get("raw").unwrap_or_default().to_owned(),
        };
        Found::Comment(Box::new(Comment {
            id: Some(id.to_owned()),
            author: fields.first(&["username", "name"]).map(String::from),
            date: fields.get("created_at").map(String::from),
            parent: answered.cloned(),
            reply_to: fields.get("reply_to_user.username").map(String::from),
            permalink: fields.get("post_url").map(String::from).or_else(path),
            outcome: Some(outcome.to_owned()),
            votes: fields.get("like_count").and_then(|votes| votes.parse().ok()),
            text,
        }))
    }
}
