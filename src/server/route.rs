//! From a path to an answer. An HTTP request comes in; who calls is checked,
//! the body is read within its limits, the endpoint is run where it keeps
//! nobody waiting, and a response goes out. What it promises: every request is
//! answered, counted, and, if the operator wants it, logged without a word of
//! its content.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use http_body_util::BodyExt;

use super::call::{Answer, Call, JSON};
use super::keys::{Caller, presented};
use super::perspective::batch;
use super::refusal::{Dialect, Refusal};
use super::state::{Held, State};
use super::{admin, coral, cors, discourse, openai, own, perspective};

/// Longer bodies are not judged on the threads that serve connections.
const LONG_BODY: usize = 64 << 10;

/// Who may use an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Public,
    /// Whoever the key mode admits, within the rate of the key.
    Key,
    /// A listed key of an administrator, in every mode.
    Admin,
}

/// What an endpoint does.
#[derive(Clone, Copy, Debug)]
enum Work {
    Run(fn(&Call) -> Result<Answer, Refusal>),
    /// Makes several calls of one.
    Batch,
}

/// A thing that is served.
struct Endpoint {
    name: &'static str,
    method: MethodFilter,
    paths: &'static [&'static str],
    dialect: Dialect,
    access: Access,
    work: Work,
}

const fn endpoint(
    name: &'static str,
    method: MethodFilter,
    paths: &'static [&'static str],
    access: Access,
    work: Work,
) -> Endpoint {
    Endpoint { name, method, paths, dialect: Dialect::Google, access, work }
}

const ANALYZE: &[&str] =
    &["/v1alpha1/comments:analyze", "/v1alpha1/comments%3Aanalyze", "/v1alpha1/comments%3aanalyze"];
const SUGGEST: &[&str] = &[
    "/v1alpha1/comments:suggestscore",
    "/v1alpha1/comments%3Asuggestscore",
    "/v1alpha1/comments%3asuggestscore",
];
const DISCOVERY: &[&str] =
    &["/$discovery/rest", "/%24discovery/rest", "/discovery/v1/apis/commentanalyzer/v1alpha1/rest"];

/// Everything that is served. Calls of a batch look here, too.
static ENDPOINTS: [Endpoint; 17] = {
    use Access::{Admin, Key, Public};
    use MethodFilter as M;
    use Work::{Batch, Run};
    [
        endpoint("analyze", M::POST, ANALYZE, Key, Run(perspective::analyze)),
        endpoint("suggestscore", M::POST, SUGGEST, Key, Run(perspective::suggest)),
        endpoint("batch", M::POST, &["/batch", "/batch/commentanalyzer/v1alpha1"], Public, Batch),
        endpoint("discovery", M::GET, DISCOVERY, Public, Run(perspective::discovery)),
        endpoint("score", M::POST, &["/v1/score"], Key, Run(own::score)),
        endpoint("guidelines", M::GET, &["/v1/guidelines"], Key, Run(own::guidelines)),
        endpoint("feedback", M::POST, &["/v1/feedback"], Key, Run(own::feedback)),
        endpoint("forget", M::DELETE, &["/v1/feedback"], Key, Run(own::forget)),
        Endpoint {
            dialect: Dialect::OpenAi,
            ..endpoint("moderations", M::POST, &["/v1/moderations"], Key, Run(openai::moderations))
        },
        endpoint("coral", M::POST, &["/v1/coral"], Public, Run(coral::phase)),
        endpoint("discourse", M::POST, &["/v1/discourse"], Public, Run(discourse::webhook)),
        endpoint("reload", M::POST, &["/v1/admin/reload"], Admin, Run(admin::reload)),
        endpoint("healthz", M::GET, &["/healthz"], Public, Run(admin::healthz)),
        endpoint("readyz", M::GET, &["/readyz"], Public, Run(admin::readyz)),
        endpoint("metrics", M::GET, &["/metrics"], Public, Run(admin::metrics)),
        endpoint("openapi", M::GET, &["/openapi.json"], Public, Run(admin::openapi)),
        endpoint("page", M::GET, &["/"], Public, Run(admin::page)),
    ]
};

/// The counter of requests that lead nowhere.
const ELSEWHERE: usize = ENDPOINTS.len();

