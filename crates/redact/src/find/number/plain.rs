//! Long numbers and codes that stand by themselves: `71445664`, `INC719608415`, `BD6132`.

use super::{Finding, code, id, veto};
use crate::{
    Category,
    find::{
        validate::{self, is_year},
        words::{WordSet, digits, has_digit, is_measured, value, words},
    },
    scan::{Case, Register, Scan},
    token::{Gap, Shape},
};

/// A token of digits, or of letters and digits.
pub(super) fn find(scan: &Scan<'_>, index: usize) -> Finding {
    if scan.shape(index).is_mixed() { letters_and_digits(scan, index) } else { number(scan, index) }
}

/// How many digits a token of digits has, in whatever script.
fn length(scan: &Scan<'_>, index: usize) -> usize {
    match digits(scan, index) {
        0 => scan.word(index).chars().filter(|c| c.is_numeric()).count(),
        length => length,
    }
}

fn number(scan: &Scan<'_>, index: usize) -> Finding {
    let length = length(scan, index);
    let end = index + 1;
    let marked = length == 5 && scan.gap_text(index).ends_with('#');
    if length < 6 && !marked
        || veto::is_decimal(scan, index, end)
        || length < 10 && veto::is_signed(scan, index)
        || is_measured(scan, end)
    {
        return None;
    }
    let word = scan.word(index);
    if length < 9 && (is_round(word) || veto::is_quantity(scan, index) || is_ratio(scan, index)) {
        return None;
    }
    if let Some((category, confidence, rule)) = checked(scan, index, length) {
        return id(scan, index, end, category, confidence, rule);
    }
    let confidence = match length {
        9.. => 66,
        7 | 8 => 58,
        _ => 46,
    };
    // `2021/595757`
    let year = scan.gap(index).is(Gap::SLASH) && index > 0 && value(scan, index - 1).is_some_and(is_year);
    id(scan, index - usize::from(year), end, Category::OtherId, confidence, "number.long")
}

/// `500000` and `2000000` are amounts; `150000` is one as well.
fn is_round(word: &str) -> bool {
    let zeros = word.bytes().rev().take_while(|byte| *byte == b'0').count();
    !word.starts_with('0') && (zeros >= 3 || zeros + 2 >= word.len())
}

/// `150000/450000`
fn is_ratio(scan: &Scan<'_>, index: usize) -> bool {
    let side = |at: usize| matches!(digits(scan, at), 5..=7);
    scan.gap(index).is(Gap::SLASH) && index > 0 && side(index - 1)
        || scan.gap(index + 1).is(Gap::SLASH) && side(index + 1)
}

/// Words that announce a bank's routing number.
static BANKS: WordSet = words!(NumberBanks);

/// What a check digit tells of a number.
fn checked(scan: &Scan<'_>, index: usize, length: usize) -> Option<(Category, u8, &'static str)> {
    let word = scan.word(index);
    match length {
        9 if validate::aba(word) && BANKS.precedes(scan, index, 3) => {
            Some((Category::Account, 84, "number.aba"))
        }
        10 if validate::npi(word) => Some((Category::License, 68, "number.npi")),
        15 if validate::imei(word) && !word.starts_with('3') => Some((Category::Device, 74, "number.imei")),
        13..=19 if validate::card(word) && matches!(length, 15 | 16) => {
            Some((Category::Account, 84, "number.card"))
        }
        13..=19 if validate::card(word) => Some((Category::Account, 70, "number.card")),
        _ => None,
    }
}

fn letters_and_digits(scan: &Scan<'_>, index: usize) -> Finding {
    let word = scan.word(index);
    if word.len() < 6 {
        return None;
    }
    if let Some((category, confidence, rule)) = code::grammar(word) {
        return id(scan, index, index + 1, category, confidence, rule);
    }
    let numbers = word.bytes().filter(u8::is_ascii_digit).count();
    let valued = numbers < 6 && (veto::is_signed(scan, index) || is_measured(scan, index + 1));
    if !is_telling(scan, index, numbers)
        || valued
        || scan.register == Register::Prose && numbers < 7 && is_compound(scan, index)
        || is_fraction(scan, index, numbers)
        || veto::is_harmless_code(scan, index)
    {
        return None;
    }
    let labelled = scan.gap(index).is(Gap::COLON) && index > 0 && is_label(scan, index - 1);
    let confidence = if numbers >= 6 { 62 } else { 52 };
    id(scan, index - usize::from(labelled), index + 1, Category::OtherId, confidence, "number.mixed")
}

/// Whether a token has so many digits, or digits in such places, that it is a code and no name.
fn is_telling(scan: &Scan<'_>, index: usize, numbers: usize) -> bool {
    let word = scan.word(index);
    let characters = if word.is_ascii() { word.len() } else { word.chars().count() };
    let small = scan.shape(index).has(Shape::LOWER) && scan.case == Case::Mixed;
    match numbers {
        _ if characters < 6 => false,
        5.. => true,
        4 => !small || longest_run(word) == 4,
        3 if characters >= 8 && !small => true,
        // A word with a number behind it is a name; a code has digits among its capitals.
        1..=3 => characters >= 9 && !scan.shape(index).has(Shape::LOWER) && changes(word) >= 2,
        _ => false,
    }
}

