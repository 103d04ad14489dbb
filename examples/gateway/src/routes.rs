//! The paths, each with its handlers. `openapi.json` beside this package describes the same paths.

mod accounts;
mod analyze;
mod files;
mod health;
mod keys;
mod launch;
mod page;
mod protocols;
mod records;
mod site;
mod uploads;
mod usage;
mod webhooks;

pub(crate) use self::{analyze::Enclave, usage::period};

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, head, post, put};
use axum::{Router, middleware};
use phiward_audit::Action;
use serde::de::DeserializeOwned;

use crate::app::Shared;
use crate::failure::Failure;
use crate::{guard, request};

/// Most bytes of a body, where a path does not say otherwise.
const MAX_BODY: usize = 2 * 1024 * 1024;

/// What may be done at a path, and what the audit log says of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) path: &'static str,
    pub(crate) method: &'static str,
    pub(crate) action: Action,
    /// What it is done to.
    pub(crate) what: &'static str,
    /// What log and metrics call it.
    pub(crate) step: &'static str,
}

/// A route whose step is the thing and what is done to it.
macro_rules! route {
    (@ Read) => { "read" };
    (@ Create) => { "create" };
    (@ Update) => { "update" };
    (@ Delete) => { "delete" };
    (@ Encrypt) => { "encrypt" };
    (@ Decrypt) => { "decrypt" };
    (@ ManageKey) => { "manage" };
    (@ Analyze) => { "analyze" };
    (@ Export) => { "export" };
    ($path:literal, $method:literal, $action:ident, $what:literal) => {
        Route {
            path: $path,
            method: $method,
            action: Action::$action,
            what: $what,
            step: concat!($what, "/", route!(@ $action)),
        }
    };
}

/// Every path behind a guard. One that is missing here is refused there, so that nothing is done unseen.
pub(crate) const ROUTES: &[Route] = &[
    route!("/v1/records", "GET", Read, "record-list"),
    route!("/v1/records", "POST", Create, "record"),
    route!("/v1/records/{id}", "GET", Read, "record"),
    route!("/v1/records/{id}", "PUT", Update, "record"),
    route!("/v1/records/{id}", "DELETE", Delete, "record"),
    route!("/v1/encrypt", "POST", Encrypt, "metadata"),
    route!("/v1/decrypt", "POST", Decrypt, "metadata"),
    route!("/v1/keys", "GET", Read, "metadata-key-list"),
    route!("/v1/keys/{purpose}/rotate", "POST", ManageKey, "metadata-key"),
    route!("/v1/usage", "GET", Read, "usage"),
    route!("/v1/uploads", "POST", Create, "file"),
    route!("/v1/uploads/{id}", "HEAD", Read, "upload"),
    route!("/v1/uploads/{id}", "PATCH", Update, "upload"),
    route!("/v1/uploads/{id}", "DELETE", Delete, "file"),
    route!("/v1/uploads/{id}/complete", "POST", Create, "file"),
    route!("/v1/files/{id}", "GET", Read, "file"),
    route!("/v1/accounts", "POST", Create, "account"),
    route!("/v1/accounts/{id}", "GET", Read, "account"),
    route!("/v1/accounts/{id}", "PUT", Update, "account"),
    route!("/v1/ai/analyze", "POST", Analyze, "sealed-request"),
    route!("/api/imagetrend/launch", "GET", Read, "launch"),
    route!("/api/imagetrend/launch", "POST", Read, "launch"),
    route!("/api/launches/{handle}", "GET", Read, "launch"),
    route!("/api/launches/{handle}/search", "POST", Read, "protocols"),
    route!("/api/launches/{handle}/export", "POST", Export, "protocols"),
    route!("/api/exports/{id}", "GET", Read, "export"),
    route!("/api/protocols/search", "POST", Read, "protocols"),
];

/// What log and metrics call a path that has no guard.
pub(crate) fn open_step(pattern: &str) -> &'static str {
    let open = OPEN.iter().find(|(path, _)| *path == pattern);
    open.map_or_else(
        || if pattern.starts_with("/app") || pattern.starts_with("/site") { "page" } else { "unknown" },
        |(path, _)| path,
    )
}

/// Paths that prove themselves by a signature, say nothing of anybody, or must answer when the database does not.
const OPEN: &[(&str, &str)] = &[
    ("/v1/webhooks/{source}", "POST"),
    ("/v1/health", "GET"),
    ("/v1/ready", "GET"),
    ("/v1/diagnostic", "GET"),
    ("/metrics", "GET"),
];

