//! Vaults: the keys of a person, opened by a password or a recovery code, and locked after idle time.

mod derivation;
mod legacy;
mod options;
#[cfg(feature = "kdf")]
mod password;
mod sealing;
mod state;

pub(crate) use self::options::params_json;
use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

pub use self::{derivation::Derivation, legacy::LegacyKey, state::Vault};

use crate::{Error, shown};

/// What to give to the PRF extension of WebAuthn as `eval.first`.
pub const PRF_INPUT: &[u8] = phiward_keys::PRF_INPUT;

/// Checks that a text is a recovery code of 24 words with its checksum, as a form does while it is typed.
///
/// # Errors
/// `malformed_recovery_code`.
pub fn check_recovery_code(words: &str) -> Result<(), Error> {
    phiward_keys::RecoveryCode::parse(words)?;
    Ok(())
}

/// The 32 bytes that the 24 words of a recovery code stand for. The caller wipes them.
///
/// # Errors
/// `malformed_recovery_code`.
pub fn recovery_code(words: &str) -> Result<Vec<u8>, Error> {
    Ok(phiward_keys::RecoveryCode::parse(words)?.expose_secret().to_vec())
}

/// The 24 words of a recovery code of 32 bytes: show them once, store them nowhere.
///
/// # Errors
/// `malformed` for another number of bytes.
pub fn recovery_words(code: &[u8]) -> Result<String, Error> {
    let code = phiward_keys::RecoveryCode::from_bytes(&*crate::envelope::secret_bytes(code)?);
    Ok(code.expose_words().as_str().to_owned())
}

/// What a stored vault says without a secret, as JSON in the shape of `phiward inspect --json`.
///
/// # Errors
/// `malformed`, `unsupported_version`, `limit_exceeded`.
pub fn describe(vault: &str) -> Result<String, Error> {
    Ok(shown::vault_json(&phiward_keys::Vault::from_json(vault)?).to_text())
}
