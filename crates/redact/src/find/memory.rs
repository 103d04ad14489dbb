//! Names that were found once are names wherever they stand.

use alloc::vec::Vec;

use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    Category,
    lexicon::{Classes, MAX_WORD_LEN},
    scan::{Case, Found, Scan, ones},
    token::{Shape, Token},
};

/// Most words that are kept; a text with more names than this is a list, and lists are found by themselves.
const MOST: usize = 4096;

/// From this confidence on, every word of a finding is remembered; below, those that are only names.
const SURE: u8 = 71;

/// Words of 64 bits in the filter, a power of two.
const FILTER: usize = 16;

/// The words of names found so far, by their hashes: the names themselves are not kept.
///
/// Of 4,294,967,296 other words, one is taken for a given name.
#[derive(Default)]
pub(super) struct Memory {
    /// Ascending.
    hashes: Zeroizing<Vec<u32>>,
    /// One bit for each value of the low bits of a hash: most words stop here.
    filter: [u64; FILTER],
    /// Tokens that a finding covers which is as sure as those of the memory, a bit each.
    covered: Vec<u64>,
}

/// How sure the finding of a remembered word is.
const CONFIDENCE: u8 = 60;

impl Memory {
    /// Forgets all words, and wipes them.
    pub(super) fn forget(&mut self) {
        // Words are only ever added, so that nothing is left behind the last.
        self.hashes.as_mut_slice().zeroize();
        self.hashes.clear();
        self.filter = [0; FILTER];
    }

    /// Keeps the words of names.
    pub(super) fn learn(&mut self, scan: &Scan<'_>, found: &Found) {
        self.covered.clear();
        self.covered.resize(scan.tokens.len().div_ceil(64), 0);
        for span in found.iter().filter(|span| span.category == Category::Name) {
            let sure = span.confidence >= SURE;
            let from = scan.tokens.partition_point(|token| (token.start as usize) < span.start);
            for (token, index) in scan.tokens.get(from..).unwrap_or_default().iter().zip(from..) {
                if token.start as usize >= span.end {
                    break;
                }
                if let Some(bits) = self.covered.get_mut(index / 64) {
                    let covers = (span.confidence >= CONFIDENCE) & (token.end as usize <= span.end);
                    *bits |= u64::from(covers) << (index % 64);
                }
                if is_telling(token) && (sure || is_plain_name(token)) {
                    self.add(token.hash);
                }
            }
        }
    }

    fn add(&mut self, hash: u32) {
        if let Err(at) = self.hashes.binary_search(&hash)
            && self.hashes.len() < MOST
        {
            // Room for the names of most texts at once, so that no copies are left behind.
            if self.hashes.capacity() == 0 {
                self.hashes.reserve(64);
            }
            self.hashes.insert(at, hash);
            if let Some(bits) = self.filter.get_mut((hash >> 6) as usize % FILTER) {
                *bits |= 1 << (hash & 63);
            }
        }
    }

    /// Finds the kept words, in the segment of which names were learnt last.
    pub(super) fn recall(&self, scan: &Scan<'_>, found: &mut Found) {
        if self.hashes.is_empty() {
            return;
        }
        for ((tokens, covered), first) in scan.tokens.chunks(64).zip(&self.covered).zip((0..).step_by(64)) {
            // All at once and without a branch: where the words stand cannot be foreseen.
            let mut kept = 0;
            for (token, bit) in tokens.iter().zip(0..) {
                let bits = self.filter.get((token.hash >> 6) as usize % FILTER).copied().unwrap_or_default();
                kept |= (bits >> (token.hash & 63) & u64::from(token.shape.is_word())) << bit;
            }
            // What a finding covers already needs no other.
            for index in ones(kept & !covered, first) {
                let Some(token) = scan.token(index) else { break };
                if (token.shape.has(Shape::UPPER) || scan.case == Case::Lower || !is_ordinary(token))
                    && self.hashes.binary_search(&token.hash).is_ok()
                {
                    found.extend(scan.span(index..index + 1, Category::Name, CONFIDENCE, "name.memory"));
                }
            }
        }
    }
}

/// Known as a name, and as nothing else.
fn is_plain_name(token: &Token) -> bool {
    token.classes.intersects(Classes::GIVEN.union(Classes::SURNAME)) && !is_ordinary(token)
}

fn is_ordinary(token: &Token) -> bool {
    token
        .classes
        .intersects(Classes::FUNCTION.union(Classes::COMMON).union(Classes::CLINICAL).union(Classes::DRUG))
}

/// Whether a word of a known name may be looked for elsewhere; `Normal Saline` is not, `Rose May` is.
pub(super) fn may_name(token: &Token) -> bool {
    !is_ordinary(token) || token.classes.intersects(Classes::GIVEN.union(Classes::SURNAME))
}

/// Whether a word tells the person apart: initials and ordinary words do not.
///
/// Words that are longer than those of the lexicon have no hash of their own.
fn is_telling(token: &Token) -> bool {
    let barred = Classes::FUNCTION
        .union(Classes::TITLE)
        .union(Classes::CREDENTIAL)
        .union(Classes::ROLE)
        .union(Classes::KIN);
    token.shape.is_word() && (3..=MAX_WORD_LEN).contains(&token.len()) && !token.classes.intersects(barred)
}
