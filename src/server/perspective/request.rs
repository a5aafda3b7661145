//! What clients send. A JSON body comes in, with camelCase or snake_case
//! names, as proto3 has both; the fields go out, or a refusal that says which
//! of them is wrong. Fields that change nothing here are checked and passed
//! over.

use std::borrow::Cow;

use crate::server::config::Limits;
use crate::server::json::{Node, Once, Path, parse};
use crate::server::refusal::Refusal;

/// A request to score a comment.
#[derive(Debug, Default)]
pub(super) struct Analyze<'a> {
    pub(super) comment: Comment<'a>,
    pub(super) context: Context<'a>,
    pub(super) attributes: Vec<Requested<'a>>,
    pub(super) spans: bool,
    pub(super) languages: Vec<Cow<'a, str>>,
    pub(super) client_token: Option<Cow<'a, str>>,
    pub(super) drops_unsupported: bool,
}

/// A moderator's decision about a comment.
#[derive(Debug, Default)]
pub(super) struct Suggest<'a> {
    pub(super) comment: Comment<'a>,
    pub(super) context: Context<'a>,
    /// The summary score of each attribute, if one was given.
    pub(super) scores: Vec<Suggested<'a>>,
    pub(super) languages: Vec<Cow<'a, str>>,
    pub(super) client_token: Option<Cow<'a, str>>,
    pub(super) community: Option<Cow<'a, str>>,
    pub(super) do_not_store: bool,
}

/// An attribute, and what its summary score should have been.
type Suggested<'a> = (Cow<'a, str>, Option<f64>);

/// A `TextEntry`.
#[derive(Debug, Default)]
pub(super) struct Comment<'a> {
    text: Cow<'a, str>,
    kind: Option<Cow<'a, str>>,
}

/// An attribute that is asked for.
#[derive(Debug)]
pub(super) struct Requested<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) score_type: Option<Cow<'a, str>>,
    pub(super) threshold: Option<f64>,
}

/// What a comment answers, in one of the two forms.
#[derive(Debug, Default)]
pub(super) struct Context<'a> {
    entries: Vec<Comment<'a>>,
    article: Option<Comment<'a>>,
    parent: Option<Comment<'a>>,
}

impl<'a> Analyze<'a> {
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Refusal> {
        let mut this = Self::default();
        let (mut comment, mut context, mut attributes) = (Once::default(), Once::default(), Once::default());
        let (mut languages, mut token) = (Once::default(), Once::default());
        let (mut spans, mut drops) = (Once::default(), Once::default());
        let (mut store, mut session, mut community) = (Once::default(), Once::default(), Once::default());
        for (name, value) in root(body)? {
            let path = &Path::Root.field(&name);
            match &*name {
                "comment" => comment.set(path, Some(Comment::read(value, path)?))?,
                "context" => context.set(path, Some(Context::read(value, path)?))?,
                "requestedAttributes" | "requested_attributes" => {
                    attributes.set(path, Some(requested(value, path)?))?;
                }
                "spanAnnotations" | "span_annotations" => spans.set(path, value.switch(path)?)?,
                "languages" => languages.set(path, Some(value.texts(path)?))?,
                // Nothing that is analysed is ever stored.
                "doNotStore" | "do_not_store" => store.set(path, value.switch(path)?)?,
                "clientToken" | "client_token" => token.set(path, value.text(path)?)?,
                "sessionId" | "session_id" => session.set(path, value.text(path)?)?,
                "communityId" | "community_id" => community.set(path, value.text(path)?)?,
                "dropUnsupportedAttributes" | "drop_unsupported_attributes" => {
                    drops.set(path, value.switch(path)?)?;
                }
                _ => return Err(Path::Root.unknown(&name)),
            }
        }
        this.comment = comment.get().unwrap_or_default();
        this.context = context.get().unwrap_or_default();
        this.attributes = attributes.get().unwrap_or_default();
        this.languages = languages.get().unwrap_or_default();
        this.client_token = token.get();
        this.spans = spans.get().unwrap_or_default();
        this.drops_unsupported = drops.get().unwrap_or_default();
        Ok(this)
    }
}

