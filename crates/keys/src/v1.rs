//! The v1 key, for records that were sealed before this library: exact bytes, no normalization, weak salt.

use phiward_envelope::legacy;
use sha2::{Digest as _, Sha256};

use crate::secret::secret_bytes;

/// Iterations of the v1 derivation. They are fewer than is advised today, and cannot be changed.
const ITERATIONS: u32 = 100_000;

secret_bytes! {
    /// The 32 bytes of a v1 key.
    V1Secret
}

/// Derives the v1 key of an e-mail address and a password.
///
/// It exists to read v1 envelopes and to upgrade them.
/// The salt is a hash of the address, so equal addresses have equal salts everywhere, and the iteration
/// count is a sixth of the v2 floor: derive no key for new data with it.
///
/// Both texts are used as the exact bytes given: another case of the address, or another Unicode form of
/// the password, is another key.
///
/// ```
/// use phiward_envelope::{legacy, text};
///
/// let key = phiward_keys::v1_key("user@example.com", "user-password");
/// let envelope = text::decode(
///     "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==",
/// )?;
/// assert_eq!(legacy::open(&key, &envelope)?.as_bytes(), br#"{"message":"Sensitive health data"}"#);
/// # Ok::<(), phiward_envelope::Error>(())
/// ```
#[must_use]
pub fn v1_key(email: &str, password: &str) -> legacy::Key {
    legacy::Key::from_bytes(v1_secret(email, password).expose_secret())
}

/// Derives the bytes of [`v1_key`], for known-answer tests and for handing the key to another implementation.
#[must_use]
pub fn v1_secret(email: &str, password: &str) -> V1Secret {
    let salt = Sha256::digest(email.as_bytes());
    let mut key = zeroize::Zeroizing::new([0; V1Secret::LEN]);
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), &salt, ITERATIONS, key.as_mut());
    V1Secret::from_bytes(&key)
}
