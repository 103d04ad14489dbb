//! Whether this instance lives, and whether it should get requests.

use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use phiward_observe::{Check, Health, HealthStatus};
use serde_json::json;

use super::json;
use crate::app::Shared;
use crate::store::Unavailable;

/// The process answers. It says nothing about what the process needs.
pub(super) async fn health() -> Response {
    json(StatusCode::OK, &json!({ "status": "ok" }))
}

/// Whether requests should come here: not without the database or the audit log, and not while it stops.
pub(super) async fn ready(State(app): State<Shared>) -> Response {
    let check = |name, outcome: Result<(), Unavailable>, begun: Instant| {
        let latency_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        match outcome {
            Ok(()) => Check::ok(name, latency_ms),
            Err(cause) => Check::down(name, latency_ms, cause.code()),
        }
    };
    let begun = Instant::now();
    let (database, limits) = tokio::join!(app.store.ping(), app.limits.ping());
    let audit = if app.audit.is_working() {
        Check::ok("audit", 0)
    } else {
        Check::down("audit", 0, "audit_unavailable")
    };
    let mut checks =
        vec![check("database", database, begun), check("limits", limits, begun).optional(), audit];
    if app.stopping.is_cancelled() {
        checks.push(Check::down("instance", 0, "stopping"));
    }
    let health = Health::of(checks);
    let is_down = health.status() == HealthStatus::Down;
    let health = if is_down { health.with_retry_after_ms(2000) } else { health };
    let status = StatusCode::from_u16(health.http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let content_type = [(axum::http::header::CONTENT_TYPE, "application/json")];
    axum::response::IntoResponse::into_response((status, content_type, health.to_diagnostic_json()))
}

/// Counts and times, for Prometheus. They say how much is done and not by whom.
pub(super) async fn metrics(State(app): State<Shared>) -> Response {
    let content_type = [(axum::http::header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    axum::response::IntoResponse::into_response((content_type, app.metrics.render()))
}
