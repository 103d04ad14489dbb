//! The label rule: after words that announce an identifier, what is shaped like one is one.
//!
//! It gives most of the recall on identifiers, and vetoes on its own: a code after `CPT` or `NDC` is
//! marked harmless, so that no shape rule takes it.

use alloc::vec::Vec;

use self::phrases::Value;
use super::{
    Hint,
    words::{WordSet, hashed, words},
};
use crate::{
    Category, Span,
    lexicon::{self, Classes},
    scan::{Found, Scan},
    token::{Gap, Shape},
};

mod phrases;

/// The phrases, found by the hash of their first word.
pub(crate) struct Cues {
    /// Sorted by the hash of the first word, the longest first.
    phrases: Vec<Phrase>,
    /// For each value of the high bits of a hash, where in `phrases` it begins.
    starts: Vec<usize>,
}

struct Phrase {
    /// The hash of the first word.
    first: u32,
    /// The words after the first, with their hashes.
    rest: Vec<(u32, &'static str)>,
    category: Category,
    value: Value,
}

const START_BITS: u32 = 10;

impl Cues {
    pub(crate) fn new() -> Self {
        let mut listed = Vec::new();
        for (category, value, text) in phrases::phrases() {
            let mut words = text.split(' ').map(|word| (hash_of(word), word));
            let (first, _) = words.next().unwrap_or_default();
            listed.push(Phrase { first, rest: words.collect(), category, value });
        }
        listed.sort_by_key(|phrase: &Phrase| (phrase.first, core::cmp::Reverse(phrase.rest.len())));
        let start = |bits: u32| listed.partition_point(|phrase| phrase.first >> (32 - START_BITS) < bits);
        let starts = (0..1 << START_BITS).map(start).collect();
        Self { phrases: listed, starts }
    }

    /// The hashes of the words that begin a phrase.
    pub(super) fn first_words(&self) -> impl Iterator<Item = u32> {
        self.phrases.iter().map(|phrase| phrase.first)
    }

    /// The longest phrase that begins at a token.
    fn phrase(&self, scan: &Scan<'_>, index: usize) -> Option<&Phrase> {
        let hash = scan.token(index)?.hash;
        let start = self.starts.get((hash >> (32 - START_BITS)) as usize)?;
        for phrase in self.phrases.get(*start..)? {
            if phrase.first > hash {
                break;
            }
            if phrase.first == hash && fits(scan, index + 1, &phrase.rest) {
                return Some(phrase);
            }
        }
        None
    }

