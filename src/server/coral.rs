//! Coral's external moderation phase. A signed comment comes in before it is
//! published; what Coral is to do with it goes out: nothing (204), or to
//! withhold or reject it, with the flag that its moderators see. Nothing is
//! kept, so that a request played again learns what the first one learned, and
//! changes nothing.

use serde_json::json;

use super::call::{Answer, Call};
use super::json::{Node, Path, parse};
use super::refusal::Refusal;
use super::signature::is_signed;
use crate::{Action, Subject, Verdict};

const SIGNATURE: &str = "x-coral-signature";

/// Answers `POST /v1/coral`.
pub(crate) fn phase(call: &Call) -> Result<Answer, Refusal> {
    let secrets = &call.state.config.coral_secrets;
    if secrets.is_empty() {
        return Err(Refusal::forbidden(
            "Coral is not expected here: the configuration has no coral_secrets.",
        ));
    }
    let header = call.headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_signed(header, &call.body, secrets) {
        return Err(Refusal::forbidden("The signature of the request is not that of a secret of Coral's."));
    }
    // Its document may grow: only what is needed is looked at.
    let root = &Path::Root;
    let comment = find(parse(&call.body)?, root, "comment")?;
    let at = &root.field("comment");
    let body = find(comment, at, "body")?.text(&at.field("body"))?.unwrap_or_default();
    let limit = call.state.config.limits.body_bytes;
    if body.len() > limit {
        return Err(Refusal::body_too_large(limit));
    }
    let text = crate::page::own_text(&body);
    if text.is_empty() {
        return Ok(Answer::Ready(None));
    }
    call.bench.judging(&call.state.metrics, |judge| said(&judge.judge(Subject::from(&text))))
}

/// The value of a name, `null` if it is absent.
fn find<'a>(node: Node<'a>, path: &Path<'_>, name: &str) -> Result<Node<'a>, Refusal> {
    let found = node.object(path)?.into_iter().find(|(known, _)| known == name);
    Ok(found.map_or(Node::Null, |(_, value)| value))
}

fn said(verdict: &Verdict<'_>) -> Result<Answer, Refusal> {
    let status = match verdict.action() {
        Action::Approve => return Ok(Answer::Ready(None)),
        Action::Hold => "SYSTEM_WITHHELD",
        Action::Reject => "REJECTED",
    };
    let is_spam = verdict.worst().is_some_and(|flag| flag.guideline().heads() == ["spam"]);
    let reason = if is_spam { "COMMENT_DETECTED_SPAM" } else { "COMMENT_DETECTED_TOXIC" };
    Answer::json(&json!({"actions": [{"actionType": "FLAG", "reason": reason}], "status": status}))
}