impl<'a> Suggest<'a> {
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Refusal> {
        let mut this = Self::default();
        let (mut comment, mut context, mut scores) = (Once::default(), Once::default(), Once::default());
        let (mut languages, mut token, mut store) = (Once::default(), Once::default(), Once::default());
        let (mut session, mut community) = (Once::default(), Once::default());
        for (name, value) in root(body)? {
            let path = &Path::Root.field(&name);
            match &*name {
                "comment" => comment.set(path, Some(Comment::read(value, path)?))?,
                "context" => context.set(path, Some(Context::read(value, path)?))?,
                "attributeScores" | "attribute_scores" => scores.set(path, Some(suggested(value, path)?))?,
                "languages" => languages.set(path, Some(value.texts(path)?))?,
                // Not in Google's document, but what else could a caller mean?
                "doNotStore" | "do_not_store" => store.set(path, value.switch(path)?)?,
                "clientToken" | "client_token" => token.set(path, value.text(path)?)?,
                "sessionId" | "session_id" => session.set(path, value.text(path)?)?,
                "communityId" | "community_id" => community.set(path, value.text(path)?)?,
                _ => return Err(Path::Root.unknown(&name)),
            }
        }
        this.comment = comment.get().unwrap_or_default();
        this.context = context.get().unwrap_or_default();
        this.scores = scores.get().unwrap_or_default();
        this.languages = languages.get().unwrap_or_default();
        this.client_token = token.get();
        this.community = community.get();
        this.do_not_store = store.get().unwrap_or_default();
        Ok(this)
    }
}

/// The fields of a body; an empty one has none.
fn root(body: &[u8]) -> Result<Vec<(Cow<'_, str>, Node<'_>)>, Refusal> {
    if body.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    parse(body)?.object(&Path::Root)
}

impl<'a> Comment<'a> {
    fn read(node: Node<'a>, path: &Path<'_>) -> Result<Self, Refusal> {
        let (mut text, mut kind) = (Once::default(), Once::default());
        for (name, value) in node.object(path)? {
            let at = &path.field(&name);
            match &*name {
                "text" => text.set(at, value.text(at)?)?,
                "type" => kind.set(at, value.text(at)?)?,
                _ => return Err(path.unknown(&name)),
            }
        }
        Ok(Self { text: text.get().unwrap_or_default(), kind: kind.get() })
    }

    /// The text, if it is one that can be judged.
    pub(super) fn checked(&self, limits: &Limits) -> Result<&str, Refusal> {
        if self.text.is_empty() {
            return Err(Refusal::comment_empty());
        }
        if self.text.len() > limits.comment_bytes {
            return Err(Refusal::comment_too_long(self.text.len(), limits.comment_bytes));
        }
        self.check_kind()?;
        Ok(&self.text)
    }

    fn check_kind(&self) -> Result<(), Refusal> {
        match self.kind.as_deref() {
            None | Some("PLAIN_TEXT" | "TEXT_TYPE_UNSPECIFIED") => Ok(()),
            Some("HTML") => Err(Refusal::analyzer(
                "INVALID_REQUEST",
                "Currently, only 'PLAIN_TEXT' comments are supported",
            )),
            Some(_) => Err(Refusal::analyzer("INVALID_REQUEST", "Unknown text type")),
        }
    }
}

impl<'a> Context<'a> {
    fn read(node: Node<'a>, path: &Path<'_>) -> Result<Self, Refusal> {
        let (mut entries, mut article, mut parent) = (Once::default(), Once::default(), Once::default());
        for (name, value) in node.object(path)? {
            let at = &path.field(&name);
            match &*name {
                "entries" => {
                    let list = value.list(at)?.into_iter().enumerate();
                    let list = list.map(|(i, entry)| Comment::read(entry, &at.item(i)));
                    entries.set(at, Some(list.collect::<Result<Vec<_>, _>>()?))?;
                }
                "articleAndParentComment" | "article_and_parent_comment" => {
                    for (name, value) in value.object(at)? {
                        let inner = &at.field(&name);
                        match &*name {
                            "article" => article.set(inner, Some(Comment::read(value, inner)?))?,
                            "parentComment" | "parent_comment" => {
                                parent.set(inner, Some(Comment::read(value, inner)?))?;
                            }
                            _ => return Err(at.unknown(&name)),
                        }
                    }
                }
                _ => return Err(path.unknown(&name)),
            }
        }
        Ok(Self { entries: entries.get().unwrap_or_default(), article: article.get(), parent: parent.get() })
    }

    /// The text that the comment answers, if there is one. The Perspective API
    /// took a context and ignored it, so that clients put all sorts of things
    /// there; what is plainly no text of a person is passed over.
    pub(super) fn parent(&self, limits: &Limits) -> Result<Option<&str>, Refusal> {
        let in_second_form = self.article.iter().chain(&self.parent);
        if !self.entries.is_empty() && in_second_form.clone().next().is_some() {
            return Err(Refusal::analyzer(
                "INVALID_REQUEST",
                "Context can have either entries or article_and_parent_comment, but both fields were populated.",
            ));
        }
        for entry in self.entries.iter().chain(in_second_form) {
            if entry.text.len() > limits.context_bytes {
                return Err(Refusal::invalid(format!(
                    "Context entry text was too many bytes. Value ({}) exceeded limit ({}).",
                    entry.text.len(),
                    limits.context_bytes
                )));
            }
        }
        // The last entry is the nearest: OSMod sends the article first, then
        // the comment replied to.
        let nearest = self.parent.as_ref().or(self.entries.last());
        let text = nearest.map(|entry| entry.text.trim()).filter(|text| !text.is_empty());
        let is_record = |text: &&str| text.starts_with('{') && text.ends_with('}');
        Ok(text.filter(|text| !is_record(text)).map(|text| start_of(text, limits.comment_bytes)))
    }
}

