//! Comments that a page carries as data, and not as markup → comments. What
//! comes in: a page's tree. What goes out: the comments in the data's order,
//! with their parents. What it promises: only what says of itself that it is
//! a comment or a post is read; data that is no JSON is passed over.
//!
//! Two forms are known: JSON-LD with schema.org's `Comment`, `Answer` and
//! `DiscussionForumPosting`, which many systems write for search engines, and
//! the topic that Discourse lays into its page for its own script.

use std::collections::HashMap;

use serde_json::Value;

use super::tag::Tag;
use super::text;
use super::thread::Thread;
use super::tree::{Id, Tree};
use crate::comment::Comment;

/// What holds a comment's answers, in the order in which they are shown.
const ANSWERS: [&str; 3] = ["acceptedAnswer", "suggestedAnswer", "comment"];
/// Types whose text was written by a user of the page.
const WRITTEN: [&str; 4] = ["Comment", "Answer", "Question", "DiscussionForumPosting"];

/// Reads the comments of a page's data.
pub(super) fn read(tree: &Tree<'_>) -> Option<Thread> {
    let linked = || {
        let mut comments = Vec::new();
        for id in tree.subtree(Id::ROOT).filter(|&id| is_json_ld(tree, id)) {
            let source: String = tree.subtree(id).map(|part| tree.text(part)).collect();
            if let Ok(value) = serde_json::from_str(&source) {
                linked(&value, None, &mut comments);
            }
        }
        Thread { system: Some("schema.org"), comments, ..Thread::default() }
    };
    let topic = || {
        let mut values = tree.subtree(Id::ROOT).filter_map(|id| tree.attribute(id, "data-preloaded"));
        let topics: HashMap<String, Value> =
            serde_json::from_str(&super::entity::decode(values.next()?)).ok()?;
        let (_, topic) = topics.iter().find(|(key, _)| key.starts_with("topic_"))?;
        let topic: Value = serde_json::from_str(topic.as_str()?).ok()?;
        let comments = posts(topic.get("post_stream")?.get("posts")?.as_array()?);
        Some(Thread { system: Some("Discourse"), comments, ..Thread::default() })
    };
    Some(linked()).filter(|thread| !thread.comments.is_empty()).or_else(topic)
}

fn is_json_ld(tree: &Tree<'_>, id: Id) -> bool {
    let is_type = |value: &str| value.trim().eq_ignore_ascii_case("application/ld+json");
    tree.tag(id) == Tag::Script && tree.attribute(id, "type").is_some_and(is_type)
}

/// Collects the comments in a value of JSON-LD, wherever they are in it.
/// `serde_json` refuses values deeper than this can walk.
fn linked(value: &Value, parent: Option<usize>, comments: &mut Vec<Comment>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| linked(value, parent, comments)),
        Value::Object(object) => {
            let own = if is_written(value) { comment(value) } else { None };
            let is_first_post = !has_type(value, "Comment") && !has_type(value, "Answer");
            let around = match own {
                Some(mut own) => {
                    if let Some(parent) = parent.and_then(|at| comments.get(at)) {
                        (own.parent, own.reply_to) = (parent.id.clone(), parent.author.clone());
                    }
                    comments.push(own);
                    // All posts of a thread follow the first, but do not answer it.
                    if is_first_post { None } else { Some(comments.len() - 1) }
                }
                None => parent,
            };
            for key in ANSWERS {
                if let Some(answers) = object.get(key) {
                    linked(answers, around, comments);
                }
            }
            for (_, value) in object.iter().filter(|(key, _)| !ANSWERS.contains(&key.as_str())) {
                if value.is_object() || value.is_array() {
                    linked(value, around, comments);
                }
            }
        }
        _ => {}
    }
}

fn is_written(value: &Value) -> bool {
    WRITTEN.iter().any(|wanted| has_type(value, wanted))
}

fn has_type(value: &Value, wanted: &str) -> bool {
    let is_it = |name: &Value| name.as_str().is_some_and(|name| name.rsplit('/').next() == Some(wanted));
    match value.get("@type") {
        Some(Value::Array(names)) => names.iter().any(is_it),
        Some(name) => is_it(name),
        None => false,
    }
}

fn comment(value: &Value) -> Option<Comment> {
    let string = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| value.get(*key)?.as_str())?.trim();
        (!found.is_empty()).then(|| found.to_owned())
    };
    let text = plain(&string(&["text", "articleBody", "description"])?);
    let author = value.get("author").or(value.get("creator")).and_then(name);
    let date = string(&["datePublished", "dateCreated"]);
    let is_comment = !text.is_empty() && (author.is_some() || date.is_some());
    is_comment.then(|| Comment {
        id: string(&["@id", "identifier", "url"]),
        author,
        date,
        votes: votes(value),
        text,
        ..Comment::default()
    })
}

/// The votes for a comment without those against it.
fn votes(value: &Value) -> Option<i64> {
    let count = |key: &str| value.get(key)?.as_i64();
    let against = || count("downvoteCount").unwrap_or(0);
    count("upvoteCount").map(|votes| votes.saturating_sub(against()))
}

/// `"Ada"`, `{"name": "Ada"}`, or the first of a list of these.
fn name(value: &Value) -> Option<String> {
    let name = match value {
        Value::Array(values) => return values.first().and_then(name),
        Value::Object(object) => object.get("name")?.as_str()?,
        value => value.as_str()?,
    };
    Some(text::value(name)).filter(|name| !name.is_empty())
}

/// The posts of a Discourse topic, which are numbered.
fn posts(posts: &[Value]) -> Vec<Comment> {
    let string = |post: &Value, key: &str| Some(post.get(key)?.as_str()?.to_owned());
    let number = |post: &Value, key: &str| post.get(key)?.as_u64();
    let mut authors: HashMap<u64, Option<String>> = HashMap::new();
    let mut comments = Vec::new();
    for post in posts {
        let author = string(post, "username");
        let own = number(post, "post_number");
        let answered = number(post, "reply_to_post_number");
        if let Some(own) = own {
            authors.insert(own, author.clone());
        }
        let text = post.get("cooked").and_then(Value::as_str).map(plain).unwrap_or_default();
        if !text.is_empty() {
            comments.push(Comment {
                id: own.map(|number| format!("post_{number}")),
                author,
                date: string(post, "created_at"),
                parent: answered.map(|number| format!("post_{number}")),
                reply_to: answered.and_then(|number| authors.get(&number)?.clone()),
                text,
                ..Comment::default()
            });
        }
    }
    comments
}

/// The text of a value that may be HTML.
fn plain(value: &str) -> String {
    if !value.contains('<') && !value.contains('&') {
        return value.trim().to_owned();
    }
    super::fragment(value)
}
