//! The Nitro Secure Module: who signs documents.

#[cfg(all(feature = "nitro", target_os = "linux"))]
mod device;
#[cfg(feature = "insecure-software-nsm")]
mod software;
#[cfg(any(test, feature = "nitro"))]
mod wire;

#[cfg(all(feature = "nitro", target_os = "linux"))]
pub use device::DeviceNsm;
#[cfg(feature = "insecure-software-nsm")]
pub use software::InsecureSoftwareNsm;

use core::fmt;

/// The secure module did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NsmError {
    /// The device is absent or does not answer.
    Unavailable,
    /// The answer does not have the shape of one.
    Malformed,
    /// The module answered with an error.
    Refused,
}

impl fmt::Display for NsmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unavailable => "the secure module does not answer",
            Self::Malformed => "the secure module answered with something else",
            Self::Refused => "the secure module refused",
        })
    }
}

impl core::error::Error for NsmError {}

/// What a document is to hold.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Attested<'a> {
    /// The nonce of the client.
    pub nonce: Option<&'a [u8]>,
    /// The key of the enclave.
    pub public_key: Option<&'a [u8]>,
    /// The digest of the statement.
    pub user_data: Option<&'a [u8]>,
}

impl<'a> Attested<'a> {
    /// All three fields.
    #[must_use]
    pub const fn new(nonce: &'a [u8], public_key: &'a [u8], user_data: &'a [u8]) -> Self {
        Self { nonce: Some(nonce), public_key: Some(public_key), user_data: Some(user_data) }
    }
}

/// Signs documents.
pub trait Nsm: Send + Sync {
    /// Signs a document that holds these fields, and the registers and time of the enclave.
    ///
    /// # Errors
    /// [`NsmError`].
    fn attest(&self, attested: &Attested<'_>) -> Result<Vec<u8>, NsmError>;
}

impl<T: Nsm + ?Sized> Nsm for std::sync::Arc<T> {
    fn attest(&self, attested: &Attested<'_>) -> Result<Vec<u8>, NsmError> {
        (**self).attest(attested)
    }
}
