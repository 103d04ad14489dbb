//! The limits of the source documents, by name.

use super::{CalendarPeriod, LimitRule, RateLimiter};
use crate::error::ConfigError;

const QUARTER_MS: u64 = 15 * 60 * 1000;
const MINUTE_MS: u64 = 60 * 1000;

/// A named set of rules.
///
/// ```
/// use phiward_resilience::{LimitDecision, Tier};
/// let mut limiter = Tier::ANONYMOUS.limiter()?;
/// assert_eq!(limiter.check(5, 0), LimitDecision::Allow { remaining: 0 });
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tier {
    name: &'static str,
    rules: &'static [LimitRule],
}

impl Tier {
    /// Whoever has not said who it is: 5 in 15 minutes.
    pub const ANONYMOUS: Self = Self { name: "anonymous", rules: &[rolling(5, QUARTER_MS)] };
    /// An agency: 100 in 15 minutes.
    pub const AGENCY: Self = Self { name: "agency", rules: &[rolling(100, QUARTER_MS)] };
    /// A partner: 1000 in 15 minutes.
    pub const PARTNER: Self = Self { name: "partner", rules: &[rolling(1000, QUARTER_MS)] };
    /// The free plan: 100 a day.
    pub const FREE: Self = Self { name: "free", rules: &[calendar(100, CalendarPeriod::Day)] };
    /// The starter plan: 10,000 a month.
    pub const STARTER: Self = Self { name: "starter", rules: &[calendar(10_000, CalendarPeriod::Month)] };
    /// The professional plan: 100,000 a month.
    pub const PRO: Self = Self { name: "pro", rules: &[calendar(100_000, CalendarPeriod::Month)] };
    /// The enterprise plan: no limit.
    pub const ENTERPRISE: Self = Self { name: "enterprise", rules: &[] };
    /// One address: 100 a minute.
    pub const PER_IP: Self = Self { name: "per_ip", rules: &[rolling(100, MINUTE_MS)] };

    /// Every tier.
    pub const ALL: [Self; 8] = [
        Self::ANONYMOUS,
        Self::AGENCY,
        Self::PARTNER,
        Self::FREE,
        Self::STARTER,
        Self::PRO,
        Self::ENTERPRISE,
        Self::PER_IP,
    ];

    /// The stable, language-neutral name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its rules. None means that there is no limit.
    #[must_use]
    pub const fn rules(&self) -> &'static [LimitRule] {
        self.rules
    }

    /// A limiter of this tier.
    ///
    /// # Errors
    /// None for the tiers of this crate.
    pub fn limiter(&self) -> Result<RateLimiter, ConfigError> {
        if self.rules.is_empty() { Ok(RateLimiter::unlimited()) } else { RateLimiter::new(self.rules) }
    }
}

const fn rolling(limit: u32, window_ms: u64) -> LimitRule {
    LimitRule::Gcra { limit, window_ms, burst: limit }
}

const fn calendar(limit: u32, period: CalendarPeriod) -> LimitRule {
    LimitRule::Calendar { limit, period, utc_offset_min: 0 }
}
