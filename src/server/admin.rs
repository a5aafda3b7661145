//! For the operator: whether the server lives and is ready, its numbers, the
//! exchange of the model, and what it serves, for people and for programmes.

use std::sync::atomic::Ordering;

use serde_json::json;

use super::call::{Answer, Call};
use super::refusal::Refusal;

const OPENAPI: &str = include_str!("openapi.json");
const PAGE: &str = include_str!("page.html");
/// The page runs its own script only, and talks to this server only.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                                      connect-src 'self'; base-uri 'none'; form-action 'none'";

/// The process answers.
pub(crate) fn healthz(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of("text/plain; charset=UTF-8", b"ok\n".to_vec()))
}

/// New requests are welcome.
pub(crate) fn readyz(call: &Call) -> Result<Answer, Refusal> {
    if call.state.is_ready.load(Ordering::Relaxed) { healthz(call) } else { Err(Refusal::busy()) }
}

/// For Prometheus.
pub(crate) fn metrics(call: &Call) -> Result<Answer, Refusal> {
    let page = call.state.metrics.page(&call.bench);
    Ok(Answer::of("text/plain; version=0.0.4; charset=UTF-8", page.into_bytes()))
}

/// Opens the files of the model again.
pub(crate) fn reload(call: &Call) -> Result<Answer, Refusal> {
    match call.state.reload() {
        Ok(()) => {
            let bench = call.state.benches.current();
            Answer::json(&json!({"reloaded": true, "model": bench.moderator.model().provenance()}))
        }
        Err(e) => Err(Refusal::internal(format!("The old model stays. {e}"))),
    }
}

/// The description of what is served.
pub(crate) fn openapi(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of_json(OPENAPI.replace("{version}", env!("CARGO_PKG_VERSION")).into_bytes()))
}

/// A page to try it on.
pub(crate) fn page(_: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::of("text/html; charset=UTF-8", PAGE.as_bytes().to_vec()))
}
