//! Numbers of which only the end was left: `XXX-XX-1234`, `****1234`.

use super::{Finding, id};
use crate::{Category, find::words::digits, scan::Scan, token::Gap};

/// The end of a masked number, found at its digits.
pub(super) fn find(scan: &Scan<'_>, index: usize) -> Finding {
    if scan.shape(index).is_mixed() {
        return glued(scan, index);
    }
    if !matches!(digits(scan, index), 3..=5) {
        return None;
    }
    let gap = scan.gap(index);
    if gap.any(Gap::OTHER.0 | Gap::HASH.0) { starred(scan, index) } else { crossed(scan, index) }
}

/// Whether a token is nothing but the letter that stands for digits.
fn is_mask(scan: &Scan<'_>, index: usize) -> bool {
    let word = scan.word(index);
    (2..=16).contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'x' | b'X'))
}

/// `XXX-XX-1234`, `xxxx xxxx xxxx 1234`.
fn crossed(scan: &Scan<'_>, index: usize) -> Finding {
    let joins = |gap: Gap| gap.is(Gap::HYPHEN) || gap.is(Gap::SPACE) || gap.is(Gap::DOT);
    let mut start = index;
    while start > 0 && index - start < 6 && joins(scan.gap(start)) && is_mask(scan, start - 1) {
        start -= 1;
    }
    let masks = index - start;
    let hidden: usize = (start..index).map(|at| scan.word(at).len()).sum();
    let category = match (masks, hidden) {
        (2, 5) => Category::Ssn,
        (2, 6) => Category::Phone,
        (1.., 3..) => Category::Account,
        _ => return None,
    };
    id(scan, start, index + 1, category, 82, "number.masked")
}

/// `***-**-1234`, `**** **** **** 1234`, `••••1234`.
fn starred(scan: &Scan<'_>, index: usize) -> Finding {
    let gap = scan.gap_text(index);
    let is_star = |c: char| matches!(c, '*' | '\u{2022}' | '\u{25cf}' | '\u{b7}' | '#');
    let mask = gap.len() - gap.trim_end_matches(|c| is_star(c) || matches!(c, '-' | ' ')).len();
    let mask = gap.get(gap.len() - mask..)?.trim_start();
    let stars = mask.chars().filter(|c| is_star(*c)).count();
    // `*** 120` is a blank to be filled in, `**503**` is bold: a mask touches its number or is a card's.
    let bold = scan.gap_text(index + 1).starts_with('*');
    if stars < 4 && !mask.contains('-') || stars < 2 || bold || mask.ends_with(' ') && stars < 8 {
        return None;
    }
    let category = if stars == 5 { Category::Ssn } else { Category::Account };
    let (mut span, end) = id(scan, index, index + 1, category, 80, "number.masked")?;
    span.start -= mask.len();
    Some((span, end))
}

/// `XXXX1234`, `xxxxx6789`.
fn glued(scan: &Scan<'_>, index: usize) -> Finding {
    let word = scan.word(index);
    if !word.starts_with(['x', 'X']) {
        return None;
    }
    let number = word.trim_start_matches(['x', 'X']);
    let hidden = word.len() - number.len();
    let fits =
        hidden >= 3 && (3..=5).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let category = if hidden == 5 && number.len() == 4 { Category::Ssn } else { Category::Account };
    if fits { id(scan, index, index + 1, category, 80, "number.masked") } else { None }
}