/// The first bytes of a text, up to the border of a character.
fn start_of(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

fn requested<'a>(node: Node<'a>, path: &Path<'_>) -> Result<Vec<Requested<'a>>, Refusal> {
    let mut attributes = Vec::new();
    for (attribute, parameters) in node.object(path)? {
        let (mut score_type, mut threshold) = (Once::default(), Once::default());
        let path = &path.field(&attribute);
        for (name, value) in parameters.object(path)? {
            let at = &path.field(&name);
            match &*name {
                "scoreType" | "score_type" => score_type.set(at, value.text(at)?)?,
                "scoreThreshold" | "score_threshold" => threshold.set(at, value.number(at)?)?,
                _ => return Err(path.unknown(&name)),
            }
        }
        let (score_type, threshold) = (score_type.get(), threshold.get());
        attributes.push(Requested { name: attribute, score_type, threshold });
    }
    Ok(attributes)
}

fn suggested<'a>(node: Node<'a>, path: &Path<'_>) -> Result<Vec<Suggested<'a>>, Refusal> {
    let mut scores = Vec::new();
    for (attribute, given) in node.object(path)? {
        let (mut summary, mut spans) = (Once::default(), Once::default());
        let path = &path.field(&attribute);
        for (name, value) in given.object(path)? {
            let at = &path.field(&name);
            match &*name {
                "summaryScore" | "summary_score" => summary.set(at, Some(score(value, at)?))?,
                "spanScores" | "span_scores" => {
                    let list = value.list(at)?.into_iter().enumerate();
                    let list = list.map(|(i, span)| span_score(span, &at.item(i)));
                    spans.set(at, Some(list.collect::<Result<Vec<()>, _>>()?))?;
                }
                _ => return Err(path.unknown(&name)),
            }
        }
        let (summary, spans) = (summary.get(), spans.get().unwrap_or_default());
        if summary.is_none() && spans.is_empty() {
            return Err(Refusal::analyzer(
                "INVALID_REQUEST",
                format!("attribute_scores of {attribute} must not be empty."),
            ));
        }
        scores.push((attribute, summary));
    }
    Ok(scores)
}

/// A `Score`, which must have a value.
fn score(node: Node<'_>, path: &Path<'_>) -> Result<f64, Refusal> {
    let (mut value, mut kind) = (Once::default(), Once::default());
    for (name, node) in node.object(path)? {
        let at = &path.field(&name);
        match &*name {
            "value" => value.set(at, node.number(at)?)?,
            "type" => kind.set(at, node.text(at)?)?,
            _ => return Err(path.unknown(&name)),
        }
    }
    let wrong = |what: &str| Refusal::analyzer("INVALID_REQUEST", format!("{path} {what}"));
    match kind.get().as_deref() {
        None | Some("PROBABILITY" | "SCORE_TYPE_UNSPECIFIED") => {}
        Some(_) => return Err(wrong("must be of the type PROBABILITY.")),
    }
    match value.get() {
        Some(value) if (0.0..=1.0).contains(&value) => Ok(value),
        Some(_) => Err(wrong("must have a value between 0 and 1.")),
        None => Err(wrong("must have a value.")),
    }
}

fn span_score(node: Node<'_>, path: &Path<'_>) -> Result<(), Refusal> {
    let (mut begin, mut end, mut value) = (Once::default(), Once::default(), Once::default());
    for (name, node) in node.object(path)? {
        let at = &path.field(&name);
        match &*name {
            "begin" => begin.set(at, node.number(at)?)?,
            "end" => end.set(at, node.number(at)?)?,
            "score" => value.set(at, Some(score(node, at)?))?,
            _ => return Err(path.unknown(&name)),
        }
    }
    match (begin.get(), end.get(), value.get()) {
        (Some(begin), Some(end), Some(_)) if 0.0 <= begin && begin <= end => Ok(()),
        _ => Err(Refusal::analyzer("INVALID_REQUEST", format!("{path} must have begin, end and score."))),
    }
}
