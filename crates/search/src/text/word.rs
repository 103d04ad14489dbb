//! Words: where they are, and the stem by which they are found.

use core::cell::RefCell;
use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use super::fold::fold;

/// Words that carry no evidence. "no" and "not" are not among them.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "did", "do", "does", "for", "from",
    "had", "has", "have", "he", "her", "him", "his", "i", "if", "in", "into", "is", "it", "its", "me", "my",
    "of", "on", "or", "our", "she", "so", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "to", "was", "we", "were", "what", "when", "which", "who", "will", "with",
    "you", "your",
];

const LONGEST_STOP_WORD: usize = 5;

/// Longest word in bytes that is looked at whole; what is longer is no word of any protocol.
const MAX_WORD_LEN: usize = 64;

/// Whether a folded word is left out of the index and of queries.
pub(crate) fn is_stop_word(folded: &str) -> bool {
    folded.len() <= LONGEST_STOP_WORD && STOP_WORDS.binary_search(&folded).is_ok()
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it starts and ends in the text, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Folded, as written.
    pub(crate) surface: String,
    /// The stem.
    pub(crate) key: String,
    /// Written in capitals, and more than one letter.
    pub(crate) upper: bool,
    pub(crate) role: Role,
}

/// How a word came out of what stood between two spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// By itself.
    Single,
    /// A compound such as `12-lead` or `n/v`, whole; its parts follow, if they say something by themselves.
    Whole { parts: u8 },
    /// A part of a compound.
    Part,
}

/// Cuts and stems.
pub(crate) struct Analyzer {
    stemmer: Stemmer,
    /// Stems of words that came before, for builders: most words of a corpus come again and again.
    known: Option<Box<dyn Memory>>,
}

/// Remembers stems. It is behind a pointer so that who only searches carries no code of it.
trait Memory {
    fn stem(&self, folded: &str, stemmer: &Stemmer) -> String;
}

/// The stems of [`Analyzer::remembering`].
#[derive(Default)]
struct Known(RefCell<HashMap<String, String>>);

impl Memory for Known {
    fn stem(&self, folded: &str, stemmer: &Stemmer) -> String {
        if let Some(stem) = self.0.borrow().get(folded) {
            return stem.clone();
        }
        let stem = stemmer.stem(folded).into_owned();
        let mut known = self.0.borrow_mut();
        if known.len() < MAX_KNOWN {
            known.insert(folded.to_owned(), stem.clone());
        }
        stem
    }
}

impl core::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Analyzer")
    }
}

impl Default for Analyzer {
    fn default() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), known: None }
    }
}

/// Most stems that are remembered.
const MAX_KNOWN: usize = 1 << 18;

impl Analyzer {
    /// An analyser that remembers stems.
    pub(crate) fn remembering() -> Self {
        Self { known: Some(Box::<Known>::default()), ..Self::default() }
    }

    /// The stem of a folded word. Short words, and those with anything but letters, stay as they are.
    pub(crate) fn stem(&self, folded: &str) -> String {
        if folded.len() <= 3 || !folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return folded.to_owned();
        }
        match &self.known {
            Some(known) => known.stem(folded, &self.stemmer),
            None => self.stemmer.stem(folded).into_owned(),
        }
    }

    /// The words of a text in order, stop words included.
    pub(crate) fn words(&self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        for (start, end) in Compounds::new(text) {
            self.push_compound(text, start, end, &mut words);
        }
        words
    }

    fn push_compound(&self, text: &str, start: usize, end: usize, words: &mut Vec<Word>) {
        let Some(raw) = text.get(start..end) else { return };
        if raw.len() > MAX_WORD_LEN {
            return;
        }
        let parts = parts(raw);
        if let [_] = parts.as_slice() {
            words.push(self.word(raw, (start, end), Role::Single));
            return;
        }
        let initials = raw.contains('.') && parts.iter().all(|(_, part)| is_letter(part));
        if initials {
            let joined: String = parts.iter().map(|(_, part)| *part).collect();
            words.push(self.word(&joined, (start, end), Role::Single));
            return;
        }
        let is_decimal = raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let whole = is_decimal
            || raw.bytes().any(|byte| byte.is_ascii_digit())
            || parts.iter().any(|(_, part)| is_letter(part));
        let says = |part: &str| !(is_decimal || whole && is_letter(part));
        if whole {
            let count = parts.iter().filter(|(_, part)| says(part)).count();
            let role = Role::Whole { parts: u8::try_from(count).unwrap_or(u8::MAX) };
            words.push(self.word(raw, (start, end), role));
        }
        for (at, part) in parts {
            if says(part) {
                words.push(self.word(part, (start + at, start + at + part.len()), Role::Part));
            }
        }
    }

    fn word(&self, raw: &str, (start, end): (usize, usize), role: Role) -> Word {
        let mut surface = fold(raw);
        if let Some(owner) = surface.strip_suffix("'s") {
            surface.truncate(owner.len());
        }
        surface.retain(|character| character != '\'');
        let key = self.stem(&surface);
        let upper = raw.len() > 1
            && raw.bytes().any(|byte| byte.is_ascii_uppercase())
            && !raw.bytes().any(|byte| byte.is_ascii_lowercase());
        Word { start, end, surface, key, upper, role }
    }
}

