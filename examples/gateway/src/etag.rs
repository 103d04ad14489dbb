//! Versions of records as entity tags (RFC 9110, section 8.8.3), and the conditions that name them.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::failure::Failure;

/// What must be there before it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// `If-None-Match: *`: nothing.
    Nothing,
    /// `If-Match: "v"`: this version.
    Version(u64),
}

pub(crate) fn value(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// The condition of a change. A change without one is refused: it would overwrite what it has not seen.
pub(crate) fn condition(headers: &HeaderMap) -> Result<Condition, Failure> {
    match (headers.get(header::IF_MATCH), headers.get(header::IF_NONE_MATCH)) {
        (Some(tag), None) => version(tag).map(Condition::Version).ok_or(Failure::CONFLICT),
        (None, Some(any)) if any.as_bytes() == b"*" => Ok(Condition::Nothing),
        (None, None) => Err(Failure::with(
            StatusCode::PRECONDITION_REQUIRED,
            "condition_required",
            "a change names the version that it changes: If-Match, or If-None-Match: *",
        )),
        _ => Err(Failure::invalid(
            "invalid_condition",
            "one condition is wanted: If-Match, or If-None-Match: *",
        )),
    }
}

/// Whether the one who asks has this version already.
pub(crate) fn is_known(headers: &HeaderMap, current: u64) -> bool {
    headers.get(header::IF_NONE_MATCH).and_then(version) == Some(current)
}

fn version(tag: &HeaderValue) -> Option<u64> {
    tag.to_str().ok()?.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}
