//! Answers as JSON, with offsets in the units of whoever asks.

use alloc::vec::Vec;

use phiward_search::{
    Abstention, AgencyIndex, Answer, Explanation, ProtocolHit, Query, Ranking, Reason, Texts,
};
use serde_json::{Value, json};

use crate::Units;
use crate::offsets::Offsets;

/// What an answer shows beside its hits.
#[derive(Debug, Clone, Copy)]
struct Show<'a, 'q> {
    agency: &'a AgencyIndex<'a>,
    texts: Option<&'a Texts<'a>>,
    query: &'a Query<'q>,
    units: Units,
    snippet_len: usize,
    explain: bool,
}

/// An answer of an agency's index, as JSON.
///
/// `{agency, answer: "hits" | "ambiguous" | "abstain", reason, fallback, protocols, rivals, notices, substitutions}`.
/// Sections stand in document order, and `rank` tells which one answers best. A `snippet_len` of 0 leaves texts out.
#[must_use]
pub fn answer_json(
    agency: &AgencyIndex<'_>,
    query: &Query<'_>,
    units: Units,
    snippet_len: usize,
    explain: bool,
) -> Value {
    let texts = if snippet_len > 0 { agency.open_texts().ok() } else { None };
    let show = Show { agency, texts: texts.as_ref(), query, units, snippet_len, explain };
    let (answer, reason, ranking, fallback) = match agency.shard.search(query) {
        Answer::Hits(ranking) => ("hits", None, Some(ranking), None),
        Answer::Ambiguous(ranking, why) => ("ambiguous", Some(why.code()), Some(ranking), None),
        Answer::Abstain(Abstention { reason, fallback, .. }) => {
            ("abstain", Some(reason.code()), None, fallback)
        }
        _ => ("unknown", None, None, None),
    };
    let ranking = ranking.unwrap_or_default();
    json!({
        "agency": agency.shard.agency(),
        "answer": answer,
        "reason": reason,
        "fallback": fallback.map(|hit| json!({ "number": hit.number, "name": hit.name })),
        "protocols": ranking.protocols.iter().map(|hit| show.protocol(hit)).collect::<Vec<_>>(),
        "rivals": ranking.rivals,
        "notices": ranking.notices.iter().map(|notice| notice.code()).collect::<Vec<_>>(),
        "substitutions": show.substitutions(&ranking),
    })
}

impl Show<'_, '_> {
    fn substitutions(&self, ranking: &Ranking<'_>) -> Vec<Value> {
        let mut offsets = Offsets::new(self.query.text, self.units);
        let each = ranking.substitutions.iter().map(|one| {
            let (start, end) = (offsets.at(one.range.start), offsets.at(one.range.end));
            json!({ "searched": one.searched, "start": start, "end": end })
        });
        each.collect()
    }

    fn protocol(&self, hit: &ProtocolHit<'_>) -> Value {
        let best: Vec<u32> = hit.ranked().map(|section| section.ordinal).collect();
        let sections = hit.sections.iter().map(|section| {
            let rank = best.iter().position(|ordinal| *ordinal == section.ordinal).map(|at| at + 1);
            json!({
                "id": section.id,
                "section": section.name,
                "title": self.texts.map(|texts| texts.title(section.ordinal)),
                "kind": section.kind.name(),
                "age": section.age.name(),
                "level": section.level.name(),
                "score": section.score,
                "rank": rank,
                "snippet": self.snippet(section.ordinal),
            })
        });
        let explanation =
            if self.explain { self.agency.shard.explain(self.query, hit.ordinal) } else { None };
        json!({
            "number": hit.number,
            "name": hit.name,
            "score": hit.score,
            "sections": sections.collect::<Vec<_>>(),
            "explanation": explanation.map(|explanation| self.explanation(hit, &explanation)),
        })
    }

    /// The piece of a section that answers best. Offsets of highlights count from the start of the piece.
    fn snippet(&self, section: u32) -> Option<Value> {
        let texts = self.texts?;
        let snippet = self.agency.shard.snippet(self.query, texts, section, self.snippet_len);
        let mut offsets = Offsets::new(snippet.text, self.units);
        let highlights: Vec<_> = snippet
            .highlights
            .iter()
            .map(|range| json!([offsets.at(range.start), offsets.at(range.end)]))
            .collect();
        let start = Offsets::new(texts.text(section), self.units).at(snippet.start);
        Some(json!({ "text": snippet.text, "start": start, "highlights": highlights }))
    }

    fn explanation(&self, hit: &ProtocolHit<'_>, explanation: &Explanation) -> Value {
        let best = hit.sections.iter().find(|section| section.ordinal == explanation.section);
        json!({
            "score": explanation.score,
            "section": best.map(|section| section.id),
            "reasons": explanation.reasons.iter().map(|reason| self.reason(reason)).collect::<Vec<_>>(),
        })
    }

    fn reason(&self, reason: &Reason) -> Value {
        let points = reason.points();
        match reason {
            Reason::Term { range, found, concept, idf, impact, weight, .. } => {
                let mut offsets = Offsets::new(self.query.text, self.units);
                let (start, end) = (offsets.at(range.start), offsets.at(range.end));
                let label = concept.zip(self.texts).map(|(concept, texts)| texts.concept(concept));
                json!({
                    "kind": "term", "points": points, "start": start, "end": end, "found": found,
                    "concept": label, "idf": idf, "impact": impact, "weight": weight,
                })
            }
            Reason::Kind { kept, .. } => json!({ "kind": "section_kind", "points": points, "kept": kept }),
            Reason::OtherSection { rank, .. } => {
                json!({ "kind": "other_section", "points": points, "rank": rank })
            }
            Reason::Name { .. } => json!({ "kind": "name", "points": points }),
            Reason::Code { .. } => json!({ "kind": "code", "points": points }),
            Reason::Number { .. } => json!({ "kind": "number", "points": points }),
            _ => json!({ "kind": "other", "points": points }),
        }
    }
}
