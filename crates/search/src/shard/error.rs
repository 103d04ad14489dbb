//! Why bytes are no shard.

use core::fmt;

/// Why bytes cannot be opened as a shard, a texts part, a library or vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// The first bytes are not those of an index.
    NotAnIndex,
    /// The version is one that this release does not read.
    UnsupportedVersion {
        /// The version that the bytes name.
        found: u32,
    },
    /// The bytes end too early.
    Truncated,
    /// There are bytes behind the end.
    TrailingData,
    /// A table, an offset or a list is not as a builder writes it.
    Malformed,
    /// The bytes are well-formed and not those of the build.
    Altered,
    /// Two parts are not of the same build.
    OtherBuild,
}

impl OpenError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnIndex => "not_an_index",
            Self::UnsupportedVersion { .. } => "unsupported_version",
            Self::Truncated => "truncated",
            Self::TrailingData => "trailing_data",
            Self::Malformed => "malformed",
            Self::Altered => "altered",
            Self::OtherBuild => "other_build",
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnIndex => f.write_str("this is not a search index"),
            Self::UnsupportedVersion { found } => {
                write!(f, "the index has version {found}, which this release does not read")
            }
            Self::Truncated => f.write_str("the index ends too early"),
            Self::TrailingData => f.write_str("there is something behind the end of the index"),
            Self::Malformed => f.write_str("the index is malformed"),
            Self::Altered => f.write_str("the index is not as it was built"),
            Self::OtherBuild => f.write_str("this part belongs to another build of the index"),
        }
    }
}

impl core::error::Error for OpenError {}
