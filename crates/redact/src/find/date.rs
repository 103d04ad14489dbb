//! Dates in the forms that notes use, from `2021-06-14` to `the 23rd of October, 1972` and `3/14`.
//!
//! A finding covers what is more exact than a year and the year with it; the weekday and the time stay.

use super::{
    Hint,
    words::{WordSet, digits, words},
};
use crate::{
    Category, Span,
    scan::{Found, Scan},
    token::{Gap, Shape},
};

mod compact;
mod named;
mod numeric;
mod partial;
mod vague;

/// A finding and the token behind it.
type Finding = Option<(Span, usize)>;

/// Finds dates.
pub(crate) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut from = 0;
    // The token behind the date found last, as a second date may lean on the first: `3/14-3/18`.
    let mut last = usize::MAX;
    while let Some(index) = scan.next(from, Hint::Date) {
        let Some(token) = scan.token(index) else { break };
        let finding = if token.shape.has(Shape::DIGIT) {
            at_digits(scan, index, last)
        } else if MONTHS.position(token.hash).is_some() {
            named::month_first(scan, index)
        } else {
            None
        };
        from = match finding {
            Some((span, end)) => {
                found.push(span);
                last = end;
                end.max(index + 1)
            }
            None => index + 1,
        };
    }
}

fn at_digits(scan: &Scan<'_>, index: usize, last: usize) -> Finding {
    let token = scan.token(index)?;
    if token.shape.is_mixed() {
        return compact::glued(scan, index)
            .or_else(|| named::day_first(scan, index))
            .or_else(|| vague::the_nth(scan, index));
    }
    let joined = scan.gap(index + 1).any(Gap::SLASH.0 | Gap::HYPHEN.0 | Gap::DOT.0)
        && scan.shape(index + 1).has(Shape::DIGIT);
    match digits(scan, index) {
        1 | 2 if joined => numeric::triple(scan, index)
            .or_else(|| numeric::month_and_year(scan, index))
            .or_else(|| partial::month_and_day(scan, index, last))
            .or_else(|| named::day_first(scan, index)),
        1 | 2 => named::day_first(scan, index).or_else(|| numeric::spaced(scan, index)),
        4 if joined => numeric::triple(scan, index).or_else(|| numeric::month_and_year(scan, index)),
        4 => named::year_first(scan, index).or_else(|| vague::year(scan, index)),
        6 | 8 | 12 | 14 => compact::digits_only(scan, index),
        _ => None,
    }
}

/// A finding that covers tokens.
fn date(scan: &Scan<'_>, start: usize, end: usize, confidence: u8, rule: &'static str) -> Finding {
    Some((scan.span(start..end, Category::Date, confidence, rule)?, end))
}

/// Words that make [`find`] look at a token; it looks at digits by their neighbours as well.
pub(super) static HINTED: [&WordSet; 1] = [&MONTHS];
/// Words that make it look at a day before them.
pub(super) static BEHIND_DAY: [&WordSet; 2] = [&MONTHS, &named::LINKS];

/// The names of the months in their order, twice, and then what they are also written as.
static MONTHS: WordSet = words!(DateMonths);

/// The months of the third group of [`MONTHS`].
const VARIANTS: [u32; 13] = [9, 2, 2, 1, 1, 9, 9, 10, 11, 12, 8, 8, 4];

fn month_of(hash: u32) -> Option<u32> {
    let position = MONTHS.position(hash)?;
    match u32::try_from(position) {
        Ok(place @ 0..24) => Some(place % 12 + 1),
        _ => VARIANTS.get(position - 24).copied(),
    }
}

/// The number of the month that a token names.
fn month(scan: &Scan<'_>, index: usize) -> Option<u32> {
    scan.token(index).filter(|token| !token.shape.has(Shape::DIGIT)).and_then(|token| month_of(token.hash))
}

/// Months that are verbs or other words when they are written small.
static VERBS: WordSet = words!(DateVerbs);

static WEEKDAYS: WordSet = words!(DateWeekdays);

/// Words behind which a date is likely.
static STRONG: WordSet = words!(DateStrong);

/// Words behind which a date is as likely as a number.
static WEAK: WordSet = words!(DateWeak);

/// The day of the month that a token says, and whether as an ordinal.
fn day(scan: &Scan<'_>, index: usize) -> Option<(u32, bool)> {
    let token = scan.token(index)?;
    let text = token.text(scan.text).as_bytes();
    let ordinal = token.shape.is_mixed();
    let number = if ordinal { ordinal_number(text)? } else { text };
    let value = match (number, token.shape.has(Shape::DIGIT)) {
        ([one @ b'0'..=b'9'], true) => u32::from(one - b'0'),
        ([ten @ b'0'..=b'9', one @ b'0'..=b'9'], true) => u32::from(ten - b'0') * 10 + u32::from(one - b'0'),
        _ => return None,
    };
    (1..=31).contains(&value).then_some((value, ordinal))
}

/// `23rd` without its ending.
fn ordinal_number(text: &[u8]) -> Option<&[u8]> {
    let (number, suffix) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let [first, last] = suffix else { return None };
    let known = matches!(
        (first.to_ascii_lowercase(), last.to_ascii_lowercase()),
        (b's', b't') | (b'n' | b'r', b'd') | (b't', b'h')
    );
    known.then_some(number)
}

/// The year of four digits that a token says.
fn year(scan: &Scan<'_>, index: usize) -> Option<u32> {
    if digits(scan, index) != 4 {
        return None;
    }
    scan.number(index).filter(|year| super::validate::is_year(*year))
}

/// Whether a token is the hour of a clock time.
fn is_time(scan: &Scan<'_>, index: usize) -> bool {
    scan.gap(index + 1).is(Gap::COLON) && scan.shape(index + 1).has(Shape::DIGIT)
}

#[cfg(test)]
mod tests;
