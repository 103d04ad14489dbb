//! Days and months, for plans that count by them.

use time::{Duration, OffsetDateTime};

const DAY_MS: u64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// A period of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CalendarPeriod {
    /// From midnight to midnight.
    Day,
    /// From the first of a month to the first of the next.
    Month,
}

/// A period of the calendar of a fixed distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Calendar {
    pub(super) period: CalendarPeriod,
    pub(super) utc_offset_min: i16,
}

impl Calendar {
    /// The end of the period that `now_ms` is in, in Unix milliseconds. It names the period.
    pub(super) fn end_ms(&self, now_ms: u64) -> u64 {
        // The offset is at most 14 hours; before 1970 there is no time.
        let offset_ms = i64::from(self.utc_offset_min) * MINUTE_MS;
        let local_ms = now_ms.saturating_add_signed(offset_ms);
        let local_end_ms = match self.period {
            CalendarPeriod::Day => (local_ms / DAY_MS + 1).saturating_mul(DAY_MS),
            CalendarPeriod::Month => month_end_ms(local_ms),
        };
        local_end_ms.saturating_add_signed(-offset_ms)
    }
}

/// Milliseconds since 1970 of the first of the next month. After the year 9999, when there is no calendar, never.
fn month_end_ms(local_ms: u64) -> u64 {
    let seconds = i64::try_from(local_ms / 1000).unwrap_or(i64::MAX);
    let next = OffsetDateTime::from_unix_timestamp(seconds).ok().and_then(|now| {
        let date = now.date();
        let rest_of_month = i64::from(date.month().length(date.year()) - date.day()) + 1;
        date.checked_add(Duration::days(rest_of_month))
    });
    let seconds = next.map(|date| date.midnight().assume_utc().unix_timestamp());
    seconds
        .and_then(|seconds| u64::try_from(seconds).ok())
        .map_or(u64::MAX, |seconds| seconds.saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(period: CalendarPeriod, utc_offset_min: i16, now_ms: u64) -> u64 {
        Calendar { period, utc_offset_min }.end_ms(now_ms)
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        // From `date -u +%s`.
        for (now, next) in [
            (1_706_745_599, 1_706_745_600), // 2024-01-31T23:59:59 -> 2024-02-01
            (1_706_745_600, 1_709_251_200), // 2024-02-01 -> 2024-03-01, over the 29th
            (1_733_011_200, 1_735_689_600), // 2024-12-01 -> 2025-01-01
        ] {
            assert_eq!(end(CalendarPeriod::Month, 0, now * 1000), next * 1000);
        }
    }

    #[test]
    fn a_day_ends_at_the_midnight_of_its_zone() {
        assert_eq!(end(CalendarPeriod::Day, 0, DAY_MS - 1), DAY_MS);
        assert_eq!(end(CalendarPeriod::Day, 0, DAY_MS), 2 * DAY_MS);
        // In New York the day ends five hours later.
        assert_eq!(end(CalendarPeriod::Day, -300, DAY_MS), DAY_MS + 5 * 3_600_000);
    }

    #[test]
    fn there_is_no_month_after_the_calendar() {
        assert_eq!(end(CalendarPeriod::Month, 0, u64::MAX), u64::MAX);
    }
}
