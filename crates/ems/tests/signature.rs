//! Signatures: vectors of an independent implementation, and every flipped bit.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use phiward_ems::{RequestVerifier, SettingError, SignatureError, SignedRequest, SigningKey};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{NOW_MS, cases, vectors};

fn key(file: &Value, id: &str) -> SigningKey {
    let text = file["keys"][id].as_str().unwrap();
    let bytes: Vec<u8> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    SigningKey::new(id, &bytes).unwrap()
}

#[test]
fn every_signature_vector() {
    let file = vectors("ems-signature.json");
    let until = file["retiring_until_ms"].as_u64().unwrap();
    let verifier = RequestVerifier::new(key(&file, "k1")).with_retiring(key(&file, "k0"), until).unwrap();
    assert!(cases(&file).len() >= 29);
    for case in cases(&file) {
        let text = |name: &str| case[name].as_str().unwrap();
        let request = SignedRequest {
            method: text("method"),
            path_and_query: text("path_and_query"),
            body: text("body").as_bytes(),
        };
        let found = verifier.verify(&request, text("header"), case["now_ms"].as_u64().unwrap());
        let found = match found {
            Ok(verified) => json!({ "key_id": verified.key_id }),
            Err(error) => json!({ "error": error.code() }),
        };
        assert_eq!(found, case["expect"], "{}", case["id"]);
    }
}

#[test]
fn what_is_signed_here_is_what_the_vectors_hold() {
    let file = vectors("ems-signature.json");
    let case = cases(&file).iter().find(|case| case["id"] == "active").unwrap();
    let body = case["body"].as_str().unwrap().as_bytes();
    let request =
        SignedRequest { method: "POST", path_and_query: case["path_and_query"].as_str().unwrap(), body };
    assert_eq!(key(&file, "k1").sign(&request, NOW_MS), case["header"].as_str().unwrap());
}

#[test]
fn a_replay_has_the_same_name_until_it_cannot_verify() {
    let request = SignedRequest { method: "POST", path_and_query: "/hooks", body: b"{}" };
    let verifier = RequestVerifier::new(SigningKey::new("k1", &[7; 32]).unwrap());
    let header = SigningKey::new("k1", &[7; 32]).unwrap().sign(&request, NOW_MS);
    let first = verifier.verify(&request, &header, NOW_MS).unwrap();
    let last = verifier.verify(&request, &header, first.expires_ms - 1).unwrap();
    assert_eq!(first, last);
    assert_eq!(
        verifier.verify(&request, &header, first.expires_ms).err(),
        Some(SignatureError::OutsideWindow)
    );
}

#[test]
fn keys_have_a_floor_and_two_names() {
    assert_eq!(SigningKey::new("k1", &[7; 31]).err(), Some(SettingError::Key));
    assert_eq!(SigningKey::new("", &[7; 32]).err(), Some(SettingError::Key));
    assert_eq!(SigningKey::new("k,1", &[7; 32]).err(), Some(SettingError::Key));
    let key = || SigningKey::new("k1", &[7; 32]).unwrap();
    assert_eq!(RequestVerifier::new(key()).with_retiring(key(), 1).err(), Some(SettingError::Key));
    assert!(!format!("{:?}", RequestVerifier::new(key())).contains('7'));
}

#[test]
fn parts_cannot_be_shifted_into_each_other() {
    let key = SigningKey::new("k1", &[7; 32]).unwrap();
    let verifier = RequestVerifier::new(SigningKey::new("k1", &[7; 32]).unwrap());
    let one = SignedRequest { method: "POST", path_and_query: "/a", body: b"" };
    let header = key.sign(&one, NOW_MS);
    let shifted = SignedRequest { method: "POST\n/a", path_and_query: "", body: b"" };
    assert!(verifier.verify(&shifted, &header, NOW_MS).is_err());
}

proptest! {
    #[test]
    fn no_flipped_bit_passes(body in prop::collection::vec(any::<u8>(), 1..64), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let key = SigningKey::new("k1", &[7; 32]).unwrap();
        let verifier = RequestVerifier::new(SigningKey::new("k1", &[7; 32]).unwrap());
        let header = key.sign(&SignedRequest { method: "POST", path_and_query: "/", body: &body }, NOW_MS);
        let verify = |body: &[u8], header: &str| {
            verifier.verify(&SignedRequest { method: "POST", path_and_query: "/", body }, header, NOW_MS)
        };
        prop_assert!(verify(&body, &header).is_ok());
        let mut flipped = body.clone();
        flipped[at.index(body.len())] ^= 1 << bit;
        prop_assert!(verify(&flipped, &header).is_err());
        let mut bytes = header.into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= 1 << bit;
        if let Ok(header) = String::from_utf8(bytes) {
            prop_assert!(verify(&body, &header).is_err());
        }
    }

    #[test]
    fn any_header_is_read_or_refused(header in any::<String>()) {
        let verifier = RequestVerifier::new(SigningKey::new("k1", &[7; 32]).unwrap());
        let request = SignedRequest { method: "POST", path_and_query: "/", body: b"" };
        prop_assert!(verifier.verify(&request, &header, NOW_MS).is_err());
    }
}
