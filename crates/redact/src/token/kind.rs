//! What a character is to the tokenizer.

use super::Gap;

/// What a byte is; bytes beyond ASCII are looked at as characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Lower,
    Upper,
    Digit,
    Wide,
    Gap(Gap),
}

/// The kind of each byte.
#[expect(clippy::indexing_slicing, reason = "evaluated at build time")]
pub(super) static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Wide; 256];
    let mut byte = 0u8;
    while byte < 128 {
        kinds[byte as usize] = ascii_kind(byte);
        byte += 1;
    }
    kinds
};

/// The kind of gap that each byte is; none for letters, digits and bytes beyond ASCII.
#[expect(clippy::indexing_slicing, reason = "evaluated at build time")]
pub(super) static GAPS: [Gap; 256] = {
    let mut gaps = [Gap(0); 256];
    let mut byte = 0u8;
    while byte < 128 {
        if let Kind::Gap(gap) = ascii_kind(byte) {
            gaps[byte as usize] = gap;
        }
        byte += 1;
    }
    gaps
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

/// The kind of the character at `at`, and how many bytes it has.
#[inline]
pub(super) fn kind_at(text: &str, at: usize) -> Option<(Kind, usize)> {
    let byte = *text.as_bytes().get(at)?;
    let kind = KINDS.get(usize::from(byte)).copied().unwrap_or(Kind::Wide);
    if kind != Kind::Wide {
        return Some((kind, 1));
    }
    let character = text.get(at..)?.chars().next()?;
    Some((wide_kind(character), character.len_utf8()))
}
