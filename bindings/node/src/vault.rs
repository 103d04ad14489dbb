//! Vaults and v1 keys.

use std::sync::Arc;

use napi::{
    Result,
    bindgen_prelude::{AsyncTask, Buffer, BufferSlice, Uint8Array},
};
use napi_derive::napi;
use phiward_sdk::{envelope::Sealing as _, vault};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    error::{copy_into, thrown},
    stream::{OpenStream, SealStream},
    task::{BytesTask, VaultTask},
};

/// `phiward_sdk::vault::describe`.
#[napi]
pub fn describe_vault(vault: String) -> Result<String> {
    vault::describe(&vault).map_err(thrown)
}

/// `phiward_sdk::vault::recovery_code`.
#[napi]
pub fn recovery_code(words: String) -> Result<Buffer> {
    Ok(vault::recovery_code(&Zeroizing::new(words)).map_err(thrown)?.into())
}

/// `phiward_sdk::vault::recovery_words`.
#[napi]
pub fn recovery_words(code: &[u8]) -> Result<String> {
    vault::recovery_words(code).map_err(thrown)
}

/// `phiward_sdk::vault::Vault`.
#[napi]
pub struct Vault(Arc<vault::Vault>);

impl Vault {
    pub(crate) fn of(vault: vault::Vault) -> Self {
        Self(Arc::new(vault))
    }
}

#[napi]
impl Vault {
    /// `create`, on another thread.
    #[napi]
    pub fn create_async(password: String, options: String, now_ms: f64) -> AsyncTask<VaultTask> {
        let password = Zeroizing::new(password);
        AsyncTask::new(VaultTask::new(move || vault::Vault::create(&password, &options, now_ms)))
    }

    /// `unlock`, on another thread.
    #[napi]
    pub fn unlock_async(
        vault: String,
        password: String,
        options: String,
        now_ms: f64,
    ) -> AsyncTask<VaultTask> {
        let password = Zeroizing::new(password);
        AsyncTask::new(VaultTask::new(move || vault::Vault::unlock(&vault, &password, &options, now_ms)))
    }

    /// `recover_with`.
    #[napi(factory)]
    pub fn recover_with(vault: String, code: &[u8], options: String, now_ms: f64) -> Result<Self> {
        Ok(Self::of(vault::Vault::recover_with(&vault, code, &options, now_ms).map_err(thrown)?))
    }

    /// `unlock_prf`.
    #[napi(factory)]
    pub fn unlock_prf(vault: String, output: &[u8], options: String, now_ms: f64) -> Result<Self> {
        Ok(Self::of(vault::Vault::unlock_prf(&vault, output, &options, now_ms).map_err(thrown)?))
    }

    /// `unlock_kek`.
    #[napi(factory)]
    pub fn unlock_kek(vault: String, kek: &[u8], options: String, now_ms: f64) -> Result<Self> {
        Ok(Self::of(vault::Vault::unlock_kek(&vault, kek, &options, now_ms).map_err(thrown)?))
    }

    /// `to_json`. The name is not `toJSON`, which would put the vault into every log of an object.
    #[napi]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// `key_id`.
    #[napi]
    pub fn key_id(&self) -> String {
        self.0.key_id()
    }

    /// `change_password`, on another thread. The bytes are empty.
    #[napi]
    pub fn change_password_async(&self, password: String, now_ms: f64) -> AsyncTask<BytesTask> {
        let (vault, password) = (Arc::clone(&self.0), Zeroizing::new(password));
        AsyncTask::new(BytesTask::new(move || vault.change_password(&password, now_ms).map(|()| Vec::new())))
    }

    /// `unlock_again`, on another thread. The bytes are empty.
    #[napi]
    pub fn unlock_again_async(&self, password: String, now_ms: f64) -> AsyncTask<BytesTask> {
        let (vault, password) = (Arc::clone(&self.0), Zeroizing::new(password));
        AsyncTask::new(BytesTask::new(move || vault.unlock_again(&password, now_ms).map(|()| Vec::new())))
    }

    /// `add_recovery_code`.
    #[napi]
    pub fn add_recovery_code(&self, now_ms: f64) -> Result<Buffer> {
        Ok(self.0.add_recovery_code(now_ms).map_err(thrown)?.into())
    }

    /// `add_prf`.
    #[napi]
    pub fn add_prf(&self, output: &[u8], now_ms: f64) -> Result<String> {
        self.0.add_prf(output, now_ms).map_err(thrown)
    }

    /// `add_kek`.
    #[napi]
    pub fn add_kek(&self, kek: &[u8], now_ms: f64) -> Result<String> {
        self.0.add_kek(kek, now_ms).map_err(thrown)
    }

    /// `remove_slot`.
    #[napi]
    pub fn remove_slot(&self, slot_id: String, now_ms: f64) -> Result<()> {
        self.0.remove_slot(&slot_id, now_ms).map_err(thrown)
    }

    /// `auth_key`.
    #[napi]
    pub fn auth_key(&self, server_name: String, now_ms: f64) -> Result<Buffer> {
        Ok(self.0.auth_key(&server_name, now_ms).map_err(thrown)?.into())
    }

