//! How many requests a client has made this month.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::json;
use crate::app::Shared;
use crate::clients::Caller;
use crate::failure::Failure;

pub(super) async fn usage(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Failure> {
    crate::chores::write_usage(&app).await?;
    let period = period(app.now_ms());
    let counts = app.store.usage(caller.id(), &period).await?;
    let requests: serde_json::Map<_, _> =
        counts.into_iter().map(|(kind, total)| (kind, total.into())).collect();
    let (plan, tier) = (caller.plan().name(), caller.tier().name());
    Ok(json(StatusCode::OK, &json!({ "period": period, "plan": plan, "tier": tier, "requests": requests })))
}

/// The month of a time, in UTC: `2026-11`.
pub(crate) fn period(now_ms: u64) -> String {
    let seconds = i64::try_from(now_ms / 1000).unwrap_or(0);
    let date = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    format!("{:04}-{:02}", date.year(), u8::from(date.month()))
}
