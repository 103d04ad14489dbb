//! Whether this instance lives, and whether it should get requests.

use std::time::Instant;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use phiward_observe::alert::AlertPhase;
use phiward_observe::slo::SloVerdict;
use phiward_observe::{Check, Health, HealthStatus};
use serde_json::{Value, json};

use super::json;
use crate::app::{App, Shared};
use crate::failure::Failure;
use crate::store::Unavailable;

/// The role that may see what is wrong.
const OPERATOR: &str = "operator";

/// The process answers. It says nothing about what the process needs.
pub(super) async fn health() -> Response {
    json(StatusCode::OK, &json!({ "status": "ok" }))
}

/// Whether requests should come here: not without the database or the audit log, and not while it stops. What is wrong
/// is told to nobody here.
pub(super) async fn ready(State(app): State<Shared>) -> Response {
    let health = look(&app).await;
    answer(&health, health.to_json())
}

/// What is wrong, for clients with the role `operator`: each check, the alerts that are not quiet, the objectives.
///
/// It has no limit and asks no database who is there, since it must answer when the database does not.
pub(super) async fn diagnostic(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Failure> {
    let caller = app.clients.caller(&headers)?.ok_or(Failure::UNAUTHENTICATED)?;
    if !caller.has(OPERATOR) {
        return Err(Failure::FORBIDDEN);
    }
    let health = look(&app).await;
    let Ok(Value::Object(mut members)) = serde_json::from_str(&health.to_diagnostic_json()) else {
        return Err(Failure::INTERNAL);
    };
    let stand = app.watch.stand(app.now_ms());
    let alerts = stand.alerts.iter().filter(|(_, phase)| *phase != AlertPhase::Quiet);
    let alerts = alerts.map(|(rule, phase)| {
        json!({
            "alert": rule.name,
            "state": phase.code(),
            "severity": rule.severity.code(),
            "action": rule.action,
        })
    });
    let objectives = stand.objectives.iter().map(|(slo, verdict)| match verdict {
        SloVerdict::Kept { budget_spent } => {
            json!({ "objective": slo.name, "state": "kept", "budgetSpentPpm": budget_spent })
        }
        SloVerdict::Missed { budget_spent } => {
            json!({ "objective": slo.name, "state": "missed", "budgetSpentPpm": budget_spent })
        }
        _ => json!({ "objective": slo.name, "state": "unknown" }),
    });
    members.insert("alerts".to_owned(), alerts.collect());
    members.insert("objectives".to_owned(), objectives.collect());
    Ok(answer(&health, Value::Object(members).to_string()))
}

/// Looks at everything that this instance needs.
async fn look(app: &App) -> Health {
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
    if health.status() == HealthStatus::Down { health.with_retry_after_ms(2000) } else { health }
}

fn answer(health: &Health, body: String) -> Response {
    let status = StatusCode::from_u16(health.http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let content_type = [(axum::http::header::CONTENT_TYPE, "application/json")];
    axum::response::IntoResponse::into_response((status, content_type, body))
}

/// Counts and times, for Prometheus. They say how much is done and not by whom.
pub(super) async fn metrics(State(app): State<Shared>) -> Response {
    let content_type = [(axum::http::header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    axum::response::IntoResponse::into_response((content_type, app.metrics.render()))
}