/// The route of a pattern and a method.
pub(crate) fn route_of(pattern: &str, method: &Method) -> Option<&'static Route> {
    // A HEAD of what can be read is a read.
    let named = |wanted: &str| ROUTES.iter().find(|route| route.path == pattern && route.method == wanted);
    named(method.as_str()).or_else(|| (method == Method::HEAD).then(|| named("GET")).flatten())
}

pub(crate) fn router(app: Shared) -> Router {
    let v1 = Router::new()
        .route("/v1/records", get(records::list).post(records::create))
        .route("/v1/records/{id}", put(records::replace).get(records::read).delete(records::remove))
        .route("/v1/encrypt", post(keys::encrypt))
        .route("/v1/decrypt", post(keys::decrypt))
        .route("/v1/keys", get(keys::list))
        .route("/v1/keys/{purpose}/rotate", post(keys::rotate))
        .route("/v1/usage", get(usage::usage))
        .route("/v1/uploads", post(uploads::begin))
        .route("/v1/uploads/{id}", head(uploads::offset).patch(uploads::append).delete(uploads::abort))
        .route("/v1/uploads/{id}/complete", post(uploads::complete))
        .route("/v1/files/{id}", get(files::read))
        .route("/v1/ai/analyze", post(analyze::analyze))
        .layer(middleware::from_fn_with_state(app.clone(), guard::v1));
    let api = Router::new()
        .route("/api/imagetrend/launch", get(launch::by_link).post(launch::by_form))
        .route("/api/launches/{handle}", get(launch::show))
        .route("/api/launches/{handle}/search", post(launch::ask))
        .route("/api/launches/{handle}/export", post(launch::export))
        .route("/api/exports/{id}", get(protocols::export))
        .route("/api/protocols/search", post(protocols::search))
        .layer(middleware::from_fn_with_state(app.clone(), guard::api));
    let people = Router::new()
        .route("/v1/accounts", post(accounts::create))
        .route("/v1/accounts/{id}", get(accounts::read).put(accounts::replace))
        .layer(middleware::from_fn_with_state(app.clone(), guard::accounts));
    // These prove themselves by a signature, say nothing of anybody, or must answer when the database does not.
    let open = Router::new()
        .route("/v1/webhooks/{source}", post(webhooks::receive))
        .route("/app/protocol-search", get(page::page))
        .route("/app/protocol-search.js", get(page::script))
        .route("/app/protocol-search.css", get(page::style))
        .route("/site/", get(site::index))
        .route("/site/{*path}", get(site::file))
        .route("/metrics", get(health::metrics))
        .route("/v1/health", get(health::health))
        .route("/v1/ready", get(health::ready))
        .route("/v1/diagnostic", get(health::diagnostic));
    v1.merge(api)
        .merge(people)
        .merge(open)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), request::around))
        .with_state(app)
}

/// Reads a body strictly: unknown and repeated names are errors, and no error quotes the body.
fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|_| Failure::BODY)
}

/// Answers with JSON.
fn json(status: StatusCode, body: &serde_json::Value) -> Response {
    let content_type = [(axum::http::header::CONTENT_TYPE, "application/json")];
    axum::response::IntoResponse::into_response((status, content_type, body.to_string()))
}

/// An id that a client chose or got: 1 to 64 letters, digits, `-` and `_`.
fn check_id(id: &str) -> Result<(), Failure> {
    let is_id = (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let fault = Failure::invalid("invalid_id", "an id is 1 to 64 letters, digits, `-` and `_`").of("id");
    if is_id { Ok(()) } else { Err(fault) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{OPEN, ROUTES};

    #[test]
    fn openapi_json_describes_the_paths_that_there_are_and_no_others() {
        let file: Value = serde_json::from_str(include_str!("../openapi.json")).unwrap();
        let described: BTreeSet<(String, String)> = file["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, methods)| {
                methods.as_object().unwrap().keys().map(move |method| (path.clone(), method.to_uppercase()))
            })
            .collect();
        let guarded = ROUTES.iter().map(|route| (route.path, route.method));
        let served = guarded.chain(OPEN.iter().copied());
        let served = served.map(|(path, method)| (path.to_owned(), method.to_owned()));
        assert_eq!(described, served.collect::<BTreeSet<_>>());
    }
}
