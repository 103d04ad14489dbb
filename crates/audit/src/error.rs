//! What can go wrong, each with a stable code.

use core::fmt;

/// Why an event cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventError {
    /// Breaking the glass needs a reason.
    ReasonRequired,
}

impl EventError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "audit_reason_required"
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("breaking the glass needs a reason")
    }
}

impl core::error::Error for EventError {}

/// Why a log cannot be begun, gone on with, or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogError {
    /// The text is not a line of this format.
    Malformed,
    /// The last whole line of the segment is not authentic under the key: another key, or an altered log.
    NotAuthentic,
    /// A number of the policy is outside its range.
    Policy,
}

impl LogError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NotAuthentic => "not_authentic",
            Self::Policy => "bad_policy",
        }
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the text is not a line of an audit log",
            Self::NotAuthentic => "the last line is not authentic under this key",
            Self::Policy => "a number of the policy is outside its range",
        })
    }
}

impl core::error::Error for LogError {}
