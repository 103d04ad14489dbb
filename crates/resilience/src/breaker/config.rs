//! When a breaker opens, for how long, and how it comes back.

use crate::backoff::Exponential;
use crate::error::{ConfigError, check};
use crate::rate::Rate;

/// Most entries of a count window.
const MOST_CALLS: u64 = 10_000;
/// Most probes at a time, and most successes that closing may ask for.
const MOST_PROBES: u64 = 1000;

/// How a breaker decides. The default opens after 5 failures in a row, for 60 s, and closes after one probe.
///
/// ```
/// use phiward_resilience::{Breaker, BreakerConfig, Trip};
/// let wrong = BreakerConfig { trip: Trip::Consecutive { failures: 0 }, ..BreakerConfig::default() };
/// assert_eq!(Breaker::new(wrong).unwrap_err().field(), "trip.failures");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct BreakerConfig {
    /// What opens it.
    pub trip: Trip,
    /// For how long.
    pub open: OpenPeriod,
    /// How it comes back.
    pub half_open: HalfOpen,
    /// The time after which a call is given up, in milliseconds, if there is one.
    pub call_timeout_ms: Option<u64>,
}

/// What opens a closed breaker. Shares are reached when they are met exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trip {
    /// So many failures without a success between them.
    Consecutive {
        /// How many, at least one.
        failures: u32,
    },
    /// A share of the last so many calls.
    CountWindow {
        /// How many calls are looked at, 1 to 10,000.
        size: u32,
        /// Below so many calls nothing opens it.
        min_calls: u32,
        /// The share of failures that opens it.
        failure_rate: Rate,
        /// Slow calls, where they count.
        slow: Option<SlowCalls>,
    },
    /// A share of the calls of the last so many milliseconds.
    TimeWindow {
        /// How long the window is, in milliseconds.
        window_ms: u64,
        /// Below so many calls nothing opens it.
        min_calls: u32,
        /// The share of failures that opens it.
        failure_rate: Rate,
        /// Slow calls, where they count.
        slow: Option<SlowCalls>,
    },
}

/// Calls that end well and late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SlowCalls {
    /// A call that takes longer is slow, in milliseconds.
    pub slow_ms: u64,
    /// The share of slow calls that opens the breaker.
    pub slow_rate: Rate,
}

/// How long a breaker stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OpenPeriod {
    /// The same each time, in milliseconds.
    Fixed {
        /// How long.
        open_ms: u64,
    },
    /// Longer each time that a probe fails; from the beginning after a recovery.
    Growing(Exponential),
}

/// How a breaker comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HalfOpen {
    /// Most probes under way at a time.
    pub max_concurrent: u16,
    /// How many probes must succeed.
    pub successes_to_close: u16,
    /// After how many milliseconds a probe that never reports loses its slot. By default the longer of the open
    /// period and twice the timeout of a call.
    pub lease_ms: Option<u64>,
}

impl Default for Trip {
    fn default() -> Self {
        Self::Consecutive { failures: 5 }
    }
}

impl Default for OpenPeriod {
    fn default() -> Self {
        Self::Fixed { open_ms: 60_000 }
    }
}

impl Default for HalfOpen {
    fn default() -> Self {
        Self { max_concurrent: 1, successes_to_close: 1, lease_ms: None }
    }
}

impl OpenPeriod {
    /// How long the `n`th opening since the last recovery lasts.
    pub(super) const fn period_ms(&self, n: u32) -> u64 {
        match self {
            Self::Fixed { open_ms } => *open_ms,
            Self::Growing(backoff) => backoff.delay_ms(n),
        }
    }

    /// The longest period that there can be.
    pub(super) const fn longest_ms(&self) -> u64 {
        match self {
            Self::Fixed { open_ms } => *open_ms,
            Self::Growing(backoff) => backoff.most_ms(),
        }
    }
}

impl BreakerConfig {
    /// For how long a probe may stay silent after the `n`th opening.
    pub(super) fn lease_ms(&self, openings: u32) -> u64 {
        self.half_open.lease_ms.unwrap_or_else(|| {
            let timeout_ms = self.call_timeout_ms.unwrap_or(0);
            self.open.period_ms(openings.max(1)).max(timeout_ms.saturating_mul(2))
        })
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.trip.check()?;
        match &self.open {
            OpenPeriod::Fixed { open_ms } => check::duration("open_ms", *open_ms)?,
            OpenPeriod::Growing(backoff) => {
                backoff.check(["open_backoff.initial_ms", "open_backoff.factor", "open_backoff.max_ms"])?;
            }
        }
        let HalfOpen { max_concurrent, successes_to_close, lease_ms } = self.half_open;
        check::count("half_open.max_concurrent", max_concurrent.into(), MOST_PROBES)?;
        check::count("half_open.successes_to_close", successes_to_close.into(), MOST_PROBES)?;
        lease_ms.map_or(Ok(()), |ms| check::duration("half_open.lease_ms", ms))?;
        self.call_timeout_ms.map_or(Ok(()), |ms| check::duration("call_timeout_ms", ms))
    }
}

impl Trip {
    fn check(&self) -> Result<(), ConfigError> {
        let (min_calls, most, failure_rate, slow) = match *self {
            Self::Consecutive { failures } => return check::at_least_one("trip.failures", failures.into()),
            Self::CountWindow { size, min_calls, failure_rate, slow } => {
                check::count("trip.size", size.into(), MOST_CALLS)?;
                (min_calls, u64::from(size), failure_rate, slow)
            }
            Self::TimeWindow { window_ms, min_calls, failure_rate, slow } => {
                check::duration("trip.window_ms", window_ms)?;
                (min_calls, u64::MAX, failure_rate, slow)
            }
        };
        // A window that can never hold so many calls would never open.
        check::count("trip.min_calls", min_calls.into(), most)?;
        failure_rate.check("trip.failure_rate")?;
        let Some(SlowCalls { slow_ms, slow_rate }) = slow else { return Ok(()) };
        check::duration("trip.slow_ms", slow_ms)?;
        slow_rate.check("trip.slow_rate")
    }
}