    /// Marks what cues announce; harmless codes go to `harmless` as ranges of tokens.
    pub(crate) fn find(&self, scan: &Scan<'_>, found: &mut Found, harmless: &mut Vec<(usize, usize)>) {
        let mut index = 0;
        while let Some(first) = scan.next(index, Hint::CUE) {
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
static CONNECTORS: WordSet = words!["no" "num" "number" "numbers" "nbr" "nr" "id" "ids" "is" "was" "of" "the" "as" "for" "code" "on" "at" "to" "ending" "in" "listed" "reads" "starting" "with" "file" "new" "old" "her" "his" "their" "pt" "patient" "me" "us" "him" "them" "card" "value"];

/// Words that are written with a full stop.
static ABBREVIATIONS: WordSet = words!["no" "nos" "num" "nbr" "nr" "ser" "lic" "acct" "acc" "ref" "tel" "ph" "rec" "med" "ins" "cert" "reg" "pt" "fx" "ext" "conf" "auth"];

/// The token where a value may begin: past a few connecting words, not past a sentence's end.
fn skip_connectors(scan: &Scan<'_>, mut index: usize) -> Option<usize> {
    for _ in 0..4 {
        let gap = scan.gap(index);
        let ends_line = gap.has(Gap::LINE) && !gap.has(Gap::COLON);
        // `no. 12` goes on behind its full stop, `the monitor. BP 12` does not.
        let ends_sentence =
            gap.has(Gap::DOT) && gap.has(Gap::SPACE) && !ABBREVIATIONS.has(scan, index - 1);
        if index >= scan.tokens.len() || ends_line || ends_sentence {
            return None;
        }
        if !CONNECTORS.has(scan, index) {
            return Some(index);
        }
        index += 1;
    }
    None
}

/// Whether a token continues the id-shaped run of the one before it.
fn continues(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    let joined =
        [Gap::HYPHEN, Gap::DOT, Gap::SLASH, Gap::COLON, Gap::UNDERSCORE].iter().any(|kind| gap.is(*kind));
    let udi = gap.any(Gap::OPEN.0 | Gap::CLOSE.0) && !gap.any(Gap::SPACE.0 | Gap::LINE.0);
    (joined || udi) && index < scan.tokens.len()
}

/// The end of the id-shaped run that begins at a token.
fn run_end(scan: &Scan<'_>, start: usize) -> usize {
    let mut end = start + 1;
    while continues(scan, end) {
        end += 1;
    }
    end
}

/// Letters and digits of a run, and how many of them are digits.
fn weigh(scan: &Scan<'_>, start: usize, end: usize) -> (usize, usize) {
    let mut weight = (0, 0);
    for token in scan.tokens.get(start..end).unwrap_or_default() {
        let text = token.text(scan.text);
        weight.0 += text.len();
        weight.1 += text.bytes().filter(u8::is_ascii_digit).count();
    }
    weight
}

fn value(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    match phrase.value {
        Value::Id => id(scan, phrase, start, 3),
        Value::LongId => id(scan, phrase, start, 5).filter(|(_, end)| !has_unit(scan, *end)),
        Value::Plate => plate(scan, phrase, start),
        Value::Phone => phone(scan, phrase, start),
        Value::Ssn => ssn(scan, phrase, start),
        Value::Harmless => None,
    }
}

fn id(scan: &Scan<'_>, phrase: &Phrase, start: usize, shortest: usize) -> Option<(Span, usize)> {
    let mut end = run_end(scan, start);
    // Groups apart by spaces belong together when each is of digits or of capitals and digits.
    while scan.gap(end).is_blank()
        && is_group(scan, end)
        && is_group(scan, end - 1)
        && !has_unit(scan, end + 1)
    {
        end = run_end(scan, end);
    }
    let (characters, digits) = weigh(scan, start, end);
    let announced = scan.gap(start).any(Gap::COLON.0 | Gap::HASH.0)
        || start > 0 && scan.is_among(start - 1, hashed!["no" "number" "id"]);
    let opaque = digits == 0
        && announced
        && characters >= 5
        && (start..end).all(|i| scan.shape(i).has(Shape::UPPER) && !scan.shape(i).has(Shape::LOWER))
        && (start..end).any(|i| scan.token(i).is_some_and(|token| token.classes == Classes::NONE));
    let plain = characters >= shortest && digits > 0 && (digits >= 2 || characters >= 5);
    if !(plain || opaque) || is_time_or_date_like(scan, start, end) {
        return None;
    }
    let confidence = if shortest > 3 { 75 } else { 92 };
    Some((scan.span(start..end, phrase.category, confidence, rule(phrase.category))?, end))
}

/// Whether a token is a group of an identifier that is written in groups.
fn is_group(scan: &Scan<'_>, index: usize) -> bool {
    let shape = scan.shape(index);
    let long_enough = scan.word(index).len() >= 2;
    long_enough && (shape.is_number() || shape.is_mixed() && !shape.has(Shape::LOWER))
}

/// A clock time or a calendar date is no identifier, however it is announced.
fn is_time_or_date_like(scan: &Scan<'_>, start: usize, end: usize) -> bool {
    let slashes = (start + 1..end).filter(|i| scan.gap(*i).is(Gap::SLASH)).count();
    let clock = end == start + 2
        && scan.gap(start + 1).is(Gap::COLON)
        && scan.digits(start) <= 2
        && scan.digits(start + 1) == 2;
    clock || slashes == 2 && end == start + 3 && scan.digits(start) <= 2
}

/// Whether a unit of measurement stands at a token.
fn has_unit(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    gap.has(Gap::PERCENT)
        || gap.is_blank() && scan.token(index).is_some_and(|token| token.classes.intersects(Classes::UNIT))
}

fn plate(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let is_part = |index: usize| {
        let word = scan.word(index);
        let capitals = !scan.shape(index).has(Shape::LOWER) || scan.shape(index).is_mixed();
        (1..=8).contains(&word.len())
            && word.is_ascii()
            && (capitals || scan.shape(index).is_number() || word.len() <= 3)
    };
    let digits = |range: core::ops::Range<usize>| range.into_iter().any(|i| scan.shape(i).has(Shape::DIGIT));
    let state = usize::from(
        scan.token(start).is_some_and(|token| token.classes.intersects(Classes::STATE))
            && scan.word(start).len() == 2,
    );
    let first = start + state;
    if !is_part(first) {
        return None;
    }
    let mut end = first + 1;
    let joins = |gap: Gap| gap.is_blank() || gap.is(Gap::HYPHEN) || gap.is(Gap::DOT);
    if end < scan.tokens.len()
        && joins(scan.gap(end))
        && is_part(end)
        && scan.word(end).len() <= 4
        && digits(first..end + 1)
    {
        let pair = scan.word(first).len() + scan.word(end).len();
        let mixed = scan.shape(first).is_word() != scan.shape(end).is_word() || scan.gap(end).is(Gap::HYPHEN);
        if pair <= 8 && mixed {
            end += 1;
        }
    }
    let (characters, _) = weigh(scan, first, end);
    if characters < 4 || !digits(first..end) {
        return None;
    }
    Some((scan.span(first..end, phrase.category, 88, rule(phrase.category))?, end))
}

fn phone(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let mut end = start;
    let mut digits = 0;
    while scan.digits(end) > 0 && digits + scan.digits(end) <= 15 {
        let gap = scan.gap(end);
        let ends_sentence = gap.has(Gap::DOT) && gap.has(Gap::SPACE);
        if end > start && (ends_sentence || gap.any(Gap::LINE.0 | Gap::COMMA.0 | Gap::COLON.0 | Gap::AT.0)) {
            break;
        }
        digits += scan.digits(end);
        end += 1;
    }
    if digits < 7 {
        return None;
    }
    Some((scan.span(start..end, phrase.category, 90, rule(phrase.category))?, end))
}

fn ssn(scan: &Scan<'_>, phrase: &Phrase, start: usize) -> Option<(Span, usize)> {
    let mut end = start;
    let mut digits = 0;
    let masked = |index: usize| {
        scan.word(index).bytes().all(|byte| matches!(byte, b'x' | b'X' | b'*')) && index < scan.tokens.len()
    };
    while scan.digits(end) > 0 || masked(end) && scan.word(end).len() <= 5 {
        let gap = scan.gap(end);
        if end > start && !(gap.is_blank() || gap.is(Gap::HYPHEN) || gap.is(Gap::DOT))
            || digits + scan.digits(end) > 9
        {
            break;
        }
        digits += scan.digits(end);
        end += 1;
    }
    if !matches!(digits, 4 | 9) {
        return None;
    }
    Some((scan.span(start..end, phrase.category, 95, rule(phrase.category))?, end))
}

/// The rule's id, by what it found.
const fn rule(category: Category) -> &'static str {
    match category {
        Category::Mrn => "cue.mrn",
        Category::Ssn => "cue.ssn",
        Category::HealthPlan => "cue.health_plan",
        Category::Account => "cue.account",
        Category::License => "cue.license",
        Category::Vehicle => "cue.vehicle",
        Category::Device => "cue.device",
        Category::Biometric => "cue.biometric",
        Category::Phone => "cue.phone",
        Category::Fax => "cue.fax",
        _ => "cue.other_id",
    }
}
