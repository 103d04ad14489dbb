//! From a ranking to an answer, or to none.

use super::{
    AbstainReason, Abstention, Ambiguity, Answer, Notice, ProtocolHit, Ranking, SectionHit, Substitution,
};
use crate::age::{AgeCategory, AgeGroup};
use crate::query::{Intent, Plan, Query, age_variant};
use crate::rank::{Evidence, Filter, Group, first_shown, points_of, rank, share, shown};
use crate::shard::{Section, View};

/// Two protocols are meant equally from this share of the better one's points on, in percent.
const CLOSE_PERCENT: u64 = 90;

/// A name that says this much of the query keeps its place against vectors, in 256ths.
const PINNED: u32 = 128;

/// What the pieces of a search have in common.
struct Search<'v, 's, 'q> {
    view: &'v View<'s>,
    plan: &'v Plan,
    query: &'v Query<'q>,
    filter: Filter,
}

pub(crate) fn answer<'s>(view: &View<'s>, plan: &Plan, query: &Query<'_>) -> Answer<'s> {
    let search = Search { view, plan, query, filter: Filter::of(query) };
    if let Some(abstention) = search.refuse_number() {
        return Answer::Abstain(abstention);
    }
    let (groups, points) = rank(view, plan, query);
    let Some(best) = groups.first() else { return abstain(search.reason_for_nothing()) };
    let evidence = Evidence::of(view, plan, search.filter, best);
    if let Some(reason) = search.refuse(&evidence) {
        return abstain(reason);
    }
    let ambiguity = search.ambiguity(&groups);
    let rivals = match ambiguity {
        None => 1,
        Some(Ambiguity::CloseScores) => groups.iter().take_while(|group| is_close(best, group)).count(),
        Some(Ambiguity::NumberAndName | Ambiguity::CodeAndName) => 2,
    };
    let mut ranking = Ranking { rivals, notices: search.notices(&groups), ..Ranking::default() };
    ranking.protocols = groups.iter().filter_map(|group| search.hit(group, &points)).collect();
    ranking.substitutions = search.substitutions();
    match ambiguity {
        None => Answer::Hits(ranking),
        Some(ambiguity) => Answer::Ambiguous(ranking, ambiguity),
    }
}

const fn abstain<'s>(reason: AbstainReason) -> Answer<'s> {
    Answer::Abstain(Abstention { reason, fallback: None })
}

fn is_close(best: &Group, group: &Group) -> bool {
    u64::from(group.score) * 100 >= u64::from(best.score) * CLOSE_PERCENT
}

/// The protocol itself if the filter leaves a section of it, else its variant for the other age group.
pub(crate) fn shown_variant(view: &View<'_>, filter: Filter, protocol: Option<u32>) -> Option<u32> {
    let protocol = protocol?;
    let is_shown = |protocol: &u32| first_shown(view, filter, *protocol).is_some();
    Some(protocol).filter(is_shown).or_else(|| age_variant(view, protocol).filter(is_shown))
}

