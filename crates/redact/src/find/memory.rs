//! Names that were found once are names wherever they stand.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

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

/// The words of names found so far, in lower case.
#[derive(Default)]
pub(super) struct Memory {
    words: BTreeSet<String>,
    hashes: Vec<u32>,
}

impl Drop for Memory {
    fn drop(&mut self) {
        for word in core::mem::take(&mut self.words) {
            zeroize::Zeroize::zeroize(&mut { word });
        }
    }
}

impl Memory {
    /// Keeps the words of names.
    pub(super) fn learn(&mut self, scan: &Scan<'_>, found: &Found) {
        for span in found.iter().filter(|span| span.category == Category::Name) {
            let sure = span.confidence >= SURE;
            let from = scan.tokens.partition_point(|token| (token.start as usize) < span.start);
            for token in scan.tokens.iter().skip(from).take_while(|token| (token.start as usize) < span.end) {
                if is_telling(token) && (sure || is_plain_name(token)) && self.words.len() < MOST {
                    let word = token.text(scan.text).to_lowercase();
                    if self.words.insert(word)
                        && let Err(at) = self.hashes.binary_search(&token.hash)
                    {
                        self.hashes.insert(at, token.hash);
                    }
                }
            }
        }
    }

    /// Finds the kept words.
    pub(super) fn recall(&self, scan: &Scan<'_>, found: &mut Found) {
        if self.hashes.is_empty() {
            return;
        }
        for (index, token) in scan.tokens.iter().enumerate() {
            if token.shape.is_word()
                && self.hashes.binary_search(&token.hash).is_ok()
                && (token.shape.has(Shape::UPPER) || scan.case == Case::Lower || !is_ordinary(token))
                && self.words.contains(&token.text(scan.text).to_lowercase())
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
