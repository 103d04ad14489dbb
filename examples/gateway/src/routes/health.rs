//! Whether this instance lives, and whether it should get requests.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::json;
use crate::app::Shared;

/// The process answers. It says nothing about what the process needs.
pub(super) async fn health() -> Response {
    json(StatusCode::OK, &json!({ "status": "ok" }))
}

/// Whether requests should come here: not without the database, and not while it stops.
pub(super) async fn ready(State(app): State<Shared>) -> Response {
    let word = |is_up: bool| if is_up { "up" } else { "down" };
    let (database, limits) = tokio::join!(app.store.ping(), app.limits.ping());
    let (database, limits, audit) = (database.is_ok(), limits.is_ok(), app.audit.is_working());
    let (status, state) = match (app.stopping.is_cancelled(), database && audit, limits) {
        (true, ..) => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
        (_, false, _) => (StatusCode::SERVICE_UNAVAILABLE, "down"),
        (_, true, false) => (StatusCode::OK, "degraded"),
        (_, true, true) => (StatusCode::OK, "ok"),
    };
    let checks = json!({ "database": word(database), "limits": word(limits), "audit": word(audit) });
    json(status, &json!({ "status": state, "checks": checks }))
}

/// Counts and times, for Prometheus. They say how much is done and not by whom.
pub(super) async fn metrics(State(app): State<Shared>) -> Response {
    let content_type = [(axum::http::header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    axum::response::IntoResponse::into_response((content_type, app.metrics.render()))
}