/// `WP1066`, `GW274150`: two or three capitals and a number, as compounds and strains are called in articles.
fn is_compound(scan: &Scan<'_>, index: usize) -> bool {
    let letters = scan.word(index).trim_end_matches(|c: char| c.is_ascii_digit());
    (2..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a token is what follows a decimal point: `0.12345mg`.
fn is_fraction(scan: &Scan<'_>, index: usize, numbers: usize) -> bool {
    let point = scan.gap(index).is(Gap::DOT) && has_digit(scan, index.wrapping_sub(1));
    point && numbers < 7 && scan.word(index).starts_with(|c: char| c.is_ascii_digit())
}

/// The most digits in a row.
fn longest_run(word: &str) -> usize {
    word.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

/// How often a token changes between letters and digits.
fn changes(word: &str) -> usize {
    let kinds = word.bytes().map(|byte| byte.is_ascii_digit());
    kinds.clone().zip(kinds.skip(1)).filter(|(one, next)| one != next).count()
}

/// `(148 212 904)`, `** 9616.917 **`: digits in groups that stand in brackets or fill a line.
pub(super) fn enclosed(scan: &Scan<'_>, index: usize) -> Finding {
    let spaced = [index, index + 1, index + 2].iter().all(|at| digits(scan, *at) == 3)
        && [index + 1, index + 2].iter().all(|at| scan.gap(*at).is(Gap::SPACE));
    let dotted = digits(scan, index) == 4 && digits(scan, index + 1) == 3 && scan.gap(index + 1).is(Gap::DOT);
    if !(spaced || dotted) {
        return None;
    }
    let end = index + if spaced { 3 } else { 2 };
    let (before, behind) = (scan.gap(index), scan.gap(end));
    let bracketed = before.has(Gap::OPEN) && behind.has(Gap::CLOSE);
    let starred = scan.gap_text(index).ends_with("** ") && scan.gap_text(end).starts_with(" **");
    let alone = spaced && before.any(Gap::LINE.0 | Gap::HASH.0) && behind.any(Gap::LINE.0 | Gap::HASH.0);
    if !(bracketed || starred || alone) || is_measured(scan, end) {
        return None;
    }
    id(scan, index, end, Category::OtherId, 52, "number.groups")
}

/// `BIO` in `BIO:DU97Y7J4K6`.
fn is_label(scan: &Scan<'_>, index: usize) -> bool {
    let word = scan.word(index);
    let shape = scan.shape(index);
    shape.is_word() && word.len() <= 5 && (!shape.has(Shape::LOWER) || scan.case == Case::Lower)
}

/// `30.267153, -97.743057` and `30.2672° N, 97.7431° W`: a place to within a street.
pub(super) fn coordinates(scan: &Scan<'_>, index: usize) -> Finding {
    let decimal = |at: usize, most: u32| {
        let whole = matches!(digits(scan, at), 1..=3) && value(scan, at).is_some_and(|value| value <= most);
        whole && scan.gap(at + 1).is(Gap::DOT) && digits(scan, at + 1) >= 4
    };
    let pair = position(scan, index, decimal);
    if pair.is_none() && decimal(index, 180) && COORDINATES.precedes(scan, index, 2) {
        return id(scan, index, index + 2, Category::Geo, 82, "number.coordinates");
    }
    pair
}

/// Two decimals that are a latitude and a longitude.
fn position(scan: &Scan<'_>, index: usize, decimal: impl Fn(usize, u32) -> bool) -> Finding {
    let side = |at: usize, names: &[&str]| usize::from(scan.is_one_of(at, names));
    let second = index + 2 + side(index + 2, &["n", "s"]);
    let apart = scan.gap(second).any(Gap::COMMA.0 | Gap::SPACE.0 | Gap::SLASH.0);
    if !decimal(index, 90) || !decimal(second, 180) || !apart || scan.gap(second).has(Gap::LINE) {
        return None;
    }
    let end = second + 2 + side(second + 2, &["e", "w"]);
    id(scan, index, end, Category::Geo, 78, "number.coordinates")
}

/// Words that announce one half of a position.
static COORDINATES: WordSet = words!(NumberCoordinates);

/// Object identifiers that standards give to code systems and formats, not to patients.
const STANDARDS: &[&str] = &[
    "1.2.840.10008.",
    "2.16.840.1.113883.3.26",
    "2.16.840.1.113883.4.642",
    "2.16.840.1.113883.5",
    "2.16.840.1.113883.6",
    "1.3.6.1.5.5",
];

/// The object identifier of an image or a study: five numbers or more, apart by dots.
pub(super) fn object_identifier(scan: &Scan<'_>, index: usize) -> Finding {
    if !scan.gap(index + 1).is(Gap::DOT) || scan.gap(index).is(Gap::DOT) {
        return None;
    }
    let mut end = index + 1;
    while end < index + 32 && scan.gap(end).is(Gap::DOT) && scan.shape(end).is_number() {
        end += 1;
    }
    let (first, last) = (scan.token(index)?, scan.token(end - 1)?);
    let text = scan.text.get(first.start as usize..last.end as usize)?;
    let lengths = [index, index + 1, index + 2].map(|at| digits(scan, at));
    // `731.96.40`
    if end == index + 3 && lengths == [3, 2, 2] && !is_measured(scan, end) {
        return id(scan, index, end, Category::OtherId, 50, "number.groups");
    }
    let standard = STANDARDS.iter().any(|root| text.starts_with(root));
    if end - index < 5 || text.len() < 16 || standard {
        return None;
    }
    id(scan, index, end, Category::OtherId, 84, "number.oid")
}
