//! Identifiers of people, incidents and records.

use alloc::string::String;

use zeroize::Zeroize;

use crate::{error::ParseError, phi::Phi, pseudonym::LogPseudonym};

/// An identifier that leads to a person: a client id, a record number, an incident number.
///
/// It is compared byte for byte, so `IT-1` and `it-1` are two identifiers with two pseudonyms.
/// There is no `Debug` or `Display`, and [`parse`](Self::parse) hands out a [`Phi`].
#[derive(Zeroize)]
#[expect(missing_debug_implementations, reason = "an identifier must not reach `{:?}`")]
pub struct Identifier(String);

impl Identifier {
    /// The most bytes that an identifier may have.
    pub const MAX_LEN: usize = 128;

    /// Parses 1 to 128 bytes of text without control characters and without white space at the ends.
    ///
    /// # Errors
    /// [`ParseError::Empty`], [`ParseError::TooLong`], [`ParseError::Malformed`].
    pub fn parse(text: &str) -> Result<Phi<Self>, ParseError> {
        Self::new(text).map(Phi::new)
    }

    pub(crate) fn new(text: &str) -> Result<Self, ParseError> {
        if text.is_empty() {
            Err(ParseError::Empty)
        } else if text.len() > Self::MAX_LEN {
            Err(ParseError::TooLong)
        } else if text.trim().len() != text.len() || text.chars().any(char::is_control) {
            // A stray space would give the same person a second pseudonym.
            Err(ParseError::Malformed)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl LogPseudonym for Identifier {
    fn pseudonym_input(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
