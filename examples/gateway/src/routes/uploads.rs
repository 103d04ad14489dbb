//! Sealed files that come in pieces: what has arrived stays, and the client goes on from there.
//!
//! The rules about types look at the first bytes, never at a name: what begins like a document or a picture is not
//! sealed and is refused, and what is sealed must be a stream of a file. Which type is inside, only who seals can tell.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use phiward_envelope::{Header, Layout, Purpose};
use phiward_phi::file::{FileKind, MAX_LEN};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{check_id, json, parse};
use crate::app::{App, Shared};
use crate::clients::Caller;
use crate::config::to_hex;
use crate::failure::Failure;
use crate::random;
use crate::store::{Cell, Space, Write};

/// Where a stream stands, in bytes.
const OFFSET: &str = "upload-offset";
/// Version 3: a stream.
const STREAM: u8 = 3;
/// How long an upload may rest before it is given up.
const KEEP_MS: u64 = 7 * 86_400_000;
/// Parts that are read at a time.
pub(super) const PARTS: u64 = 4;

/// An upload, and after its completion a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Upload {
    pub(crate) tenant: String,
    /// Bytes of the whole stream, as announced.
    pub(crate) len: u64,
    /// Bytes that are here.
    pub(crate) offset: u64,
    pub(crate) is_complete: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announced {
    bytes: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    /// SHA-256 of the stream, hexadecimal.
    sha256: String,
}

const TOO_LARGE: Failure =
    Failure::with(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the file is larger than allowed");

/// Announces a stream of so many bytes.
pub(super) async fn begin(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    body: Bytes,
) -> Result<Response, Failure> {
    let Announced { bytes } = parse(&body)?;
    if bytes > most_sealed() {
        return Err(TOO_LARGE.of("bytes"));
    }
    if bytes == 0 {
        return Err(Failure::invalid("empty", "the file is empty").of("bytes"));
    }
    let id = random::id("file")?;
    let upload = Upload { tenant: caller.tenant().to_owned(), len: bytes, offset: 0, is_complete: false };
    let cell = Cell::after(None, encode(&upload)?, app.now_ms() + KEEP_MS, app.now_ms());
    let write = Write::Cell { space: Space::Upload, key: id.clone(), expected: None, cell };
    if !app.store.commit(vec![write]).await? {
        return Err(Failure::INTERNAL);
    }
    let mut response = json(StatusCode::CREATED, &json!({ "id": id, "offset": 0 }));
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/uploads/{id}")) {
        response.headers_mut().insert(axum::http::header::LOCATION, location);
    }
    Ok(response)
}

/// Where to go on.
pub(super) async fn offset(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (upload, _) = find(&app, &caller, &id).await?;
    Ok(at(StatusCode::OK, upload.offset))
}

/// Adds a piece where the last one ended. The piece and the new offset are stored together.
pub(super) async fn append(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
    piece: Bytes,
) -> Result<Response, Failure> {
    let (mut upload, found) = find(&app, &caller, &id).await?;
    let offset = headers.get(OFFSET).and_then(|offset| offset.to_str().ok()?.parse::<u64>().ok());
    let offset =
        offset.ok_or(Failure::invalid("invalid_offset", "a piece tells where it begins").of(OFFSET))?;
    if offset != upload.offset || upload.is_complete {
        return Ok(at(StatusCode::CONFLICT, upload.offset));
    }
    let len = u64::try_from(piece.len()).unwrap_or(u64::MAX);
    if len == 0 || upload.offset.saturating_add(len) > upload.len {
        return Err(Failure::invalid(
            "invalid_length",
            "the piece is empty, or goes beyond what was announced",
        ));
    }
    if upload.offset == 0 {
        check_head(&piece, upload.len)?;
    }
    upload.offset += len;
    let now_ms = app.now_ms();
    let cell = Cell::after(Some(&found), encode(&upload)?, now_ms + KEEP_MS, now_ms);
    let writes = vec![
        Write::Cell { space: Space::Upload, key: id.clone(), expected: Some(found.version), cell },
        Write::Part { file: id, start: offset, bytes: piece.to_vec() },
    ];
    if app.store.commit(writes).await? {
        Ok(at(StatusCode::NO_CONTENT, upload.offset))
    } else {
        // The same piece came twice at once: where the stream stands now is what the client must know.
        Ok(at(StatusCode::CONFLICT, upload.offset))
    }
}

