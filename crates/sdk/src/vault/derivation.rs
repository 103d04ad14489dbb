//! Password derivations that run away from the vault: on another thread, in a worker, or in WebCrypto.

use alloc::{string::String, vec::Vec};

use phiward_envelope::OsEntropy;
use phiward_json::Value;
use phiward_keys::{KdfParams, Password, PasswordDerivation};

use super::options::{VaultOptions, params_json, read_params};
use crate::{Error, hex, json};

/// What deriving a master key needs besides the password.
///
/// It holds nothing secret, and crosses to a worker as JSON.
///
/// ```
/// use phiward_sdk::vault::{Derivation, Vault};
///
/// let options = r#"{"kdf": "pbkdf2"}"#;
/// let derivation = Derivation::generate(options)?;
/// // In a worker:
/// let master = Derivation::from_json(&derivation.to_json())?.run("correct horse", options)?;
/// let vault = Vault::create_derived(&derivation, &master, options, 0.0)?;
/// // Later:
/// let stored = vault.to_json();
/// let derivation = &Vault::derivations(&stored, options)?[0];
/// let master = derivation.run("correct horse", options)?;
/// assert!(Vault::unlock_derived(&stored, &master, options, 0.0).is_ok());
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Derivation(pub(super) PasswordDerivation);

impl Derivation {
    /// Draws the salt of a new password; `kdf` of the options says what trying it costs.
    ///
    /// # Errors
    /// `invalid_configuration`, `kdf_below_floor`, `kdf_above_cap`, `entropy_unavailable`.
    pub fn generate(options: &str) -> Result<Self, Error> {
        let options = VaultOptions::read(options)?;
        Ok(Self(PasswordDerivation::generate(options.kdf(), &mut OsEntropy)?))
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// `invalid_configuration`.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        if json.is_empty() {
            return Err(Error::configuration());
        }
        let mut fields = json::fields(json)?;
        let salt = json::required(&mut fields, "salt_hex", |value| hex::decode(value.as_text()?))?;
        let params = json::required(&mut fields, "kdf", read_params)?;
        json::end(&fields)?;
        Ok(Self(PasswordDerivation::from_parts(&salt, params)))
    }

    /// Salt and parameters.
    #[must_use]
    pub fn to_json(&self) -> String {
        Value::object([
            ("salt_hex", hex::encode(self.0.salt()).into()),
            ("kdf", params_json(self.0.params())),
        ])
        .to_text()
    }

    /// The salt.
    #[must_use]
    pub fn salt(&self) -> Vec<u8> {
        self.0.salt().to_vec()
    }

    /// The iterations, when PBKDF2 is to run, which WebCrypto can; 0 for Argon2id.
    #[must_use]
    pub const fn pbkdf2_iterations(&self) -> u32 {
        match self.0.params() {
            KdfParams::Pbkdf2Sha256 { iterations } => iterations,
            _ => 0,
        }
    }

    /// Derives the master key: 32 bytes that are worth as much as the password. The caller wipes them.
    ///
    /// # Errors
    /// `empty_password`, `kdf_above_cap` and `kdf_below_floor` before any work; `kdf_out_of_memory`,
    /// `limit_exceeded`.
    #[cfg(feature = "kdf")]
    pub fn run(&self, password: &str, options: &str) -> Result<Vec<u8>, Error> {
        let options = VaultOptions::read(options)?;
        let password = checked(password)?;
        Ok(self.0.run(&password, &options.caps())?.expose_secret().to_vec())
    }

    /// The password as PBKDF2 takes it: normalised, in UTF-8, after the cost was judged. The caller wipes it.
    ///
    /// # Errors
    /// `empty_password`, `kdf_above_cap`, `kdf_below_floor`, `limit_exceeded`.
    pub fn pbkdf2_password(&self, password: &str, options: &str) -> Result<Vec<u8>, Error> {
        self.0.params().check_opening(&VaultOptions::read(options)?.caps())?;
        let password = checked(password)?;
        if password.expose_secret().len() > Password::MAX_LEN {
            return Err(phiward_keys::Error::LimitExceeded.into());
        }
        Ok(password.expose_secret().to_vec())
    }
}

/// No slot is made with an empty password, so none opens one.
fn checked(password: &str) -> Result<Password, Error> {
    let password = Password::new(password);
    if password.is_empty() { Err(phiward_keys::Error::EmptyPassword.into()) } else { Ok(password) }
}
