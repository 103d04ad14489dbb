//! The words of a query that are left to search for, each known, corrected or unknown.

use super::{age_words, numbers, typo};
use crate::age::{AgeCategory, AgePolicy};
use crate::lexicon::{MAX_WORDS as MAX_TERM_WORDS, TermKind};
use crate::shard::View;
use crate::text::{Analyzer, Role, Word, is_stop_word};

/// Most words of a query that are looked at.
const MAX_WORDS: usize = 512;
/// Most words that are compared with the whole vocabulary.
const MAX_CORRECTIONS: usize = 16;

/// A word to search for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) surface: String,
    pub(crate) stem: String,
    pub(crate) upper: bool,
    /// The stem is another than the one of what was typed.
    pub(crate) corrected: bool,
    /// The row of the lexicon that has it as a term by itself.
    pub(crate) concept: Option<u32>,
}

/// What the words of a query say.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) tokens: Vec<Token>,
    /// Numbers of protocols, with the place where each stands.
    pub(crate) numbers: Vec<(numbers::Number, usize, usize)>,
    /// What the ages in the text come to, by the agency's policy.
    pub(crate) age: Option<AgeCategory>,
}

/// Reads a query: ages are taken out, numbers are told from values, spelling is corrected.
pub(crate) fn read(view: &View<'_>, policy: Option<AgePolicy>, text: &str, analyzer: &Analyzer) -> Reading {
    let mut words = analyzer.words(cut(text));
    words.truncate(MAX_WORDS);
    let mut reading = Reading::default();
    let mut corrections = 0;
    let mut after_vital = false;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let rest = words.get(at..).unwrap_or_default();
        if let Some(found) = age_words::read(rest) {
            reading.age = match policy {
                Some(policy) => Some(policy.classify(found.age)),
                // No agency has another opinion about these ages.
                None => found.age.surely(),
            };
            at += found.words;
            continue;
        }
        if let Some(number) = number(view, rest, after_vital, word).filter(|_| !view.is_plain_text()) {
            let last = words.get(at + number.words.max(1) - 1).unwrap_or(word);
            reading.numbers.push((number, word.start, last.end));
            at += number.words;
            continue;
        }
        let concept = find_key(view, &word.surface, &word.key);
        after_vital =
            is_vital(view, concept) || after_vital && !word.surface.bytes().any(|byte| byte.is_ascii_digit());
        at += push(view, (rest, concept), &mut corrections, &mut reading.tokens);
    }
    reading
}

/// A longer query is cut before its words are looked at, at a character.
fn cut(text: &str) -> &str {
    const MAX_BYTES: usize = 16 * 1024;
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn number(view: &View<'_>, rest: &[Word], after_vital: bool, word: &Word) -> Option<numbers::Number> {
    let number = numbers::read(view, rest, after_vital)?;
    // `5150` is a law before it is a missing protocol.
    let is_known = number.protocol.is_none() && (find_key(view, &word.surface, &word.key).is_some());
    // A bare number that no protocol has is a value, unless it is all there is.
    let is_alone = rest.len() <= number.words && word.start == 0;
    (!is_known && (number.protocol.is_some() || number.is_explicit || is_alone)).then_some(number)
}

/// Takes the next word, or a compound with its parts. Gives how many words that was.
fn push(
    view: &View<'_>,
    (rest, concept): (&[Word], Option<u32>),
    corrections: &mut usize,
    tokens: &mut Vec<Token>,
) -> usize {
    let Some(word) = rest.first() else { return 1 };
    if let Role::Whole { parts } = word.role {
        if parts > 0 && concept.is_none() {
            return 1;
        }
        tokens.push(token(word, concept));
        return 1 + usize::from(parts);
    }
    // "IN" may be a route, "in" is none.
    let means_something = word.upper && concept.is_some();
    if is_stop_word(&word.surface) && !means_something || word.key.is_empty() {
        return 1;
    }
    let mut token = token(word, concept);
    let is_known = concept.is_some() || is_known(view, word);
    if !is_known && *corrections < MAX_CORRECTIONS && !goes_on(view, tokens, word) {
        *corrections += 1;
        if let Some(stem) = typo::correct(view, &word.surface, &word.key) {
            token.corrected = stem != token.stem;
            token.concept = find_key(view, &stem, &stem);
            token.stem.clone_from(&stem);
            token.surface = stem;
        }
    }
    tokens.push(token);
    1
}

fn token(word: &Word, concept: Option<u32>) -> Token {
    Token {
        start: word.start,
        end: word.end,
        surface: word.surface.clone(),
        stem: word.key.clone(),
        upper: word.upper,
        corrected: false,
        concept,
    }
}

/// The concept of a term by itself: as a short form, or by its stem.
fn find_key(view: &View<'_>, surface: &str, stem: &str) -> Option<u32> {
    let short = view.keys.find(crate::lexicon::short_key(surface).as_bytes());
    short.or_else(|| view.keys.find(stem.as_bytes())).map(|entry| entry.second)
}

fn is_known(view: &View<'_>, word: &Word) -> bool {
    view.terms.find(word.key.as_bytes()).is_some()
        || view.keys.has_prefix([word.key.as_str(), " "].concat().as_bytes())
}

/// Whether a word goes on with a term of the lexicon that the words before it began.
fn goes_on(view: &View<'_>, tokens: &[Token], word: &Word) -> bool {
    let mut key = word.key.clone();
    tokens.iter().rev().take(MAX_TERM_WORDS - 1).any(|before| {
        key = [before.stem.as_str(), " ", key.as_str()].concat();
        view.keys.has_prefix(key.as_bytes())
    })
}

fn is_vital(view: &View<'_>, concept: Option<u32>) -> bool {
    let concept = concept.and_then(|concept| view.concept(concept));
    concept.is_some_and(|concept| concept.kind == TermKind::Vital)
}
