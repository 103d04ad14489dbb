//! What may follow a phrase that announces an identifier.

use super::{Phrase, phrases::Value};
use crate::{
    Category, Span,
    find::words::hashed,
    lexicon::Classes,
    scan::{Case, Scan},
    token::{Gap, Shape},
};

/// Whether a token continues the id-shaped run of the one before it.
fn continues(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    let joined =
        [Gap::HYPHEN, Gap::DOT, Gap::SLASH, Gap::COLON, Gap::UNDERSCORE].iter().any(|kind| gap.is(*kind));
    let udi = gap.any(Gap::OPEN.0 | Gap::CLOSE.0) && !gap.any(Gap::SPACE.0 | Gap::LINE.0);
    (joined || udi) && index < scan.tokens.len()
}

/// The end of the id-shaped run that begins at a token.
pub(super) fn run_end(scan: &Scan<'_>, start: usize) -> usize {
    let mut end = start + 1;
    while continues(scan, end) {
        end += 1;
    }
    end
}

/// Letters and digits of a run, and how many of them are digits.
fn weigh(scan: &Scan<'_>, start: usize, end: usize) -> (usize, usize) {
    let mut weight = (0, 0);
    for token in scan.tokens.get(start..end).unwrap_or_default() {
        let text = token.text(scan.text);
        weight.0 += text.len();
        weight.1 += text.bytes().filter(u8::is_ascii_digit).count();
    }
    weight
}

/// The value that begins at a token, and the token behind it.
pub(super) fn value(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    match phrase.value {
        Value::Id => id(scan, phrase, start, 3),
        Value::LongId => {
            let shortest = if scan.gap(start).has(Gap::HASH) { 3 } else { 5 };
            id(scan, phrase, start, shortest).filter(|(_, end)| !has_unit(scan, *end))
        }
        Value::Plate => plate(scan, phrase, start),
        Value::Phone => phone(scan, phrase, start),
        Value::Extension => extension(scan, phrase, start),
        Value::Login => login(scan, phrase, start),
        Value::Ssn => ssn(scan, phrase, start),
        Value::Harmless => None,
    }
}

fn id(scan: &Scan<'_>, phrase: &Phrase, start: usize, shortest: usize) -> Option<(Span, usize)> {
    let mut end = run_end(scan, start);
    // `VHIZ 14131`: letters, and the number behind them.
    let lettered = end == start + 1
        && scan.shape(start).is_word()
        && matches!(scan.word(start).len(), 2..=5)
        && !scan.shape(start).has(Shape::LOWER)
        && !scan
            .token(start)
            .is_some_and(|token| token.classes.intersects(Classes::COMMON.union(Classes::UNIT)));
    let marked = scan.gap(start).any(Gap::COLON.0 | Gap::HASH.0);
    if lettered && marked && scan.gap(end).is_blank() && scan.digits(end) >= 4 {
        end += 1;
    }
    // Groups apart by spaces belong together when each is of digits or of capitals and digits.
    while scan.gap(end).is_blank()
        && is_group(scan, end)
        && is_group(scan, end - 1)
        && !has_unit(scan, end + 1)
    {
        end = run_end(scan, end);
    }
    let (characters, digits) = weigh(scan, start, end);
    let announced = scan.gap(start).any(Gap::COLON.0 | Gap::HASH.0)
        || phrase.category == Category::Biometric
        || start > 0 && scan.is_among(start - 1, hashed!["no" "number" "id" "unit" "serial"]);
    let opaque = digits == 0
        && announced
        && characters >= 5
        && (scan.case == Case::Lower
            || (start..end).all(|i| scan.shape(i).has(Shape::UPPER) && !scan.shape(i).has(Shape::LOWER)))
        && (start..end).any(|i| scan.token(i).is_some_and(|token| token.classes == Classes::NONE));
    let plain = characters >= shortest && digits > 0 && (digits >= 2 || characters >= 5);
    if !(plain || opaque) || is_time_or_date_like(scan, start, end) {
        return None;
    }
    let confidence = if shortest > 3 { 75 } else { 92 };
    Some((scan.span(start..end, phrase.category, confidence, rule(phrase.category))?, end))
}

/// Whether a token is a group of an identifier that is written in groups.
fn is_group(scan: &Scan<'_>, index: usize) -> bool {
    let shape = scan.shape(index);
    let long_enough = scan.word(index).len() >= 2;
    let small = shape.has(Shape::LOWER) && scan.case != Case::Lower;
    long_enough && (shape.is_number() || shape.is_mixed() && !small)
}

/// A clock time or a calendar date is no identifier, however it is announced.
fn is_time_or_date_like(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let slashes = (start + 1..end).filter(|i| scan.gap(*i).is(Gap::SLASH)).count();
    let clock = end == start + 2
        && scan.gap(start + 1).is(Gap::COLON)
        && scan.digits(start) <= 2
        && scan.digits(start + 1) == 2;
    clock || slashes == 2 && end == start + 3 && scan.digits(start) <= 2
}

/// Whether a unit of measurement stands at a token.
fn has_unit(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    gap.has(Gap::PERCENT)
        || gap.is_blank() && scan.token(index).is_some_and(|token| token.classes.intersects(Classes::UNIT))
}

