//! What a log may hold of a field.

use core::fmt;

use crate::loggable::Loggable;

/// What a log may hold of a field, from the loosest to the strictest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FieldPolicy {
    /// The value.
    Loggable,
    /// What a [`Scrub`](crate::Scrub) leaves of the value.
    LogAfterRedaction,
    /// A [`Pseudonym`](crate::Pseudonym) of the value.
    LogPseudonym,
    /// The mask.
    NeverLog,
}

impl FieldPolicy {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Loggable => "loggable",
            Self::LogAfterRedaction => "log_after_redaction",
            Self::LogPseudonym => "log_pseudonym",
            Self::NeverLog => "never_log",
        }
    }
}

impl fmt::Display for FieldPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Loggable for FieldPolicy {}
