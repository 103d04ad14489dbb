//! Making a call again until the policy says otherwise.

use core::fmt;

use crate::{Attempt, GiveUp, Retry, RetryPolicy, RetryVerdict};

/// What a retry needs of the host: the time, a way to wait, and random bits.
pub trait RetryHost {
    /// The time, in milliseconds.
    fn now_ms(&self) -> u64;

    /// Waits for so many milliseconds.
    fn sleep(&self, ms: u64) -> impl Future<Output = ()> + Send;

    /// 64 random bits for jitter. They need not be secret.
    fn random(&self) -> u64;
}

/// A call that was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GaveUp<E> {
    /// How the last attempt failed.
    pub error: E,
    /// Why there is no further one.
    pub reason: GiveUp,
    /// How many attempts were made.
    pub attempts: u32,
    /// What the other side asked for, in milliseconds, where it did.
    pub retry_after_ms: Option<u64>,
}

impl<E: fmt::Display> fmt::Display for GaveUp<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "given up after {} attempts ({}): {}", self.attempts, self.reason.name(), self.error)
    }
}

impl<E: core::error::Error> core::error::Error for GaveUp<E> {}

/// Makes a call until it works or the policy gives up. `classify` tells what an error means.
///
/// # Errors
/// [`GaveUp`] with the last error, and why there was no further attempt.
pub async fn retry<T, E, F: Future<Output = Result<T, E>>>(
    policy: &RetryPolicy,
    host: &impl RetryHost,
    mut call: impl FnMut() -> F,
    classify: impl Fn(&E) -> Attempt,
) -> Result<T, GaveUp<E>> {
    let mut state = Retry::default();
    loop {
        let error = match call().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        match policy.next(&mut state, classify(&error), host.now_ms(), host.random()) {
            RetryVerdict::Retry { delay_ms } => host.sleep(delay_ms).await,
            RetryVerdict::GiveUp { reason, retry_after_ms } => {
                return Err(GaveUp { error, reason, attempts: state.attempts, retry_after_ms });
            }
            // An error that the caller takes for a success: there is nothing to do again.
            RetryVerdict::Done => {
                let reason = GiveUp::NotRetryable;
                return Err(GaveUp { error, reason, attempts: state.attempts, retry_after_ms: None });
            }
        }
    }
}

/// Tokio's clock and waits, and random bits of the standard library's hasher.
#[cfg(feature = "tokio")]
#[derive(Debug, Clone, Default)]
pub struct TokioHost {
    clock: super::clock::TokioClock,
    hasher: std::hash::RandomState,
    calls: std::sync::Arc<core::sync::atomic::AtomicU64>,
}

#[cfg(feature = "tokio")]
impl RetryHost for TokioHost {
    fn now_ms(&self) -> u64 {
        super::clock::Clock::now_ms(&self.clock)
    }

    fn sleep(&self, ms: u64) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(core::time::Duration::from_millis(ms))
    }

    fn random(&self) -> u64 {
        use core::hash::BuildHasher as _;
        // The keys of the hasher are random in each process, and a counter never gives the same input twice.
        self.hasher.hash_one(self.calls.fetch_add(1, core::sync::atomic::Ordering::Relaxed))
    }
}