/// The names of the endpoints, and that of all other requests.
pub(crate) fn names() -> Vec<&'static str> {
    ENDPOINTS.iter().map(|endpoint| endpoint.name).chain(["elsewhere"]).collect()
}

/// The service of a server.
pub(crate) fn router(state: &Arc<State>) -> Router {
    let mut router = Router::new();
    for (index, endpoint) in ENDPOINTS.iter().enumerate() {
        for path in endpoint.paths {
            let state = Arc::clone(state);
            let handler = move |request: Request| serve(state, index, request);
            router = router.route(path, on(endpoint.method, handler));
        }
    }
    let (missing, wrong_method) = (Arc::clone(state), Arc::clone(state));
    router = router
        .fallback(move || async move { elsewhere(&missing, &Refusal::not_found()) })
        .method_not_allowed_fallback(move |request: Request| async move {
            elsewhere(&wrong_method, &Refusal::method(&methods_of(request.uri().path())))
        });
    match cors::layer(&state.config.cors) {
        Some(layer) => router.layer(layer),
        None => router,
    }
}

/// The methods that a path takes, for a person to read.
fn methods_of(path: &str) -> String {
    let named = [(MethodFilter::GET, "GET"), (MethodFilter::POST, "POST"), (MethodFilter::DELETE, "DELETE")];
    let here = |method| ENDPOINTS.iter().any(|e| e.method == method && e.paths.contains(&path));
    named
        .into_iter()
        .filter(|(method, _)| here(*method))
        .map(|(_, name)| name)
        .collect::<Vec<_>>()
        .join(" and ")
}

fn elsewhere(state: &State, refusal: &Refusal) -> Response {
    state.metrics.request(ELSEWHERE, refusal.code(), Duration::ZERO);
    refused(refusal, Dialect::Google)
}

async fn serve(state: Arc<State>, index: usize, request: Request) -> Response {
    let endpoint = &ENDPOINTS[index];
    let (result, took) = answer(&state, endpoint, request).await;
    let response = match result {
        Ok(answer) => ready(answer),
        Err(refusal) => refused(&refusal.in_dialect(endpoint.dialect), endpoint.dialect),
    };
    state.metrics.request(index, response.status().as_u16(), took);
    state.log.request(endpoint.name, response.status().as_u16(), took);
    response
}

/// The answer, and the time that it took from the last byte of the request.
async fn answer(
    state: &Arc<State>,
    endpoint: &Endpoint,
    request: Request,
) -> (Result<Answer, Refusal>, Duration) {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let caller = match admit(state, endpoint, &query, &parts.headers) {
        Ok(caller) => caller,
        Err(refusal) => return (Err(refusal), Duration::ZERO),
    };
    let mut held = state.hold();
    let body = match read(state, body, &parts.headers, &mut held).await {
        Ok(body) => body,
        Err(refusal) => return (Err(refusal), Duration::ZERO),
    };
    let started = Instant::now();
    let bench = state.benches.current();
    let call = Call { state: Arc::clone(state), bench, caller, query, headers: parts.headers, body, held };
    let result = match endpoint.work {
        Work::Run(run) => carry_out(run, call).await,
        Work::Batch => carry_out_batch(call).await,
    };
    (result, started.elapsed())
}

/// Checks the key, and that it has not used up its rate.
fn admit(state: &State, endpoint: &Endpoint, query: &str, headers: &HeaderMap) -> Result<Caller, Refusal> {
    if endpoint.access == Access::Public {
        return Ok(Caller::default());
    }
    let caller = state.keys.caller(presented(query, headers).as_deref())?;
    if endpoint.access == Access::Admin && !caller.is_admin {
        return Err(Refusal::forbidden("This needs the key of an administrator."));
    }
    state.rates.charge(&caller, 1)?;
    Ok(caller)
}

