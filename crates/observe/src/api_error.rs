//! One shape for every error that a service answers with. It has no place for the input.

use alloc::{string::String, vec::Vec};
use core::fmt;

use phiward_phi::RequestId;
use serde::Serialize;

use crate::severity::Severity;

/// The media type of a rendered error, RFC 9457.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The kinds of error that a service answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// 400: the request does not have its shape.
    Invalid,
    /// 401: nobody is signed in, or the signature does not hold.
    Unauthenticated,
    /// 403: signed in, and may not.
    Forbidden,
    /// 404: there is no such thing, or it is not yours.
    NotFound,
    /// 409: it was changed meanwhile, or the key was used for another request.
    Conflict,
    /// 413: too large.
    TooLarge,
    /// 415: of a kind that is not taken.
    UnsupportedType,
    /// 422: well formed, and makes no sense.
    Unprocessable,
    /// 429: too often.
    RateLimited,
    /// 500: a fault of ours.
    Internal,
    /// 502: a fault of somebody that we asked.
    Upstream,
    /// 503: not now.
    Unavailable,
    /// 504: somebody that we asked did not answer in time.
    Timeout,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Invalid,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::TooLarge,
        Self::UnsupportedType,
        Self::Unprocessable,
        Self::RateLimited,
        Self::Internal,
        Self::Upstream,
        Self::Unavailable,
        Self::Timeout,
    ];

    /// The status code of HTTP.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedType => 415,
            Self::Unprocessable => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::Upstream => 502,
            Self::Unavailable => 503,
            Self::Timeout => 504,
        }
    }

    /// The code of the kind, which an error has until it is given a closer one.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid_request",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::TooLarge => "too_large",
            Self::UnsupportedType => "unsupported_type",
            Self::Unprocessable => "unprocessable",
            Self::RateLimited => "rate_limited",
            Self::Internal => "internal",
            Self::Upstream => "upstream_failed",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
        }
    }

    /// The sentence for people.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Invalid => "The request does not have the expected shape.",
            Self::Unauthenticated => "Sign in, and try again.",
            Self::Forbidden => "This is not allowed.",
            Self::NotFound => "There is no such thing.",
            Self::Conflict => "Something else was changed meanwhile.",
            Self::TooLarge => "The request is too large.",
            Self::UnsupportedType => "This type is not accepted.",
            Self::Unprocessable => "The request cannot be carried out.",
            Self::RateLimited => "Too many requests. Try again later.",
            Self::Internal => "Something went wrong. It has been recorded.",
            Self::Upstream => "A service that is needed failed.",
            Self::Unavailable => "The service is not available now. Try again later.",
            Self::Timeout => "A service that is needed did not answer in time.",
        }
    }

    /// Whether the same request can work later.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Upstream | Self::Unavailable | Self::Timeout)
    }

    const fn severity(self) -> Severity {
        match self {
            Self::Internal => Severity::High,
            Self::Upstream | Self::Unavailable | Self::Timeout => Severity::Medium,
            _ => Severity::Low,
        }
    }
}

/// A field that is wrong: its name and a code, both literals of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The name of the field, as the API names it.
    pub field: &'static str,
    /// What is wrong, as a stable code.
    pub code: &'static str,
}

/// An error as the API answers it.
///
/// Every text in it is a literal of the program, so nothing of a request can get in, not even by mistake.
///
/// ```
/// use phiward_observe::{ApiError, ErrorKind, FieldProblem};
/// use phiward_phi::RequestId;
///
/// let id = RequestId::parse("it-1767225600000-9f8a2c41d07be653")?;
/// let error = ApiError::new(ErrorKind::Unavailable, id).with_code("db_pool_exhausted").with_retry_after_ms(1_500);
/// assert_eq!(error.status(), 503);
/// assert_eq!(error.retry_after_header().as_deref(), Some("2")); // whole seconds, never too few
/// assert_eq!(
///     error.to_problem_json(),
///     concat!(
///         r#"{"type":"about:blank","title":"The service is not available now. Try again later.","status":503,"#,
///         r#""instance":"urn:phiward:request:it-1767225600000-9f8a2c41d07be653","code":"db_pool_exhausted","#,
///         r#""requestId":"it-1767225600000-9f8a2c41d07be653","retryAfter":2}"#,
///     ),
/// );
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    kind: ErrorKind,
    code: &'static str,
    message: &'static str,
    request: RequestId,
    retry_after_ms: Option<u64>,
    step: Option<&'static str>,
    fields: Vec<FieldProblem>,
    severity: Severity,
}

impl ApiError {
    /// An error of a kind, for a request.
    #[must_use]
    pub const fn new(kind: ErrorKind, request: RequestId) -> Self {
        Self {
            kind,
            code: kind.code(),
            message: kind.message(),
            request,
            retry_after_ms: None,
            step: None,
            fields: Vec::new(),
            severity: kind.severity(),
        }
    }

    /// Gives a closer code.
    #[must_use]
    pub fn with_code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    /// Gives another sentence for people.
    #[must_use]
    pub fn with_message(self, message: &'static str) -> Self {
        Self { message, ..self }
    }

    /// Says when to try again, in milliseconds from now.
    #[must_use]
    pub fn with_retry_after_ms(self, retry_after_ms: u64) -> Self {
        Self { retry_after_ms: Some(retry_after_ms), ..self }
    }

    /// Says in which step of the work it happened, such as `agency_lookup`.
    #[must_use]
    pub fn with_step(self, step: &'static str) -> Self {
        Self { step: Some(step), ..self }
    }

    /// Adds a field that is wrong.
    #[must_use]
    pub fn with_field(mut self, field: &'static str, code: &'static str) -> Self {
        self.fields.push(FieldProblem { field, code });
        self
    }

    /// Gives another severity.
    #[must_use]
    pub fn with_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The status code of HTTP.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.kind.status()
    }

    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The request.
    #[must_use]
    pub const fn request(&self) -> &RequestId {
        &self.request
    }

    /// The value of the header `Retry-After`: whole seconds, rounded up, at least 1.
    #[must_use]
    pub fn retry_after_header(&self) -> Option<String> {
        self.retry_after_s().map(|seconds| alloc::format!("{seconds}"))
    }

    fn retry_after_s(&self) -> Option<u64> {
        self.retry_after_ms.map(|ms| ms.div_ceil(1000).max(1))
    }

    /// The body: a problem of RFC 9457 with the members `code`, `requestId`, `retryAfter`, `step` and `errors`.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "literals and numbers are always JSON")]
    pub fn to_problem_json(&self) -> String {
        let problem = Problem {
            kind: "about:blank",
            title: self.message,
            status: self.status(),
            instance: alloc::format!("urn:phiward:request:{}", self.request),
            code: self.code,
            request_id: self.request.as_str(),
            retry_after: self.retry_after_s(),
            step: self.step,
            errors: &self.fields,
        };
        serde_json::to_string(&problem).expect("literals and numbers are JSON")
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    instance: String,
    code: &'static str,
    #[serde(rename = "requestId")]
    request_id: &'a str,
    #[serde(rename = "retryAfter", skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldProblem],
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.code, self.message, self.request)
    }
}

impl core::error::Error for ApiError {}
