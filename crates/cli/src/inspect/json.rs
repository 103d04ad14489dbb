//! The machine-readable form, which conformance vectors are compared with too.

use phiward_envelope::{Extension, Inspection};
use phiward_keys::{KdfParams, SlotInfo, SlotKind, Vault};
use serde_json::{Value, json};

use crate::hex;

/// The byte of the one suite there is.
const SUITE: u8 = 1;

pub(crate) fn envelope_json(inspection: &Inspection) -> Value {
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

pub(crate) fn slot_json(info: &SlotInfo) -> Value {
    json!({
        "slot_version": 1,
        "type": info.kind.as_byte(),
        "type_name": info.kind.name(),
        "key_id_hex": info.key_id.to_string(),
        "slot_id_hex": info.slot_id.to_string(),
        "kdf": kdf_json(info),
    })
}

pub(super) fn vault_json(vault: &Vault) -> Value {
    json!({
        "vault_version": 1,
        "key_id_hex": vault.key_id().to_string(),
        "slots": vault.slot_infos().map(|info| slot_json(&info)).collect::<Vec<_>>(),
    })
}

fn kdf_json(info: &SlotInfo) -> Value {
    match (info.kdf, info.kind) {
        (Some(KdfParams::Argon2id { m_kib, t, p }), _) => {
            json!({ "name": "argon2id", "m_kib": m_kib, "t": t, "p": p })
        }
        (Some(KdfParams::Pbkdf2Sha256 { iterations }), _) => {
            json!({ "name": "pbkdf2-hmac-sha256", "iterations": iterations })
        }
        (_, SlotKind::Hpke) => json!({ "name": "hpke" }),
        _ => json!({ "name": "hkdf-sha512" }),
    }
}
