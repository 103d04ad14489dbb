//! The platform's key store, as the host implements it, and what a vault keeps in it.

use std::{collections::HashMap, sync::Mutex};

use zeroize::Zeroizing;

use crate::{PhiwardError, Vault, random_bytes, stream::held};

/// What the key store asks of the person before it gives a secret out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
#[non_exhaustive]
pub enum Presence {
    /// Nothing: the device is unlocked.
    DeviceUnlocked,
    /// A fingerprint, a face, or the device's own code, each time.
    Verified,
}

/// Why a key store did not do what was asked. It holds no text: whatever the platform says stays there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[non_exhaustive]
pub enum KeyStoreError {
    /// The person was asked, and did not agree or could not prove to be there.
    #[error("the person did not prove to be there")]
    Refused,
    /// The store does not work now.
    #[error("the key store is not available")]
    Unavailable,
}

/// Whatever else the host throws; its text is dropped, since nobody knows what it holds.
impl From<uniffi::UnexpectedUniFFICallbackError> for KeyStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

impl From<KeyStoreError> for PhiwardError {
    fn from(error: KeyStoreError) -> Self {
        let reason = error.to_string();
        match error {
            KeyStoreError::Refused => Self::Rejected { code: "presence_refused".to_owned(), reason },
            KeyStoreError::Unavailable => {
                Self::Unavailable { code: "key_store_unavailable".to_owned(), reason }
            }
        }
    }
}

/// Where the device keeps small secrets: Keychain, Android Keystore, a keyring. The host implements it.
///
/// An implementation never lets a secret leave the device, in a backup or otherwise.
#[uniffi::export(with_foreign)]
#[async_trait::async_trait]
pub trait KeyStore: Send + Sync {
    /// The secret under a name, after the person has shown the presence that it was put with; nothing when there
    /// is none.
    async fn get(&self, name: String) -> Result<Option<Vec<u8>>, KeyStoreError>;

    /// Puts a secret under a name, in the place of what was there.
    async fn put(&self, name: String, secret: Vec<u8>, presence: Presence) -> Result<(), KeyStoreError>;

    /// Deletes the secret under a name; it is no fault when there is none.
    async fn delete(&self, name: String) -> Result<(), KeyStoreError>;
}

/// A key store in memory, for tests: it forgets everything when it is dropped, and asks nobody.
///
/// `refuse_presence` makes it behave as if the person said no.
#[derive(Default, uniffi::Object)]
pub struct MemoryKeyStore(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    secrets: HashMap<String, (Zeroizing<Vec<u8>>, Presence)>,
    refuses: bool,
}

impl core::fmt::Debug for MemoryKeyStore {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MemoryKeyStore").finish_non_exhaustive()
    }
}

#[uniffi::export]
impl MemoryKeyStore {
    /// An empty store.
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether the person says no when asked.
    pub fn refuse_presence(&self, refuses: bool) {
        held(&self.0).refuses = refuses;
    }
}

#[uniffi::export]
#[async_trait::async_trait]
impl KeyStore for MemoryKeyStore {
    async fn get(&self, name: String) -> Result<Option<Vec<u8>>, KeyStoreError> {
        let kept = held(&self.0);
        match kept.secrets.get(&name) {
            Some((_, Presence::Verified)) if kept.refuses => Err(KeyStoreError::Refused),
            found => Ok(found.map(|(secret, _)| secret.to_vec())),
        }
    }

    async fn put(&self, name: String, secret: Vec<u8>, presence: Presence) -> Result<(), KeyStoreError> {
        held(&self.0).secrets.insert(name, (Zeroizing::new(secret), presence));
        Ok(())
    }

    async fn delete(&self, name: String) -> Result<(), KeyStoreError> {
        held(&self.0).secrets.remove(&name);
        Ok(())
    }
}

/// The secret under a name, which must be there.
pub(crate) async fn take(store: &dyn KeyStore, name: String) -> Result<Zeroizing<Vec<u8>>, PhiwardError> {
    let secret = store.get(name).await?.map(Zeroizing::new);
    secret.ok_or_else(|| {
        PhiwardError::invalid("remembered_key_missing", "the key store holds no key under this name")
    })
}

/// Puts a random key into the store, then a slot for it into the vault: a slot whose key was never kept would
/// stay for ever. When the slot cannot be made, the key goes again.
pub(crate) async fn remember(
    vault: &Vault,
    store: &dyn KeyStore,
    name: String,
    presence: Presence,
    now_ms: f64,
) -> Result<String, PhiwardError> {
    let kek = Zeroizing::new(random_bytes(32)?);
    store.put(name.clone(), kek.to_vec(), presence).await?;
    match vault.inner().add_kek(&kek, now_ms) {
        Ok(slot_id) => Ok(slot_id),
        Err(error) => {
            // The first error is the one to tell.
            let _ = store.delete(name).await;
            Err(error.into())
        }
    }
}
