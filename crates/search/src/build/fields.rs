//! The terms of a section: words and known phrases, each with the weight of the fields that it is in.

use std::collections::{HashMap, HashSet};

use super::denial;
use crate::lexicon::Lexicon;
use crate::section::Section;
use crate::table::MAX_KEY_LEN;
use crate::text::Analyzer;

/// A field, and how much a word in it counts against one in the text.
pub(super) struct Field {
    pub(super) weight: u64,
    /// How much of the length counts, in hundredths: the `b` of BM25.
    pub(super) length_share: u64,
    pub(super) text: fn(&Section) -> String,
}

/// The fields, in the order of [`Terms::lengths`].
pub(super) const FIELDS: [Field; 4] = [
    Field { weight: 3, length_share: 30, text: |section| section.heading().to_owned() },
    Field { weight: 2, length_share: 30, text: |section| section.impressions.join(". ") },
    Field { weight: 1, length_share: 0, text: |section| section.section.clone() },
    Field { weight: 1, length_share: 75, text: |section| section.text.clone() },
];

/// What is counted of one section.
#[derive(Debug, Default)]
pub(super) struct Terms {
    /// How often each term stands in each field: not at all, if it stands only in sentences that say that
    /// something is not given.
    pub(super) counts: HashMap<String, [u32; FIELDS.len()]>,
    /// Neighbouring words that are no phrase of the lexicon; only of plain text.
    pub(super) pairs: HashMap<String, [u32; FIELDS.len()]>,
    /// Words of each field.
    pub(super) lengths: [u32; FIELDS.len()],
}

impl Terms {
    /// Counts neighbours as they follow each other in a field.
    fn count_pairs(&mut self, sequence: &[String], field: usize) {
        for (first, second) in sequence.iter().zip(sequence.iter().skip(1)) {
            let pair = [first, " ", second].concat();
            if let Some(count) = self.pairs.entry(pair).or_default().get_mut(field) {
                *count += 1;
            }
        }
    }
}

/// Counts the terms of a section.
pub(super) fn terms(section: &Section, finder: &PhraseFinder, analyzer: &Analyzer) -> Terms {
    let mut terms = Terms::default();
    let is_plain = section.agency.is_empty() && section.number.is_empty();
    for (at, field) in FIELDS.iter().enumerate() {
        let text = (field.text)(section);
        let words = analyzer.words(&text);
        let denials = denial::sentences(&text, &words);
        let (mut sequence, mut denied) = (Vec::new(), Vec::new());
        let mut count = |key: &str, is_denied: bool| {
            let counts = match terms.counts.get_mut(key) {
                Some(counts) => counts,
                None => terms.counts.entry(key.to_owned()).or_default(),
            };
            if let Some(count) = counts.get_mut(at) {
                *count += u32::from(!is_denied);
            }
        };
        for word in words {
            if crate::text::is_stop_word(&word.surface) || word.key.is_empty() {
                continue;
            }
            let is_denied = denials.iter().any(|denial| denial.contains(&word.start));
            count(&word.key, is_denied);
            if word.is_in_sequence() {
                sequence.push(word.key);
                denied.push(is_denied);
            }
        }
        finder.find(&sequence, |at, phrase| count(phrase, denied.get(at).copied().unwrap_or_default()));
        if let Some(length) = terms.lengths.get_mut(at) {
            *length = crate::bytes::len_u32(sequence.len());
        }
        if is_plain {
            terms.count_pairs(&sequence, at);
        }
    }
    let counts = &terms.counts;
    terms.pairs.retain(|pair, _| pair.len() <= MAX_KEY_LEN && !counts.contains_key(pair));
    terms
}

/// Finds the phrases of a lexicon in a sequence of stems.
#[derive(Debug)]
pub(super) struct PhraseFinder {
    /// Phrases of at least two words, by their first word: the key, and the words behind the first.
    phrases: HashMap<String, Vec<(String, Vec<String>)>>,
    /// Single words that say little, as the lexicon writes them.
    weak: HashSet<String>,
}

impl PhraseFinder {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let mut phrases: HashMap<String, Vec<(String, Vec<String>)>> = HashMap::new();
        let mut weak = HashSet::new();
        for row in lexicon.rows() {
            if row.kind.is_weak() {
                let words = row.terms.iter().filter_map(|term| term.key.strip_prefix('='));
                weak.extend(words.map(str::to_owned));
            }
            let expansions = row.expansions.iter().map(|expansion| &expansion.phrase);
            for phrase in row.terms.iter().chain(expansions) {
                let mut words = phrase.key.split(' ').map(str::to_owned);
                let (first, rest) = (words.next().unwrap_or_default(), words.collect::<Vec<_>>());
                let of_first = phrases.entry(first).or_default();
                if !rest.is_empty() && of_first.iter().all(|(key, _)| *key != phrase.key) {
                    of_first.push((phrase.key.clone(), rest));
                }
            }
        }
        Self { phrases, weak }
    }

    /// Whether a folded word says little about which protocol is meant.
    pub(super) fn is_weak(&self, surface: &str) -> bool {
        self.weak.contains(surface)
    }

    /// Calls `found` for each occurrence, with the place of its first word. Another word may stand between two words of a phrase.
    pub(super) fn find(&self, sequence: &[String], mut found: impl FnMut(usize, &str)) {
        for (at, first) in sequence.iter().enumerate() {
            let Some(phrases) = self.phrases.get(first.as_str()) else { continue };
            let rest = sequence.get(at + 1..).unwrap_or_default();
            for (key, words) in phrases {
                if follows(words, rest) {
                    found(at, key);
                }
            }
        }
    }
}

/// Whether `rest` goes on with `words`, with at most one other word before each.
fn follows(words: &[String], mut rest: &[String]) -> bool {
    words.iter().all(|word| {
        let near = rest.get(..rest.len().min(2)).unwrap_or_default();
        let Some(at) = near.iter().position(|candidate| candidate == word) else { return false };
        rest = rest.get(at + 1..).unwrap_or_default();
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_over_one_other_word() {
        let lexicon = Lexicon::parse("chest pain\tlevel of consciousness\tsymptom\t-").unwrap();
        let finder = PhraseFinder::new(&lexicon);
        let analyzer = Analyzer::default();
        let mut found = Vec::new();
        let text = "Chest wall pain; pain in the chest. Level of altered consciousness. chest b c pain";
        let words = analyzer.words(text).into_iter().filter(crate::text::Word::is_in_sequence);
        let sequence: Vec<String> = words.map(|word| word.key).collect();
        finder.find(&sequence, |_, phrase| found.push(phrase.to_owned()));
        assert_eq!(found, ["chest pain", "level conscious"]);
    }
}
