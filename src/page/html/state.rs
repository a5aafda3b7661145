//! The state that a page carries for its own script → comments. What comes in:
//! a page's tree. What goes out: the comments in the order of the state, with
//! their parents. What it promises: only what lies under a name such as
//! `comments` or `replies`, or calls itself a comment, and has a text with a
//! writer or a date, is one; a state that is no JSON is passed over.
//!
//! Pages of Next.js, Nuxt, Apollo, Redux and their like are drawn by a script
//! from such a state, so that the comments may be nowhere else: as a script of
//! JSON (`__NEXT_DATA__`), assigned to a variable (`window.__STATE__ = {…}`),
//! or in the lines that Next.js 13 pushes (`self.__next_f.push([1,"…"])`).

use std::collections::{HashMap, HashSet};

use memchr::memmem;
use serde_json::{Map, Value};

use super::tag::Tag;
use super::text;
use super::thread::Thread;
use super::tree::{Id, Tree};
use crate::comment::Comment;
use crate::time;

/// The names under which comments lie end like this, or speak of comments.
const THREAD_NAMES: [&str; 3] = ["replies", "answers", "responses"];
/// Parts of names that hold something about comments, or those of other pages.
#[rustfmt::skip]
const OTHER_NAMES: [&str; 11] = [
    "count", "config", "setting", "form", "policy", "recent", "latest", "url", "error", "template", "locale",
];
/// What types call themselves whose objects are comments.
const TYPES: [&str; 3] = ["comment", "reply", "answer"];
#[rustfmt::skip]
const TEXTS: [&str; 15] = [
    "bodyHtml", "body_html", "contentHtml", "content_html", "html", "cooked", "body", "text", "content", "message",
    "comment", "commentText", "comment_text", "commentBody", "raw",
];
#[rustfmt::skip]
const AUTHORS: [&str; 18] = [
    "author", "user", "creator", "commenter", "owner", "member", "postedBy", "createdBy", "profile", "authorName",
    "author_name", "userName", "user_name", "username", "displayName", "display_name", "nickname", "name",
];
#[rustfmt::skip]
const NAMES: [&str; 10] = [
    "displayName", "display_name", "name", "fullName", "username", "userName", "user_name", "nickname", "login", "handle",
];
#[rustfmt::skip]
const DATES: [&str; 17] = [
    "createdAt", "created_at", "createdOn", "created_on", "created", "publishedAt", "published_at", "datePublished",
    "dateCreated", "postedAt", "posted_at", "postDate", "createdDate", "creationDate", "date", "timestamp", "time",
];
const IDS: [&str; 5] = ["id", "_id", "commentId", "comment_id", "uuid"];
#[rustfmt::skip]
const PARENTS: [&str; 9] = [
    "parentId", "parent_id", "parent", "parentCommentId", "parent_comment_id", "replyTo", "reply_to", "inReplyTo",
    "in_reply_to",
];

#[rustfmt::skip]
const VOTES: [&str; 10] = [
    "votes", "voteCount", "vote_count", "score", "points", "likeCount", "like_count", "likesCount", "upvotes", "likes",
];

/// Reads the comments of a page's state.
pub(super) fn read(tree: &Tree<'_>) -> Option<Thread> {
    let mut pushed = String::new();
    let mut best: Vec<Comment> = Vec::new();
    let mut keep = |value: &Value| {
        let found = comments(value);
        if found.len() > best.len() {
            best = found;
        }
    };
    let is_linked = |id: Id| tree.attribute(id, "type").is_some_and(|kind| kind.contains("ld+json"));
    for id in tree.subtree(Id::ROOT).filter(|&id| tree.tag(id) == Tag::Script && !is_linked(id)) {
        let source = tree.children(id).next().map_or("", |text| tree.text(text));
        if let Some(piece) = pushed_piece(source) {
            pushed.push_str(&piece);
        } else if is_worth_reading(source)
            && let Some(value) = state(source)
        {
            keep(&value);
        }
    }
    // `1f:["$","div",null,{"comments":[…]}]`
    for line in pushed.lines().filter(|line| is_worth_reading(line)) {
        if let Some((_, value)) = line.split_once(':')
            && let Ok(value) = serde_json::from_str(value)
        {
            keep(&value);
        }
    }
    (!best.is_empty()).then(|| Thread { comments: best, ..Thread::default() })
}

