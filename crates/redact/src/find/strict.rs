//! Strict mode: what is not known to be harmless is PHI.

mod built;

use self::built::is_built;
use crate::{
    Category,
    lexicon::{Classes, Lexicon},
    scan::{Case, Found, Register, Scan},
    token::{Gap, Shape, Token},
};

/// Classes of words that strict mode lets stand.
const SAFE: Classes = Classes::FUNCTION
    .union(Classes::COMMON)
    .union(Classes::CLINICAL)
    .union(Classes::DRUG)
    .union(Classes::TITLE)
    .union(Classes::CREDENTIAL)
    .union(Classes::KIN)
    .union(Classes::ROLE)
    .union(Classes::WEEKDAY)
    .union(Classes::UNIT)
    .union(Classes::EPONYM)
    .union(Classes::CUE)
    .union(Classes::FACILITY)
    .union(Classes::NUMBERWORD);

pub(super) fn find(scan: &Scan<'_>, lexicon: &Lexicon, found: &mut Found) {
    for (index, token) in scan.tokens.iter().enumerate() {
        let finding = if token.shape.is_word() {
            (!is_safe_word(scan, token, lexicon)).then_some((Category::Name, "strict.word"))
        } else if token.shape.is_number() {
            (token.len() >= 5).then_some((Category::OtherId, "strict.number"))
        } else {
            (!is_measure(token.text(scan.text)) && !scan.gap(index + 1).is(Gap::PERCENT))
                .then_some((Category::OtherId, "strict.mixed"))
        };
        if let Some((category, rule)) = finding {
            found.extend(scan.span(index..index + 1, category, 30, rule));
        }
    }
}

/// Known to be harmless, or built like a word of the field; a letter by itself names nobody.
fn is_safe_word(scan: &Scan<'_>, token: &Token, lexicon: &Lexicon) -> bool {
    const NAMED: Classes = Classes::GIVEN.union(Classes::SURNAME).union(Classes::PLACE);
    if token.classes.intersects(SAFE) {
        return true;
    }
    let word = token.text(scan.text);
    if word.chars().nth(1).is_none() {
        return true;
    }
    if token.classes.intersects(NAMED) {
        return false;
    }
    // Articles explain their acronyms; in a note, capitals may be anybody's.
    let acronym = scan.register == Register::Prose
        && scan.case == Case::Mixed
        && !token.shape.has(Shape::LOWER)
        && token.len() <= 6;
    acronym || is_built(word, |part| lexicon.lookup(part).intersects(SAFE))
}

/// Digits with a unit at the end, an ordinal, or a code with too few digits to tell people apart: `50mg`, `2nd`,
/// `T12`, `HSPB6`.
fn is_measure(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    const UNITS: &[&str] = &[
        "mg", "mcg", "g", "kg", "ml", "l", "dl", "cc", "cm", "mm", "m", "in", "ft", "lb", "lbs", "oz", "meq",
        "mmol", "units", "u", "iu", "ga", "g", "fr", "hr", "hrs", "h", "min", "mins", "s", "sec", "d", "wk",
        "wks", "mo", "mos", "yr", "yrs", "y", "yo", "x", "st", "nd", "rd", "th", "mmhg", "lpm", "bpm", "c",
        "f", "j", "ma", "v", "kv", "am", "pm", "w",
    ];
    digits <= 4 && UNITS.iter().any(|unit| letters.eq_ignore_ascii_case(unit))
        || digits <= 3 && word.len() <= 8
}
