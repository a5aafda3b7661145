//! Our own API. Comments come in, one or many, with the comments that they
//! answer; verdicts go out, in the words of `lamplighter score --to jsonl`.
//! Decisions of moderators come in, too, and can be taken back.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::json;
use tokio::sync::oneshot;

use super::call::{Answer, Call, unwritten};
use super::json::{Node, Once, Path, parse};
use super::refusal::Refusal;
use crate::feedback::{Decision, Deletion};
use crate::{Evidence, Guideline, Moderator, Subject, Verdict};

/// Words that are shown for a flag.
const MOST_WORDS: usize = 5;

/// A comment of a request.
#[derive(Debug, Default)]
struct Comment<'a> {
    id: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
    parent: Option<Cow<'a, str>>,
}

/// Answers `POST /v1/score`.
pub(crate) fn score(call: &Call) -> Result<Answer, Refusal> {
    let root = &Path::Root;
    let (mut id, mut text, mut parent) = (Once::default(), Once::default(), Once::default());
    let (mut comments, mut explain) = (Once::default(), Once::default());
    for (name, value) in parse(&call.body)?.object(root)? {
        let at = &root.field(&name);
        match &*name {
            "id" => id.set(at, value.text(at)?)?,
            "text" => text.set(at, value.text(at)?)?,
            "parent" => parent.set(at, value.text(at)?)?,
            "explain" => explain.set(at, value.switch(at)?)?,
            // Absent, as everywhere; not a list without items.
            "comments" if value == Node::Null => comments.set(at, None)?,
            "comments" => {
                let list = value.list(at)?.into_iter().enumerate();
                let list = list.map(|(i, comment)| Comment::read(comment, &at.item(i)));
                comments.set(at, Some(list.collect::<Result<Vec<_>, _>>()?))?;
            }
            _ => return Err(root.unknown(&name)),
        }
    }
    let one = Comment { id: id.get(), text: text.get(), parent: parent.get() };
    let is_one = one.id.is_some() || one.text.is_some() || one.parent.is_some();
    let (comments, is_many) = match (comments.get(), is_one) {
        (Some(comments), false) => (comments, true),
        (None, _) => (vec![one], false),
        (Some(_), true) => return Err(Refusal::invalid("Give either text or comments, not both.")),
    };
    call.charge(comments.len())?;
    for (i, comment) in comments.iter().enumerate() {
        let list = root.field("comments");
        let at = if is_many { list.item(i) } else { Path::Root };
        comment.check(call, &at)?;
    }
    let explain = explain.get().unwrap_or(false);
    let mut body = Vec::with_capacity(comments.len() * 320);
    body.extend_from_slice(if is_many { b"{\"results\":[" } else { b"" });
    call.bench.judging(&call.state.metrics, |judge| {
        for (i, comment) in comments.iter().enumerate() {
            if i > 0 {
                body.push(b',');
            }
            let verdict = judge.judge(comment.subject());
            let explainer = explain.then_some(&call.bench.moderator);
            let id = comment.id.as_deref();
            // Memory takes every byte, and the types below have no error.
            let _ = serde_json::to_writer(&mut body, &Scored { id, verdict: &verdict, explainer });
        }
    });
    body.extend_from_slice(if is_many { b"]}" } else { b"" });
    Ok(Answer::of_json(body))
}

impl<'a> Comment<'a> {
    fn read(node: Node<'a>, path: &Path<'_>) -> Result<Self, Refusal> {
        let (mut id, mut text, mut parent) = (Once::default(), Once::default(), Once::default());
        for (name, value) in node.object(path)? {
            let at = &path.field(&name);
            match &*name {
                "id" => id.set(at, value.text(at)?)?,
                "text" => text.set(at, value.text(at)?)?,
                "parent" => parent.set(at, value.text(at)?)?,
                _ => return Err(path.unknown(&name)),
            }
        }
        Ok(Self { id: id.get(), text: text.get(), parent: parent.get() })
    }

