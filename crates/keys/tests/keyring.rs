//! Keys of the platform's own metadata: versions, policies, migration, and the list of versions as JSON.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod fixture;

use fixture::{Fixed, hex};
use phiward_envelope::{DataKey, KeyId, OsEntropy, inspect, legacy};
use phiward_keys::{
    Access, AccessPolicy, Error, KeyUse, MAX_KEYRING_FILE_LEN, MAX_PURPOSES, MAX_VERSIONS, MetadataKeyring,
    MetadataPurpose, MetadataRoot, RotationPolicy,
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const USER: &[(&str, &str)] = &[("user", "u-17")];

fn purpose(name: &str) -> MetadataPurpose {
    MetadataPurpose::new(name).unwrap()
}

fn root() -> MetadataRoot {
    MetadataRoot::from_bytes(&[0x5A; 32])
}

/// A keyring of two purposes. The role `accounts` may do everything, `support` may open e-mail addresses.
fn keyring() -> MetadataKeyring {
    let (username, email) = (purpose("encrypt-username"), purpose("encrypt-email"));
    let policy = AccessPolicy::deny_all()
        .allow("accounts", &username, KeyUse::Seal)
        .allow("accounts", &username, KeyUse::Open)
        .allow("accounts", &email, KeyUse::Seal)
        .allow("accounts", &email, KeyUse::Open)
        .allow("support", &email, KeyUse::Open);
    let mut keyring = MetadataKeyring::new(root(), policy, RotationPolicy::default());
    keyring.add_purpose(&username, 0).unwrap();
    keyring.add_purpose(&email, 0).unwrap();
    keyring
}

fn access<'a>(role: &'a str, purpose: &'a MetadataPurpose) -> Access<'a> {
    Access { role, purpose, context: USER }
}

#[test]
fn keys_differ_by_root_purpose_and_version() {
    let other_root = MetadataRoot::from_bytes(&[0x5B; 32]);
    let ids = [
        root().metadata_key(&purpose("a"), 1).key_id(),
        root().metadata_key(&purpose("b"), 1).key_id(),
        root().metadata_key(&purpose("a"), 2).key_id(),
        root().metadata_key(&purpose("a-1"), 1).key_id(),
        other_root.metadata_key(&purpose("a"), 1).key_id(),
    ];
    for (i, id) in ids.iter().enumerate() {
        assert!(ids[i + 1..].iter().all(|other| other != id));
    }
    let again = root().metadata_key(&purpose("a"), 1);
    assert_eq!((again.key_id(), again.version(), again.purpose().as_str()), (ids[0], 1, "a"));
}

#[test]
fn purpose_version_and_context_are_bound() {
    let key = root().metadata_key(&purpose("a"), 1);
    let sealed = key.seal(USER, b"ada", &mut OsEntropy).unwrap();
    assert_eq!(inspect(&sealed).unwrap().key_id(), Some(key.key_id()));
    let wrong = [
        key.open(&[("user", "u-18")], &sealed),
        key.open(&[], &sealed),
        root().metadata_key(&purpose("b"), 1).open(USER, &sealed),
        root().metadata_key(&purpose("a"), 2).open(USER, &sealed),
    ];
    for outcome in wrong {
        assert_eq!(outcome.unwrap_err().code(), "wrong_key_or_context");
    }
    // The names that carry purpose and version cannot be set by a caller.
    for ours in ["phiward-metadata-purpose", "phiward-metadata-version"] {
        assert_eq!(key.seal(&[(ours, "b")], b"", &mut OsEntropy).unwrap_err().code(), "malformed");
    }
}

#[test]
fn names_of_purposes_are_plain() {
    for name in ["", "Encrypt", "a b", "a_b", "a\0", "é", &"a".repeat(65)] {
        assert_eq!(MetadataPurpose::new(name), Err(Error::Malformed), "{name:?}");
    }
    assert!(MetadataPurpose::new(&"a".repeat(64)).is_ok());
    assert_eq!(purpose("sms-2fa").as_str(), "sms-2fa");
}

#[test]
fn the_active_version_seals_and_older_ones_open() {
    let (mut keyring, email) = (keyring(), purpose("encrypt-email"));
    let accounts = access("accounts", &email);
    let first = keyring.seal(&accounts, b"one", &mut OsEntropy).unwrap();
    assert_eq!(keyring.rotate(&email, DAY_MS), Ok(2));
    let second = keyring.seal(&accounts, b"two", &mut OsEntropy).unwrap();
    assert_eq!(inspect(&first).unwrap().key_id(), Some(root().metadata_key(&email, 1).key_id()));
    assert_eq!(inspect(&second).unwrap().key_id(), Some(root().metadata_key(&email, 2).key_id()));
    assert_eq!(keyring.open(&accounts, &first).unwrap().as_bytes(), b"one");
    assert_eq!(keyring.open(&accounts, &second).unwrap().as_bytes(), b"two");
    let held: Vec<_> = keyring.versions(&email).iter().map(|v| (v.version, v.created_ms, v.uses)).collect();
    assert_eq!(held, [(1, 0, 1), (2, DAY_MS, 1)]);
    // Another purpose is not touched, and opens nothing of this one.
    let username = purpose("encrypt-username");
    assert_eq!(keyring.versions(&username).len(), 1);
    assert_eq!(keyring.open(&access("accounts", &username), &first).unwrap_err(), Error::KeyNotFound);
}

#[test]
fn what_was_not_allowed_is_refused() {
    let (mut keyring, email) = (keyring(), purpose("encrypt-email"));
    let sealed = keyring.seal(&access("accounts", &email), b"x", &mut OsEntropy).unwrap();
    assert!(keyring.open(&access("support", &email), &sealed).is_ok());
    let support = access("support", &email);
    assert_eq!(keyring.seal(&support, b"x", &mut OsEntropy).unwrap_err(), Error::NotPermitted);
    assert_eq!(keyring.reseal(&support, &sealed, &mut OsEntropy).unwrap_err(), Error::NotPermitted);
    for role in ["", "Support", "nobody"] {
        assert_eq!(keyring.open(&access(role, &email), &sealed).unwrap_err(), Error::NotPermitted);
    }
    let username = purpose("encrypt-username");
    assert_eq!(keyring.open(&access("support", &username), &sealed).unwrap_err(), Error::NotPermitted);
}

#[test]
fn a_version_is_due_by_age_or_by_use() {
    let email = purpose("encrypt-email");
    let mut keyring = keyring();
    assert_eq!(keyring.due(90 * DAY_MS - 1).count(), 0);
    assert_eq!(keyring.due(90 * DAY_MS).count(), 2);
    keyring.rotate(&email, 90 * DAY_MS).unwrap();
    let due: Vec<&str> = keyring.due(90 * DAY_MS).map(MetadataPurpose::as_str).collect();
    assert_eq!(due, ["encrypt-username"]);

    let by_use = RotationPolicy { max_age_ms: None, max_uses: Some(2) };
    let policy = AccessPolicy::deny_all().allow("accounts", &email, KeyUse::Seal);
    let mut keyring = MetadataKeyring::new(root(), policy, by_use);
    keyring.add_purpose(&email, 0).unwrap();
    for due in [0, 0, 1] {
        assert_eq!(keyring.due(u64::MAX).count(), due);
        keyring.seal(&access("accounts", &email), b"x", &mut OsEntropy).unwrap();
    }
    // A seal that failed is no use.
    let failed = keyring.seal(&access("accounts", &email), b"x", &mut Fixed(Vec::new()));
    assert_eq!(failed.unwrap_err(), Error::EntropyUnavailable);
    assert_eq!(keyring.versions(&email)[0].uses, 3);
}

#[test]
fn a_clock_that_is_behind_does_not_make_a_key_old() {
    assert!(!RotationPolicy::default().is_due(DAY_MS, 0, 0));
    let never = RotationPolicy { max_age_ms: None, max_uses: None };
    assert!(!never.is_due(0, u64::MAX, u64::MAX));
}

#[test]
fn what_needs_migration_is_listed_and_moved() {
    let (mut keyring, email) = (keyring(), purpose("encrypt-email"));
    let accounts = access("accounts", &email);
    let old = keyring.seal(&accounts, b"ada", &mut OsEntropy).unwrap();
    keyring.rotate(&email, DAY_MS).unwrap();
    let new = keyring.seal(&accounts, b"bob", &mut OsEntropy).unwrap();
    let foreign = DataKey::from_bytes(KeyId::from_bytes([1; 16]), &[1; 32]);
    let foreign =
        phiward_envelope::seal(&foreign, &phiward_envelope::Context::empty(), b"", &mut OsEntropy).unwrap();
    let v1 = legacy::seal(&legacy::Key::from_bytes(&[1; 32]), b"", &mut OsEntropy).unwrap();

    let rows = [("new", &new), ("old", &old), ("foreign", &foreign), ("v1", &v1)];
    let migration = keyring.needs_migration(&email, rows.map(|(name, envelope)| (name, envelope.as_slice())));
    assert_eq!((migration.due, migration.unreadable), (vec!["old"], vec!["foreign", "v1"]));

    let moved = keyring.reseal(&accounts, &old, &mut OsEntropy).unwrap();
    assert_eq!(keyring.is_current(&email, &moved), Ok(true));
    assert_eq!(keyring.open(&accounts, &moved).unwrap().as_bytes(), b"ada");
    assert_eq!(keyring.reseal(&accounts, &new, &mut OsEntropy).unwrap(), new);
    assert_eq!(keyring.reseal(&accounts, &foreign, &mut OsEntropy).unwrap_err(), Error::KeyNotFound);
}

#[test]
fn a_forgotten_version_opens_nothing_and_is_not_used_again() {
    let (mut keyring, email) = (keyring(), purpose("encrypt-email"));
    let accounts = access("accounts", &email);
    let old = keyring.seal(&accounts, b"ada", &mut OsEntropy).unwrap();
    assert_eq!(keyring.forget(&email, 1), Err(Error::NotPermitted));
    keyring.rotate(&email, 1).unwrap();
    keyring.forget(&email, 1).unwrap();
    assert_eq!(keyring.forget(&email, 1), Err(Error::KeyNotFound));
    assert_eq!(keyring.open(&accounts, &old).unwrap_err(), Error::KeyNotFound);
    assert_eq!(keyring.rotate(&email, 2), Ok(3));
    assert_eq!(keyring.rotate(&purpose("unknown"), 2), Err(Error::KeyNotFound));
    assert_eq!(keyring.forget(&purpose("unknown"), 1), Err(Error::KeyNotFound));
}

#[test]
fn adding_a_purpose_twice_keeps_its_versions() {
    let (mut keyring, email) = (keyring(), purpose("encrypt-email"));
    keyring.rotate(&email, 1).unwrap();
    keyring.add_purpose(&email, 2).unwrap();
    assert_eq!(keyring.versions(&email).len(), 2);
}

#[test]
fn purposes_and_versions_are_limited() {
    let (mut keyring, email) = (keyring(), purpose("encrypt-email"));
    for version in 2..=MAX_VERSIONS {
        assert_eq!(keyring.rotate(&email, 0), Ok(u32::try_from(version).unwrap()));
    }
    assert_eq!(keyring.rotate(&email, 0), Err(Error::LimitExceeded));
    for n in 2..MAX_PURPOSES {
        keyring.add_purpose(&purpose(&format!("p-{n}")), 0).unwrap();
    }
    assert_eq!(keyring.add_purpose(&purpose("one-too-many"), 0), Err(Error::LimitExceeded));
    let json = keyring.to_json();
    assert_eq!(empty().load_json(&json).unwrap().to_json(), json);
}

fn empty() -> MetadataKeyring {
    MetadataKeyring::new(root(), AccessPolicy::deny_all(), RotationPolicy::default())
}

#[test]
fn the_list_of_versions_is_stored_without_a_key() {
    let (mut keyring, email) = (keyring(), purpose("encrypt-email"));
    keyring.seal(&access("accounts", &email), b"x", &mut OsEntropy).unwrap();
    keyring.rotate(&email, 5).unwrap();
    let json = keyring.to_json();
    let expected = concat!(
        r#"{"phiward_keyring":1,"purposes":[{"purpose":"encrypt-email","versions":["#,
        r#"{"version":1,"created_ms":0,"uses":1},{"version":2,"created_ms":5,"uses":0}]},"#,
        r#"{"purpose":"encrypt-username","versions":[{"version":1,"created_ms":0,"uses":0}]}]}"#
    );
    assert_eq!(json, expected);
    assert!(!json.contains(&hex(&[0x5A; 32])));
    let loaded = empty().load_json(&json).unwrap();
    assert_eq!(loaded.versions(&email), keyring.versions(&email));
    assert_eq!(loaded.to_json(), json);
}

#[test]
fn the_list_of_versions_is_read_strictly() {
    let file = |purposes: &str| format!(r#"{{"phiward_keyring":1,"purposes":[{purposes}]}}"#);
    let version = |n: u32| format!(r#"{{"version":{n},"created_ms":0,"uses":0}}"#);
    let of = |name: &str, versions: &str| format!(r#"{{"purpose":"{name}","versions":[{versions}]}}"#);
    let good = file(&of("a", &format!("{},{}", version(1), version(3))));
    assert!(empty().load_json(&good).is_ok());
    let malformed = [
        file(&of("a", "")),
        file(&of("A", &version(1))),
        file(&of("a", &version(0))),
        file(&of("a", &format!("{},{}", version(2), version(1)))),
        file(&of("a", &format!("{},{}", version(1), version(1)))),
        file(&format!("{},{}", of("a", &version(1)), of("a", &version(1)))),
        good.replace("\"uses\":0", "\"uses\":0,\"key\":\"\""),
        good.replace("\"uses\":0", "\"uses\":-1"),
        good.replace("\"purposes\"", "\"purpose\""),
        good.replace("{\"phiward_keyring\":1,", "{"),
        good.clone() + "x",
        file(&of("a", "[1,0,0]")),
        file(&format!(r#"["a",[{}]]"#, version(1))),
        format!(r#"[1,[{}]]"#, of("a", &version(1))),
    ];
    for json in malformed {
        assert_eq!(empty().load_json(&json).unwrap_err(), Error::Malformed, "{json}");
    }
    let newer = r#"{"phiward_keyring":7,"other":{}}"#;
    assert_eq!(empty().load_json(newer).unwrap_err(), Error::UnsupportedVersion { found: 7 });
    let long = good.clone() + &" ".repeat(MAX_KEYRING_FILE_LEN);
    assert_eq!(empty().load_json(&long).unwrap_err(), Error::LimitExceeded);
    let many = (0..=MAX_PURPOSES).map(|n| of(&format!("p-{n}"), &version(1))).collect::<Vec<_>>().join(",");
    assert_eq!(empty().load_json(&file(&many)).unwrap_err(), Error::LimitExceeded);
    let versions = (1..=u32::try_from(MAX_VERSIONS).unwrap() + 1).map(version).collect::<Vec<_>>().join(",");
    assert_eq!(empty().load_json(&file(&of("a", &versions))).unwrap_err(), Error::LimitExceeded);
}

#[test]
fn a_root_is_random() {
    let one = MetadataRoot::generate(&mut OsEntropy).unwrap();
    let two = MetadataRoot::generate(&mut OsEntropy).unwrap();
    assert_ne!(one.expose_secret(), two.expose_secret());
    assert_eq!(MetadataRoot::generate(&mut Fixed(vec![0; 31])).unwrap_err(), Error::EntropyUnavailable);
}
