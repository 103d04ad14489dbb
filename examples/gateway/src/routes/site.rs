//! The files of the page that the configuration names, under `/site/`.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::{App, Shared};
use crate::failure::Failure;

/// Scripts, styles and requests of this origin alone; WebAssembly, which `@phiward/web` is; in no frame of others.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
                      img-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

pub(super) async fn index(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Failure> {
    answer(&app, "", &headers)
}

pub(super) async fn file(
    State(app): State<Shared>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    answer(&app, &path, &headers)
}

fn answer(app: &App, path: &str, headers: &HeaderMap) -> Result<Response, Failure> {
    let file = app.site.as_ref().and_then(|site| site.file(path)).ok_or(Failure::NOT_FOUND)?;
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&file.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.bytes.clone().into_response()
    };
    let cached = if file.is_fixed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let answered = response.headers_mut();
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    answered.insert(header::ETAG, file.etag.clone());
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    answered.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    answered.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    Ok(response)
}
