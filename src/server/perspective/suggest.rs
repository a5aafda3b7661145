//! `comments:suggestscore`. A moderator's decision comes in and, if the
//! operator keeps feedback, goes to the store before it is acknowledged. Coral
//! sends one for every comment that is approved (0) or rejected (1).

use serde::Serialize;

use super::language::detect;
use super::request::Suggest;
use crate::feedback::Decision;
use crate::server::call::{Answer, Call};
use crate::server::own::{check_name, is_label};
use crate::server::refusal::Refusal;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    requested_languages: &'a [std::borrow::Cow<'a, str>],
    detected_languages: Vec<&'static str>,
}

/// Answers `comments:suggestscore`.
pub(crate) fn suggest(call: &Call) -> Result<Answer, Refusal> {
    let request = Suggest::read(&call.body)?;
    let limits = &call.state.config.limits;
    let text = request.comment.checked(limits)?;
    let parent = request.context.parent(limits)?;
    let wrong = |message: String| Err(Refusal::analyzer("INVALID_REQUEST", message));
    if request.scores.is_empty() {
        return wrong("Missing attribute_scores".to_owned());
    }
    if let Some((name, _)) = request.scores.iter().find(|(name, _)| !is_label(name)) {
        return wrong(format!("Unknown requested attribute: {name}"));
    }
    for (what, value) in [("client_token", &request.client_token), ("community_id", &request.community)] {
        check_name(what, value.as_deref().unwrap_or_default())?;
    }
    let response = Response {
        client_token: request.client_token.as_deref(),
        requested_languages: &request.languages,
        detected_languages: detect(text),
    };
    let answer = Answer::json(&response)?;
    // Spans are checked, but what is learned from is the whole comment.
    let named = request.scores.iter().filter_map(|(name, value)| value.map(|v| (plain(name), v)));
    let labels: Vec<(String, f64)> = named.collect();
    if request.do_not_store || labels.is_empty() {
        return Ok(answer);
    }
    call.keep(
        Decision {
            owner: call.caller.name.clone(),
            community: request.community.as_deref().unwrap_or_default().to_owned(),
            token: request.client_token.as_deref().filter(|t| !t.is_empty()).map(str::to_owned),
            text: text.to_owned(),
            parent: parent.map(str::to_owned),
            labels,
        },
        |_| answer,
    )
}

/// The attribute without its version.
fn plain(name: &str) -> String {
    name.split_once('@').map_or(name, |(plain, _)| plain).to_owned()
}
