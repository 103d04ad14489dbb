//! An unlocked vault, which locks itself.

use alloc::{string::String, vec::Vec};

use phiward_envelope::{Context, DataKey, Header, OsEntropy};
use phiward_keys::{
    KdfParams, Kek, MasterSecret, NewSlot, PrfOutput, RecoveryCode, Secret, Session, SlotId, Unlocked,
    Vault as Slots,
};

use super::{Derivation, options::VaultOptions};
use crate::{
    Error,
    envelope::{
        DelegatedOpen, DelegatedSeal, OpenStream, SealOptions, SealStream, copy_key, open_with, seal_with,
        secret_bytes,
    },
    sync::{Mutex, MutexGuard},
};

/// A person's data key and the slots that hold it, while it is unlocked.
///
/// `now_ms` of every call is the time of one monotonic clock in milliseconds; without use for the idle time of
/// the options the keys are wiped, and calls give `locked` until the vault is unlocked again.
/// All methods may be called from any thread.
///
/// ```
/// use phiward_sdk::vault::Vault;
/// let vault = Vault::create("correct horse", r#"{"kdf": "pbkdf2"}"#, 0.0)?;
/// let envelope = vault.seal(b"BP 120/80", r#"{"context": {"record": "obs/42"}}"#, 0.0)?;
/// let stored = vault.to_json();
///
/// let vault = Vault::unlock(&stored, "correct horse", "", 0.0)?;
/// assert_eq!(vault.open(&envelope, r#"{"context": {"record": "obs/42"}}"#, 0.0)?, b"BP 120/80");
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct Vault {
    state: Mutex<State>,
    pub(super) kdf: KdfParams,
    #[cfg(feature = "kdf")]
    pub(super) caps: phiward_keys::Caps,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) slots: Slots,
    pub(super) session: Session,
}

impl Vault {
    /// Makes a vault for a password that was derived elsewhere, by [`Derivation::generate`]'s derivation.
    ///
    /// # Errors
    /// As [`create`](Self::create); `malformed` when the master key is not 32 bytes.
    pub fn create_derived(
        derivation: &Derivation,
        master: &[u8],
        options: &str,
        now_ms: f64,
    ) -> Result<Self, Error> {
        let options = VaultOptions::read(options)?;
        let master = MasterSecret::from_bytes(&*secret_bytes(master)?);
        let (slots, keys) = Slots::create_with(NewSlot::Derived(&derivation.0, &master), &mut OsEntropy)?;
        Ok(Self::of_parts(slots, keys, &options, now_ms))
    }

    /// What has to be derived of the password to unlock a stored vault, one for each of its passwords.
    ///
    /// # Errors
    /// Those of the vault; `slot_not_found` when no password opens it.
    pub fn derivations(vault: &str, options: &str) -> Result<Vec<Derivation>, Error> {
        VaultOptions::read(options)?;
        let slots = Slots::from_json(vault)?;
        let derivations: Vec<_> =
            slots.slots().iter().filter_map(phiward_keys::Slot::derivation).map(Derivation).collect();
        if derivations.is_empty() { Err(phiward_keys::Error::SlotNotFound.into()) } else { Ok(derivations) }
    }

    /// Unlocks a stored vault with what one of [`derivations`](Self::derivations) gave.
    ///
    /// # Errors
    /// Those of the vault; `malformed`, `wrong_password`.
    pub fn unlock_derived(vault: &str, master: &[u8], options: &str, now_ms: f64) -> Result<Self, Error> {
        let master = MasterSecret::from_bytes(&*secret_bytes(master)?);
        Self::unlock_by(vault, &Secret::Derived(&master), &VaultOptions::read(options)?, now_ms)
    }

