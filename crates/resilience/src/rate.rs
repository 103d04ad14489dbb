//! Shares and factors as integers, so that every target decides alike.

use crate::error::{ConfigError, check};

/// Parts of a [`Rate`] in a whole.
const WHOLE: u64 = 1_000_000;

/// A share between nothing and everything, in parts per million.
///
/// ```
/// # use phiward_resilience::Rate;
/// assert_eq!(Rate::percent(50), Rate::from_ppm(500_000));
/// assert_eq!(Rate::from_f64(0.3), Rate::percent(30));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u32);

impl Rate {
    /// So many parts per million. More than a million is refused where the rate is used.
    #[must_use]
    pub const fn from_ppm(ppm: u32) -> Self {
        Self(ppm)
    }

    /// So many of a hundred.
    #[must_use]
    pub const fn percent(percent: u32) -> Self {
        Self(percent.saturating_mul(10_000))
    }

    /// A share between 0.0 and 1.0, rounded to the nearest part per million.
    ///
    /// What is no number, or outside, becomes a rate that is refused where it is used.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked")]
    pub fn from_f64(share: f64) -> Self {
        if (0.0..=1.0).contains(&share) { Self((share * 1e6 + 0.5) as u32) } else { Self(u32::MAX) }
    }

    /// The parts per million.
    #[must_use]
    pub const fn ppm(self) -> u32 {
        self.0
    }

    pub(crate) fn check(self, field: &'static str) -> Result<(), ConfigError> {
        check::at_most(field, u64::from(self.0), WHOLE)
    }

    /// Whether `part` of `whole` is at least this share. Nothing at all never is.
    pub(crate) fn is_reached(self, part: u64, whole: u64) -> bool {
        part > 0 && u128::from(part) * u128::from(WHOLE) >= u128::from(self.0) * u128::from(whole)
    }
}

/// What a delay is multiplied by each time, in thousandths: at least one.
///
/// ```
/// # use phiward_resilience::Factor;
/// assert_eq!(Factor::times(2), Factor::from_milli(2000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(u32);

impl Factor {
    /// So many times. More than a thousand is refused where the factor is used.
    #[must_use]
    pub const fn times(times: u32) -> Self {
        Self(times.saturating_mul(1000))
    }

    /// So many thousandths: 1500 is one and a half.
    #[must_use]
    pub const fn from_milli(milli: u32) -> Self {
        Self(milli)
    }

    /// Between 1.0 and 1000.0, rounded to a thousandth; what is outside is refused where it is used.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked")]
    pub fn from_f64(factor: f64) -> Self {
        if (0.0..=1000.0).contains(&factor) { Self((factor * 1e3 + 0.5) as u32) } else { Self(u32::MAX) }
    }

    /// The thousandths.
    #[must_use]
    pub const fn milli(self) -> u32 {
        self.0
    }

    /// The factor as a whole number, if it is one.
    #[inline]
    pub(crate) const fn whole(self) -> Option<u32> {
        if self.0.is_multiple_of(1000) { Some(self.0 / 1000) } else { None }
    }

    pub(crate) fn check(self, field: &'static str) -> Result<(), ConfigError> {
        check::at_most(field, u64::from(self.0), 1_000_000)?;
        if self.0 < 1000 { check::at_most(field, 1, 0) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn a_share_that_is_exactly_met_is_reached() {
        // 7 of 100 is not 0.07 * 100 in binary fractions.
        assert!(Rate::from_f64(0.07).is_reached(7, 100));
        assert!(!Rate::from_f64(0.07).is_reached(6, 100));
        assert!(!Rate::percent(0).is_reached(0, 10));
        assert!(Rate::percent(0).is_reached(1, 10));
        assert!(Rate::percent(100).is_reached(u64::MAX, u64::MAX));
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for share in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(Rate::from_f64(share).check("rate").is_err());
        }
        assert!(Rate::from_f64(1.0).check("rate").is_ok());
    }
}
