//! Sealed records: this service stores envelopes, and has no key that opens one.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use phiward_envelope::{Error, Inspection, Purpose, inspect, text};
use serde::Deserialize;
use serde_json::json;

use super::{check_id, json, parse};
use crate::answers::{self, Answer, Asked};
use crate::app::{App, Shared};
use crate::clients::Caller;
use crate::etag::{self, Condition};
use crate::failure::Failure;
use crate::random;
use crate::store::{Record, Write};

/// Most bytes of an envelope. What is larger is a file, and is uploaded.
const MAX_ENVELOPE: usize = 1024 * 1024;
/// Most records of a page.
const MAX_PAGE: u64 = 200;
/// How often another request of the same key may be faster.
const MOST_RACES: u32 = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    /// The envelope, base64.
    envelope: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    #[serde(default)]
    after: String,
    limit: Option<u64>,
}

/// Stores a record under an id that this service draws.
pub(super) async fn create(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let (envelope, key_id) = envelope_of(&body)?;
    let now_ms = app.now_ms();
    let version = new_version(None, now_ms)?;
    let record = |id: String| Record {
        tenant: caller.tenant().to_owned(),
        id,
        version,
        envelope: envelope.clone(),
        key_id: key_id.clone(),
        updated_ms: now_ms,
    };
    let Some(name) = answers::name_of(&headers, &caller)? else {
        let record = record(random::id("rec")?);
        let answer = created(&record);
        let is_new = app.store.commit(vec![Write::Record { record, expected: None }]).await?;
        return if is_new { Ok(answer.into_response()) } else { Err(Failure::INTERNAL) };
    };
    let fingerprint = answers::fingerprint("POST /v1/records", &body);
    for _ in 0..MOST_RACES {
        match answers::ask(&app.store, &name, &fingerprint, now_ms).await? {
            Asked::Before(answer) => return Ok(answer.into_response()),
            Asked::Now(slot) => {
                let record = record(random::id("rec")?);
                let answer = created(&record);
                let writes = vec![slot.store(&answer, now_ms)?, Write::Record { record, expected: None }];
                if app.store.commit(writes).await? {
                    return Ok(answer.into_response());
                }
            }
        }
    }
    Err(Failure::OVERLOADED)
}

/// Stores a record under the client's id, as a new one or in place of a version that the client has seen.
pub(super) async fn replace(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    check_id(&id)?;
    let condition = etag::condition(&headers)?;
    let (envelope, key_id) = envelope_of(&body)?;
    let now_ms = app.now_ms();
    let expected = match condition {
        Condition::Nothing => None,
        Condition::Version(version) => Some(version),
    };
    let version = new_version(expected, now_ms)?;
    let tenant = caller.tenant().to_owned();
    let record = Record { tenant, id, version, envelope, key_id, updated_ms: now_ms };
    let answer = match condition {
        Condition::Nothing => created(&record),
        Condition::Version(_) => Answer { status: 200, ..created(&record) },
    };
    if app.store.commit(vec![Write::Record { record, expected }]).await? {
        Ok(answer.into_response())
    } else {
        Err(Failure::CONFLICT)
    }
}

pub(super) async fn read(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let record = find(&app, &caller, &id).await?;
    if etag::is_known(&headers, record.version) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        response.headers_mut().insert(axum::http::header::ETAG, etag::value(record.version));
        return Ok(response);
    }
    let body = json!({
        "id": record.id,
        "envelope": text::encode(&record.envelope),
        "keyId": record.key_id,
        "updatedMs": record.updated_ms,
    });
    let answer = Answer { status: 200, body: body.to_string(), etag: Some(record.version), location: None };
    Ok(answer.into_response())
}

pub(super) async fn remove(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Condition::Version(expected) = etag::condition(&headers)? else {
        return Err(Failure::invalid("invalid_condition", "a record is removed with If-Match"));
    };
    find(&app, &caller, &id).await?;
    let write = Write::DropRecord { tenant: caller.tenant().to_owned(), id, expected };
    if app.store.commit(vec![write]).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Failure::CONFLICT)
    }
}

/// A page of the tenant's records, without their envelopes.
pub(super) async fn list(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    page: Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Failure> {
    let fault = Failure::invalid("invalid_page", "a page has `after` and a `limit` of 1 to 200").of("limit");
    let Query(Page { after, limit }) = page.map_err(|_| fault)?;
    let limit = limit.unwrap_or(50);
    if !(1..=MAX_PAGE).contains(&limit) || after.len() > 64 {
        return Err(fault);
    }
    let mut heads = app.store.list(caller.tenant(), &after, limit + 1).await?;
    let has_more = heads.len() as u64 > limit;
    heads.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = heads.last().filter(|_| has_more).map(|head| head.id.clone());
    let records: Vec<_> = heads
        .iter()
        .map(|head| {
            let etag = format!("\"{}\"", head.version);
            json!({ "id": head.id, "etag": etag, "keyId": head.key_id, "bytes": head.len, "updatedMs": head.updated_ms })
        })
        .collect();
    Ok(json(StatusCode::OK, &json!({ "records": records, "next": next })))
}

async fn find(app: &App, caller: &Caller, id: &str) -> Result<Record, Failure> {
    check_id(id)?;
    app.store.record(caller.tenant(), id).await?.ok_or(Failure::NOT_FOUND)
}

/// A version that was never there: above the last one, and the time with 20 random bits, since a record that was
/// removed leaves no last one.
fn new_version(last: Option<u64>, now_ms: u64) -> Result<u64, Failure> {
    let random = u64::from(u32::from_be_bytes(random::bytes()?) >> 12);
    let of_now = (now_ms & ((1 << 43) - 1)) << 20 | random;
    Ok(last.map_or(of_now, |last| of_now.max(last.saturating_add(1))))
}

fn created(record: &Record) -> Answer {
    let body = json!({ "id": record.id, "keyId": record.key_id, "bytes": record.envelope.len() });
    let location = Some(format!("/v1/records/{}", record.id));
    Answer { status: 201, body: body.to_string(), etag: Some(record.version), location }
}

/// The envelope of a body, and the id of its key: whatever is no envelope of a record is refused.
fn envelope_of(body: &Bytes) -> Result<(Vec<u8>, String), Failure> {
    let Sealed { envelope } = parse(body)?;
    let refused =
        |error: &Error| Failure::invalid(error.code(), "the envelope cannot be stored").of("envelope");
    let envelope = text::decode(&envelope).map_err(|error| refused(&error))?;
    if envelope.len() > MAX_ENVELOPE {
        return Err(Failure::with(
            StatusCode::PAYLOAD_TOO_LARGE,
            "limit_exceeded",
            "an envelope of a record has 1 MiB at most",
        ));
    }
    match inspect(&envelope).map_err(|error| refused(&error))? {
        Inspection::Envelope { header, .. } if header.purpose() == Purpose::RECORD => {
            let key_id = crate::config::to_hex(header.key_id().as_bytes());
            Ok((envelope, key_id))
        }
        Inspection::V1 { .. } => Err(refused(&Error::LegacyRefused)),
        _ => Err(Failure::invalid("wrong_purpose", "the envelope is not one of a record").of("envelope")),
    }
}
