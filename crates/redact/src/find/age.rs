//! Ages, in digits and in words, by what stands before and behind them.
//!
//! A finding covers the number alone: the word that makes it an age tells nothing.

use self::evidence::{After, Before};
use super::{
    Hint,
    words::{WordSet, hashed, words},
};
use crate::{
    Category, Span,
    scan::{Found, Scan},
    token::{Gap, Shape},
};

mod evidence;
mod number;

pub(super) use self::evidence::{BEFORE, BEHIND};

/// The youngest age that Safe Harbor bars.
const BARRED: u32 = 90;
/// Nobody is older.
const OLDEST: u32 = 125;

/// People who are told by their age.
static GENARIANS: WordSet = words!(AgeGenarians);

/// Words that make [`find`] look at a token; it looks at digits by their neighbours as well.
pub(super) static HINTED: [&WordSet; 2] = [&GENARIANS, &number::WORDS];

/// Finds ages.
pub(crate) fn find(scan: &Scan<'_>, found: &mut Found) {
    let mut from = 0;
    while let Some(index) = scan.next(from, Hint::Age) {
        let Some(token) = scan.token(index) else { break };
        let next = index + 1;
        let number = token.shape.is_number();
        if number && !evidence::may_be(scan, index) {
            from = next;
            continue;
        }
        if number || token.shape.has(Shape::DIGIT) || number::begins(token.hash) {
            let Some(number) = number::read(scan, index) else {
                from = next;
                continue;
            };
            found.extend(age(scan, &number));
            from = number.end.max(next);
            continue;
        }
        if GENARIANS.position(token.hash).is_some() {
            found.extend(scan.span(index..next, Category::AgeOver89, 70, "age.word"));
        }
        from = next;
    }
}

/// A number that may be an age.
struct Number<'s> {
    value: u32,
    /// First token.
    start: usize,
    /// The token behind it.
    end: usize,
    /// The letters that follow within the last token: `93F`.
    tail: &'s str,
}

fn age(scan: &Scan<'_>, number: &Number<'_>) -> Option<Span> {
    if number.value == 0 || number.value > OLDEST || is_part(scan, number) {
        return None;
    }
    if let Some(decade) = decade(scan, number) {
        return decade;
    }
    let after = evidence::after(scan, number);
    if after == After::Young {
        return finding(scan, number, Category::Age, 60);
    }
    let confidence = from_behind(scan, number, after).or_else(|| from_before(scan, number, after))?;
    if evidence::is_bound(scan, number) {
        return None;
    }
    if number.value >= BARRED {
        finding(scan, number, Category::AgeOver89, confidence)
    } else {
        finding(scan, number, Category::Age, 60)
    }
}

/// How sure a number is an age by what stands behind it.
fn from_behind(scan: &Scan<'_>, number: &Number<'_>, after: After) -> Option<u8> {
    match after {
        After::Old => Some(90),
        After::Gender if evidence::opens(scan, number, after) => Some(84),
        After::Letter if evidence::is_gender_letter(scan, number) => Some(82),
        After::Ordinal if is_birthday(scan, number) => Some(80),
        _ => None,
    }
}

/// How sure a number is an age by what stands before it.
///
/// Years alone are a duration, unless an age was spoken of.
fn from_before(scan: &Scan<'_>, number: &Number<'_>, after: After) -> Option<u8> {
    if matches!(after, After::Measured | After::Ordinal) {
        return None;
    }
    let bare = after == After::Nothing;
    let ends = || evidence::ends_clause(scan, number.end);
    let barred = number.value >= BARRED;
    match evidence::before(scan, number.start) {
        Before::Age => Some(86),
        Before::Life if after != After::Letter => Some(84),
        Before::Subject if bare && ends() => Some(72),
        Before::Relative if after != After::Letter && (barred || ends()) => Some(74),
        Before::Name if barred && scan.gap(number.end).has(Gap::COMMA) => Some(50),
        Before::Gender if bare && number.value >= 18 && ends() => Some(70),
        _ if after == After::Years && evidence::opens(scan, number, after) => Some(66),
        _ => None,
    }
}

fn finding(scan: &Scan<'_>, number: &Number<'_>, category: Category, confidence: u8) -> Option<Span> {
    let mut span = scan.span(number.start..number.end, category, confidence, "age.number")?;
    span.end -= number.tail.len();
    Some(span)
}

/// Whether the number is a piece of a longer one: a decimal, a pressure, a price, a clock time.
fn is_part(scan: &Scan<'_>, number: &Number<'_>) -> bool {
    let digit = |index: usize| scan.shape(index).has(Shape::DIGIT);
    let (left, right) = (scan.gap(number.start), scan.gap(number.end));
    let left_digit = number.start > 0 && digit(number.start - 1);
    let joins = |gap: Gap| [Gap::DOT, Gap::SLASH, Gap::COMMA, Gap::COLON].iter().any(|kind| gap.is(*kind));
    let right_digit = digit(number.end) && number.tail.is_empty();
    // `100,000` is one number, `92,94` are two.
    let thousands = right.is(Gap::COMMA) && scan.word(number.end).len() == 3;
    left_digit && joins(left)
        || right_digit && (joins(right) && !right.is(Gap::COMMA) || right.is(Gap::HYPHEN) || thousands)
        || left.has(Gap::OTHER) && scan.gap_text(number.start).ends_with('$')
}

/// `in her late nineties`, `in his 90s`; the inner option is empty for other decades.
fn decade(scan: &Scan<'_>, number: &Number<'_>) -> Option<Option<Span>> {
    let marked = number.tail.is_empty()
        && (scan.shape(number.end - 1).has(Shape::POSSESSIVE)
            || scan.gap(number.end).is(Gap::APOSTROPHE) && scan.is(number.end, "s"));
    if !number.tail.eq_ignore_ascii_case("s") && !is_plural(scan, number) && !marked {
        return None;
    }
    let stage = usize::from(
        number.start > 1
            && scan.is_among(number.start - 1, hashed!["late" "mid" "early" "upper" "high" "low"]),
    );
    let owner = number.start.checked_sub(1 + stage)?;
    let owned = scan.is_among(owner, hashed!["her" "his" "their" "hers" "my"])
        && !scan.gap(number.start).has(Gap::LINE);
    let fits = owned && number.value >= BARRED && number.value.is_multiple_of(10);
    let plural = if number.tail.eq_ignore_ascii_case("s") { number.tail.len() } else { 0 };
    let found = if fits { finding(scan, number, Category::AgeOver89, 62) } else { None };
    Some(found.map(|span| Span { end: span.end + plural, ..span }))
}

fn is_plural(scan: &Scan<'_>, number: &Number<'_>) -> bool {
    scan.is(number.start, "nineties")
}

/// `95th birthday`, `in her 95th year`.
fn is_birthday(scan: &Scan<'_>, number: &Number<'_>) -> bool {
    let owner = number.start > 0 && scan.is_among(number.start - 1, hashed!["her" "his" "their"]);
    let blank = scan.gap(number.end).is_blank();
    blank
        && (scan.is_among(number.end, hashed!["birthday" "bday" "birthdays"])
            || owner && scan.is(number.end, "year"))
}

#[cfg(test)]
mod tests;
