//! A rate limit that threads share without a lock.

use super::{Gcra, LimitDecision};
use crate::sync::{AtomicU64, Ordering};

/// A [`Gcra`] whose state is one atomic number.
///
/// It has no memory of the time but its state: a clock that steps back is granted nothing, and waits until the clock
/// has caught up.
///
/// ```
/// use phiward_resilience::{AtomicGcra, Gcra, LimitDecision};
/// let limit = AtomicGcra::new(Gcra::new(1, 1000, 1)?);
/// assert_eq!(limit.check(1, 5), LimitDecision::Allow { remaining: 0 });
/// assert_eq!(limit.check(1, 5), LimitDecision::Deny { retry_after_ms: 1000 });
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct AtomicGcra {
    gcra: Gcra,
    state: AtomicU64,
}

impl AtomicGcra {
    /// A limit that has seen nothing.
    #[must_use]
    pub fn new(gcra: Gcra) -> Self {
        Self { gcra, state: AtomicU64::new(0) }
    }

    /// Asks to do something that costs so many units at `now_ms`, and does it if it is allowed.
    #[inline]
    pub fn check(&self, cost: u32, now_ms: u64) -> LimitDecision {
        // The state guards no other memory, so no ordering is needed.
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            let (decision, next) = self.gcra.decide(state, cost, now_ms);
            if next == state {
                return decision;
            }
            match self.state.compare_exchange_weak(state, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return decision,
                Err(found) => state = found,
            }
        }
    }
}
