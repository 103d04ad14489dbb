//! Groups of letters and digits that hyphens or underscores join: `2021-595757`, `SUBJ-8085`, `pt_00423`.

use super::{Finding, id, plain, veto};
use crate::{
    Category,
    find::{
        validate::{is_day, is_year},
        words::{digits, ends_in_unit, has_digit, is_measured, value},
    },
    scan::{Register, Scan},
    token::{Gap, Shape},
};

/// More groups than any identifier has to the left of its first digit.
const MOST_GROUPS: usize = 8;

/// The identifier that a token of digits belongs to.
pub(super) fn find(scan: &Scan<'_>, index: usize) -> Finding {
    let joins = |gap: Gap| gap.is(Gap::HYPHEN) || gap.is(Gap::UNDERSCORE);
    let mut start = index;
    while start > 0 && index - start < MOST_GROUPS && joins(scan.gap(start)) {
        start -= 1;
    }
    let mut end = index + 1;
    while end < scan.tokens.len() && end - start < 2 * MOST_GROUPS && joins(scan.gap(end)) {
        end += 1;
    }
    if end - start > 1 {
        while start < index && veto::is_plain_word(scan, start) {
            start += 1;
        }
        while end > index + 1 && veto::is_plain_word(scan, end - 1) {
            end -= 1;
        }
    }
    let chained = if end - start == 1 {
        None
    } else if (start..end).all(|at| digits(scan, at) > 0) {
        numbers(scan, start, end)
    } else {
        mixed(scan, start, end)
    };
    chained.or_else(|| plain::find(scan, index))
}

/// Whether the groups have these lengths.
fn has_lengths(scan: &Scan<'_>, start: usize, end: usize, lengths: &[usize]) -> bool {
    end - start == lengths.len()
        && lengths.iter().zip(start..end).all(|(length, at)| scan.word(at).len() == *length)
}

/// Groups of digits only.
fn numbers(scan: &Scan<'_>, start: usize, end: usize) -> Finding {
    let total: usize = (start..end).map(|at| digits(scan, at)).sum();
    let measured = total < 9 && is_measured(scan, end);
    let iso = has_lengths(scan, start, end, &[4, 2, 2]) && is_calendar(scan, start);
    if iso
        || total < 6
        || measured
        || is_thousands(scan, start, end)
        || veto::is_decimal(scan, start, end)
        || veto::is_signed(scan, start)
        || is_range(scan, start, end, total)
    {
        return None;
    }
    id(scan, start, end, Category::OtherId, if total >= 9 { 64 } else { 58 }, "number.groups")
}

/// Whether three groups are a year, a month and a day, which the rule for dates finds.
fn is_calendar(scan: &Scan<'_>, start: usize) -> bool {
    let [year, month, day] = [start, start + 1, start + 2].map(|at| value(scan, at).unwrap_or(0));
    is_year(year) && is_day(month, day)
}

/// `150,000-450,000`, of which `000-450` is the middle.
fn is_thousands(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let comma = |at: usize| {
        scan.gap(at).is(Gap::COMMA)
            && digits(scan, at) == 3
            && at > 0
            && matches!(digits(scan, at - 1), 1..=3)
    };
    comma(start) || comma(end)
}

/// Whether groups of digits are from-to rather than one identifier.
fn is_range(scan: &Scan<'_>, start: usize, end: usize, total: usize) -> bool {
    let number = |at: usize| scan.number(at).unwrap_or(u32::MAX);
    if end - start == 2 {
        return is_pair_range(scan, start, total);
    }
    let short = (start..end).all(|at| digits(scan, at) <= 2);
    let round = (start..end).all(|at| number(at).is_multiple_of(5));
    let ascends = (start + 1..end).all(|at| number(at) > number(at - 1));
    if round && ascends && (start..end).all(|at| digits(scan, at) <= 3) {
        return true;
    }
    short && (end - start > 3 || round || ascends && total == 6 && number(end - 1) < 32)
}

