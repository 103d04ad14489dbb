//! Moving dates.

use alloc::string::String;

use time::{Date, Duration, Month};

use crate::digits;

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

/// How a numeric date is put together.
#[derive(Clone, Copy)]
enum Order {
    YearMonthDay,
    MonthDayYear,
    DayMonthYear,
}

/// Moves a full date by days and writes it as it was written; `None` for what is not a full date.
pub(super) fn shift(value: &str, days: i64) -> Option<String> {
    numeric(value, days).or_else(|| named(value, days))
}

/// `2023-10-24`, `10/24/2023`, `24.10.23`: three numbers with one separator.
fn numeric(value: &str, days: i64) -> Option<String> {
    let separator = value.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let mut parts = value.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || [a, b, c].iter().any(|part| part.is_empty() || part.len() > 4) {
        return None;
    }
    let number = |part: &str| part.parse::<u16>().ok();
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    let order = match (a.len(), first) {
        (4, _) => Order::YearMonthDay,
        (_, 13..) => Order::DayMonthYear,
        _ => Order::MonthDayYear,
    };
    let (year, month, day, year_len) = match order {
        Order::YearMonthDay => (first, second, third, a.len()),
        Order::MonthDayYear => (third, first, second, c.len()),
        Order::DayMonthYear => (third, second, first, c.len()),
    };
    let moved =
        moved(full_year(year, year_len)?, Month::try_from(u8::try_from(month).ok()?).ok()?, day, days)?;
    let padded = [a, b].iter().any(|part| part.len() == 2 && part.starts_with('0'));
    let least = if padded || matches!(order, Order::YearMonthDay) { 2 } else { 1 };
    let year = if year_len == 2 { moved.year().rem_euclid(100) } else { moved.year() };
    let year = (year, year_len);
    let (month, day) = ((u8::from(moved.month()).into(), least), (moved.day().into(), least));
    let parts = match order {
        Order::YearMonthDay => [year, month, day],
        Order::MonthDayYear => [month, day, year],
        Order::DayMonthYear => [day, month, year],
    };
    let mut out = String::new();
    for (number, least) in parts {
        if !out.is_empty() {
            out.push(separator);
        }
        push(number, least, &mut out);
    }
    Some(out)
}

/// Dates with the month's name, written back as `24 October 2023`.
fn named(value: &str, days: i64) -> Option<String> {
    let (mut month, mut day, mut year) = (None, None, None);
    for run in value.split(|c: char| !c.is_alphanumeric()).flat_map(split_run) {
        if let Some(named) = month_of(run) {
            month.replace(named).map_or(Some(()), |_| None)?;
        } else if let Ok(number) = run.parse::<u16>() {
            match (run.len(), day) {
                (4, _) => year = full_year(number, 4),
                (1 | 2, None) => day = Some(number),
                (2, Some(_)) => year = full_year(number, 2),
                _ => return None,
            }
        }
    }
    let moved = moved(year?, month?, day?, days)?;
    let mut out = String::new();
    digits::push(moved.day().into(), 1, &mut out);
    out.push(' ');
    out.push_str(MONTHS.get(usize::from(u8::from(moved.month())).checked_sub(1)?)?);
    out.push(' ');
    push(moved.year(), 1, &mut out);
    Some(out)
}

/// Cuts `14JUN2021` and `23rd` where digits and letters meet.
fn split_run(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    core::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let len = rest.find(|c: char| c.is_ascii_digit() != first.is_ascii_digit()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at_checked(len)?;
        rest = tail;
        Some(head)
    })
}

fn month_of(word: &str) -> Option<Month> {
    // `Sept` begins its month like any other.
    if word.len() < 3 {
        return None;
    }
    let at = MONTHS
        .iter()
        .position(|name| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
    Month::try_from(u8::try_from(at + 1).ok()?).ok()
}

/// The year that two or four digits mean; two digits from 30 on are of the last century.
fn full_year(year: u16, digits: usize) -> Option<i32> {
    match digits {
        4 => Some(i32::from(year)),
        2 => Some(i32::from(year) + if year >= 30 { 1900 } else { 2000 }),
        _ => None,
    }
}

/// Appends a number; a year before the first one has its sign among the digits.
fn push(number: i32, least: usize, out: &mut String) {
    if number < 0 {
        out.push('-');
    }
    digits::push(number.unsigned_abs(), least.saturating_sub(usize::from(number < 0)), out);
}

fn moved(year: i32, month: Month, day: u16, days: i64) -> Option<Date> {
    let date = Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
    date.checked_add(Duration::days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_in_their_own_form() {
        for (from, days, to) in [
            ("2023-10-24", 10, "2023-11-03"),
            ("10/24/2023", 10, "11/3/2023"),
            ("01/05/2023", -10, "12/26/2022"),
            ("24.10.2023", 10, "3.11.2023"),
            ("2/28/24", 1, "2/29/24"),
            ("October 24, 2023", 8, "1 November 2023"),
            ("14JUN2021", 1, "15 June 2021"),
            ("the 23rd of October, 1972", 1, "24 October 1972"),
            ("21 JUN 21", 10, "1 July 2021"),
        ] {
            assert_eq!(shift(from, days).as_deref(), Some(to), "{from}");
        }
    }

    #[test]
    fn what_is_no_full_date_does_not_move() {
        for value in
            ["10/24", "October 2023", "2023", "13/13/2023", "2023-02-30", "1/2/3/4", "", "May", "5/2023"]
        {
            assert_eq!(shift(value, 1), None, "{value}");
        }
    }
}
