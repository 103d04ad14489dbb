//! What can be wrong with a configuration or a snapshot.

use core::fmt;

/// A configuration that no state machine can be made of. It names the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigError {
    field: &'static str,
    fault: ConfigFault,
}

/// What is wrong with the field of a [`ConfigError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigFault {
    /// The number must be at least one.
    Zero,
    /// The number is outside its range.
    OutOfRange,
    /// The list must have an entry.
    Empty,
    /// The text does not have the shape of the value.
    Malformed,
}

impl ConfigError {
    pub(crate) const fn new(field: &'static str, fault: ConfigFault) -> Self {
        Self { field, fault }
    }

    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_config"
    }

    /// The field that is wrong, such as `half_open.max_concurrent`.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn fault(&self) -> ConfigFault {
        self.fault
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the field `{}` {}", self.field, self.fault)
    }
}

impl ConfigFault {
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Zero => "must be at least one",
            Self::OutOfRange => "is outside its range",
            Self::Empty => "must not be empty",
            Self::Malformed => "does not have the expected shape",
        }
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl core::error::Error for ConfigError {}

/// Bytes that are no snapshot of the asked kind. The caller goes on with a new state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The bytes end too early.
    Truncated,
    /// The bytes are of a version that this release does not read.
    UnsupportedVersion,
    /// The bytes are a snapshot of something else.
    WrongKind,
    /// The bytes were changed, or never were a snapshot.
    Corrupt,
}

impl SnapshotError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::UnsupportedVersion => "unsupported_version",
            Self::WrongKind => "wrong_kind",
            Self::Corrupt => "corrupt",
        }
    }

    /// What `Display` writes, without the way through formatting, which is large.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Truncated => "the snapshot ends too early",
            Self::UnsupportedVersion => "the snapshot is of a version that is not read",
            Self::WrongKind => "the snapshot is of another kind",
            Self::Corrupt => "the snapshot is damaged",
        }
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl core::error::Error for SnapshotError {}

/// The longest duration that a configuration may hold: 2^40 ms, about 34 years.
pub const MAX_DURATION_MS: u64 = 1 << 40;

/// Checks of a configuration, each with the name of its field.
pub(crate) mod check {
    use super::{ConfigError, ConfigFault, MAX_DURATION_MS};

    pub(crate) const fn at_least_one(field: &'static str, value: u64) -> Result<(), ConfigError> {
        if value == 0 { Err(ConfigError::new(field, ConfigFault::Zero)) } else { Ok(()) }
    }

    pub(crate) const fn at_most(field: &'static str, value: u64, most: u64) -> Result<(), ConfigError> {
        if value > most { Err(ConfigError::new(field, ConfigFault::OutOfRange)) } else { Ok(()) }
    }

    /// Between one and `most`.
    pub(crate) const fn count(field: &'static str, value: u64, most: u64) -> Result<(), ConfigError> {
        match at_least_one(field, value) {
            Ok(()) => at_most(field, value, most),
            error => error,
        }
    }

    /// Between one millisecond and [`MAX_DURATION_MS`].
    pub(crate) const fn duration(field: &'static str, ms: u64) -> Result<(), ConfigError> {
        count(field, ms, MAX_DURATION_MS)
    }
}
