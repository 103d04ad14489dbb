//! Ages in a chief complaint: taken out, so that no number of a patient is searched for or shown.

use crate::age::{Age, AgeUnit};
use crate::text::Word;

/// An age that a text tells, and the words that tell it.
#[derive(Debug)]
pub(crate) struct AgeInText {
    pub(crate) age: Age,
    pub(crate) words: usize,
}

/// Longest run of digits that is an age.
const MAX_DIGITS: usize = 3;

/// Reads an age that starts with the first of `words`.
///
/// `62 yo`, `62yoM`, `54M`, `4yo`, `62-year-old`, `3 month old`, `6mo`, `62 y/o female`.
pub(crate) fn read(words: &[Word]) -> Option<AgeInText> {
    let (first, rest) = words.split_first()?;
    if let Some(unit) = compound_unit(&first.surface) {
        let (value, _) = leading_number(&first.surface)?;
        return Some(finish(value, unit, 1 + parts_of(first), rest));
    }
    let (value, unit) = leading_number(&first.surface)?;
    if unit.is_empty() {
        let next = rest.iter().find(|word| word.is_in_sequence() || word.surface.contains('/'))?;
        let at = rest.iter().position(|word| word == next)?;
        let (unit, is_sure) = unit_of(&next.surface)?;
        let used = at + 1 + parts_of(next);
        let says_old = rest.get(used).is_some_and(|word| word.surface == "old");
        return (is_sure || says_old).then(|| finish(value, unit, 1 + used, rest));
    }
    let unit = glued_unit(unit)?;
    Some(finish(value, unit, 1 + parts_of(first), rest))
}

/// Takes in "old" and the sex behind an age.
fn finish(value: u32, unit: AgeUnit, mut words: usize, rest: &[Word]) -> AgeInText {
    for _ in 0..2 {
        let next = words.checked_sub(1).and_then(|at| rest.get(at));
        if next.is_some_and(|word| word.surface == "old" || is_sex(&word.surface)) {
            words += 1;
        }
    }
    AgeInText { age: Age::new(value, unit), words }
}

/// Parts that follow a compound in the list of words.
fn parts_of(word: &Word) -> usize {
    match word.role {
        crate::text::Role::Whole { parts } => parts.into(),
        _ => 0,
    }
}

fn leading_number(surface: &str) -> Option<(u32, &str)> {
    let digits = surface.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = surface.split_at_checked(digits)?;
    let value = if (1..=MAX_DIGITS).contains(&digits) { number.parse().ok()? } else { return None };
    Some((value, rest))
}

/// `62-year-old`, `62-yo`, `6-month-old-male`.
fn compound_unit(surface: &str) -> Option<AgeUnit> {
    let (number, rest) = surface.split_once('-')?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (unit, behind) = rest.split_once('-').unwrap_or((rest, ""));
    let (unit, is_sure) = unit_of(unit)?;
    (is_sure || behind.starts_with("old")).then_some(unit)
}

/// A unit behind a number, and whether it can be nothing but that of an age.
fn unit_of(word: &str) -> Option<(AgeUnit, bool)> {
    Some(match word {
        "yo" | "y/o" | "yom" | "yof" => (AgeUnit::Years, true),
        "yr" | "yrs" | "year" | "years" | "y" => (AgeUnit::Years, true),
        "m/o" => (AgeUnit::Months, true),
        "mo" | "mos" | "month" | "months" => (AgeUnit::Months, false),
        "wk" | "wks" | "week" | "weeks" => (AgeUnit::Days, false),
        "d/o" => (AgeUnit::Days, true),
        "day" | "days" => (AgeUnit::Days, false),
        _ => return None,
    })
}

/// A unit, or a sex, that is written to the number.
fn glued_unit(letters: &str) -> Option<AgeUnit> {
    Some(match letters {
        "m" | "f" | "y" | "yo" | "yom" | "yof" | "yr" | "yrs" | "ym" | "yf" | "y/o" => AgeUnit::Years,
        "mo" | "mom" | "mof" | "mos" | "m/o" => AgeUnit::Months,
        "do" | "dom" | "dof" => AgeUnit::Days,
        _ => return None,
    })
}

fn is_sex(word: &str) -> bool {
    matches!(word, "m" | "f" | "male" | "female" | "man" | "woman" | "boy" | "girl" | "gentleman" | "lady")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;

    /// A compound counts itself and its parts.
    fn consumed(text: &str) -> usize {
        read(&Analyzer::default().words(text)).map_or(0, |age| age.words)
    }

    #[test]
    fn ages_are_read_and_other_numbers_are_not() {
        for (text, words) in [
            ("62 yo CP", 2),
            ("54M chest pain", 1),
            ("4yo wheezing", 3),
            ("62 y/o female fall", 3),
            ("3 month old fever", 3),
            ("70 year old male weak", 4),
            ("6mo cough", 3),
            ("62yoM", 3),
            ("8 y", 2),
            ("3 days vomiting", 0),
            ("2 min", 0),
            ("1210 chest", 0),
            ("4L oxygen", 0),
            ("190 narrow", 0),
            ("", 0),
        ] {
            assert_eq!(consumed(text), words, "{text}");
        }
        assert_eq!(consumed("62-year-old man fell"), 5);
    }
}
