//! What can be wrong with a lexicon file.

use core::fmt;

/// Why bytes are not a usable lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file ends before the header says that it does.
    Truncated,
    /// The file does not start with the magic bytes.
    NotALexicon,
    /// The layout has a version that this release does not read.
    UnsupportedVersion {
        /// The version that was found.
        found: u32,
    },
    /// A count is out of range, or bytes follow the last bucket.
    Malformed,
    /// The checksum does not match.
    Altered,
}

impl LexiconError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "lexicon_truncated",
            Self::NotALexicon => "not_a_lexicon",
            Self::UnsupportedVersion { .. } => "unsupported_lexicon_version",
            Self::Malformed => "lexicon_malformed",
            Self::Altered => "lexicon_altered",
        }
    }
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the lexicon is truncated",
            Self::NotALexicon => "the bytes are not a lexicon",
            Self::UnsupportedVersion { .. } => "the lexicon has a version that this release does not read",
            Self::Malformed => "the lexicon is malformed",
            Self::Altered => "the checksum of the lexicon does not match",
        })
    }
}

impl core::error::Error for LexiconError {}
