//! Cutting a segment into tokens: 64 bytes at a time where they are of ASCII, else character by character.

use alloc::vec::Vec;
use core::hint::select_unpredictable;

use super::{
    Gap, Shape, Token,
    block::{Bits, Window},
    kind::{GAPS, KINDS, Kind, kind_at},
};
use crate::lexicon::{Classes, Lexicon, hash, hash_ascii};

/// Cuts a segment into tokens and looks their words up.
pub(crate) fn tokenize(text: &str, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    tokens.clear();
    // A word and a blank have five bytes and more, in most texts.
    tokens.reserve(text.len() / 5 + 4);
    let mut window = Window::new(text.as_bytes());
    let mut folded = Folded { bytes: [0; LONGEST_WORD], len: 0 };
    let mut at = 0;
    loop {
        // A few words are cut and then looked up together, so that the waits for memory overlap.
        let first = tokens.len();
        let mut hashes = [NUMBER; 32];
        let mut ended = false;
        let mut count = 0;
        while let Some(slot) = hashes.get_mut(count) {
            let cut = Cut::of(&window.bits(at));
            if may_be_possessive(text, at, cut.as_ref())
                && let Some(last) = tokens.last_mut()
                && last.shape.is_word()
                && !last.shape.has(Shape::POSSESSIVE)
                && skip_possessive(text, &mut at)
            {
                last.shape = last.shape.with(Shape::POSSESSIVE);
                continue;
            }
            let (token, hash) = match cut {
                Some(cut) => cut.token(text.as_bytes(), &mut at),
                None => match by_characters(text, &mut at, &mut folded) {
                    Some(token) => token,
                    None => {
                        ended = true;
                        break;
                    }
                },
            };
            *slot = hash;
            count += 1;
            tokens.push(token);
        }
        for (token, hash) in tokens.iter_mut().skip(first).zip(hashes) {
            // Looked up all the same: a branch that goes either way costs more.
            let classes = lexicon.lookup_hash(hash);
            token.classes = select_unpredictable(hash == NUMBER, Classes::NONE, classes);
        }
        if ended {
            return;
        }
    }
}

/// In the place of the hash of a number, of which a lexicon knows nothing.
const NUMBER: u64 = 0;

/// A gap and a token of ASCII, of less than 64 bytes together.
struct Cut {
    gap_len: u32,
    len: u32,
    shape: Shape,
}

impl Cut {
    /// The first gap and token of these bits; `None` if they are not of ASCII or may go on behind them.
    #[inline]
    fn of(bits: &Bits) -> Option<Self> {
        let gap_len = bits.word.trailing_zeros();
        let word = bits.word.checked_shr(gap_len)?;
        let len = word.trailing_ones();
        let end = gap_len + len;
        if end >= 64 || bits.wide & ((1 << end) - 1) != 0 {
            return None;
        }
        let token = (1u64 << len) - 1;
        let upper = bits.upper >> gap_len & token;
        let digit = bits.digit >> gap_len & token;
        let lower = token & !upper & !digit;
        // What stands behind the first lower-case letter.
        let behind = !(lower | lower.wrapping_sub(1));
        let shape = Shape::LETTER
            .when(upper | lower != 0)
            .with(Shape::DIGIT.when(digit != 0))
            .with(Shape::UPPER.when(upper != 0))
            .with(Shape::LOWER.when(lower != 0))
            .with(Shape::CAPITAL.when(upper & 1 != 0))
            .with(Shape::CAMEL.when(upper & behind != 0));
        Some(Self { gap_len, len, shape })
    }

    /// Makes the token, and moves `at` behind it.
    #[inline]
    fn token(&self, text: &[u8], at: &mut usize) -> (Token, u64) {
        let start = *at + self.gap_len as usize;
        let end = start + self.len as usize;
        let gap = gap_of(text.get(*at..).unwrap_or_default(), self.gap_len as usize);
        let hash = hash_ascii(text, start, end);
        let hash = select_unpredictable(self.shape.is_number(), NUMBER, hash);
        *at = end;
        (token(start, end, hash, self.shape, gap), hash)
    }
}

/// What the first `len` bytes are; nearly always there are no more than four.
#[inline]
fn gap_of(text: &[u8], len: usize) -> Gap {
    let single = Gap(Gap::SINGLE.0 * u16::from(len == 1));
    if let (Some(four), true) = (text.first_chunk::<4>(), len <= 4) {
        // Behind the gap a letter takes the place of what stands there.
        let letters = u64::from(u32::from_le_bytes([b'a'; 4])) & u64::MAX << (8 * len);
        let bytes = u64::from(u32::from_le_bytes(*four)) & !(u64::MAX << (8 * len)) | letters;
        let [first, second, third, fourth, ..] = bytes.to_le_bytes().map(kind_of_gap);
        return single.with(first).with(second).with(third).with(fourth);
    }
    let gap = text.get(..len).unwrap_or_default();
    gap.iter().fold(single, |gap, byte| gap.with(kind_of_gap(*byte)))
}

fn kind_of_gap(byte: u8) -> Gap {
    GAPS.get(usize::from(byte)).copied().unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "a segment is at most 64 KiB, and half a hash is wanted")]
const fn token(start: usize, end: usize, hash: u64, shape: Shape, gap: Gap) -> Token {
    Token { start: start as u32, end: end as u32, classes: Classes::NONE, hash: hash as u32, shape, gap }
}

/// The next gap and token, whatever their length and characters; `None` at the end of the text.
#[cold]
#[inline(never)]
fn by_characters(text: &str, at: &mut usize, folded: &mut Folded) -> Option<(Token, u64)> {
    let gap = skip_gap(text, at);
    let start = *at;
    folded.len = 0;
    let shape = take_token(text, at, folded);
    if *at == start {
        return None;
    }
    let hash = if shape.is_number() { NUMBER } else { hash(folded.word()) };
    Some((token(start, *at, hash, shape, gap), hash))
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

/// Whether an apostrophe may stand at a place, as it seldom does; there is no `cut` where one of another script may.
#[inline]
fn may_be_possessive(text: &str, at: usize, cut: Option<&Cut>) -> bool {
    cut.is_none() || text.as_bytes().get(at) == Some(&b'\'')
}

/// Passes over `'s` at the end of a word.
#[cold]
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
