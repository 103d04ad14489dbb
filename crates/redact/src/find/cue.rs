//! The label rule: after words that announce an identifier, what is shaped like one is one.
//!
//! It gives most of the recall on identifiers, and vetoes on its own: a code after `CPT` or `NDC` is
//! marked harmless, so that no shape rule takes it.

use alloc::vec::Vec;
use core::ops::Range;

use self::{
    phrases::Value,
    value::{run_end, value},
};
use super::{
    Hint,
    words::{WordSet, words},
};
use crate::{
    Category, lexicon, order,
    scan::{Found, Scan},
    token::Gap,
};

mod phrases;
mod value;

/// The phrases, found by the hash of their first word.
pub(crate) struct Cues {
    /// Those with one first word side by side, the longest first.
    phrases: Vec<Phrase>,
    /// Sorted by hash.
    groups: Vec<Group>,
    /// For each value of the high bits of a hash, where in `groups` it begins.
    starts: Vec<usize>,
}

struct Phrase {
    /// The words after the first, with their hashes.
    rest: Vec<(u32, &'static str)>,
    category: Category,
    value: Value,
}

/// The phrases with one first word.
struct Group {
    /// The hash of the first word.
    hash: u32,
    /// Where they stand.
    range: Range<usize>,
    /// One bit for each value of the low bits of a second word's hash; all where a phrase has no second word.
    second: u64,
}

const START_BITS: u32 = 10;
/// Phrases, and words of one, that the list has not as many of.
const MOST: usize = 1 << 12;
const MOST_WORDS: usize = 16;

impl Cues {
    pub(crate) fn new() -> Self {
        let mut listed = Vec::new();
        let mut places = Vec::new();
        for (category, value, text) in phrases::phrases() {
            let mut words = text.split(' ').map(|word| (hash_of(word), word));
            let (first, _) = words.next().unwrap_or_default();
            let phrase = Phrase { rest: words.collect(), category, value };
            // Those of one first word side by side, the longest first, else in their order.
            let length = MOST_WORDS.saturating_sub(phrase.rest.len());
            places.push((first as usize, length * MOST + listed.len()));
            listed.push(Some((first, phrase)));
        }
        order::sort(&mut places, |one, other| one < other);
        let mut phrases = Vec::with_capacity(listed.len());
        let mut groups: Vec<Group> = Vec::new();
        for (_, place) in places {
            let Some((hash, phrase)) = listed.get_mut(place % MOST).and_then(Option::take) else { continue };
            let at = phrases.len();
            let second = phrase.rest.first().map_or(u64::MAX, |(hash, _)| Self::bit(*hash));
            phrases.push(phrase);
            match groups.last_mut().filter(|group| group.hash == hash) {
                Some(group) => {
                    group.range.end = at + 1;
                    group.second |= second;
                }
                None => groups.push(Group { hash, range: at..at + 1, second }),
            }
        }
        let start = |bits: u32| groups.partition_point(|group| group.hash >> (32 - START_BITS) < bits);
        let starts = (0..1 << START_BITS).map(start).collect();
        Self { phrases, groups, starts }
    }

    const fn bit(hash: u32) -> u64 {
        1 << (hash & 63)
    }

    /// The hashes of the words that are a phrase.
    pub(super) fn single_words(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().filter(|group| group.second == u64::MAX).map(|group| group.hash)
    }

    /// The hashes of the words that begin a longer phrase.
    pub(super) fn first_words(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().filter(|group| group.second != u64::MAX).map(|group| group.hash)
    }

    /// The hashes of the second words of phrases.
    pub(super) fn second_words(&self) -> impl Iterator<Item = u32> {
        self.phrases.iter().filter_map(|phrase| phrase.rest.first()).map(|(hash, _)| *hash)
    }

    /// The longest phrase that begins at a token.
    fn phrase(&self, scan: &Scan<'_>, index: usize) -> Option<&Phrase> {
        let hash = scan.token(index)?.hash;
        let start = self.starts.get((hash >> (32 - START_BITS)) as usize)?;
        let group = self.groups.get(*start..)?.iter().find(|group| group.hash >= hash)?;
        if (group.hash != hash) | (group.second & Self::bit(scan.hash(index + 1)) == 0) {
            return None;
        }
        let phrases = self.phrases.get(group.range.clone())?;
        phrases.iter().find(|phrase| fits(scan, index + 1, &phrase.rest))
    }

    /// Marks what cues announce; harmless codes go to `harmless` as ranges of tokens.
    pub(crate) fn find(&self, scan: &Scan<'_>, found: &mut Found, harmless: &mut Vec<(usize, usize)>) {
        let mut index = 0;
        while let Some(first) = scan.next(index, Hint::Cue) {
            let Some(phrase) = self.phrase(scan, first) else {
                index = first + 1;
                continue;
            };
            let after = first + 1 + phrase.rest.len();
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

/// The hash that a token of this word has: numbers have none.
fn hash_of(word: &str) -> u32 {
    if word.bytes().all(|byte| byte.is_ascii_digit()) { 0 } else { lexicon::hash32(word.as_bytes()) }
}

/// Whether the words follow, all on one line.
fn fits(scan: &Scan<'_>, from: usize, words: &[(u32, &str)]) -> bool {
    let breaks = Gap::LINE.0 | Gap::COLON.0 | Gap::COMMA.0 | Gap::OTHER.0 | Gap::AT.0;
    words.iter().zip(from..).all(|((hash, word), index)| {
        scan.token(index).is_some_and(|token| (token.hash == *hash) & !token.gap.any(breaks))
            && (*hash != 0 || scan.is(index, word))
    })
}

/// Words that may stand between a cue and its value.
static CONNECTORS: WordSet = words!(CueConnectors);

/// Words that are written with a full stop.
static ABBREVIATIONS: WordSet = words!(CueAbbreviations);

/// The token where a value may begin: past a few connecting words, not past a sentence's end.
fn skip_connectors(scan: &Scan<'_>, mut index: usize) -> Option<usize> {
    for _ in 0..4 {
        let gap = scan.gap(index);
        let ends_line = gap.has(Gap::LINE) && !gap.has(Gap::COLON);
        // `no. 12` goes on behind its full stop, `the monitor. BP 12` does not.
        let ends_sentence = gap.has(Gap::DOT) && gap.has(Gap::SPACE) && !ABBREVIATIONS.has(scan, index - 1);
        if index >= scan.tokens.len() || ends_line || ends_sentence {
            return None;
        }
        // `pt_bd3aa7ff` is a value, not a connecting word.
        if !CONNECTORS.has(scan, index) || scan.gap(index + 1).is(Gap::UNDERSCORE) {
            return Some(index);
        }
        index += 1;
    }
    None
}
