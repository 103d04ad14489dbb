//! Dates of three numbers, and months with a year.

use super::{Finding, STRONG, date};
use crate::{
    find::{
        validate::{is_day, is_year},
        words::{WordSet, digits, has_digit, is_joined_left, is_joined_right, is_measured, value, words},
    },
    scan::Scan,
    token::Gap,
};

/// Words that make three numbers a version or a section.
static SECTIONS: WordSet = words!(DateSections);

/// The one character between two numbers of a date; slashes may have blanks around them.
fn joint(scan: &Scan<'_>, index: usize) -> Option<Gap> {
    let gap = scan.gap(index);
    let single = [Gap::SLASH, Gap::HYPHEN, Gap::DOT].into_iter().find(|kind| gap.is(*kind));
    single.or_else(|| (gap.0 == Gap::SLASH.0 | Gap::SPACE.0).then_some(Gap::SLASH))
}

/// The third number of a date; of `07T14:30` it is the part before the time.
fn third(scan: &Scan<'_>, index: usize) -> Option<(u32, usize, Option<usize>)> {
    let token = scan.token(index)?;
    if token.shape.is_number() {
        return Some((value(scan, index)?, digits(scan, index), None));
    }
    let text = token.text(scan.text);
    let (number, rest) = text.split_at_checked(2)?;
    if !rest.starts_with(['T', 't']) || !rest.get(1..)?.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, 2, Some(token.start as usize + 2)))
}

/// `03 01 1946` behind a word that announces a date: three numbers apart by blanks.
pub(super) fn spaced(scan: &Scan<'_>, index: usize) -> Finding {
    let apart = scan.gap(index + 1).is(Gap::SPACE) && scan.gap(index + 2).is(Gap::SPACE);
    if !apart || digits(scan, index + 2) != 4 || !STRONG.precedes(scan, index, 2) {
        return None;
    }
    let (first, second, year) = (value(scan, index)?, value(scan, index + 1)?, value(scan, index + 2)?);
    let fits = is_year(year) && (is_day(first, second) || is_day(second, first));
    if fits { date(scan, index, index + 3, 84, "date.numeric") } else { None }
}

/// `10/25/1952`, `2021-06-14`, `10.25.52`, `26-06-2024`.
pub(super) fn triple(scan: &Scan<'_>, index: usize) -> Finding {
    let kind = joint(scan, index + 1)?;
    if joint(scan, index + 2) != Some(kind) {
        return None;
    }
    let (first, second) = (value(scan, index)?, value(scan, index + 1)?);
    let (last, length, cut) = third(scan, index + 2)?;
    let end = index + 3;
    // Part of something longer: an address, a section, an object identifier.
    let hyphenated = scan.gap(index).is(Gap::HYPHEN) || scan.gap(end).is(Gap::HYPHEN);
    let part = (is_joined_left(scan, index) || is_joined_right(scan, end)) && cut.is_none();
    let full = digits(scan, index) == 4 || length == 4;
    if part
        && !(full && hyphenated && kind != Gap::DOT)
        && !is_range_of_dates(scan, index, kind)
        && !(full && scan.gap(end).is(Gap::COMMA))
        && !(kind == Gap::SLASH && hyphenated)
    {
        return None;
    }
    let confidence = if digits(scan, index) == 4 {
        if length > 2 {
            return None;
        }
        year_first(first, second, last)?
    } else if digits(scan, index) > 2 || digits(scan, index + 1) > 2 {
        return None;
    } else if length == 4 {
        year_last(first, second, last)?
    } else if length == 2 {
        short(scan, index, kind, [first, second, last])?
    } else {
        return None;
    };
    let (mut span, end) = date(scan, index, end, confidence, "date.numeric")?;
    span.end = cut.unwrap_or(span.end);
    Some((span, end))
}

