//! Payment cards and bank accounts in groups.

use super::{Finding, goes_on, id, joint};
use crate::{
    Category,
    find::{validate, words::digits},
    scan::Scan,
    token::Gap,
};

/// `4111 1111 1111 1111`, `3782-822463-10005`.
pub(super) fn grouped(scan: &Scan<'_>, index: usize) -> Finding {
    if digits(scan, index) != 4 {
        return None;
    }
    let lengths = [index + 1, index + 2, index + 3].map(|at| digits(scan, at));
    let end = match lengths {
        [4, 4, 4] => index + 4,
        [6, 4 | 5, _] => index + 3,
        _ => return None,
    };
    let kind = joint(scan, index, end)?;
    let text = scan.text.get(scan.token(index)?.start as usize..scan.token(end - 1)?.end as usize)?;
    let checked = validate::card(text);
    // Four years or clock times in a row are no card.
    let telling = checked || kind == Gap::HYPHEN || matches!(text.as_bytes().first(), Some(b'3'..=b'6'));
    if goes_on(scan, index, end) && kind != Gap::SPACE || !telling || kind == Gap::DOT {
        return None;
    }
    id(scan, index, end, Category::Account, if checked { 92 } else { 72 }, "number.card")
}
