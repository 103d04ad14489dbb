//! Replays the language-neutral vectors of kinds `kdf` and `keyslot`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{fs, path::Path};

use phiward_envelope::text;
use phiward_keys::{Caps, Password, Slot, v1_secret};
use serde_json::Value;

#[test]
fn every_kdf_vector() {
    let cases = cases("kdf");
    assert!(cases.len() >= 3, "only {} cases were found", cases.len());
    for case in cases {
        let id = &case["id"];
        assert_eq!(case["op"], "v1_key", "{id}");
        let secret = v1_secret(case["email"].as_str().unwrap(), case["password"].as_str().unwrap());
        assert_eq!(case["expect"]["key_hex"], hex(secret.expose_secret()), "{id}");
    }
}

#[test]
fn every_keyslot_vector() {
    let cases = cases("keyslot");
    assert!(cases.len() >= 13, "only {} cases were found", cases.len());
    for case in cases {
        assert_eq!(case["op"], "unlock", "{}", case["id"]);
        replay_unlock(&case);
    }
}

fn replay_unlock(case: &Value) {
    let id = &case["id"];
    let password = Password::new(case["password"].as_str().unwrap());
    let slot = text::decode(case["slot_b64"].as_str().unwrap()).unwrap();
    let opened = Slot::parse(&slot).and_then(|slot| slot.unlock_password(&password, &Caps::default()));
    let expect = &case["expect"];
    match (opened, expect["error"].as_str()) {
        (Err(error), Some(code)) => assert_eq!(error.code(), code, "{id}"),
        (Ok(opened), None) => {
            assert_eq!(expect["dek_hex"], hex(opened.data_key().expose_secret()), "{id}");
            assert_eq!(expect["key_id_hex"], opened.data_key().id().to_string(), "{id}");
            for (server_name, auth) in expect["auth_hex"].as_object().unwrap() {
                let key = opened.auth_key(server_name).unwrap();
                assert_eq!(*auth, hex(key.expose_secret()), "{id} {server_name}");
            }
        }
        (Err(error), None) => panic!("{id}: expected to open, got {}", error.code()),
        (Ok(_), Some(code)) => panic!("{id}: expected {code}, and it opened"),
    }
}

/// Every case of a kind. A vector file is one object or a list of them.
fn cases(kind: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors/envelope.json");
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let groups = file.as_array().cloned().unwrap_or_else(|| vec![file]);
    let of_kind = groups.iter().filter(|group| group["kind"] == kind);
    of_kind.flat_map(|group| group["cases"].as_array().unwrap().clone()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
