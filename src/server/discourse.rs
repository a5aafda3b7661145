//! Discourse's webhook. A signed post comes in; the verdict goes out, with the
//! body of the request by which a bot can flag the post for the moderators.
//! Discourse writes the answer into the log of its webhook; the server itself
//! calls nobody. A delivery that comes again is told apart by its id and
//! answered without being judged or counted twice.

use serde_json::json;

use super::call::{Answer, Call};
use super::json::{Node, Path, parse};
use super::own::{Scored, Scores, rounded};
use super::refusal::Refusal;
use super::signature::is_signed;
use crate::Subject;

/// Discourse's number for "something else: tell the moderators".
const NOTIFY_MODERATORS: u32 = 7;
/// Events that bring a text.
const EVENTS: [&str; 3] = ["post_created", "post_edited", "post_recovered"];

/// Answers `POST /v1/discourse`.
pub(crate) fn webhook(call: &Call) -> Result<Answer, Refusal> {
    let Some(secret) = &call.state.config.discourse_secret else {
        return Err(Refusal::forbidden(
            "Discourse is not expected here: the configuration has no discourse_secret.",
        ));
    };
    let header = |name: &str| call.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let signature = header("x-discourse-event-signature");
    if !is_signed(signature, &call.body, std::slice::from_ref(secret)) {
        return Err(Refusal::forbidden("The signature of the request is not that of Discourse's secret."));
    }
    let event = header("x-discourse-event");
    if !EVENTS.contains(&event) {
        return Answer::json(&json!({"ignored": true}));
    }
    let post = Post::read(parse(&call.body)?)?;
    // The id in the header is not signed: the body is, by its signature.
    let delivery =
        format!("{} {} {signature}", header("x-discourse-instance"), header("x-discourse-event-id"));
    if !call.state.seen.is_new(delivery) {
        return Answer::json(&json!({"post_id": post.id, "duplicate": true}));
    }
    let (own, quoted) = without_quotes(&post.raw);
    let subject = match &quoted {
        Some(quoted) => Subject::from(&own).replying_to(quoted),
        None => Subject::from(&own),
    };
    call.bench.judging(&call.state.metrics, |judge| {
        let verdict = judge.judge(subject);
        let scored = Scored { id: None, verdict: &verdict, explainer: None };
        let flag = verdict.worst().map(|flag| {
            let percent = rounded(flag.probability()) * 100.0;
            let message =
                format!("{}, {percent:.0} %: {:?}", flag.guideline().name(), flag.guideline().quote());
            json!({
                "id": post.id,
                "post_action_type_id": NOTIFY_MODERATORS,
                "message": message,
                "flag_topic": false,
            })
        });
        Answer::json(&json!({
            "post_id": post.id,
            "flagged": verdict.is_flagged(),
            "action": verdict.action().name(),
            "flags": scored.flags(),
            "scores": Scores(&verdict),
            "flag": flag,
        }))
    })
}

struct Post {
    id: Option<u64>,
    raw: String,
}

impl Post {
    /// Only what is needed is looked at; there are some sixty fields.
    fn read(body: Node<'_>) -> Result<Self, Refusal> {
        let root = &Path::Root;
        let at = &root.field("post");
        let mut this = Self { id: None, raw: String::new() };
        let post = body.object(root)?.into_iter().find(|(name, _)| name == "post");
        let Some((_, post)) = post else {
            return Err(Refusal::field(at, "'post' is missing.".to_owned()));
        };
        for (name, value) in post.object(at)? {
            match &*name {
                "id" => this.id = value.number(&at.field("id"))?.map(|id| id as u64),
                "raw" => this.raw = value.text(&at.field("raw"))?.unwrap_or_default().into_owned(),
                _ => {}
            }
        }
        Ok(this)
    }
}

/// What the author wrote, and the last of what the post quotes: it is the
/// words of somebody else, whom the post answers.
fn without_quotes(raw: &str) -> (String, Option<String>) {
    let (mut own, mut quoted, mut depth) = (String::new(), String::new(), 0_u32);
    for line in raw.split_inclusive('\n') {
        let mark = line.trim_start();
        if mark.starts_with("[quote") {
            if depth == 0 {
                quoted.clear();
            }
            depth += 1;
        } else if mark.starts_with("[/quote]") {
            depth = depth.saturating_sub(1);
        } else if let Some(rest) = mark.strip_prefix('>') {
            quoted.push_str(rest);
        } else if depth == 0 {
            own.push_str(line);
        } else {
            quoted.push_str(line);
        }
    }
    let quoted = Some(quoted.trim().to_owned()).filter(|quoted| !quoted.is_empty());
    (own.trim().to_owned(), quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_not_the_authors_words() {
        let cases = [
            ("none", "Fine.", "Fine.", None),
            (
                "a quote",
                "[quote=\"bob, post:1, topic:2\"]\nYou fool.\n[/quote]\n\nPlease stay civil.",
                "Please stay civil.",
                Some("You fool."),
            ),
            ("Markdown", "> You fool.\n\nStay civil.", "Stay civil.", Some("You fool.")),
            ("nested", "[quote]\n[quote]\na\n[/quote]\nb\n[/quote]\nc", "c", Some("a\nb")),
            ("never closed", "[quote]\na", "", Some("a")),
            ("closed twice", "[/quote]\na", "a", None),
        ];
        for (name, raw, own, quoted) in cases {
            assert_eq!(without_quotes(raw), (own.to_owned(), quoted.map(str::to_owned)), "{name}");
        }
    }
}
