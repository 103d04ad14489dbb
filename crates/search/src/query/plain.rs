//! Plain text: sections without agency and number, ranked as any text is.

use super::plan::{Alternative, FULL, Plan, SAME, Unit};
use super::tokens::Token;
use crate::shard::{Concept, View};
use crate::table::Entry;

/// What means the same, in plain text.
const BESIDE: u32 = 80;
/// Neighbours in plain text, beside the words themselves.
const PAIR: u32 = 52;

impl Plan {
    /// In plain text every word counts as any word does, and what means the same is searched for beside it.
    pub(super) fn plain_concept(
        &mut self,
        view: &View<'_>,
        (ordinal, concept): (u32, &Concept<'_>),
        tokens: &[Token],
    ) {
        for token in tokens {
            self.word(view, token, FULL);
        }
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let is_literal = |entry: &Entry| {
            tokens.iter().any(|token| view.terms.find(token.stem.as_bytes()).as_ref() == Some(entry))
        };
        let key = tokens.iter().map(|token| token.stem.as_str()).collect::<Vec<_>>().join(" ");
        let whole = view.terms.find(key.as_bytes());
        let is_other = |entry: &Entry| !is_literal(entry) && whole.as_ref() != Some(entry);
        let others = concept.alternatives().filter(|(entry, weight)| *weight >= SAME && is_other(entry));
        let alternatives: Vec<Alternative> =
            others.map(|(term, _)| Alternative { term, idf: term.second, weight: BESIDE }).collect();
        if alternatives.is_empty() || concept.kind.is_weak() {
            return;
        }
        let idf = alternatives.iter().map(|alternative| alternative.idf).min().unwrap_or_default();
        self.units.push(Unit {
            start: first.start,
            end: last.end,
            concept: Some(ordinal),
            idf,
            alternatives: alternatives.into_iter().map(|one| Alternative { idf, ..one }).collect(),
            inner: true,
            ..Unit::default()
        });
    }

    /// In plain text, neighbours that stand together say a little more.
    pub(super) fn add_pairs(&mut self, view: &View<'_>, tokens: &[Token]) {
        if !view.is_plain_text() {
            return;
        }
        for (first, second) in tokens.iter().zip(tokens.iter().skip(1)) {
            let pair = [first.stem.as_str(), " ", second.stem.as_str()].concat();
            let Some(term) = view.terms.find(pair.as_bytes()) else { continue };
            let (start, end, idf) = (first.start, second.end, term.second);
            let alternatives = vec![Alternative { term, idf, weight: PAIR }];
            self.units.push(Unit { start, end, idf, alternatives, inner: true, ..Unit::default() });
        }
    }
}
