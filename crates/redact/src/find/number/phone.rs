//! Telephone numbers: North American in every punctuation, and international ones behind a plus sign.

use super::{Finding, goes_on};
use crate::{
    Category,
    find::{
        validate::nanp,
        words::{WordSet, digits, has_digit, hashed, is_measured, value, words},
    },
    scan::Scan,
    token::{Gap, Shape},
};

/// Words that announce a telephone number.
static PHONES: WordSet = words!(NumberPhones);

static FAXES: WordSet = words!(NumberFaxes);

/// A telephone number that begins at a token of digits.
pub(super) fn find(scan: &Scan<'_>, index: usize) -> Finding {
    if scan.gap(index).has(Gap::OTHER)
        && (scan.gap_text(index).ends_with('+') || scan.gap_text(index).ends_with("+("))
    {
        return international(scan, index);
    }
    match digits(scan, index) {
        1 if scan.is(index, "1") && digits(scan, index + 1) == 3 && is_joint(scan.gap(index + 1)) => {
            ten_digits(scan, index, index + 1).or_else(|| vanity(scan, index, index + 1))
        }
        3 if !is_joint(scan.gap(index + 1)) => None,
        3 if scan.is(index, "011") => international(scan, index),
        3 => ten_digits(scan, index, index)
            .or_else(|| vanity(scan, index, index))
            .or_else(|| seven_digits(scan, index)),
        10 | 11 => bare(scan, index),
        _ => None,
    }
}

/// Whether a gap may stand between the groups of a telephone number.
fn is_joint(gap: Gap) -> bool {
    let parts = Gap::SPACE.0 | Gap::HYPHEN.0 | Gap::DOT.0 | Gap::SLASH.0 | Gap::OPEN.0 | Gap::CLOSE.0;
    gap.any(parts)
        && !gap.any(!(parts | Gap::SINGLE.0))
        && !(gap.has(Gap::DOT) && gap.has(Gap::SPACE) && !gap.has(Gap::CLOSE))
}

/// The digits of a last group; an extension may be written without a blank, `4567x89`.
fn last_digits(scan: &Scan<'_>, index: usize) -> usize {
    if scan.shape(index).is_number() {
        return digits(scan, index);
    }
    let word = scan.word(index);
    let number = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.get(number..).unwrap_or_default();
    let extension = rest.trim_start_matches(['x', 'X', 'e', 'E', 't', 'T']);
    let plain = extension.len() < rest.len()
        && !extension.is_empty()
        && extension.bytes().all(|byte| byte.is_ascii_digit());
    if plain { number } else { 0 }
}

/// The finding from the token `start`, with the bracket or plus sign before and the extension behind.
fn phone(scan: &Scan<'_>, start: usize, end: usize, confidence: u8) -> Finding {
    let fax = FAXES.precedes(scan, start, 3);
    let category = if fax { Category::Fax } else { Category::Phone };
    let end = extension_end(scan, end);
    let mut span =
        scan.span(start..end, category, confidence, if fax { "number.fax" } else { "number.phone" })?;
    let gap = scan.gap_text(start);
    let leads: &[&str] = if scan.gap(start + 1).any(Gap::CLOSE.0) { &["+(", "(", "[", "+"] } else { &["+"] };
    span.start -= leads.iter().find(|lead| gap.ends_with(**lead)).map_or(0, |lead| lead.len());
    Some((span, end))
}

/// The end of `x123`, `ext. 123`, `extension 123` behind a number.
fn extension_end(scan: &Scan<'_>, end: usize) -> usize {
    let gap = scan.gap(end);
    if gap.any(Gap::LINE.0 | Gap::COLON.0) || end >= scan.tokens.len() {
        return end;
    }
    let word = scan.word(end);
    if scan.shape(end).is_mixed() {
        let number = word.trim_start_matches(['x', 'X', 'e', 'E', 't', 'T']);
        let short = (1..=6).contains(&number.len())
            && number.len() < word.len()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        return if short { end + 1 } else { end };
    }
    let named = scan.is_among(end, hashed!["x" "ext" "extn" "extension"]);
    let spaced = !scan.gap(end + 1).any(Gap::LINE.0);
    if named && spaced && (1..=6).contains(&digits(scan, end + 1)) { end + 2 } else { end }
}

/// `(555) 123-4567`, `555.123.4567`, `555/123-4567`, `555 123 4567`, with the area code at `area`.
fn ten_digits(scan: &Scan<'_>, start: usize, area: usize) -> Finding {
    let bracket = scan.gap(area).any(Gap::OPEN.0) && scan.gap(area + 1).any(Gap::CLOSE.0);
    let (first, second) = (scan.gap(area + 1), scan.gap(area + 2));
    if digits(scan, area) != 3 || !is_joint(first) {
        return None;
    }
    // `(555) 1234567`
    if bracket && last_digits(scan, area + 1) == 7 {
        return phone(scan, start, area + 2, 88);
    }
    if digits(scan, area + 1) != 3 || !is_joint(second) || last_digits(scan, area + 2) != 4 {
        return None;
    }
    let end = area + 3;
    let alternatives = scan.gap(end).is(Gap::SLASH) || scan.gap(end).is(Gap::COMMA);
    let slashes = first.is(Gap::SLASH) && second.is(Gap::SLASH);
    if slashes || goes_on(scan, start, end) && !alternatives {
        return None;
    }
    let confidence = if bracket || area > start {
        88
    } else {
        plain_confidence(scan, area, first.is_blank() || second.is_blank())?
    };
    phone(scan, start, end, confidence)
}

