//! Answers as JSON, with offsets in the units of whoever asks.

use alloc::{string::String, vec::Vec};

use phiward_json::Writer;
use phiward_search::{
    Abstention, AgencyIndex, Answer, Explanation, ProtocolHit, Query, Ranking, Reason, Texts,
};

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

/// An answer of an agency's index, as JSON with ascending names.
///
/// `{agency, answer: "hits" | "ambiguous" | "abstain", reason, fallback, protocols, rivals, notices, substitutions}`.
/// Sections stand in document order, and `rank` tells which one answers best. A `snippet_len` of 0 leaves texts out.
pub(super) fn answer_json(
    agency: &AgencyIndex<'_>,
    query: &Query<'_>,
    units: Units,
    snippet_len: usize,
    explain: bool,
) -> String {
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
    let mut writer = Writer::default();
    writer.object(|writer| {
        writer.field("agency").string(agency.shard.agency());
        writer.field("answer").string(answer);
        let writer = writer.field("fallback");
        match fallback {
            Some(hit) => named(writer, hit.number, hit.name),
            None => writer.null(),
        }
        writer.field("notices").list(&ranking.notices, |writer, notice| writer.string(notice.code()));
        writer.field("protocols").list(&ranking.protocols, |writer, hit| show.protocol(writer, hit));
        writer.field("reason").string_or_null(reason);
        writer.field("rivals").unsigned(number(ranking.rivals));
        show.substitutions(writer.field("substitutions"), &ranking);
    });
    writer.into_text()
}

/// A protocol in short.
pub(super) fn named(writer: &mut Writer, number: &str, name: &str) {
    writer.object(|writer| {
        writer.field("name").string(name);
        writer.field("number").string(number);
    });
}

/// No target has more than 64 bits.
fn number(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

impl Show<'_, '_> {
    fn substitutions(&self, writer: &mut Writer, ranking: &Ranking<'_>) {
        let mut offsets = Offsets::new(self.query.text, self.units);
        writer.list(&ranking.substitutions, |writer, one| {
            let (start, end) = (offsets.at(one.range.start), offsets.at(one.range.end));
            writer.object(|writer| {
                writer.field("end").unsigned(number(end));
                writer.field("searched").string(&one.searched);
                writer.field("start").unsigned(number(start));
            });
        });
    }

    fn protocol(&self, writer: &mut Writer, hit: &ProtocolHit<'_>) {
        let best: Vec<u32> = hit.ranked().map(|section| section.ordinal).collect();
        let explanation =
            if self.explain { self.agency.shard.explain(self.query, hit.ordinal) } else { None };
        writer.object(|writer| {
            let field = writer.field("explanation");
            match explanation {
                Some(explanation) => self.explanation(field, hit, &explanation),
                None => field.null(),
            }
            writer.field("name").string(hit.name);
            writer.field("number").string(hit.number);
            writer.field("score").unsigned(hit.score.into());
            writer.field("sections").list(&hit.sections, |writer, section| {
                let rank = best.iter().position(|ordinal| *ordinal == section.ordinal);
                writer.object(|writer| {
                    writer.field("age").string(section.age.name());
                    writer.field("id").string(section.id);
                    writer.field("kind").string(section.kind.name());
                    writer.field("level").string(section.level.name());
                    writer.field("rank").unsigned_or_null(rank.map(|at| number(at + 1)));
                    writer.field("score").unsigned(section.score.into());
                    writer.field("section").string(section.name);
                    self.snippet(writer.field("snippet"), section.ordinal);
                    let title = self.texts.map(|texts| texts.title(section.ordinal));
                    writer.field("title").string_or_null(title);
                });
            });
        });
    }

    /// The piece of a section that answers best. Offsets of highlights count from the start of the piece.
    fn snippet(&self, writer: &mut Writer, section: u32) {
        let Some(texts) = self.texts else { return writer.null() };
        let snippet = self.agency.shard.snippet(self.query, texts, section, self.snippet_len);
        let mut offsets = Offsets::new(snippet.text, self.units);
        writer.object(|writer| {
            writer.field("highlights").list(&snippet.highlights, |writer, range| {
                writer.list([range.start, range.end], |writer, at| writer.unsigned(number(offsets.at(at))));
            });
            let start = Offsets::new(texts.text(section), self.units).at(snippet.start);
            writer.field("start").unsigned(number(start));
            writer.field("text").string(snippet.text);
        });
    }

    fn explanation(&self, writer: &mut Writer, hit: &ProtocolHit<'_>, explanation: &Explanation) {
        let best = hit.sections.iter().find(|section| section.ordinal == explanation.section);
        writer.object(|writer| {
            writer.field("reasons").list(&explanation.reasons, |writer, reason| {
                writer.object(|writer| self.reason(writer, reason));
            });
            writer.field("score").unsigned(explanation.score.into());
            writer.field("section").string_or_null(best.map(|section| section.id));
        });
    }

    /// The fields of a reason.
    fn reason(&self, writer: &mut Writer, reason: &Reason) {
        let kind = |writer: &mut Writer, kind| {
            writer.field("kind").string(kind);
            writer.field("points").signed(reason.points());
        };
        match reason {
            Reason::Term { range, found, concept, idf, impact, weight, .. } => {
                let mut offsets = Offsets::new(self.query.text, self.units);
                let (start, end) = (offsets.at(range.start), offsets.at(range.end));
                let label = concept.zip(self.texts).map(|(concept, texts)| texts.concept(concept));
                writer.field("concept").string_or_null(label);
                writer.field("end").unsigned(number(end));
                writer.field("found").string(found);
                writer.field("idf").unsigned((*idf).into());
                writer.field("impact").unsigned((*impact).into());
                kind(writer, "term");
                writer.field("start").unsigned(number(start));
                writer.field("weight").unsigned((*weight).into());
            }
            Reason::Kind { kept, .. } => {
                writer.field("kept").unsigned((*kept).into());
                kind(writer, "section_kind");
            }
            Reason::OtherSection { rank, .. } => {
                kind(writer, "other_section");
                writer.field("rank").unsigned((*rank).into());
            }
            Reason::Name { .. } => kind(writer, "name"),
            Reason::Code { .. } => kind(writer, "code"),
            Reason::Number { .. } => kind(writer, "number"),
            _ => kind(writer, "other"),
        }
    }
}
