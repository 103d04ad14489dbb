//! Dates without a separator: `20210614`, `06142021`, `14JUN2021`, `20210614T143000Z`.

use super::{Finding, STRONG, date, month_of};
use crate::{
    find::validate::{is_day, is_year},
    lexicon::hash32,
    scan::{Case, Scan},
    token::{Gap, Shape},
};

/// The value of ASCII digits.
fn number(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Whether eight digits are a year, a month and a day.
fn year_first(text: &str) -> bool {
    let part = |range| text.get(range).and_then(number);
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(4..6), part(6..8)) else { return false };
    (1900..=2100).contains(&year) && is_day(month, day)
}

/// Whether eight digits are a month, a day and a year, or a day, a month and a year.
fn year_last(text: &str) -> bool {
    let part = |range| text.get(range).and_then(number);
    let (Some(first), Some(second), Some(year)) = (part(0..2), part(2..4), part(4..8)) else { return false };
    (1900..=2049).contains(&year) && (is_day(first, second) || is_day(second, first))
}

/// Six, eight, twelve or fourteen digits.
pub(super) fn digits_only(scan: &Scan<'_>, index: usize) -> Finding {
    let text = scan.word(index);
    let announced = STRONG.precedes(scan, index, 2);
    let apart = |gap: Gap| !gap.is(Gap::HYPHEN) && !gap.is(Gap::UNDERSCORE) && !gap.is(Gap::DOT);
    // `20210607143000.123-0500` goes on behind the seconds.
    if !apart(scan.gap(index))
        || !apart(scan.gap(index + 1)) && scan.shape(index + 1).has(Shape::DIGIT) && text.len() < 12
    {
        return None;
    }
    let confidence = match text.len() {
        8 if year_first(text) => 72,
        8 if year_last(text) => 64,
        12 | 14 if year_first(text) && is_clock(text.get(8..)?) => 72,
        6 if announced && is_short(text) => 70,
        _ => return None,
    };
    date(scan, index, index + 1, if announced { confidence + 14 } else { confidence }, "date.compact")
}

/// Whether four or six digits are hours, minutes and seconds.
fn is_clock(text: &str) -> bool {
    let part = |range| text.get(range).and_then(number);
    let minutes = part(0..2).is_some_and(|hour| hour < 24) && part(2..4).is_some_and(|minute| minute < 60);
    minutes && (text.len() == 4 || part(4..6).is_some_and(|second| second < 60))
}

/// Whether six digits are a month, a day and two digits of a year, or the other way round.
fn is_short(text: &str) -> bool {
    let part = |range| text.get(range).and_then(number).unwrap_or(0);
    is_day(part(0..2), part(2..4)) || is_day(part(2..4), part(0..2)) || is_day(part(2..4), part(4..6))
}

/// Letters and digits: `14JUN2021`, `MAY2023`, `2021JUN14`, `20210614T1430`.
pub(super) fn glued(scan: &Scan<'_>, index: usize) -> Finding {
    let token = scan.token(index)?;
    let text = token.text(scan.text);
    if !(5..=20).contains(&text.len()) || !text.is_ascii() {
        return None;
    }
    let letters_at = text.bytes().position(|byte| byte.is_ascii_alphabetic())?;
    let (head, rest) = text.split_at_checked(letters_at)?;
    let word_len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, tail) = rest.split_at_checked(word_len)?;
    if !tail.bytes().all(|byte| byte.is_ascii_digit()) && !word.eq_ignore_ascii_case("t") {
        return None;
    }
    if head.len() == 8 && word.eq_ignore_ascii_case("t") && year_first(head) {
        let (mut span, end) = date(scan, index, index + 1, 88, "date.compact")?;
        span.end = span.start + 8;
        return Some((span, end));
    }
    let named = named(word)?;
    let (first, last) = (number(head).unwrap_or(0), number(tail).unwrap_or(0));
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase()) || scan.case == Case::Lower;
    let confidence = match (head.len(), tail.len()) {
        (1 | 2, 4) if is_day(named, first) && is_year(last) => 92,
        (1 | 2, 2) if is_day(named, first) && word.len() == 3 => 86,
        (4, 1 | 2) if is_year(first) && is_day(named, last) => 88,
        (0, 4) if is_year(last) && capital => 80,
        (2, 0) if is_day(named, first) && capital && word.len() >= 3 => 60,
        _ => return None,
    };
    date(scan, index, index + 1, confidence, "date.glued")
}

/// The month that letters name.
fn named(word: &str) -> Option<u32> {
    let mut folded = [0; 12];
    for (slot, byte) in folded.iter_mut().zip(word.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    month_of(hash32(folded.get(..word.len())?))
}
