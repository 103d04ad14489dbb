//! Folding words as the engine folds them, and cutting phrases into words.

use std::collections::BTreeSet;

use phiward_redact::lexicon::MAX_WORD_LEN;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The lower-case word in composed form, without a possessive ending.
pub(super) fn fold(word: &str) -> String {
    let lower: String = word.nfc().flat_map(char::to_lowercase).nfc().collect();
    let lower = lower.strip_suffix("'s").or_else(|| lower.strip_suffix("\u{2019}s")).unwrap_or(&lower);
    lower.to_owned()
}

/// The word without diacritics, in ASCII where a usual spelling exists.
pub(super) fn plain(folded: &str) -> String {
    let mut plain = String::new();
    for character in folded.nfd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'ß' => plain.push_str("ss"),
            'æ' | 'ǽ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            'þ' => plain.push_str("th"),
            'ə' => plain.push('a'),
            'ħ' => plain.push('h'),
            'ŋ' => plain.push('n'),
            _ => plain.push(character),
        }
    }
    plain
}

/// The ways in which the engine may look a word up: as written and without diacritics.
pub(super) fn spellings(folded: &str) -> BTreeSet<String> {
    [folded.to_owned(), plain(folded)].into_iter().filter(|word| is_storable(word)).collect()
}

/// The tokens of a phrase, and the joined form of each part with inner hyphens or apostrophes.
pub(super) fn words_of(phrase: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for part in phrase.split(|c: char| !(c.is_alphanumeric() || is_joiner(c) || is_combining_mark(c))) {
        let part = fold(part);
        let tokens: Vec<_> = part.split(is_joiner).filter(|token| !token.is_empty()).collect();
        // A letter of a longer phrase says nothing: "x-ray" gives "ray" and "xray".
        let telling = |token: &&str| token.chars().count() > 1 || token.len() == phrase.trim().len();
        words.extend(tokens.iter().copied().filter(telling).map(str::to_owned));
        if tokens.len() > 1 {
            words.insert(tokens.concat());
        }
    }
    words
}

/// The letters and digits of a phrase without anything between them.
pub(super) fn joined(phrase: &str) -> String {
    fold(phrase).chars().filter(|c| c.is_alphanumeric() || is_combining_mark(*c)).collect()
}

fn is_joiner(character: char) -> bool {
    matches!(character, '-' | '\'' | '\u{2019}' | '\u{2bb}' | '\u{2bc}' | '`')
}

/// Whether the engine would look such a word up.
fn is_storable(word: &str) -> bool {
    (1..=MAX_WORD_LEN).contains(&word.len())
        && word.chars().any(char::is_alphabetic)
        && word.chars().all(|c| c.is_alphanumeric() || is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn folds_case_possessives_and_composition() {
        assert_eq!(fold("Parkinson's"), "parkinson");
        assert_eq!(fold("MÜLLER"), "müller");
        assert_eq!(fold("Jose\u{301}"), "josé");
    }

    #[test]
    fn spells_with_and_without_diacritics() {
        assert_eq!(spellings("nguyễn"), set(&["nguyễn", "nguyen"]));
        assert_eq!(spellings("łukasz"), set(&["łukasz", "lukasz"]));
        assert_eq!(spellings("straße"), set(&["straße", "strasse"]));
        assert_eq!(spellings(&fold("İnan")), set(&["i\u{307}nan", "inan"]));
        assert_eq!(spellings("lee"), set(&["lee"]));
        assert_eq!(spellings("12"), set(&[]));
    }

    #[test]
    fn cuts_phrases_as_the_tokeniser_does() {
        assert_eq!(words_of("X-ray of O'Brien's hip"), set(&["ray", "xray", "of", "brien", "obrien", "hip"]));
        assert_eq!(words_of("Winston-Salem"), set(&["winston", "salem", "winstonsalem"]));
        assert_eq!(joined("Salt Lake City"), "saltlakecity");
    }
}
