//! Vaults: the keys of a person, opened by a password or a recovery code, and locked after idle time.

mod derivation;
mod legacy;
mod options;
mod state;

pub(crate) use self::options::params_json;
use alloc::string::String;

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

/// What a stored vault says without a secret, as JSON in the shape of `phiward inspect --json`.
///
/// # Errors
/// `malformed`, `unsupported_version`, `limit_exceeded`.
pub fn describe(vault: &str) -> Result<String, Error> {
    Ok(shown::vault_json(&phiward_keys::Vault::from_json(vault)?).to_text())
}