    /// Unlocks a stored vault with the 24 words of a recovery code.
    ///
    /// # Errors
    /// Those of the vault; `malformed_recovery_code`, `slot_not_found`, `wrong_recovery_code`.
    pub fn recover(vault: &str, words: &str, options: &str, now_ms: f64) -> Result<Self, Error> {
        Self::recover_with(vault, &super::recovery_code(words)?, options, now_ms)
    }

    /// Unlocks a stored vault with the 32 bytes that [`recovery_code`](super::recovery_code) read elsewhere.
    ///
    /// # Errors
    /// As [`recover`](Self::recover); `malformed`.
    pub fn recover_with(vault: &str, code: &[u8], options: &str, now_ms: f64) -> Result<Self, Error> {
        let code = RecoveryCode::from_bytes(&*secret_bytes(code)?);
        Self::unlock_by(vault, &Secret::Recovery(&code), &VaultOptions::read(options)?, now_ms)
    }

    /// Unlocks a stored vault with the 32 bytes of a passkey's PRF extension.
    ///
    /// # Errors
    /// Those of the vault; `malformed`, `slot_not_found`, `wrong_key_or_context`.
    pub fn unlock_prf(vault: &str, output: &[u8], options: &str, now_ms: f64) -> Result<Self, Error> {
        let output = PrfOutput::from_bytes(&*secret_bytes(output)?);
        Self::unlock_by(vault, &Secret::WebAuthnPrf(&output), &VaultOptions::read(options)?, now_ms)
    }

    /// Unlocks a stored vault with a key that the host keeps: in a KMS, or bound to the device.
    ///
    /// # Errors
    /// Those of the vault; `malformed`, `slot_not_found`, `wrong_key_or_context`.
    pub fn unlock_kek(vault: &str, kek: &[u8], options: &str, now_ms: f64) -> Result<Self, Error> {
        let kek = Kek::from_bytes(&*secret_bytes(kek)?);
        Self::unlock_by(vault, &Secret::Kek(&kek), &VaultOptions::read(options)?, now_ms)
    }

    pub(super) fn unlock_by(
        vault: &str,
        secret: &Secret<'_>,
        options: &VaultOptions,
        now_ms: f64,
    ) -> Result<Self, Error> {
        let slots = Slots::from_json(vault)?;
        let keys = slots.unlock_with(secret)?;
        Ok(Self::of_parts(slots, keys, options, now_ms))
    }

    pub(super) fn of_parts(slots: Slots, keys: Unlocked, options: &VaultOptions, now_ms: f64) -> Self {
        let session = Session::new(keys, options.idle_ms(), time(now_ms));
        Self {
            state: Mutex::new(State { slots, session }),
            kdf: options.kdf(),
            #[cfg(feature = "kdf")]
            caps: options.caps(),
        }
    }

