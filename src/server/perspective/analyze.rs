//! `comments:analyze`. A request comes in; the scores of its attributes go
//! out, over the whole comment and, if asked for, over its sentences.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attributes::Judged;
use super::language::{UNDETERMINED, detect, is_served};
use super::request::{Analyze, Requested};
use super::span::{Span, sentences, whole};
use crate::Subject;
use crate::server::call::{Answer, Call};
use crate::server::config::Config;
use crate::server::refusal::Refusal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attribute_scores: BTreeMap<&'a str, AttributeScores>,
    languages: &'a [&'a str],
    detected_languages: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttributeScores {
    span_scores: Vec<SpanScore>,
    summary_score: Score,
}

#[derive(Serialize)]
struct SpanScore {
    begin: usize,
    end: usize,
    score: Score,
}

#[derive(Clone, Copy, Serialize)]
struct Score {
    value: f32,
    r#type: &'static str,
}

impl Score {
    fn new(value: f32) -> Self {
        Self { value, r#type: "PROBABILITY" }
    }
}

/// Answers `comments:analyze`.
pub(crate) fn analyze(call: &Call) -> Result<Answer, Refusal> {
    let mut request = Analyze::read(&call.body)?;
    let config = &call.state.config;
    request.drops_unsupported |= config.drop_unsupported;
    let text = request.comment.checked(&config.limits)?;
    let parent = request.context.parent(&config.limits)?;
    if request.attributes.is_empty() {
        return Err(Refusal::analyzer("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes"));
    }
    let attributes = wanted(call, &request)?;
    let detected = detect(text);
    let (languages, attributes) = effective_languages(config, &request, attributes, &detected)?;

    let spans = if request.spans { sentences(text) } else { vec![whole(text)] };
    let (summary, parts) = call.bench.judging(&call.state.metrics, |judge| {
        let verdict = judge.judge(subject(text, parent));
        let whole = judge.judged(&verdict);
        let part = |span: &Span<'_>| {
            if span.text.len() == text.len() {
                return whole.clone();
            }
            let verdict = judge.part(subject(span.text, parent));
            judge.judged(&verdict)
        };
        let parts: Vec<Judged> = spans.iter().map(part).collect();
        (whole, parts)
    });

    let mut scores = BTreeMap::new();
    for (requested, attribute) in &attributes {
        let value = call.bench.attributes.score(*attribute, &summary);
        if requested.threshold.is_some_and(|threshold| f64::from(value) < threshold) {
            continue;
        }
        let span = |(span, judged): (&Span<'_>, &Judged)| SpanScore {
            begin: span.begin,
            end: span.end,
            score: Score::new(call.bench.attributes.score(*attribute, judged)),
        };
        let span_scores = spans.iter().zip(&parts).map(span).collect();
        scores.insert(&*requested.name, AttributeScores { span_scores, summary_score: Score::new(value) });
    }
    Answer::json(&Response {
        attribute_scores: scores,
        languages: &languages,
        detected_languages: &detected,
        client_token: request.client_token.as_deref(),
    })
}

fn subject<'a>(text: &'a str, parent: Option<&'a str>) -> Subject<'a> {
    let subject = Subject::from(text);
    match parent {
        Some(parent) => subject.replying_to(parent),
        None => subject,
    }
}

/// An attribute of the request and where its score is found.
type Wanted<'r, 'a> = (&'r Requested<'a>, usize);

/// The attributes that can be judged; the others are refused, or dropped if
/// the request says so.
fn wanted<'r, 'a>(call: &Call, request: &'r Analyze<'a>) -> Result<Vec<Wanted<'r, 'a>>, Refusal> {
    let mut wanted = Vec::with_capacity(request.attributes.len());
    for requested in &request.attributes {
        let name = &requested.name;
        match call.bench.attributes.find(name) {
            Some(attribute) => wanted.push((requested, attribute)),
            None if request.drops_unsupported => continue,
            None => {
                let message = format!("Unknown requested attribute: {name}");
                return Err(Refusal::analyzer("INVALID_REQUEST", message));
            }
        }
        match requested.score_type.as_deref() {
            None | Some("PROBABILITY" | "SCORE_TYPE_UNSPECIFIED") => {}
            Some(kind) => {
                let message = format!("Requested score type {kind} is not supported by attribute {name}");
                return Err(Refusal::analyzer("INVALID_REQUEST", message));
            }
        }
    }
    Ok(wanted)
}

/// The languages that the comment is judged as, and the attributes that are
/// judged in them. A language that the caller names must be one the model
/// knows. A detected one must only if the operator wants it so: detection errs
/// on short comments, and a moderator would rather have a score.
fn effective_languages<'l, 'r, 'a>(
    config: &'l Config,
    request: &'l Analyze<'_>,
    mut attributes: Vec<Wanted<'r, 'a>>,
    detected: &'l [&'l str],
) -> Result<(Vec<&'l str>, Vec<Wanted<'r, 'a>>), Refusal> {
    let requested: Vec<&str> = request.languages.iter().map(|l| &**l).collect();
    let is_requested = !requested.is_empty();
    let is_known = |language: &&str| is_served(language, &config.languages);
    let fits = match (is_requested, config.strict_languages) {
        (true, _) => requested.iter().all(is_known),
        (false, true) if detected == [UNDETERMINED] => {
            return Err(Refusal::analyzer("LANGUAGE_DETECTION_FAILED", "Unable to detect language"));
        }
        (false, true) => detected.iter().any(is_known),
        (false, false) => true,
    };
    let languages = if is_requested { requested } else { vec![&*config.languages[0]] };
    if !fits {
        if !request.drops_unsupported {
            let named = if is_requested { &languages } else { &detected.to_vec() };
            let attribute = attributes.first().map_or("", |(requested, _)| &*requested.name);
            return Err(Refusal::language(attribute, named, is_requested));
        }
        attributes.clear();
        let languages = if is_requested { languages } else { vec![detected[0]] };
        return Ok((languages, attributes));
    }
    let first_known = detected.iter().find(|language| is_known(language)).copied();
    let languages = if is_requested { languages } else { vec![first_known.unwrap_or(languages[0])] };
    Ok((languages, attributes))
}
