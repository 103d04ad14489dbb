//! Vaults and v1 keys. Passwords come in as bytes of UTF-8, which the host can wipe; here they are wiped too.

use std::sync::Arc;

use phiward_sdk::vault;
use zeroize::Zeroizing;

use crate::{KeyStore, OpenStream, PhiwardError, Presence, SealStream, keystore, task::on_thread};

/// What a stored vault says without a secret, as JSON in the shape of `phiward inspect --json`.
///
/// # Errors
/// `malformed`, `unsupported_version`, `limit_exceeded`.
#[uniffi::export]
pub fn describe_vault(stored: &str) -> Result<String, PhiwardError> {
    Ok(vault::describe(stored)?)
}

/// Checks that a text is a recovery code of 24 words with its checksum, as a form does while it is typed.
///
/// # Errors
/// `malformed_recovery_code`.
#[uniffi::export]
pub fn check_recovery_code(words: Vec<u8>) -> Result<(), PhiwardError> {
    Ok(vault::check_recovery_code(&text(words)?)?)
}

/// A person's data key and the slots that hold it, while it is unlocked.
///
/// `now_ms` of every call is the time of one monotonic clock, in milliseconds; it must go on while the device
/// sleeps. Without use for the idle time of the options the keys are wiped, and calls give `locked`.
/// All methods may be called from any thread.
#[derive(Debug, uniffi::Object)]
pub struct Vault(Arc<vault::Vault>);

impl Vault {
    pub(crate) fn of(vault: vault::Vault) -> Self {
        Self(Arc::new(vault))
    }

    pub(crate) fn inner(&self) -> &vault::Vault {
        &self.0
    }

    #[cfg(not(target_os = "ios"))]
    pub(crate) fn shared(&self) -> Arc<vault::Vault> {
        Arc::clone(&self.0)
    }
}

#[uniffi::export]
impl Vault {
    /// Makes a vault with a random key and a slot for a password; the derivation runs on a thread of its own.
    ///
    /// # Errors
    /// `invalid_configuration`, `empty_password`, `kdf_below_floor`, `kdf_above_cap`, `kdf_out_of_memory`,
    /// `entropy_unavailable`.
    #[uniffi::constructor]
    pub async fn create(password: Vec<u8>, options: String, now_ms: f64) -> Result<Self, PhiwardError> {
        let password = text(password)?;
        on_thread(move || Ok(Self::of(vault::Vault::create(&password, &options, now_ms)?))).await
    }

    /// Unlocks a stored vault with a password; the derivation runs on a thread of its own.
    ///
    /// # Errors
    /// `malformed`, `unsupported_version`, `limit_exceeded` of the vault; `slot_not_found`, `kdf_above_cap`,
    /// `kdf_below_floor`, `kdf_out_of_memory`, `wrong_password`.
    #[uniffi::constructor]
    pub async fn unlock(
        stored: String,
        password: Vec<u8>,
        options: String,
        now_ms: f64,
    ) -> Result<Self, PhiwardError> {
        let password = text(password)?;
        on_thread(move || Ok(Self::of(vault::Vault::unlock(&stored, &password, &options, now_ms)?))).await
    }

    /// Unlocks a stored vault with the 24 words of a recovery code.
    ///
    /// # Errors
    /// Those of the vault; `malformed_recovery_code`, `slot_not_found`, `wrong_recovery_code`.
    #[uniffi::constructor]
    pub fn recover(stored: &str, words: Vec<u8>, options: &str, now_ms: f64) -> Result<Self, PhiwardError> {
        Ok(Self::of(vault::Vault::recover(stored, &text(words)?, options, now_ms)?))
    }

    /// Unlocks a stored vault with the 32 bytes of a passkey's PRF extension.
    ///
    /// # Errors
    /// Those of the vault; `malformed`, `slot_not_found`, `wrong_key_or_context`.
    #[uniffi::constructor]
    pub fn unlock_prf(
        stored: &str,
        output: Vec<u8>,
        options: &str,
        now_ms: f64,
    ) -> Result<Self, PhiwardError> {
        Ok(Self::of(vault::Vault::unlock_prf(stored, &Zeroizing::new(output), options, now_ms)?))
    }

    /// Unlocks a stored vault with a key of 32 bytes that the host keeps.
    ///
    /// # Errors
    /// Those of the vault; `malformed`, `slot_not_found`, `wrong_key_or_context`.
    #[uniffi::constructor]
    pub fn unlock_kek(stored: &str, kek: Vec<u8>, options: &str, now_ms: f64) -> Result<Self, PhiwardError> {
        Ok(Self::of(vault::Vault::unlock_kek(stored, &Zeroizing::new(kek), options, now_ms)?))
    }

