//! Days and how their parts are written.

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) i64);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// A part of a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatePart {
    Day,
    Day2,
    Month,
    Month2,
    Year2,
    Year4,
    MonthShort,
    MonthShortUpper,
    MonthLong,
    Ordinal,
    Weekday,
    WeekdayShort,
    Time,
    TimeIso,
    TimeSeconds,
}

impl DatePart {
    /// The part of a slot name such as `mm`.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "d" => Self::Day,
            "dd" => Self::Day2,
            "m" => Self::Month,
            "mm" => Self::Month2,
            "yy" => Self::Year2,
            "yyyy" => Self::Year4,
            "Mon" => Self::MonthShort,
            "MON" => Self::MonthShortUpper,
            "Month" => Self::MonthLong,
            "ord" => Self::Ordinal,
            "wd" => Self::Weekday,
            "wday" => Self::WeekdayShort,
            "t" => Self::Time,
            "iso" => Self::TimeIso,
            "sec" => Self::TimeSeconds,
            _ => return None,
        })
    }

    /// Whether the part stands beside a date instead of in it.
    pub(super) fn is_beside(self) -> bool {
        matches!(self, Self::Weekday | Self::WeekdayShort) || self.clock().is_some()
    }

    /// The section that writes a time of day, which is not a property of a day.
    pub(super) fn clock(self) -> Option<&'static str> {
        match self {
            Self::Time => Some("time.clock"),
            Self::TimeIso => Some("time.iso"),
            Self::TimeSeconds => Some("time.seconds"),
            _ => None,
        }
    }
}

impl Day {
    /// The day of a year, a month from 1 and a day from 1 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    pub(super) fn from_civil(year: i64, month: i64, day: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * shifted + 2) / 5 + day - 1;
        Self(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
    }

    /// Year, month and day.
    pub(super) fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_index + 2) / 5 + 1;
        let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// A part of the day; a time of day comes out empty.
    pub(super) fn part(self, part: DatePart) -> String {
        let (year, month, day) = self.civil();
        let name =
            usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default();
        // "Sept" is the one name that is cut after four letters.
        let short: String = name.chars().take(if month == 9 && day % 4 == 0 { 4 } else { 3 }).collect();
        let weekday =
            usize::try_from(self.0.rem_euclid(7)).ok().and_then(|index| WEEKDAYS.get(index)).copied();
        match part {
            DatePart::Day => day.to_string(),
            DatePart::Day2 => format!("{day:02}"),
            DatePart::Month => month.to_string(),
            DatePart::Month2 => format!("{month:02}"),
            DatePart::Year2 => format!("{:02}", year.rem_euclid(100)),
            DatePart::Year4 => year.to_string(),
            DatePart::MonthShort => short,
            DatePart::MonthShortUpper => name.chars().take(3).collect::<String>().to_uppercase(),
            DatePart::MonthLong => name.to_owned(),
            DatePart::Ordinal => ordinal(day),
            DatePart::Weekday => weekday.unwrap_or_default().to_owned(),
            DatePart::WeekdayShort => weekday.unwrap_or_default().chars().take(3).collect(),
            DatePart::Time | DatePart::TimeIso | DatePart::TimeSeconds => String::new(),
        }
    }
}

fn ordinal(day: i64) -> String {
    let ending = match (day % 10, day % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_civil_dates_agree() {
        assert_eq!(Day::from_civil(1970, 1, 1), Day(0));
        assert_eq!(Day::from_civil(2024, 2, 29).part(DatePart::Weekday), "Thursday");
        for day in (-30_000..30_000).step_by(17) {
            let (year, month, date) = Day(day).civil();
            assert_eq!(Day::from_civil(year, month, date), Day(day));
        }
    }

    #[test]
    fn ordinals_follow_english() {
        let written: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30, 31].map(ordinal).into();
        assert_eq!(written.join(" "), "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 30th 31st");
    }
}
