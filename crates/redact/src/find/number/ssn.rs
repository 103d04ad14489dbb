//! Social security numbers, and the old Medicare numbers that add a letter to them.

use super::{Finding, goes_on, id, joint};
use crate::{
    Category,
    find::{
        validate,
        words::{WordSet, digits, has_digit, is_measured, value, words},
    },
    scan::Scan,
    token::Gap,
};

static NAMED: WordSet = words!(NumberNamed);

/// `123-45-6789`, `123.45.6789`, `123 45 6789`, `123-45-6789A`.
pub(super) fn find(scan: &Scan<'_>, index: usize) -> Finding {
    let end = index + 3;
    if digits(scan, index) != 3 || digits(scan, index + 1) != 2 {
        return None;
    }
    let (serial, lettered) = serial(scan, index + 2)?;
    let kind = joint(scan, index, end)?;
    let named = NAMED.precedes(scan, index, 3);
    let listed = is_measured(scan, end) || has_digit(scan, end) && scan.gap(end).is_blank();
    let follows = index > 0 && has_digit(scan, index - 1) && scan.gap(index).is_blank();
    if goes_on(scan, index, end) || kind == Gap::SPACE && !named && (listed || follows) {
        return None;
    }
    let valid = validate::ssn(value(scan, index)?, value(scan, index + 1)?, serial);
    let confidence = match kind {
        Gap::HYPHEN if valid => 92,
        Gap::HYPHEN => 86,
        Gap::DOT => 84,
        _ if named => 90,
        _ if valid => 76,
        _ => 62,
    };
    if lettered {
        return id(scan, index, end, Category::HealthPlan, confidence, "number.hicn");
    }
    id(scan, index, end, Category::Ssn, confidence, "number.ssn")
}

/// Four digits, and whether a beneficiary's letter follows them.
fn serial(scan: &Scan<'_>, index: usize) -> Option<(u32, bool)> {
    if digits(scan, index) == 4 {
        return Some((value(scan, index)?, false));
    }
    let (number, letters) = scan.word(index).split_at_checked(4)?;
    let beneficiary = matches!(letters.as_bytes(), [b'A'..=b'Z'] | [b'A'..=b'Z', b'A'..=b'Z' | b'1'..=b'9']);
    if !beneficiary || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, true))
}
