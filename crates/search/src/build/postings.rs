//! Frequencies over a corpus, and the impacts of one agency's terms.

use std::collections::HashMap;

use super::fields::{FIELDS, Terms};
use crate::bytes::push_varint;
use crate::fixed::idf_sixteenths;

/// Fractional bits of a weighted term frequency.
const FREQUENCY_BITS: u32 = 10;
/// The `k1` of BM25, in tenths.
const K1_TENTHS: u64 = 12;

/// In how many sections each term stands.
#[derive(Debug, Default)]
pub(super) struct Frequencies {
    sections: u64,
    of: HashMap<String, u32>,
}

impl Frequencies {
    pub(super) fn add(&mut self, terms: &Terms) {
        self.sections += 1;
        for term in terms.counts.keys() {
            if let Some(count) = self.of.get_mut(term) {
                *count += 1;
            } else {
                self.of.insert(term.clone(), 1);
            }
        }
    }

    fn idf(&self, term: &str) -> u32 {
        idf_sixteenths(self.sections, self.of.get(term).copied().unwrap_or_default().into())
    }
}

/// The terms of an agency, in order, each with its idf and its encoded postings.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    pub(super) terms: Vec<(String, Posted)>,
}

/// A term's part of the index.
#[derive(Debug)]
pub(super) struct Posted {
    /// In sixteenths.
    pub(super) idf: u32,
    /// Sections, ascending, with the impact of the term in each.
    pub(super) postings: Vec<(u32, u8)>,
}

impl Dictionary {
    /// Computes every impact. The idf is the mean of the agency's own and the one of all agencies, so that a
    /// small agency's accidents do not decide.
    pub(super) fn new(sections: &[Terms], pool: Option<&Frequencies>) -> Self {
        let mean_lengths = mean_lengths(sections);
        let mut postings: HashMap<&str, Vec<(u32, u8)>> = HashMap::new();
        for (number, terms) in (0_u32..).zip(sections) {
            for (term, counts) in &terms.counts {
                let impact = impact(counts, &terms.lengths, &mean_lengths);
                postings.entry(term).or_default().push((number, impact));
            }
        }
        add_pairs(sections, &mean_lengths, &mut postings);
        let documents = sections.len() as u64;
        let mut postings: Vec<_> = postings.into_iter().collect();
        postings.sort_unstable_by_key(|(term, _)| *term);
        let terms = postings.into_iter().map(|(term, postings)| {
            let own = idf_sixteenths(documents, postings.len() as u64);
            let idf = pool.map_or(own, |pool| (pool.idf(term) + own).div_ceil(2));
            (term.to_owned(), Posted { idf, postings })
        });
        Self { terms: terms.collect() }
    }

    /// The ordinal of a term.
    pub(super) fn find(&self, term: &str) -> Option<(u32, &Posted)> {
        let at = self.terms.binary_search_by(|(candidate, _)| candidate.as_str().cmp(term)).ok()?;
        Some((crate::bytes::len_u32(at), &self.terms.get(at)?.1))
    }
}

impl Posted {
    /// Gaps between sections as varints, each with an impact behind it.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        let mut before = 0;
        for (section, impact) in &self.postings {
            push_varint(bytes, section - before);
            bytes.push(*impact);
            before = *section;
        }
    }
}

/// Neighbouring words of plain text, where more than one section has them: others find nothing new.
fn add_pairs<'t>(
    sections: &'t [Terms],
    mean_lengths: &[u64; FIELDS.len()],
    postings: &mut HashMap<&'t str, Vec<(u32, u8)>>,
) {
    let mut pairs: HashMap<&str, Vec<(u32, u8)>> = HashMap::new();
    for (number, terms) in (0_u32..).zip(sections) {
        for (pair, counts) in &terms.pairs {
            let impact = impact(counts, &terms.lengths, mean_lengths);
            pairs.entry(pair).or_default().push((number, impact));
        }
    }
    let kept = pairs.into_iter().filter(|(_, sections)| sections.len() > 1);
    for (pair, sections) in kept {
        postings.entry(pair).or_insert(sections);
    }
}

/// Mean lengths of the fields, in sixteenths of a word.
fn mean_lengths(sections: &[Terms]) -> [u64; FIELDS.len()] {
    let mut means = [0; FIELDS.len()];
    for (at, mean) in means.iter_mut().enumerate() {
        let lengths = sections.iter().filter_map(|terms| terms.lengths.get(at));
        let sum: u64 = lengths.map(|length| u64::from(*length)).sum();
        *mean = (16 * sum).checked_div(sections.len() as u64).unwrap_or_default().max(1);
    }
    means
}

/// The impact of a term that stands only in sentences that say that something is not given.
pub(super) const DENIED: u8 = 1;

/// The saturated, length-normalised and weighted frequency of a term over all fields, as a share of 255.
fn impact(counts: &[u32; FIELDS.len()], lengths: &[u32; FIELDS.len()], means: &[u64; FIELDS.len()]) -> u8 {
    let mut frequency = 0;
    for (((field, count), length), mean) in FIELDS.iter().zip(counts).zip(lengths).zip(means) {
        let share = field.length_share;
        let norm = (100 - share) * mean + share * u64::from(*length) * 16;
        let weighted = (field.weight * u64::from(*count)) << FREQUENCY_BITS;
        frequency += (weighted * 100 * mean).checked_div(norm).unwrap_or_default();
    }
    let k1 = (K1_TENTHS << FREQUENCY_BITS) / 10;
    let rounded = (255 * frequency + (frequency + k1) / 2) / (frequency + k1);
    let least = if frequency == 0 { DENIED } else { DENIED + 1 };
    u8::try_from(rounded).unwrap_or(u8::MAX).max(least)
}
