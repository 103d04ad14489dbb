//! The label rule: after words that announce an identifier, what is shaped like one is one.
//!
//! It gives most of the recall on identifiers, and vetoes on its own: a code after `CPT` or `NDC` is
//! marked harmless, so that no shape rule takes it.

use alloc::{vec, vec::Vec};

use self::{
    phrases::Value,
    value::{run_end, value},
};
use crate::{
    Category,
    lexicon,
    scan::{Found, Scan},
    token::Gap,
};

mod phrases;
mod value;

/// The phrases, found by the hash of their first word.
pub(crate) struct Cues {
    /// One bit for each value of the low bits of a first word's hash: most words stop here.
    filter: Vec<u64>,
    /// First word's hash, and the phrase; sorted by hash.
    phrases: Vec<(u32, Phrase)>,
}

struct Phrase {
    /// The words after the first.
    rest: Vec<&'static str>,
    first: &'static str,
    category: Category,
    value: Value,
}

const FILTER_BITS: u32 = 12;

impl Cues {
    pub(crate) fn new() -> Self {
        let mut filter = vec![0u64; 1 << (FILTER_BITS - 6)];
        let mut listed = Vec::new();
        for (category, value, text) in phrases::phrases() {
            let mut words = text.split(' ');
            let first = words.next().unwrap_or_default();
            let hash = lexicon::hash32(first.as_bytes());
            if let Some(word) = filter.get_mut(Self::slot(hash).0) {
                *word |= Self::slot(hash).1;
            }
            listed.push((hash, Phrase { rest: words.collect(), first, category, value }));
        }
        listed.sort_by_key(|(hash, phrase): &(u32, Phrase)| (*hash, core::cmp::Reverse(phrase.rest.len())));
        Self { filter, phrases: listed }
    }

    const fn slot(hash: u32) -> (usize, u64) {
        let bits = hash >> (32 - FILTER_BITS);
        ((bits >> 6) as usize, 1 << (bits & 63))
    }

    /// Whether a word may begin a phrase.
    fn may_begin(&self, hash: u32) -> bool {
        let (word, bit) = Self::slot(hash);
        self.filter.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// The longest phrase that begins at a token.
    fn phrase(&self, scan: &Scan<'_>, index: usize) -> Option<&Phrase> {
        let token = scan.token(index)?;
        if !self.may_begin(token.hash) {
            return None;
        }
        let from = self.phrases.partition_point(|(hash, _)| *hash < token.hash);
        self.phrases
            .get(from..)?
            .iter()
            .take_while(|(hash, _)| *hash == token.hash)
            .map(|(_, phrase)| phrase)
            .find(|phrase| scan.is(index, phrase.first) && fits(scan, index + 1, &phrase.rest))
    }

    /// Marks what cues announce; harmless codes go to `harmless` as ranges of tokens.
    pub(crate) fn find(&self, scan: &Scan<'_>, found: &mut Found, harmless: &mut Vec<(usize, usize)>) {
        let mut index = 0;
        while index < scan.tokens.len() {
            let Some(phrase) = self.phrase(scan, index) else {
                index += 1;
                continue;
            };
            let after = index + 1 + phrase.rest.len();
            index = after;
            let Some(start) = skip_connectors(scan, after) else { continue };
            if phrase.value == Value::Harmless {
                let end = run_end(scan, start);
                harmless.push((start, end));
            } else if let Some((span, end)) = value(scan, phrase, start) {
                found.push(span);
                index = end;
            }
        }
    }
}

/// Whether the words follow, all on one line.
fn fits(scan: &Scan<'_>, from: usize, words: &[&str]) -> bool {
    let breaks = Gap::LINE.0 | Gap::COLON.0 | Gap::COMMA.0 | Gap::OTHER.0 | Gap::AT.0;
    words.iter().zip(from..).all(|(word, index)| scan.is(index, word) && !scan.gap(index).any(breaks))
}

/// Words that may stand between a cue and its value.
const CONNECTORS: &[&str] = &[
    "no", "num", "number", "numbers", "nbr", "nr", "id", "ids", "is", "was", "of", "the", "as", "for",
    "code", "on", "at", "to", "ending", "in", "listed", "reads", "starting", "with", "file", "new", "old",
    "her", "his", "their", "pt", "patient", "me", "us", "him", "them", "card", "value",
];

/// Words that are written with a full stop.
const ABBREVIATIONS: &[&str] = &[
    "no", "nos", "num", "nbr", "nr", "ser", "lic", "acct", "acc", "ref", "tel", "ph", "rec", "med", "ins",
    "cert", "reg", "pt", "fx", "ext", "conf", "auth",
];

/// The token where a value may begin: past a few connecting words, not past a sentence's end.
fn skip_connectors(scan: &Scan<'_>, mut index: usize) -> Option<usize> {
    for _ in 0..4 {
        let gap = scan.gap(index);
        let ends_line = gap.has(Gap::LINE) && !gap.has(Gap::COLON);
        // `no. 12` goes on behind its full stop, `the monitor. BP 12` does not.
        let ends_sentence =
            gap.has(Gap::DOT) && gap.has(Gap::SPACE) && !scan.is_one_of(index - 1, ABBREVIATIONS);
        if index >= scan.tokens.len() || ends_line || ends_sentence {
            return None;
        }
        // `pt_bd3aa7ff` is a value, not a connecting word.
        if !scan.is_one_of(index, CONNECTORS) || scan.gap(index + 1).is(Gap::UNDERSCORE) {
            return Some(index);
        }
        index += 1;
    }
    None
}