/// Whether a text speaks of comments at all.
fn is_worth_reading(text: &str) -> bool {
    ["omment", "eplies", "nswers", "esponses"]
        .iter()
        .any(|part| memmem::find(text.as_bytes(), part.as_bytes()).is_some())
}

/// What `self.__next_f.push([1,"…"])` pushes.
fn pushed_piece(source: &str) -> Option<String> {
    let (_, rest) = source.split_once("__next_f.push([1,")?;
    first_value(rest)?.as_str().map(str::to_owned)
}

/// The JSON that a script is, or that it assigns to a variable.
fn state(source: &str) -> Option<Value> {
    let source = source.trim();
    if source.starts_with(['{', '[']) {
        return first_value(source);
    }
    let (name, value) = source.split_once('=')?;
    let is_name = name.len() < 80 && !name.contains(['(', '{']);
    let value = value.trim_start();
    let quoted = value.strip_prefix("JSON.parse(").filter(|rest| rest.starts_with('"'));
    match quoted {
        _ if !is_name => None,
        Some(quoted) => first_value(first_value(quoted)?.as_str()?),
        None => first_value(value),
    }
}

/// The JSON value that a text begins with, whatever follows.
fn first_value(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

fn comments(state: &Value) -> Vec<Comment> {
    let mut walk = Walk { cache: state.as_object(), comments: Vec::new() };
    walk.value(state, false, None);
    let mut comments = walk.comments;
    // The same list may lie in several places.
    let mut seen = HashSet::new();
    comments.retain(|comment| {
        comment.id.is_none()
            || seen.insert((comment.id.clone(), comment.author.clone(), comment.text.clone()))
    });
    let of = |comment: &Comment| Some((comment.id.clone()?, comment.author.clone()?));
    let authors: HashMap<String, String> = comments.iter().filter_map(of).collect();
    for comment in &mut comments {
        comment.reply_to = comment.parent.as_ref().and_then(|parent| authors.get(parent).cloned());
    }
    comments
}

struct Walk<'v> {
    /// What `{"__ref": "User:7"}` refers to, as Apollo lays it out.
    cache: Option<&'v Map<String, Value>>,
    comments: Vec<Comment>,
}

