//! The notation of recognisers, matched by simulating all ways at once.

use alloc::vec::Vec;

use crate::PolicyError;

/// Characters that a match may have: one bit each, and one for the end.
const LONGEST: usize = 63;
/// Bytes of a pattern as it is written.
const LONGEST_TEXT: usize = 256;

/// A pattern as bits: bit `i` of a set of states says that `i` elements are passed.
pub(super) struct Pattern {
    /// For each ASCII byte, the elements that it fits.
    fits: [u64; 128],
    /// Elements that may be left out.
    optional: u64,
    /// The state in which all elements are passed.
    end: u64,
}

/// One character of a match.
#[derive(Clone, Copy)]
enum Element {
    Digit,
    Letter,
    Either,
    Literal(u8),
}

impl Element {
    const fn fits(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Letter => byte.is_ascii_alphabetic(),
            Self::Either => byte.is_ascii_alphanumeric(),
            Self::Literal(literal) => byte.eq_ignore_ascii_case(&literal),
        }
    }

    /// Whether it asks for a digit.
    const fn is_digit(self) -> bool {
        match self {
            Self::Digit => true,
            Self::Literal(literal) => literal.is_ascii_digit(),
            Self::Letter | Self::Either => false,
        }
    }
}

impl Pattern {
    pub(super) fn parse(pattern: &str) -> Result<Self, PolicyError> {
        if pattern.len() > LONGEST_TEXT {
            return Err(PolicyError::LimitExceeded);
        }
        let elements = elements(pattern)?;
        // Without a digit or punctuation that must be there, a pattern is a list of words, and would redact them all.
        let telling = |(element, optional): &(Element, bool)| !optional && element.is_digit();
        if !elements.iter().any(telling) {
            return Err(PolicyError::Malformed);
        }
        let mut compiled = Self { fits: [0; 128], optional: 0, end: 1 << elements.len() };
        for (index, (element, optional)) in elements.into_iter().enumerate() {
            for (byte, fits) in (0u8..).zip(&mut compiled.fits) {
                *fits |= u64::from(element.fits(byte)) << index;
            }
            compiled.optional |= u64::from(optional) << index;
        }
        Ok(compiled)
    }

    /// Adds the states that are reached by leaving out optional elements.
    const fn closure(&self, mut states: u64) -> u64 {
        loop {
            let more = states | (states & self.optional) << 1;
            if more == states {
                return states;
            }
            states = more;
        }
    }

    fn fits(&self, byte: u8) -> u64 {
        self.fits.get(usize::from(byte)).copied().unwrap_or_default()
    }

    pub(super) fn may_begin(&self, byte: usize) -> bool {
        self.fits.get(byte).is_some_and(|fits| fits & self.closure(1) != 0)
    }

    /// The end of the longest match that begins at a place and ends at a word's edge.
    pub(super) fn match_at(&self, text: &str, start: usize) -> Option<usize> {
        let mut states = self.closure(1);
        let mut longest = None;
        for (offset, &byte) in text.as_bytes().get(start..)?.iter().take(LONGEST).enumerate() {
            states = self.closure((states & self.fits(byte)) << 1);
            if states == 0 {
                break;
            }
            let end = start + offset + 1;
            if states & self.end != 0 && !splits_word(text, end) {
                longest = Some(end);
            }
        }
        longest
    }
}

/// Whether a place lies between two letters or digits of one word.
fn splits_word(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return true };
    let word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    word(before.chars().next_back()) && word(after.chars().next())
}

/// The elements of a pattern, each with whether it may be left out.
fn elements(pattern: &str) -> Result<Vec<(Element, bool)>, PolicyError> {
    let mut elements: Vec<(Element, bool)> = Vec::new();
    let mut rest = pattern.bytes();
    let mut repeated = true;
    while let Some(byte) = rest.next() {
        let element = match byte {
            b'#' => Element::Digit,
            b'@' => Element::Letter,
            b'*' => Element::Either,
            b'\\' => Element::Literal(rest.next().ok_or(PolicyError::Malformed)?),
            b'{' if !repeated => {
                let (element, _) = elements.pop().ok_or(PolicyError::Malformed)?;
                let (least, most) = counts(&mut rest)?;
                if elements.len() + most > LONGEST {
                    return Err(PolicyError::LimitExceeded);
                }
                elements.extend((0..most).map(|index| (element, index >= least)));
                repeated = true;
                continue;
            }
            b'{' | b'}' => return Err(PolicyError::Malformed),
            other => Element::Literal(other),
        };
        if matches!(element, Element::Literal(literal) if !(b' '..=b'~').contains(&literal)) {
            return Err(PolicyError::Malformed);
        }
        elements.push((element, false));
        repeated = false;
        if elements.len() > LONGEST {
            return Err(PolicyError::LimitExceeded);
        }
    }
    Ok(elements)
}

/// The least and the most of `{2}` or `{2,5}`, the opening brace read.
fn counts(rest: &mut impl Iterator<Item = u8>) -> Result<(usize, usize), PolicyError> {
    let (mut least, mut count, mut digits) = (None, 0usize, 0);
    loop {
        match rest.next() {
            Some(digit @ b'0'..=b'9') if digits < 2 => {
                count = count * 10 + usize::from(digit - b'0');
                digits += 1;
            }
            Some(b',') if least.is_none() && digits > 0 => {
                least = Some(count);
                (count, digits) = (0, 0);
            }
            Some(b'}') if digits > 0 && count > 0 && least.is_none_or(|least| least <= count) => {
                return Ok((least.unwrap_or(count), count));
            }
            _ => return Err(PolicyError::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(pattern: &str, text: &str) -> Option<usize> {
        Pattern::parse(pattern).unwrap().match_at(text, 0)
    }

    #[test]
    fn shapes_match() {
        for (pattern, text, len) in [
            ("MA-####", "ma-1234", Some(7)),
            ("MA-####", "mb-1234", None),
            ("@@#{2,4}", "ab123 x", Some(5)),
            ("@@#{2,4}", "ab12345", None),
            (r"\#-##", "#-42", Some(4)),
            ("*{3}-#", "a1b-7", Some(5)),
            ("X#{0,3}-##", "x-12", Some(4)),
            ("X#{0,3}-##", "x123-12", Some(7)),
            ("## ##", "12 34é", None),
            ("## ##", "12 34", Some(5)),
        ] {
            assert_eq!(end(pattern, text), len, "{pattern} {text}");
        }
    }

    #[test]
    fn what_is_not_of_the_notation_is_refused() {
        for pattern in [
            "", "abc", "@{3}", "{2}", "#{", "#{2", "#{,2}", "#{3,2}", "#{0}", "#{2}{2}", "#}", "\\", "é#",
            "a\n#", "#{0,3}",
        ] {
            assert_eq!(Pattern::parse(pattern).err(), Some(PolicyError::Malformed), "{pattern}");
        }
        for pattern in ["#{64}", "#{60}####"] {
            assert_eq!(Pattern::parse(pattern).err(), Some(PolicyError::LimitExceeded), "{pattern}");
        }
    }
}
