//! How often something may be done.

#[cfg(target_has_atomic = "64")]
mod atomic;
mod calendar;
mod gcra;
mod keyed;
mod meter;
mod saved;
mod tiers;

use alloc::vec::Vec;

#[cfg(target_has_atomic = "64")]
pub use self::atomic::AtomicGcra;
use self::{calendar::Calendar, meter::Meter};
pub use self::{calendar::CalendarPeriod, gcra::Gcra, keyed::KeyedRateLimiter, tiers::Tier};
use crate::error::{ConfigError, ConfigFault, check};

/// Most units that a rule may allow in its window.
const MOST_UNITS: u64 = 1 << 20;
/// Most units of a rule that remembers each of them.
const MOST_LOGGED: u64 = 100_000;
/// Most rules at once.
const MOST_RULES: u64 = 16;

/// One rule: so many units in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LimitRule {
    /// Evenly spread, with a burst: the generic cell rate algorithm. Its state is one number.
    Gcra {
        /// How many units a window allows, 1 to 1,048,576.
        limit: u32,
        /// How long the window is, in milliseconds.
        window_ms: u64,
        /// How many units may come at once. The limit is a good value.
        burst: u32,
    },
    /// Windows that begin at multiples of their length since time zero.
    FixedWindow {
        /// How many units a window allows, 1 to 1,048,576.
        limit: u32,
        /// How long the window is, in milliseconds.
        window_ms: u64,
    },
    /// Any window of that length. Exact, and remembers each use.
    SlidingLog {
        /// How many units a window allows, 1 to 100,000.
        limit: u32,
        /// How long the window is, in milliseconds.
        window_ms: u64,
    },
    /// Days or months of the calendar. The time is Unix time.
    Calendar {
        /// How many units a period allows, 1 to 1,048,576.
        limit: u32,
        /// Day or month.
        period: CalendarPeriod,
        /// By how many minutes the calendar is ahead of UTC, at most 14 hours either way.
        utc_offset_min: i16,
    },
}

/// Whether something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the three")]
pub enum LimitDecision {
    /// It may.
    Allow {
        /// How many more units would be allowed now.
        remaining: u32,
    },
    /// Not now. Nothing was consumed.
    Deny {
        /// In how many milliseconds it would be allowed if nothing else is done.
        retry_after_ms: u64,
    },
    /// Not ever: it costs more than a whole window allows.
    Never,
}

/// Several rules that must all allow. A refusal by one consumes nothing of any.
///
/// Time is the latest time that was ever passed in, so a clock that steps back grants nothing.
///
/// ```
/// use phiward_resilience::{LimitDecision, LimitRule, RateLimiter};
/// let mut limiter = RateLimiter::new(&[
///     LimitRule::Gcra { limit: 5, window_ms: 900_000, burst: 5 },
///     LimitRule::FixedWindow { limit: 100, window_ms: 86_400_000 },
/// ])?;
/// assert_eq!(limiter.check(5, 0), LimitDecision::Allow { remaining: 0 });
/// assert_eq!(limiter.check(1, 0), LimitDecision::Deny { retry_after_ms: 180_000 });
/// assert_eq!(limiter.check(6, 0), LimitDecision::Never);
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RateLimiter {
    meters: Vec<Meter>,
    latest_ms: u64,
}

/// Why a meter does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Later(u64),
    Never,
}

impl RateLimiter {
    /// Makes a limiter that has seen nothing.
    ///
    /// # Errors
    /// [`ConfigError`] when there is no rule, or names the field of a rule that is zero or out of range.
    pub fn new(rules: &[LimitRule]) -> Result<Self, ConfigError> {
        if rules.is_empty() {
            return Err(ConfigError::new("limits", ConfigFault::Empty));
        }
        check::at_most("limits", rules.len() as u64, MOST_RULES)?;
        let meters = rules.iter().map(Meter::new).collect::<Result<_, _>>()?;
        Ok(Self { meters, latest_ms: 0 })
    }

    /// A limiter that allows everything.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { meters: Vec::new(), latest_ms: 0 }
    }

    /// Asks to do something that costs so many units at `now_ms`, and does it if it is allowed.
    pub fn check(&mut self, cost: u32, now_ms: u64) -> LimitDecision {
        self.latest_ms = self.latest_ms.max(now_ms);
        let now_ms = self.latest_ms;
        let mut wait_ms = 0;
        for meter in &mut self.meters {
            match meter.try_take(cost, now_ms) {
                Ok(()) => {}
                Err(Refusal::Never) => return LimitDecision::Never,
                Err(Refusal::Later(ms)) => wait_ms = ms.max(wait_ms),
            }
        }
        if wait_ms > 0 {
            return LimitDecision::Deny { retry_after_ms: wait_ms };
        }
        let remaining = self.meters.iter_mut().map(|meter| meter.take(cost, now_ms)).min();
        LimitDecision::Allow { remaining: remaining.unwrap_or(u32::MAX) }
    }

    /// Whether every rule would allow a whole burst: then forgetting this limiter changes nothing.
    #[must_use]
    pub fn is_idle(&self, now_ms: u64) -> bool {
        let now_ms = self.latest_ms.max(now_ms);
        self.meters.iter().all(|meter| meter.is_idle(now_ms))
    }
}

impl LimitRule {
    fn check(&self) -> Result<(), ConfigError> {
        let (limit, most) = match *self {
            Self::SlidingLog { limit, .. } => (limit, MOST_LOGGED),
            Self::Gcra { limit, .. } | Self::FixedWindow { limit, .. } | Self::Calendar { limit, .. } => {
                (limit, MOST_UNITS)
            }
        };
        check::count("limits.limit", limit.into(), most)?;
        match *self {
            Self::Gcra { window_ms, burst, .. } => {
                check::duration("limits.window_ms", window_ms)?;
                check::count("limits.burst", burst.into(), MOST_UNITS)
            }
            Self::FixedWindow { window_ms, .. } | Self::SlidingLog { window_ms, .. } => {
                check::duration("limits.window_ms", window_ms)
            }
            Self::Calendar { utc_offset_min, .. } => {
                check::at_most("limits.utc_offset_min", utc_offset_min.unsigned_abs().into(), 14 * 60)
            }
        }
    }

    fn calendar(period: CalendarPeriod, utc_offset_min: i16) -> Calendar {
        Calendar { period, utc_offset_min }
    }
}
