//! The generic cell rate algorithm (ITU-T I.371), with its state in one number.

use super::{LimitDecision, LimitRule, Refusal};
use crate::error::ConfigError;

/// Times are clamped to this, the year 2109, so that no product overflows.
const MOST_TIME: u64 = (1 << 42) - 1;

/// The rule, without its state: a store that can compare and set one number can hold the state.
///
/// The state is the theoretical arrival time in units of `1 ms / limit`, so that no rate is rounded. It begins at zero.
///
/// ```
/// use phiward_resilience::{Gcra, LimitDecision};
/// let gcra = Gcra::new(3, 1000, 3)?;
/// let (decision, state) = gcra.decide(0, 3, 1_000_000);
/// assert_eq!(decision, LimitDecision::Allow { remaining: 0 });
/// assert_eq!(gcra.decide(state, 1, 1_000_000), (LimitDecision::Deny { retry_after_ms: 334 }, state));
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Gcra {
    limit: u64,
    window_ms: u64,
    burst: u64,
}

impl Gcra {
    /// So many units in so many milliseconds, of which so many may come at once.
    ///
    /// # Errors
    /// [`ConfigError`] names the argument that is zero or out of range.
    pub fn new(limit: u32, window_ms: u64, burst: u32) -> Result<Self, ConfigError> {
        LimitRule::Gcra { limit, window_ms, burst }.check()?;
        Ok(Self { limit: limit.into(), window_ms, burst: burst.into() })
    }

    /// Decides, and gives the next state.
    #[inline]
    #[must_use]
    pub fn decide(&self, state: u64, cost: u32, now_ms: u64) -> (LimitDecision, u64) {
        match self.charge(state, cost, now_ms) {
            Ok(next) => (LimitDecision::Allow { remaining: self.remaining(next, now_ms) }, next),
            Err(Refusal::Later(retry_after_ms)) => (LimitDecision::Deny { retry_after_ms }, state),
            Err(Refusal::Never) => (LimitDecision::Never, state),
        }
    }

    /// The state after a charge.
    #[inline]
    pub(super) fn charge(&self, state: u64, cost: u32, now_ms: u64) -> Result<u64, Refusal> {
        if u64::from(cost) > self.burst {
            return Err(Refusal::Never);
        }
        let now = self.scaled(now_ms);
        let next = state.max(now).saturating_add(u64::from(cost) * self.window_ms);
        let latest = now + self.tolerance();
        if next <= latest { Ok(next) } else { Err(Refusal::Later((next - latest).div_ceil(self.limit))) }
    }

    /// How many units are left.
    #[inline]
    pub(super) fn remaining(&self, state: u64, now_ms: u64) -> u32 {
        let room = (self.scaled(now_ms) + self.tolerance()).saturating_sub(state.max(self.scaled(now_ms)));
        u32::try_from(room / self.window_ms).unwrap_or(u32::MAX)
    }

    pub(super) fn is_idle(&self, state: u64, now_ms: u64) -> bool {
        state <= self.scaled(now_ms)
    }

    /// The state of the same use, when the clock goes back by so much.
    pub(super) const fn moved_back(&self, state: u64, by_ms: u64) -> u64 {
        state.saturating_sub(self.limit.saturating_mul(by_ms))
    }

    /// The highest state that can be reached by `now_ms`.
    pub(super) fn highest(&self, now_ms: u64) -> u64 {
        self.scaled(now_ms) + self.tolerance()
    }

    #[inline]
    fn scaled(&self, now_ms: u64) -> u64 {
        now_ms.min(MOST_TIME) * self.limit
    }

    #[inline]
    const fn tolerance(&self) -> u64 {
        self.burst * self.window_ms
    }
}
