//! Which rules have to look at a token: told once for all rules, so that each passes over the others quickly.

use alloc::{boxed::Box, vec::Vec};

use super::{age, contact, cue::Cues, date, org, person, place, words::WordSet};
use crate::{
    lexicon::Classes,
    tagger,
    token::{Shape, Token},
};

/// The rules that have to look at a token: a set.
///
/// A rule that is not named may pass over the token; one that is named may still find nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hint(u8);

impl Hint {
    pub(crate) const CUE: Self = Self(1);
    pub(crate) const CONTACT: Self = Self(1 << 1);
    pub(crate) const DIGIT: Self = Self(1 << 2);
    pub(crate) const DATE: Self = Self(1 << 3);
    pub(crate) const AGE: Self = Self(1 << 4);
    pub(crate) const PERSON: Self = Self(1 << 5);
    pub(crate) const PLACE: Self = Self(1 << 6);
    pub(crate) const TAGGER: Self = Self(1 << 7);

    const NONE: Self = Self(0);

    pub(crate) const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    #[inline]
    const fn when(self, holds: bool) -> Self {
        Self(self.0 * holds as u8)
    }
}

/// The hints of 64 tokens in a row: for each hint a word, whose lowest bit is of the first token.
#[derive(Clone, Copy, Default)]
pub(crate) struct Chunk([u64; 8]);

impl Chunk {
    /// The tokens that have one of these hints, a bit each.
    #[inline]
    pub(crate) fn having(&self, hints: Hint) -> u64 {
        let mut tokens = 0;
        for (bit, word) in self.0.iter().enumerate() {
            if hints.0 >> bit & 1 == 1 {
                tokens |= word;
            }
        }
        tokens
    }

    /// Adds eight tokens, the first at bit `shift`.
    #[inline]
    fn add(&mut self, hints: [u8; 8], shift: u32) {
        let turned = transposed(u64::from_le_bytes(hints)).to_le_bytes();
        for (word, eight) in self.0.iter_mut().zip(turned) {
            *word |= u64::from(eight) << shift;
        }
    }
}

/// Eight bytes whose bits are turned about: bit `i` of byte `k` becomes bit `k` of byte `i`.
const fn transposed(rows: u64) -> u64 {
    let swap = (rows ^ rows >> 7) & 0x00aa_00aa_00aa_00aa;
    let rows = rows ^ swap ^ swap << 7;
    let swap = (rows ^ rows >> 14) & 0x0000_cccc_0000_cccc;
    let rows = rows ^ swap ^ swap << 14;
    let swap = (rows ^ rows >> 28) & 0x0000_0000_f0f0_f0f0;
    rows ^ swap ^ swap << 28
}

/// What the words themselves tell, by some bits of their hash.
pub(super) struct Hints {
    words: Box<[Hint; 1 << BITS]>,
}

const BITS: u32 = 12;

impl Hints {
    pub(super) fn new(cues: &Cues) -> Self {
        let mut hints = Self { words: Box::new([Hint::NONE; 1 << BITS]) };
        hints.mark(cues.first_words(), Hint::CUE);
        let sets: [(&[&WordSet], Hint); 6] = [
            (&contact::HINTED, Hint::CONTACT),
            (&date::HINTED, Hint::DATE),
            (&age::HINTED, Hint::AGE),
            (&person::HINTED, Hint::PERSON),
            (&org::HINTED, Hint::PLACE),
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
    pub(super) fn tell(&self, tokens: &[Token], chunks: &mut Vec<Chunk>) {
        chunks.clear();
        chunks.extend(tokens.chunks(64).map(|tokens| {
            let mut chunk = Chunk::default();
            for (eight, shift) in tokens.chunks(8).zip((0..).step_by(8)) {
                let mut hints = [0; 8];
                hints.iter_mut().zip(eight).for_each(|(hint, token)| *hint = self.of(token).0);
                chunk.add(hints, shift);
            }
            chunk
        }));
    }

    #[inline]
    fn of(&self, token: &Token) -> Hint {
        let word = self.words.get(Self::slot(token.hash)).copied().unwrap_or(Hint::NONE);
        word.with(Hint::DIGIT.when(token.shape.has(Shape::DIGIT)))
            .with(Hint::CONTACT.when(contact::is_close(token)))
            .with(Hint::PERSON.when(person::is_slot(token)))
            .with(Hint::PLACE.when(token.classes.intersects(Classes::STATE)))
            .with(Hint::TAGGER.when(tagger::may_be_candidate(token)))
    }
}

#[cfg(test)]
mod tests {
    use alloc::{boxed::Box, format};

    use super::{BITS, Chunk, Hint, Hints, transposed};
    use crate::{Detector, Mode};

    #[test]
    fn bits_are_turned_about() {
        for row in 0..8 {
            for bit in 0..8 {
                assert_eq!(transposed(1 << (row * 8 + bit)), 1 << (bit * 8 + row));
            }
        }
    }

    /// A rule that looks at more tokens than its hints tell of would find nothing there.
    #[test]
    fn nothing_is_found_at_tokens_without_a_hint() {
        let hinted = Detector::new(Mode::Balanced);
        let mut everywhere = Detector::new(Mode::Balanced);
        everywhere.hints = Hints { words: Box::new([Hint(u8::MAX); 1 << BITS]) };
        let notes = include_str!("../../data/sets/clinical_dev.jsonl").lines();
        for line in notes.chain(include_str!("../../data/sets/prose.jsonl").lines()) {
            let note: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = note["text"].as_str().unwrap();
            for text in [text.into(), text.to_lowercase(), text.to_uppercase(), format!("| {text} |")] {
                assert_eq!(hinted.find(&text), everywhere.find(&text), "{text}");
            }
        }
    }

    #[test]
    fn a_chunk_tells_which_tokens_have_a_hint() {
        let mut chunk = Chunk::default();
        chunk.add([Hint::CUE.0, 0, Hint::CUE.with(Hint::PLACE).0, 0, 0, 0, 0, Hint::TAGGER.0], 8);
        assert_eq!(chunk.having(Hint::CUE), 0b101 << 8);
        assert_eq!(chunk.having(Hint::PLACE.with(Hint::TAGGER)), 0b1000_0100 << 8);
        assert_eq!(chunk.having(Hint::DATE), 0);
    }
}