fn plate(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let is_part = |index: usize| {
        let word = scan.word(index);
        let capitals = !scan.shape(index).has(Shape::LOWER) || scan.shape(index).is_mixed();
        (1..=8).contains(&word.len())
            && word.is_ascii()
            && (capitals || scan.shape(index).is_number() || word.len() <= 3)
    };
    let digits = |range: core::ops::Range<usize>| range.into_iter().any(|i| scan.shape(i).has(Shape::DIGIT));
    let state = usize::from(
        scan.token(start).is_some_and(|token| token.classes.intersects(Classes::STATE))
            && scan.word(start).len() == 2,
    );
    let first = start + state;
    if !is_part(first) {
        return None;
    }
    let mut end = first + 1;
    let joins = |gap: Gap| gap.is_blank() || gap.is(Gap::HYPHEN) || gap.is(Gap::DOT);
    if end < scan.tokens.len()
        && joins(scan.gap(end))
        && is_part(end)
        && scan.word(end).len() <= 5
        && digits(first..end + 1)
    {
        let pair = scan.word(first).len() + scan.word(end).len();
        let mixed =
            scan.shape(first).is_number() != scan.shape(end).is_number() || scan.gap(end).is(Gap::HYPHEN);
        if pair <= 8 && mixed {
            end += 1;
        }
    }
    let (characters, _) = weigh(scan, first, end);
    if characters < 4 || !digits(first..end) {
        return None;
    }
    Some((scan.span(first..end, phrase.category, 88, rule(phrase.category))?, end))
}

fn phone(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let mut end = start;
    let mut digits = 0;
    while scan.digits(end) > 0 && digits + scan.digits(end) <= 15 {
        let gap = scan.gap(end);
        let ends_sentence = gap.has(Gap::DOT) && gap.has(Gap::SPACE);
        if end > start && (ends_sentence || gap.any(Gap::LINE.0 | Gap::COMMA.0 | Gap::COLON.0 | Gap::AT.0)) {
            break;
        }
        digits += scan.digits(end);
        end += 1;
    }
    if digits < 7 {
        return None;
    }
    Some((scan.span(start..end, phrase.category, 90, rule(phrase.category))?, end))
}

/// `ext. 6325`, `x105`, `pager 77872`: three to seven digits.
fn extension(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let digits = match scan.digits(start) {
        0 => {
            let rest = scan.word(start).strip_prefix(['x', 'X']).unwrap_or_default();
            if rest.bytes().all(|byte| byte.is_ascii_digit()) { rest.len() } else { 0 }
        }
        digits => digits,
    };
    let longer = scan.digits(start + 1) > 0 && !scan.gap(start + 1).any(Gap::LINE.0 | Gap::COMMA.0);
    if longer {
        return phone(scan, phrase, start);
    }
    if !(3..=10).contains(&digits) || has_unit(scan, start + 1) {
        return None;
    }
    Some((scan.span(start..start + 1, phrase.category, 84, rule(phrase.category))?, start + 1))
}

/// `csoto`, `logan.mabry`: what an account is called, whatever it is made of.
fn login(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let marked = scan.gap(start).any(Gap::COLON.0 | Gap::HASH.0 | Gap::HYPHEN.0 | Gap::AT.0)
        || start > 0 && scan.is(start - 1, "is");
    let end = run_end(scan, start);
    let (characters, digits) = weigh(scan, start, end);
    let known = Classes::FUNCTION.union(Classes::COMMON);
    let plain = end == start + 1 && scan.token(start).is_some_and(|token| token.classes.intersects(known));
    let fits = if marked { characters >= 3 && !plain } else { characters >= 3 && digits > 0 };
    if !fits || is_time_or_date_like(scan, start, end) {
        return None;
    }
    Some((scan.span(start..end, phrase.category, 84, rule(phrase.category))?, end))
}

fn ssn(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let mut end = start;
    let mut digits = 0;
    let masked = |index: usize| {
        scan.word(index).bytes().all(|byte| matches!(byte, b'x' | b'X' | b'*')) && index < scan.tokens.len()
    };
    while scan.digits(end) > 0 || masked(end) && scan.word(end).len() <= 5 {
        let gap = scan.gap(end);
        if end > start && !(gap.is_blank() || gap.is(Gap::HYPHEN) || gap.is(Gap::DOT) || gap.is(Gap::SLASH))
            || digits + scan.digits(end) > 9
        {
            break;
        }
        digits += scan.digits(end);
        end += 1;
    }
    if !matches!(digits, 4 | 9) {
        return None;
    }
    Some((scan.span(start..end, phrase.category, 95, rule(phrase.category))?, end))
}

/// The rule's id, by what it found.
const fn rule(category: Category) -> &'static str {
    match category {
        Category::Mrn => "cue.mrn",
        Category::Ssn => "cue.ssn",
        Category::HealthPlan => "cue.health_plan",
        Category::Account => "cue.account",
        Category::License => "cue.license",
        Category::Vehicle => "cue.vehicle",
        Category::Device => "cue.device",
        Category::Biometric => "cue.biometric",
        Category::Phone => "cue.phone",
        Category::Fax => "cue.fax",
        _ => "cue.other_id",
    }
}
