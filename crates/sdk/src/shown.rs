//! What envelopes, slots and vaults say about themselves, as `phiward inspect --json` and the bindings show it.

use alloc::{string::ToString as _, vec::Vec};

use phiward_envelope::{Extension, Inspection};
#[cfg(feature = "vault")]
use phiward_keys::{SlotInfo, SlotKind, Vault};
use serde_json::{Value, json};

use crate::hex;
#[cfg(feature = "vault")]
use crate::vault::params_json;

/// The byte of the one suite there is.
const SUITE: u8 = 1;

/// What an envelope says about itself, which conformance vectors are compared with too.
#[must_use]
pub fn envelope_json(inspection: &Inspection) -> Value {
    let Inspection::Envelope { header, layout } = inspection else {
        return json!({ "version": inspection.version(), "plaintext_len": inspection.plaintext_len() });
    };
    let extension = |extension: &Extension| json!({ "type": extension.kind(), "value_hex": hex::encode(extension.value()) });
    json!({
        "version": header.version(),
        "suite": SUITE,
        "purpose": header.purpose().as_byte(),
        "purpose_name": header.purpose().name(),
        "key_id_hex": header.key_id().to_string(),
        "ext": header.extensions().iter().map(extension).collect::<Vec<_>>(),
        "chunks": layout.chunks(),
        "plaintext_len": layout.plaintext_len(),
        "header_len": header.encoded_len(),
    })
}

/// What a key slot says about itself.
#[cfg(feature = "vault")]
#[must_use]
pub fn slot_json(info: &SlotInfo) -> Value {
    let kdf = match (info.kdf, info.kind) {
        (Some(params), _) => params_json(params),
        (None, SlotKind::Hpke) => json!({ "name": "hpke" }),
        _ => json!({ "name": "hkdf-sha512" }),
    };
    json!({
        "slot_version": 1,
        "type": info.kind.as_byte(),
        "type_name": info.kind.name(),
        "key_id_hex": info.key_id.to_string(),
        "slot_id_hex": info.slot_id.to_string(),
        "kdf": kdf,
    })
}

/// What a vault says about its slots.
#[cfg(feature = "vault")]
#[must_use]
pub fn vault_json(vault: &Vault) -> Value {
    json!({
        "vault_version": 1,
        "key_id_hex": vault.key_id().to_string(),
        "slots": vault.slot_infos().map(|info| slot_json(&info)).collect::<Vec<_>>(),
    })
}
