//! What training the tagger needs of the engine, so that both see the same tokens and features.
//!
//! Not part of the API: the feature `training` exists for the package that makes `tagger.bin`.

use alloc::{string::String, vec::Vec};

use crate::{
    lexicon::{Classes, Lexicon},
    scan::{Case, Register, Scan},
    tagger::{self, FEATURES, Label, Traits},
    token::{Token, tokenize},
};

/// A note as the tagger sees it.
pub struct Note {
    text: String,
    tokens: Vec<Token>,
    traits: Vec<Traits>,
    case: Case,
    register: Register,
}

impl Note {
    /// Cuts a note into tokens; `unknown` tells for each word whether to take it for one that nobody listed.
    ///
    /// No list is complete, so the tagger has to see words of all kinds that it does not know.
    pub fn new(text: &str, mut unknown: impl FnMut() -> bool) -> Self {
        let mut tokens = Vec::new();
        tokenize(text, Lexicon::embedded(), &mut tokens);
        for token in &mut tokens {
            if unknown() && !token.classes.intersects(Classes::FUNCTION.union(Classes::EVERYDAY)) {
                token.classes = Classes::NONE;
            }
        }
        let Scan { case, register, .. } = Scan::new(text, &tokens);
        let mut traits = Vec::new();
        tagger::traits(&tokens, &mut traits);
        Self { text: text.into(), tokens, traits, case, register }
    }

    fn scan(&self) -> Scan<'_> {
        Scan { case: self.case, register: self.register, ..Scan::new(&self.text, &self.tokens) }
    }

    /// The tokens' bytes.
    pub fn tokens(&self) -> impl Iterator<Item = (usize, usize)> {
        self.tokens.iter().map(|token| (token.start as usize, token.end as usize))
    }

    /// Whether the tagger looks at a token at all.
    #[must_use]
    pub fn is_candidate(&self, index: usize) -> bool {
        tagger::is_candidate(&self.scan(), index)
    }

    /// The rows of a token's features, given the labels before it.
    #[must_use]
    pub fn features(&self, index: usize, labels: &[Label]) -> [u32; FEATURES] {
        tagger::features(&self.scan(), &self.traits, index, labels)
    }
}

impl core::fmt::Debug for Note {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Note").field("tokens", &self.tokens.len()).finish_non_exhaustive()
    }
}
