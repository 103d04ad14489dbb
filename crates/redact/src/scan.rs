//! A segment of text as the rules see it.

use alloc::vec::Vec;
use core::ops::Range;

use crate::{
    Category, Span,
    find::{Chunk, Hint},
    lexicon::{Classes, hash32},
    token::{Gap, Shape, Token},
};

/// How a note is written as a whole; it decides what a capital letter tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Case {
    /// Capitals where they belong.
    Mixed,
    /// Hardly a capital.
    Lower,
    /// Hardly a lower-case letter.
    Upper,
}

/// How many words of a segment are of a kind.
struct Tally {
    words: u32,
    /// Of more than one letter.
    long: u32,
    /// Of these, the ones without a capital.
    lower: u32,
    /// Of these, the ones without a lower-case letter.
    upper: u32,
    /// Articles, prepositions and the like.
    function: u32,
}

/// What an earlier redaction left, `[REDACTED]`, tells nothing of how the text is written.
const MASK_WORD: u32 = hash32(b"redacted");

impl Tally {
    fn of(tokens: &[Token]) -> Self {
        let mut tally = Self { words: 0, long: 0, lower: 0, upper: 0, function: 0 };
        for token in tokens {
            let word = token.shape.is_word() & (token.hash != MASK_WORD);
            let long = word & (token.len() > 1);
            tally.words += u32::from(word);
            tally.long += u32::from(long);
            tally.lower += u32::from(long & !token.shape.has(Shape::UPPER));
            tally.upper += u32::from(long & !token.shape.has(Shape::LOWER));
            tally.function += u32::from(token.classes.intersects(Classes::FUNCTION));
        }
        tally
    }
}

impl Case {
    /// How a segment is written: short ones count as mixed only with evidence of both cases.
    const fn of(tally: &Tally) -> Self {
        // One word in forty may deviate: an acronym in lower-case prose, a unit among capitals.
        if tally.lower * 40 >= tally.long * 39 {
            Self::Lower
        } else if tally.upper * 10 >= tally.long * 9 {
            Self::Upper
        } else {
            Self::Mixed
        }
    }
}

/// How much of a segment is sentences; it decides what an unknown word is likely to be.
///
/// A third of the words of English prose are articles, prepositions, pronouns and the like; of the words of
/// a clinical note, a tenth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Register {
    /// Findings, values and labels, without the words that make sentences.
    Terse,
    /// Some sentences, or too few words to tell.
    Mixed,
    /// Sentences throughout.
    Prose,
}

impl Register {
    /// Fewer words than this do not tell.
    const LEAST: u32 = 24;

    const fn of(tally: &Tally) -> Self {
        if tally.words < Self::LEAST {
            Self::Mixed
        } else if tally.function * 100 < tally.words * 20 {
            Self::Terse
        } else if tally.function * 100 < tally.words * 32 {
            Self::Mixed
        } else {
            Self::Prose
        }
    }
}

/// A segment and its tokens.
pub(crate) struct Scan<'s> {
    pub(crate) text: &'s str,
    pub(crate) tokens: &'s [Token],
    pub(crate) case: Case,
    pub(crate) register: Register,
    /// What each token may be; empty when every rule is to look at every token.
    pub(crate) hints: &'s [Chunk],
}

impl<'s> Scan<'s> {
    /// A segment whose tokens tell how it is written.
    pub(crate) fn new(text: &'s str, tokens: &'s [Token]) -> Self {
        let tally = Tally::of(tokens);
        Self { text, tokens, case: Case::of(&tally), register: Register::of(&tally), hints: &[] }
    }

    /// Those of 64 tokens that a rule has to look at, a bit each; `chunk` counts them by 64.
    #[inline]
    pub(crate) fn having(&self, chunk: usize, hint: Hint) -> u64 {
        if self.hints.is_empty() {
            let tokens = self.tokens.len().saturating_sub(chunk * 64);
            return if tokens < 64 { (1 << tokens) - 1 } else { u64::MAX };
        }
        self.hints.get(chunk).map_or(0, |chunk| chunk.having(hint))
    }

    /// The first token from `index` on that a rule has to look at.
    #[inline]
    pub(crate) fn next(&self, index: usize, hint: Hint) -> Option<usize> {
        if self.hints.is_empty() {
            return (index < self.tokens.len()).then_some(index);
        }
        let mut chunk = index / 64;
        let mut having = self.hints.get(chunk)?.having(hint) & u64::MAX << (index % 64);
        while having == 0 {
            chunk += 1;
            having = self.hints.get(chunk)?.having(hint);
        }
        Some(chunk * 64 + having.trailing_zeros() as usize)
    }

