//! Webhooks: signed, fresh, and of one effect however often they come.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use phiward_ems::{SIGNATURE_HEADER, SignedRequest};
use serde::Deserialize;
use serde_json::json;

use super::{check_id, json, parse};
use crate::app::Shared;
use crate::failure::Failure;
use crate::store::Write;

/// What others may tell. It holds ids of ours and no data of patients; other names are errors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    /// The sender's id of the event, by which repetitions are known.
    #[serde(alias = "submissionId", alias = "idempotencyKey")]
    id: String,
    kind: Kind,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Kind {
    ExportAccepted,
    ExportRejected,
    Ping,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::ExportAccepted => "export_accepted",
            Self::ExportRejected => "export_rejected",
            Self::Ping => "ping",
        }
    }
}

pub(super) async fn receive(
    State(app): State<Shared>,
    Path(source): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let refused =
        |code| Failure::with(StatusCode::UNAUTHORIZED, code, "the signature is not one of this source");
    // An unknown source and a wrong signature look the same from outside.
    let verifier = app.directory.verifier(&source).ok_or(refused("signature_unknown_key"))?;
    let signature = headers.get(SIGNATURE_HEADER).and_then(|signature| signature.to_str().ok());
    let signature = signature.ok_or(refused("signature_malformed"))?;
    let path_and_query = uri.path_and_query().map_or("/", |part| part.as_str());
    let request = SignedRequest { method: "POST", path_and_query, body: &body };
    let now_ms = app.now_ms();
    let _ = verifier.verify(&request, signature, now_ms).map_err(|error| refused(error.code()))?;
    let Told { id, kind } = parse(&body)?;
    check_id(&id)?;
    let event = Write::Event {
        source: format!("webhook/{source}"),
        id,
        kind: kind.name().to_owned(),
        received_ms: now_ms,
    };
    // The event is the key: whoever comes second, in whatever process, adds nothing and gets the same answer.
    let is_new = app.store.commit(vec![event]).await?;
    app.metrics.webhook(if is_new { "taken" } else { "duplicate" });
    Ok(json(StatusCode::OK, &json!({ "status": "taken", "repeated": !is_new })))
}
