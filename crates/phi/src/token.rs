//! Identifiers that are not PHI: of users, of requests, of the scopes of pseudonyms.

use alloc::string::String;
use core::fmt;

use crate::{error::ParseError, loggable::Loggable};

/// The most bytes that a token may have.
const MAX_LEN: usize = 64;

/// Checks the shape of a token: an ASCII letter, then letters, digits and `-_.:`.
///
/// The first letter keeps out what is only a number (social security, record and phone numbers);
/// the alphabet keeps out e-mail addresses and everything with a space, such as most names.
/// A token that needs more freedom gets a prefix: `usr-4711`.
pub(crate) const fn check(text: &str) -> Result<(), ParseError> {
    let [first, rest @ ..] = text.as_bytes() else {
        return Err(ParseError::Empty);
    };
    if text.len() > MAX_LEN {
        return Err(ParseError::TooLong);
    }
    if !first.is_ascii_alphabetic() {
        return Err(ParseError::Malformed);
    }
    let mut rest = rest;
    while let [byte, after @ ..] = rest {
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':')) {
            return Err(ParseError::Malformed);
        }
        rest = after;
    }
    Ok(())
}

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Parses an ASCII letter followed by letters, digits and `-_.:`, 64 bytes at most.
            ///
            /// The shape keeps out numbers, addresses and texts; it cannot know whether a word is a name.
            ///
            /// # Errors
            /// [`ParseError::Empty`], [`ParseError::TooLong`], [`ParseError::Malformed`].
            pub fn parse(text: &str) -> Result<Self, ParseError> {
                check(text)?;
                Ok(Self(text.into()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Loggable for $name {}
    };
}

token! {
    /// The id of a user or service that opens protected values; never of a patient, never a name.
    ///
    /// ```
    /// use phiward_phi::ActorId;
    /// assert!(ActorId::parse("usr-4711").is_ok());
    /// assert!(ActorId::parse("jane@example.org").is_err());
    /// assert!(ActorId::parse("078-05-1120").is_err());
    /// ```
    ActorId
}

token! {
    /// The id of a request: random, made for it alone, such as `it-1767225600000-9f8a2c41d07be653`.
    RequestId
}

token! {
    /// What a pseudonym is for: a field name, or a field name with a tenant before it.
    ///
    /// The same value in two scopes has two pseudonyms that nobody can link without the key.
    Scope
}
