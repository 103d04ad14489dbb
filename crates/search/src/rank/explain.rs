//! Where every point of a score comes from.

use core::ops::Range;

use super::group::{Group, points_of, rank};
use super::score::{points, share};
use crate::query::{Plan, Query};
use crate::shard::View;

/// Where every point of a protocol's score comes from: the reasons' points add up to the score, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The score.
    pub score: u32,
    /// The best section, whose words are listed.
    pub section: u32,
    /// In the order in which they were added.
    pub reasons: Vec<Reason>,
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A word or concept of the query stands in the best section.
    Term {
        /// Where it stands in the query, in bytes.
        range: Range<usize>,
        /// What was found: stems of the index.
        found: String,
        /// The row of the lexicon that led there, by which its label is found.
        concept: Option<u32>,
        /// In sixteenths.
        idf: u32,
        /// Frequency, field and length, as a share of 255.
        impact: u8,
        /// In 256ths: 256 for the word itself, less for what means the same or is related.
        weight: u32,
        /// Points.
        points: u32,
    },
    /// The section is not of the kind, or not for the age, that is asked for. The points are taken away.
    Kind {
        /// What is kept, in 256ths.
        kept: u32,
        /// Points that are taken away.
        points: u32,
    },
    /// A second or third section of the protocol matches.
    OtherSection {
        /// 2 or 3.
        rank: u8,
        /// Points.
        points: u32,
    },
    /// The name says what the query says.
    Name {
        /// Points.
        points: u32,
    },
    /// The impression code leads to the protocol.
    Code {
        /// Points.
        points: u32,
    },
    /// The number is that of the protocol.
    Number {
        /// Points.
        points: u32,
    },
}

impl Reason {
    /// What it adds to the score.
    #[must_use]
    pub const fn points(&self) -> i64 {
        match self {
            Self::Term { points, .. }
            | Self::OtherSection { points, .. }
            | Self::Name { points }
            | Self::Code { points }
            | Self::Number { points } => *points as i64,
            Self::Kind { points, .. } => -(*points as i64),
        }
    }
}

/// Explains the score of a protocol, if it is in the ranking.
pub(crate) fn explain(view: &View<'_>, plan: &Plan, query: &Query<'_>, protocol: u32) -> Option<Explanation> {
    let (groups, kept) = rank(view, plan, query);
    let group = groups.iter().find(|group| group.protocol == protocol)?;
    let mut reasons: Vec<Reason> = Vec::new();
    if points_of(&kept, group.best_section) > 0 {
        reasons.extend(terms(view, plan, group.best_section));
        let sum: i64 = reasons.iter().map(Reason::points).sum();
        let share = share(&view.section(group.best_section)?, plan, query);
        let lost = u32::try_from(sum - i64::from(group.sections[0])).unwrap_or_default();
        if lost > 0 {
            reasons.push(Reason::Kind { kept: share, points: lost });
        }
    }
    add_whole(group, &mut reasons);
    Some(Explanation { score: group.score, section: group.best_section, reasons })
}

fn add_whole(group: &Group, reasons: &mut Vec<Reason>) {
    let [_, second, third] = group.sections;
    let whole = [
        Reason::OtherSection { rank: 2, points: second },
        Reason::OtherSection { rank: 3, points: third },
        Reason::Name { points: group.name },
        Reason::Code { points: group.code },
        Reason::Number { points: group.number },
    ];
    reasons.extend(whole.into_iter().filter(|reason| reason.points() != 0));
}

/// For each unit of the query its best alternative in the section.
fn terms(view: &View<'_>, plan: &Plan, section: u32) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for unit in &plan.units {
        let mut best: Option<Reason> = None;
        for alternative in &unit.alternatives {
            let posting = view.postings(&alternative.term).find(|(candidate, _)| *candidate >= section);
            let Some((_, impact)) = posting.filter(|(candidate, _)| *candidate == section) else { continue };
            let points = points(alternative, impact);
            if best.as_ref().is_none_or(|best| best.points() < i64::from(points)) {
                best = Some(Reason::Term {
                    range: unit.start..unit.end,
                    found: view.terms.key_at(alternative.term.ordinal).unwrap_or_default(),
                    concept: unit.concept,
                    idf: alternative.idf,
                    impact,
                    weight: alternative.weight,
                    points,
                });
            }
        }
        reasons.extend(best);
    }
    reasons
}
