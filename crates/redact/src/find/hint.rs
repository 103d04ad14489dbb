//! Which rules have to look at a token: told once for all rules, so that each passes over the others quickly.

use alloc::{vec, vec::Vec};

use super::{age, contact, cue::Cues, date, org, person, place, words::WordSet};
use crate::{
    tagger,
    token::{Shape, Token},
};

/// The rules that have to look at a token: a set.
///
/// A rule that is not named may pass over the token; one that is named may still find nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hint(u16);

impl Hint {
    pub(crate) const CUE: Self = Self(1);
    pub(crate) const CONTACT: Self = Self(1 << 1);
    pub(crate) const DIGIT: Self = Self(1 << 2);
    pub(crate) const DATE: Self = Self(1 << 3);
    pub(crate) const AGE: Self = Self(1 << 4);
    pub(crate) const PERSON: Self = Self(1 << 5);
    pub(crate) const ORG: Self = Self(1 << 6);
    pub(crate) const PLACE: Self = Self(1 << 7);
    pub(crate) const TAGGER: Self = Self(1 << 8);

    const NONE: Self = Self(0);

    /// Whether one of `others` is in the set.
    #[inline]
    pub(crate) const fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub(crate) const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    #[inline]
    const fn when(self, holds: bool) -> Self {
        Self(self.0 * holds as u16)
    }
}

/// What the words themselves tell, by some bits of their hash.
pub(super) struct Hints {
    words: Vec<Hint>,
}

const BITS: u32 = 12;

impl Hints {
    pub(super) fn new(cues: &Cues) -> Self {
        let mut hints = Self { words: vec![Hint::NONE; 1 << BITS] };
        hints.mark(cues.first_words(), Hint::CUE);
        let sets: [(&[&WordSet], Hint); 6] = [
            (&contact::HINTED, Hint::CONTACT),
            (&date::HINTED, Hint::DATE),
            (&age::HINTED, Hint::AGE),
            (&person::HINTED, Hint::PERSON),
            (&org::HINTED, Hint::ORG),
            (&place::HINTED, Hint::PLACE),
        ];
        for (sets, hint) in sets {
            hints.mark(sets.iter().flat_map(|set| set.hashes()), hint);
        }
        hints
    }

    fn mark(&mut self, hashes: impl Iterator<Item = u32>, hint: Hint) {
        for hash in hashes {
            if let Some(known) = self.words.get_mut(Self::slot(hash)) {
                *known = known.with(hint);
            }
        }
    }

    const fn slot(hash: u32) -> usize {
        (hash >> (32 - BITS)) as usize
    }

    /// The hints of all tokens.
    pub(super) fn tell(&self, tokens: &[Token], hints: &mut Vec<Hint>) {
        hints.clear();
        hints.extend(tokens.iter().map(|token| {
            let word = self.words.get(Self::slot(token.hash)).copied().unwrap_or(Hint::NONE);
            word.with(Hint::DIGIT.when(token.shape.has(Shape::DIGIT)))
                .with(Hint::CONTACT.when(contact::is_near(token)))
                .with(Hint::PERSON.when(token.classes.intersects(person::SLOTS)))
                .with(Hint::TAGGER.when(tagger::may_be_candidate(token)))
        }));
    }
}