fn is_pair_range(scan: &Scan<'_>, start: usize, total: usize) -> bool {
    let (from, to) = (scan.word(start), scan.word(start + 1));
    let (Some(low), Some(high)) = (scan.number(start), scan.number(start + 1)) else { return false };
    let padded = from.starts_with('0') || to.starts_with('0');
    let years = value(scan, start).is_some_and(is_year) && value(scan, start + 1).is_some_and(is_year);
    let clock = |text: &str, value: u32| text.len() == 4 && value < 2400 && value % 100 < 60;
    let hours = clock(from, low) && clock(to, high) && (high > low || high < 1200);
    // Pages and codes: `2481-2498`, behind a colon any pair that ascends.
    let near = from.len() == to.len() && high > low && (high - low <= 200 || scan.gap(start).is(Gap::COLON));
    let round =
        low.is_multiple_of(10) && high.is_multiple_of(10) && high > low && high / 20 <= low && !padded;
    // The last digit of a LOINC code is its check digit, apart by a hyphen.
    total < 7 && !padded || to.len() == 1 && from.len() <= 5 || years || hours || near || round
}

/// `2023-11-05T08`, the beginning of a time stamp, which the rule for dates finds.
fn is_timestamp(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let dated = value(scan, start).is_some_and(is_year) && digits(scan, start + 1) == 2;
    dated
        && end == start + 3
        && scan.word(start + 2).as_bytes().get(2).is_some_and(|byte| byte.eq_ignore_ascii_case(&b't'))
}

/// Groups with letters among them.
fn mixed(scan: &Scan<'_>, start: usize, end: usize) -> Finding {
    let is_hex = |at: usize| scan.word(at).bytes().all(|byte| byte.is_ascii_hexdigit());
    if has_lengths(scan, start, end, &[8, 4, 4, 4, 12]) && (start..end).all(is_hex) {
        return id(scan, start, end, Category::OtherId, 90, "number.uuid");
    }
    let counted = Counts::of(scan, start, end);
    if is_timestamp(scan, start, end)
        || is_vetoed(scan, start, end, counted)
        || !is_code(scan, start, end, counted)
    {
        return None;
    }
    id(scan, start, end, Category::OtherId, if counted.most >= 6 { 64 } else { 56 }, "number.code")
}

/// What a chain of groups is made of.
#[derive(Clone, Copy)]
struct Counts {
    /// Digits in all groups.
    digits: usize,
    /// Letters of ASCII in all groups.
    letters: usize,
    /// Digits in the group that has the most.
    most: usize,
    /// Groups that have a digit.
    groups: usize,
}

impl Counts {
    fn of(scan: &Scan<'_>, start: usize, end: usize) -> Self {
        let mut counts = Self { digits: 0, letters: 0, most: 0, groups: 0 };
        for at in start..end {
            let word = scan.word(at);
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            counts.digits += digits;
            counts.letters += word.bytes().filter(u8::is_ascii_alphabetic).count();
            counts.most = counts.most.max(digits);
            counts.groups += usize::from(digits > 0);
        }
        counts
    }
}

/// Whether groups are measured, a compound, a gene or the like.
fn is_vetoed(scan: &Scan<'_>, start: usize, end: usize, counted: Counts) -> bool {
    let last = scan.word(end - 1);
    let unit = has_digit(scan, end - 1) && last.len() <= 8 && ends_in_unit(last);
    unit || is_measured(scan, end) && counted.digits < 8
        || (start..end).any(|at| veto::is_compound(scan, at))
        || veto::is_decimal(scan, start, end)
        || veto::is_harmless_code(scan, end - 1) && counted.most < 6
}

/// Whether groups have enough digits for a code, given the words among them.
fn is_code(scan: &Scan<'_>, start: usize, end: usize, counted: Counts) -> bool {
    let known = || (start..end).any(|at| scan.shape(at).is_word() && veto::is_known(scan, at));
    let underscored = (start + 1..end).any(|at| scan.gap(at).is(Gap::UNDERSCORE));
    let lone = counted.digits == 4;
    let year = || (start..end).any(|at| value(scan, at).is_some_and(|year| (1980..2040).contains(&year)));
    match counted.most {
        5.. => true,
        // `1202-P` is a protocol, `A-1234` a room.
        4 if lone && counted.letters < 2 => false,
        4 if lone && year() => {
            !underscored && !known() && (start..end).any(|at| scan.shape(at).has(Shape::UPPER))
        }
        4 => !lone && counted.digits >= 6 || underscored || !known(),
        // `F620-627`
        3 if scan.register != Register::Prose && counted.digits == 6 => {
            end == start + 2
                && scan.shape(start).is_mixed()
                && scan.word(start).len() == 4
                && scan.word(start).starts_with(|c: char| c.is_ascii_alphabetic())
                && digits(scan, start + 1) == 3
        }
        3 => counted.digits >= 7 && counted.groups >= 2,
        _ => false,
    }
}
