//! Properties of the slot format, on every kind of slot.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod fixture;

use fixture::{CHEAP, Secrets, cheap_slots, data_key, vault};
use phiward_envelope::OsEntropy;
use phiward_keys::{
    Caps, Error, KdfParams, NewSlot, Password, Secret, Slot, SlotId, SlotKind, Vault, inspect,
};
use proptest::prelude::*;

/// Opens a slot of any kind except a password slot, through its public way.
fn open(slot: &Slot, secrets: &Secrets) -> Result<(), Error> {
    let kinds = [
        Secret::Recovery(&secrets.recovery),
        Secret::WebAuthnPrf(&secrets.prf),
        Secret::Hpke(&secrets.hpke),
        Secret::Kek(&secrets.kek),
    ];
    if slot.kind() == SlotKind::BreakGlass {
        return break_glass(slot, secrets);
    }
    let mut failures = kinds.iter().map(|secret| slot.open(secret).map(drop));
    failures.find(|outcome| *outcome != Err(Error::SlotNotFound)).unwrap_or(Err(Error::SlotNotFound))
}

/// A break-glass slot opens through a vault only.
fn break_glass(slot: &Slot, secrets: &Secrets) -> Result<(), Error> {
    let slot_b64 = phiward_envelope::text::encode(&slot.to_bytes());
    let key_id = slot.key_id();
    let json = format!(r#"{{"phiward_vault":1,"key_id":"{key_id}","slots":["{slot_b64}"],"retired":[]}}"#);
    let reason = phiward_keys::AuditedReason::new("user-9", "test")?;
    Vault::from_json(&json)?.break_glass(&secrets.kek, reason).outcome.map(drop)
}

#[test]
fn every_flipped_bit_is_noticed() {
    let secrets = Secrets::of(7);
    for slot in cheap_slots(&secrets) {
        assert_eq!(open(&slot, &secrets), Ok(()));
        let bytes = slot.to_bytes();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let outcome = Slot::parse(&flipped).and_then(|flipped| open(&flipped, &secrets));
            let code = outcome.expect_err("a flipped bit was not noticed").code();
            let documented = match bit / 8 {
                0 | 2 => ["malformed", "wrong_key_or_context"].contains(&code),
                1 => code == "unsupported_version",
                _ => ["malformed", "trailing_data", "wrong_key_or_context", "wrong_recovery_code"]
                    .contains(&code),
            };
            assert!(documented, "{:?} bit {bit}: {code}", slot.kind());
        }
    }
}

#[test]
fn every_truncation_is_malformed_and_every_extension_is_trailing_data() {
    let mut slots = cheap_slots(&Secrets::of(7));
    slots.push(
        Slot::seal(NewSlot::Password(&Password::new("x"), CHEAP), &data_key(), &mut OsEntropy).unwrap(),
    );
    for slot in slots {
        let mut bytes = slot.to_bytes();
        for len in 0..bytes.len() {
            assert_eq!(Slot::parse(&bytes[..len]).unwrap_err(), Error::Malformed, "{len} bytes");
        }
        bytes.push(0);
        assert_eq!(Slot::parse(&bytes).unwrap_err(), Error::TrailingData);
    }
}

#[test]
fn no_secret_opens_a_slot_of_another_secret_or_kind() {
    let (secrets, others) = (Secrets::of(7), Secrets::of(8));
    for slot in cheap_slots(&secrets) {
        let expected = if slot.kind() == SlotKind::Recovery {
            Error::WrongRecoveryCode
        } else {
            Error::WrongKeyOrContext
        };
        assert_eq!(open(&slot, &others), Err(expected), "{:?}", slot.kind());
        let password = Password::new("x");
        let opened = slot.open(&Secret::Password(&password, &Caps::default()));
        assert_eq!(opened.unwrap_err(), Error::SlotNotFound);
    }
}

#[test]
fn a_password_slot_notices_a_change_in_each_field() {
    let slot =
        Slot::seal(NewSlot::Password(&Password::new("x"), CHEAP), &data_key(), &mut OsEntropy).unwrap();
    let bytes = slot.to_bytes();
    // Key id, slot id, salt, iterations (still within bounds), body: salt, commitment, ciphertext, tag.
    for position in [3, 19, 36, 57, 58, 58 + 24, 58 + 56, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[position] ^= 1;
        let slot = Slot::parse(&changed).unwrap();
        let opened = slot.unlock_password(&Password::new("x"), &Caps::default());
        assert_eq!(opened.unwrap_err(), Error::WrongPassword, "byte {position}");
    }
}

#[test]
fn composed_and_decomposed_passwords_open_the_same_slot_and_make_different_v1_keys() {
    let (nfc, nfd) = ("caf\u{e9}", "cafe\u{301}");
    let (vault, unlocked) = vault(nfc);
    let again = vault.unlock(&Password::new(nfd), &Caps::default()).unwrap();
    assert_eq!(again.data_key().expose_secret(), unlocked.data_key().expose_secret());
    let v1 = |password| *phiward_keys::v1_secret("user@example.com", password).expose_secret();
    assert_ne!(v1(nfc), v1(nfd));
}