    fn check(&self, call: &Call, path: &Path<'_>) -> Result<(), Refusal> {
        let limits = &call.state.config.limits;
        let text = path.field("text");
        let Some(given) = &self.text else {
            return Err(Refusal::field(&text, format!("'{text}' is missing: the comment to judge.")));
        };
        let parent = self.parent.as_ref().map_or(0, |parent| parent.len());
        let sizes =
            [(text, given.len(), limits.comment_bytes), (path.field("parent"), parent, limits.context_bytes)];
        match sizes.into_iter().find(|(_, size, most)| size > most) {
            None => Ok(()),
            Some((path, size, most)) => {
                Err(Refusal::field(&path, format!("'{path}' has {size} bytes; the limit is {most}.")))
            }
        }
    }

    fn subject(&self) -> Subject<'_> {
        let subject = Subject::from(self.text.as_deref().unwrap_or_default());
        match &self.parent {
            Some(parent) => subject.replying_to(parent),
            None => subject,
        }
    }
}

/// A verdict as it is written, with the words behind it if somebody explains
/// them.
pub(crate) struct Scored<'v> {
    pub(crate) id: Option<&'v str>,
    pub(crate) verdict: &'v Verdict<'v>,
    pub(crate) explainer: Option<&'v Moderator>,
}

/// Four decimals, as in all output.
pub(crate) fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 1e4).round() / 1e4
}

/// A flag as it is written.
#[derive(Serialize)]
pub(crate) struct Flagged<'v> {
    guideline: &'v str,
    probability: f64,
    quote: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<Word<'v>>>,
}

/// A word that speaks for a flag; its place is counted in code points.
#[derive(Serialize)]
struct Word<'v> {
    start: usize,
    end: usize,
    text: &'v str,
    weight: f64,
}

impl Serialize for Scored<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("flagged", &self.verdict.is_flagged())?;
        map.serialize_entry("action", self.verdict.action().name())?;
        map.serialize_entry("flags", &self.flags())?;
        map.serialize_entry("scores", &Scores(self.verdict))?;
        map.end()
    }
}

impl<'v> Scored<'v> {
    /// The flags, the most probable first.
    pub(crate) fn flags(&self) -> Vec<Flagged<'v>> {
        let verdict = self.verdict;
        let flags = verdict.flags();
        let explainer = self.explainer.filter(|_| !flags.is_empty());
        let dissection = explainer.map(|moderator| moderator.dissect(verdict));
        flags
            .into_iter()
            .map(|flag| Flagged {
                guideline: flag.guideline().name(),
                probability: rounded(flag.probability()),
                quote: flag.guideline().quote(),
                evidence: dissection.as_ref().map(|dissection| {
                    let words = dissection.words(flag.head, MOST_WORDS);
                    words.iter().map(|word| Word::of(verdict.text(), word)).collect()
                }),
            })
            .collect()
    }
}

impl<'v> Word<'v> {
    fn of(text: &str, word: &Evidence<'v>) -> Self {
        let start = text.get(..word.span().start).unwrap_or_default().chars().count();
        let (said, weight) = (word.text, rounded(word.weight()));
        Self { start, end: start + said.chars().count(), text: said, weight }
    }
}

/// Every head with its probability.
pub(crate) struct Scores<'v>(pub(crate) &'v Verdict<'v>);

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.scores().map(|(head, p)| (head, rounded(p))))
    }
}

/// What the server judges by.
#[derive(Serialize)]
struct Guidelines<'c> {
    guidelines: &'c [Guideline],
    heads: &'c [String],
    attributes: Vec<&'c str>,
    languages: &'c [String],
    model: &'c str,
}

/// Answers `GET /v1/guidelines`.
pub(crate) fn guidelines(call: &Call) -> Result<Answer, Refusal> {
    let moderator = &call.bench.moderator;
    Answer::json(&Guidelines {
        guidelines: moderator.policy().guidelines(),
        heads: moderator.model().heads(),
        attributes: call.bench.attributes.names(),
        languages: &call.state.config.languages,
        model: moderator.model().provenance(),
    })
}

/// Longer names, tokens and communities are no names.
const MOST_NAME_CHARS: usize = 1024;