/// How sure three groups without brackets or a prefix are a telephone number.
fn plain_confidence(scan: &Scan<'_>, area: usize, blank: bool) -> Option<u8> {
    let end = area + 3;
    let plan = [area, area + 1].iter().all(|index| value(scan, *index).is_some_and(nanp));
    let announced = PHONES.precedes(scan, area, 3) || FAXES.precedes(scan, area, 3);
    if !blank {
        return Some(if plan || announced { 87 } else { 80 });
    }
    // Three values of a table look alike; then a unit or a fourth number stands near.
    let follows = has_digit(scan, end) && scan.gap(end).is_blank();
    let listed = follows || is_measured(scan, end) || is_value_list(scan, area);
    if announced { Some(85) } else { (plan && !listed).then_some(72) }
}

/// Whether a number stands before, apart by a blank.
fn is_value_list(scan: &Scan<'_>, index: usize) -> bool {
    index > 0 && digits(scan, index - 1) > 0 && scan.gap(index).is_blank()
}

/// Area codes of calls that cost nothing.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// `1-800-FLOWERS`, `800-273-TALK`.
fn vanity(scan: &Scan<'_>, start: usize, area: usize) -> Finding {
    if !scan.gap(area + 1).is(Gap::HYPHEN) || !TOLL_FREE.contains(&scan.word(area)) {
        return None;
    }
    let capital = |index: usize, len: usize| {
        scan.word(index).len() == len && scan.shape(index).is_word() && scan.shape(index).has(Shape::UPPER)
    };
    let end = if capital(area + 1, 7) {
        area + 2
    } else if digits(scan, area + 1) == 3 && scan.gap(area + 2).is(Gap::HYPHEN) && capital(area + 2, 4) {
        area + 3
    } else {
        return None;
    };
    phone(scan, start, end, 80)
}

/// `555-1234`; with a blank or a dot only where a telephone was named.
fn seven_digits(scan: &Scan<'_>, index: usize) -> Finding {
    let gap = scan.gap(index + 1);
    let end = index + 2;
    if digits(scan, index) != 3 || last_digits(scan, index + 1) != 4 || goes_on(scan, index, end) {
        return None;
    }
    let announced = PHONES.precedes(scan, index, 3) || FAXES.precedes(scan, index, 3);
    let exchange = value(scan, index).is_some_and(nanp);
    if gap.is(Gap::HYPHEN) {
        let (low, high) = (value(scan, index)?, value(scan, index + 1).unwrap_or(1));
        // `150-1200`, `800-1500 mL` are ranges.
        let range = low % 10 == 0 && high % 10 == 0 && high > low || is_measured(scan, end);
        return if exchange && (announced || !range) {
            phone(scan, index, end, if announced { 86 } else { 68 })
        } else {
            None
        };
    }
    let joined = gap.is(Gap::SPACE) || gap.is(Gap::DOT);
    let near = PHONES.precedes(scan, index, 1) || FAXES.precedes(scan, index, 1);
    if joined && exchange && near && !is_measured(scan, end) { phone(scan, index, end, 70) } else { None }
}

/// Ten digits, or eleven with a one, where a telephone was named.
fn bare(scan: &Scan<'_>, index: usize) -> Finding {
    let number = match digits(scan, index) {
        10 => scan.word(index),
        11 => scan.word(index).strip_prefix('1')?,
        _ => return None,
    };
    let announced = PHONES.precedes(scan, index, 2) || FAXES.precedes(scan, index, 2);
    let plan = number.get(..3).and_then(|area| area.parse().ok()).is_some_and(nanp);
    if !announced || !plan || goes_on(scan, index, index + 1) {
        return None;
    }
    phone(scan, index, index + 1, 76)
}

/// `+44 20 7946 0958`, `+12996728767`, `+1 (607) 902-0370`, `011 44 20 7946 0958`.
fn international(scan: &Scan<'_>, start: usize) -> Finding {
    // The exit code of the own country is not part of the number.
    let exit = scan.is(start, "011");
    let mut total = 0;
    let mut end = start + usize::from(exit);
    let home = scan.is(start, "1");
    while last_digits(scan, end) > 0 && (end == start || is_joint(scan.gap(end))) {
        let group = last_digits(scan, end);
        // A number that follows by a blank, such as an hour, is not taken once the number is complete.
        if total + group > 16 || home && total >= 11 || total >= 11 && scan.gap(end).is_blank() {
            break;
        }
        total += group;
        end += 1;
    }
    if home && total != 11 || total < 8 || is_measured(scan, end) && end == start + 1 {
        return None;
    }
    phone(scan, start, end, 88)
}
