//! What clients do when a call fails.

use phiward_resilience::{
    Breaker, BreakerConfig, BudgetConfig, ConfigError, Exponential, Factor, Jitter, OpenPeriod, Rate,
    RetryBudget, RetryConfig, RetryPolicy,
};

/// A way to deal with failures. All of them make three attempts with full jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Strategy {
    /// Nothing else.
    NaiveRetry,
    /// A retry budget of 20 % with a reserve of 10 retries a second for each client, as servers have it.
    BudgetWithReserve,
    /// A retry budget of 10 % without a reserve.
    Budget,
    /// A breaker that stays open for 60 s.
    Breaker,
    /// A retry budget of 10 %, and a breaker whose open period grows from 5 s.
    BudgetAndBreaker,
}

impl Strategy {
    /// All of them, from the worst to the best.
    pub const ALL: [Self; 5] =
        [Self::NaiveRetry, Self::BudgetWithReserve, Self::Budget, Self::Breaker, Self::BudgetAndBreaker];

    /// What a plot calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NaiveRetry => "retry with jitter",
            Self::BudgetWithReserve => "budget 20 % + 10/s reserve",
            Self::Budget => "budget 10 %, no reserve",
            Self::Breaker => "breaker, 60 s open",
            Self::BudgetAndBreaker => "budget 10 % + breaker from 5 s",
        }
    }

    pub(crate) fn policy() -> Result<RetryPolicy, ConfigError> {
        let backoff = Exponential { initial_ms: 100, factor: Factor::times(2), max_ms: Some(1000) };
        RetryPolicy::new(RetryConfig { max_attempts: 3, backoff, jitter: Jitter::Full, idempotent: true })
    }

    pub(crate) fn budget(self) -> Result<Option<RetryBudget>, ConfigError> {
        let (percent, min_per_s_milli) = match self {
            Self::NaiveRetry | Self::Breaker => return Ok(None),
            Self::BudgetWithReserve => (20, 10_000),
            Self::Budget | Self::BudgetAndBreaker => (10, 0),
        };
        let ratio = Rate::percent(percent);
        RetryBudget::new(BudgetConfig::Ratio { ratio, min_per_s_milli, ttl_ms: 10_000 }).map(Some)
    }

    pub(crate) fn breaker(self) -> Result<Option<Breaker>, ConfigError> {
        let open = match self {
            Self::NaiveRetry | Self::BudgetWithReserve | Self::Budget => return Ok(None),
            Self::Breaker => OpenPeriod::Fixed { open_ms: 60_000 },
            Self::BudgetAndBreaker => {
                let (initial_ms, max_ms) = (5_000, Some(60_000));
                OpenPeriod::Growing(Exponential { initial_ms, factor: Factor::times(2), max_ms })
            }
        };
        Breaker::new(BreakerConfig { open, ..BreakerConfig::default() }).map(Some)
    }
}
