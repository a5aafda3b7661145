//! Coral, formerly Talk. Documents of its database, as `mongoexport` writes
//! them, or nodes of its GraphQL API come in; comments go out, with the body
//! of their last revision.

use super::walk::{Fields, Found, Shape};
use crate::comment::Comment;
use crate::page::fragment;

pub(super) struct Coral;

const FIELDS: [&str; 15] = [
    "id",
    "body",
    "status",
    "createdAt",
    "created_at",
    "$date",
    "parentID",
    "parent_id",
    "authorID",
    "author_id",
    "username",
    "url",
    "deletedAt",
    "deleted_at",
    "permalink",
];

impl Shape for Coral {
    fn wants(&self, key: &str) -> bool {
        FIELDS.contains(&key)
    }

    fn is_part(&self, key: &str) -> bool {
        const PARTS: [&str; 14] = [
            "revisions",
            "revision",
            "author",
            "user",
            "parent",
            "story",
            "asset",
            "createdAt",
            "created_at",
            "deletedAt",
            "deleted_at",
            "body_history",
            "status_history",
            "_id",
        ];
        PARTS.contains(&key)
    }

    fn nests(&self, key: &str) -> bool {
        key == "replies"
    }

    fn read(&mut self, fields: &Fields) -> Found {
        let body = fields.first(&["body", "revision.body", "revisions.body"]);
        let is_gone = fields.first(&["deletedAt", "deletedAt.$date", "deleted_at"]).is_some();
        let (Some(id), true) = (fields.get("id"), body.is_some() || is_gone || fields.has("body")) else {
            return Found::Unknown;
        };
        let outcome = match fields.get("status").map(str::to_ascii_uppercase).as_deref() {
            _ if is_gone => Some("deleted".to_owned()),
            Some("APPROVED" | "ACCEPTED") => Some("approved".to_owned()),
            Some("REJECTED") => Some("rejected".to_owned()),
            Some("PREMOD" | "SYSTEM_WITHHELD") => Some("pending".to_owned()),
            Some("NONE") => Some("published".to_owned()),
            other => other.map(str::to_lowercase),
        };
        let date = ["createdAt", "createdAt.$date", "created_at", "created_at.$date"];
        let author = ["author.username", "user.username", "authorID", "author_id", "author.id", "user.id"];
        let link = ["permalink", "story.url", "asset.url"];
        let parent = ["parentID", "parent_id", "parent.id"];
        Found::Comment(Box::new(Comment {
            id: Some(id.to_owned()),
            author: fields.first(&author).map(String::from),
            date: fields.first(&date).map(String::from),
            parent: fields.first(&parent).map(String::from),
            reply_to: fields.first(&["parent.author.username", "parent.user.username"]).map(String::from),
            permalink: fields.first(&link).map(String::from),
            outcome,
            votes: None,
            text: fragment(body.unwrap_or_default()),
        }))
    }
}