#[test]
fn a_long_password_is_used_to_its_last_byte_or_refused() {
    let long = "x".repeat(Password::MAX_LEN);
    let (vault, _) = vault(&long);
    assert!(vault.unlock(&Password::new(&long), &Caps::default()).is_ok());
    let almost = format!("{}y", long.strip_prefix("x").unwrap());
    assert_eq!(vault.unlock(&Password::new(&almost), &Caps::default()).unwrap_err(), Error::WrongPassword);
    let too_long = Password::new(&format!("{long}x"));
    assert_eq!(vault.unlock(&too_long, &Caps::default()).unwrap_err(), Error::LimitExceeded);
}

#[test]
fn empty_passwords_and_weak_parameters_make_no_slot() {
    let seal = |password: &str, params| {
        Slot::seal(NewSlot::Password(&Password::new(password), params), &data_key(), &mut OsEntropy).map(drop)
    };
    assert_eq!(seal("", CHEAP), Err(Error::EmptyPassword));
    let weak = KdfParams::Argon2id { m_kib: 19 * 1024, t: 2, p: 1 };
    assert_eq!(seal("x", weak), Err(Error::KdfBelowFloor));
    assert_eq!(seal("x", KdfParams::Pbkdf2Sha256 { iterations: 10_000_001 }), Err(Error::KdfAboveCap));
}

#[test]
fn inspection_needs_no_secret() {
    let (vault, unlocked) = vault("x");
    let info = inspect(&vault.slots()[0].to_bytes()).unwrap();
    assert_eq!(info.kind.name(), "password");
    assert_eq!(info.kind.as_byte(), 1);
    assert_eq!(info.key_id, unlocked.data_key().id());
    assert_eq!(info.slot_id, unlocked.slot_id());
    assert_eq!(info.kdf, Some(CHEAP));
    let names: Vec<&str> = cheap_slots(&Secrets::of(1)).iter().map(|slot| slot.kind().name()).collect();
    assert_eq!(names, ["recovery", "webauthn-prf", "hpke", "kek", "break-glass"]);
    assert_eq!(SlotId::from_hex(&info.slot_id.to_string()), Ok(info.slot_id));
    assert_eq!(SlotId::from_hex("00"), Err(Error::Malformed));
}

/// Bytes that begin like a slot, so that the parser gets past its first checks.
fn slot_like() -> impl Strategy<Value = Vec<u8>> {
    let params = prop_oneof![
        Just(vec![3]),
        Just(vec![5]),
        prop::array::uniform4(any::<u8>()).prop_map(|n| [&[1][..], &n].concat()),
        prop::array::uniform9(any::<u8>()).prop_map(|n| [&[2][..], &n].concat()),
        prop::array::uniform32(any::<u8>()).prop_map(|enc| [&[4, 0, 0x20][..], &enc].concat()),
        prop::collection::vec(any::<u8>(), 0..40),
    ];
    let bytes = |len| prop::collection::vec(any::<u8>(), len);
    let salt = prop_oneof![Just(0), Just(16), Just(64), 0_usize..70].prop_flat_map(bytes);
    let ids = prop::collection::vec(any::<u8>(), 32);
    let body = prop_oneof![9 => Just(104_usize), 1 => 0_usize..120].prop_flat_map(bytes);
    (0_u8..8, ids, salt, params, body).prop_map(|(slot_type, ids, salt, params, body)| {
        let counted = |field: &[u8]| [&[u8::try_from(field.len()).unwrap()], field].concat();
        [&[b'K', 1, slot_type][..], &ids, &counted(&salt), &counted(&params), &body].concat()
    })
}

proptest! {
    #[test]
    fn parsing_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Slot::parse(&bytes);
    }

    #[test]
    fn what_parses_is_written_back_byte_for_byte(bytes in slot_like()) {
        if let Ok(slot) = Slot::parse(&bytes) {
            prop_assert_eq!(slot.to_bytes(), bytes);
        }
    }

    #[test]
    fn vault_files_never_panic(json in ".{0,300}") {
        let _ = Vault::from_json(&json);
    }

    #[test]
    fn recovery_codes_come_back_from_their_words(bytes in prop::array::uniform32(any::<u8>())) {
        let code = phiward_keys::RecoveryCode::from_bytes(&bytes);
        let parsed = phiward_keys::RecoveryCode::parse(&code.expose_words()).unwrap();
        prop_assert_eq!(parsed.expose_words(), code.expose_words());
    }
}

#[test]
fn most_of_the_generated_slots_parse() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let parsed =
        (0..1000).filter(|_| Slot::parse(&slot_like().new_tree(&mut runner).unwrap().current()).is_ok());
    // Otherwise the property above would say little.
    assert!(parsed.count() > 50);
}
