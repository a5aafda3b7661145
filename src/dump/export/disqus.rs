//! Disqus exports. Elements come in: first the threads (pages), then the
//! posts; comments go out, each with the address of its page.

use std::collections::HashMap;

use super::xml::Shape;
use crate::comment::Comment;
use crate::page::fragment;

/// How many threads' addresses are remembered, so that memory stays bounded;
/// the largest news sites have fewer commented pages.
const MOST_THREADS: usize = 200_000;

/// Longer addresses are not remembered.
const LONGEST_LINK: usize = 512;

#[derive(Default)]
pub(super) struct Disqus {
    links: HashMap<String, String>,
    /// The id and address of the thread that is open.
    thread: Option<(String, String)>,
    draft: Option<Draft>,
}

/// What is known of a post that is still open.
#[derive(Default)]
struct Draft {
    comment: Comment,
    username: Option<String>,
    thread: Option<String>,
    in_author: bool,
    is_spam: bool,
    is_deleted: bool,
    is_approved: Option<bool>,
}

impl Shape for Disqus {
    fn start(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        let id = || attribute("dsq:id").filter(|id| !id.is_empty());
        match (&mut self.draft, name) {
            (None, "post") => {
                let comment = Comment { id: id(), ..Comment::default() };
                self.draft = Some(Draft { comment, ..Draft::default() });
            }
            (None, "thread") => self.thread = id().map(|id| (id, String::new())),
            (Some(draft), "thread") => draft.thread = id(),
            (Some(draft), "parent") => draft.comment.parent = id(),
            (Some(draft), "author") => draft.in_author = true,
            _ => {}
        }
    }

    fn wants(&self, name: &str) -> bool {
        match self.draft {
            None => name == "link" && self.thread.is_some(),
            Some(_) => matches!(
                name,
                "message" | "createdAt" | "name" | "username" | "isDeleted" | "isSpam" | "isApproved"
            ),
        }
    }

    fn end(&mut self, name: &str, text: &str) -> Option<Comment> {
        let value = text.trim();
        let Some(draft) = &mut self.draft else {
            match (name, &mut self.thread) {
                ("link", Some((_, link))) if value.len() <= LONGEST_LINK => value.clone_into(link),
                ("thread", thread) => {
                    let found = thread.take().filter(|(_, link)| !link.is_empty());
                    if let Some((id, link)) = found.filter(|_| self.links.len() < MOST_THREADS) {
                        self.links.insert(id, link);
                    }
                }
                _ => {}
            }
            return None;
        };
        let known = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match name {
            "message" => draft.comment.text = fragment(value),
            "createdAt" => draft.comment.date = known(),
            "name" if draft.in_author => draft.comment.author = known(),
            "username" if draft.in_author => draft.username = known(),
            "author" => draft.in_author = false,
            "isDeleted" => draft.is_deleted = value == "true",
            "isSpam" => draft.is_spam = value == "true",
            "isApproved" => draft.is_approved = Some(value == "true"),
            "post" => return self.draft.take().map(|draft| self.comment(draft)),
            _ => {}
        }
        None
    }
}

impl Disqus {
    fn comment(&self, draft: Draft) -> Comment {
        let link = draft.thread.and_then(|thread| self.links.get(&thread));
        let outcome = match draft.is_approved {
            _ if draft.is_spam => "spam",
            _ if draft.is_deleted => "deleted",
            Some(true) => "approved",
            Some(false) => "pending",
            None => "published",
        };
        let mut comment = draft.comment;
        let place = |(link, id): (&String, &String)| format!("{link}#comment-{id}");
        comment.permalink = link.zip(comment.id.as_ref()).map(place);
        comment.author = comment.author.or(draft.username);
        comment.outcome = Some(outcome.to_owned());
        comment
    }
}