/// Reads a body, if it is neither too long nor too slow.
async fn read(
    state: &State,
    mut body: Body,
    headers: &HeaderMap,
    held: &mut Held,
) -> Result<Vec<u8>, Refusal> {
    let limits = &state.config.limits;
    let announced =
        headers.get(axum::http::header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limits.body_bytes as u64) {
        return Err(Refusal::body_too_large(limits.body_bytes));
    }
    let reading = async {
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| Refusal::body_broken())?.into_data() else { continue };
            if bytes.len() + data.len() > limits.body_bytes {
                return Err(Refusal::body_too_large(limits.body_bytes));
            }
            held.grow(data.len())?;
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    };
    match tokio::time::timeout(Duration::from_secs(limits.body_seconds), reading).await {
        Ok(read) => read,
        Err(_) => Err(Refusal::body_too_slow(limits.body_seconds)),
    }
}

/// Runs an endpoint, and waits for the store if it must.
async fn carry_out(run: fn(&Call) -> Result<Answer, Refusal>, call: Call) -> Result<Answer, Refusal> {
    let answer = if call.body.len() > LONG_BODY {
        let gone = |_| Refusal::internal("The request could not be carried out.");
        tokio::task::spawn_blocking(move || run(&call)).await.map_err(gone)?
    } else {
        run(&call)
    };
    match answer? {
        Answer::Later(receiver) => {
            receiver.await.unwrap_or_else(|_| Err(Refusal::internal("The feedback store has stopped.")))
        }
        ready => Ok(ready),
    }
}

/// Makes the calls of a batch one after the other, each with its own key or
/// with that of the batch.
async fn carry_out_batch(call: Call) -> Result<Answer, Refusal> {
    let Call { state, bench, query, headers, body, held, .. } = call;
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let mut replies = Vec::new();
    for inner in batch::calls(kind, &body)? {
        let id = inner.answer_id();
        let endpoint = ENDPOINTS.iter().find(|e| e.access == Access::Key && e.paths.contains(&&*inner.path));
        let is_allowed = |e: &&Endpoint| {
            let method = Method::from_bytes(inner.method.as_bytes()).ok();
            method.and_then(|method| MethodFilter::try_from(method).ok()) == Some(e.method)
        };
        let result = match endpoint {
            None => Err(Refusal::not_found()),
            Some(_) if endpoint.filter(is_allowed).is_none() => {
                Err(Refusal::method(&methods_of(&inner.path)))
            }
            Some(endpoint) => {
                let own = presented(&inner.query, &inner.headers);
                let (asking, with) = match own {
                    Some(_) => (&inner.query, &inner.headers),
                    None => (&query, &headers),
                };
                match (admit(&state, endpoint, asking, with), endpoint.work) {
                    (Ok(caller), Work::Run(run)) => {
                        let call = Call {
                            state: Arc::clone(&state),
                            bench: Arc::clone(&bench),
                            caller,
                            query: inner.query,
                            headers: inner.headers,
                            body: inner.body.to_vec(),
                            held: state.hold(),
                        };
                        carry_out(run, call).await
                    }
                    (Err(refusal), _) => Err(refusal),
                    (_, Work::Batch) => Err(Refusal::not_found()),
                }
            }
        };
        let (code, body) = match result {
            Ok(Answer::Ready(Some((_, body)))) => (StatusCode::OK, body),
            Ok(_) => (StatusCode::NO_CONTENT, Vec::new()),
            Err(refusal) => (status(refusal.code()), refusal.body(Dialect::Google)),
        };
        replies.push(batch::Reply { id, status: code.to_string(), body });
    }
    drop(held);
    let (kind, body) = batch::answer(&replies);
    Ok(Answer::of(&kind, body))
}

fn ready(answer: Answer) -> Response {
    match answer {
        Answer::Ready(Some((kind, body))) => response(StatusCode::OK, &kind, body),
        _ => response(StatusCode::NO_CONTENT, JSON, Vec::new()),
    }
}

fn refused(refusal: &Refusal, dialect: Dialect) -> Response {
    let mut response = response(status(refusal.code()), JSON, refusal.body(dialect));
    if let Some(seconds) = refusal.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn response(code: StatusCode, kind: &str, body: Vec<u8>) -> Response {
    let is_empty = code == StatusCode::NO_CONTENT;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = code;
    let headers = response.headers_mut();
    if let (false, Ok(kind)) = (is_empty, HeaderValue::from_str(kind)) {
        headers.insert(CONTENT_TYPE, kind);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    if kind.starts_with("text/html") {
        headers.insert("content-security-policy", HeaderValue::from_static(admin::PAGE_POLICY));
    }
    response
}
