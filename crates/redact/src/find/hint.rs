//! Which rules have to look at a token: told once for all rules, so that each passes over the others quickly.

use alloc::{boxed::Box, vec::Vec};

use self::planes::{Planes, Trio};
use super::{age, contact, cue::Cues, date, org, person, place, words::WordSet};
use crate::{lexicon::Classes, scan::Case, tagger, token::Token};

mod planes;

/// A rule that looks at some of the tokens.
///
/// What it is not hinted at it may pass over; where it is, it may still find nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    Cue,
    Contact,
    Number,
    Date,
    Age,
    Person,
    Org,
    Place,
    Tagger,
}

/// The hints of 64 tokens in a row: for each [`Hint`] a word, whose lowest bit is of the first token.
#[derive(Clone, Copy, Default)]
pub(crate) struct Chunk([u64; 9]);

impl Chunk {
    /// The tokens that a rule has to look at, a bit each.
    #[inline]
    pub(crate) fn having(&self, hint: Hint) -> u64 {
        self.0.get(hint as usize).copied().unwrap_or_default()
    }
}

/// What a word itself tells: a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark(u16);

impl Mark {
    /// Announces an identifier by itself.
    pub(super) const CUE: Self = Self(1);
    pub(super) const CONTACT: Self = Self(1 << 1);
    pub(super) const DATE: Self = Self(1 << 2);
    pub(super) const AGE: Self = Self(1 << 3);
    pub(super) const PERSON: Self = Self(1 << 4);
    pub(super) const ORG: Self = Self(1 << 5);
    pub(super) const PLACE: Self = Self(1 << 6);
    pub(super) const TAGGER: Self = Self(1 << 7);
    /// May stand directly before an age.
    pub(super) const BEFORE_AGE: Self = Self(1 << 8);
    /// May stand directly behind an age.
    pub(super) const BEHIND_AGE: Self = Self(1 << 9);
    /// How an age goes on behind its number, next to a name.
    pub(super) const YEARS: Self = Self(1 << 10);
    /// May stand directly behind a day.
    pub(super) const BEHIND_DAY: Self = Self(1 << 11);
    /// A small word within the name of a street.
    pub(super) const LINK: Self = Self(1 << 12);
    /// A frequent given name.
    pub(super) const GIVEN: Self = Self(1 << 13);
    /// Announces an identifier together with the next word, which is [`SECOND`](Self::SECOND).
    pub(super) const FIRST: Self = Self(1 << 14);
    pub(super) const SECOND: Self = Self(1 << 15);

    const NONE: Self = Self(0);

    const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    #[inline]
    const fn when(self, holds: bool) -> Self {
        Self(self.0 * holds as u16)
    }
}

/// What the words themselves tell, by some bits of their hash.
pub(super) struct Hints {
    words: Box<[Mark; 1 << BITS]>,
    /// For tests: no token is passed over.
    #[cfg(test)]
    everywhere: bool,
}

const BITS: u32 = 12;

impl Hints {
    pub(super) fn new(cues: &Cues) -> Self {
        let mut hints = Self {
            words: Box::new([Mark::NONE; 1 << BITS]),
            #[cfg(test)]
            everywhere: false,
        };
        hints.mark(&mut cues.single_words(), Mark::CUE);
        hints.mark(&mut cues.first_words(), Mark::FIRST);
        hints.mark(&mut cues.second_words(), Mark::SECOND);
        let sets: [(&[&WordSet], Mark); 10] = [
            (&contact::HINTED, Mark::CONTACT),
            (&date::HINTED, Mark::DATE),
            (&date::BEHIND_DAY, Mark::BEHIND_DAY),
            (&age::HINTED, Mark::AGE),
            (&age::BEFORE, Mark::BEFORE_AGE),
            (&age::BEHIND, Mark::BEHIND_AGE),
            (&person::HINTED, Mark::PERSON),
            (&person::YEARS, Mark::YEARS),
            (&org::HINTED, Mark::ORG),
            (&place::HINTED, Mark::PLACE),
        ];
        for (sets, mark) in sets {
            hints.mark(&mut sets.iter().flat_map(|set| set.hashes()), mark);
        }
        hints.mark(&mut place::LINKS.iter().copied(), Mark::LINK);
        hints
    }

    fn mark(&mut self, hashes: &mut dyn Iterator<Item = u32>, mark: Mark) {
        for hash in hashes {
            if let Some(known) = self.words.get_mut(Self::slot(hash)) {
                *known = known.with(mark);
            }
        }
    }

    const fn slot(hash: u32) -> usize {
        (hash >> (32 - BITS)) as usize
    }

    /// The hints of all tokens.
    pub(super) fn tell(&self, tokens: &[Token], case: Case, chunks: &mut Vec<Chunk>) {
        chunks.clear();
        #[cfg(test)]
        if self.everywhere {
            return;
        }
        let mut next = tokens.chunks(64).map(|tokens| self.planes(tokens));
        let (mut before, mut here) = (Planes::default(), next.next().unwrap_or_default());
        for tokens in tokens.chunks(64) {
            let after = next.next().unwrap_or_default();
            let trio = Trio { before: &before, here: &here, after: &after };
            chunks.push(trio.hints(case, tokens.len()));
            (before, here) = (here, after);
        }
    }

    /// What is true of each of 64 tokens.
    #[inline]
    fn planes(&self, tokens: &[Token]) -> Planes {
        let mut planes = Planes::default();
        let (eights, rest) = tokens.as_chunks();
        for (at, eight) in eights.iter().enumerate() {
            planes.set(at, eight, |token| self.of(token));
        }
        if !rest.is_empty() {
            let mut eight = [Token::NONE; 8];
            eight.iter_mut().zip(rest).for_each(|(to, token)| *to = *token);
            planes.set(eights.len(), &eight, |token| self.of(token));
        }
        planes
    }

    #[inline]
    fn of(&self, token: &Token) -> Mark {
        let word = self.words.get(Self::slot(token.hash)).copied().unwrap_or(Mark::NONE);
        word.with(Mark::PERSON.when(person::is_slot(token)))
            .with(Mark::GIVEN.when(token.classes.intersects(Classes::GIVEN_FREQ)))
            .with(Mark::PLACE.when(token.classes.intersects(Classes::STATE)))
            .with(Mark::TAGGER.when(tagger::may_be_candidate(token)))
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use crate::{Detector, Mode};

    /// A rule that looks at more tokens than its hints tell of would find nothing there.
    #[test]
    fn nothing_is_found_at_tokens_without_a_hint() {
        let hinted = Detector::new(Mode::Balanced);
        let mut everywhere = Detector::new(Mode::Balanced);
        everywhere.hints.everywhere = true;
        let notes = include_str!("../../data/sets/clinical_dev.jsonl").lines();
        for line in notes.chain(include_str!("../../data/sets/prose.jsonl").lines()) {
            let note: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = note["text"].as_str().unwrap();
            for text in [text.into(), text.to_lowercase(), text.to_uppercase(), format!("| {text} |")] {
                assert_eq!(hinted.find(&text), everywhere.find(&text), "{text}");
            }
        }
    }
}
