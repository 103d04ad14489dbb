//! Protocol search by clients, and the events of exports.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::{json, parse};
use crate::app::Shared;
use crate::clients::Caller;
use crate::exports;
use crate::failure::Failure;
use crate::parked::Private;

/// Longest query, that of eSituation.04.
const MAX_QUERY: usize = 255;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    query: Private,
    #[serde(default)]
    age: Option<String>,
}

/// Searches the protocols of the caller's own agency. The query comes in a body: it can name a patient, and
/// addresses are logged by others.
pub(super) async fn search(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Response, Failure> {
    let Asked { query, age } = parse(&body)?;
    if query.as_str().len() > MAX_QUERY {
        return Err(Failure::invalid("too_long", "a query has 255 bytes at most").of("query"));
    }
    let age = age.as_deref().unwrap_or("unknown");
    if !matches!(age, "adult" | "pediatric" | "unknown") {
        return Err(Failure::invalid("invalid_age", "an age is `adult`, `pediatric` or `unknown`").of("age"));
    }
    let agency = caller.agency().ok_or(Failure::FORBIDDEN)?;
    let library = app.library.as_ref().ok_or(Failure::NOT_FOUND)?;
    let answer = library.search(agency, query.as_str(), age).ok_or(Failure::NOT_FOUND)?;
    app.metrics.search(outcome_of(&answer));
    Ok(json(StatusCode::OK, &answer))
}

/// How a search ended, for the metrics.
pub(super) fn outcome_of(answer: &serde_json::Value) -> &'static str {
    match answer.get("answer").and_then(serde_json::Value::as_str) {
        Some("hits") => "hits",
        Some("ambiguous") => "ambiguous",
        _ => "none",
    }
}

/// Where an export of the caller's agency stands.
pub(super) async fn export(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Failure> {
    super::check_id(&id)?;
    let export = exports::find(&app, &id).await?.ok_or(Failure::NOT_FOUND)?;
    let events = app.store.events(&format!("export/{}", export.agency)).await?;
    let prefix = format!("{id}/");
    let kinds: Vec<&String> =
        events.iter().filter(|(event, _)| event.starts_with(&prefix)).map(|(_, kind)| kind).collect();
    Ok(json(StatusCode::OK, &json!({ "id": id, "state": export.state, "events": kinds })))
}
