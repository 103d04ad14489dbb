//! Counting: what was caught, what leaked, and what was taken without need.
//!
//! Only letters and digits count, so that a bound on punctuation or a blank neither helps nor hurts.

use std::collections::BTreeMap;

use super::gold::{Note, Stretch};

/// Counts of one category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// Gold spans.
    pub(super) spans: u64,
    /// Those of which enough was redacted, whatever it was taken for.
    pub(super) caught: u64,
    /// Those of them that a span of the same group met.
    pub(super) typed: u64,
    /// Letters and digits of the gold spans.
    pub(super) characters: u64,
    /// Those that were redacted.
    pub(super) redacted: u64,
}

/// A gold span that leaked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leak {
    pub(super) note: String,
    pub(super) kind: String,
    pub(super) value: String,
    /// Whether a part of it was redacted.
    pub(super) in_part: bool,
    /// The value with what stands around it.
    pub(super) around: String,
}

/// Counts of all notes.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) kinds: BTreeMap<String, Kind>,
    pub(super) notes: u64,
    /// Notes with a gold span.
    pub(super) positive: u64,
    pub(super) positive_with_leak: u64,
    /// Letters and digits that must be redacted, and are.
    pub(super) right: u64,
    /// Those that must be and are not.
    pub(super) missed: u64,
    /// Those that need not be and are.
    pub(super) needless: u64,
    /// Those that need not be.
    pub(super) harmless: u64,
    /// Notes without a gold span, how many of them were altered, and their letters and digits.
    pub(super) negative: u64,
    pub(super) negative_hit: u64,
    pub(super) negative_harmless: u64,
    pub(super) negative_needless: u64,
    /// Letters and digits of spans that leaked.
    pub(super) leaked_characters: u64,
    pub(super) leaks: Vec<Leak>,
    /// Found texts that meet nothing that is marked, with their category.
    pub(super) needless_texts: BTreeMap<(String, String), u64>,
}

/// What a character of a note is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Plain,
    Gold,
    Ignored,
}

/// Categories that count as one when it is asked whether a span was taken for the right thing.
fn group(kind: &str) -> &str {
    match kind {
        "FAX" => "PHONE",
        "AGE_OVER_89" => "AGE",
        "MRN" | "HEALTH_PLAN" | "ACCOUNT" | "LICENSE" | "OTHER_ID" | "DEVICE" | "VEHICLE" | "BIOMETRIC"
        | "SSN" => "ID",
        _ => kind,
    }
}

/// Sets what lies within stretches.
fn set<T: Copy>(places: &mut [T], stretches: &[Stretch], value: T) {
    for stretch in stretches {
        let end = stretch.end.min(places.len());
        places.get_mut(stretch.start..end).unwrap_or_default().fill(value);
    }
}

/// Number of things as a number to count with.
const fn count(number: usize) -> u64 {
    number as u64
}

impl Tally {
    /// Counts a note; a gold span is caught when at least `cover` of its letters and digits are redacted.
    pub(super) fn add(&mut self, note: &Note, found: &[Stretch], cover: f64) {
        let characters: Vec<char> = note.text.chars().collect();
        let mut marks = vec![Mark::Plain; characters.len()];
        set(&mut marks, &note.ignore, Mark::Ignored);
        set(&mut marks, &note.gold, Mark::Gold);
        let mut redacted = vec![false; characters.len()];
        set(&mut redacted, found, true);

        self.notes += 1;
        let leaks = self.leaks.len();
        for gold in &note.gold {
            self.span(note, gold, (&characters, &redacted), found, cover);
        }
        self.positive += u64::from(!note.gold.is_empty());
        self.positive_with_leak += u64::from(self.leaks.len() > leaks);
        self.characters(note, &characters, &marks, &redacted);
        for span in found {
            let places = marks.get(span.start..span.end).unwrap_or_default();
            if places.iter().all(|mark| *mark == Mark::Plain) {
                let text = characters.get(span.start..span.end).unwrap_or_default().iter().take(40).collect();
                *self.needless_texts.entry((span.kind.clone(), text)).or_default() += 1;
            }
        }
    }

    fn span(
        &mut self,
        note: &Note,
        gold: &Stretch,
        (characters, redacted): (&[char], &[bool]),
        found: &[Stretch],
        cover: f64,
    ) {
        let text = characters.get(gold.start..gold.end).unwrap_or_default();
        let taken = redacted.get(gold.start..gold.end).unwrap_or_default();
        let letters = || text.iter().zip(taken).filter(|(character, _)| character.is_alphanumeric());
        let all = count(letters().count());
        let caught = count(letters().filter(|(_, taken)| **taken).count());
        let kind = self.kinds.entry(gold.kind.clone()).or_default();
        kind.spans += 1;
        kind.characters += all;
        kind.redacted += caught;
        if ratio(caught, all).is_none_or(|share| share >= cover) {
            kind.caught += 1;
            let meets = |span: &&Stretch| span.start < gold.end && gold.start < span.end;
            let right = |span: &Stretch| group(&span.kind) == group(&gold.kind);
            kind.typed += u64::from(found.iter().filter(meets).any(right));
            return;
        }
        self.leaked_characters += all - caught;
        let from = gold.start.saturating_sub(30);
        let to = characters.len().min(gold.end + 15);
        let around: String = characters.get(from..to).unwrap_or_default().iter().collect();
        self.leaks.push(Leak {
            note: note.id.clone(),
            kind: gold.kind.clone(),
            value: text.iter().collect(),
            in_part: caught > 0,
            around: around.replace('\n', " "),
        });
    }

    fn characters(&mut self, note: &Note, characters: &[char], marks: &[Mark], redacted: &[bool]) {
        let (mut harmless, mut needless) = (0, 0);
        let places = characters.iter().zip(marks).zip(redacted);
        for ((_, mark), taken) in places.filter(|((character, _), _)| character.is_alphanumeric()) {
            match (mark, taken) {
                (Mark::Gold, true) => self.right += 1,
                (Mark::Gold, false) => self.missed += 1,
                (Mark::Plain, taken) => {
                    harmless += 1;
                    needless += u64::from(*taken);
                }
                (Mark::Ignored, _) => {}
            }
        }
        self.harmless += harmless;
        self.needless += needless;
        if note.gold.is_empty() {
            self.negative += 1;
            self.negative_hit += u64::from(needless > 0);
            self.negative_harmless += harmless;
            self.negative_needless += needless;
        }
    }

    /// A sum over all categories.
    pub(super) fn sum(&self, field: fn(&Kind) -> u64) -> u64 {
        self.kinds.values().map(field).sum()
    }
}

/// A share; `None` of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of a file of notes are far below 2^53")]
pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