    /// `seal`.
    #[napi]
    pub fn seal(&self, plaintext: &[u8], options: String, now_ms: f64) -> Result<Buffer> {
        Ok(self.0.seal(plaintext, &options, now_ms).map_err(thrown)?.into())
    }

    /// `seal`, into memory of the caller.
    #[napi]
    pub fn seal_into(
        &self,
        plaintext: &[u8],
        options: String,
        now_ms: f64,
        mut out: BufferSlice<'_>,
    ) -> Result<u32> {
        copy_into(&self.0.seal(plaintext, &options, now_ms).map_err(thrown)?, &mut out)
    }

    /// `seal_verified`.
    #[napi]
    pub fn seal_verified(&self, plaintext: &[u8], options: String, now_ms: f64) -> Result<Buffer> {
        Ok(self.0.seal_verified(plaintext, &options, now_ms).map_err(thrown)?.into())
    }

    /// `open`.
    #[napi]
    pub fn open(&self, envelope: &[u8], options: String, now_ms: f64) -> Result<Buffer> {
        Ok(self.0.open(envelope, &options, now_ms).map_err(thrown)?.into())
    }

    /// `open`, into memory of the caller.
    #[napi]
    pub fn open_into(
        &self,
        envelope: &[u8],
        options: String,
        now_ms: f64,
        mut out: BufferSlice<'_>,
    ) -> Result<u32> {
        let mut plaintext = self.0.open(envelope, &options, now_ms).map_err(thrown)?;
        let copied = copy_into(&plaintext, &mut out);
        plaintext.zeroize();
        copied
    }

    /// `seal`, on another thread.
    #[napi]
    pub fn seal_async(&self, plaintext: Uint8Array, options: String, now_ms: f64) -> AsyncTask<BytesTask> {
        let vault = Arc::clone(&self.0);
        AsyncTask::new(BytesTask::new(move || vault.seal(&plaintext, &options, now_ms)))
    }

    /// `open`, on another thread.
    #[napi]
    pub fn open_async(&self, envelope: Uint8Array, options: String, now_ms: f64) -> AsyncTask<BytesTask> {
        let vault = Arc::clone(&self.0);
        AsyncTask::new(BytesTask::new(move || vault.open(&envelope, &options, now_ms)))
    }

    /// `seal_stream`.
    #[napi]
    pub fn seal_stream(&self, options: String, now_ms: f64) -> Result<SealStream> {
        Ok(SealStream(self.0.seal_stream(&options, now_ms).map_err(thrown)?))
    }

    /// `open_stream`.
    #[napi]
    pub fn open_stream(&self, options: String, now_ms: f64) -> Result<OpenStream> {
        Ok(OpenStream(self.0.open_stream(&options, now_ms).map_err(thrown)?))
    }

    /// `lock`.
    #[napi]
    pub fn lock(&self) {
        self.0.lock();
    }

    /// `is_locked`.
    #[napi]
    pub fn is_locked(&self, now_ms: f64) -> bool {
        self.0.is_locked(now_ms)
    }

    /// `locks_in_ms`.
    #[napi]
    pub fn locks_in_ms(&self, now_ms: f64) -> f64 {
        self.0.locks_in_ms(now_ms)
    }
}

/// `phiward_sdk::vault::LegacyKey`.
#[napi]
pub struct LegacyKey(Arc<vault::LegacyKey>);

#[napi]
impl LegacyKey {
    /// `derive_secret`, on another thread.
    #[napi]
    pub fn derive_secret_async(email: String, password: String) -> AsyncTask<BytesTask> {
        let (email, password) = (Zeroizing::new(email), Zeroizing::new(password));
        AsyncTask::new(BytesTask::new(move || Ok(vault::LegacyKey::derive_secret(&email, &password))))
    }

    /// `import`.
    #[napi(factory)]
    pub fn import(secret: &[u8]) -> Result<Self> {
        Ok(Self(Arc::new(vault::LegacyKey::import(secret).map_err(thrown)?)))
    }

    /// `seal_legacy`.
    #[napi]
    pub fn seal_legacy(&self, plaintext: &[u8]) -> Result<Buffer> {
        Ok(self.0.seal_legacy(plaintext).map_err(thrown)?.into())
    }

    /// `seal_legacy`, into memory of the caller.
    #[napi]
    pub fn seal_legacy_into(&self, plaintext: &[u8], mut out: BufferSlice<'_>) -> Result<u32> {
        copy_into(&self.0.seal_legacy(plaintext).map_err(thrown)?, &mut out)
    }

    /// `seal_legacy`, on another thread.
    #[napi]
    pub fn seal_legacy_async(&self, plaintext: Uint8Array) -> AsyncTask<BytesTask> {
        let key = Arc::clone(&self.0);
        AsyncTask::new(BytesTask::new(move || key.seal_legacy(&plaintext)))
    }

    /// `open`.
    #[napi]
    pub fn open(&self, envelope: &[u8]) -> Result<Buffer> {
        Ok(self.0.open(envelope).map_err(thrown)?.into())
    }

    /// `open`, on another thread.
    #[napi]
    pub fn open_async(&self, envelope: Uint8Array) -> AsyncTask<BytesTask> {
        let key = Arc::clone(&self.0);
        AsyncTask::new(BytesTask::new(move || key.open(&envelope)))
    }
}
