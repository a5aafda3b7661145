//! JSON of no known system. An object's fields come in; it is a comment if
//! one of them is known to hold a text, by the same names as a table's
//! columns.

use super::walk::{Fields, Found, Shape};
use crate::comment::Comment;
use crate::dump::columns::{ROLES, Role, Wanted};

pub(super) struct Plain {
    wanted: Wanted,
}

impl Plain {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted }
    }
}

impl Shape for Plain {
    fn wants(&self, key: &str) -> bool {
        self.wanted.claim(key).is_some()
    }

    fn nests(&self, key: &str) -> bool {
        matches!(key, "children" | "replies")
    }

    fn read(&mut self, fields: &Fields) -> Found {
        let mut best: [Option<(usize, &str)>; ROLES] = [None; ROLES];
        for (name, text) in fields.texts().filter(|(_, text)| !text.is_empty()) {
            if let Some(claim) = self.wanted.claim(name) {
                let place = &mut best[claim.role as usize];
                if place.is_none_or(|(rank, _)| claim.rank < rank) {
                    *place = Some((claim.rank, text));
                }
            }
        }
        let get = |role: Role| best[role as usize].map(|(_, text)| text.to_owned());
        let Some(text) = get(Role::Text) else { return Found::Unknown };
        Found::Comment(Box::new(Comment {
            id: get(Role::Id),
            author: get(Role::Author),
            date: get(Role::Date),
            parent: get(Role::Parent),
            reply_to: get(Role::ReplyTo),
            permalink: get(Role::Permalink),
            outcome: get(Role::Outcome),
            votes: get(Role::Votes).and_then(|votes| votes.parse().ok()),
            text,
        }))
    }
}
