//! Delays that grow.

use crate::error::{ConfigError, ConfigFault, check};
use crate::rate::Factor;

/// A delay that is multiplied each time: `min(max_ms, initial_ms * factor^(n - 1))`.
///
/// ```
/// use phiward_resilience::{Exponential, Factor};
/// let backoff = Exponential { initial_ms: 1000, factor: Factor::times(2), max_ms: Some(60_000) };
/// assert_eq!([1, 2, 3, 7, u32::MAX].map(|n| backoff.delay_ms(n)), [1000, 2000, 4000, 60_000, 60_000]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exponential {
    /// The first delay, in milliseconds.
    pub initial_ms: u64,
    /// What each delay is multiplied by to give the next.
    pub factor: Factor,
    /// The longest delay, in milliseconds; none means that it grows without end.
    pub max_ms: Option<u64>,
}

impl Exponential {
    /// The delay of the `n`th time, counted from one.
    #[must_use]
    pub const fn delay_ms(&self, n: u32) -> u64 {
        let exponent = n.saturating_sub(1);
        let delay = match self.factor.whole() {
            Some(factor) => whole_power(self.initial_ms, factor, exponent),
            None => self.fractional_power(exponent),
        };
        let most = self.most_ms();
        if delay < most { delay } else { most }
    }

    /// The longest delay that there can be.
    #[inline]
    pub(crate) const fn most_ms(&self) -> u64 {
        match self.max_ms {
            Some(max) => max,
            None => u64::MAX,
        }
    }

    /// Multiplies with 32 binary places. It ends when the delay has reached its most, which takes 30,000 steps
    /// for the smallest factor.
    #[expect(clippy::cast_possible_truncation, reason = "what is longer was replaced before")]
    const fn fractional_power(&self, exponent: u32) -> u64 {
        let most = (self.most_ms() as u128) << 32;
        let mut scaled = (self.initial_ms as u128) << 32;
        let mut step = 0;
        while step < exponent && scaled < most {
            scaled = match scaled.checked_mul(self.factor.milli() as u128) {
                Some(product) => product / 1000,
                None => most,
            };
            step += 1;
        }
        let delay = scaled >> 32;
        if delay > u64::MAX as u128 { u64::MAX } else { delay as u64 }
    }

    /// `fields` names the initial delay, the factor and the most.
    pub(crate) fn check(&self, fields: [&'static str; 3]) -> Result<(), ConfigError> {
        let [initial, factor, max] = fields;
        check::duration(initial, self.initial_ms)?;
        self.factor.check(factor)?;
        match self.max_ms {
            Some(max_ms) if max_ms < self.initial_ms => Err(ConfigError::new(max, ConfigFault::OutOfRange)),
            Some(max_ms) => check::duration(max, max_ms),
            None => Ok(()),
        }
    }
}

const fn whole_power(initial: u64, factor: u32, exponent: u32) -> u64 {
    match (factor as u64).checked_pow(exponent) {
        Some(power) => initial.saturating_mul(power),
        None => u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_kept() {
        let backoff = Exponential { initial_ms: 1000, factor: Factor::from_milli(1500), max_ms: None };
        assert_eq!([1, 2, 3, 4, 5].map(|n| backoff.delay_ms(n)), [1000, 1500, 2250, 3375, 5062]);
        assert_eq!(backoff.delay_ms(u32::MAX), u64::MAX);
    }

    #[test]
    fn a_factor_of_one_repeats_the_delay() {
        let backoff = Exponential { initial_ms: 70, factor: Factor::times(1), max_ms: None };
        assert_eq!(backoff.delay_ms(u32::MAX), 70);
    }
}