    /// The vault to store: slots, no keys. Store it again after every change.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.state().slots.to_json()
    }

    /// What the vault says about itself, as JSON in the shape of `phiward inspect --json`.
    #[must_use]
    pub fn describe(&self) -> String {
        crate::shown::vault_json(&self.state().slots).to_text()
    }

    /// The id of the key with which everything new is sealed.
    #[must_use]
    pub fn key_id(&self) -> String {
        self.state().slots.key_id().to_hex()
    }

    /// What has to be derived of a new password, at the cost that the vault's options name.
    ///
    /// # Errors
    /// `entropy_unavailable`; `kdf_below_floor` and `kdf_above_cap` of those options.
    pub fn new_derivation(&self) -> Result<Derivation, Error> {
        Ok(Derivation(phiward_keys::PasswordDerivation::generate(self.kdf, &mut OsEntropy)?))
    }

    /// Replaces the password by one that was derived elsewhere.
    ///
    /// # Errors
    /// As [`change_password`](Self::change_password); `malformed`.
    pub fn change_password_derived(
        &self,
        derivation: &Derivation,
        master: &[u8],
        now_ms: f64,
    ) -> Result<(), Error> {
        let master = MasterSecret::from_bytes(&*secret_bytes(master)?);
        let new = NewSlot::Derived(&derivation.0, &master);
        self.change(now_ms, |slots, keys| slots.replace_password(keys, new, &mut OsEntropy).map(drop))
    }

    /// Adds a recovery code, and gives its 24 words: show them once, store them nowhere.
    ///
    /// # Errors
    /// `locked`, `limit_exceeded`, `entropy_unavailable`.
    pub fn add_recovery(&self, now_ms: f64) -> Result<String, Error> {
        super::recovery_words(&self.add_recovery_code(now_ms)?)
    }

    /// Adds a recovery code, and gives the 32 bytes that [`recovery_words`](super::recovery_words) writes as words
    /// elsewhere. The caller wipes them.
    ///
    /// # Errors
    /// As [`add_recovery`](Self::add_recovery).
    pub fn add_recovery_code(&self, now_ms: f64) -> Result<Vec<u8>, Error> {
        let code = self.change(now_ms, |slots, keys| slots.add_recovery(keys, &mut OsEntropy))?;
        Ok(code.expose_secret().to_vec())
    }

    /// Adds a slot for a passkey, and gives the slot's id.
    ///
    /// # Errors
    /// `locked`, `malformed`, `limit_exceeded`, `entropy_unavailable`.
    pub fn add_prf(&self, output: &[u8], now_ms: f64) -> Result<String, Error> {
        let output = PrfOutput::from_bytes(&*secret_bytes(output)?);
        self.add_slot(NewSlot::WebAuthnPrf(&output), now_ms)
    }

    /// Adds a slot for a key that the host keeps, and gives the slot's id.
    ///
    /// # Errors
    /// `locked`, `malformed`, `limit_exceeded`, `entropy_unavailable`.
    pub fn add_kek(&self, kek: &[u8], now_ms: f64) -> Result<String, Error> {
        let kek = Kek::from_bytes(&*secret_bytes(kek)?);
        self.add_slot(NewSlot::Kek(&kek), now_ms)
    }

    fn add_slot(&self, new: NewSlot<'_>, now_ms: f64) -> Result<String, Error> {
        let id = self.change(now_ms, |slots, keys| slots.add_slot(keys, new, &mut OsEntropy))?;
        Ok(id.to_hex())
    }

    /// Removes a slot: what opened it opens the vault no more.
    ///
    /// # Errors
    /// `locked`, `malformed`, `slot_not_found`, `last_slot`.
    pub fn remove_slot(&self, slot_id: &str, now_ms: f64) -> Result<(), Error> {
        let slot_id = SlotId::from_hex(slot_id)?;
        self.change(now_ms, |slots, _| slots.remove_slot(&slot_id))
    }

    /// The key that proves to a server that the client knows the password, as 32 bytes.
    ///
    /// # Errors
    /// `locked`; `slot_not_found` when no password unlocked the vault.
    pub fn auth_key(&self, server_name: &str, now_ms: f64) -> Result<Vec<u8>, Error> {
        let mut state = self.state();
        let auth = state.session.keys(time(now_ms))?.auth_key(server_name);
        Ok(auth.ok_or(phiward_keys::Error::SlotNotFound)?.expose_secret().to_vec())
    }

    /// Seals into a v2 envelope. Options are those of [`RecordKey::seal`](crate::envelope::RecordKey::seal).
    ///
    /// # Errors
    /// `locked`, and those of `RecordKey::seal`.
    pub fn seal(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, Error> {
        seal_with(options, plaintext, &mut |seal| seal(self.state().session.keys(time(now_ms))?.data_key()))
    }

    /// Opens an envelope that the active key or a retired one has sealed.
    ///
    /// # Errors
    /// `locked`, `key_not_found`, and those of `RecordKey::open`.
    pub fn open(&self, envelope: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, Error> {
        open_with(envelope, options, &mut |key_id, open| {
            open(self.state().session.keys(time(now_ms))?.key_for(&key_id)?)
        })
    }

    /// Starts a v3 envelope. The stream keeps its key when the vault locks.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_stream(&self, options: &str, now_ms: f64) -> Result<SealStream, Error> {
        let options = SealOptions::read(options)?;
        SealStream::start(self.state().session.keys(time(now_ms))?.data_key(), &options)
    }

    /// Starts to open an envelope. The stream keeps its keys when the vault locks.
    ///
    /// # Errors
    /// `locked`, and those of the options.
    pub fn open_stream(&self, options: &str, now_ms: f64) -> Result<OpenStream, Error> {
        let context = SealOptions::read(options)?.context()?;
        let mut state = self.state();
        let keys = state.session.keys(time(now_ms))?;
        let retired = keys.retired_keys().filter_map(|id| keys.key_for(&id).ok());
        let all = core::iter::once(keys.data_key()).chain(retired).map(copy_key).collect();
        Ok(OpenStream::start(all, context))
    }

    /// Starts an envelope whose chunks the platform computes: v3 when it is written as a stream, else v2.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn delegate_seal(&self, options: &str, streamed: bool, now_ms: f64) -> Result<DelegatedSeal, Error> {
        let options = SealOptions::read(options)?;
        DelegatedSeal::start(self.state().session.keys(time(now_ms))?.data_key(), &options, streamed)
    }

    /// Checks the prefix of an envelope whose chunks the platform computes.
    ///
    /// # Errors
    /// As [`open`](Self::open), without `corrupt`.
    pub fn delegate_open(&self, prefix: &[u8], options: &str, now_ms: f64) -> Result<DelegatedOpen, Error> {
        let context: Context = SealOptions::read(options)?.context()?;
        let key_id = Header::parse(prefix)?.key_id();
        let mut state = self.state();
        let key: &DataKey = state.session.keys(time(now_ms))?.key_for(&key_id)?;
        DelegatedOpen::start(key, prefix, &context)
    }

    /// Wipes the keys now.
    pub fn lock(&self) {
        self.state().session.lock();
    }

    /// Locks the vault if its time is over, and says whether it is locked. It does not count as use.
    #[must_use]
    pub fn is_locked(&self, now_ms: f64) -> bool {
        self.state().session.tick(time(now_ms))
    }

    /// Milliseconds until the vault locks without use: for the host's timer. Negative when it is locked or
    /// never locks.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "idle times are far below 2^53 milliseconds")]
    pub fn locks_in_ms(&self, now_ms: f64) -> f64 {
        match self.state().session.deadline_ms() {
            None | Some(u64::MAX) => -1.0,
            Some(deadline) => deadline.saturating_sub(time(now_ms)) as f64,
        }
    }

    /// Unlocks the vault again with what one of [`derivations`](Self::derivations) gave.
    ///
    /// # Errors
    /// `malformed`, `wrong_password`.
    pub fn unlock_again_derived(&self, master: &[u8], now_ms: f64) -> Result<(), Error> {
        let master = MasterSecret::from_bytes(&*secret_bytes(master)?);
        let mut state = self.state();
        let keys = state.slots.unlock_with(&Secret::Derived(&master))?;
        state.session.unlock(keys, time(now_ms));
        Ok(())
    }

    pub(super) fn change<T>(
        &self,
        now_ms: f64,
        change: impl FnOnce(&mut Slots, &mut Unlocked) -> Result<T, phiward_keys::Error>,
    ) -> Result<T, Error> {
        let mut state = self.state();
        let State { slots, session } = &mut *state;
        Ok(change(slots, session.keys_mut(time(now_ms))?)?)
    }

    /// The state, also after a panic of another thread: every change is whole or did not happen.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

/// A host's time; what is not a time counts as 0, which locks.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates, and fractions of a millisecond do not matter"
)]
pub(super) const fn time(now_ms: f64) -> u64 {
    now_ms as u64
}