/// `2020-11-08/2020-11-19`: two dates with the year first and a slash between.
fn is_range_of_dates(scan: &Scan<'_>, index: usize, kind: Gap) -> bool {
    let dated = |start: usize| {
        digits(scan, start) == 4
            && [start + 1, start + 2].iter().all(|at| digits(scan, *at) == 2 && scan.gap(*at).is(kind))
    };
    kind == Gap::HYPHEN
        && dated(index)
        && (scan.gap(index + 3).is(Gap::SLASH) && dated(index + 3)
            || index >= 3 && scan.gap(index).is(Gap::SLASH) && dated(index - 3))
}

fn year_first(year: u32, second: u32, third: u32) -> Option<u8> {
    if !is_year(year) {
        None
    } else if is_day(second, third) {
        Some(93)
    } else {
        is_day(third, second).then_some(82)
    }
}

fn year_last(first: u32, second: u32, year: u32) -> Option<u8> {
    if !is_year(year) {
        None
    } else if is_day(first, second) || is_day(second, first) {
        Some(93)
    } else {
        // The calendar does not have it, but nothing else is written so.
        (matches!(first, 1..=31) && matches!(second, 1..=31)).then_some(80)
    }
}

/// Two digits of a year: the kind of joint tells how likely something else is.
fn short(scan: &Scan<'_>, index: usize, kind: Gap, [first, second, third]: [u32; 3]) -> Option<u8> {
    let end = index + 3;
    let announced = STRONG.precedes(scan, index, 2) || scan.gap(index).has(Gap::COLON);
    if is_measured(scan, end) && !announced || SECTIONS.precedes(scan, index, 1) {
        return None;
    }
    let padded = digits(scan, index) == 2 || digits(scan, index + 1) == 2;
    if !(is_day(first, second) || is_day(second, first)) {
        // `52/10/25`, the year first.
        let backward = first > 31 && is_day(second, third) && (kind == Gap::SLASH || announced);
        return backward.then_some(70);
    }
    let sure = announced || padded;
    match kind {
        Gap::SLASH => Some(88),
        Gap::HYPHEN => sure.then_some(if announced { 85 } else { 74 }),
        _ => sure.then_some(if announced { 84 } else { 70 }),
    }
}

/// `5/2023`, `06-2021`, `2023-05`.
pub(super) fn month_and_year(scan: &Scan<'_>, index: usize) -> Finding {
    let lengths = (digits(scan, index), digits(scan, index + 1));
    if !matches!(lengths, (1 | 2, 4) | (4, 2)) {
        return None;
    }
    let kind = joint(scan, index + 1)?;
    let end = index + 2;
    // `06/2019-08/2020` is a range, `555-12-2020` is not.
    let range = kind == Gap::SLASH && scan.gap(index).is(Gap::HYPHEN);
    if is_joined_left(scan, index) && !range || is_joined_right(scan, end) && !scan.gap(end).is(Gap::HYPHEN) {
        return None;
    }
    let announced = STRONG.precedes(scan, index, 2) || scan.gap(index).has(Gap::COLON);
    let (first, second) = (value(scan, index)?, value(scan, index + 1)?);
    let padded = |at: usize| scan.word(at).starts_with('0') && digits(scan, at) == 2;
    let sure = if lengths.1 == 4 {
        // `1/2000` is a dilution, `3.1950` a value.
        let dilution = second % 100 == 0 && first == 1 && !padded(index);
        let slash = kind == Gap::SLASH && !dilution;
        let hyphen = kind == Gap::HYPHEN && first >= 10;
        is_year(second)
            && matches!(first, 1..=12)
            && (announced || slash || hyphen || padded(index) && !dilution)
    } else {
        // `2010-11` is more often a season of two years.
        is_year(first) && matches!(second, 1..=12) && kind != Gap::DOT && (announced || padded(index + 1))
    };
    if !sure || is_measured(scan, end) || has_digit(scan, end) && scan.gap(end).is(Gap::COLON) {
        return None;
    }
    date(scan, index, end, if announced { 85 } else { 76 }, "date.month_year")
}
