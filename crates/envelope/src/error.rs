//! What can go wrong, each with a stable code.

use core::fmt;

/// Why an envelope could not be sealed, opened or inspected.
///
/// No variant carries input, a key, or text of another library.
/// Faults that anyone can see without the key are told apart; of the faults that need the key,
/// only those are told apart that the format's commitment makes safe to tell.
///
/// [`code`](Self::code) is stable across releases and languages; the sentence of `Display` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The bytes, base64 text or context do not have the shape that the format prescribes.
    Malformed,
    /// The first byte names a version that this release does not know.
    UnsupportedVersion {
        /// The version byte that was found.
        found: u8,
    },
    /// The suite byte names a suite that this release does not know.
    UnsupportedSuite {
        /// The suite byte that was found.
        found: u8,
    },
    /// The extensions, the context or the message are larger than the format allows.
    LimitExceeded,
    /// The envelope ends too early.
    Truncated,
    /// Bytes follow where the envelope should have ended.
    TrailingData,
    /// The commitment does not match: another key, another context, or an altered header.
    WrongKeyOrContext,
    /// The key and context are right, and a chunk was altered, moved or exchanged.
    Corrupt,
    /// A v1 envelope did not open; v1 cannot tell a wrong key from altered bytes.
    WrongKeyOrCorrupt,
    /// A v1 envelope was given to a call that only accepts committing formats; see [`legacy`](crate::legacy).
    LegacyRefused,
    /// The source of random bytes failed, so nothing was sealed.
    EntropyUnavailable,
}

impl Error {
    /// The stable, language-neutral name of the error.
    ///
    /// ```
    /// # use phiward_envelope::Error;
    /// assert_eq!(Error::Truncated.code(), "truncated");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnsupportedVersion { .. } => "unsupported_version",
            Self::UnsupportedSuite { .. } => "unsupported_suite",
            Self::LimitExceeded => "limit_exceeded",
            Self::Truncated => "truncated",
            Self::TrailingData => "trailing_data",
            Self::WrongKeyOrContext => "wrong_key_or_context",
            Self::Corrupt => "corrupt",
            Self::WrongKeyOrCorrupt => "wrong_key_or_corrupt",
            Self::LegacyRefused => "legacy_refused",
            Self::EntropyUnavailable => "entropy_unavailable",
        }
    }

    /// One sentence about the error, as `Display` gives it. It may change between releases.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Malformed => "the data does not have the shape of an envelope",
            Self::UnsupportedVersion { .. } => "the envelope has a version that this release does not know",
            Self::UnsupportedSuite { .. } => "the envelope has a suite that this release does not know",
            Self::LimitExceeded => {
                "the extensions, the context or the message are larger than the format allows"
            }
            Self::Truncated => "the envelope ends too early",
            Self::TrailingData => "bytes follow the end of the envelope",
            Self::WrongKeyOrContext => "wrong key, wrong context or altered header",
            Self::Corrupt => "a part of the envelope was altered, moved or exchanged",
            Self::WrongKeyOrCorrupt => "wrong key or altered envelope",
            Self::LegacyRefused => "a legacy envelope needs the legacy call",
            Self::EntropyUnavailable => "the source of random bytes failed",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl core::error::Error for Error {}
