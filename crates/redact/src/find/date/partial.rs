//! A month and a day without a year, `3/14`: the form that most other things are written in as well.
//!
//! Neighbours are weighed: words that announce dates against words for strength, pain, doses and shares.

use super::{Finding, STRONG, WEAK, WEEKDAYS, date, month};
use crate::{
    find::{
        validate::is_day,
        words::{
            WordSet, digits, has_digit, hashed, is_joined_left, is_joined_right, is_measured, value, words,
        },
    },
    lexicon::Classes,
    scan::Scan,
    token::{Gap, Shape},
};

/// Words near which two numbers with a slash are a grade, a dose, a pressure or a share.
static AGAINST: WordSet = words!(DateAgainst);

/// Words before a share or a grade that stand before dates as well.
static SOFT: WordSet = words!(DateSoft);

/// Words before a share.
static SHARES: WordSet = words!(DateShares);

/// Words behind two numbers with a slash that make them a grade or a share.
static AGAINST_BEHIND: WordSet = words!(DateAgainstBehind);

/// Credentials behind which a signature has its date.
static SIGNED: WordSet = words!(DateSigned);

/// `3/14`, `10/16`, `on 3-14`, and `3/14-18`; `last` is the token behind the date before.
pub(super) fn month_and_day(scan: &Scan<'_>, index: usize, last: usize) -> Finding {
    let end = index + 2;
    let slash = scan.gap(index + 1).is(Gap::SLASH);
    let range = is_joined_left(scan, index) && scan.gap(index).is(Gap::HYPHEN) && last == index;
    if !slash && !scan.gap(index + 1).is(Gap::HYPHEN) || !matches!(digits(scan, index + 1), 1 | 2) {
        return None;
    }
    let joined = is_joined_left(scan, index) && !range && last != index;
    let goes_on =
        is_joined_right(scan, end) && !(scan.gap(end).is(Gap::HYPHEN) || scan.gap(end).is(Gap::COMMA));
    let (first, second) = (value(scan, index)?, value(scan, index + 1)?);
    let announced = STRONG.precedes(scan, index, 1);
    // The day stands first only where nothing but a date fits.
    let fits = is_day(first, second) || is_day(second, first) && announced;
    if joined
        || goes_on
        || !fits
        || is_measured(scan, end)
        || has_digit(scan, end) && scan.gap(end).is(Gap::COLON)
    {
        return None;
    }
    let weight = if slash { weight(scan, index, last) } else { hyphen_weight(scan, index) };
    if weight < 1 {
        return None;
    }
    let tail = days_end(scan, end, first, second, weight);
    date(scan, index, tail, if weight >= 4 { 82 } else { 62 }, "date.partial")
}

/// Whether a number is written with a leading zero, as only dates and clock times are.
fn is_padded(scan: &Scan<'_>, index: usize) -> bool {
    digits(scan, index) == 2 && scan.word(index).starts_with('0')
}

/// Whether two numbers are a fraction, or points on one of the usual scales.
const fn is_share(first: u32, second: u32) -> bool {
    first <= second && matches!(second, 2..=6 | 8 | 10)
}

fn weight(scan: &Scan<'_>, index: usize, last: usize) -> i32 {
    let end = index + 2;
    let (first, second) = (value(scan, index).unwrap_or(0), value(scan, index + 1).unwrap_or(0));
    let mut weight = match (is_share(first, second), second) {
        (true, 5 | 10) => -3,
        (true, _) => -2,
        _ if first == second => -1,
        _ => 1,
    };
    weight += before(scan, index, last) + behind(scan, end);
    if is_padded(scan, index) || is_padded(scan, index + 1) {
        weight += 3;
    }
    if first == 2 && second == 2 && scan.gap(end).is_blank() && scan.shape(end).is_word() {
        // `2/2` before a word is `secondary to`.
        weight -= 4;
    }
    weight
}

fn before(scan: &Scan<'_>, index: usize, last: usize) -> i32 {
    let gap = scan.gap(index);
    if last == index {
        return 3;
    }
    if index == 0 || gap.has(Gap::LINE) {
        let opens = scan.gap(index + 2);
        return if opens.any(Gap::COLON.0 | Gap::HYPHEN.0 | Gap::LINE.0) { 3 } else { 1 };
    }
    let listed = is_listed(scan, index, last);
    let sign = ['~', '<', '>', '=', '+', '\u{2265}', '\u{2264}', '\u{b1}', '\u{d7}', '$', '#'];
    let mut weight = announced(scan, index) + shared(scan, index);
    if listed {
        weight += 3;
    }
    if last == index - 1 && scan.is_among(last, hashed!["and" "to" "or" "through" "thru" "vs"]) {
        weight += 3;
    }
    // `1 1/2 tabs`, `PHQ-9: 12/27`
    if digits(scan, index - 1) > 0 && (gap.is_blank() || gap.has(Gap::COLON)) && !listed {
        weight -= 5;
    }
    if gap.has(Gap::OTHER) {
        if scan.gap_text(index).trim_end().ends_with(sign) {
            weight -= 4;
        } else if scan.gap(index + 2).has(Gap::OTHER) {
            // A field of its own: `| 3/4 |`.
            weight += 3;
        }
    }
    weight
}

