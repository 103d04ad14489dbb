//! What the shape of a value tells.

use alloc::string::String;

use crate::{
    Category, Span,
    lexicon::{Classes, Lexicon},
    text,
};

/// Bytes of a value that tells little without the name of its field.
pub(super) const SHORT: usize = 64;

/// The words of a field's name, as prose would have them: `heartRate` and `heart_rate` are `heart rate`.
pub(super) fn words_of(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + SHORT);
    let mut lower = false;
    for character in name.chars() {
        if !character.is_alphanumeric() {
            words.push(' ');
        } else if character.is_uppercase() && lower {
            words.push(' ');
            words.extend(character.to_lowercase());
        } else {
            words.push(character);
        }
        lower = character.is_lowercase();
    }
    words
}

/// Whether a field's name is a person's: a frequent name with a capital, or several names and no other word.
///
/// A short word in lower case is far more often a field than a rare surname.
pub(super) fn is_name(lexicon: &Lexicon, key: &str) -> bool {
    let names = Classes::GIVEN.union(Classes::SURNAME);
    let frequent = Classes::GIVEN_FREQ.union(Classes::SURNAME_FREQ);
    let ordinary = Classes::AMBIGUOUS
        .union(Classes::COMMON)
        .union(Classes::FUNCTION)
        .union(Classes::CLINICAL)
        .union(Classes::DRUG);
    let (mut words, mut all, mut telling) = (0, true, false);
    for word in key.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        // `MariaLopez` is two words.
        let mut start = 0;
        let cuts = word
            .char_indices()
            .skip(1)
            .filter(|(_, c)| c.is_uppercase())
            .map(|(at, _)| at)
            .chain([word.len()]);
        for cut in cuts {
            let part = text::lowercase(word.get(start..cut).unwrap_or_default());
            let classes = lexicon.lookup(part.as_bytes());
            all &= part.len() >= 3 && classes.intersects(names);
            telling |= classes.intersects(frequent) && !classes.intersects(ordinary);
            words += 1;
            start = cut;
        }
    }
    let single = words == 1 && key.len() >= 4 && key.starts_with(char::is_uppercase);
    all && telling && (single || (2..=4).contains(&words))
}

/// The category of an address that its shape tells.
pub(super) fn address(text: &str) -> Option<Category> {
    let text = text.trim();
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_date = text.len() == 10
        && text.starts_with(['1', '2'])
        && ["-", "/"].iter().any(|mark| text.get(4..5) == Some(mark) && text.get(7..8) == Some(mark));
    let phone_byte = |byte: u8| byte.is_ascii_digit() || b"+-(). /x".contains(&byte);
    if text::holds(text, "://") {
        Some(Category::Url)
    } else if text.contains('@') || scheme.eq_ignore_ascii_case("mailto") {
        Some(Category::Email)
    } else if ["tel", "sms"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        Some(Category::Phone)
    } else if scheme.eq_ignore_ascii_case("fax") {
        Some(Category::Fax)
    } else if is_date {
        Some(Category::Date)
    } else {
        (digits(text) >= 7 && text.bytes().all(phone_byte)).then_some(Category::Phone)
    }
}

pub(super) fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// A lower-case letter that stands alone, which is nobody's name.
pub(super) fn is_single_letter(text: &str, span: &Span) -> bool {
    let mut letters = text.get(span.range()).unwrap_or_default().chars();
    span.category == Category::Name
        && letters.next().is_some_and(char::is_lowercase)
        && letters.next().is_none()
}

/// A reference to a record, such as `Patient/8812`.
pub(super) fn is_reference(text: &str) -> bool {
    let Some((kind, id)) = text.split_once('/') else { return false };
    let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte));
    let is_kind = kind.len() > 3 && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_kind && kind.starts_with(|c: char| c.is_ascii_uppercase()) && is_id && digits(id) > 0
}

/// A code of ICD-10 alone, such as `K35.80`.
pub(super) fn is_diagnosis(text: &str) -> bool {
    let text = text.trim();
    let (category, rest) = text.split_once('.').unwrap_or((text, "0"));
    let upper = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    matches!(category.as_bytes(), [letter, digit, last] if letter.is_ascii_uppercase() && digit.is_ascii_digit() && upper(*last))
        && (1..=4).contains(&rest.len())
        && rest.bytes().all(upper)
        && text.contains('.')
}

/// The number of a registered trial, which is public.
pub(super) fn is_trial(text: &str) -> bool {
    text.strip_prefix("NCT")
        .is_some_and(|number| number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A measured value, such as `0.123456`: at most three digits before its point.
pub(super) fn is_decimal(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.trim_start_matches('-')
        .split_once('.')
        .is_some_and(|(whole, part)| number(whole) && number(part) && whole.len() <= 3)
}

/// Whether a month is named.
pub(super) fn has_month(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter_map(|word| word.get(..3));
    words.any(|start| MONTHS.iter().any(|month| start.eq_ignore_ascii_case(month)))
}

/// Digits of a JSON number before its point; all of them if it has an exponent.
pub(super) fn integer_digits(raw: &str) -> usize {
    let whole = if raw.contains(['e', 'E']) { raw } else { raw.split('.').next().unwrap_or(raw) };
    digits(whole)
}

/// The years that an age tells.
pub(super) fn years(text: &str) -> Option<u32> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = text.get(end..).unwrap_or_default().trim_start_matches([' ', '-', '.']);
    let months =
        ["mo", "mth", "wk", "week", "day", "hour", "min"].iter().any(|small| unit.starts_with(small));
    let count = text.get(..end.min(9))?.parse().ok()?;
    Some(if months { 0 } else { count })
}

pub(super) const fn age_category(years: u32) -> Category {
    if years > 89 { Category::AgeOver89 } else { Category::Age }
}
