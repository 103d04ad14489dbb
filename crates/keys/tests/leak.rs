//! A canary that is put in as a secret comes out nowhere.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

mod fixture;

use core::{
    error::Error as _,
    fmt::{Debug, Display},
};

use fixture::{CHEAP, hex};
use phiward_envelope::{Context, DataKey, KeyId, OsEntropy, seal, text};
use phiward_keys::{
    Access, AccessPolicy, AuditedReason, AuthKey, Caps, Error, HpkePrivateKey, KdfParams, Kek, KeyUse,
    MetadataKeyring, MetadataPurpose, MetadataRoot, NewSlot, Password, PrfOutput, RecoveryCode, Rotation,
    RotationPolicy, Secret, Session, Slot, V1Secret, Vault, inspect, v1_secret,
};

/// Occurs in no name and no sentence.
const CANARY: &str = "zqxjkvwCANARYzqxjkvwCANARYzqxjkv";

fn canary_bytes() -> [u8; 32] {
    CANARY.as_bytes().try_into().unwrap()
}

/// Every way in which the canary could be written: as text, hexadecimal, base64, a list of numbers, or words.
fn assert_silent(what: &str, output: &str) {
    let bytes = canary_bytes();
    let list = |from: usize| format!("{:?}", &bytes[from..from + 4]).trim_matches(['[', ']']).to_owned();
    let words = RecoveryCode::from_bytes(&bytes);
    let forms = [
        CANARY[..8].to_owned(),
        CANARY[8..14].to_owned(),
        hex(&bytes[..4]),
        hex(&bytes[..4]).to_uppercase(),
        text::encode(&bytes)[..12].to_owned(),
        list(0),
        list(8),
        words.expose_words()[..20].to_owned(),
    ];
    for form in forms {
        assert!(!output.contains(&form), "{what} shows the canary as {form}: {output}");
    }
}

fn debug(what: &str, value: &impl Debug) {
    assert_silent(what, &format!("{value:?}"));
    assert_silent(what, &format!("{value:#?}"));
}

#[test]
fn secrets_are_silent() {
    let bytes = canary_bytes();
    debug("Password", &Password::new(CANARY));
    debug("RecoveryCode", &RecoveryCode::from_bytes(&bytes));
    debug("PrfOutput", &PrfOutput::from_bytes(&bytes));
    debug("HpkePrivateKey", &HpkePrivateKey::from_bytes(&bytes));
    debug("HpkePublicKey", &HpkePrivateKey::from_bytes(&bytes).public_key());
    debug("Kek", &Kek::from_bytes(&bytes));
    debug("AuthKey", &AuthKey::from_bytes(&bytes));
    debug("V1Secret", &V1Secret::from_bytes(&bytes));
    debug("V1Secret of a password", &v1_secret(CANARY, CANARY));
    debug("MetadataRoot", &MetadataRoot::from_bytes(&bytes));
    debug("AuditedReason", &AuditedReason::new(CANARY, CANARY).unwrap());
}

#[test]
fn slots_vaults_and_sessions_are_silent() {
    let bytes = canary_bytes();
    let key = DataKey::from_bytes(KeyId::from_bytes([1; 16]), &bytes);
    let (password, kek, caps) = (Password::new(CANARY), Kek::from_bytes(&bytes), Caps::default());
    debug("NewSlot", &NewSlot::Password(&password, CHEAP));
    debug("NewSlot", &NewSlot::Kek(&kek));
    debug("Secret", &Secret::Password(&password, &caps));
    let slot = Slot::seal(NewSlot::Kek(&kek), &key, &mut OsEntropy).unwrap();
    debug("Slot", &slot);
    debug("SlotInfo", &inspect(&slot.to_bytes()).unwrap());
    debug("OpenedSlot", &slot.open(&Secret::Kek(&kek)).unwrap());

    let (mut vault, unlocked) = Vault::create(&password, CHEAP, &mut OsEntropy).unwrap();
    vault.add_slot(&unlocked, NewSlot::BreakGlass(&kek), &mut OsEntropy).unwrap();
    debug("Vault", &vault);
    assert_silent("vault file", &vault.to_json());
    let attempt = vault.break_glass(&kek, AuditedReason::new(CANARY, CANARY).unwrap());
    debug("BreakGlassEvent", &attempt.event);
    debug("BreakGlassAttempt", &attempt);
    debug("Unlocked", &unlocked);
    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    rotation.rewrap(&unlocked.slot_id(), NewSlot::Password(&password, CHEAP), &mut OsEntropy).unwrap();
    debug("SlotRotation", &rotation);
    debug("Session", &Session::new(unlocked, 1, 1));
}

#[test]
fn an_unlocked_vault_prints_none_of_its_bytes() {
    let (_, unlocked) = fixture::vault("x");
    let secret = unlocked.data_key().expose_secret();
    let auth = unlocked.auth_key("example.org").unwrap();
    for printed in [format!("{unlocked:?}"), format!("{:?}", unlocked.data_key())] {
        for bytes in [secret, auth.expose_secret()] {
            assert!(!printed.contains(&hex(&bytes[..4])));
            assert!(!printed.contains(format!("{:?}", &bytes[..4]).trim_matches(['[', ']'])));
        }
    }
}

