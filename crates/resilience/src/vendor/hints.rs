//! What a service says of its own limit, in `x-ratelimit-*` and `ratelimit-*`.

/// A number from here on is a time since 1970 in seconds, not a wait.
const FIRST_TIMESTAMP: u64 = 1_000_000_000;

/// How much of a service's limit is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RateLimitHints {
    /// How many calls a window allows.
    pub limit: Option<u64>,
    /// How many calls are left in it.
    pub remaining: Option<u64>,
    /// In how many milliseconds it ends.
    pub reset_after_ms: Option<u64>,
}

impl RateLimitHints {
    /// Reads the headers of a response. Names are compared without regard to case; `now_ms` is Unix time.
    ///
    /// Services write the end of a window in three ways: seconds from now, Unix seconds, or a duration such as `6m0s`.
    /// What cannot be read is left out, since it is a hint and not a demand.
    ///
    /// ```
    /// use phiward_resilience::vendor::RateLimitHints;
    /// let headers = [("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "2")];
    /// let hints = RateLimitHints::read(headers, 0);
    /// assert_eq!(hints.wait_ms(), Some(2_000));
    /// ```
    pub fn read<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>, now_ms: u64) -> Self {
        let mut hints = Self::default();
        for (name, value) in headers {
            let Some(what) = strip_prefix(name, "x-ratelimit-").or_else(|| strip_prefix(name, "ratelimit-"))
            else {
                continue;
            };
            let value = value.trim();
            // Services that limit calls and tokens name both: that of calls is taken.
            if is(what, "limit") || is(what, "limit-requests") {
                hints.limit = number(value);
            } else if is(what, "remaining") || is(what, "remaining-requests") {
                hints.remaining = number(value);
            } else if is(what, "reset") || is(what, "reset-requests") {
                hints.reset_after_ms = reset_after_ms(value, now_ms);
            }
        }
        hints
    }

    /// How long to wait before the next call, when none is left and the end of the window is known.
    #[must_use]
    pub fn wait_ms(&self) -> Option<u64> {
        self.reset_after_ms.filter(|_| self.remaining == Some(0))
    }
}

fn is(name: &str, expected: &str) -> bool {
    name.eq_ignore_ascii_case(expected)
}

fn strip_prefix<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = name.split_at_checked(prefix.len())?;
    is(head, prefix).then_some(rest)
}

fn number(value: &str) -> Option<u64> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| value.parse().ok()).flatten()
}

fn reset_after_ms(value: &str, now_ms: u64) -> Option<u64> {
    match number(value) {
        Some(seconds) if seconds >= FIRST_TIMESTAMP => {
            Some(seconds.checked_mul(1000)?.saturating_sub(now_ms))
        }
        Some(seconds) => seconds.checked_mul(1000),
        None => duration_ms(value),
    }
}

/// A duration such as `6m0s`, `1.5s` or `20ms`.
fn duration_ms(value: &str) -> Option<u64> {
    let mut rest = value;
    let mut total_ms = 0_u64;
    while !rest.is_empty() {
        let digits =
            rest.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|len| (1..=12).contains(len))?;
        let (amount, after) = rest.split_at_checked(digits)?;
        let unit = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(unit)?;
        let unit_ms = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        total_ms = total_ms.checked_add(thousandths(amount)?.checked_mul(unit_ms)?.div_ceil(1000))?;
        rest = after;
    }
    (!value.is_empty()).then_some(total_ms)
}

/// A decimal number in thousandths; further places are dropped.
fn thousandths(amount: &str) -> Option<u64> {
    let (whole, places) = amount.split_once('.').unwrap_or((amount, "0"));
    let places: alloc::string::String = places.chars().chain("000".chars()).take(3).collect();
    number(whole)?.checked_mul(1000)?.checked_add(number(&places)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_window_in_every_form() {
        for (value, expected) in [
            ("2", Some(2_000)),
            ("1700000010", Some(10_000)),
            ("1600000000", Some(0)),
            ("6m0s", Some(360_000)),
            ("20ms", Some(20)),
            ("1.5s", Some(1_500)),
            ("1d2h", Some(93_600_000)),
            ("", None),
            ("s", None),
            ("1", Some(1_000)),
            ("1x", None),
            ("-1", None),
            ("1..5s", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(reset_after_ms(value, 1_700_000_000_000), expected, "{value}");
        }
    }
}
