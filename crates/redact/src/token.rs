//! Cutting text into tokens: maximal runs of letters and digits, and what stands between them.

use alloc::vec::Vec;

use crate::lexicon::{Classes, Lexicon};

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
    pub(crate) const fn len(&self) -> usize {
        (self.end - self.start) as usize
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

/// What a byte is; bytes beyond ASCII are looked at as characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Wide,
    Gap(Gap),
}

/// The kind of each byte.
#[expect(clippy::indexing_slicing, reason = "evaluated at build time")]
static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Wide; 256];
    let mut byte = 0u8;
    while byte < 128 {
        kinds[byte as usize] = ascii_kind(byte);
        byte += 1;
    }
    kinds
};

const fn ascii_kind(byte: u8) -> Kind {
    let gap = match byte {
        b'a'..=b'z' => return Kind::Lower,
        b'A'..=b'Z' => return Kind::Upper,
        b'0'..=b'9' => return Kind::Digit,
        b' ' | b'\t' => Gap::SPACE,
        b'\n' | b'\r' | 11 | 12 => Gap::LINE,
        b'-' => Gap::HYPHEN,
        b'.' => Gap::DOT,
        b'/' => Gap::SLASH,
        b',' => Gap::COMMA,
        b':' => Gap::COLON,
        b'\'' => Gap::APOSTROPHE,
        b'(' | b'[' | b'{' => Gap::OPEN,
        b')' | b']' | b'}' => Gap::CLOSE,
        b'#' => Gap::HASH,
        b'@' => Gap::AT,
        b'_' => Gap::UNDERSCORE,
        b'%' => Gap::PERCENT,
        _ => Gap::OTHER,
    };
    Kind::Gap(gap)
}

/// The kind of a character beyond ASCII.
fn wide_kind(character: char) -> Kind {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{ff0d}' => Kind::Gap(Gap::HYPHEN),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}' | '\u{ff07}' => Kind::Gap(Gap::APOSTROPHE),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Kind::Gap(Gap::LINE),
        c if c.is_whitespace() => Kind::Gap(Gap::SPACE),
        // A combining mark belongs to the letter before it.
        '\u{300}'..='\u{36f}' => Kind::Wide,
        c if c.is_numeric() => Kind::Digit,
        c if c.is_uppercase() => Kind::Upper,
        c if c.is_alphabetic() => Kind::Lower,
        _ => Kind::Gap(Gap::OTHER),
    }
}

/// Longest word that is looked up, in bytes; no word of the lexicon is longer.
const LONGEST_WORD: usize = 48;

/// The word being read, in lower case.
struct Folded {
    bytes: [u8; LONGEST_WORD],
    len: usize,
}

impl Folded {
    /// Takes a word of ASCII characters.
    fn set(&mut self, word: &[u8]) {
        self.len = word.len();
        if let Some(bytes) = self.bytes.get_mut(..word.len()) {
            bytes.copy_from_slice(word);
            bytes.make_ascii_lowercase();
        }
    }

    fn push_char(&mut self, character: char) {
        for lower in character.to_lowercase() {
            for byte in lower.encode_utf8(&mut [0; 4]).bytes() {
                if let Some(slot) = self.bytes.get_mut(self.len) {
                    *slot = byte;
                }
                self.len += 1;
            }
        }
    }

