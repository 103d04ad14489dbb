//! What went wrong, in words that are always the same: nothing of a request is in them.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::store::Unavailable;

/// Why a request was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    /// The stable name.
    pub(crate) code: &'static str,
    /// A sentence for people.
    pub(crate) title: &'static str,
    /// In how many seconds it makes sense to ask again.
    pub(crate) retry_after_s: Option<u64>,
    /// The field that is wrong, by the name that this service gives it.
    pub(crate) field: Option<&'static str>,
}

impl Failure {
    const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, retry_after_s: None, field: None }
    }

    pub(crate) const fn after(self, seconds: u64) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    pub(crate) const fn of(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    pub(crate) const fn invalid(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, title)
    }

    pub(crate) const fn with(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self::new(status, code, title)
    }

    pub(crate) const BODY: Self =
        Self::invalid("invalid_body", "the body is not the JSON that is wanted here");
    pub(crate) const UNAUTHENTICATED: Self =
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "no key of a client was given");
    pub(crate) const FORBIDDEN: Self =
        Self::new(StatusCode::FORBIDDEN, "not_permitted", "this client may not do that");
    pub(crate) const NOT_FOUND: Self =
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing of that name");
    pub(crate) const METHOD: Self =
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "the path has no such method");
    pub(crate) const TIMEOUT: Self =
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too_slow", "it took too long").after(2);
    pub(crate) const OVERLOADED: Self =
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "too much is being done at the moment")
            .after(1);
    pub(crate) const AUDIT: Self = Self::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "audit_unavailable",
        "the access could not be written down, so it does not happen",
    )
    .after(5);
    pub(crate) const CONFLICT: Self = Self::new(
        StatusCode::PRECONDITION_FAILED,
        "version_conflict",
        "it is no longer of the version named",
    );
    pub(crate) const INTERNAL: Self =
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "this service has a fault");

    /// A rate limit, with the time to wait rounded up to whole seconds.
    pub(crate) const fn limited(retry_after_ms: u64) -> Self {
        let seconds = retry_after_ms.div_ceil(1000);
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "that was too often")
            .after(if seconds == 0 { 1 } else { seconds })
    }
}

impl From<Unavailable> for Failure {
    fn from(cause: Unavailable) -> Self {
        let title = "what this service keeps cannot be reached at the moment";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, cause.code(), title).after(2)
    }
}

impl IntoResponse for Failure {
    /// Leaves itself to the outermost layer, which knows the request's id and writes the body.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
