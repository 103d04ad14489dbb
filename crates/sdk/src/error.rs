//! The one error that crosses to every language.

#[cfg(any(feature = "envelope", feature = "redact", feature = "resilience", feature = "search"))]
use alloc::borrow::ToOwned as _;
use alloc::string::String;
#[cfg(any(feature = "phi", feature = "redact", feature = "search", feature = "attest"))]
use alloc::string::ToString;

use core::fmt;

/// Why a call failed: a stable code, and a sentence for people.
///
/// Neither holds input, a key, or text of another library.
/// The field is called `reason` because a field called `message` collides with `Throwable` in Kotlin.
///
/// ```
/// let error = phiward_sdk::envelope::inspect(b"").unwrap_err();
/// assert_eq!((error.code, error.retryable()), ("malformed", false));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The stable, language-neutral name.
    pub code: &'static str,
    /// One sentence; it may change between releases.
    pub reason: String,
}

impl Error {
    /// An error of the facade itself.
    #[cfg(any(feature = "envelope", feature = "redact", feature = "resilience", feature = "search"))]
    pub(crate) fn new(code: &'static str, reason: &str) -> Self {
        Self { code, reason: reason.to_owned() }
    }

    /// The configuration is not JSON, or has an unknown, missing or unfit field.
    #[cfg(any(feature = "envelope", feature = "search", feature = "resilience"))]
    pub(crate) fn configuration() -> Self {
        Self::new("invalid_configuration", "the configuration has an unknown, missing or unfit field")
    }

    /// A name that stands for nothing.
    #[cfg(feature = "resilience")]
    pub(crate) fn unknown_name() -> Self {
        Self::new("unknown_name", "there is nothing of that name")
    }

    /// Whether the same call can succeed a moment later, with nothing changed.
    #[must_use]
    pub fn retryable(&self) -> bool {
        is_retryable(self.code)
    }
}

/// Whether a call that failed with this code can succeed a moment later, with nothing changed.
#[must_use]
pub fn is_retryable(code: &str) -> bool {
    matches!(code, "entropy_unavailable" | "backend_unavailable" | "kdf_out_of_memory" | "audit_unavailable")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.reason)
    }
}

impl core::error::Error for Error {}

#[cfg(feature = "resilience")]
impl From<phiward_resilience::ConfigError> for Error {
    fn from(error: phiward_resilience::ConfigError) -> Self {
        phiward_resilience::json::JsonError::from(error).into()
    }
}

#[cfg(feature = "resilience")]
impl From<phiward_resilience::json::JsonError> for Error {
    fn from(error: phiward_resilience::json::JsonError) -> Self {
        Self::new(error.code(), &error.reason())
    }
}

#[cfg(feature = "resilience")]
impl From<phiward_resilience::SnapshotError> for Error {
    fn from(error: phiward_resilience::SnapshotError) -> Self {
        Self::new(error.code(), error.reason())
    }
}

#[cfg(feature = "resilience")]
impl From<phiward_resilience::StoreFull> for Error {
    fn from(error: phiward_resilience::StoreFull) -> Self {
        Self::new(error.code(), error.reason())
    }
}

/// Errors of the other core crates have a code and a sentence already.
macro_rules! from_core {
    ($($feature:literal: $error:ty => $sentence:expr,)*) => {$(
        #[cfg(feature = $feature)]
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self { code: error.code(), reason: $sentence(&error).into() }
            }
        }
    )*};
}

from_core! {
    "envelope": phiward_envelope::Error => phiward_envelope::Error::reason,
    "vault": phiward_keys::Error => phiward_keys::Error::reason,
    "phi": phiward_phi::ParseError => ToString::to_string,
    "redact": phiward_redact::PolicyError => ToString::to_string,
    "redact": phiward_redact::PolicyFileError => ToString::to_string,
    "search": phiward_search::OpenError => ToString::to_string,
    "search": phiward_search::LexiconError => ToString::to_string,
    "search": phiward_search::BuildError => ToString::to_string,
    "attest": phiward_attest::Error => ToString::to_string,
    "attest": phiward_attest::session::SessionError => ToString::to_string,
}
