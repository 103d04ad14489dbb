//! Sending a slow call a second time, before it fails.

use crate::error::{ConfigError, check};

/// When copies of a call are sent. Only for calls that may be made twice.
///
/// ```
/// use phiward_resilience::{Hedge, HedgeDecision};
/// let hedge = Hedge::new(200, 2)?;
/// assert_eq!(hedge.decide(0, 1, 150), HedgeDecision::Wait { ms: 50 });
/// assert_eq!(hedge.decide(0, 1, 200), HedgeDecision::Send);
/// assert_eq!(hedge.decide(0, 2, 900), HedgeDecision::Stop);
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hedge {
    delay_ms: u64,
    max_copies: u32,
}

/// What to do while no copy has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the three")]
pub enum HedgeDecision {
    /// Ask again after so many milliseconds.
    Wait {
        /// How long.
        ms: u64,
    },
    /// Send a copy now, if the retry budget allows it: a copy costs what a retry costs.
    Send,
    /// All copies are on their way.
    Stop,
}

impl Hedge {
    /// A copy after each `delay_ms`, `max_copies` in all, the first call included. The 95th percentile of the time of
    /// a call is a good delay: one call in twenty is then sent twice.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(delay_ms: u64, max_copies: u32) -> Result<Self, ConfigError> {
        check::duration("delay_ms", delay_ms)?;
        check::count("max_copies", max_copies.into(), 10)?;
        Ok(Self { delay_ms, max_copies })
    }

    /// Decides at `now_ms` for a call that began at `began_ms` and was sent `copies` times.
    #[must_use]
    pub const fn decide(&self, began_ms: u64, copies: u32, now_ms: u64) -> HedgeDecision {
        if copies >= self.max_copies {
            return HedgeDecision::Stop;
        }
        let due_ms = began_ms.saturating_add(self.delay_ms.saturating_mul(copies as u64));
        match due_ms.saturating_sub(now_ms) {
            0 => HedgeDecision::Send,
            ms => HedgeDecision::Wait { ms },
        }
    }
}