/// Answers `POST /v1/feedback`.
pub(crate) fn feedback(call: &Call) -> Result<Answer, Refusal> {
    let root = &Path::Root;
    let (mut text, mut parent, mut token) = (Once::default(), Once::default(), Once::default());
    let (mut community, mut labels, mut store) = (Once::default(), Once::default(), Once::default());
    for (name, value) in parse(&call.body)?.object(root)? {
        let at = &root.field(&name);
        match &*name {
            "text" => text.set(at, value.text(at)?)?,
            "parent" => parent.set(at, value.text(at)?)?,
            "token" => token.set(at, value.text(at)?)?,
            "community" => community.set(at, value.text(at)?)?,
            "labels" => labels.set(at, Some(read_labels(value, at)?))?,
            "doNotStore" | "do_not_store" => store.set(at, value.switch(at)?)?,
            _ => return Err(root.unknown(&name)),
        }
    }
    let comment = Comment { id: None, text: text.get(), parent: parent.get() };
    comment.check(call, root)?;
    let text = comment.text.as_deref().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Refusal::comment_empty());
    }
    let Some(labels) = labels.get().filter(|labels| !labels.is_empty()) else {
        return Err(Refusal::invalid("'labels' is missing: heads, each with true or false."));
    };
    let labels: Vec<_> = labels.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let (token, community) = (token.get(), community.get());
    for (name, value) in [("token", &token), ("community", &community)] {
        check_name(name, value.as_deref().unwrap_or_default())?;
    }
    let stored = |is_stored: bool| Answer::of_json(json!({"stored": is_stored}).to_string().into_bytes());
    if store.get().unwrap_or(false) || labels.is_empty() {
        return Ok(stored(false));
    }
    let decision = Decision {
        owner: call.caller.name.clone(),
        community: community.map(Cow::into_owned).unwrap_or_default(),
        token: token.map(Cow::into_owned).filter(|token| !token.is_empty()),
        text: text.to_owned(),
        parent: comment.parent.as_deref().filter(|p| !p.trim().is_empty()).map(str::to_owned),
        labels,
    };
    call.keep(decision, stored)
}

/// `{"name-calling": true, "spam": 0, "tone": null}`; `null` is unknown.
fn read_labels(node: Node<'_>, path: &Path<'_>) -> Result<Vec<(String, Option<f64>)>, Refusal> {
    let mut labels = Vec::new();
    for (name, value) in node.object(path)? {
        let at = &path.field(&name);
        if !is_label(&name) {
            let what = "A label is named by letters, digits, '_', '-', '.' and '@' only.";
            return Err(Refusal::field(at, what.to_owned()));
        }
        let value = match value {
            Node::Bool(says) => Some(f64::from(u8::from(says))),
            number => number.number(at)?,
        };
        if value.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
            return Err(Refusal::field(at, format!("'{at}' must lie between 0 and 1.")));
        }
        labels.push((name.into_owned(), value));
    }
    Ok(labels)
}

/// Whether this can be the name of a head or an attribute.
pub(crate) fn is_label(name: &str) -> bool {
    let is_part = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'@' | b'.');
    (1..=128).contains(&name.len()) && name.bytes().all(is_part)
}

/// Refuses what is too long to be a name.
pub(crate) fn check_name(what: &str, name: &str) -> Result<(), Refusal> {
    if name.chars().count() <= MOST_NAME_CHARS {
        return Ok(());
    }
    Err(Refusal::invalid(format!("'{what}' is longer than {MOST_NAME_CHARS} characters.")))
}

/// Answers `DELETE /v1/feedback?token=…`.
pub(crate) fn forget(call: &Call) -> Result<Answer, Refusal> {
    let parameter = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(call.query.as_bytes());
        pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let Some(token) = parameter("token").filter(|token| !token.is_empty()) else {
        return Err(Refusal::invalid("The parameter token is missing: which decision is to be deleted?"));
    };
    let deleted = |count: usize| Answer::of_json(json!({"deleted": count}).to_string().into_bytes());
    let Some(store) = &call.state.feedback else { return Ok(deleted(0)) };
    let owner = (!call.caller.is_admin).then(|| call.caller.name.clone());
    let deletion = Deletion { owner, token, community: parameter("community") };
    let (sender, receiver) = oneshot::channel();
    let state = std::sync::Arc::clone(&call.state);
    let done = Box::new(move |result: Result<usize, String>| {
        let _ = sender.send(result.map(deleted).map_err(|why| unwritten(&state, &why)));
    });
    if store.delete(deletion, done) { Ok(Answer::Later(receiver)) } else { Err(Refusal::busy()) }
}
