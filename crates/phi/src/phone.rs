//! Phone numbers, as E.164 writes them.

use alloc::string::String;

use zeroize::Zeroize;

use crate::{error::ParseError, mask::ShowLast, phi::Phi};

/// A phone number in the form of ITU-T E.164: `+`, then 7 to 15 digits of which the first is not 0.
///
/// This is the shape only; whether the number exists is not known.
/// E.164 gives the upper limit; no country has numbers of fewer than 7 digits with its code.
/// There is no `Debug` or `Display`, and [`parse`](Self::parse) hands out a [`Phi`].
#[derive(Zeroize)]
#[expect(missing_debug_implementations, reason = "a phone number must not reach `{:?}`")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Parses a number without spaces, hyphens or parentheses.
    ///
    /// # Errors
    /// [`ParseError::Empty`], [`ParseError::TooLong`], [`ParseError::Malformed`].
    ///
    /// # Examples
    /// ```
    /// use phiward_phi::PhoneNumber;
    ///
    /// assert!(PhoneNumber::parse("+13105550142").is_ok());
    /// assert!(PhoneNumber::parse("(310) 555-0142").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Phi<Self>, ParseError> {
        Self::new(text).map(Phi::new)
    }

    pub(crate) fn new(text: &str) -> Result<Self, ParseError> {
        match text.as_bytes() {
            [] => Err(ParseError::Empty),
            [b'+', b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => match rest.len() {
                0..=5 => Err(ParseError::Malformed),
                6..=14 => Ok(Self(text.into())),
                _ => Err(ParseError::TooLong),
            },
            _ => Err(ParseError::Malformed),
        }
    }

    /// The number with its `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ShowLast for PhoneNumber {
    const AT_MOST: usize = 4;

    fn text(&self) -> &str {
        &self.0
    }
}