#[test]
fn items_of_a_rotation_are_silent() {
    let (mut vault, before) = fixture::vault("x");
    let envelope = seal(before.data_key(), &Context::empty(), CANARY.as_bytes(), &mut OsEntropy).unwrap();
    let password = Password::new("x");
    let mut rotation = vault.rotate(&before, &mut OsEntropy).unwrap();
    rotation.rewrap(&before.slot_id(), NewSlot::Password(&password, CHEAP), &mut OsEntropy).unwrap();
    let unlocked = rotation.commit(&mut OsEntropy).unwrap();
    let mut rotation = Rotation::begin(&unlocked, before.data_key().id(), [CANARY]).unwrap();
    debug("Rotation", &rotation);
    let resealed = rotation.reseal(&CANARY, &envelope, &Context::empty(), &mut OsEntropy).unwrap();
    rotation.confirm(&CANARY, &resealed).unwrap();
    debug("RotationComplete", &rotation.finish().unwrap());
}

#[test]
fn keyrings_are_silent() {
    let email = MetadataPurpose::new("encrypt-email").unwrap();
    let root = MetadataRoot::from_bytes(&canary_bytes());
    debug("MetadataKey", &root.metadata_key(&email, 1));
    let policy = AccessPolicy::deny_all().allow("accounts", &email, KeyUse::Seal);
    let mut keyring = MetadataKeyring::new(root, policy, RotationPolicy::default());
    keyring.add_purpose(&email, 0).unwrap();
    let access = Access { role: "accounts", purpose: &email, context: &[("user", CANARY)] };
    keyring.seal(&access, CANARY.as_bytes(), &mut OsEntropy).unwrap();
    debug("MetadataKeyring", &keyring);
    assert_silent("keyring file", &keyring.to_json());
}

/// Feeds the canary to every operation that can fail, and prints what comes back.
#[test]
fn errors_are_silent() {
    let (mut vault, mut unlocked) = fixture::vault("x");
    let (canary, caps) = (Password::new(CANARY), Caps::default());
    let weak = KdfParams::Pbkdf2Sha256 { iterations: 1 };
    let code = RecoveryCode::from_bytes(&canary_bytes());
    let foreign = DataKey::from_bytes(KeyId::from_bytes([1; 16]), &canary_bytes());
    let email = MetadataPurpose::new("encrypt-email").unwrap();
    let root = MetadataRoot::from_bytes(&canary_bytes());
    let mut errors = vec![
        Slot::parse(CANARY.repeat(9).as_bytes()).unwrap_err(),
        Vault::from_json(CANARY).unwrap_err(),
        Vault::from_json(&format!(r#"{{"phiward_vault":1,"{CANARY}":1}}"#)).unwrap_err(),
        Vault::from_json(&CANARY.repeat(10_000)).unwrap_err(),
        vault.unlock(&canary, &caps).unwrap_err(),
        vault.recover(&code).unwrap_err(),
        vault.change_password(&mut unlocked, &canary, weak, &mut OsEntropy).unwrap_err(),
        RecoveryCode::parse(CANARY).unwrap_err(),
        Password::from_utf8(&[CANARY.as_bytes(), b"\xFF"].concat()).unwrap_err(),
        AuditedReason::new(&CANARY.repeat(100), CANARY).unwrap_err(),
        AuditedReason::new(CANARY, "").unwrap_err(),
        MetadataPurpose::new(CANARY).unwrap_err(),
        root.metadata_key(&email, 1).open(&[(CANARY, CANARY)], CANARY.as_bytes()).unwrap_err(),
        AccessPolicy::deny_all().check(CANARY, &email, KeyUse::Open).unwrap_err(),
        unlocked.key_for(&foreign.id()).unwrap_err(),
    ];
    errors.extend(every_error());
    for error in errors {
        debug("an error", &error);
        assert_silent("an error", &format!("{error}"));
        let source = error.source().map(ToString::to_string);
        assert_silent("a source", &source.unwrap_or_default());
    }
}

fn every_error() -> Vec<Error> {
    vec![
        Error::Malformed,
        Error::UnsupportedVersion { found: 2 },
        Error::TrailingData,
        Error::LimitExceeded,
        Error::WrongKeyOrContext,
        Error::WrongPassword,
        Error::WrongRecoveryCode,
        Error::MalformedRecoveryCode,
        Error::InvalidPasswordEncoding,
        Error::EmptyPassword,
        Error::KdfBelowFloor,
        Error::KdfAboveCap,
        Error::KdfOutOfMemory,
        Error::EntropyUnavailable,
        Error::KeyNotFound,
        Error::Corrupt,
        Error::SlotNotFound,
        Error::LastSlot,
        Error::RotationIncomplete,
        Error::AuditReasonRequired,
        Error::NotPermitted,
        Error::Locked,
        Error::Envelope(phiward_envelope::Error::Corrupt),
    ]
}

/// A sentence is lower case without a final stop, a code is a word, and no two errors share one by accident.
#[test]
fn sentences_and_codes_have_one_shape() {
    let mut codes = Vec::new();
    for error in every_error() {
        let (sentence, code): (String, &str) = (display(&error), error.code());
        assert!(
            sentence.starts_with(|c: char| c.is_ascii_lowercase()) && !sentence.ends_with('.'),
            "{sentence}"
        );
        assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{code}");
        if !matches!(error, Error::Envelope(_)) {
            codes.push(code);
        }
    }
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
}

fn display(value: &impl Display) -> String {
    value.to_string()
}
