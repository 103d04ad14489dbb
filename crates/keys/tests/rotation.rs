//! A new data key: slots are dealt with by name, items move with read-back, and nothing is lost on the way.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod fixture;

use std::collections::BTreeMap;

use fixture::{CHEAP, Fixed, Secrets, vault};
use phiward_envelope::{
    Context, DataKey, Extension, Header, KeyId, Opener, OsEntropy, Purpose, Sealer, inspect, legacy, open,
    seal, text,
};
use phiward_keys::{
    AuditedReason, Caps, Error, MAX_RETIRED_KEYS, NewSlot, Password, RecoveryCode, Rotation,
    RotationComplete, Secret, SlotId, SlotKind, Unlocked, Vault,
};

fn context(record: u32) -> Context {
    Context::new([("record", record.to_string())]).unwrap()
}

/// Rotates a vault whose only slot is the password slot.
fn rotate(vault: &mut Vault, unlocked: &Unlocked, password: &str) -> Unlocked {
    let mut rotation = vault.rotate(unlocked, &mut OsEntropy).unwrap();
    let password = Password::new(password);
    rotation.rewrap(&unlocked.slot_id(), NewSlot::Password(&password, CHEAP), &mut OsEntropy).unwrap();
    rotation.commit(&mut OsEntropy).unwrap()
}

#[test]
fn slots_without_their_secret_are_listed_and_dropped_by_name_only() {
    let (mut vault, unlocked) = vault("x");
    let secrets = Secrets::of(3);
    let words = vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    let lost = vault.add_slot(&unlocked, NewSlot::WebAuthnPrf(&secrets.prf), &mut OsEntropy).unwrap();
    let before = vault.clone();

    let password = Password::new("x");
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    rotation.rewrap(&unlocked.slot_id(), NewSlot::Password(&password, CHEAP), &mut OsEntropy).unwrap();
    let kinds: Vec<_> = rotation.remaining().map(|info| info.kind).collect();
    assert_eq!(kinds, [SlotKind::Recovery, SlotKind::WebAuthnPrf]);
    assert_eq!(rotation.commit(&mut OsEntropy).unwrap_err(), Error::RotationIncomplete);
    assert_eq!(vault, before);

    let recovery = vault.recover(&words).unwrap().slot_id();
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    rotation.rewrap(&unlocked.slot_id(), NewSlot::Password(&password, CHEAP), &mut OsEntropy).unwrap();
    rotation.rewrap(&recovery, NewSlot::Recovery(&words), &mut OsEntropy).unwrap();
    rotation.drop_slot(&lost).unwrap();
    assert_eq!(rotation.drop_slot(&lost), Err(Error::SlotNotFound));
    let rotated = rotation.commit(&mut OsEntropy).unwrap();

    assert_ne!(rotated.data_key().id(), unlocked.data_key().id());
    assert_ne!(rotated.data_key().expose_secret(), unlocked.data_key().expose_secret());
    let vault = Vault::from_json(&vault.to_json()).unwrap();
    let again = vault.unlock(&password, &Caps::default()).unwrap();
    assert_eq!(again.data_key().expose_secret(), rotated.data_key().expose_secret());
    assert_eq!(again.slot_id(), rotated.slot_id());
    let auth = |unlocked: &Unlocked| *unlocked.auth_key("example.org").unwrap().expose_secret();
    assert_eq!(auth(&again), auth(&rotated));
    assert!(vault.recover(&words).is_ok());
    assert_eq!(vault.unlock_with(&Secret::WebAuthnPrf(&secrets.prf)).unwrap_err(), Error::SlotNotFound);
}

