//! Sealed files as they were uploaded, whole or from an offset on.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use http_body_util::StreamBody;
use hyper::body::Frame;
use tokio::sync::mpsc;

use super::uploads::{PARTS, find};
use crate::app::Shared;
use crate::clients::Caller;
use crate::failure::Failure;
use crate::store::{Store, Unavailable};

/// Pieces that wait for a slow reader.
const PIECES: usize = 4;

pub(super) async fn read(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (upload, _) = find(&app, &caller, &id).await?;
    if !upload.is_complete {
        return Err(Failure::NOT_FOUND);
    }
    let from = headers.get(header::RANGE).map_or(Some(0), from).filter(|from| *from < upload.len);
    let Some(from) = from else {
        let title = "the range is `bytes=N-` within the file";
        return Err(Failure::with(StatusCode::RANGE_NOT_SATISFIABLE, "invalid_range", title));
    };
    let status = if from == 0 { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    let body = stream(app.store.clone(), id, from, upload.len);
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(upload.len - from));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if from > 0
        && let Ok(range) = HeaderValue::from_str(&format!("bytes {from}-{}/{}", upload.len - 1, upload.len))
    {
        headers.insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// `bytes=N-`: the rest from there on, which is all that resuming needs.
fn from(range: &HeaderValue) -> Option<u64> {
    range.to_str().ok()?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

/// Reads parts, the first one where `from` is, as the client takes them. A part that is missing ends the connection, not the file.
fn stream(store: Store, id: String, from: u64, len: u64) -> Body {
    let (pieces, mut waiting) = mpsc::channel::<Result<Frame<Bytes>, Unavailable>>(PIECES);
    tokio::spawn(async move {
        let mut next = from;
        while next < len {
            let parts = match store.parts(&id, next, PARTS).await {
                Ok(parts) if !parts.is_empty() => parts,
                Ok(_) => return drop(pieces.send(Err(Unavailable::Unreadable)).await),
                Err(error) => return drop(pieces.send(Err(error)).await),
            };
            for (start, bytes) in parts {
                let end = start + u64::try_from(bytes.len()).unwrap_or(0);
                next = end;
                let skip = usize::try_from(from.saturating_sub(start)).unwrap_or(usize::MAX);
                let piece = Bytes::from(bytes).slice(skip..);
                if pieces.send(Ok(Frame::data(piece))).await.is_err() {
                    return;
                }
            }
        }
    });
    Body::new(StreamBody::new(futures_util::stream::poll_fn(move |context| waiting.poll_recv(context))))
}
