//! Everything that a shard points to is there: looked at once, when it is opened.

use super::view::View;
use super::{Layout, OpenError};
use crate::bytes::index;
use crate::format::{PROTOCOL_LEN, Part, SECTION_LEN, TITLE_LEN};
use crate::table::{Entry, Table};

/// Parts have lengths that fit their records, and tables have heads. Counts go into the layout.
pub(super) fn shape(bytes: &[u8], layout: &mut Layout) -> Option<()> {
    let len = |part| layout.part(bytes, part).len();
    let records = |part, record: usize| len(part).is_multiple_of(record).then(|| len(part) / record);
    if records(Part::Sections, SECTION_LEN)? != index(layout.sections) {
        return None;
    }
    records(Part::Titles, TITLE_LEN)?;
    records(Part::Coded, 4)?;
    for part in [Part::Terms, Part::Keys, Part::Numbers, Part::Codes] {
        Table::parse(layout.part(bytes, part))?;
    }
    let protocols = u32::try_from(records(Part::Protocols, PROTOCOL_LEN)?).ok()?;
    let concepts = crate::bytes::u32_at(layout.part(bytes, Part::Concepts), 0)?;
    (layout.protocols, layout.concepts) = (protocols, concepts);
    Some(())
}

pub(super) fn check(view: &View<'_>) -> Result<(), OpenError> {
    let parts = [records(view), terms(view), lexicon(view), numbers_and_codes(view)];
    if parts.iter().all(Option::is_some) { Ok(()) } else { Err(OpenError::Malformed) }
}

/// Protocols hold all sections, one after another, and each section knows its protocol.
fn records(view: &View<'_>) -> Option<()> {
    let mut next = 0;
    for ordinal in 0..view.layout.protocols {
        let protocol = view.protocol(ordinal)?;
        view.string(protocol.number)?;
        view.string(protocol.name)?;
        if protocol.first_section != next || protocol.section_count == 0 {
            return None;
        }
        next = next.checked_add(protocol.section_count).filter(|next| *next <= view.layout.sections)?;
        for section in protocol.first_section..next {
            let section = view.section(section)?;
            view.string(section.id)?;
            view.string(section.name)?;
            if section.protocol != ordinal {
                return None;
            }
        }
        let title = view.title(&protocol);
        if title.filter(|term| term.ordinal < view.terms.len()).count() != index(protocol.title_count) {
            return None;
        }
        let fallbacks = protocol.fallback.iter().flatten();
        if fallbacks.into_iter().any(|fallback| *fallback >= view.layout.protocols) {
            return None;
        }
    }
    (next == view.layout.sections).then_some(())
}

/// Most sixteenths of an idf: more than that of one section in two to the power of 32.
const MAX_IDF: u32 = 40 * 16;

fn terms(view: &View<'_>) -> Option<()> {
    let sum = view.terms.check(|key, term| {
        term.second <= MAX_IDF
            && core::str::from_utf8(key).is_ok()
            && is_ascending(view, &term).unwrap_or_default()
    })?;
    (index(sum) == view.postings_len()).then_some(())
}

/// A list is not empty, ends where its bytes end, and names existing sections, each once.
fn is_ascending(view: &View<'_>, term: &Entry) -> Option<bool> {
    let mut next = 0;
    let mut used = 0;
    for (section, impact) in view.postings(term) {
        if section < next || section >= view.layout.sections || impact == 0 {
            return Some(false);
        }
        let gap = section - if next == 0 { 0 } else { next - 1 };
        used += varint_len(gap) + 1;
        next = section + 1;
    }
    Some(next > 0 && used == term.first)
}

/// Bytes of a varint as a builder writes it.
const fn varint_len(value: u32) -> u32 {
    match value {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        0x20_0000..0x1000_0000 => 4,
        _ => 5,
    }
}

fn lexicon(view: &View<'_>) -> Option<()> {
    let (starts, body_len) = view.concept_places()?;
    let mut next = 0;
    for (ordinal, start) in (0_u32..).zip(starts) {
        let concept = view.concept(ordinal)?;
        if index(start) != next
            || concept.alternatives().any(|(term, _)| view.terms.at(term.ordinal) != Some(term))
        {
            return None;
        }
        next += 2 + concept.len()?;
    }
    let sum = view.keys.check(|key, entry| {
        core::str::from_utf8(key).is_ok() && entry.first == 0 && entry.second < view.layout.concepts
    })?;
    (next == body_len && sum == 0).then_some(())
}

fn numbers_and_codes(view: &View<'_>) -> Option<()> {
    view.numbers.check(|key, entry| {
        core::str::from_utf8(key).is_ok() && entry.first == 0 && entry.second < view.layout.protocols
    })?;
    view.codes.check(|key, entry| {
        let protocols = view.coded(&entry);
        core::str::from_utf8(key).is_ok()
            && protocols.filter(|protocol| *protocol < view.layout.protocols).count() == index(entry.first)
    })?;
    Some(())
}

pub(super) fn count_postings(view: &View<'_>) -> u64 {
    let mut count = 0;
    view.terms.check(|_, term| {
        count += view.postings(&term).count() as u64;
        true
    });
    count
}
