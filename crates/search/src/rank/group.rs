//! Points of protocols: their sections together, and what is known of the protocol as a whole.

use core::cmp::Reverse;

use super::score::{self, Filter};
use crate::bytes::index;
use crate::query::{Plan, Query, Unit};
use crate::shard::View;

/// What a protocol gets whose number was typed: more than any words can give.
const NUMBER_POINTS: u32 = 1 << 28;
/// What the impression code adds to as much as the best protocol has: the code decides, and where it leads to
/// several protocols, the words decide among them.
const CODE_POINTS: u32 = 4_000;
/// Protocols whose names are compared with the query.
const NAMED: usize = 24;

/// A protocol in the ranking.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub(crate) protocol: u32,
    /// The sum of everything below.
    pub(crate) score: u32,
    /// The best three sections' points, each as it counts.
    pub(crate) sections: [u32; 3],
    pub(crate) best_section: u32,
    /// For a name that says what the query says.
    pub(crate) name: u32,
    /// For the impression code.
    pub(crate) code: u32,
    /// For the number.
    pub(crate) number: u32,
    /// How much of the query the name says, in 256ths of idf.
    pub(crate) query_in_name: u32,
}

/// Ranks the protocols that match, best first, with ties in the order of their numbers.
///
/// Returns them with the points of every section, of which filtered ones have none.
pub(crate) fn rank(view: &View<'_>, plan: &Plan, query: &Query<'_>) -> (Vec<Group>, Vec<u32>) {
    let filter = Filter::of(query);
    let mut points = score::sections(view, plan, filter);
    let mut groups = groups(view, plan, query, &mut points);
    let named = groups.len().min(NAMED.max(query.limit));
    top(&mut groups, named);
    for group in groups.iter_mut().take(named) {
        add_name(view, plan, group);
    }
    let best = groups.iter().map(|group| group.score).max().unwrap_or_default();
    for (protocol, is_exact) in &plan.coded {
        let boost = best + CODE_POINTS;
        let boost = if *is_exact { boost } else { boost / 2 };
        with_group(view, filter, &mut groups, *protocol, |group| group.code = group.code.max(boost));
    }
    for (number, _, _) in &plan.numbers {
        if let Some(protocol) = crate::answer::shown_variant(view, filter, number.protocol) {
            with_group(view, filter, &mut groups, protocol, |group| group.number = NUMBER_POINTS);
        }
    }
    for group in &mut groups {
        group.score = group.sections.iter().sum::<u32>() + group.name + group.code + group.number;
    }
    let limit = groups.len().min(query.limit);
    top(&mut groups, limit);
    groups.truncate(limit);
    (groups, points)
}

/// Brings the best `count` to the front, in order.
///
/// Few are wanted of many, so that most are refused by one comparison.
fn top(groups: &mut [Group], count: usize) {
    let key = |group: &Group| (Reverse(group.score), group.protocol);
    for at in 0..groups.len() {
        let Some(candidate) = groups.get(at).map(key) else { return };
        let sorted = groups.get(..at.min(count)).unwrap_or_default();
        let place = sorted.partition_point(|group| key(group) < candidate);
        if place == count {
            continue;
        }
        if at >= count {
            groups.swap(at, count - 1);
        }
        if let Some(moved) = groups.get_mut(place..=at.min(count - 1)) {
            moved.rotate_right(1);
        }
    }
}

/// Adds up sections: the best, three tenths of the second, and fifteen hundredths of the third.
fn groups(view: &View<'_>, plan: &Plan, query: &Query<'_>, points: &mut [u32]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (ordinal, points) in (0_u32..).zip(points) {
        if *points == 0 {
            continue;
        }
        let Some(section) = view.section(ordinal) else { continue };
        *points = score::kept(*points, score::share(&section, plan, query));
        match groups.last_mut() {
            Some(group) if group.protocol == section.protocol => group.take(ordinal, *points),
            _ => groups.push(Group {
                protocol: section.protocol,
                sections: [*points, 0, 0],
                best_section: ordinal,
                ..Group::default()
            }),
        }
    }
    for group in &mut groups {
        let [best, second, third] = group.sections;
        group.sections = [best, second / 10 * 3, third / 20 * 3];
        group.score = group.sections.iter().sum();
    }
    groups
}

