//! The header `Retry-After` (RFC 9110, section 10.2.3).

use super::http_date;
use crate::PushBack;

/// Longest value that is looked at.
const MOST_LEN: usize = 64;

/// Reads a `Retry-After`: whole seconds, or a date. `now_ms` is Unix time.
///
/// A date that is past asks for nothing more than the usual delay. What cannot be read is
/// [`PushBack::Unreadable`].
///
/// ```
/// use phiward_resilience::{PushBack, vendor::parse_retry_after};
/// assert_eq!(parse_retry_after("120", 0), PushBack::After(120_000));
/// assert_eq!(parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 50_000), PushBack::After(10_000));
/// assert_eq!(parse_retry_after("-1", 0), PushBack::Unreadable);
/// ```
#[must_use]
pub fn parse_retry_after(value: &str, now_ms: u64) -> PushBack {
    let value = value.trim_matches([' ', '\t']);
    if value.len() > MOST_LEN || value.is_empty() {
        return PushBack::Unreadable;
    }
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds: Option<u64> = value.parse().ok();
        return seconds.and_then(|s| s.checked_mul(1000)).map_or(PushBack::After(u64::MAX), PushBack::After);
    }
    match http_date::parse(value, now_ms) {
        Some(at_ms) => PushBack::After(at_ms.saturating_sub(now_ms)),
        None => PushBack::Unreadable,
    }
}
