//! Names that were found once are names wherever they stand.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use zeroize::Zeroizing;

use crate::{
    Category,
    lexicon::Classes,
    scan::{Case, Found, Scan},
    token::{Shape, Token},
};

/// Most words that are kept; a text with more names than this is a list, and lists are found by themselves.
const MOST: usize = 4096;

/// From this confidence on, every word of a finding is remembered; below, those that are only names.
const SURE: u8 = 71;

/// The words of names found so far.
#[derive(Default)]
pub(super) struct Memory {
    /// Sorted by hash.
    words: Vec<Word>,
    /// The words in lower case, one behind the other.
    text: Zeroizing<String>,
    /// One bit for each value of some bits of a hash: most words stop here.
    filter: [u64; 4],
}

struct Word {
    hash: u32,
    /// Where in the text it stands.
    range: Range<usize>,
}

impl Memory {
    /// Keeps the words of names.
    pub(super) fn learn(&mut self, scan: &Scan<'_>, found: &Found) {
        for span in found.iter().filter(|span| span.category == Category::Name) {
            let sure = span.confidence >= SURE;
            let from = scan.tokens.partition_point(|token| (token.start as usize) < span.start);
            for token in scan.tokens.iter().skip(from).take_while(|token| (token.start as usize) < span.end) {
                if is_telling(token) && (sure || is_plain_name(token)) && self.words.len() < MOST {
                    self.add(token.hash, token.text(scan.text));
                }
            }
        }
    }

    fn add(&mut self, hash: u32, word: &str) {
        if self.knows(hash, word) {
            return;
        }
        let start = self.text.len();
        // No larger buffer is left behind with what was copied from it.
        if self.text.capacity() - start < 2 * word.len() {
            let mut larger = Zeroizing::new(String::with_capacity(2 * self.text.capacity() + 128 + 2 * word.len()));
            larger.push_str(&self.text);
            self.text = larger;
        }
        if word.is_ascii() {
            self.text.extend(word.chars().map(|character| character.to_ascii_lowercase()));
        } else {
            self.text.push_str(&Zeroizing::new(word.to_lowercase()));
        }
        let range = start..self.text.len();
        let at = self.words.partition_point(|known| known.hash < hash);
        self.words.insert(at, Word { hash, range });
        let (index, bit) = Self::slot(hash);
        if let Some(bits) = self.filter.get_mut(index) {
            *bits |= bit;
        }
    }

    const fn slot(hash: u32) -> (usize, u64) {
        ((hash >> 6 & 3) as usize, 1 << (hash & 63))
    }

    #[inline]
    fn admits(&self, hash: u32) -> bool {
        let (index, bit) = Self::slot(hash);
        self.filter.get(index).is_some_and(|bits| bits & bit != 0)
    }

    fn knows(&self, hash: u32, word: &str) -> bool {
        if !self.admits(hash) {
            return false;
        }
        let from = self.words.partition_point(|known| known.hash < hash);
        let same = self.words.iter().skip(from).take_while(|known| known.hash == hash);
        same.filter_map(|known| self.text.get(known.range.clone())).any(|known| {
            if word.is_ascii() { known.eq_ignore_ascii_case(word) } else { known == word.to_lowercase() }
        })
    }

    /// Finds the kept words.
    pub(super) fn recall(&self, scan: &Scan<'_>, found: &mut Found) {
        if self.words.is_empty() {
            return;
        }
        for (index, token) in scan.tokens.iter().enumerate() {
            if token.shape.is_word() & self.admits(token.hash)
                && (token.shape.has(Shape::UPPER) || scan.case == Case::Lower || !is_ordinary(token))
                && self.knows(token.hash, token.text(scan.text))
            {
                found.extend(scan.span(index..index + 1, Category::Name, 60, "name.memory"));
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
fn is_telling(token: &Token) -> bool {
    let barred = Classes::FUNCTION
        .union(Classes::TITLE)
        .union(Classes::CREDENTIAL)
        .union(Classes::ROLE)
        .union(Classes::KIN);
    token.shape.is_word() && token.len() >= 3 && !token.classes.intersects(barred)
}
