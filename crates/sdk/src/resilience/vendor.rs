//! What the errors of services mean.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use phiward_resilience::vendor::{Vendor, VendorError, parse_retry_after};
use phiward_resilience::{AttemptClass, Outcome, PushBack};

use super::{decimal_or_null, host_ms, millis, record};
use crate::Error;

/// What an error of a service means.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct VendorClass {
    /// Whether to call again: `yes`, `no`, `part`, `unknown_outcome` or `by_user`.
    pub retry: &'static str,
    /// What it says about the service: `failure`, `success` or `ignore`.
    pub breaker: &'static str,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: &'static str,
    /// What to do, such as `back_off` or `fix_payload`.
    pub action: &'static str,
    /// The class of the attempt, as [`Retry::next`](super::Retry::next) takes it.
    pub attempt: &'static str,
    /// The outcome, as [`CircuitBreaker::report`](super::CircuitBreaker::report) takes it.
    pub outcome: &'static str,
    /// What the service asks for, as [`Retry::next`](super::Retry::next) takes it.
    pub push_back_ms: Option<f64>,
}

impl VendorClass {
    /// The same as JSON, for a host that reads one text faster than many fields.
    #[must_use]
    pub fn json(&self) -> String {
        record(|writer| {
            writer.field("retry").string(self.retry);
            writer.field("breaker").string(self.breaker);
            writer.field("severity").string(self.severity);
            writer.field("action").string(self.action);
            writer.field("attempt").string(self.attempt);
            writer.field("outcome").string(self.outcome);
            decimal_or_null(writer.field("push_back_ms"), self.push_back_ms);
        })
    }
}

/// The services whose errors are known, by the names that [`classify_error`] takes.
#[must_use]
pub fn vendors() -> Vec<String> {
    Vendor::ALL.iter().map(|vendor| vendor.name().to_owned()).collect()
}

/// What an error of a service means, by its name, else by its status, else by its status in general.
///
/// `status` is 0 where there was no response, `name` is empty where the service has none, and `retry_after` is the
/// header of that name, or empty; a date in it is compared with `now_ms`, which is then Unix time.
///
/// ```
/// use phiward_sdk::resilience::classify_error;
/// let class = classify_error("http", 503, "", "7", 0.0)?;
/// assert_eq!((class.attempt, class.outcome, class.push_back_ms), ("retryable", "failure", Some(7_000.0)));
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
///
/// # Errors
/// `unknown_name` when there is no such vendor.
pub fn classify_error(
    vendor: &str,
    status: u32,
    name: &str,
    retry_after: &str,
    now_ms: f64,
) -> Result<VendorClass, Error> {
    let vendor = Vendor::from_name(vendor).ok_or_else(Error::unknown_name)?;
    let push_back =
        if retry_after.is_empty() { PushBack::None } else { parse_retry_after(retry_after, millis(now_ms)) };
    let class = vendor.classify(&VendorError {
        status: u16::try_from(status).ok().filter(|status| *status > 0),
        name: Some(name).filter(|name| !name.is_empty()),
        push_back,
    });
    Ok(VendorClass {
        retry: class.retry.name(),
        breaker: class.breaker.name(),
        severity: class.severity.name(),
        action: class.action.name(),
        attempt: match class.attempt().class {
            AttemptClass::Success => "success",
            AttemptClass::Retryable => "retryable",
            AttemptClass::Terminal => "terminal",
            _ => "unknown_outcome",
        },
        outcome: match class.outcome() {
            Outcome::Success => "success",
            Outcome::Failure => "failure",
            _ => "ignored",
        },
        push_back_ms: match push_back {
            PushBack::After(ms) => Some(host_ms(ms)),
            PushBack::Unreadable => Some(-1.0),
            _ => None,
        },
    })
}
