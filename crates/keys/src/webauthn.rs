//! Unlocking with a passkey or security key, through the WebAuthn PRF extension.

use zeroize::Zeroizing;

use crate::{derivation, label, secret::secret_bytes, slot::SlotId};

secret_bytes! {
    /// The 32 bytes that the PRF extension of WebAuthn returns as `results.first`.
    ///
    /// Ask the authenticator with [`PRF_INPUT`] as `eval.first`, and with `userVerification: "required"`
    /// every time: some authenticators answer differently without it.
    PrfOutput
}

/// The value to give to the PRF extension as `eval.first`.
///
/// It is the same for every slot: the authenticator's answer differs by credential, and the slot's salt and
/// id make the key of each slot different.
pub const PRF_INPUT: &[u8] = b"phiward/v2/webauthn-prf";

impl PrfOutput {
    pub(crate) fn kek(&self, salt: &[u8], slot_id: &SlotId) -> Zeroizing<[u8; 32]> {
        derivation::extract_and_expand(salt, self.expose_secret(), &[label::WEBAUTHN_PRF, slot_id.as_bytes()])
    }
}
