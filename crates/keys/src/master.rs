//! The master key of a password, and the two keys that come of it.

use zeroize::Zeroizing;

use crate::{MasterSecret, derivation, label, secret::secret_bytes, slot::SlotId};

secret_bytes! {
    /// The key with which a client proves to a server that it knows the password.
    ///
    /// The server stores a hash of it.
    /// It is derived beside the key that opens the slot, and neither can be computed from the other,
    /// so the server learns nothing about the data.
    AuthKey
}

/// What a password derivation gives, as the crate uses it.
pub(crate) struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    #[cfg(feature = "kdf")]
    pub(crate) const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The master key that was derived elsewhere.
    pub(crate) fn of_secret(secret: &MasterSecret) -> Self {
        Self(Zeroizing::new(*secret.expose_secret()))
    }

    #[cfg(feature = "kdf")]
    pub(crate) fn expose_secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key that wraps the data key in the slot of this id.
    pub(crate) fn kek(&self, slot_id: &SlotId) -> Zeroizing<[u8; 32]> {
        derivation::expand(&self.0, &[label::PASSWORD_KEK, slot_id.as_bytes()])
    }

    /// The key that authenticates to the server of this name.
    pub(crate) fn auth(&self, server_name: &str) -> AuthKey {
        AuthKey::from_bytes(&derivation::expand(&self.0, &[label::PASSWORD_AUTH, server_name.as_bytes()]))
    }
}
