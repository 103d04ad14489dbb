//! Seasons and holidays with their year, years of birth that tell an age over 89, and days like `the 25th`.

use super::{Finding, WEEKDAYS, date, day};
use crate::{
    find::words::{WordSet, hashed, is_joined_left, is_joined_right, value, words},
    scan::{Case, Scan},
    token::{Gap, Shape},
};

static SEASONS: WordSet = words!(DateSeasons);

/// What a day is called together with `day`, `eve` or `weekend`.
static DAYS_OF: WordSet = words!(DateDaysOf);

/// Who was born before is older than 89 today, and a year that tells so must go.
const OLDEST_YEAR: u32 = 1936;

/// A year behind a season, a holiday or a birth.
pub(super) fn year(scan: &Scan<'_>, index: usize) -> Finding {
    let year = super::year(scan, index)?;
    let gap = scan.gap(index);
    if index == 0
        || gap.any(Gap::LINE.0 | Gap::OPEN.0 | Gap::CLOSE.0)
        || is_joined_left(scan, index)
        || is_joined_right(scan, index + 1)
    {
        return None;
    }
    let before = index - 1 - usize::from(index > 1 && scan.is_among(index - 1, hashed!["of" "in"]));
    if year <= OLDEST_YEAR && is_birth(scan, before) {
        return date(scan, index, index + 1, 70, "date.birth_year");
    }
    if gap.any(Gap::COLON.0 | Gap::DOT.0 | Gap::SLASH.0) {
        return None;
    }
    let day =
        before > 0 && scan.is_among(before, hashed!["day" "eve" "weekend" "break" "holiday" "holidays"]);
    if day && DAYS_OF.has(scan, before - 1) {
        let start = before - 1 - usize::from(before > 1 && scan.is_among(before - 2, hashed!["new" "st"]));
        return date(scan, start, index + 1, 66, "date.season");
    }
    // `s/p fall 2019` may tell of a fall; it tells when as well.
    let written = scan.shape(before).has(Shape::CAPITAL)
        || scan.case != Case::Mixed
        || before < index - 1
        || !scan.is(before, "fall");
    if SEASONS.has(scan, before) && written { date(scan, before, index + 1, 64, "date.season") } else { None }
}

/// Whether the token, or the one before it, speaks of a birth.
fn is_birth(scan: &Scan<'_>, index: usize) -> bool {
    static BIRTHS: WordSet = words!(DateBirths);
    // `b. 1931`
    let initial = scan.is(index, "b") && !scan.gap(index + 1).has(Gap::DOT);
    if BIRTHS.has(scan, index) {
        return !initial;
    }
    let filler = scan.is_among(index, hashed!["year" "circa" "about" "is" "was"]);
    filler && index > 0 && BIRTHS.has(scan, index - 1)
}

/// `on the 25th` at the end of a clause.
pub(super) fn the_nth(scan: &Scan<'_>, index: usize) -> Finding {
    let (number, true) = day(scan, index)? else { return None };
    let [before, the] = [index.checked_sub(2)?, index - 1];
    let introduced = scan.is(the, "the")
        && scan.is_among(
            before,
            hashed!["on" "since" "until" "till" "by" "before" "after" "from" "through" "for"],
        );
    if scan.is(the, "the") && WEEKDAYS.has(scan, before) && scan.gap(the).is_blank() {
        return date(scan, index, index + 1, 72, "date.day");
    }
    let gap = scan.gap(index + 1);
    let ends = gap.any(Gap::LINE.0 | Gap::COMMA.0 | Gap::OTHER.0)
        || gap.has(Gap::DOT) && gap.has(Gap::SPACE)
        || scan.is_among(index + 1, hashed!["at" "because" "when" "around"]);
    // The first five are more often toes, ribs and attempts.
    if !introduced
        || !ends
        || number < 6
        || scan.gap(index).has(Gap::LINE)
        || value(scan, index + 1).is_some()
    {
        return None;
    }
    date(scan, index, index + 1, 50, "date.day")
}