impl<'v> Walk<'v> {
    /// `serde_json` refuses values deeper than this can walk.
    fn value(&mut self, value: &'v Value, is_thread: bool, parent: Option<&str>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.value(value, is_thread, parent)),
            Value::Object(object) => {
                let own = if is_thread || is_typed(object) { self.comment(object) } else { None };
                let is_comment = own.is_some();
                let id = own.as_ref().and_then(|own| own.id.clone());
                if let Some(mut own) = own {
                    own.parent = own
                        .parent
                        .or(parent.map(str::to_owned))
                        .filter(|parent| own.id.as_deref() != Some(parent));
                    self.comments.push(own);
                }
                let around = if is_comment { id.as_deref() } else { parent };
                for (key, value) in object {
                    if value.is_array() || value.is_object() {
                        // Lists wrap what they hold: `{"edges": [{"node": {…}}]}`.
                        let is_inside = is_thread && !is_comment
                            || is_thread_name(key)
                            || is_comment && key == "children";
                        self.value(value, is_inside, around);
                    }
                }
            }
            _ => {}
        }
    }

    fn comment(&self, object: &'v Map<String, Value>) -> Option<Comment> {
        let text = TEXTS.iter().find_map(|key| self.text(object.get(*key)?))?;
        let author = AUTHORS.iter().find_map(|key| self.name(object.get(*key)?));
        let date = DATES.iter().find_map(|key| date(object.get(*key)?));
        let id = IDS.iter().find_map(|key| scalar(object.get(*key)?));
        let is_comment =
            date.is_some() && (author.is_some() || id.is_some()) || author.is_some() && id.is_some();
        is_comment.then(|| Comment {
            id,
            author,
            date,
            parent: PARENTS.iter().find_map(|key| self.parent(object.get(*key)?)),
            votes: VOTES.iter().find_map(|key| object.get(*key)?.as_i64()),
            text,
            ..Comment::default()
        })
    }

    /// The object that a reference refers to, or the value itself.
    fn resolved(&self, value: &'v Value) -> &'v Value {
        let name = value
            .get("__ref")
            .or_else(|| value.get("id").filter(|_| value.get("type").is_some_and(|t| t == "id")));
        name.and_then(|name| self.cache?.get(name.as_str()?)).unwrap_or(value)
    }

    /// A text, an object that holds one, or the tree of an editor.
    fn text(&self, value: &'v Value) -> Option<String> {
        let text = match self.resolved(value) {
            Value::String(text) => plain(text),
            Value::Object(object) => match TEXTS.iter().find_map(|key| object.get(*key)?.as_str()) {
                Some(text) if !object.contains_key("type") => plain(text),
                _ => {
                    let mut out = String::new();
                    edited(value, &mut out);
                    out.trim().to_owned()
                }
            },
            _ => String::new(),
        };
        (!text.is_empty()).then_some(text)
    }

    fn name(&self, value: &'v Value) -> Option<String> {
        let value = self.resolved(value);
        let name = match value {
            Value::Object(object) => NAMES.iter().find_map(|key| object.get(*key)?.as_str())?,
            value => value.as_str()?,
        };
        Some(text::value(name)).filter(|name| !name.is_empty())
    }

    fn parent(&self, value: &'v Value) -> Option<String> {
        let value = self.resolved(value);
        scalar(value).or_else(|| IDS.iter().find_map(|key| scalar(value.get(*key)?)))
    }
}

/// The text of what editors write as a tree: `{"type": "paragraph", "content": [{"text": …}]}`.
fn edited(value: &Value, out: &mut String) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| edited(value, out)),
        Value::Object(object) => {
            if let Some(text) = object.get("text").and_then(Value::as_str) {
                out.push_str(text);
            }
            for key in ["content", "children", "blocks"] {
                if let Some(inner) = object.get(key) {
                    edited(inner, out);
                }
            }
            let is_block =
                object.get("type").and_then(Value::as_str).is_some_and(|name| name.contains("paragraph"));
            if is_block && !out.ends_with("\n\n") {
                out.push_str("\n\n");
            }
        }
        _ => {}
    }
}

fn is_thread_name(name: &str) -> bool {
    let name = name.to_lowercase();
    (name.contains("comment") || THREAD_NAMES.iter().any(|end| name.ends_with(end)))
        && !OTHER_NAMES.iter().any(|part| name.contains(part))
}

fn is_typed(object: &Map<String, Value>) -> bool {
    let name = object.get("__typename").and_then(Value::as_str);
    name.is_some_and(|name| {
        let name = name.to_lowercase();
        TYPES.iter().any(|end| name.ends_with(end))
    })
}

/// A string or a number, zero and the empty string being none.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
    .filter(|text| !text.is_empty() && text != "0")
}

/// A date as it is written, or seconds or milliseconds since 1970.
fn date(value: &Value) -> Option<String> {
    /// More seconds than this are milliseconds.
    const MOST_SECONDS: f64 = 1e11;
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| text.len() > 3 && text.len() < 60),
        Value::Number(number) => {
            let number = number.as_f64()?;
            let seconds = if number > MOST_SECONDS { number / 1000.0 } else { number };
            if seconds > 1e8 { time::iso(&seconds.to_string()) } else { None }
        }
        _ => None,
    }
}

fn plain(text: &str) -> String {
    if text.contains('<') || text.contains('&') { super::fragment(text) } else { text.trim().to_owned() }
}
