//! What envelopes, slots and vaults say about themselves, as `phiward inspect --json` and the bindings show it.

use phiward_envelope::{Extension, Inspection};
use phiward_json::Value;
#[cfg(feature = "vault")]
use phiward_keys::{SlotInfo, SlotKind, Vault};

use crate::hex;
#[cfg(feature = "vault")]
use crate::vault::params_json;

/// The byte of the one suite there is.
const SUITE: u8 = 1;

/// What an envelope says about itself, which conformance vectors are compared with too.
#[must_use]
pub fn envelope_json(inspection: &Inspection) -> Value {
    let Inspection::Envelope { header, layout } = inspection else {
        return Value::object([
            ("version", number(inspection.version())),
            ("plaintext_len", number(inspection.plaintext_len())),
        ]);
    };
    let extension = |extension: &Extension| {
        Value::object([
            ("type", number(extension.kind())),
            ("value_hex", hex::encode(extension.value()).into()),
        ])
    };
    Value::object([
        ("version", number(header.version())),
        ("suite", number(SUITE)),
        ("purpose", number(header.purpose().as_byte())),
        ("purpose_name", header.purpose().name().map_or(Value::Null, Value::from)),
        ("key_id_hex", header.key_id().to_hex().into()),
        ("ext", header.extensions().iter().map(extension).collect()),
        ("chunks", number(layout.chunks())),
        ("plaintext_len", number(layout.plaintext_len())),
        ("header_len", Value::from(header.encoded_len() as u64)),
    ])
}

/// What a key slot says about itself.
#[cfg(feature = "vault")]
#[must_use]
pub fn slot_json(info: &SlotInfo) -> Value {
    let kdf = match (info.kdf, info.kind) {
        (Some(params), _) => params_json(params),
        (None, SlotKind::Hpke) => Value::object([("name", "hpke".into())]),
        _ => Value::object([("name", "hkdf-sha512".into())]),
    };
    Value::object([
        ("slot_version", number(1_u8)),
        ("type", number(info.kind.as_byte())),
        ("type_name", info.kind.name().into()),
        ("key_id_hex", info.key_id.to_hex().into()),
        ("slot_id_hex", info.slot_id.to_hex().into()),
        ("kdf", kdf),
    ])
}

/// What a vault says about its slots.
#[cfg(feature = "vault")]
#[must_use]
pub fn vault_json(vault: &Vault) -> Value {
    Value::object([
        ("vault_version", number(1_u8)),
        ("key_id_hex", vault.key_id().to_hex().into()),
        ("slots", vault.slot_infos().map(|info| slot_json(&info)).collect()),
    ])
}

fn number(number: impl Into<u64>) -> Value {
    Value::from(number.into())
}