/// `3/1 82.1 kg, 3/2 81.7, 3/3 81.0`: a list of days.
fn is_listed(scan: &Scan<'_>, index: usize, last: usize) -> bool {
    last < index
        && index - last <= 8
        && scan.gap(index).any(Gap::COMMA.0 | Gap::OTHER.0)
        && (last..index).all(|at| !scan.gap(at).has(Gap::LINE))
}

/// What the words before say for a date.
fn announced(scan: &Scan<'_>, index: usize) -> i32 {
    let previous = index - 1;
    let weight = if WEEKDAYS.has(scan, previous) {
        5
    } else if STRONG.precedes(scan, index, 1) {
        4
    } else if STRONG.precedes(scan, index, 3) {
        3
    } else if WEAK.has(scan, previous) {
        2
    } else {
        0
    };
    // `R. Deeds, RN, 6/9`: a signature.
    let classes = scan.token(previous).map_or(Classes::NONE, |token| token.classes);
    let signed = scan.gap(index).has(Gap::COMMA)
        && (SIGNED.has(scan, previous) || classes.intersects(Classes::CREDENTIAL));
    if signed { weight + 4 } else { weight }
}

/// What the words before say for a share, a grade or a dose: zero or less, but for `as of`.
fn shared(scan: &Scan<'_>, index: usize) -> i32 {
    let previous = index - 1;
    let share = is_share(value(scan, index).unwrap_or(0), value(scan, index + 1).unwrap_or(0));
    let weight = if SHARES.has(scan, previous) && !STRONG.precedes(scan, previous, 1) {
        -3
    } else if scan.is(previous, "of") && previous > 0 && scan.is(previous - 1, "as") {
        4
    } else if share && SOFT.has(scan, previous) && !STRONG.precedes(scan, previous, 2) {
        -2
    } else {
        0
    };
    let classes = scan.token(previous).map_or(Classes::NONE, |token| token.classes);
    let drug = classes.intersects(Classes::DRUG) && !classes.intersects(Classes::COMMON);
    // A word further off tells against the usual denominators only: `pain clinic 3/14`.
    match (AGAINST.has(scan, previous) || drug, share) {
        (true, true) => weight - 6,
        (true, false) => weight - 4,
        (false, true) if AGAINST.precedes(scan, index, 3) => weight - 3,
        _ => weight,
    }
}

fn behind(scan: &Scan<'_>, end: usize) -> i32 {
    let gap = scan.gap(end);
    if gap.has(Gap::LINE) {
        return 0;
    }
    let mut weight = 0;
    if WEEKDAYS.has(scan, end) && !gap.has(Gap::DOT) || gap.has(Gap::AT) || scan.is(end, "at") {
        weight += 3;
    }
    if AGAINST_BEHIND.has(scan, end) && !gap.any(Gap::DOT.0 | Gap::COMMA.0) {
        weight -= 6;
    }
    // `7/21 (33%)`
    let percent =
        has_digit(scan, end) && (scan.gap(end + 1).has(Gap::PERCENT) || scan.gap(end + 2).has(Gap::PERCENT));
    if gap.any(Gap::OPEN.0) && percent {
        weight -= 6;
    }
    weight
}

/// Words behind which two numbers with a hyphen are a day, not a range.
static DIRECT: WordSet = words!(DateDirect);

/// `on 3-14`: ranges are written so much more often that only a word for dates decides.
fn hyphen_weight(scan: &Scan<'_>, index: usize) -> i32 {
    if index == 0 {
        return 0;
    }
    let followed = scan.is(index - 1, "up") && scan.is(index.wrapping_sub(2), "follow");
    let announced = STRONG.precedes(scan, index, 1) || WEEKDAYS.precedes(scan, index, 1) || followed;
    let shaped = is_padded(scan, index)
        || is_padded(scan, index + 1)
        || value(scan, index + 1).is_some_and(|day| day > 12)
        || DIRECT.has(scan, index - 1)
        || followed;
    let gap = scan.gap(index + 2);
    let word = scan.shape(index + 2).has(Shape::LETTER) && gap.is_blank();
    let runs_on = word
        && !scan.is_among(
            index + 2,
            hashed!["at" "with" "by" "for" "and" "to" "she" "he" "pt" "patient" "due" "the"],
        );
    let apart = scan.gap(index).is_blank() || scan.gap(index).has(Gap::COLON);
    if announced
        && shaped
        && apart
        && !runs_on
        && month(scan, index + 2).is_none()
        && !has_digit(scan, index + 2)
    {
        2
    } else {
        0
    }
}

/// The end of `3/14-18`, or `end`.
fn days_end(scan: &Scan<'_>, end: usize, month: u32, first: u32, weight: i32) -> usize {
    let range = scan.gap(end).is(Gap::HYPHEN) && matches!(digits(scan, end), 1 | 2);
    let later = value(scan, end).is_some_and(|day| day > first && is_day(month, day));
    let free = !is_joined_right(scan, end + 1) && !is_measured(scan, end + 1);
    if range && later && free && weight >= 1 { end + 1 } else { end }
}
