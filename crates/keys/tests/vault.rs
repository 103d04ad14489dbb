//! What people do with a vault: unlock, change the password, recover, break glass.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod fixture;

use fixture::{CHEAP, Fixed, Secrets, vault};
use phiward_envelope::{Context, OsEntropy, open, seal};
use phiward_keys::{
    AuditedReason, Caps, Error, KdfParams, Kek, MAX_PASSWORD_SLOTS, MAX_SLOTS, NewSlot, Password,
    RecoveryCode, Secret, SlotId, SlotKind, Unlocked, Vault,
};

fn unlock(vault: &Vault, password: &str) -> Result<Unlocked, Error> {
    vault.unlock(&Password::new(password), &Caps::default())
}

fn secret_of(unlocked: &Unlocked) -> [u8; 32] {
    *unlocked.data_key().expose_secret()
}

#[test]
fn a_stored_vault_unlocks_with_its_password_only() {
    for params in [KdfParams::ARGON2ID, KdfParams::ARGON2ID_LOW_MEMORY, KdfParams::PBKDF2] {
        let (vault, created) = Vault::create(&Password::new("one"), params, &mut OsEntropy).unwrap();
        let vault = Vault::from_json(&vault.to_json()).unwrap();
        let unlocked = unlock(&vault, "one").unwrap();
        assert_eq!(secret_of(&unlocked), secret_of(&created));
        assert_eq!(unlocked.slot_id(), created.slot_id());
        assert_eq!(unlock(&vault, "two").unwrap_err(), Error::WrongPassword);
    }
}

#[test]
fn two_vaults_of_one_password_share_nothing() {
    let ((one, unlocked_one), (two, unlocked_two)) = (vault("same"), vault("same"));
    assert_ne!(one.key_id(), two.key_id());
    assert_ne!(secret_of(&unlocked_one), secret_of(&unlocked_two));
    let auth = |unlocked: &Unlocked| *unlocked.auth_key("example.org").unwrap().expose_secret();
    assert_ne!(auth(&unlocked_one), auth(&unlocked_two));
    assert_ne!(auth(&unlocked_one), *unlocked_one.auth_key("example.com").unwrap().expose_secret());
}

#[test]
fn changing_the_password_replaces_one_slot_and_touches_no_record() {
    let (mut vault, mut unlocked) = vault("old");
    let words = vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    let context = Context::new([("record", "42")]).unwrap();
    let envelope = seal(unlocked.data_key(), &context, b"BP 120/80", &mut OsEntropy).unwrap();
    let before = vault.clone();
    let old_auth = *unlocked.auth_key("example.org").unwrap().expose_secret();

    let slot_id = vault.change_password(&mut unlocked, &Password::new("new"), CHEAP, &mut OsEntropy).unwrap();

    assert_eq!(unlock(&vault, "old").unwrap_err(), Error::WrongPassword);
    let again = unlock(&vault, "new").unwrap();
    assert_eq!(open(again.data_key(), &context, &envelope).unwrap().as_bytes(), b"BP 120/80");
    // The keys that are still unlocked speak for the new password at once.
    assert_eq!((again.slot_id(), unlocked.slot_id()), (slot_id, slot_id));
    let auth = |unlocked: &Unlocked| *unlocked.auth_key("example.org").unwrap().expose_secret();
    assert_eq!(auth(&again), auth(&unlocked));
    assert_ne!(auth(&again), old_auth);
    // The recovery slot is the same bytes; the password slot is new in id, salt and all else.
    assert_eq!(vault.slots().len(), 2);
    let recovery =
        |vault: &Vault| vault.slots().iter().find(|slot| slot.kind() == SlotKind::Recovery).cloned();
    assert_eq!(recovery(&vault), recovery(&before));
    assert!(before.slots().iter().all(|slot| slot.id() != slot_id));
    assert!(vault.recover(&words).is_ok());
}

#[test]
fn the_password_can_be_changed_again_and_again() {
    let (mut vault, mut unlocked) = vault("0");
    for password in ["1", "2"] {
        vault.change_password(&mut unlocked, &Password::new(password), CHEAP, &mut OsEntropy).unwrap();
        assert_eq!(vault.slots().len(), 1);
    }
    assert!(unlock(&vault, "2").is_ok());
    assert_eq!(unlock(&vault, "0").unwrap_err(), Error::WrongPassword);
}