#[test]
fn every_kind_of_slot_is_rewrapped() {
    let (mut vault, unlocked) = vault("x");
    let secrets = Secrets::of(3);
    let recipient = secrets.hpke.public_key();
    let new = [
        NewSlot::Recovery(&secrets.recovery),
        NewSlot::WebAuthnPrf(&secrets.prf),
        NewSlot::Hpke(&recipient),
        NewSlot::Kek(&secrets.kek),
        NewSlot::BreakGlass(&secrets.kek),
    ];
    let ids = new.map(|new| vault.add_slot(&unlocked, new, &mut OsEntropy).unwrap());
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    rotation.drop_slot(&unlocked.slot_id()).unwrap();
    for (id, new) in ids.iter().zip(new) {
        rotation.rewrap(id, new, &mut OsEntropy).unwrap();
        assert_eq!(rotation.rewrap(id, new, &mut OsEntropy), Err(Error::SlotNotFound), "twice");
    }
    let rotated = rotation.commit(&mut OsEntropy).unwrap();
    assert!(rotated.auth_key("example.org").is_none());
    assert_eq!(vault.slots().len(), 5);
    for secret in [
        Secret::Recovery(&secrets.recovery),
        Secret::WebAuthnPrf(&secrets.prf),
        Secret::Hpke(&secrets.hpke),
        Secret::Kek(&secrets.kek),
    ] {
        let again = vault.unlock_with(&secret).unwrap();
        assert_eq!(again.data_key().expose_secret(), rotated.data_key().expose_secret());
    }
    assert!(vault.break_glass(&secrets.kek, AuditedReason::new("u", "r").unwrap()).outcome.is_ok());
}

#[test]
fn a_mistyped_secret_is_not_wrapped() {
    let (mut vault, unlocked) = vault("x");
    let (secrets, wrong) = (Secrets::of(3), Secrets::of(4));
    let ids = [
        vault.add_slot(&unlocked, NewSlot::Recovery(&secrets.recovery), &mut OsEntropy).unwrap(),
        vault.add_slot(&unlocked, NewSlot::WebAuthnPrf(&secrets.prf), &mut OsEntropy).unwrap(),
        vault.add_slot(&unlocked, NewSlot::Kek(&secrets.kek), &mut OsEntropy).unwrap(),
        vault.add_slot(&unlocked, NewSlot::BreakGlass(&secrets.kek), &mut OsEntropy).unwrap(),
    ];
    let typo = Password::new("X");
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    let mut rewrap = |id: &SlotId, new: NewSlot<'_>| rotation.rewrap(id, new, &mut OsEntropy).unwrap_err();
    assert_eq!(rewrap(&unlocked.slot_id(), NewSlot::Password(&typo, CHEAP)), Error::WrongPassword);
    assert_eq!(rewrap(&ids[0], NewSlot::Recovery(&wrong.recovery)), Error::WrongRecoveryCode);
    assert_eq!(rewrap(&ids[1], NewSlot::WebAuthnPrf(&wrong.prf)), Error::WrongKeyOrContext);
    assert_eq!(rewrap(&ids[2], NewSlot::Kek(&wrong.kek)), Error::WrongKeyOrContext);
    assert_eq!(rewrap(&ids[3], NewSlot::BreakGlass(&wrong.kek)), Error::WrongKeyOrContext);
    // Nor is one kind of slot made of another.
    assert_eq!(rewrap(&ids[3], NewSlot::Kek(&secrets.kek)), Error::SlotNotFound);
    assert_eq!(rotation.remaining().count(), 5);
}

#[test]
fn a_rotation_that_would_leave_no_slot_is_refused() {
    let (mut vault, unlocked) = vault("x");
    let before = vault.clone();
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    rotation.drop_slot(&unlocked.slot_id()).unwrap();
    assert_eq!(rotation.commit(&mut OsEntropy).unwrap_err(), Error::LastSlot);
    assert_eq!(vault, before);
}

#[test]
fn a_new_password_may_take_the_place_of_a_leaked_one() {
    let (mut vault, unlocked) = vault("leaked");
    let old_copy = vault.clone();
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    rotation.drop_slot(&unlocked.slot_id()).unwrap();
    rotation.add(NewSlot::Password(&Password::new("fresh"), CHEAP), &mut OsEntropy).unwrap();
    let rotated = rotation.commit(&mut OsEntropy).unwrap();
    let envelope = seal(rotated.data_key(), &context(1), b"new", &mut OsEntropy).unwrap();

    // Whoever kept the old vault and password has the old key, and nothing sealed since.
    let thief = old_copy.unlock(&Password::new("leaked"), &Caps::default()).unwrap();
    assert!(open(thief.data_key(), &context(1), &envelope).is_err());
    let json: serde_json::Value = serde_json::from_str(&vault.to_json()).unwrap();
    let wrapped = text::decode(json["retired"][0]["wrapped"].as_str().unwrap()).unwrap();
    // The old key is wrapped under the new one, never the other way round.
    assert_eq!(inspect(&wrapped).unwrap().key_id(), Some(rotated.data_key().id()));
    assert_eq!(Header::parse(&wrapped).unwrap().purpose(), Purpose::WRAPPED_KEY);
}

