//! What can go wrong, each with a stable code.

use core::fmt;

/// On which side of its interval a moment lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Side {
    /// The interval has ended.
    Past,
    /// The interval has not begun, which most often means that the clock of this device is off.
    Future,
}

/// Why an attestation document was refused.
///
/// No variant carries a byte of the document, the policy or the nonce.
/// [`code`](Self::code) is stable across releases and languages; the sentence of `Display` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not have the shape of a signed document, or break one of its limits.
    Malformed,
    /// The chain does not begin with the pinned root.
    UntrustedRoot,
    /// A certificate of the chain is not one, breaks a rule of the chain, or is not signed by the one before.
    CertificateInvalid,
    /// A certificate is not valid at the time that was given.
    CertificateExpired {
        /// Whether it has expired, or is not valid yet.
        side: Side,
    },
    /// The signature of the document is not by the key of its certificate.
    BadSignature,
    /// The enclave runs in debug mode, in which its host reads everything.
    DebugMode,
    /// No allowed build has the measurements of the document.
    PcrMismatch,
    /// The document does not answer the nonce that was sent.
    NonceMismatch,
    /// The document is older than the policy allows, or of the future.
    TooOld {
        /// Whether it is too old, or made after the time that was given.
        side: Side,
    },
    /// The public key of the document is absent or not the one that the policy expects.
    PublicKeyMismatch,
    /// The user data of the document is absent or not what the policy expects.
    UserDataMismatch,
}

impl Error {
    /// The stable, language-neutral name of the error.
    ///
    /// ```
    /// assert_eq!(phiward_attest::Error::DebugMode.code(), "debug_mode");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UntrustedRoot => "untrusted_root",
            Self::CertificateInvalid => "certificate_invalid",
            Self::CertificateExpired { .. } => "certificate_expired",
            Self::BadSignature => "bad_signature",
            Self::DebugMode => "debug_mode",
            Self::PcrMismatch => "pcr_mismatch",
            Self::NonceMismatch => "nonce_mismatch",
            Self::TooOld { .. } => "too_old",
            Self::PublicKeyMismatch => "public_key_mismatch",
            Self::UserDataMismatch => "user_data_mismatch",
        }
    }

    /// Whether the likely cause is the clock by which the document was judged, and not the document.
    ///
    /// ```
    /// use phiward_attest::{Error, Side};
    /// assert!(Error::CertificateExpired { side: Side::Future }.suggests_wrong_clock());
    /// assert!(!Error::BadSignature.suggests_wrong_clock());
    /// ```
    #[must_use]
    pub const fn suggests_wrong_clock(&self) -> bool {
        matches!(self, Self::CertificateExpired { side: Side::Future } | Self::TooOld { side: Side::Future })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the data does not have the shape of an attestation document",
            Self::UntrustedRoot => "the document does not lead to the pinned root",
            Self::CertificateInvalid => "a certificate of the document breaks a rule of the chain",
            Self::CertificateExpired { side: Side::Past } => "a certificate of the document has expired",
            Self::CertificateExpired { side: Side::Future } => {
                "a certificate of the document is not valid yet; the clock of this device may be off"
            }
            Self::BadSignature => "the signature of the document is wrong",
            Self::DebugMode => "the enclave runs in debug mode",
            Self::PcrMismatch => "the measurements are those of no allowed build",
            Self::NonceMismatch => "the document does not answer the nonce that was sent",
            Self::TooOld { side: Side::Past } => "the document is older than the policy allows",
            Self::TooOld { side: Side::Future } => {
                "the document was made in the future; the clock of this device may be off"
            }
            Self::PublicKeyMismatch => "the document attests another public key",
            Self::UserDataMismatch => "the document attests other user data",
        })
    }
}

impl core::error::Error for Error {}

impl From<crate::cbor::Malformed> for Error {
    fn from(_: crate::cbor::Malformed) -> Self {
        Self::Malformed
    }
}