#[test]
fn words_recover_the_vault_and_a_new_password_follows() {
    let (mut vault, unlocked) = vault("forgotten");
    let words = vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    let typed = RecoveryCode::parse(&format!("  {}\n", words.expose_words().to_uppercase())).unwrap();
    let mut recovered = vault.recover(&typed).unwrap();
    assert_eq!(secret_of(&recovered), secret_of(&unlocked));
    assert!(recovered.auth_key("example.org").is_none());
    vault.change_password(&mut recovered, &Password::new("fresh"), CHEAP, &mut OsEntropy).unwrap();
    assert!(recovered.auth_key("example.org").is_some());
    assert!(unlock(&vault, "fresh").is_ok());
    assert_eq!(unlock(&vault, "forgotten").unwrap_err(), Error::WrongPassword);
    let other = RecoveryCode::generate(&mut OsEntropy).unwrap();
    assert_eq!(vault.recover(&other).unwrap_err(), Error::WrongRecoveryCode);
}

#[test]
fn removing_the_recovery_slot_ends_recovery() {
    let (mut vault, unlocked) = vault("x");
    let words = vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    let slot_id = vault.recover(&words).unwrap().slot_id();
    vault.remove_slot(&slot_id).unwrap();
    assert_eq!(vault.recover(&words).unwrap_err(), Error::SlotNotFound);
    assert_eq!(vault.remove_slot(&slot_id), Err(Error::SlotNotFound));
}

#[test]
fn the_last_slot_stays() {
    let (mut vault, unlocked) = vault("x");
    assert_eq!(vault.remove_slot(&unlocked.slot_id()), Err(Error::LastSlot));
    assert_eq!(vault.slots().len(), 1);
}

#[test]
fn several_passwords_open_one_vault_and_each_is_changed_by_name() {
    let (mut vault, unlocked) = vault("laptop");
    let phone =
        vault.add_slot(&unlocked, NewSlot::Password(&Password::new("phone"), CHEAP), &mut OsEntropy).unwrap();
    let words = vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    assert_eq!(unlock(&vault, "phone").unwrap().slot_id(), phone);

    // Recovery does not tell which of two passwords was forgotten.
    let mut recovered = vault.recover(&words).unwrap();
    let before = vault.clone();
    let changed = vault.change_password(&mut recovered, &Password::new("new"), CHEAP, &mut OsEntropy);
    assert_eq!(changed, Err(Error::SlotNotFound));
    assert_eq!(vault, before);
    let new = Password::new("new");
    vault.replace_slot(&recovered, &phone, NewSlot::Password(&new, CHEAP), &mut OsEntropy).unwrap();
    assert!(unlock(&vault, "laptop").is_ok() && unlock(&vault, "new").is_ok());
    assert_eq!(unlock(&vault, "phone").unwrap_err(), Error::WrongPassword);
    let gone = vault.replace_slot(&recovered, &phone, NewSlot::Recovery(&words), &mut OsEntropy);
    assert_eq!(gone, Err(Error::SlotNotFound));
}

#[test]
fn a_vault_without_a_password_slot_gets_its_first() {
    let (mut vault, unlocked) = vault("x");
    let words = vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    vault.remove_slot(&unlocked.slot_id()).unwrap();
    assert_eq!(unlock(&vault, "x").unwrap_err(), Error::SlotNotFound);
    let mut recovered = vault.recover(&words).unwrap();
    vault.change_password(&mut recovered, &Password::new("y"), CHEAP, &mut OsEntropy).unwrap();
    assert!(unlock(&vault, "y").is_ok());
}

#[test]
fn passkeys_recipients_and_host_keys_unlock() {
    let (mut vault, unlocked) = vault("x");
    let (ours, theirs) = (Secrets::of(1), Secrets::of(2));
    let recipient = ours.hpke.public_key();
    for new in [NewSlot::WebAuthnPrf(&ours.prf), NewSlot::Hpke(&recipient), NewSlot::Kek(&ours.kek)] {
        vault.add_slot(&unlocked, new, &mut OsEntropy).unwrap();
    }
    let secrets = |of: &'static str, secrets: &Secrets| {
        [Secret::WebAuthnPrf(&secrets.prf), Secret::Hpke(&secrets.hpke), Secret::Kek(&secrets.kek)]
            .map(|secret| (of, vault.unlock_with(&secret).map(|unlocked| secret_of(&unlocked))))
    };
    for (_, outcome) in secrets("ours", &ours) {
        assert_eq!(outcome, Ok(secret_of(&unlocked)));
    }
    for (_, outcome) in secrets("theirs", &theirs) {
        assert_eq!(outcome, Err(Error::WrongKeyOrContext));
    }
}

