//! Dates with the name of a month.

use super::{Finding, MONTHS, STRONG, VERBS, WEEKDAYS, date, day, is_time, month, year};
use crate::{
    find::{
        validate::is_day,
        words::{AnyOf, WordSet, digits, has_digit, hashed, is_joined_left, is_measured, words},
    },
    scan::{Case, Scan},
    token::{Gap, Shape},
};

/// What a number is followed by when it is an age and the month a name, `April 12 yo`.
static AGES: WordSet = words!(DateAges);

/// What may stand between a day and its month or the last day of a range.
pub(super) static LINKS: WordSet = words!(DateLinks);

/// `May 28, 1972`, `Jan. 5-8`, `Jun '21`, `October 2021`, `March third`, found at the month.
pub(super) fn month_first(scan: &Scan<'_>, index: usize) -> Finding {
    let named = month(scan, index)?;
    if let Some(finding) = months_and_year(scan, index) {
        return Some(finding);
    }
    if let Some(finding) = worded(scan, index) {
        return Some(finding);
    }
    let filler = usize::from(scan.is(index + 1, "the") || scan.is(index + 1, "of"));
    let at = index + 1 + filler;
    let gap = scan.gap(at);
    if gap.any(Gap::LINE.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::AT.0 | Gap::PERCENT.0)
        || gap.has(Gap::COLON) && !gap.has(Gap::DOT)
    {
        return None;
    }
    if year(scan, at).is_some() && !is_measured(scan, at + 1) {
        let confidence = if gap.is(Gap::HYPHEN) || filler == 0 { 88 } else { 85 };
        return date(scan, index, at + 1, confidence, "date.month_year");
    }
    if is_short_year(scan, at) {
        return date(scan, index, at + 1, 85, "date.month_year");
    }
    let (number, ordinal) = day(scan, at)?;
    let joined = gap.is_blank()
        || [Gap::HYPHEN, Gap::DOT, Gap::SLASH].iter().any(|kind| gap.is(*kind))
        || gap.0 == Gap::DOT.0 | Gap::SPACE.0;
    if !joined || !is_day(named, number) || is_no_day(scan, at + 1) {
        return None;
    }
    let days = days_end(scan, at + 1, named, number);
    let end = year_end(scan, days, Some(gap)).unwrap_or(days);
    if is_verb(scan, index) && end == days && !ordinal && !is_announced(scan, index) {
        return None;
    }
    date(scan, index, end, if end > days { 95 } else { 84 }, "date.named")
}

/// `16 OCT 22`, `07-Dec-2020`, `13th of April, 2017`, `5-8 January 2021`, found at the day.
pub(super) fn day_first(scan: &Scan<'_>, index: usize) -> Finding {
    static NEAR: AnyOf = AnyOf::new(&[&LINKS, &MONTHS]);
    if !scan.gap(index + 1).any(Gap::HYPHEN.0) && !NEAR.admits(scan.hash(index + 1)) {
        return None;
    }
    let (first, mut ordinal) = day(scan, index)?;
    if is_joined_left(scan, index) && !scan.gap(index).is(Gap::HYPHEN) {
        return None;
    }
    let mut at = index + 1;
    // A second day, as of a range.
    let second = at + usize::from(scan.is_among(at, hashed!["to" "through" "thru" "and"]));
    if (second > at || scan.gap(at).any(Gap::HYPHEN.0))
        && !scan.gap(at).has(Gap::LINE)
        && let Some((last, also)) = day(scan, second)
        && last > first
    {
        ordinal |= also;
        at = second + 1;
    }
    let filler = if scan.is(at, "day") && scan.is(at + 1, "of") { 2 } else { usize::from(scan.is(at, "of")) };
    let named = at + filler;
    let number = month(scan, named)?;
    let gap = scan.gap(named);
    let joined = gap.is_blank()
        || [Gap::HYPHEN, Gap::DOT, Gap::SLASH].iter().any(|kind| gap.is(*kind))
        || gap.0 == Gap::DOT.0 | Gap::SPACE.0;
    if !joined || !is_day(number, first) {
        return None;
    }
    let end = year_end(scan, named + 1, Some(gap)).unwrap_or(named + 1);
    let dated = end > named + 1;
    // `only 2 may need` and `5 mar` without more are no dates.
    let capitals =
        scan.case == Case::Upper && number > 3 && !scan.is_among(named, hashed!["may" "march" "mar"]);
    let sure = dated || capitals || ordinal || filler > 0 || gap.is(Gap::HYPHEN) || is_announced(scan, index);
    if !sure && (VERBS.has(scan, named) && !has_capital(scan, named) || scan.is(named, "may")) {
        return None;
    }
    date(scan, index, end, if dated { 95 } else { 80 }, "date.named")
}

