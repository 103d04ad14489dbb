//! What happens around every request: an id, a bound, a limit to patience, one line in the log, headers.

use core::net::SocketAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use phiward_observe::{ApiError, ErrorKind, PROBLEM_JSON, RequestIdParts, TRACEPARENT, TraceParent};
use phiward_phi::RequestId;
use tracing::field::Empty;
use tracing::{Instrument as _, info, info_span, warn};

use crate::app::{App, Shared};
use crate::failure::Failure;
use crate::{random, routes};

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The id of a request.
#[derive(Debug, Clone)]
pub(crate) struct Id(pub(crate) RequestId);

const ID_HEADER: &str = "x-request-id";

pub(crate) async fn around(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = new_id(&app);
    let step = step_of(&request);
    request.extensions_mut().insert(Id(id.clone()));
    let span = info_span!("request", request_id = %id, trace_id = Empty);
    if let Some(trace) = trace_of(&request) {
        span.record("trace_id", trace.trace_id());
    }
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
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(ID_HEADER, id);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    app.metrics.request(step, status, duration_ms);
    app.watch.request(step, status, duration_ms);
    let _entered = span.entered();
    if status >= 500 {
        warn!(step, status, duration_ms, "not done");
    } else {
        info!(step, status, duration_ms, "done");
    }
    response
}

/// What log and metrics call a request: a word of ours, never the path, since paths hold ids of records.
fn step_of(request: &Request) -> &'static str {
    let pattern = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    routes::route_of(pattern, request.method()).map_or_else(|| routes::open_step(pattern), |route| route.step)
}

/// The trace that the caller says this is of. One that is not as W3C has it is none.
fn trace_of(request: &Request) -> Option<TraceParent> {
    let given = request.headers().get(TRACEPARENT)?.to_str().ok()?;
    TraceParent::parse(given).ok()
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
fn new_id(app: &App) -> RequestId {
    let random = random::bytes().unwrap_or_default();
    RequestIdParts { at_ms: app.now_ms(), random }.to_request_id()
}

/// The answer of a failure, as RFC 9457 has it: literals, numbers and the id of the request.
fn problem(failure: Failure, id: &RequestId) -> Response {
    let kind = match failure.status.as_u16() {
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::Forbidden,
        404 | 405 => ErrorKind::NotFound,
        409 | 412 | 428 => ErrorKind::Conflict,
        413 => ErrorKind::TooLarge,
        415 => ErrorKind::UnsupportedType,
        422 => ErrorKind::Unprocessable,
        429 => ErrorKind::RateLimited,
        503 => ErrorKind::Unavailable,
        500.. => ErrorKind::Internal,
        _ => ErrorKind::Invalid,
    };
    let mut error = ApiError::new(kind, id.clone()).with_code(failure.code).with_message(failure.title);
    if let Some(seconds) = failure.retry_after_s {
        error = error.with_retry_after_ms(seconds.saturating_mul(1000));
    }
    if let Some(field) = failure.field {
        error = error.with_field(field, failure.code);
    }
    let mut response =
        axum::response::IntoResponse::into_response((failure.status, body_of(&error, failure.status)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Some(seconds) = failure.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if failure.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The body, with the status that is sent: HTTP has more of them than there are kinds of errors.
fn body_of(error: &ApiError, status: StatusCode) -> String {
    let body = error.to_problem_json();
    if error.status() == status.as_u16() {
        return body;
    }
    let Ok(serde_json::Value::Object(mut members)) = serde_json::from_str(&body) else { return body };
    members.insert("status".to_owned(), status.as_u16().into());
    serde_json::Value::Object(members).to_string()
}
