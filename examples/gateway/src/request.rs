//! What happens around every request: an id, a bound, a limit to patience, one line in the log, headers.

use core::net::SocketAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument as _, info, info_span, warn};

use crate::app::{App, Shared};
use crate::failure::Failure;
use crate::{random, routes};

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The id of a request.
#[derive(Debug, Clone)]
pub(crate) struct Id(pub(crate) String);

const ID_HEADER: &str = "x-request-id";
/// What is known to no route.
const NO_ROUTE: &str = "unknown";

pub(crate) async fn around(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = new_id(&app);
    let step = step_of(&request);
    request.extensions_mut().insert(Id(id.clone()));
    let span = info_span!("request", request_id = %id);
    let answer = async {
        let Some(_seat) = app.bulkhead.try_enter() else { return Err(Failure::OVERLOADED) };
        tokio::time::timeout(app.patience, next.run(request)).await.map_err(|_| Failure::TIMEOUT)
    };
    let mut response = match answer.instrument(span.clone()).await {
        Ok(response) => response,
        Err(failure) => axum::response::IntoResponse::into_response(failure),
    };
    if let Some(failure) = failure_of(&response) {
        let mut told = problem(failure, &id);
        for (name, value) in response.headers() {
            if !told.headers().contains_key(name) && name != header::CONTENT_LENGTH {
                told.headers_mut().insert(name, value.clone());
            }
        }
        response = told;
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(ID_HEADER, id);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    app.metrics.add(&step, status, duration_ms);
    let _entered = span.entered();
    if status >= 500 {
        warn!(step, status, duration_ms, "not done");
    } else {
        info!(step, status, duration_ms, "done");
    }
    response
}

/// What the log calls a request: a word of ours, never the path, since paths hold ids of records.
fn step_of(request: &Request) -> String {
    let pattern = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    match routes::route_of(pattern, request.method()) {
        Some(route) => format!("{}/{}", route.what, route.action),
        None => {
            let last = pattern.split('/').rfind(|part| !part.starts_with('{') && !part.is_empty());
            last.unwrap_or(NO_ROUTE).to_owned()
        }
    }
}

/// The failure of a response, if it is one: ours, or one that axum made of a request that fits no handler.
fn failure_of(response: &Response) -> Option<Failure> {
    if let Some(failure) = response.extensions().get::<Failure>() {
        return Some(*failure);
    }
    let is_ours = response.headers().contains_key(header::CONTENT_TYPE)
        && response.headers().get(header::CONTENT_TYPE)
            != Some(&HeaderValue::from_static("text/plain; charset=utf-8"));
    match response.status() {
        StatusCode::NOT_FOUND if !is_ours => Some(Failure::NOT_FOUND),
        StatusCode::METHOD_NOT_ALLOWED if !is_ours => Some(Failure::METHOD),
        StatusCode::PAYLOAD_TOO_LARGE if !is_ours => {
            Some(Failure::with(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body is larger than allowed"))
        }
        status if status.is_client_error() && !is_ours => {
            // What axum says about a request may quote it.
            Some(Failure::with(status, "invalid_request", "the request is not one that this path takes"))
        }
        _ => None,
    }
}

/// The time and 64 random bits. Without random bytes the id is only a time, and the request still has one.
fn new_id(app: &App) -> String {
    let random = random::bytes::<8>().map(|bytes| crate::config::to_hex(&bytes)).unwrap_or_default();
    format!("it-{}-{random}", app.now_ms())
}

/// RFC 9457.
fn problem(failure: Failure, id: &str) -> Response {
    let mut body = serde_json::json!({
        "type": format!("urn:phiward:problem:{}", failure.code),
        "title": failure.title,
        "status": failure.status.as_u16(),
        "code": failure.code,
        "requestId": id,
    });
    if let Some(fields) = body.as_object_mut() {
        if let Some(seconds) = failure.retry_after_s {
            fields.insert("retryAfter".to_owned(), seconds.into());
        }
        if let Some(field) = failure.field {
            fields.insert("fields".to_owned(), serde_json::json!([field]));
        }
    }
    let mut response = axum::response::IntoResponse::into_response((failure.status, body.to_string()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = failure.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if failure.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
