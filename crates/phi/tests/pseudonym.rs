//! Pseudonyms and object names: values of an independent implementation, and who can link what.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use phiward_phi::{Identifier, ObjectName, ParseError, Phi, PseudonymKey, Scope};
use proptest::prelude::*;

fn key(id: &str, byte: u8) -> PseudonymKey {
    PseudonymKey::from_bytes(id, &[byte; 32]).unwrap()
}

fn shown(key: &PseudonymKey, scope: &str, value: &str) -> String {
    identifier(value).pseudonym(key, &Scope::parse(scope).unwrap()).to_string()
}

fn identifier(text: &str) -> Phi<Identifier> {
    Identifier::parse(text).unwrap()
}

/// Computed with Python's `hmac` and `hashlib`.
#[test]
fn known_answers() {
    let counting: [u8; 32] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    let counting = PseudonymKey::from_bytes("2026q4", &counting).unwrap();
    assert_eq!(shown(&key("k1", 7), "incident_id", "IT-12345"), "psn_k1_15c3bcea06aff18d0fd9ec94df882ef0");
    assert_eq!(
        shown(&counting, "la-county-fd:client_id", "Ünïcode 7"),
        "psn_2026q4_46c06da895b9082534358f04049f44d0"
    );
    let name = ObjectName::new(&key("k1", 7), &identifier("client-4711"), &[0xab; 16]);
    assert_eq!(name.as_str(), "246220c548052f090f6d9386a0729638/abababababababababababababababab");
    assert_eq!(name.folder(), "246220c548052f090f6d9386a0729638");
}

#[test]
fn a_pseudonym_changes_with_the_key_its_id_and_the_scope() {
    let all = [
        shown(&key("k1", 7), "incident_id", "IT-1"),
        shown(&key("k1", 8), "incident_id", "IT-1"),
        shown(&key("k2", 7), "incident_id", "IT-1"),
        shown(&key("k1", 7), "client_id", "IT-1"),
        shown(&key("k1", 7), "incident_id", "IT-2"),
        shown(&key("k1", 7), "incident_id", "it-1"),
    ];
    let tags: std::collections::BTreeSet<_> =
        all.iter().map(|shown| shown.rsplit('_').next().unwrap()).collect();
    assert_eq!(tags.len(), all.len());
    assert_eq!(all.first(), Some(&shown(&key("k1", 7), "incident_id", "IT-1")));
}

#[test]
fn a_folder_outlives_a_new_key_id_and_does_not_equal_the_pseudonym() {
    let client = identifier("client-4711");
    let first = ObjectName::new(&key("k1", 7), &client, &[1; 16]);
    let second = ObjectName::new(&key("k2", 7), &client, &[2; 16]);
    assert_eq!(first.folder(), second.folder());
    assert_ne!(first, second);
    assert!(!shown(&key("k1", 7), "client_id", "client-4711").contains(first.folder()));
    assert_ne!(ObjectName::new(&key("k1", 8), &client, &[1; 16]).folder(), first.folder());
}

#[test]
fn key_ids_are_short_and_plain() {
    let refused = |id: &str| PseudonymKey::from_bytes(id, &[7; 32]).err();
    assert_eq!(refused(""), Some(ParseError::Empty));
    assert_eq!(refused("abcdefghijklmnopq"), Some(ParseError::TooLong));
    for id in ["K1", "k_1", "k-1", "k 1", "ü"] {
        assert_eq!(refused(id), Some(ParseError::Malformed), "{id}");
    }
}

proptest! {
    #[test]
    fn pseudonyms_are_equal_exactly_when_identifiers_are(one in "[a-z0-9]{1,3}", other in "[a-z0-9]{1,3}") {
        let key = key("k1", 7);
        prop_assert_eq!(shown(&key, "s", &one) == shown(&key, "s", &other), one == other);
    }

    #[test]
    fn pseudonyms_show_only_the_key_id_and_hexadecimal_digits(value in "\\PC{1,30}") {
        prop_assume!(Identifier::parse(&value).is_ok());
        let shown = shown(&key("k1", 7), "client_id", &value);
        let tag = shown.strip_prefix("psn_k1_").unwrap();
        prop_assert!(tag.len() == 32 && tag.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    }
}
