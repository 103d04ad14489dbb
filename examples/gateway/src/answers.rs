//! Requests that may be sent again: the answer is stored in the transaction that does what was asked.
//!
//! So a key has its effect once, whatever dies when: either both are there, or neither.

use axum::http::{HeaderMap, StatusCode};
use phiward_resilience::{Begin, IdempotencyConfig, IdempotencyRecord};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clients::Caller;
use crate::failure::Failure;
use crate::store::{Cell, Space, Store, Write};

/// An answer as it is stored and sent. It holds ids and envelopes, no plaintext.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) etag: Option<u64>,
    pub(crate) location: Option<String>,
}

/// What is known of a request that carries a key.
pub(crate) enum Asked {
    /// It was answered; this was the answer.
    Before(Answer),
    /// It is to be done, and the answer stored with it.
    Now(Slot),
}

/// Where the answer goes.
pub(crate) struct Slot {
    key: String,
    expected: Option<u64>,
    record: IdempotencyRecord,
}

/// Longest key that a client may choose.
const MAX_KEY: usize = 128;

/// The name of a request: the client and the key that it chose, if it chose one.
pub(crate) fn name_of(headers: &HeaderMap, caller: &Caller) -> Result<Option<String>, Failure> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let fault = Failure::invalid("invalid_key", "an idempotency key is 1 to 128 visible ASCII characters")
        .of("idempotency-key");
    let key = key.to_str().map_err(|_| fault)?;
    if key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(fault);
    }
    // The key is the client's text, so only its hash is kept.
    let hash = crate::config::to_hex(&Sha256::digest(key.as_bytes()));
    Ok(Some(format!("{}/{hash}", caller.id())))
}

/// What identifies a request: what is done, and with what.
pub(crate) fn fingerprint(action: &str, body: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(action.as_bytes()).chain_update([0]).chain_update(body).finalize().to_vec()
}

/// Looks whether a request of this name was answered before.
pub(crate) async fn ask(
    store: &Store,
    name: &str,
    fingerprint: &[u8],
    now_ms: u64,
) -> Result<Asked, Failure> {
    let config = IdempotencyConfig::default();
    let cell = store.cell(Space::Answer, name).await?;
    let found = cell.as_ref().and_then(|cell| serde_json::from_slice::<IdempotencyRecord>(&cell.value).ok());
    let (begin, record) = config.begin(found.as_ref(), fingerprint, now_ms);
    match (begin, record) {
        (Begin::Replay(answer), _) => {
            serde_json::from_slice(&answer).map(Asked::Before).map_err(|_| Failure::INTERNAL)
        }
        (Begin::Execute(_), Some(record)) => {
            let expected = cell.map(|cell| cell.version);
            Ok(Asked::Now(Slot { key: name.to_owned(), expected, record }))
        }
        (Begin::Mismatch, _) => Err(Failure::with(
            StatusCode::UNPROCESSABLE_ENTITY,
            "key_mismatch",
            "the idempotency key was used for another request",
        )),
        (Begin::InFlight { retry_after_ms }, _) => Err(Failure::limited(retry_after_ms)),
        (Begin::Execute(_), None) => Err(Failure::INTERNAL),
    }
}

impl Slot {
    /// The write that stores the answer: it fails when another request of this name was faster.
    pub(crate) fn store(self, answer: &Answer, now_ms: u64) -> Result<Write, Failure> {
        let Self { key, expected, mut record } = self;
        record.response = Some(serde_json::to_vec(answer).map_err(|_| Failure::INTERNAL)?);
        record.until_ms = now_ms.saturating_add(IdempotencyConfig::default().ttl_ms);
        let cell = Cell {
            version: record.execution,
            until_ms: record.until_ms,
            value: serde_json::to_vec(&record).map_err(|_| Failure::INTERNAL)?,
        };
        Ok(Write::Cell { space: Space::Answer, key, expected, cell })
    }
}

impl axum::response::IntoResponse for Answer {
    fn into_response(self) -> axum::response::Response {
        use axum::http::{HeaderValue, header};
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(version) = self.etag {
            headers.insert(header::ETAG, crate::etag::value(version));
        }
        if let Some(location) = self.location.and_then(|location| location.try_into().ok()) {
            headers.insert(header::LOCATION, location);
        }
        response
    }
}
