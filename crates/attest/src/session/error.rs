//! What can go wrong in a session.

use core::fmt;

use crate::Error;
use crate::cbor::Malformed;

/// Why a session did not come about, or a message was refused.
///
/// No variant carries input. [`code`](Self::code) is stable across releases and languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SessionError {
    /// The attestation document was refused.
    Attestation(Error),
    /// A message does not have the shape that the protocol prescribes.
    Malformed,
    /// The other side wants a suite that this build does not have.
    UnsupportedSuite,
    /// The key that was sent is not the one that was attested.
    KeyMismatch,
    /// The enclave attested other terms than the client asks for: its egress table or redaction policy differs.
    TermsMismatch,
    /// The epoch of the enclave's key is over: ask for new evidence.
    EpochExpired,
    /// A message is longer than the protocol allows.
    LimitExceeded,
    /// The message was altered, cut, or sealed for another key, document, request or place.
    Rejected,
}

impl SessionError {
    /// The stable, language-neutral name of the error.
    ///
    /// ```
    /// assert_eq!(phiward_attest::session::SessionError::Rejected.code(), "rejected");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Attestation(error) => error.code(),
            Self::Malformed => "malformed",
            Self::UnsupportedSuite => "unsupported_suite",
            Self::KeyMismatch => "public_key_mismatch",
            Self::TermsMismatch => "terms_mismatch",
            Self::EpochExpired => "epoch_expired",
            Self::LimitExceeded => "limit_exceeded",
            Self::Rejected => "rejected",
        }
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Attestation(error) => return error.fmt(f),
            Self::Malformed => "the message does not have the shape of the protocol",
            Self::UnsupportedSuite => "the suite is not one that this build has",
            Self::KeyMismatch => "the key is not the one that was attested",
            Self::TermsMismatch => "the enclave works under other terms than were asked for",
            Self::EpochExpired => "the key of the enclave has expired",
            Self::LimitExceeded => "the message is longer than the protocol allows",
            Self::Rejected => "the message was altered or sealed for another session",
        })
    }
}

impl core::error::Error for SessionError {}

impl From<Malformed> for SessionError {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<Error> for SessionError {
    fn from(error: Error) -> Self {
        Self::Attestation(error)
    }
}
