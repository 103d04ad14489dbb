//! How long segments are kept.

use time::{Date, Month, OffsetDateTime};

use crate::error::LogError;

/// How long segments are kept: seven years by default, never less than six.
///
/// Six years is what 45 CFR 164.316(b)(2)(i) asks of documentation. Whether every line of a log is documentation in
/// that sense is not settled, so six is a floor to work with; seven is a choice of policy.
/// Laws of a state, and contracts, can ask for more, above all for records of children.
///
/// ```
/// use phiward_audit::RetentionPolicy;
///
/// assert!(RetentionPolicy::years(5).is_err());
/// let closed_ms = 1_767_225_600_000; // 2026-01-01
/// assert_eq!(RetentionPolicy::DEFAULT.until(closed_ms), 1_988_150_400_000); // 2033-01-01
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionPolicy {
    years: u16,
}

impl RetentionPolicy {
    /// Seven years.
    pub const DEFAULT: Self = Self { years: 7 };
    /// The fewest years.
    pub const FLOOR_YEARS: u16 = 6;
    /// The most years, so that a slip of a finger locks no object for ever.
    pub const CEILING_YEARS: u16 = 100;

    /// Keeps for so many years.
    ///
    /// # Errors
    /// [`LogError::Policy`] outside 6 to 100.
    pub const fn years(years: u16) -> Result<Self, LogError> {
        if years < Self::FLOOR_YEARS || years > Self::CEILING_YEARS {
            return Err(LogError::Policy);
        }
        Ok(Self { years })
    }

    /// Until when a segment is kept that was closed at a time; both in milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// The same day of the calendar; 29 February becomes 1 March.
    #[must_use]
    pub fn until(&self, closed_ms: u64) -> u64 {
        // A time that has no calendar is kept for ever.
        self.calendar(closed_ms).unwrap_or(u64::MAX)
    }

    /// Whether a segment may be deleted; what is under a legal hold may not.
    #[must_use]
    pub fn may_delete(&self, closed_ms: u64, now_ms: u64, hold: LegalHold) -> bool {
        hold == LegalHold::None && now_ms >= self.until(closed_ms)
    }

    fn calendar(&self, closed_ms: u64) -> Option<u64> {
        let closed = OffsetDateTime::from_unix_timestamp_nanos(i128::from(closed_ms) * 1_000_000).ok()?;
        let (year, month, day) = closed.to_calendar_date();
        let year = year.checked_add(i32::from(self.years))?;
        let date = Date::from_calendar_date(year, month, day)
            .or_else(|_| Date::from_calendar_date(year, Month::March, 1))
            .ok()?;
        let until = closed.replace_date(date).unix_timestamp_nanos() / 1_000_000;
        u64::try_from(until).ok()
    }
}

impl Default for RetentionPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Whether a court or an investigation keeps a segment longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LegalHold {
    /// Nobody holds it.
    None,
    /// It stays.
    Held,
}
