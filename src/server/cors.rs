//! Who may call from a browser. The operator's origins come in; the layer that
//! answers preflights and marks responses goes out, or none.

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// The layer for these origins; `*` is all of them.
pub(crate) fn layer(origins: &[String]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origin = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    let key = HeaderName::from_static("x-goog-api-key");
    // What Google's client for browsers adds.
    let client = HeaderName::from_static("x-goog-api-client");
    Some(
        CorsLayer::new()
            .allow_origin(origin)
            .allow_methods([Method::GET, Method::POST, Method::DELETE])
            .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION, key, client])
            .max_age(std::time::Duration::from_secs(3600)),
    )
}
