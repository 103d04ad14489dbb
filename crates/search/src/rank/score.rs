//! Points of sections.

use crate::age::{AgeCategory, AgeGroup};
use crate::bytes::index;
use crate::query::{Alternative, Intent, Plan, Query, Unit};
use crate::section::{Level, SectionKind};
use crate::shard::{Section, View};

/// What may be shown at all. It is asked before a posting is scored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    age: AgeCategory,
    level: Option<Level>,
}

impl Filter {
    pub(crate) const fn of(query: &Query<'_>) -> Self {
        Self { age: query.age, level: query.level }
    }

    const fn admits_all(self) -> bool {
        matches!((self.age, self.level), (AgeCategory::Unknown, None | Some(Level::Als)))
    }

    /// Whether a section may be shown.
    pub(crate) fn admits(self, view: &View<'_>, section: u32) -> bool {
        if self.admits_all() {
            return true;
        }
        let Some((age, level)) = view.audience(section) else { return false };
        self.age.admits(age) && self.level.is_none_or(|crew| level <= crew)
    }
}

/// Points that an alternative gives to a section in which it has this impact.
#[inline]
pub(crate) const fn points(alternative: &Alternative, impact: u8) -> u32 {
    (alternative.idf * alternative.weight * impact as u32) >> 8
}

/// The points of every section, and 0 for those that are filtered or do not match.
pub(crate) fn sections(view: &View<'_>, plan: &Plan, filter: Filter) -> Vec<u32> {
    let count = index(view.layout.sections);
    let mut scores = vec![0; count];
    let mut best = Vec::new();
    for unit in &plan.units {
        if let [only] = unit.alternatives.as_slice() {
            for (section, impact) in view.postings(&only.term) {
                let score = scores.get_mut(index(section)).filter(|_| filter.admits(view, section));
                if let Some(score) = score {
                    *score += points(only, impact);
                }
            }
        } else {
            best.resize(count, 0);
            add_best(view, unit, filter, &mut scores, &mut best);
        }
    }
    scores
}

/// Of several alternatives the best counts, once.
fn add_best(view: &View<'_>, unit: &Unit, filter: Filter, scores: &mut [u32], best: &mut [u32]) {
    for alternative in &unit.alternatives {
        for (section, impact) in view.postings(&alternative.term) {
            if !filter.admits(view, section) {
                continue;
            }
            let at = index(section);
            if let (Some(score), Some(best)) = (scores.get_mut(at), best.get_mut(at)) {
                let points = points(alternative, impact);
                if points > *best {
                    *score += points - *best;
                    *best = points;
                }
            }
        }
    }
    for alternative in &unit.alternatives {
        for (section, _) in view.postings(&alternative.term) {
            if let Some(best) = best.get_mut(index(section)) {
                *best = 0;
            }
        }
    }
}

/// What a section keeps of its points, in 256ths: sections of the kind that is asked for keep all.
pub(crate) fn share(section: &Section, plan: &Plan, query: &Query<'_>) -> u32 {
    let kind = match (plan.intent, section.kind) {
        (_, SectionKind::Other)
        | (Intent::None, SectionKind::Treatment)
        | (Intent::Dose, SectionKind::Medication)
        | (Intent::Contact, SectionKind::Contact)
        | (Intent::Assessment, SectionKind::Assessment) => 256,
        (Intent::None, SectionKind::Medication | SectionKind::Assessment) => 200,
        (Intent::None, SectionKind::Contact) => 192,
        (_, SectionKind::Treatment) => 208,
        (_, SectionKind::Medication | SectionKind::Assessment | SectionKind::Contact) => 192,
    };
    let is_other_age = match (query.age, plan.hint) {
        (AgeCategory::Unknown, Some(AgeCategory::Pediatric)) => section.age == AgeGroup::Adult,
        (AgeCategory::Unknown, Some(AgeCategory::Adult)) => section.age == AgeGroup::Pediatric,
        _ => false,
    };
    if is_other_age { kind / 2 } else { kind }
}

/// Points of a section with the share that it keeps.
pub(crate) fn kept(points: u32, share: u32) -> u32 {
    u32::try_from((u64::from(points) * u64::from(share)) >> 8).unwrap_or(u32::MAX)
}