/// `2021 Jun 14`, `2021-Jun-14`.
pub(super) fn year_first(scan: &Scan<'_>, index: usize) -> Finding {
    year(scan, index)?;
    let named = month(scan, index + 1)?;
    let (number, _) = day(scan, index + 2)?;
    let gap = scan.gap(index + 1);
    let joined = [Gap::HYPHEN, Gap::SLASH, Gap::DOT, Gap::SPACE].iter().any(|kind| gap.is(*kind));
    let same = scan.gap(index + 2).0 == gap.0;
    if !joined || !same || !is_day(named, number) || is_no_day(scan, index + 3) {
        return None;
    }
    date(scan, index, index + 3, 90, "date.named")
}

/// `Oct-Nov 2021`, `March and April 2019`.
fn months_and_year(scan: &Scan<'_>, index: usize) -> Finding {
    let link = usize::from(scan.is_among(index + 1, hashed!["to" "and" "through" "thru" "or"]));
    let second = index + 1 + link;
    month(scan, second)?;
    let gap = scan.gap(second);
    let linked = link == 1 && gap.is_blank() || [Gap::HYPHEN, Gap::SLASH].iter().any(|kind| gap.is(*kind));
    if !linked || scan.gap(index + 1).has(Gap::LINE) {
        return None;
    }
    let at = second + 1 + usize::from(scan.is(second + 1, "of"));
    if scan.gap(at).has(Gap::LINE) || year(scan, at).is_none() {
        return None;
    }
    date(scan, index, at + 1, 82, "date.month_year")
}

/// Whether what follows a number makes it no day: a unit, an age, more digits, a clock time.
fn is_no_day(scan: &Scan<'_>, end: usize) -> bool {
    let decimal = has_digit(scan, end) && (scan.gap(end).is(Gap::DOT) || scan.gap(end).is(Gap::COLON));
    decimal || is_measured(scan, end) || AGES.has(scan, end) && !scan.gap(end).has(Gap::LINE)
}

/// The end of a range of days, or `end` when there is none: `Jan 5-8`, `Jan 5 to 8`.
fn days_end(scan: &Scan<'_>, end: usize, named: u32, first: u32) -> usize {
    let link = usize::from(scan.is_among(end, hashed!["to" "through" "thru"]));
    let at = end + link;
    let gap = scan.gap(at);
    let linked = link == 1 && gap.is_blank()
        || gap.any(Gap::HYPHEN.0) && !gap.any(!(Gap::HYPHEN.0 | Gap::SPACE.0 | Gap::SINGLE.0));
    let fits = day(scan, at).is_some_and(|(last, _)| last > first && is_day(named, last));
    let free = !is_measured(scan, at + 1)
        && !is_time(scan, at)
        && (!scan.gap(at + 1).is_blank() || month(scan, at + 1).is_none())
        && !scan.gap(at + 1).is(Gap::SLASH);
    if linked && fits && free && year(scan, at).is_none() { at + 1 } else { end }
}