    /// The tokens that a rule has to look at.
    #[inline]
    pub(crate) fn hinted(&self, hint: Hint) -> impl Iterator<Item = (usize, &'s Token)> {
        let (mut chunk, mut having) = (0, self.having(0, hint));
        core::iter::from_fn(move || {
            while having == 0 {
                chunk += 1;
                if chunk * 64 >= self.tokens.len() {
                    return None;
                }
                having = self.having(chunk, hint);
            }
            let index = chunk * 64 + having.trailing_zeros() as usize;
            having &= having - 1;
            Some((index, self.tokens.get(index)?))
        })
    }

    pub(crate) fn token(&self, index: usize) -> Option<&'s Token> {
        self.tokens.get(index)
    }

    /// The text of a token; empty beyond the last.
    pub(crate) fn word(&self, index: usize) -> &'s str {
        self.tokens.get(index).map_or("", |token| token.text(self.text))
    }

    /// Whether a token is this word, ASCII case aside.
    pub(crate) fn is(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| is(token.bytes(self.text), word.as_bytes()))
    }

    /// Whether a token is one of these words, ASCII case aside.
    pub(crate) fn is_one_of(&self, index: usize, words: &[&str]) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        let text = token.bytes(self.text);
        words.iter().any(|word| is(text, word.as_bytes()))
    }

    /// Whether a token is one of these words, told by [`hashed`](crate::find::hashed).
    #[inline]
    pub(crate) fn is_among(&self, index: usize, hashes: &[u32]) -> bool {
        let hash = self.hash(index);
        hashes.iter().fold(false, |found, known| found | (*known == hash))
    }

    /// What stands before a token; a line break before the first and after the last.
    pub(crate) fn gap(&self, index: usize) -> Gap {
        self.tokens.get(index).map_or(Gap::LINE, |token| token.gap)
    }

    pub(crate) fn shape(&self, index: usize) -> Shape {
        self.tokens.get(index).map_or(Shape::default(), |token| token.shape)
    }

    /// Whether a token is digits only, and how many; 0 when it is not.
    pub(crate) fn digits(&self, index: usize) -> usize {
        self.tokens.get(index).filter(|token| token.shape.is_number()).map_or(0, Token::len)
    }

    /// The value of a token of at most nine ASCII digits.
    pub(crate) fn number(&self, index: usize) -> Option<u32> {
        let word = self.word(index);
        if word.len() > 9 { None } else { word.parse().ok() }
    }

    /// The characters between the token before and this one, a possessive ending included.
    pub(crate) fn gap_text(&self, index: usize) -> &'s str {
        let from =
            index.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.end);
        let to = self.tokens.get(index).map_or(self.text.len(), |token| token.start as usize);
        self.text.get(from as usize..to).unwrap_or_default()
    }

    /// The low half of the hash of a token's word in lower case; 0 beyond the last.
    pub(crate) fn hash(&self, index: usize) -> u32 {
        self.tokens.get(index).map_or(0, |token| token.hash)
    }

    /// A finding that covers a run of tokens.
    pub(crate) fn span(
        &self,
        tokens: Range<usize>,
        category: Category,
        confidence: u8,
        rule: &'static str,
    ) -> Option<Span> {
        let first = self.tokens.get(tokens.start)?;
        let last = self.tokens.get(tokens.end.checked_sub(1)?)?;
        Some(Span { start: first.start as usize, end: last.end as usize, category, confidence, rule })
    }
}

/// The places of the ones in a word whose lowest bit is at `first`.
#[inline]
pub(crate) fn ones(mut word: u64, first: usize) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let at = (word != 0).then(|| first + word.trailing_zeros() as usize);
        word &= word.wrapping_sub(1);
        at
    })
}

/// What the rules found in a segment; spans may still overlap.
pub(crate) type Found = Vec<Span>;

/// Whether two words are the same, ASCII case aside; most differ in their length or first letter.
#[inline]
fn is(text: &[u8], word: &[u8]) -> bool {
    let first = |word: &[u8]| word.first().map_or(0, |byte| byte | 0x20);
    (text.len() == word.len()) & (first(text) == first(word)) && text.eq_ignore_ascii_case(word)
}
