//! Values that need nothing but dice, and the words of numbers and people.

use super::{
    cast, checked,
    dice::Dice,
    slot::{SexWord, Slot},
};

/// A slot that needs nothing but dice.
pub(super) fn drawn(slot: &Slot, dice: &mut Dice) -> String {
    match slot {
        Slot::Number { low, high, step, width } => {
            let steps = (high.saturating_sub(*low)) / (*step).max(1);
            let number = low + step * dice.between(0, steps);
            format!("{number:0width$}", width = *width)
        }
        Slot::Decimal { low, high, places } => {
            let number = dice.between(*low, *high);
            let unit = 10_u64.pow(*places);
            let width = usize::try_from(*places).unwrap_or(1);
            format!("{}.{:0width$}", number / unit, number % unit)
        }
        Slot::Pattern(pattern) => checked::pattern(dice, pattern),
        Slot::Checked(kind) => kind.draw(dice),
        Slot::Letter => dice.char_of("ABCDEFGHIJKLMNOPRSTW").to_string(),
        Slot::Invented(given) => cast::invent(dice, *given),
        _ => String::new(),
    }
}

/// A word for the patient.
pub(super) fn sex_word(word: SexWord, female: bool, age: u64, dice: &mut Dice) -> &'static str {
    let nouns: &[&str] = match (female, age < 16) {
        (true, true) => &["female", "girl", "F"],
        (false, true) => &["male", "boy", "M"],
        (true, false) => &["female", "female", "woman", "woman", "lady", "F"],
        (false, false) => &["male", "male", "man", "man", "gentleman", "M"],
    };
    match (word, female) {
        (SexWord::Noun, _) => dice.pick(nouns).copied().unwrap_or("patient"),
        (SexWord::Letter, true) => "F",
        (SexWord::Letter, false) => "M",
        (SexWord::He, true) => "she",
        (SexWord::He, false) => "he",
        (SexWord::Him | SexWord::His, true) => "her",
        (SexWord::Him, false) => "him",
        (SexWord::His, false) => "his",
        (SexWord::Himself, true) => "herself",
        (SexWord::Himself, false) => "himself",
    }
}

/// An age from 90 to 109 in words.
pub(super) fn in_words(age: u64) -> String {
    const UNITS: [&str; 10] = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let unit = usize::try_from(age % 10).ok().and_then(|unit| UNITS.get(unit)).copied().unwrap_or_default();
    match (age / 10, unit) {
        (9, "") => "ninety".to_owned(),
        (9, unit) => format!("ninety-{unit}"),
        (_, "") => "one hundred".to_owned(),
        (_, unit) => format!("one hundred {unit}"),
    }
}

/// A text with a capital first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
