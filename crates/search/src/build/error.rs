//! Why an index cannot be built.

use core::fmt;

/// Why an index cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A section has no id.
    MissingId,
    /// Two sections have the same id.
    RepeatedId,
    /// Two protocols of one agency have numbers that differ in dashes, spaces or case only, so that a query
    /// could not tell them apart.
    NumberCollision,
    /// A fallback names a protocol number that the agency has not.
    UnknownFallback,
    /// More than 16,777,216 sections, more than 4 GiB in a shard, or a section that is longer than 16 MiB.
    TooLarge,
}

impl BuildError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingId => "missing_id",
            Self::RepeatedId => "repeated_id",
            Self::NumberCollision => "number_collision",
            Self::UnknownFallback => "unknown_fallback",
            Self::TooLarge => "index_too_large",
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingId => "a section has no id",
            Self::RepeatedId => "two sections have the same id",
            Self::NumberCollision => "two protocol numbers of one agency cannot be told apart",
            Self::UnknownFallback => "a fallback names a protocol that the agency has not",
            Self::TooLarge => "the corpus or a section of it is too large",
        })
    }
}

impl core::error::Error for BuildError {}