#[test]
fn retired_keys_open_until_they_are_forgotten() {
    let (mut vault, first) = vault("x");
    let envelope = seal(first.data_key(), &context(1), b"old", &mut OsEntropy).unwrap();
    let second = rotate(&mut vault, &first, "x");
    let third = rotate(&mut vault, &second, "x");
    let ids: Vec<KeyId> = third.retired_keys().collect();
    assert_eq!(ids, [first.data_key().id(), second.data_key().id()]);

    let again = vault.unlock(&Password::new("x"), &Caps::default()).unwrap();
    let old_key = again.key_for(&inspect(&envelope).unwrap().key_id().unwrap()).unwrap();
    assert_eq!(open(old_key, &context(1), &envelope).unwrap().as_bytes(), b"old");
    assert_eq!(again.key_for(&vault.key_id()).unwrap().id(), vault.key_id());
    assert_eq!(again.key_for(&KeyId::from_bytes([0; 16])).unwrap_err(), Error::KeyNotFound);

    let nothing = Rotation::<u32>::begin(&again, ids[1], []).unwrap().finish().unwrap();
    vault.forget_key(&nothing).unwrap();
    assert_eq!(vault.forget_key(&nothing), Err(Error::KeyNotFound));
    let again = vault.unlock(&Password::new("x"), &Caps::default()).unwrap();
    assert_eq!(again.retired_keys().collect::<Vec<_>>(), [ids[0]]);
    assert_eq!(again.key_for(&ids[1]).unwrap_err(), Error::KeyNotFound);
    // A proof that was made for an earlier active key says nothing about this one.
    let stale: RotationComplete = Rotation::<u32>::begin(&again, ids[0], []).unwrap().finish().unwrap();
    let _fourth = rotate(&mut vault, &again, "x");
    assert_eq!(vault.forget_key(&stale), Err(Error::KeyNotFound));
}

#[test]
fn an_altered_retired_key_is_reported_and_not_lost() {
    let (mut vault, first) = vault("x");
    let second = rotate(&mut vault, &first, "x");
    let json = vault.to_json();
    let mut file: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut wrapped = text::decode(file["retired"][0]["wrapped"].as_str().unwrap()).unwrap();
    *wrapped.last_mut().unwrap() ^= 1;
    file["retired"][0]["wrapped"] = text::encode(&wrapped).into();
    let mut altered = Vault::from_json(&file.to_string()).unwrap();

    let unlocked = altered.unlock(&Password::new("x"), &Caps::default()).unwrap();
    assert_eq!(unlocked.data_key().id(), second.data_key().id());
    assert_eq!(unlocked.key_for(&first.data_key().id()).unwrap_err(), Error::Corrupt);
    assert_eq!(Rotation::begin(&unlocked, first.data_key().id(), [1]).unwrap_err(), Error::Corrupt);
    assert_eq!(altered.rotate(&unlocked, &mut OsEntropy).unwrap_err(), Error::Corrupt);
}

#[test]
fn retired_keys_are_limited() {
    let (mut vault, unlocked) = vault("x");
    let secrets = Secrets::of(1);
    let kek = vault.add_slot(&unlocked, NewSlot::Kek(&secrets.kek), &mut OsEntropy).unwrap();
    vault.remove_slot(&unlocked.slot_id()).unwrap();
    let (mut unlocked, mut slot_id) = (unlocked, kek);
    for _ in 0..MAX_RETIRED_KEYS {
        let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
        slot_id = rotation.rewrap(&slot_id, NewSlot::Kek(&secrets.kek), &mut OsEntropy).unwrap();
        unlocked = rotation.commit(&mut OsEntropy).unwrap();
    }
    assert_eq!(vault.rotate(&unlocked, &mut OsEntropy).unwrap_err(), Error::LimitExceeded);
    let vault = Vault::from_json(&vault.to_json()).unwrap();
    let again = vault.unlock_with(&Secret::Kek(&secrets.kek)).unwrap();
    assert!(again.retired_keys().all(|id| again.key_for(&id).is_ok()));
}

#[test]
fn a_commit_without_random_bytes_changes_nothing() {
    let (mut vault, unlocked) = vault("x");
    let before = vault.clone();
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    rotation.drop_slot(&unlocked.slot_id()).unwrap();
    rotation.add(NewSlot::Recovery(&RecoveryCode::from_bytes(&[1; 32])), &mut OsEntropy).unwrap();
    assert_eq!(rotation.commit(&mut Fixed(Vec::new())).unwrap_err(), Error::EntropyUnavailable);
    assert_eq!(vault, before);
}

