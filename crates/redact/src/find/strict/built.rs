//! Words that no list has, but whose parts are known: `postmarketing`, `immunoaffinity`, `chondroclastic`.

use alloc::{boxed::Box, vec::Vec};

use once_cell::race::OnceBox;

use crate::lexicon::List;

/// Shorter words are too often names.
const LEAST: usize = 7;
/// A part of a word that is looked up has at least this many letters.
const PART: usize = 4;
/// Longer words are not taken apart.
const MOST: usize = 48;

/// Whether a word has an ending that only words of the field have, or is made of parts that are harmless words.
pub(super) fn is_built(word: &str, is_safe: impl Fn(&[u8]) -> bool) -> bool {
    if !word.is_ascii() || !(LEAST..=MOST).contains(&word.len()) {
        return false;
    }
    let mut folded = [0; MOST];
    for (slot, byte) in folded.iter_mut().zip(word.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    let word = folded.get(..word.len()).unwrap_or_default();
    ENDINGS.iter().any(|ending| word.ends_with(ending.as_bytes()))
        || is_made_of_parts(word, &is_safe)
        || PREFIXES
            .iter()
            .filter_map(|prefix| word.strip_prefix(prefix.as_bytes()))
            .any(|rest| rest.len() >= PART && (is_safe(rest) || has_safe_stem(rest, &is_safe)))
}

/// A known word with an ending of grammar, or two known words in a row.
fn is_made_of_parts(word: &[u8], is_safe: &impl Fn(&[u8]) -> bool) -> bool {
    has_safe_stem(word, is_safe)
        || (PART..=word.len() - PART).any(|at| {
            let (first, second) = word.split_at(at);
            is_safe(first) && is_safe(second)
        })
}

/// `deglutinated`, `neurones`: a known word before an ending, with or without the letter that the ending took.
fn has_safe_stem(word: &[u8], is_safe: &impl Fn(&[u8]) -> bool) -> bool {
    SUFFIXES.iter().filter_map(|suffix| word.strip_suffix(suffix.as_bytes())).any(|stem| {
        let with = |letter: u8| {
            let mut longer = [0; MOST + 1];
            for (slot, byte) in longer.iter_mut().zip(stem.iter().chain([&letter])) {
                *slot = *byte;
            }
            longer.get(..=stem.len()).is_some_and(is_safe)
        };
        stem.len() >= PART && (is_safe(stem) || with(b'e') || with(b'y'))
    })
}

/// Parts of words.
struct Parts {
    list: List,
    parts: OnceBox<Vec<&'static str>>,
}

impl Parts {
    const fn of(list: List) -> Self {
        Self { list, parts: OnceBox::new() }
    }

    fn iter(&self) -> impl Iterator<Item = &'static str> {
        let parts = self.parts.get_or_init(|| Box::new(self.list.words().collect()));
        parts.iter().copied()
    }
}

/// What words of the field begin with.
static PREFIXES: Parts = Parts::of(List::PartPrefixes);
/// Endings of grammar.
static SUFFIXES: Parts = Parts::of(List::PartSuffixes);
/// Endings that only words of the field have.
static ENDINGS: Parts = Parts::of(List::PartEndings);

#[cfg(test)]
mod tests {
    use super::is_built;

    #[test]
    fn words_of_known_parts_are_built() {
        let known = |part: &[u8]| {
            [&b"marketing"[..], b"affinity", b"coding", b"marrow", b"bone", b"neuron"].contains(&part)
        };
        for word in ["postmarketing", "immunoaffinity", "Noncoding", "bonemarrow", "neurones", "splenectomy"]
        {
            assert!(is_built(word, known), "{word}");
        }
        for word in ["kovalenko", "bones", "marketxx", "", "Łukasiewicz", "postm"] {
            assert!(!is_built(word, known), "{word}");
        }
    }
}
