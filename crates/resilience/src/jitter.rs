//! Randomness in delays, so that clients do not come back together.

/// How a delay `d` is spread. The random number is an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Jitter {
    /// The delay as it is.
    None,
    /// Between nothing and the delay.
    #[default]
    Full,
    /// Between half of the delay and all of it.
    Equal,
    /// Between the first delay and three times the previous one, whatever the factor is.
    Decorrelated,
}

/// A number between `low` and `high`, both included, spread evenly by 64 random bits.
#[inline]
pub(crate) const fn between(low: u64, high: u64, random: u64) -> u64 {
    // The longest of all delays is cut by one, which no clock will ever show.
    let width = high.saturating_sub(low).saturating_add(1);
    // The high half of the product is below the width, so the sum is at most `high`.
    low.wrapping_add(((width as u128 * random as u128) >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn both_ends_are_reached_and_never_passed() {
        for (low, high) in [(0, 0), (0, 1), (500, 1000), (1, u64::MAX), (u64::MAX, u64::MAX)] {
            assert_eq!(between(low, high, 0), low);
            assert_eq!(between(low, high, u64::MAX), high);
        }
        assert_eq!(between(0, 1000, u64::MAX / 2), 500);
    }
}