impl<'s> Search<'_, 's, '_> {
    /// A number that exists and may not be shown decides, and so does one that does not exist if it is all.
    fn refuse_number(&self) -> Option<Abstention<'s>> {
        let numbers = || self.plan.numbers.iter().map(|(number, ..)| number);
        let mut existing = numbers().filter_map(|number| number.protocol);
        if let Some(first) = existing.next() {
            let is_shown = |protocol| shown_variant(self.view, self.filter, Some(protocol)).is_some();
            if is_shown(first) || existing.any(is_shown) {
                return None;
            }
            let fallback = self.fallback(first);
            return Some(Abstention { reason: AbstainReason::AgeVariantMissing, fallback });
        }
        let is_all =
            numbers().count() > 0 && self.plan.strong().next().is_none() && self.plan.coded.is_empty();
        is_all.then_some(Abstention { reason: AbstainReason::NumberNotInAgency, fallback: None })
    }

    fn fallback(&self, protocol: u32) -> Option<ProtocolHit<'s>> {
        let [adult, child] = self.view.protocol(protocol)?.fallback;
        let protocol = match self.query.age {
            AgeCategory::Adult => adult?,
            AgeCategory::Pediatric => child?,
            AgeCategory::Unknown => return None,
        };
        let best_section = first_shown(self.view, self.filter, protocol)?;
        self.hit(&Group { protocol, best_section, ..Group::default() }, &[])
    }

    fn reason_for_nothing(&self) -> AbstainReason {
        if self.plan.drug_missing {
            AbstainReason::DrugNotInAgency
        } else if self.has_unknown_number() {
            AbstainReason::NumberNotInAgency
        } else {
            AbstainReason::NoEvidence
        }
    }

    fn has_unknown_number(&self) -> bool {
        self.plan.numbers.iter().any(|(number, ..)| number.protocol.is_none())
    }

    /// In plain text a weak match is better than none.
    fn is_plain_text(&self) -> bool {
        self.view.is_plain_text()
    }

    fn refuse(&self, evidence: &Evidence) -> Option<AbstainReason> {
        if evidence.has_number {
            return None;
        }
        if self.is_plain_text() {
            return None;
        }
        let stranger = self.plan.units.iter().any(|unit| unit.stranger);
        // Whoever asks for an amount asks about the drug; else the drug may be one that the patient takes.
        if (self.plan.drug_missing || stranger) && self.plan.intent == Intent::Dose {
            return Some(AbstainReason::DrugNotInAgency);
        }
        if self.plan.drug_missing && !self.plan.taken && !evidence.has_code {
            return Some(AbstainReason::DrugNotInAgency);
        }
        (!evidence.suffices()).then(|| self.reason_for_nothing())
    }

    fn ambiguity(&self, groups: &[Group]) -> Option<Ambiguity> {
        let [best, second, ..] = groups else { return None };
        let contradicts = second.number == 0
            && second.code == 0
            && second.query_in_name >= 160
            && best.query_in_name < 60
            && best.sections[0] * 2 < second.sections[0];
        if best.number > 0 {
            if second.number > 0 {
                return Some(Ambiguity::CloseScores);
            }
            return contradicts.then_some(Ambiguity::NumberAndName);
        }
        if best.code > 0 {
            return contradicts.then_some(Ambiguity::CodeAndName);
        }
        is_close(best, second).then_some(Ambiguity::CloseScores)
    }

    fn notices(&self, groups: &[Group]) -> Vec<Notice> {
        let mut notices = Vec::new();
        if self.query.age == AgeCategory::Unknown {
            let ages: Vec<AgeGroup> = groups
                .iter()
                .filter_map(|group| self.view.section(group.best_section))
                .map(|section| section.age)
                .collect();
            if ages.contains(&AgeGroup::Adult) && ages.contains(&AgeGroup::Pediatric) {
                notices.push(Notice::BothAgesShown);
            }
        }
        let mut typed = self.plan.numbers.iter().filter_map(|(number, ..)| number.protocol);
        if typed.any(|protocol| shown_variant(self.view, self.filter, Some(protocol)) != Some(protocol)) {
            notices.push(Notice::AgeVariantShown);
        }
        if self.has_unknown_number() {
            notices.push(Notice::NumberNotInAgency);
        }
        if self.plan.drug_missing && !self.is_plain_text() {
            notices.push(Notice::DrugNotInAgency);
        }
        notices
    }

    fn substitutions(&self) -> Vec<Substitution> {
        let corrected = self.plan.units.iter().filter(|unit| !unit.inner);
        corrected
            .filter_map(|unit| {
                let searched = unit.corrected.clone()?;
                Some(Substitution { range: unit.start..unit.end, searched })
            })
            .collect()
    }

    fn hit(&self, group: &Group, points: &[u32]) -> Option<ProtocolHit<'s>> {
        hit(self.view, self.filter, group, |ordinal, section| {
            (points_of(points, ordinal), share(section, self.plan, self.query))
        })
    }
}

/// A hit with the sections that the filter leaves; `points` gives a section's points and share.
pub(crate) fn hit<'s>(
    view: &View<'s>,
    filter: Filter,
    group: &Group,
    points: impl Fn(u32, &Section) -> (u32, u32),
) -> Option<ProtocolHit<'s>> {
    let protocol = view.protocol(group.protocol)?;
    let mut sections = Vec::new();
    for ordinal in shown(view, filter, group.protocol) {
        let section = view.section(ordinal)?;
        let (score, share) = points(ordinal, &section);
        sections.push(SectionHit {
            id: view.string(section.id)?,
            name: view.string(section.name)?,
            kind: section.kind,
            age: section.age,
            level: section.level,
            score,
            ordinal,
            share,
        });
    }
    Some(ProtocolHit {
        number: view.string(protocol.number)?,
        name: view.string(protocol.name)?,
        score: group.score,
        sections,
        ordinal: group.protocol,
        pinned: group.number > 0 || group.code > 0 || group.query_in_name >= PINNED,
    })
}
