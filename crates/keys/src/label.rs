//! Every domain-separation label of this crate, in one place, so that two uses cannot share one by accident.
//!
//! Each ends in a zero byte, so that none is a prefix of another.

/// Password slots: master key to KEK. Followed by the slot id.
pub(crate) const PASSWORD_KEK: &[u8] = b"phiward/v2/kek\0";
/// Password slots: master key to authentication key. Followed by the server name.
pub(crate) const PASSWORD_AUTH: &[u8] = b"phiward/v2/auth\0";
/// Recovery slots: entropy of the words to KEK.
pub(crate) const RECOVERY: &[u8] = b"phiward/v2/recovery\0";
/// WebAuthn slots: output of the authenticator's PRF to KEK. Followed by the slot id.
pub(crate) const WEBAUTHN_PRF: &[u8] = b"phiward/v2/webauthn-prf\0";
/// HPKE slots: the `info` of the key schedule. Followed by the slot id.
#[cfg(feature = "hpke")]
pub(crate) const HPKE_INFO: &[u8] = b"phiward/v2/hpke\0";
/// HPKE slots: the exporter context of the KEK.
#[cfg(feature = "hpke")]
pub(crate) const HPKE_EXPORT: &[u8] = b"phiward/v2/hpke-kek\0";
/// KEK slots: the host's key to KEK.
pub(crate) const HOST_KEK: &[u8] = b"phiward/v2/host-kek\0";
/// Break-glass slots: the host's key to KEK.
pub(crate) const BREAK_GLASS: &[u8] = b"phiward/v2/break-glass\0";
/// Every slot: what the Cobblestone context of the body starts with. Followed by all bytes before the body.
pub(crate) const KEYSLOT: &[u8] = b"phiward/v2/keyslot\0";
/// Metadata keys: root to key. Followed by the purpose, a zero byte and the version.
pub(crate) const METADATA_KEY: &[u8] = b"phiward/v2/metadata-key\0";
/// Metadata keys: root to key id. Followed by the same.
pub(crate) const METADATA_KEY_ID: &[u8] = b"phiward/v2/metadata-key-id\0";
