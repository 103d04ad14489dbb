//! Hits.

use core::cmp::Reverse;
use core::ops::Range;

use crate::age::AgeGroup;
use crate::section::{Level, SectionKind};

/// A protocol that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProtocolHit<'s> {
    /// The number as the agency writes it; empty for none.
    pub number: &'s str,
    /// The name; empty for a section without number and name.
    pub name: &'s str,
    /// Points: comparable within one answer. An explanation accounts for each.
    pub score: u32,
    /// The sections that the filters leave, in document order.
    pub sections: Vec<SectionHit<'s>>,
    /// Its place in the shard.
    pub ordinal: u32,
    /// Found by number, code or name: vectors do not move it.
    pub(crate) pinned: bool,
}

impl<'s> ProtocolHit<'s> {
    /// The sections, best first: by points, then by how well their kind fits, then in document order.
    pub fn ranked(&self) -> impl Iterator<Item = &SectionHit<'s>> {
        let key = |section: &SectionHit<'_>| (Reverse((section.score, section.share)), section.ordinal);
        // A protocol has few sections: a search for the place of each is smaller than a sort, and as fast.
        let mut ranked: Vec<&SectionHit<'s>> = Vec::with_capacity(self.sections.len());
        for section in &self.sections {
            let place = ranked.partition_point(|other| key(other) < key(section));
            ranked.insert(place, section);
        }
        ranked.into_iter()
    }
}

/// A section of a protocol that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SectionHit<'s> {
    /// The id.
    pub id: &'s str,
    /// The section's name.
    pub name: &'s str,
    /// What it is about.
    pub kind: SectionKind,
    /// For whom it is.
    pub age: AgeGroup,
    /// Who may act on it.
    pub level: Level,
    /// Its own points; 0 if its protocol was found by number or code alone.
    pub score: u32,
    /// Its place in the shard, by which its text is found.
    pub ordinal: u32,
    /// How well its kind fits the question, in 256ths: decides between equal points.
    pub(crate) share: u32,
}

/// A word that was understood as another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Substitution {
    /// Where the word stands in the query, in bytes.
    pub range: Range<usize>,
    /// What was searched for: stems.
    pub searched: String,
}
