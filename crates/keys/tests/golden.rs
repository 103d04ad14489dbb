//! Known answers. Those of slots, vaults and metadata were computed by an independent implementation
//! (Python, `hmac`, `hashlib` and pyca/cryptography) from the text of `docs/spec/keys.md`.
//! They are never regenerated to make a test pass.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod fixture;

use fixture::{Fixed, Secrets, data_key, hex};
use phiward_envelope::{KeyId, legacy, text};
use phiward_keys::{
    AuditedReason, Error, MetadataPurpose, MetadataRoot, NewSlot, Secret, Slot, SlotKind, Vault, v1_key,
    v1_secret,
};

const RECOVERY: &str = "SwECAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAQNAQUJDREVGR0hJSktMTU5PUFFSU1RVVlfdnubw7xjhv4NmhV+kL8Zg3nwgNjhQsJP4YqhsfO1mMeGmqqQjxHs8h9nrhD4DNHs4i5rHr8J9FZzCk8Kt8rsCmpx5dUmaarlcOpyhEyDJLQ==";
const WEBAUTHN: &str = "SwEDAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8QZGVmZ2hpamtsbW5vcHFycwEDQEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX9S5GDQlfWp+R1DzsQ/xK4YK1iR5WQvy+fi/o3c4NeXh6f44/Pk96YpJGsDdb2G2vF/9cJ+bPeRxiMRswaXI3xRU/o1zBt0UXqYeS9ex6RKI=";
const HPKE: &str = "SwEEAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AIwQAIHsNR9k0J/gxEWB4HHxzP9ifiJcK70kNiqDuGaTLihsUQEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXFr/02DB6iFxzOUzSuJ+Fw80i38Fl/4fFGnb+NDaQzJsPmSPBu1zLCSsMumYxyrm6E97IVZh/YXDStshSMPRyMLQvqVA6ZJIyoeWHRpJhCz4=";
const KEK: &str = "SwEFAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAQNAQUJDREVGR0hJSktMTU5PUFFSU1RVVld1S5IZDqkpVmSTSxtT9BVCo4UxS21UGhDHolNYWuO5a4EjcZkmMMoDzFU+fg9zZ/gEDYNeJKqdodo6vWiw9x5oL0hz+80EupWaRck0630IOQ==";
const BREAK_GLASS: &str = "SwEFAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAQVAQUJDREVGR0hJSktMTU5PUFFSU1RVVlf5D8rtlccQnkZLzE3535KSJsOyNJxptrJ5GfSqwZbASvT8x/lyMRGQYkN1Fvo7ayFZrA+/BcY2Rx9rfVlscJYUHT6dtZ3B7gHIuH1dzN9Oyw==";

fn slot(golden: &str) -> Slot {
    Slot::parse(&text::decode(golden).unwrap()).unwrap()
}

#[test]
fn slots_of_every_kind_without_a_password_open() {
    let secrets = Secrets::of(0x5A);
    let cases = [
        (RECOVERY, SlotKind::Recovery, Secret::Recovery(&secrets.recovery)),
        (WEBAUTHN, SlotKind::WebAuthnPrf, Secret::WebAuthnPrf(&secrets.prf)),
        (HPKE, SlotKind::Hpke, Secret::Hpke(&secrets.hpke)),
        (KEK, SlotKind::Kek, Secret::Kek(&secrets.kek)),
    ];
    for (golden, kind, secret) in cases {
        assert_eq!(slot(golden).kind(), kind);
        let opened = slot(golden).open(&secret).unwrap();
        assert_eq!(opened.data_key().expose_secret(), data_key().expose_secret(), "{kind:?}");
        assert_eq!(opened.data_key().id(), data_key().id());
        assert!(opened.auth_key("example.org").is_none());
    }
    assert_eq!(slot(BREAK_GLASS).open(&Secret::Kek(&secrets.kek)).unwrap_err(), Error::AuditReasonRequired);
}

