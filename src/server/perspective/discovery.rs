//! The discovery document. A request comes in; the description of the API
//! goes out, with the address under which the caller reached us: Google's own
//! clients build their methods from it and then call where it points.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, header::HOST};

use crate::server::call::{Answer, Call};
use crate::server::refusal::Refusal;
use crate::server::state::State;

const DOCUMENT: &str = include_str!("discovery.json");
/// Stands in the document where the address belongs.
const ROOT: &str = "\"https://lamplighter.invalid/\"";

/// Answers `$discovery/rest`.
pub(crate) fn discovery(call: &Call) -> Result<Answer, Refusal> {
    let root = serde_json::json!(root(&call.state, &call.headers)).to_string();
    Ok(Answer::of_json(DOCUMENT.replace(ROOT, &root).into_bytes()))
}

/// The address that clients know the server by, with a slash at its end.
fn root(state: &State, headers: &HeaderMap) -> String {
    if let Some(url) = &state.config.public_url {
        return format!("{}/", url.trim_end_matches('/'));
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| host.parse::<Authority>().ok());
    let host = host.map_or_else(|| state.config.listen.to_string(), |host| host.to_string());
    let scheme = if state.config.tls.is_some() { "https" } else { "http" };
    format!("{scheme}://{host}/")
}