impl Word {
    /// Whether the word counts when neighbours are looked at.
    pub(crate) fn is_in_sequence(&self) -> bool {
        !matches!(self.role, Role::Whole { parts: 1.. }) && !is_stop_word(&self.surface)
    }
}

fn is_letter(part: &str) -> bool {
    part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Cuts a compound at its connectors, and a number from the unit that is written to it.
fn parts(raw: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, character) in raw.char_indices() {
        if is_connector(character) && !is_apostrophe(character) {
            parts.extend(raw.get(start..at).map(|part| (start, part)));
            start = at + character.len_utf8();
        }
    }
    parts.extend(raw.get(start..).map(|part| (start, part)));
    parts.retain(|(_, part)| !part.is_empty());
    parts.into_iter().flat_map(|(at, part)| split_unit(at, part)).flatten().collect()
}

/// `10mg` is `10` and `mg`; `1210p` and `tp1210` stay whole.
fn split_unit(at: usize, part: &str) -> [Option<(usize, &str)>; 2] {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = part.split_at_checked(digits).unwrap_or((part, ""));
    if digits > 0 && unit.len() > 1 && unit.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        [Some((at, number)), Some((at + digits, unit))]
    } else {
        [Some((at, part)), None]
    }
}

fn is_connector(character: char) -> bool {
    matches!(
        character,
        '-' | '.' | '/' | '&' | '+' | '\'' | '\u{2010}'..='\u{2013}' | '\u{2018}' | '\u{2019}'
    )
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2018}' | '\u{2019}')
}

/// A letter, a digit, or a mark that is drawn over one.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '\u{300}'..='\u{36f}')
}

/// Where the compounds of a text are: letters and digits, held together by single connectors.
struct Compounds<'a> {
    characters: core::iter::Peekable<core::str::CharIndices<'a>>,
    len: usize,
}

impl<'a> Compounds<'a> {
    fn new(text: &'a str) -> Self {
        Self { characters: text.char_indices().peekable(), len: text.len() }
    }
}

impl Iterator for Compounds<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let (start, _) = self.characters.by_ref().find(|(_, character)| is_of_word(*character))?;
        let mut end = None;
        while let Some((at, character)) = self.characters.next_if(|(_, c)| is_of_word(*c) || is_connector(*c))
        {
            if is_of_word(character) {
                end = None;
            } else if let Some(before) = end {
                // Two connectors in a row hold nothing together.
                return Some((start, before));
            } else {
                end = Some(at);
            }
        }
        let next = self.characters.peek().map_or(self.len, |(at, _)| *at);
        Some((start, end.unwrap_or(next)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surfaces(text: &str) -> Vec<String> {
        Analyzer::default().words(text).into_iter().map(|word| word.surface).collect()
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
        assert_eq!(STOP_WORDS.iter().map(|word| word.len()).max(), Some(LONGEST_STOP_WORD));
        assert!(is_stop_word("the") && !is_stop_word("not"));
    }

    #[test]
    fn compounds_stay_whole_where_they_mean_something() {
        assert_eq!(surfaces("1210-P, 1317.17; C-02"), ["1210-p", "1210", "1317.17", "c-02", "02"]);
        assert_eq!(surfaces("N/V after 12-lead"), ["n/v", "after", "12-lead", "12", "lead"]);
        assert_eq!(
            surfaces("non-traumatic Shock/Hypotension."),
            ["non", "traumatic", "shock", "hypotension"]
        );
        assert_eq!(surfaces("S.O.B. 10mg grandma's can't"), ["sob", "10mg", "10", "mg", "grandma", "cant"]);
        assert_eq!(surfaces("a--b -c- ...d"), ["a", "b", "c", "d"]);
        assert_eq!(surfaces("🩺 \u{301} é"), ["", "e"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "Ménière, 5 µg/kg";
        let words = Analyzer::default().words(text);
        let pieces: Vec<_> = words.iter().map(|word| text.get(word.start..word.end).unwrap()).collect();
        assert_eq!(pieces, ["Ménière", "5", "µg", "kg"]);
        assert_eq!(words[0].key, "menier");
    }
}