/// Makes a file of an upload that is all there and has the hash that the client names.
pub(super) async fn complete(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let Whole { sha256 } = parse(&body)?;
    let (mut upload, found) = find(&app, &caller, &id).await?;
    if upload.offset != upload.len {
        return Err(Failure::with(StatusCode::CONFLICT, "truncated", "the stream is not all there"));
    }
    let mut hash = Sha256::new();
    let mut next = 0;
    while next < upload.len {
        let parts = app.store.parts(&id, next, PARTS).await?;
        for (start, bytes) in &parts {
            if *start != next {
                return Err(Failure::INTERNAL);
            }
            hash.update(bytes);
            next += u64::try_from(bytes.len()).unwrap_or(0);
        }
        if parts.is_empty() {
            return Err(Failure::INTERNAL);
        }
    }
    if to_hex(&hash.finalize()) != sha256 {
        return Err(Failure::with(
            StatusCode::CONFLICT,
            "hash_mismatch",
            "the stream is not the one that was sent",
        )
        .of("sha256"));
    }
    upload.is_complete = true;
    let cell = Cell::after(Some(&found), encode(&upload)?, u64::MAX >> 1, app.now_ms());
    let write = Write::Cell { space: Space::Upload, key: id.clone(), expected: Some(found.version), cell };
    if app.store.commit(vec![write]).await? {
        Ok(json(StatusCode::OK, &json!({ "id": id, "bytes": upload.len })))
    } else {
        Err(Failure::CONFLICT)
    }
}

/// Gives an upload up, or removes a file.
pub(super) async fn abort(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (_, found) = find(&app, &caller, &id).await?;
    let writes = vec![
        Write::DropCell { space: Space::Upload, key: id.clone(), expected: found.version },
        Write::DropParts { file: id },
    ];
    if app.store.commit(writes).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Failure::CONFLICT)
    }
}

/// The upload of an id, if it is the caller's; another tenant's is as unknown as one that never was.
pub(super) async fn find(app: &App, caller: &Caller, id: &str) -> Result<(Upload, Cell), Failure> {
    check_id(id)?;
    let cell = app.store.cell(Space::Upload, id).await?.ok_or(Failure::NOT_FOUND)?;
    let upload: Upload = serde_json::from_slice(&cell.value).map_err(|_| Failure::INTERNAL)?;
    if upload.tenant == caller.tenant() { Ok((upload, cell)) } else { Err(Failure::NOT_FOUND) }
}

/// What the first piece says: that it is sealed, a file's stream, and of a length that such a stream can have.
fn check_head(head: &[u8], len: u64) -> Result<(), Failure> {
    const STATUS: StatusCode = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    if FileKind::sniff(head).is_some() {
        return Err(Failure::with(STATUS, "not_sealed", "the file is not sealed"));
    }
    let header = Header::parse(head)
        .map_err(|error| Failure::with(STATUS, error.code(), "the stream cannot be stored"))?;
    if header.version() != STREAM || header.purpose() != Purpose::FILE {
        return Err(Failure::with(STATUS, "wrong_purpose", "the stream is not one of a file"));
    }
    let layout = Layout::new(&header, len)
        .map_err(|error| Failure::invalid(error.code(), "no stream has that length"))?;
    if layout.plaintext_len() > MAX_LEN { Err(TOO_LARGE) } else { Ok(()) }
}

/// Bytes of the largest stream: that of the largest file, with the largest header and a tag for each chunk.
fn most_sealed() -> u64 {
    let chunk = phiward_envelope::CHUNK_LEN as u64;
    let sealed = phiward_envelope::SEALED_CHUNK_LEN as u64;
    (MAX_LEN / chunk + 1) * sealed + Header::MAX_LEN as u64 + 128
}

fn encode(upload: &Upload) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(upload).map_err(|_| Failure::INTERNAL)
}

fn at(status: StatusCode, offset: u64) -> Response {
    let mut response = (status, [(OFFSET, offset.to_string())]).into_response();
    if status == StatusCode::CONFLICT {
        let failure = Failure::with(status, "wrong_offset", "the stream goes on elsewhere");
        response.extensions_mut().insert(failure);
    }
    response
}