#[test]
fn breaking_the_glass_needs_a_reason_and_leaves_an_event() {
    let (mut vault, unlocked) = vault("x");
    let kek = Kek::generate(&mut OsEntropy).unwrap();
    let slot_id = vault.add_slot(&unlocked, NewSlot::BreakGlass(&kek), &mut OsEntropy).unwrap();
    // The ordinary way does not lead in.
    assert_eq!(vault.unlock_with(&Secret::Kek(&kek)).unwrap_err(), Error::SlotNotFound);

    let reason = || AuditedReason::new("user-9", "patient unconscious").unwrap();
    let attempt = vault.break_glass(&kek, reason());
    assert_eq!(attempt.event.actor(), "user-9");
    assert_eq!(attempt.event.reason(), "patient unconscious");
    assert_eq!(attempt.event.key_id(), vault.key_id());
    assert_eq!(attempt.event.opened_slot(), Some(slot_id));
    assert_eq!(secret_of(&attempt.outcome.unwrap()), secret_of(&unlocked));

    let attempt = vault.break_glass(&Kek::from_bytes(&[9; 32]), reason());
    assert_eq!(attempt.event.opened_slot(), None);
    assert_eq!(attempt.outcome.unwrap_err(), Error::WrongKeyOrContext);
}

#[test]
fn a_reason_is_not_empty_and_not_endless() {
    let long = "x".repeat(AuditedReason::MAX_LEN + 1);
    for (actor, reason) in [("", "why"), ("who", ""), (" \t", "why"), ("who", "\n")] {
        assert_eq!(AuditedReason::new(actor, reason).unwrap_err(), Error::AuditReasonRequired);
    }
    for (actor, reason) in [(long.as_str(), "why"), ("who", long.as_str())] {
        assert_eq!(AuditedReason::new(actor, reason).unwrap_err(), Error::LimitExceeded);
    }
}

#[test]
fn keys_of_another_vault_change_nothing() {
    let ((mut one, _), (_, mut foreign)) = (vault("x"), vault("x"));
    let before = one.clone();
    assert_eq!(one.add_recovery(&foreign, &mut OsEntropy).unwrap_err(), Error::KeyNotFound);
    let changed = one.change_password(&mut foreign, &Password::new("y"), CHEAP, &mut OsEntropy);
    assert_eq!(changed, Err(Error::KeyNotFound));
    assert_eq!(one.rotate(&foreign, &mut OsEntropy).unwrap_err(), Error::KeyNotFound);
    assert_eq!(one, before);
}

#[test]
fn slots_are_limited() {
    let (mut vault, unlocked) = vault("x");
    for n in 1..MAX_PASSWORD_SLOTS {
        let password = Password::new(&n.to_string());
        vault.add_slot(&unlocked, NewSlot::Password(&password, CHEAP), &mut OsEntropy).unwrap();
    }
    let password = Password::new("one too many");
    let new = NewSlot::Password(&password, CHEAP);
    assert_eq!(vault.add_slot(&unlocked, new, &mut OsEntropy), Err(Error::LimitExceeded));
    let kek = Kek::from_bytes(&[1; 32]);
    while vault.slots().len() < MAX_SLOTS {
        vault.add_slot(&unlocked, NewSlot::Kek(&kek), &mut OsEntropy).unwrap();
    }
    assert_eq!(vault.add_slot(&unlocked, NewSlot::Kek(&kek), &mut OsEntropy), Err(Error::LimitExceeded));
    assert!(Vault::from_json(&vault.to_json()).is_ok());
}

#[test]
fn without_random_bytes_nothing_changes() {
    let (mut vault, mut unlocked) = vault("x");
    let (before, slot_id) = (vault.clone(), unlocked.slot_id());
    // Every number of bytes short of the 16 + 16 + 24 that a password slot needs.
    for len in [0, 16, 31, 32, 55] {
        let mut entropy = Fixed(vec![1; len]);
        let changed = vault.change_password(&mut unlocked, &Password::new("y"), CHEAP, &mut entropy);
        assert_eq!(changed, Err(Error::EntropyUnavailable), "{len} bytes");
    }
    assert_eq!(vault.add_recovery(&unlocked, &mut Fixed(Vec::new())).unwrap_err(), Error::EntropyUnavailable);
    assert_eq!(vault.rotate(&unlocked, &mut Fixed(Vec::new())).unwrap_err(), Error::EntropyUnavailable);
    assert_eq!((vault, unlocked.slot_id()), (before, slot_id));
    let created = Vault::create(&Password::new("x"), CHEAP, &mut Fixed(vec![1; 47]));
    assert_eq!(created.unwrap_err(), Error::EntropyUnavailable);
}

#[test]
fn slot_ids_are_looked_up_exactly() {
    let (mut vault, unlocked) = vault("x");
    vault.add_recovery(&unlocked, &mut OsEntropy).unwrap();
    assert_eq!(vault.remove_slot(&SlotId::from_bytes([0; 16])), Err(Error::SlotNotFound));
    let infos: Vec<_> = vault.slot_infos().map(|info| (info.kind, info.key_id)).collect();
    assert_eq!(infos, [(SlotKind::Password, vault.key_id()), (SlotKind::Recovery, vault.key_id())]);
}
