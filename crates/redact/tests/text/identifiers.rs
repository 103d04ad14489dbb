//! The identifiers of the development notes: strict mode leaves none, and no way of writing hides them.

use phiward_redact::{Detector, Mode};

use crate::{
    STRICT,
    notes::{Gold, NOTES},
};

/// Types that rules find, by a label, a grammar or check digits.
const IDENTIFIERS: [&str; 12] = [
    "SSN",
    "MRN",
    "HEALTH_PLAN",
    "ACCOUNT",
    "LICENSE",
    "VEHICLE",
    "DEVICE",
    "EMAIL",
    "PHONE",
    "FAX",
    "URL",
    "IP",
];

fn is_identifier(gold: &&Gold) -> bool {
    IDENTIFIERS.contains(&gold.kind.as_str())
}

/// The letters and digits of gold identifiers that a detector leaves, with their note.
fn left(detector: &Detector<'_>, case: fn(&str) -> String) -> Vec<String> {
    let mut left = Vec::new();
    for note in NOTES.iter() {
        let text = case(&note.text);
        let spans = detector.find(&text);
        for gold in note.gold.iter().filter(is_identifier) {
            let value = &text[gold.range.clone()];
            let covered =
                |at: usize| spans.iter().any(|span| span.range().contains(&(gold.range.start + at)));
            let mut characters = value.char_indices().filter(|(_, character)| character.is_alphanumeric());
            if !characters.all(|(at, _)| covered(at)) {
                left.push(format!("{} {} {value:?}", note.id, gold.kind));
            }
        }
    }
    left
}

#[test]
fn none_survives_strict_mode() {
    assert_eq!(left(&Detector::new(Mode::Strict), str::to_owned), Vec::<String>::new());
}

#[test]
fn no_output_of_strict_mode_holds_the_value_of_one() {
    let mut count = 0;
    for note in NOTES.iter() {
        let out = STRICT.redact(&note.text).text;
        // A short number may stand in a note a second time, as a pulse or a dose.
        for gold in note.gold.iter().filter(is_identifier).filter(|gold| gold.range.len() >= 6) {
            count += 1;
            assert!(!out.contains(&note.text[gold.range.clone()]), "{} {}", note.id, gold.kind);
        }
    }
    assert!(count > 2_000, "{count}");
}

#[test]
fn capitals_hide_none() {
    assert_eq!(left(&Detector::new(Mode::Balanced), str::to_ascii_uppercase), Vec::<String>::new());
}

#[test]
fn small_letters_hide_none() {
    assert_eq!(left(&Detector::new(Mode::Balanced), str::to_ascii_lowercase), Vec::<String>::new());
}