    /// Unlocks a stored vault with the key that `remember` has put into a key store under `name`.
    ///
    /// # Errors
    /// Those of `unlock_kek`; `remembered_key_missing`, `presence_refused`, `key_store_unavailable`.
    #[uniffi::constructor]
    pub async fn unlock_remembered(
        stored: String,
        store: Arc<dyn KeyStore>,
        name: String,
        options: String,
        now_ms: f64,
    ) -> Result<Self, PhiwardError> {
        let kek = keystore::take(&*store, name).await?;
        Ok(Self::of(vault::Vault::unlock_kek(&stored, &kek, &options, now_ms)?))
    }

    /// Adds a slot whose random key a key store keeps under `name`, and gives the slot's id.
    ///
    /// # Errors
    /// `locked`, `limit_exceeded`, `entropy_unavailable`; `presence_refused`, `key_store_unavailable`.
    pub async fn remember(
        &self,
        store: Arc<dyn KeyStore>,
        name: String,
        presence: Presence,
        now_ms: f64,
    ) -> Result<String, PhiwardError> {
        keystore::remember(self, &*store, name, presence, now_ms).await
    }

    /// Deletes what `remember` stored under `name`, and the slot that it opens.
    ///
    /// # Errors
    /// `locked`, `malformed`, `slot_not_found`, `last_slot`; `presence_refused`, `key_store_unavailable`.
    pub async fn forget(
        &self,
        store: Arc<dyn KeyStore>,
        name: String,
        slot_id: String,
        now_ms: f64,
    ) -> Result<(), PhiwardError> {
        self.0.remove_slot(&slot_id, now_ms)?;
        store.delete(name).await?;
        Ok(())
    }

    /// The vault to store: slots, no keys. Store it again after every change.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// What the vault says about itself, as JSON in the shape of `phiward inspect --json`.
    #[must_use]
    pub fn describe(&self) -> String {
        self.0.describe()
    }

    /// The id of the key with which everything new is sealed.
    #[must_use]
    pub fn key_id(&self) -> String {
        self.0.key_id()
    }

    /// Replaces the password that unlocked the vault, on a thread of its own. No record changes.
    ///
    /// # Errors
    /// `locked`; `slot_not_found` when there are several passwords and none of them unlocked the vault; and
    /// those of `create`. The vault is then as it was.
    pub async fn change_password(&self, password: Vec<u8>, now_ms: f64) -> Result<(), PhiwardError> {
        let (vault, password) = (Arc::clone(&self.0), text(password)?);
        on_thread(move || Ok(vault.change_password(&password, now_ms)?)).await
    }

    /// Unlocks the vault again with a password, on a thread of its own.
    ///
    /// # Errors
    /// Those of `unlock` that are not of the stored vault.
    pub async fn unlock_again(&self, password: Vec<u8>, now_ms: f64) -> Result<(), PhiwardError> {
        let (vault, password) = (Arc::clone(&self.0), text(password)?);
        on_thread(move || Ok(vault.unlock_again(&password, now_ms)?)).await
    }

    /// Adds a recovery code, and gives its 24 words: show them once, store them nowhere.
    ///
    /// # Errors
    /// `locked`, `limit_exceeded`, `entropy_unavailable`.
    pub fn add_recovery(&self, now_ms: f64) -> Result<String, PhiwardError> {
        Ok(self.0.add_recovery(now_ms)?)
    }

    /// Adds a slot for a passkey, and gives the slot's id.
    ///
    /// # Errors
    /// `locked`, `malformed`, `limit_exceeded`, `entropy_unavailable`.
    pub fn add_prf(&self, output: Vec<u8>, now_ms: f64) -> Result<String, PhiwardError> {
        Ok(self.0.add_prf(&Zeroizing::new(output), now_ms)?)
    }

    /// Adds a slot for a key of 32 bytes that the host keeps, and gives the slot's id.
    ///
    /// # Errors
    /// `locked`, `malformed`, `limit_exceeded`, `entropy_unavailable`.
    pub fn add_kek(&self, kek: Vec<u8>, now_ms: f64) -> Result<String, PhiwardError> {
        Ok(self.0.add_kek(&Zeroizing::new(kek), now_ms)?)
    }

