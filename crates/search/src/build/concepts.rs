//! The lexicon, resolved to the terms of one agency.

use std::collections::BTreeMap;

use super::postings::{DENIED, Dictionary, Posted};
use crate::lexicon::{Lexicon, Row, TermKind, ValueMeaning};
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
    /// A drug of which the agency only says that it is not given.
    pub(super) denied: bool,
    /// What a measured value means.
    pub(super) ranges: Vec<ValueMeaning>,
    /// What leads to it, sorted keys of the lexicon's terms.
    pub(super) keys: Vec<String>,
    /// What to search for: ordinals of terms, with a weight in 256ths.
    pub(super) alternatives: Vec<(u32, u8)>,
    /// What a person reads.
    pub(super) label: String,
}

pub(super) fn compile(lexicon: &Lexicon, dictionary: &Dictionary, sections: &[Section]) -> Vec<Concept> {
    let mut concepts: Vec<Concept> =
        lexicon.rows().iter().map(|row| concept(row, dictionary, sections)).collect();
    // Lines of the lexicon may be moved about without changing a shard.
    concepts.sort_by(|a, b| a.keys.cmp(&b.keys));
    concepts
}

fn concept(row: &Row, dictionary: &Dictionary, sections: &[Section]) -> Concept {
    let mut alternatives: BTreeMap<u32, u8> = BTreeMap::new();
    let mut mentions = Mentions::default();
    let terms = row.terms.iter().map(|term| (&term.key, SAME));
    let expansions = row
        .expansions
        .iter()
        .map(|expansion| (&expansion.phrase.key, if expansion.related { RELATED } else { SAME }));
    for (at, (key, weight)) in terms.chain(expansions).enumerate() {
        if row.kind.is_each_by_itself() && at < row.terms.len() {
            continue;
        }
        // What is ambiguous in a query is ambiguous in a text.
        let is_ambiguous_term = row.ambiguous && at < row.terms.len();
        let key = key.trim_start_matches('=');
        let Some((ordinal, posted)) = dictionary.find(key) else { continue };
        let weight = if is_ambiguous_term { RELATED } else { weight };
        let kept = alternatives.entry(ordinal).or_default();
        *kept = weight.max(*kept);
        if row.kind.is_drug() && weight == SAME {
            mentions.look(posted, sections);
        }
    }
    let mut keys: Vec<String> = row.terms.iter().map(|term| term.key.clone()).collect();
    keys.sort();
    let first = row.expansions.iter().find(|one| !one.related).map(|expansion| &expansion.phrase);
    let label = first.or(row.terms.first());
    Concept {
        kind: row.kind,
        ambiguous: row.ambiguous,
        given: mentions.given,
        denied: mentions.denied && !mentions.affirmed,
        ranges: row.ranges.clone(),
        keys,
        alternatives: alternatives.into_iter().collect(),
        label: label.map(|phrase| phrase.text.clone()).unwrap_or_default(),
    }
}

/// What an agency says of a drug.
#[derive(Debug, Default)]
struct Mentions {
    /// Some sentence says that it is not given.
    denied: bool,
    /// Some other sentence names it.
    affirmed: bool,
    /// And some such sentence is in a section of treatment, drugs or reference.
    given: bool,
}

impl Mentions {
    fn look(&mut self, posted: &Posted, sections: &[Section]) {
        for (ordinal, impact) in &posted.postings {
            if *impact == DENIED {
                self.denied = true;
                continue;
            }
            self.affirmed = true;
            let Some(section) = sections.get(crate::bytes::index(*ordinal)) else { continue };
            self.given |= matches!(
                SectionKind::of(&section.section),
                SectionKind::Treatment | SectionKind::Medication | SectionKind::Other
            );
        }
    }
}