/// A store of three records under the first key of a vault that was rotated since.
fn store() -> (Vault, Unlocked, KeyId, BTreeMap<u32, Vec<u8>>) {
    let (mut vault, first) = vault("x");
    let records = (1..=3).map(|n| {
        let envelope = seal(first.data_key(), &context(n), format!("record {n}").as_bytes(), &mut OsEntropy);
        (n, envelope.unwrap())
    });
    let records = records.collect();
    let second = rotate(&mut vault, &first, "x");
    (vault, second, first.data_key().id(), records)
}

#[test]
fn items_move_to_the_new_key_and_then_the_old_one_is_forgotten() {
    let (mut vault, unlocked, old, mut records) = store();
    let mut rotation = Rotation::begin(&unlocked, old, records.keys().copied()).unwrap();
    for (n, envelope) in &mut records {
        assert_eq!(rotation.finish().unwrap_err(), Error::RotationIncomplete);
        *envelope = rotation.reseal(n, envelope, &context(*n), &mut OsEntropy).unwrap();
        rotation.confirm(n, envelope).unwrap();
        rotation.confirm(n, envelope).unwrap();
    }
    assert_eq!(rotation.outstanding(), 0);
    vault.forget_key(&rotation.finish().unwrap()).unwrap();
    let unlocked = vault.unlock(&Password::new("x"), &Caps::default()).unwrap();
    for (n, envelope) in &records {
        let opened = open(unlocked.data_key(), &context(*n), envelope).unwrap();
        assert_eq!(opened.as_bytes(), format!("record {n}").as_bytes());
    }
}

#[test]
fn an_item_that_does_not_open_keeps_the_old_key() {
    let (_, unlocked, old, mut records) = store();
    let good = records.clone();
    *records.get_mut(&2).unwrap().last_mut().unwrap() ^= 1;
    let mut rotation = Rotation::begin(&unlocked, old, records.keys().copied()).unwrap();
    for (n, envelope) in &records {
        if let Ok(resealed) = rotation.reseal(n, envelope, &context(*n), &mut OsEntropy) {
            rotation.confirm(n, &resealed).unwrap();
        }
    }
    let corrupt = Error::Envelope(phiward_envelope::Error::Corrupt);
    assert_eq!(rotation.failed().collect::<Vec<_>>(), [(&2, corrupt)]);
    assert_eq!(rotation.outstanding(), 1);
    assert_eq!(rotation.finish().unwrap_err(), Error::RotationIncomplete);
    // Restored from a backup, it goes through.
    let resealed = rotation.reseal(&2, &good[&2], &context(2), &mut OsEntropy).unwrap();
    rotation.confirm(&2, &resealed).unwrap();
    assert!(rotation.finish().is_ok());
}

#[test]
fn a_store_that_gives_back_something_else_is_noticed() {
    let (_, unlocked, old, records) = store();
    let mut rotation = Rotation::begin(&unlocked, old, [1]).unwrap();
    assert_eq!(rotation.confirm(&1, &records[&1]), Err(Error::KeyNotFound));
    let resealed = rotation.reseal(&1, &records[&1], &context(1), &mut OsEntropy).unwrap();
    // The write was lost: the old envelope is still there.
    assert_eq!(rotation.confirm(&1, &records[&1]), Err(Error::Corrupt));
    assert_eq!(rotation.failed().collect::<Vec<_>>(), [(&1, Error::Corrupt)]);
    assert_eq!(rotation.confirm(&1, &resealed), Err(Error::KeyNotFound));
    let resealed = rotation.reseal(&1, &records[&1], &context(1), &mut OsEntropy).unwrap();
    assert_eq!(rotation.finish().unwrap_err(), Error::RotationIncomplete);
    rotation.confirm(&1, &resealed).unwrap();
    assert!(rotation.finish().is_ok());
}

