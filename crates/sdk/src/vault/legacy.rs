//! Records that are older than this library.

use alloc::vec::Vec;

use phiward_envelope::{OsEntropy, legacy};
#[cfg(feature = "kdf")]
use phiward_keys::{v1_key, v1_secret};
use zeroize::Zeroizing;

use super::Vault;
use crate::{
    Error,
    envelope::{Sealing as _, secret_bytes},
};

/// The key of v1 envelopes, derived of an e-mail address and a password by the weak v1 rule.
///
/// It reads what exists and [`upgrade`](Self::upgrade)s it; `seal_legacy` writes for readers that know nothing
/// newer.
///
/// ```
/// use phiward_sdk::{envelope::decode_text, vault::LegacyKey};
///
/// let key = LegacyKey::derive("user@example.com", "user-password");
/// let envelope = decode_text(
///     "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==",
/// )?;
/// assert_eq!(key.open(&envelope)?, br#"{"message":"Sensitive health data"}"#);
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct LegacyKey(legacy::Key);

impl LegacyKey {
    /// Derives the key; both texts are used as the exact bytes given.
    #[must_use]
    #[cfg(feature = "kdf")]
    pub fn derive(email: &str, password: &str) -> Self {
        Self(v1_key(email, password))
    }

    /// Derives the 32 bytes of the key, for handing it to [`import`](Self::import) elsewhere. The caller wipes them.
    #[must_use]
    #[cfg(feature = "kdf")]
    pub fn derive_secret(email: &str, password: &str) -> Vec<u8> {
        v1_secret(email, password).expose_secret().to_vec()
    }

    /// Takes the 32 bytes of a key that was derived elsewhere.
    ///
    /// # Errors
    /// `malformed`.
    pub fn import(secret: &[u8]) -> Result<Self, Error> {
        Ok(Self(legacy::Key::from_bytes(&*secret_bytes(secret)?)))
    }

    /// Opens a v1 envelope.
    ///
    /// # Errors
    /// `truncated`, `unsupported_version`, `wrong_key_or_corrupt`.
    pub fn open(&self, envelope: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(legacy::open(&self.0, envelope)?.into_vec())
    }

    /// Seals into a v1 envelope. One key must not make more than 2^32 of them.
    ///
    /// # Errors
    /// `entropy_unavailable`, `limit_exceeded`.
    pub fn seal_legacy(&self, plaintext: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(legacy::seal(&self.0, plaintext, &mut OsEntropy)?)
    }

    /// Turns a v1 envelope into one of a vault, which is opened again and compared before it is handed out.
    ///
    /// # Errors
    /// As [`open`](Self::open) and [`Vault::seal`]; `corrupt` when the new envelope did not read back.
    pub fn upgrade(
        &self,
        envelope: &[u8],
        vault: &Vault,
        options: &str,
        now_ms: f64,
    ) -> Result<Vec<u8>, Error> {
        vault.seal_verified(&Zeroizing::new(self.open(envelope)?), options, now_ms)
    }
}