impl Group {
    fn take(&mut self, section: u32, points: u32) {
        let [best, second, third] = self.sections;
        if points > best {
            self.sections = [points, best, second];
            self.best_section = section;
        } else if points > second {
            self.sections = [best, points, second];
        } else if points > third {
            self.sections = [best, second, points];
        }
    }
}

/// A name that says what the query says, and nothing else, doubles a section's points.
fn add_name(view: &View<'_>, plan: &Plan, group: &mut Group) {
    let Some(protocol) = view.protocol(group.protocol) else { return };
    let (mut words, mut all_words, mut said, mut asked) = (0_u16, 0_u64, 0, 0);
    for term in view.title(&protocol) {
        all_words += u64::from(term.idf);
    }
    if all_words == 0 {
        return;
    }
    // An everyday word of a name says little, unless the name says all of the query.
    let is_said = |unit: &Unit| {
        let is_of = |term: u32| unit.alternatives.iter().any(|one| one.term.ordinal == term);
        view.title(&protocol).any(|term| is_of(term.ordinal))
    };
    let is_whole = plan.strong().all(is_said);
    for unit in plan.units.iter().filter(|unit| !unit.weak && !unit.inner) {
        asked += unit.idf;
        let mut best = 0;
        for term in view.title(&protocol) {
            if unit.everyday && !is_whole {
                continue;
            }
            let same = unit.alternatives.iter().find(|alternative| alternative.term.ordinal == term.ordinal);
            if let Some(alternative) = same {
                words |= term.words;
                best = best.max(unit.idf * alternative.weight / 256);
            }
        }
        said += best;
    }
    let of_name: u64 = view
        .title(&protocol)
        .filter(|term| term.idf > 0 && term.words & words != 0)
        .map(|term| u64::from(term.idf))
        .sum();
    if asked == 0 || said == 0 {
        return;
    }
    group.query_in_name = 256 * said / asked;
    let name_in_query = u32::try_from(256 * of_name / all_words).unwrap_or_default();
    let [best, ..] = group.sections;
    group.name = score::kept(score::kept(best, group.query_in_name), name_in_query);
    group.score += group.name;
}

/// Changes a protocol's group, which is made if there is none and the filter leaves a section of it.
fn with_group(
    view: &View<'_>,
    filter: Filter,
    groups: &mut Vec<Group>,
    protocol: u32,
    change: impl FnOnce(&mut Group),
) {
    if let Some(group) = groups.iter_mut().find(|group| group.protocol == protocol) {
        change(group);
        return;
    }
    if let Some(section) = first_shown(view, filter, protocol) {
        let mut group = Group { protocol, best_section: section, ..Group::default() };
        change(&mut group);
        groups.push(group);
    }
}

/// The first section of a protocol that the filter leaves.
pub(crate) fn first_shown(view: &View<'_>, filter: Filter, protocol: u32) -> Option<u32> {
    shown(view, filter, protocol).next()
}

/// The sections of a protocol that the filter leaves, in document order.
pub(crate) fn shown<'a>(view: &'a View<'_>, filter: Filter, protocol: u32) -> impl Iterator<Item = u32> + 'a {
    let range = view.protocol(protocol).map_or(0..0, |protocol| {
        protocol.first_section..protocol.first_section.saturating_add(protocol.section_count)
    });
    range.filter(move |section| filter.admits(view, *section))
}

/// The points of a section, as [`rank`] left them.
pub(crate) fn points_of(points: &[u32], section: u32) -> u32 {
    points.get(index(section)).copied().unwrap_or_default()
}