#[test]
fn other_items_keys_and_contexts_are_refused() {
    let (_, unlocked, old, records) = store();
    let mut rotation = Rotation::begin(&unlocked, old, [1]).unwrap();
    let mut reseal = |item, envelope: &[u8], context: &Context| {
        rotation.reseal(&item, envelope, context, &mut OsEntropy).unwrap_err().code()
    };
    assert_eq!(reseal(9, &records[&1], &context(1)), "key_not_found");
    assert_eq!(reseal(1, &records[&1], &context(2)), "wrong_key_or_context");
    let third = DataKey::generate(&mut OsEntropy).unwrap();
    let foreign = seal(&third, &context(1), b"", &mut OsEntropy).unwrap();
    assert_eq!(reseal(1, &foreign, &context(1)), "key_not_found");
    let v1 = legacy::seal(&legacy::Key::from_bytes(&[1; 32]), b"", &mut OsEntropy).unwrap();
    assert_eq!(reseal(1, &v1, &context(1)), "legacy_refused");
    assert_eq!(reseal(1, b"", &context(1)), "malformed");
    let failed = rotation.reseal(&1, &records[&1], &context(1), &mut Fixed(Vec::new()));
    assert_eq!(failed.unwrap_err(), Error::EntropyUnavailable);
    assert_eq!(rotation.failed().count(), 1);
    let active = unlocked.data_key().id();
    assert_eq!(Rotation::begin(&unlocked, active, [1]).unwrap_err(), Error::KeyNotFound);
    assert_eq!(Rotation::begin(&unlocked, third.id(), [1]).unwrap_err(), Error::KeyNotFound);
}

#[test]
fn an_interrupted_rotation_starts_over() {
    let (_, unlocked, old, mut records) = store();
    let mut rotation = Rotation::begin(&unlocked, old, [1, 2]).unwrap();
    let moved = rotation.reseal(&1, &records[&1], &context(1), &mut OsEntropy).unwrap();
    records.insert(1, moved);
    drop(rotation);

    let mut rotation = Rotation::begin(&unlocked, old, [1, 2]).unwrap();
    for n in [1, 2] {
        let resealed = rotation.reseal(&n, &records[&n], &context(n), &mut OsEntropy).unwrap();
        assert_eq!(resealed == records[&n], n == 1);
        rotation.confirm(&n, &resealed).unwrap();
    }
    assert!(rotation.finish().is_ok());
    // What is under the active key already must still open.
    let mut altered = records[&1].clone();
    *altered.last_mut().unwrap() ^= 1;
    assert_eq!(rotation.reseal(&1, &altered, &context(1), &mut OsEntropy).unwrap_err().code(), "corrupt");
    assert_eq!(rotation.finish().unwrap_err(), Error::RotationIncomplete);
}

#[test]
fn purpose_and_extensions_are_kept() {
    let (_, unlocked, old, _) = store();
    let extension = Extension::new(1, b"v").unwrap();
    let context = Context::empty();
    let sealer = Sealer::new(unlocked.key_for(&old).unwrap(), &context, Purpose::EXPORT);
    let envelope = sealer
        .with_extensions(core::slice::from_ref(&extension))
        .unwrap()
        .seal(b"x", &mut OsEntropy)
        .unwrap();
    let mut rotation = Rotation::begin(&unlocked, old, ["export"]).unwrap();
    let resealed = rotation.reseal(&"export", &envelope, &context, &mut OsEntropy).unwrap();
    let header = Header::parse(&resealed).unwrap();
    assert_eq!((header.purpose(), header.extensions()), (Purpose::EXPORT, [extension].as_slice()));
    assert_eq!(Opener::new(unlocked.data_key(), &context).open(&resealed).unwrap().as_bytes(), b"x");
}

#[test]
fn a_streamed_item_is_confirmed_by_its_header() {
    let (_, unlocked, old, records) = store();
    let mut rotation = Rotation::begin(&unlocked, old, [1]).unwrap();
    let empty = Context::empty();
    let mut streamed = Vec::new();
    let sealer = Sealer::new(unlocked.data_key(), &empty, Purpose::FILE);
    sealer.stream(&mut OsEntropy, &mut streamed).unwrap().finish(&mut streamed);
    assert_eq!(rotation.confirm_streamed(&1, &records[&1]), Err(Error::KeyNotFound));
    assert_eq!(rotation.confirm_streamed(&9, &streamed), Err(Error::KeyNotFound));
    assert_eq!(rotation.confirm_streamed(&1, b"").unwrap_err().code(), "malformed");
    assert_eq!(rotation.outstanding(), 1);
    rotation.confirm_streamed(&1, &streamed).unwrap();
    assert!(rotation.finish().is_ok());
}