    /// The word, or nothing when it is too long to be one.
    fn word(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// The kind of the character at `at`, and how many bytes it has.
#[inline]
fn kind_at(text: &str, at: usize) -> Option<(Kind, usize)> {
    let byte = *text.as_bytes().get(at)?;
    let kind = KINDS.get(usize::from(byte)).copied().unwrap_or(Kind::Wide);
    if kind != Kind::Wide {
        return Some((kind, 1));
    }
    let character = text.get(at..)?.chars().next()?;
    Some((wide_kind(character), character.len_utf8()))
}

/// Cuts a segment into tokens and looks their words up.
pub(crate) fn tokenize(text: &str, lexicon: &Lexicon<'_>, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut at = 0;
    let mut folded = Folded { bytes: [0; LONGEST_WORD], len: 0 };
    loop {
        let gap = skip_gap(text, &mut at);
        let start = at;
        folded.len = 0;
        let shape = take_token(text, &mut at, &mut folded);
        if at == start {
            return;
        }
        let (classes, hash) =
            if shape.is_number() { (Classes::NONE, 0) } else { lexicon.classify(folded.word()) };
        // A segment is far shorter than 4 GiB.
        #[expect(clippy::cast_possible_truncation, reason = "a segment is at most 64 KiB")]
        let mut token = Token { start: start as u32, end: at as u32, classes, hash, shape, gap };
        if shape.is_word() && skip_possessive(text, &mut at) {
            token.shape = shape.with(Shape::POSSESSIVE);
        }
        tokens.push(token);
    }
}

fn skip_gap(text: &str, at: &mut usize) -> Gap {
    let mut gap = Gap::default();
    let mut characters = 0u32;
    while let Some((Kind::Gap(kind), len)) = kind_at(text, *at) {
        gap.0 |= kind.0;
        characters += 1;
        *at += len;
    }
    if characters == 1 { Gap(gap.0 | Gap::SINGLE.0) } else { gap }
}

fn take_token(text: &str, at: &mut usize, folded: &mut Folded) -> Shape {
    let rest = text.as_bytes().get(*at..).unwrap_or_default();
    let mut shape = Shape::default();
    let mut len = 0;
    for byte in rest {
        let property = match KINDS.get(usize::from(*byte)) {
            Some(Kind::Lower) => Shape::LETTER.with(Shape::LOWER),
            Some(Kind::Upper) if shape.has(Shape::LOWER) => {
                Shape::LETTER.with(Shape::UPPER).with(Shape::CAMEL)
            }
            Some(Kind::Upper) => Shape::LETTER.with(Shape::UPPER),
            Some(Kind::Digit) => Shape::DIGIT,
            Some(Kind::Wide) => return take_wide_token(text, at, folded),
            Some(Kind::Gap(_)) | None => break,
        };
        shape = shape.with(property);
        len += 1;
    }
    if rest.first().is_some_and(u8::is_ascii_uppercase) {
        shape = shape.with(Shape::CAPITAL);
    }
    folded.set(rest.get(..len).unwrap_or_default());
    *at += len;
    shape
}

/// A token with a character beyond ASCII, read from its start.
#[cold]
fn take_wide_token(text: &str, at: &mut usize, folded: &mut Folded) -> Shape {
    let mut shape = Shape::default();
    let start = *at;
    while let Some((kind, len)) = kind_at(text, *at) {
        let property = match kind {
            Kind::Gap(_) => break,
            Kind::Digit => Shape::DIGIT,
            Kind::Lower | Kind::Wide => Shape::LETTER.with(Shape::LOWER),
            Kind::Upper if *at == start => Shape::LETTER.with(Shape::UPPER).with(Shape::CAPITAL),
            Kind::Upper if shape.has(Shape::LOWER) => Shape::LETTER.with(Shape::UPPER).with(Shape::CAMEL),
            Kind::Upper => Shape::LETTER.with(Shape::UPPER),
        };
        shape = shape.with(property);
        if len > 1 {
            shape = shape.with(Shape::WIDE);
        }
        text.get(*at..*at + len).unwrap_or_default().chars().for_each(|c| folded.push_char(c));
        *at += len;
    }
    shape
}

/// Passes over `'s` at the end of a word.
fn skip_possessive(text: &str, at: &mut usize) -> bool {
    let Some((Kind::Gap(Gap::APOSTROPHE), len)) = kind_at(text, *at) else { return false };
    let after = *at + len;
    let is_s = matches!(text.as_bytes().get(after), Some(b's' | b'S'));
    let ends =
        !matches!(kind_at(text, after + 1), Some((Kind::Lower | Kind::Upper | Kind::Digit | Kind::Wide, _)));
    if is_s && ends {
        *at = after + 1;
    }
    is_s && ends
}