/// The end of the year that follows a day and a month, if one does.
///
/// `joint` is what stands between the day and the month: `07-Dec-20` has a year, `7 Dec, 20` may have none.
fn year_end(scan: &Scan<'_>, end: usize, joint: Option<Gap>) -> Option<usize> {
    let filler = usize::from(scan.is(end, "of"));
    let at = end + filler;
    let gap = scan.gap(at);
    if gap.any(Gap::LINE.0 | Gap::COLON.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::AT.0 | Gap::PERCENT.0) {
        return None;
    }
    if year(scan, at).is_some() {
        return (!is_time(scan, at) && !is_hours(scan, at + 1)).then_some(at + 1);
    }
    if is_short_year(scan, at) {
        return Some(at + 1);
    }
    let same = joint.is_some_and(|joint| joint == gap && (joint.is_blank() || gap.0 & Gap::SINGLE.0 != 0));
    let comma = gap.0 == Gap::COMMA.0 | Gap::SPACE.0 && !scan.gap(at + 1).is_blank();
    let number = digits(scan, at) == 2 && filler == 0;
    // Behind a blank two digits may begin something else: `5 May 12 units`, `May 5 10 patients`.
    let month_before = month(scan, end.wrapping_sub(1)).is_some();
    let free = !is_time(scan, at)
        && !is_measured(scan, at + 1)
        && !AGES.has(scan, at + 1)
        && !is_joint(scan, at + 1);
    (number && free && (same && (month_before || !gap.is_blank()) || comma)).then_some(at + 1)
}

/// Whether a number goes on behind a token.
fn is_joint(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    has_digit(scan, index) && (gap.is(Gap::DOT) || gap.is(Gap::SLASH) || gap.is(Gap::COMMA))
}

fn is_hours(scan: &Scan<'_>, index: usize) -> bool {
    scan.is_among(index, hashed!["hrs" "hr" "h" "hours"]) && scan.gap(index).is_blank()
}

/// `'21`, the year without its century.
fn is_short_year(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    gap.has(Gap::APOSTROPHE)
        && !gap.any(Gap::LINE.0)
        && digits(scan, index) == 2
        && !scan.shape(index.wrapping_sub(1)).has(Shape::POSSESSIVE)
}

fn has_capital(scan: &Scan<'_>, index: usize) -> bool {
    scan.shape(index).has(Shape::CAPITAL) && scan.case == Case::Mixed
}

/// Whether the name of a month is written as its verb is.
fn is_verb(scan: &Scan<'_>, index: usize) -> bool {
    VERBS.has(scan, index) && (!scan.shape(index).has(Shape::CAPITAL) && scan.case == Case::Mixed)
}

/// Whether a word before says that a date comes.
fn is_announced(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    index > 0
        && !gap.has(Gap::LINE)
        && (STRONG.precedes(scan, index, 2) || WEEKDAYS.precedes(scan, index, 1) || gap.has(Gap::COLON))
}

/// The days of a month in words, by their place.
static ORDINALS: WordSet = words!(DateOrdinals);

/// `March third`, `March the twenty-first`, `the third of March`, found at the month.
fn worded(scan: &Scan<'_>, index: usize) -> Finding {
    let after = index + 1 + usize::from(scan.is(index + 1, "the"));
    let tens = usize::from(scan.is_among(after, hashed!["twenty" "thirty"]));
    let close = |at: usize| scan.gap(at).is_blank() || scan.gap(at).is(Gap::HYPHEN);
    if ORDINALS.has(scan, after + tens) && close(after + tens) && close(index + 1) {
        // `may first need` is no date.
        if is_verb(scan, index)
            || scan.is(index, "may") && scan.case != Case::Mixed && scan.is(after, "first")
        {
            return None;
        }
        let days = after + tens + 1;
        return date(scan, index, year_end(scan, days, None).unwrap_or(days), 78, "date.worded");
    }
    let of = index.checked_sub(1)?;
    let last = of.checked_sub(1)?;
    if !scan.is(of, "of") || !ORDINALS.has(scan, last) || !scan.gap(index).is_blank() {
        return None;
    }
    let first =
        last - usize::from(last > 0 && scan.is_among(last - 1, hashed!["twenty" "thirty"]) && close(last));
    let end = year_end(scan, index + 1, None).unwrap_or(index + 1);
    date(scan, first, end, 78, "date.worded")
}
