//! Identifiers that a document tells outright are found wherever it repeats them without a label.

use alloc::{string::String, vec::Vec};

use zeroize::Zeroize as _;

use crate::{
    Category,
    scan::{Found, Scan},
    text,
    token::Token,
};

/// Most tokens that are kept.
const MOST: usize = 4096;
/// Characters of a token that tells something alone: four digits are a year, a dose or a street number.
const SHORTEST: usize = 5;

#[derive(Default)]
pub(super) struct Known {
    /// Tokens with digits of the identifiers so far, in lower case and sorted, and what they are of.
    tokens: Vec<(String, Category)>,
    /// Their hashes, sorted.
    hashes: Vec<u32>,
}

impl Drop for Known {
    fn drop(&mut self) {
        for (token, _) in &mut self.tokens {
            token.zeroize();
        }
    }
}

impl Known {
    /// Keeps the telling tokens of a value.
    pub(super) fn learn(&mut self, scan: &Scan<'_>, category: Category) {
        for token in scan.tokens.iter().filter(|token| is_telling(token)) {
            if self.tokens.len() < MOST {
                let text = text::lowercase(token.text(scan.text));
                if let Err(at) = self.place(&text) {
                    self.tokens.insert(at, (text, category));
                }
                if let Err(at) = self.hashes.binary_search(&token.hash) {
                    self.hashes.insert(at, token.hash);
                }
            }
        }
    }

    /// Where a token is kept, or would be.
    fn place(&self, text: &str) -> Result<usize, usize> {
        self.tokens.binary_search_by(|(known, _)| known.as_str().cmp(text))
    }

    /// Finds the kept tokens.
    pub(super) fn recall(&self, scan: &Scan<'_>, found: &mut Found) {
        if self.hashes.is_empty() {
            return;
        }
        for (index, token) in scan.tokens.iter().enumerate() {
            if is_telling(token)
                && self.hashes.binary_search(&token.hash).is_ok()
                && let Ok(at) = self.place(&text::lowercase(token.text(scan.text)))
                && let Some((_, category)) = self.tokens.get(at)
            {
                found.extend(scan.span(index..index + 1, *category, 80, "known.value"));
            }
        }
    }
}

fn is_telling(token: &Token) -> bool {
    !token.shape.is_word() && token.len() >= SHORTEST
}
