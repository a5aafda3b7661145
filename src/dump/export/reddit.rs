//! Reddit. Objects of Pushshift's dumps or of the API's listings come in;
//! comments go out. `[removed]` stands where a moderator took the words away,
//! `[deleted]` where their writer did: the place is kept, the text is empty.

use super::walk::{Fields, Found, Shape};
use crate::comment::Comment;
use crate::time;

pub(super) struct Reddit;

const FIELDS: [&str; 23] = [
    "score",
    "id",
    "name",
    "parent_id",
    "link_id",
    "author",
    "created_utc",
    "body",
    "title",
    "selftext",
    "permalink",
    "removal_reason",
    "removed_by_category",
    "removed",
    "spam",
    "banned_by",
    "ban_note",
    "approved",
    "approved_by",
    "approved_at_utc",
    "banned_at_utc",
    "collapsed_reason_code",
    "count",
];

impl Shape for Reddit {
    fn wants(&self, key: &str) -> bool {
        FIELDS.contains(&key)
    }

    fn nests(&self, key: &str) -> bool {
        key == "replies"
    }

    fn read(&mut self, fields: &Fields) -> Found {
        if !fields.has("body") {
            // A link, a post, or the "load more" that ends a listing.
            let is_other = ["title", "selftext", "count"].into_iter().any(|field| fields.has(field));
            return if is_other { Found::Other } else { Found::Unknown };
        }
        let body = fields.get("body").unwrap_or_default();
        let gone = match body.trim() {
            "[removed]" | "[ Removed by Reddit ]" => Some("removed"),
            "[deleted]" => Some("deleted"),
            _ => None,
        };
        let is_set = |field: &str| fields.get(field).is_some() || fields.is_true(field);
        let outcome = match gone {
            _ if fields.is_true("spam") => "spam",
            Some(gone) => gone,
            None if ["removed", "banned_by", "banned_at_utc", "removal_reason", "removed_by_category"]
                .into_iter()
                .any(is_set) =>
            {
                "removed"
            }
            None if ["approved", "approved_by", "approved_at_utc"].into_iter().any(is_set) => "approved",
            None => "published",
        };
        let bare = |id: &str| id.strip_prefix("t1_").unwrap_or(id).to_owned();
        let parent = fields.get("parent_id").filter(|id| !id.starts_with("t3_"));
        let link = fields.get("permalink").map(|path| match path.strip_prefix('/') {
            Some(_) => format!("https://www.reddit.com{path}"),
            None => path.to_owned(),
        });
        Found::Comment(Box::new(Comment {
            id: fields.first(&["id", "name"]).map(bare),
            author: fields.get("author").filter(|&name| name != "[deleted]").map(String::from),
            date: fields.get("created_utc").and_then(time::iso),
            parent: parent.map(bare),
            reply_to: None,
            permalink: link,
            outcome: Some(outcome.to_owned()),
            votes: fields.get("score").and_then(|votes| votes.parse().ok()),
            text: if gone.is_some() { String::new() } else { unescaped(body) },
        }))
    }
}

/// The three characters that the API escapes in Markdown.
fn unescaped(body: &str) -> String {
    match body.contains('&') {
        true => body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"),
        false => body.to_owned(),
    }
}
