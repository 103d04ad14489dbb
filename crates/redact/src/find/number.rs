//! Identifiers that their shape gives away, without a label.
//!
//! Findings of less than 80 percent give way to a code system that was named before them.
//! What is measured, counted, priced or part of a decimal number is no identifier.

use super::{
    Hint,
    words::{digits, has_digit},
};
use crate::{
    Category, Span,
    lexicon::hash32,
    scan::{Found, Scan},
    token::{Gap, Shape},
};

mod card;
mod chain;
mod code;
mod masked;
mod phone;
mod plain;
mod ssn;
mod veto;

/// A finding and the token behind it.
type Finding = Option<(Span, usize)>;

/// Finds identifiers.
pub(crate) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut from = 0;
    while let Some(index) = scan.next(from, Hint::Number) {
        let finding = if scan.shape(index).has(Shape::DIGIT) && !is_lone(scan, index) {
            at_digits(scan, index)
        } else {
            None
        };
        from = match finding {
            Some((span, end)) => {
                found.push(span);
                end.max(index + 1)
            }
            None => index + 1,
        };
    }
}

/// What hides the groups before a masked number's last one.
const CROSSES: u32 = hash32(b"xxxx");

/// A short number with no other near it, as most are.
fn is_lone(scan: &Scan<'_>, index: usize) -> bool {
    let joint = Gap::HYPHEN.0 | Gap::UNDERSCORE.0 | Gap::HASH.0 | Gap::OTHER.0 | Gap::OPEN.0;
    let (before, after) = (scan.gap(index), scan.gap(index + 1));
    let length = scan.token(index).map_or(0, |token| token.len());
    // A bank account's first group has letters and digits; a masked number's last one has crosses before it.
    let masked = scan.hash(index.wrapping_sub(1)) == CROSSES;
    let grouped = (length == 4) & (scan.shape(index).is_mixed() | masked);
    let apart = !before.any(joint) & !after.any(Gap::HYPHEN.0 | Gap::UNDERSCORE.0 | Gap::CLOSE.0);
    let alone = (length < 6) & apart & !grouped & !has_digit(scan, index + 1);
    // Two digits are an identifier's first group in brackets, behind a mark, and before a hyphen or full stop.
    let marks = Gap::HYPHEN.0 | Gap::UNDERSCORE.0;
    let pair = scan.shape(index).is_number() & (length == 2);
    let unmarked = !before.any(marks | Gap::OTHER.0 | Gap::OPEN.0) & !after.any(marks | Gap::DOT.0);
    alone | (pair & unmarked)
}

fn at_digits(scan: &Scan<'_>, index: usize) -> Finding {
    let (before, after) = (scan.gap(index), scan.gap(index + 1));
    // Each rule is asked only where the length of the first group and its neighbours allow it.
    let finding = match digits(scan, index) {
        0 => masked::find(scan, index)
            .or_else(|| code::spaced(scan, index))
            .or_else(|| code::donation(scan, index)),
        _ if before.has(Gap::OTHER) => phone::find(scan, index).or_else(|| masked::find(scan, index)),
        1 => phone::find(scan, index),
        2 if before.any(Gap::OPEN.0) => code::udi(scan, index),
        3 => {
            phone::find(scan, index).or_else(|| ssn::find(scan, index)).or_else(|| masked::find(scan, index))
        }
        4 => card::grouped(scan, index).or_else(|| masked::find(scan, index)),
        5 => masked::find(scan, index),
        10 | 11 => phone::find(scan, index),
        _ => None,
    };
    if finding.is_some() {
        return finding;
    }
    if after.is(Gap::DOT)
        && digits(scan, index + 1) >= 4
        && let Some(finding) = plain::coordinates(scan, index)
    {
        return Some(finding);
    }
    if after.is(Gap::DOT) && !before.is(Gap::DOT) && scan.gap(index + 2).is(Gap::DOT) {
        return plain::object_identifier(scan, index).or_else(|| chain::find(scan, index));
    }
    if let Some(finding) = plain::enclosed(scan, index) {
        return Some(finding);
    }
    let joined = |gap: Gap| gap.is(Gap::HYPHEN) || gap.is(Gap::UNDERSCORE);
    let long = scan.token(index).is_some_and(|token| token.len() >= 5);
    if long || joined(before) || joined(after) { chain::find(scan, index) } else { None }
}

/// A finding that covers tokens.
fn id(
    scan: &Scan<'_>,
    start: usize,
    end: usize,
    category: Category,
    confidence: u8,
    rule: &'static str,
) -> Finding {
    Some((scan.span(start..end, category, confidence, rule)?, end))
}

/// Whether two or more groups are joined alike: by one hyphen, dot or blank each.
fn joint(scan: &Scan<'_>, start: usize, end: usize) -> Option<Gap> {
    let first = scan.gap(start + 1);
    let known = [Gap::HYPHEN, Gap::DOT, Gap::SPACE].into_iter().find(|kind| first.is(*kind))?;
    (start + 2..end).all(|index| scan.gap(index).is(known)).then_some(known)
}

/// Whether digits go on to the left or the right of a run of groups.
fn goes_on(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let joins =
        |gap: Gap| gap.is(Gap::HYPHEN) || gap.is(Gap::DOT) || gap.is(Gap::SLASH) || gap.is(Gap::COMMA);
    start > 0 && has_digit(scan, start - 1) && joins(scan.gap(start))
        || has_digit(scan, end) && joins(scan.gap(end))
}

#[cfg(test)]
mod tests;
