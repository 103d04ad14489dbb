//! The budget that all retries of a client share.

use alloc::string::String;

use phiward_resilience::json;

use super::{millis, snapshot_bytes};
use crate::{
    Error, hex,
    sync::{Mutex, MutexGuard},
};

/// Bounds the retries of all calls together, so that a service that fails is not called more than when it works.
///
/// The configuration is `{"kind": "grpc_tokens", "max_tokens": 100, "token_ratio": 0.1}` or
/// `{"kind": "ratio", "ratio": 0.1, "min_per_s": 1, "ttl_ms": 10000}`.
///
/// ```
/// use phiward_sdk::resilience::RetryBudget;
/// let budget = RetryBudget::new(r#"{"kind": "grpc_tokens", "max_tokens": 2, "token_ratio": 0.1}"#)?;
/// assert!(!budget.try_retry(0.0)); // one of two tokens is left, which is not more than half
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct RetryBudget(Mutex<phiward_resilience::RetryBudget>);

impl RetryBudget {
    /// Makes a full budget.
    ///
    /// # Errors
    /// `invalid_config`, which names the field.
    pub fn new(config: &str) -> Result<Self, Error> {
        Ok(Self(Mutex::new(phiward_resilience::RetryBudget::new(json::budget(config)?)?)))
    }

    /// Makes a budget that goes on where a [`snapshot`](Self::snapshot) was taken.
    ///
    /// # Errors
    /// `invalid_config`; `truncated`, `unsupported_version`, `wrong_kind` and `corrupt` of the snapshot.
    pub fn restore(config: &str, snapshot: &str, now_ms: f64) -> Result<Self, Error> {
        let restored = Self::new(config)?;
        restored.lock().restore(&snapshot_bytes(snapshot)?, millis(now_ms))?;
        Ok(restored)
    }

    /// The state as text.
    #[must_use]
    pub fn snapshot(&self) -> String {
        hex::encode(&self.lock().snapshot())
    }

    /// Counts the first attempt of a call.
    pub fn call(&self, now_ms: f64) {
        self.lock().call(millis(now_ms));
    }

    /// Counts a success.
    pub fn success(&self) {
        self.lock().success();
    }

    /// Counts a failure that is worth a retry, and tells whether it may be retried.
    #[must_use]
    pub fn try_retry(&self, now_ms: f64) -> bool {
        self.lock().try_retry(millis(now_ms))
    }

    fn lock(&self) -> MutexGuard<'_, phiward_resilience::RetryBudget> {
        self.0.lock()
    }
}