    /// Removes a slot: what opened it opens the vault no more.
    ///
    /// # Errors
    /// `locked`, `malformed`, `slot_not_found`, `last_slot`.
    pub fn remove_slot(&self, slot_id: &str, now_ms: f64) -> Result<(), PhiwardError> {
        Ok(self.0.remove_slot(slot_id, now_ms)?)
    }

    /// The key that proves to a server that the client knows the password, as 32 bytes.
    ///
    /// # Errors
    /// `locked`; `slot_not_found` when no password unlocked the vault.
    pub fn auth_key(&self, server_name: &str, now_ms: f64) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.auth_key(server_name, now_ms)?)
    }

    /// Seals into a v2 envelope. Options are those of `RecordKey`.
    ///
    /// # Errors
    /// `locked`, and those of `RecordKey.seal`.
    pub fn seal(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.seal(plaintext, options, now_ms)?)
    }

    /// Opens an envelope that the active key or a retired one has sealed.
    ///
    /// # Errors
    /// `locked`, `key_not_found`, and those of `RecordKey.open`.
    pub fn open(&self, envelope: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.open(envelope, options, now_ms)?)
    }

    /// Starts a v3 envelope. The stream keeps its key when the vault locks.
    ///
    /// # Errors
    /// As `seal`.
    pub fn seal_stream(&self, options: &str, now_ms: f64) -> Result<SealStream, PhiwardError> {
        Ok(SealStream::of(self.0.seal_stream(options, now_ms)?))
    }

    /// Starts to open an envelope. The stream keeps its keys when the vault locks.
    ///
    /// # Errors
    /// `locked`, and those of the options.
    pub fn open_stream(&self, options: &str, now_ms: f64) -> Result<OpenStream, PhiwardError> {
        Ok(OpenStream::of(self.0.open_stream(options, now_ms)?))
    }

    /// Wipes the keys now.
    pub fn lock(&self) {
        self.0.lock();
    }

    /// Locks the vault if its time is over, and says whether it is locked. It does not count as use.
    #[must_use]
    pub fn is_locked(&self, now_ms: f64) -> bool {
        self.0.is_locked(now_ms)
    }

    /// Milliseconds until the vault locks without use: for the host's timer. Negative when it is locked or
    /// never locks.
    #[must_use]
    pub fn locks_in_ms(&self, now_ms: f64) -> f64 {
        self.0.locks_in_ms(now_ms)
    }
}

/// The key of v1 envelopes, derived of an e-mail address and a password by the weak v1 rule.
#[derive(Debug, uniffi::Object)]
pub struct LegacyKey(vault::LegacyKey);

#[uniffi::export]
impl LegacyKey {
    /// Derives the key, on a thread of its own; both texts are used as the exact bytes given.
    ///
    /// # Errors
    /// `malformed` when one is not UTF-8.
    #[uniffi::constructor]
    pub async fn derive(email: String, password: Vec<u8>) -> Result<Self, PhiwardError> {
        let (email, password) = (Zeroizing::new(email), text(password)?);
        on_thread(move || Ok(Self(vault::LegacyKey::derive(&email, &password)))).await
    }

    /// Opens a v1 envelope.
    ///
    /// # Errors
    /// `truncated`, `unsupported_version`, `wrong_key_or_corrupt`.
    pub fn open(&self, envelope: &[u8]) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.open(envelope)?)
    }

    /// Seals into a v1 envelope, for readers that know nothing newer.
    ///
    /// # Errors
    /// `entropy_unavailable`, `limit_exceeded`.
    pub fn seal_legacy(&self, plaintext: &[u8]) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.seal_legacy(plaintext)?)
    }

    /// Turns a v1 envelope into one of a vault, which is opened again and compared before it is handed out.
    ///
    /// # Errors
    /// As `open` and `Vault.seal`; `corrupt` when the new envelope did not read back.
    pub fn upgrade(
        &self,
        envelope: &[u8],
        vault: &Vault,
        options: &str,
        now_ms: f64,
    ) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.upgrade(envelope, &vault.0, options, now_ms)?)
    }
}

/// A secret text that came in as bytes.
fn text(bytes: Vec<u8>) -> Result<Zeroizing<String>, PhiwardError> {
    String::from_utf8(bytes).map(Zeroizing::new).map_err(|error| {
        drop(Zeroizing::new(error.into_bytes()));
        PhiwardError::invalid("malformed", "the bytes of a secret text are not UTF-8")
    })
}
