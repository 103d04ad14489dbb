//! The dates of HTTP (RFC 9110, section 5.6.7).

use time::{Date, Month, Time};

const MONTHS: [(&str, Month); 12] = [
    ("Jan", Month::January),
    ("Feb", Month::February),
    ("Mar", Month::March),
    ("Apr", Month::April),
    ("May", Month::May),
    ("Jun", Month::June),
    ("Jul", Month::July),
    ("Aug", Month::August),
    ("Sep", Month::September),
    ("Oct", Month::October),
    ("Nov", Month::November),
    ("Dec", Month::December),
];

/// Milliseconds since 1970 of a date in one of the three forms that a recipient must read. None before 1970.
pub(super) fn parse(text: &str, now_ms: u64) -> Option<u64> {
    let mut parts = [""; 6];
    let mut count = 0;
    for part in text.split([' ', '-', ',']).filter(|part| !part.is_empty()) {
        *parts.get_mut(count)? = part;
        count += 1;
    }
    let (day, month, year, clock) = match (count, parts) {
        // Sun, 06 Nov 1994 08:49:37 GMT and Sunday, 06-Nov-94 08:49:37 GMT
        (6, [_, day, month, year, clock, "GMT"]) => (day, month, year, clock),
        // Sun Nov  6 08:49:37 1994
        (5, [_, month, day, clock, year, _]) => (day, month, year, clock),
        _ => return None,
    };
    let (_, month) = MONTHS.iter().find(|(name, _)| *name == month)?;
    let date = Date::from_calendar_date(full_year(year, now_ms)?, *month, number(day, 2)?).ok()?;
    let mut clock = clock.split(':').map(|digits| number(digits, 2));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // A leap second is the one before it.
    let time = Time::from_hms(hour, minute, second.min(59))
        .ok()
        .filter(|_| second <= 60 && clock.next().is_none())?;
    let seconds = u64::try_from(date.with_time(time).assume_utc().unix_timestamp()).ok()?;
    seconds.checked_mul(1000)
}

/// A year of two digits is not more than 50 years ahead.
fn full_year(digits: &str, now_ms: u64) -> Option<i32> {
    if digits.len() != 2 {
        return number(digits, 4).filter(|_| digits.len() == 4);
    }
    let this_year =
        time::OffsetDateTime::from_unix_timestamp(i64::try_from(now_ms / 1000).ok()?).ok()?.year();
    let year = this_year - this_year % 100 + number::<i32>(digits, 2)?;
    Some(if year > this_year + 50 { year - 100 } else { year })
}

fn number<T: core::str::FromStr>(digits: &str, most: usize) -> Option<T> {
    let is_number =
        !digits.is_empty() && digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// The example of RFC 9110: 784111777 s.
    const EXAMPLE_MS: u64 = 784_111_777_000;

    #[test]
    fn the_three_forms_of_one_date() {
        for text in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(parse(text, EXAMPLE_MS), Some(EXAMPLE_MS), "{text}");
        }
    }

    #[test]
    fn a_year_of_two_digits_is_near() {
        let parsed = parse("Sunday, 06-Nov-94 08:49:37 GMT", 1_800_000_000_000);
        assert_eq!(parsed, Some(EXAMPLE_MS));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 6 Nov 94 08:49:61 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "a b c d e f g",
            "Sun, +6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(parse(text, EXAMPLE_MS), None, "{text}");
        }
    }
}
