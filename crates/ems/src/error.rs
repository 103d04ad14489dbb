//! Why a launch is refused.

use alloc::vec::Vec;
use core::fmt;

use crate::field::{Fault, Field, FieldError};

/// Why a launch is refused, told without a word of the link.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LaunchError {
    /// The link or body is longer than [`MAX_LAUNCH_LEN`](crate::MAX_LAUNCH_LEN).
    TooLong,
    /// It is not `application/x-www-form-urlencoded`: a stray `%`, bytes that are no UTF-8, a control character.
    Malformed,
    /// It has a key that no launch has. Which one is not told: a mistyped key can hold anything.
    UnknownKey,
    /// The keys that are wrong, each once, in the order of [`Field::ALL`].
    Fields(Vec<FieldError>),
    /// A sealed token did not open, or does not hold what a token holds.
    BadToken,
    /// A sealed token is used after its time, or has more time than a token may have.
    TokenExpired,
}

impl LaunchError {
    /// The stable, language-neutral name of the error.
    ///
    /// ```
    /// # use phiward_ems::LaunchError;
    /// assert_eq!(LaunchError::UnknownKey.code(), "unknown_key");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "launch_too_long",
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown_key",
            Self::Fields(_) => "invalid_fields",
            Self::BadToken => "bad_token",
            Self::TokenExpired => "token_expired",
        }
    }

    /// The keys that are wrong; none when the whole is.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Fields(fields) => fields,
            _ => &[],
        }
    }

    /// What is wrong with one key.
    #[must_use]
    pub fn of(&self, field: Field) -> Option<Fault> {
        self.fields().iter().find(|error| error.field == field).map(|error| error.fault)
    }
}

impl fmt::Display for LaunchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the launch is longer than it can be"),
            Self::Malformed => f.write_str("the launch is not a well-formed query or form"),
            Self::UnknownKey => f.write_str("the launch has a key that no launch has"),
            Self::Fields(fields) => {
                for (index, field) in fields.iter().enumerate() {
                    write!(f, "{}{field}", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::BadToken => f.write_str("the launch token does not open or does not hold a launch"),
            Self::TokenExpired => f.write_str("the launch token is used outside its time"),
        }
    }
}

impl core::error::Error for LaunchError {}

/// What a setting of an agency cannot be. It is a mistake of the operator and carries no input either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SettingError {
    /// An id, alias or number does not have its shape.
    Name,
    /// Two agencies have one name.
    DuplicateName,
    /// A scheme that runs code, reads files or is not encrypted.
    Scheme,
    /// A host that is not written in its normal form, or an address where a name is needed.
    Host,
    /// An age outside 1 to 120 years or a weight outside 0.1 to 999.9 kg.
    Range,
    /// A signing key that is too short, or a key id that does not have its shape.
    Key,
}

impl SettingError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name => "bad_name",
            Self::DuplicateName => "duplicate_name",
            Self::Scheme => "bad_scheme",
            Self::Host => "bad_host",
            Self::Range => "out_of_range",
            Self::Key => "bad_key",
        }
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "an id, alias or number does not have its shape",
            Self::DuplicateName => "two agencies have one name",
            Self::Scheme => "the scheme runs code, reads files or is not encrypted",
            Self::Host => "the host is not a name in its normal form",
            Self::Range => "the number is outside its range",
            Self::Key => "the key is too short or its id does not have its shape",
        })
    }
}

impl core::error::Error for SettingError {}
