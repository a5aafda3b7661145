//! OpenAI's moderations. Texts come in as its SDKs send them; categories go
//! out as they expect them. Four of the thirteen categories are judged. The
//! others are `false`, because the clients need all of them, and every result
//! names them under `lamplighter.not_judged`: `false` there says nothing.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::call::{Answer, Call};
use super::json::{Node, Path, parse};
use super::own::{Scored, Scores, check_name, rounded};
use super::refusal::Refusal;
use crate::{Subject, Verdict};

/// How heads speak for a category.
enum Heads {
    /// One of them is enough.
    Any(&'static [&'static str]),
    /// All of them must.
    All(&'static [&'static str]),
    NotJudged,
}

/// The categories in OpenAI's order.
const CATEGORIES: [(&str, Heads); 13] = [
    ("harassment", Heads::Any(&["name-calling", "ad-hominem", "severe"])),
    ("harassment/threatening", Heads::Any(&["threat"])),
    ("hate", Heads::Any(&["identity-attack"])),
    ("hate/threatening", Heads::All(&["identity-attack", "threat"])),
    ("illicit", Heads::NotJudged),
    ("illicit/violent", Heads::NotJudged),
    ("self-harm", Heads::NotJudged),
    ("self-harm/instructions", Heads::NotJudged),
    ("self-harm/intent", Heads::NotJudged),
    ("sexual", Heads::NotJudged),
    ("sexual/minors", Heads::NotJudged),
    ("violence", Heads::NotJudged),
    ("violence/graphic", Heads::NotJudged),
];

/// An even chance: probabilities are calibrated.
const THRESHOLD: f32 = 0.5;
const DEFAULT_MODEL: &str = "omni-moderation-latest";

/// Answers `POST /v1/moderations`.
pub(crate) fn moderations(call: &Call) -> Result<Answer, Refusal> {
    let root = &Path::Root;
    let (mut model, mut input) = (None, None);
    // The SDKs grow faster than we do: other names are passed over.
    for (name, value) in parse(&call.body)?.object(root)? {
        let at = &root.field(&name);
        match &*name {
            "model" => model = value.text(at)?,
            "input" => input = Some(texts(value, at)?),
            _ => {}
        }
    }
    let model = model.unwrap_or(Cow::Borrowed(DEFAULT_MODEL));
    check_name("model", &model)?;
    let Some(texts) = input.filter(|texts| !texts.is_empty()) else {
        return Err(Refusal::invalid("'input' is missing: a text, a list of texts, or a list of parts."));
    };
    call.charge(texts.len())?;
    let limit = call.state.config.limits.comment_bytes;
    if let Some(text) = texts.iter().find(|text| text.len() > limit) {
        return Err(Refusal::comment_too_long(text.len(), limit));
    }
    let results = call.bench.judging(&call.state.metrics, |judge| {
        texts.iter().map(|text| result(&judge.judge(Subject::from(&**text)))).collect::<Vec<_>>()
    });
    Answer::json(&json!({"id": id(), "model": model, "results": results}))
}

/// What is to be judged: each text of a list by itself, the parts of one
/// message together.
fn texts<'a>(node: Node<'a>, path: &Path<'_>) -> Result<Vec<Cow<'a, str>>, Refusal> {
    if let Node::Text(text) = node {
        return Ok(vec![text]);
    }
    let items = node.list(path)?;
    if !items.iter().any(|item| matches!(item, Node::Object(_))) {
        return Node::List(items).texts(path);
    }
    let mut message = String::new();
    for (i, item) in items.into_iter().enumerate() {
        let at = &path.item(i);
        let (mut kind, mut text) = (None, None);
        for (name, value) in item.object(at)? {
            match &*name {
                "type" => kind = value.text(&at.field("type"))?,
                "text" => text = value.text(&at.field("text"))?,
                _ => {}
            }
        }
        match (kind.as_deref(), text) {
            (Some("text"), Some(text)) => {
                message.push_str(if message.is_empty() { "" } else { "\n" });
                message.push_str(&text);
            }
            (Some("image_url"), _) => {
                return Err(Refusal::field(at, format!("'{at}' is an image; only text can be judged.")));
            }
            _ => return Err(Refusal::field(at, format!("'{at}' must have the type text and a text."))),
        }
    }
    Ok(vec![Cow::Owned(message)])
}

fn result(verdict: &Verdict<'_>) -> Value {
    let (mut categories, mut scores, mut kinds) = (Map::new(), Map::new(), Map::new());
    let mut not_judged = Vec::new();
    let probability = |head: &&str| verdict.probability(head);
    for (name, heads) in &CATEGORIES {
        let score = match heads {
            Heads::Any(heads) => heads.iter().filter_map(probability).reduce(f32::max),
            Heads::All(heads) => heads.iter().map(probability).reduce(|a, b| Some(a?.min(b?))).flatten(),
            Heads::NotJudged => None,
        };
        if score.is_none() {
            not_judged.push(*name);
        }
        let score = score.unwrap_or(0.0);
        categories.insert((*name).to_owned(), json!(score >= THRESHOLD));
        scores.insert((*name).to_owned(), json!(rounded(score)));
        kinds.insert((*name).to_owned(), json!(["text"]));
    }
    let flagged = categories.values().any(|flagged| *flagged == json!(true));
    let scored = Scored { id: None, verdict, explainer: None };
    json!({
        "flagged": flagged,
        "categories": categories,
        "category_scores": scores,
        "category_applied_input_types": kinds,
        "lamplighter": {
            "not_judged": not_judged,
            "flagged": verdict.is_flagged(),
            "action": verdict.action().name(),
            "flags": scored.flags(),
            "scores": Scores(verdict),
        },
    })
}

/// A name for the answer, another one for each.
fn id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("modr-{:x}{:x}", since.as_millis(), NEXT.fetch_add(1, Ordering::Relaxed))
}
