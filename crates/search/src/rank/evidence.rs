//! Whether the best protocol is what was asked for, or only the least bad.

use super::group::Group;
use super::score::Filter;
use crate::query::{Plan, Unit};
use crate::shard::View;

/// What speaks for the best protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Evidence {
    /// How much of the query's evidence stands in the protocol, in 256ths of idf.
    pub(crate) coverage: u32,
    /// How much of it its name says, in 256ths.
    pub(crate) name: u32,
    pub(crate) has_number: bool,
    pub(crate) has_code: bool,
    /// A drug of the query stands in the protocol.
    pub(crate) has_drug: bool,
    /// A condition, procedure or the like of the query stands in the protocol.
    pub(crate) has_concept: bool,
    /// All that stands in the protocol was typed otherwise, and other words stand nowhere.
    pub(crate) is_guess: bool,
    /// What is asked for is not done by crews, and not in the protocol.
    pub(crate) is_elsewhere: bool,
}

/// A step of the table: from this coverage on, a name must say at least that much.
struct Step {
    coverage: u32,
    name: u32,
}

/// Monotone: the less of a query is covered, the more of it the name must say.
///
/// Fitted on the development queries; it belongs to the version of the data and changes with it.
const STEPS: &[Step] = &[
    Step { coverage: 140, name: 0 },
    Step { coverage: 110, name: 40 },
    Step { coverage: 80, name: 60 },
    Step { coverage: 50, name: 50 },
];

/// What a term of several words counts whose words stand apart, in 256ths.
const SCATTERED: u32 = 180;
/// What a bare word of a text counts, in 256ths.
const BARE: u32 = 160;
/// Coverage from which a protocol that names the drug of a query is enough.
const DRUG_COVERAGE: u32 = 80;
/// Coverage from which a protocol that has a concept of the query is enough.
const CONCEPT_COVERAGE: u32 = 30;
/// Weight from which a concept stands in a protocol by itself and not by something related.
const MEANT: u32 = 150;

impl Evidence {
    pub(crate) fn of(view: &View<'_>, plan: &Plan, filter: Filter, group: &Group) -> Self {
        let mut evidence = Self {
            name: group.query_in_name,
            has_number: group.number > 0,
            has_code: group.code > 0,
            ..Self::default()
        };
        let (mut asked, mut said) = (0, 0);
        let (mut has_plain, mut has_unknown) = (false, false);
        for unit in plan.strong().chain(plan.units.iter().filter(|unit| unit.value)) {
            let mut weight = best_weight(view, filter, group.protocol, unit);
            // A value that means something else is not missed.
            if unit.value && weight < MEANT {
                continue;
            }
            asked += unit.idf;
            if weight == 0 && has_all_words(view, plan, filter, group.protocol, unit) {
                weight = SCATTERED;
            }
            // A bare word somewhere in a text is less than a concept, or a word of the name.
            let is_bare = unit.everyday || unit.concept.is_none() && !is_in_name(view, group.protocol, unit);
            let weight = if is_bare { weight * BARE / 256 } else { weight };
            said += unit.idf * weight / 256;
            evidence.has_drug |= unit.drug && !unit.stranger && weight >= 200;
            has_plain |= weight > 0 && unit.corrected.is_none() && !unit.everyday;
            has_unknown |= unit.alternatives.is_empty();
            evidence.is_elsewhere |= unit.elsewhere && weight == 0;
            evidence.has_concept |= unit.clinical && weight >= MEANT;
        }
        evidence.is_guess = has_unknown && !has_plain;
        evidence.coverage = (256 * said).checked_div(asked).unwrap_or_default();
        evidence
    }

    /// Whether it is enough to answer.
    pub(crate) fn suffices(&self) -> bool {
        let by_drug = self.has_drug && self.coverage >= DRUG_COVERAGE;
        let by_concept = self.has_concept && !self.is_elsewhere && self.coverage >= CONCEPT_COVERAGE;
        if self.has_number || self.has_code || by_drug {
            return true;
        }
        if self.is_guess {
            return false;
        }
        if by_concept {
            return true;
        }
        STEPS.iter().any(|step| self.coverage >= step.coverage && self.name >= step.name)
    }
}

/// The weight of the best alternative of a unit that stands in a shown section of the protocol.
fn best_weight(view: &View<'_>, filter: Filter, protocol: u32, unit: &Unit) -> u32 {
    let Some(protocol) = view.protocol(protocol) else { return 0 };
    let range = protocol.first_section..protocol.first_section + protocol.section_count;
    let mut best = 0;
    for alternative in unit.alternatives.iter().filter(|alternative| alternative.weight > 0) {
        let mut postings = view.postings(&alternative.term).skip_while(|(section, _)| *section < range.start);
        let stands = postings
            .by_ref()
            .take_while(|(section, _)| range.contains(section))
            .any(|(section, _)| filter.admits(view, section));
        if stands {
            best = best.max(alternative.weight);
        }
    }
    best
}

fn is_in_name(view: &View<'_>, protocol: u32, unit: &Unit) -> bool {
    let Some(protocol) = view.protocol(protocol) else { return false };
    let stands = |ordinal| unit.alternatives.iter().any(|alternative| alternative.term.ordinal == ordinal);
    view.title(&protocol).any(|term| stands(term.ordinal))
}

/// Whether the words of a term of several words all stand in the protocol, though not together.
fn has_all_words(view: &View<'_>, plan: &Plan, filter: Filter, protocol: u32, unit: &Unit) -> bool {
    let is_of = |word: &&Unit| word.inner && word.start >= unit.start && word.end <= unit.end;
    let mut words = plan.units.iter().filter(is_of).peekable();
    words.peek().is_some() && words.all(|word| best_weight(view, filter, protocol, word) > 0)
}
