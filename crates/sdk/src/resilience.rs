//! Calling what may fail: breakers, retries, budgets, limits and idempotency keys over time that the host tells.
//!
//! `now_ms` is a time in milliseconds: of any clock that does not go back, except for calendars and dates in
//! headers, which need Unix time. Nothing here waits: the host does, as long as a verdict says.

mod breaker;
mod budget;
mod executions;
mod idempotency;
mod limit;
mod retry;
mod vendor;

use alloc::{string::String, vec::Vec};

use phiward_json::Writer;

pub use self::{
    breaker::CircuitBreaker,
    budget::RetryBudget,
    idempotency::{Begun, IdempotencyPolicy, IdempotencyStore},
    limit::{LimitVerdict, RateLimiter},
    retry::{Retry, RetryPolicy, RetryVerdict},
    vendor::{VendorClass, classify_error, vendors},
};
use crate::{Error, hex};

/// Whole milliseconds of a time; what is before zero, or no number, is zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates")]
fn millis(ms: f64) -> u64 {
    ms as u64
}

/// Milliseconds as a host counts them, exact for the next 285,000 years.
#[expect(clippy::cast_precision_loss, reason = "longer waits are longer than anyone waits")]
fn host_ms(ms: u64) -> f64 {
    ms as f64
}

/// The bytes of a snapshot that crossed as text.
fn snapshot_bytes(text: &str) -> Result<Vec<u8>, Error> {
    hex::decode(text).ok_or_else(|| phiward_resilience::SnapshotError::Corrupt.into())
}

/// A flat record as JSON, its fields as they are written.
fn record(write: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::default();
    writer.object(write);
    writer.into_text()
}

/// A whole number as a double is written, since the hosts hold it in one. Negative ones all say the same.
fn decimal(writer: &mut Writer, number: f64) {
    writer.whole(if number < 0.0 { -1.0 } else { number });
}

/// Milliseconds, or null.
fn decimal_or_null(writer: &mut Writer, ms: Option<f64>) {
    match ms {
        Some(ms) => decimal(writer, ms),
        None => writer.null(),
    }
}
