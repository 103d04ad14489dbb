//! The keys of a vault while it is unlocked.

use alloc::vec::Vec;
use core::fmt;

use phiward_envelope::DataKey;

use crate::{AuthKey, Error, KeyId, SlotId, master::MasterKey};

/// The keys of an unlocked vault. Dropping it wipes them.
pub struct Unlocked {
    pub(crate) active: DataKey,
    pub(crate) retired: Vec<Retired>,
    pub(crate) slot_id: SlotId,
    pub(crate) master: Option<MasterKey>,
}

/// A retired key, or why it could not be unwrapped.
pub(crate) struct Retired {
    pub(crate) id: KeyId,
    pub(crate) key: Result<DataKey, Error>,
}

impl Unlocked {
    /// The active key, with which everything new is sealed.
    #[must_use]
    pub const fn data_key(&self) -> &DataKey {
        &self.active
    }

    /// The key of an id: the active one, or a retired one, which is only for opening.
    ///
    /// # Errors
    /// - [`Error::KeyNotFound`]: the vault does not hold the key.
    /// - [`Error::Corrupt`]: the vault holds it, and it was altered.
    pub fn key_for(&self, id: &KeyId) -> Result<&DataKey, Error> {
        if self.active.id() == *id {
            return Ok(&self.active);
        }
        let retired = self.retired.iter().find(|retired| retired.id == *id).ok_or(Error::KeyNotFound)?;
        retired.key.as_ref().map_err(|error| *error)
    }

    /// The ids of the retired keys, oldest first.
    pub fn retired_keys(&self) -> impl Iterator<Item = KeyId> {
        self.retired.iter().map(|retired| retired.id)
    }

    /// The slot that was opened, or made last.
    #[must_use]
    pub const fn slot_id(&self) -> SlotId {
        self.slot_id
    }

    /// The key that proves to a server that the client knows the password, when a password unlocked the vault.
    ///
    /// It comes of the derivation that unlocked the vault: nothing is derived a second time.
    /// The name is used as the exact bytes given; use the lower-case DNS name.
    #[must_use]
    pub fn auth_key(&self, server_name: &str) -> Option<AuthKey> {
        self.master.as_ref().map(|master| master.auth(server_name))
    }
}

/// Prints the ids of the keys.
impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let retired: Vec<KeyId> = self.retired_keys().collect();
        f.debug_struct("Unlocked")
            .field("active", &self.active.id())
            .field("retired", &retired)
            .field("slot_id", &self.slot_id)
            .finish_non_exhaustive()
    }
}
