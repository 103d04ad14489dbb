//! What can be wrong with an input, told without the input.

use core::fmt;

/// Why a text is not the value that it should be.
///
/// No variant carries the text, a part of it, or its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParseError {
    /// There is no text.
    Empty,
    /// The text is longer than the value can be.
    TooLong,
    /// The text does not have the shape of the value.
    Malformed,
    /// The shape is right and the number is outside the range.
    OutOfRange,
}

impl ParseError {
    /// The stable, language-neutral name of the error.
    ///
    /// ```
    /// # use phiward_phi::ParseError;
    /// assert_eq!(ParseError::OutOfRange.code(), "out_of_range");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::OutOfRange => "out_of_range",
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the value is empty",
            Self::TooLong => "the value is longer than it can be",
            Self::Malformed => "the value does not have the expected shape",
            Self::OutOfRange => "the value is outside its range",
        })
    }
}

impl core::error::Error for ParseError {}
