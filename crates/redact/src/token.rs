//! Cutting text into tokens: maximal runs of letters and digits, and what stands between them.

mod block;
mod cut;
mod kind;

pub(crate) use self::cut::tokenize;
use crate::lexicon::Classes;

/// A run of letters and digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// First byte in the segment.
    pub(crate) start: u32,
    /// One past the last byte, a possessive ending excluded.
    pub(crate) end: u32,
    /// What the lexicon knows of the word, such as `spo2` or `tylenol`; empty for numbers.
    pub(crate) classes: Classes,
    /// Low half of the hash of the folded word, for cue tables.
    pub(crate) hash: u32,
    /// How it is written.
    pub(crate) shape: Shape,
    /// What stands between the token before and this one.
    pub(crate) gap: Gap,
}

impl Token {
    /// In the place of a token where there is none.
    pub(crate) const NONE: Self =
        Self { start: 0, end: 0, classes: Classes::NONE, hash: 0, shape: Shape(0), gap: Gap(0) };

    pub(crate) const fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// The bytes of [`text`](Self::text), which need no look at where characters begin.
    #[inline]
    pub(crate) fn bytes<'t>(&self, text: &'t str) -> &'t [u8] {
        text.as_bytes().get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// How a token is written: a set of properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Shape(pub(crate) u16);

impl Shape {
    /// Has a letter.
    pub(crate) const LETTER: Self = Self(1);
    /// Has a digit.
    pub(crate) const DIGIT: Self = Self(1 << 1);
    /// Has an upper-case letter.
    pub(crate) const UPPER: Self = Self(1 << 2);
    /// Has a lower-case letter.
    pub(crate) const LOWER: Self = Self(1 << 3);
    /// Starts with an upper-case letter.
    pub(crate) const CAPITAL: Self = Self(1 << 4);
    /// Has a character beyond ASCII.
    pub(crate) const WIDE: Self = Self(1 << 5);
    /// Is followed by `'s`, which is not part of the token.
    pub(crate) const POSSESSIVE: Self = Self(1 << 6);
    /// Has an upper-case letter after a lower-case one, such as `McDonald`.
    pub(crate) const CAMEL: Self = Self(1 << 7);

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These properties if something holds, else none.
    #[inline]
    const fn when(self, holds: bool) -> Self {
        Self(self.0 * holds as u16)
    }

    /// Letters only.
    pub(crate) const fn is_word(self) -> bool {
        self.0 & 3 == 1
    }

    /// Digits only.
    pub(crate) const fn is_number(self) -> bool {
        self.0 & 3 == 2
    }

    /// Letters and digits.
    pub(crate) const fn is_mixed(self) -> bool {
        self.0 & 3 == 3
    }
}

/// What stands between two tokens: a set of kinds of characters, and whether it is a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Gap(pub(crate) u16);

impl Gap {
    pub(crate) const SPACE: Self = Self(1);
    pub(crate) const LINE: Self = Self(1 << 1);
    pub(crate) const HYPHEN: Self = Self(1 << 2);
    pub(crate) const DOT: Self = Self(1 << 3);
    pub(crate) const SLASH: Self = Self(1 << 4);
    pub(crate) const COMMA: Self = Self(1 << 5);
    pub(crate) const COLON: Self = Self(1 << 6);
    pub(crate) const APOSTROPHE: Self = Self(1 << 7);
    pub(crate) const OPEN: Self = Self(1 << 8);
    pub(crate) const CLOSE: Self = Self(1 << 9);
    pub(crate) const HASH: Self = Self(1 << 10);
    pub(crate) const AT: Self = Self(1 << 11);
    pub(crate) const UNDERSCORE: Self = Self(1 << 12);
    pub(crate) const PERCENT: Self = Self(1 << 13);
    pub(crate) const OTHER: Self = Self(1 << 14);
    /// Exactly one character.
    pub(crate) const SINGLE: Self = Self(1 << 15);

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn any(self, others: u16) -> bool {
        self.0 & others != 0
    }

    /// The gap is exactly one character of this kind.
    pub(crate) const fn is(self, kind: Self) -> bool {
        self.0 == kind.0 | Self::SINGLE.0
    }

    /// Nothing but white space within a line.
    pub(crate) const fn is_blank(self) -> bool {
        self.0 & !Self::SINGLE.0 == Self::SPACE.0
    }
}
