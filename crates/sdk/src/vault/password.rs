//! What begins with a password itself, where keys of passwords are derived.

use phiward_envelope::OsEntropy;
use phiward_keys::{Password, Secret, Vault as Slots};

use super::{Vault, options::VaultOptions, state::time};
use crate::Error;

impl Vault {
    /// Makes a vault with a random key and a slot for a password.
    ///
    /// # Errors
    /// `invalid_configuration`, `empty_password`, `kdf_below_floor`, `kdf_above_cap`, `kdf_out_of_memory`,
    /// `entropy_unavailable`.
    pub fn create(password: &str, options: &str, now_ms: f64) -> Result<Self, Error> {
        let options = VaultOptions::read(options)?;
        let password = Password::new(password);
        let (slots, keys) = Slots::create(&password, options.kdf(), &mut OsEntropy)?;
        Ok(Self::of_parts(slots, keys, &options, now_ms))
    }

    /// Unlocks a stored vault with a password.
    ///
    /// # Errors
    /// `malformed`, `unsupported_version`, `limit_exceeded` of the vault; `slot_not_found`, `kdf_above_cap`,
    /// `kdf_below_floor`, `kdf_out_of_memory`, `wrong_password`.
    pub fn unlock(vault: &str, password: &str, options: &str, now_ms: f64) -> Result<Self, Error> {
        let options = VaultOptions::read(options)?;
        let caps = options.caps();
        Self::unlock_by(vault, &Secret::Password(&Password::new(password), &caps), &options, now_ms)
    }

    /// Replaces the password that unlocked the vault. No record changes.
    ///
    /// # Errors
    /// `locked`; `slot_not_found` when there are several passwords and none of them unlocked the vault; and
    /// those of [`create`](Self::create). The vault is then as it was.
    pub fn change_password(&self, password: &str, now_ms: f64) -> Result<(), Error> {
        let password = Password::new(password);
        let kdf = self.kdf;
        self.change(now_ms, |slots, keys| {
            slots.change_password(keys, &password, kdf, &mut OsEntropy).map(drop)
        })
    }

    /// Unlocks the vault again with a password.
    ///
    /// # Errors
    /// Those of [`unlock`](Self::unlock) that are not of the stored vault.
    pub fn unlock_again(&self, password: &str, now_ms: f64) -> Result<(), Error> {
        let slots = self.state().slots.clone();
        let keys = slots.unlock(&Password::new(password), &self.caps)?;
        self.state().session.unlock(keys, time(now_ms));
        Ok(())
    }
}
