//! Project Wycheproof: the cases that attack AES-GCM, through v1, and chunked encryption, through `cobblestone`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod sample;

use std::collections::BTreeMap;

use phiward_envelope::{Error, cobblestone, legacy};
use sample::{PREAMBLE, Replay, SEALED_CHUNK, TAG};
use sha2::{Digest as _, Sha512};
use wycheproof::{TestResult, aead, chunked_encryption};

#[test]
fn aes_gcm() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let (mut opened, mut refused) = (0, 0);
    let mut out_of_profile = BTreeMap::new();
    for group in &set.test_groups {
        for case in &group.tests {
            if let Some(reason) = not_v1(group, case) {
                *out_of_profile.entry(reason).or_insert(0) += 1;
            } else if v1(case) {
                opened += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert_eq!((opened, refused), (21, 27), "cases that v1 can express");
    let expected = [("AES-128 or AES-192", 211), ("an IV that has not 96 bits", 39), ("associated data", 18)];
    assert_eq!(out_of_profile, BTreeMap::from(expected), "cases that it cannot, by reason");
    assert_eq!(opened + refused + out_of_profile.values().sum::<usize>(), set.number_of_tests);
}

/// Why v1 cannot express a case: its key, IV and tag have one length, and it has no associated data.
fn not_v1(group: &aead::TestGroup, case: &aead::Test) -> Option<&'static str> {
    match (group.key_size, group.nonce_size, group.tag_size) {
        (128 | 192, _, _) => Some("AES-128 or AES-192"),
        (256, 96, 128) if case.aad.is_empty() => None,
        (256, 96, 128) => Some("associated data"),
        (256, _, 128) => Some("an IV that has not 96 bits"),
        other => panic!("a group of a new kind: {other:?}"),
    }
}

/// Opens a case as a v1 envelope; a valid one is sealed as well. Returns whether it is valid.
fn v1(case: &aead::Test) -> bool {
    let key = legacy::Key::from_bytes(case.key[..].try_into().unwrap());
    let envelope = [&[1], &case.nonce[..], &case.tag, &case.ct].concat();
    match case.result {
        TestResult::Valid => {
            assert_eq!(legacy::open(&key, &envelope).unwrap().as_bytes(), &case.pt[..], "{}", case.tc_id);
            let sealed = legacy::seal(&key, &case.pt, &mut Replay(case.nonce.to_vec())).unwrap();
            assert_eq!(sealed, envelope, "{}", case.tc_id);
            true
        }
        TestResult::Invalid => {
            let error = legacy::open(&key, &envelope).unwrap_err();
            assert_eq!(error, Error::WrongKeyOrCorrupt, "{}", case.tc_id);
            false
        }
        TestResult::Acceptable => panic!("case {} leaves the result open", case.tc_id),
    }
}

#[test]
fn cobblestone_256() {
    let set = chunked_encryption::TestSet::load(chunked_encryption::TestName::Cobblestone256).unwrap();
    let mut results = BTreeMap::new();
    for case in set.test_groups.iter().flat_map(|group| &group.tests) {
        let ciphertext = miniz_oxide::inflate::decompress_to_vec_zlib(&case.ct).unwrap();
        let result = match <&[u8; 32]>::try_from(&case.key[..]) {
            Ok(key) => chunked(case, &cobblestone::Key::new(key), &ciphertext),
            Err(_) => "a key that the type does not take",
        };
        *results.entry(result).or_insert(0) += 1;
    }
    let expected = [
        ("opened", 10),
        ("truncated", 9),
        ("wrong_key_or_context", 4),
        ("corrupt", 10),
        ("a key that the type does not take", 2),
    ];
    assert_eq!(results, BTreeMap::from(expected));
    assert_eq!(results.values().sum::<usize>(), set.number_of_tests);
}

/// Opens a case and checks it against its flags; a valid one is sealed again. Returns what came of it.
fn chunked(case: &chunked_encryption::Test, key: &cobblestone::Key, ciphertext: &[u8]) -> &'static str {
    // The context of the interface is joined of parts: where it is cut must not matter.
    let (start, end) = case.ctx.split_at(case.ctx.len() / 2);
    let context = [start, end];
    match cobblestone::open(key, &context, ciphertext) {
        Ok(plaintext) => {
            assert_eq!(case.result, TestResult::Valid, "{}", case.tc_id);
            assert_eq!(plaintext.len(), case.msg_length.unwrap(), "{}", case.tc_id);
            assert_eq!(
                &Sha512::digest(&plaintext)[..],
                &case.msg_sha512.as_ref().unwrap()[..],
                "{}",
                case.tc_id
            );
            let salt = ciphertext.get(..24).unwrap().to_vec();
            let sealed = cobblestone::seal(key, &[&case.ctx], &plaintext, &mut Replay(salt)).unwrap();
            assert!(sealed == ciphertext, "{}", case.tc_id);
            "opened"
        }
        Err(error) => {
            assert_eq!(case.result, TestResult::Invalid, "{}", case.tc_id);
            let body = ciphertext.len().checked_sub(PREAMBLE);
            let expected = if body.is_none_or(|body| body % SEALED_CHUNK < TAG) {
                "truncated"
            } else if case.flags.contains(&chunked_encryption::TestFlag::HeaderFailure) {
                "wrong_key_or_context"
            } else {
                "corrupt"
            };
            assert_eq!(error.code(), expected, "{}", case.tc_id);
            error.code()
        }
    }
}
