//! The lexicon, resolved to the terms of one agency.

use std::collections::BTreeMap;

use super::postings::{Dictionary, Posted};
use crate::lexicon::{Lexicon, TermKind};
use crate::section::{Section, SectionKind};

/// Weight of a term that means the same, in 256ths.
const SAME: u8 = 230;
/// Weight of a term that is related.
const RELATED: u8 = 140;

/// A row of the lexicon, as a shard holds it.
#[derive(Debug)]
pub(super) struct Concept {
    pub(super) kind: TermKind,
    pub(super) ambiguous: bool,
    /// A drug that a section of treatment, drugs or reference names.
    pub(super) given: bool,
    /// What leads to it, sorted keys of the lexicon's terms.
    pub(super) keys: Vec<String>,
    /// What to search for: ordinals of terms, with a weight in 256ths.
    pub(super) alternatives: Vec<(u32, u8)>,
    /// What a person reads.
    pub(super) label: String,
}

pub(super) fn compile(lexicon: &Lexicon, dictionary: &Dictionary, sections: &[Section]) -> Vec<Concept> {
    let mut concepts: Vec<Concept> = lexicon
        .rows()
        .iter()
        .map(|row| {
            let mut alternatives: BTreeMap<u32, u8> = BTreeMap::new();
            let mut given = false;
            let terms = row.terms.iter().map(|term| (&term.key, SAME));
            let expansions = row.expansions.iter().map(|expansion| {
                (&expansion.phrase.key, if expansion.related { RELATED } else { SAME })
            });
            for (at, (key, weight)) in terms.chain(expansions).enumerate() {
                // What is ambiguous in a query is ambiguous in a text.
                let is_ambiguous_term = row.ambiguous && at < row.terms.len();
                let Some((ordinal, posted)) = dictionary.find(key.trim_start_matches('=')) else { continue };
                let weight = if is_ambiguous_term { RELATED } else { weight };
                let kept = alternatives.entry(ordinal).or_default();
                *kept = weight.max(*kept);
                given |= weight == SAME && is_given(posted, sections);
            }
            let mut keys: Vec<String> = row.terms.iter().map(|term| term.key.clone()).collect();
            keys.sort();
            let first = row.expansions.first().map(|expansion| &expansion.phrase);
            let label = match row.kind {
                TermKind::Abbreviation | TermKind::Lay => first.or(row.terms.first()),
                _ => row.terms.first(),
            };
            Concept {
                kind: row.kind,
                ambiguous: row.ambiguous,
                given: given && row.kind.is_drug(),
                keys,
                alternatives: alternatives.into_iter().collect(),
                label: label.map(|phrase| phrase.text.clone()).unwrap_or_default(),
            }
        })
        .collect();
    // Lines of the lexicon may be moved about without changing a shard.
    concepts.sort_by(|a, b| a.keys.cmp(&b.keys));
    concepts
}

fn is_given(posted: &Posted, sections: &[Section]) -> bool {
    let kinds = posted.postings.iter().filter_map(|(section, _)| sections.get(crate::bytes::index(*section)));
    kinds.map(|section| SectionKind::of(&section.section)).any(|kind| {
        matches!(kind, SectionKind::Treatment | SectionKind::Medication | SectionKind::Other)
    })
}