#[test]
fn the_same_random_bytes_give_the_same_slots() {
    let secrets = Secrets::of(0x5A);
    let (slot_id, salt, body_salt): (Vec<u8>, Vec<u8>, Vec<u8>) =
        ((16..32).collect(), (100..116).collect(), (64..88).collect());
    let unsalted = [slot_id.clone(), body_salt.clone()].concat();
    let salted = [slot_id, salt, body_salt].concat();
    let cases = [
        (RECOVERY, NewSlot::Recovery(&secrets.recovery), &unsalted),
        (WEBAUTHN, NewSlot::WebAuthnPrf(&secrets.prf), &salted),
        (KEK, NewSlot::Kek(&secrets.kek), &unsalted),
        (BREAK_GLASS, NewSlot::BreakGlass(&secrets.kek), &unsalted),
    ];
    for (golden, new, entropy) in cases {
        let mut entropy = Fixed(entropy.clone());
        let sealed = Slot::seal(new, &data_key(), &mut entropy).unwrap();
        assert_eq!(text::encode(&sealed.to_bytes()), golden);
        assert!(entropy.0.is_empty());
    }
}

#[test]
fn a_vault_file_opens_with_its_retired_key() {
    let json = format!(
        r#"{{"phiward_vault":1,"key_id":"000102030405060708090a0b0c0d0e0f","slots":["{RECOVERY}","{BREAK_GLASS}"],"retired":[{{"key_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","wrapped":"AgEABQABAgMEBQYHCAkKCwwNDg8AAEBBQkNERUZHSElKS0xNTk9QUVJTVFVWV53jA35wSbMsZ157kLQJYmroFAY4r0cSviRSt+69cofO1CvP8nZgB5UuoioYhtmer040G3GrynOD9oCDEJF34KolLdjkda5zuJBRTt1lvjYn"}}]}}"#
    );
    // Two slots with one id: the golden slots share theirs, a vault must not.
    assert_eq!(Vault::from_json(&json).unwrap_err(), Error::Malformed);
    for golden in [RECOVERY, BREAK_GLASS] {
        let json = json.replace(&format!(r#""{RECOVERY}","{BREAK_GLASS}""#), &format!(r#""{golden}""#));
        let vault = Vault::from_json(&json).unwrap();
        assert_eq!(vault.to_json(), json);
        let secrets = Secrets::of(0x5A);
        let unlocked = if golden == RECOVERY {
            vault.recover(&secrets.recovery).unwrap()
        } else {
            let reason = AuditedReason::new("user-9", "patient unconscious").unwrap();
            vault.break_glass(&secrets.kek, reason).outcome.unwrap()
        };
        let retired = unlocked.key_for(&KeyId::from_bytes([0xAA; 16])).unwrap();
        assert_eq!(retired.expose_secret(), &[0x11; 32]);
    }
}

#[test]
fn metadata_keys_and_envelopes() {
    let root = MetadataRoot::from_bytes(&[0x5A; 32]);
    let key = root.metadata_key(&MetadataPurpose::new("encrypt-username").unwrap(), 7);
    assert_eq!(key.key_id().to_string(), "0c54ccaff6b520b245fab55c56366e12");
    let envelope = "AgEAAQxUzK/2tSCyRfq1XFY2bhIAAEBBQkNERUZHSElKS0xNTk9QUVJTVFVWV+uO2HONcDDavIVT2iKwARRp+j+AKObNt+OUgZ3UuTKeF9fU0qWjyQunChsUnH54ifM2Dw==";
    let context = [("user", "u-17")];
    assert_eq!(key.open(&context, &text::decode(envelope).unwrap()).unwrap().as_bytes(), b"ada");
    let sealed = key.seal(&context, b"ada", &mut Fixed((64..88).collect())).unwrap();
    assert_eq!(text::encode(&sealed), envelope);
}

#[test]
fn the_v1_example_of_the_source_documents() {
    let secret = v1_secret("user@example.com", "user-password");
    assert_eq!(
        hex(secret.expose_secret()),
        "128d815f11b870ce536ac600952efe2fa6d900200708aedec5ab5bcfa56aad64"
    );
    let other_case = v1_secret("User@Example.com", "user-password");
    assert_eq!(
        hex(other_case.expose_secret()),
        "7473d7e5f6a74de0e1ee134a92ec887b6715b97543d567f0b466f67cda88e02b"
    );

    let envelope = "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==";
    let key = v1_key("user@example.com", "user-password");
    let opened = legacy::open(&key, &text::decode(envelope).unwrap()).unwrap();
    assert_eq!(opened.as_bytes(), br#"{"message":"Sensitive health data"}"#);
    let sealed = legacy::seal(&key, &opened, &mut Fixed((0..12).collect())).unwrap();
    assert_eq!(text::encode(&sealed), envelope);
}
