//! Documents that were altered after they were signed, cut, or never were documents.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it skips"
)]

mod support;

use phiward_attest::{Error, Nonce, Policy, Unverified, Verified};
use proptest::prelude::*;

use support::{NONCE, NOW_MS, document_fields, setting};

fn verify<'policy>(bytes: &[u8], policy: &'policy Policy) -> Result<Verified<'policy>, Error> {
    Unverified::parse(bytes)?.verify(policy, &Nonce::Expected(&NONCE), NOW_MS)
}

/// A document that is accepted, and the policy that accepts it.
fn accepted() -> (Vec<u8>, Policy) {
    let (chain, policy) = setting();
    let bytes = chain.document(&document_fields());
    assert!(verify(&bytes, &policy).is_ok());
    (bytes, policy)
}

#[test]
fn a_bit_of_each_byte_cannot_be_flipped() {
    let (mut bytes, policy) = accepted();
    for at in 0..bytes.len() {
        let bit = 1 << (at % 8);
        bytes[at] ^= bit;
        assert!(verify(&bytes, &policy).is_err(), "byte {at}");
        bytes[at] ^= bit;
    }
}

#[test]
#[ignore = "slow: verifies 15,000 documents"]
fn no_bit_can_be_flipped() {
    let (mut bytes, policy) = accepted();
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(verify(&bytes, &policy).is_err(), "bit {bit}");
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn no_byte_can_be_left_out_at_the_end_or_added() {
    let (bytes, policy) = accepted();
    for len in 0..bytes.len() {
        assert_eq!(verify(&bytes[..len], &policy).err(), Some(Error::Malformed), "{len}");
    }
    for byte in [0x00, 0xa0, 0xf6, 0xff] {
        let longer = [bytes.as_slice(), &[byte]].concat();
        assert_eq!(verify(&longer, &policy).err(), Some(Error::Malformed));
    }
}

#[test]
fn sizes_that_no_document_has_are_refused() {
    let (bytes, policy) = accepted();
    let mut long = bytes;
    long.resize(16 * 1024 + 1, 0);
    assert_eq!(verify(&long, &policy).err(), Some(Error::Malformed));
    // Four gigabytes are announced, and none sent.
    let announced = [&[0x84, 0x5a, 0xff, 0xff, 0xff, 0xff][..], &[0; 64]].concat();
    assert_eq!(verify(&announced, &policy).err(), Some(Error::Malformed));
    // Deep nesting is no reason to recurse.
    assert_eq!(verify(&[0x81; 16 * 1024], &policy).err(), Some(Error::Malformed));
}

#[test]
fn several_builds_may_be_allowed_and_the_one_that_runs_is_told() {
    let (chain, _) = setting();
    let bytes = chain.document(&document_fields());
    let build = |n: u8| phiward_attest::Build::new([n; 48], [2; 48], [3; 48]);
    let policy = Policy::new([build(9), build(1), build(8)]).insecure_with_root(chain.root());
    assert_eq!(verify(&bytes, &policy).unwrap().build(), Some(&build(1)));
    let without = Policy::new([build(9), build(8)]).insecure_with_root(chain.root());
    assert_eq!(verify(&bytes, &without).err(), Some(Error::PcrMismatch));
}

#[test]
fn the_public_key_and_the_user_data_can_be_required() {
    let (chain, policy) = setting();
    let check = |policy: &Policy, fields: &_| verify(&chain.document(fields), policy).map(|_| ()).err();
    let fields = document_fields();
    let both = policy.clone().with_public_key(&[9; 32]).with_user_data(&[8; 48]);
    assert_eq!(check(&both, &fields), None);
    assert_eq!(check(&policy.clone().with_public_key(&[9; 31]), &fields), Some(Error::PublicKeyMismatch));
    assert_eq!(check(&policy.clone().with_user_data(&[]), &fields), Some(Error::UserDataMismatch));
    let mut absent = document_fields();
    (absent.public_key, absent.user_data) = (None, None);
    assert_eq!(check(&policy.clone().with_public_key(&[]), &absent), Some(Error::PublicKeyMismatch));
    assert_eq!(check(&policy.with_user_data(&[]), &absent), Some(Error::UserDataMismatch));
    // A key of no bytes is not a key.
    absent.public_key = Some(Vec::new());
    let (_, policy) = setting();
    assert_eq!(verify(&chain.document(&absent), &policy).unwrap().public_key(), None);
}

#[test]
fn nothing_that_was_judged_is_quoted() {
    let (chain, policy) = setting();
    let mut fields = document_fields();
    let canary = "CANARY-3141592653";
    fields.user_data = Some(canary.into());
    fields.nonce = Some(canary.into());
    let bytes = chain.document(&fields);
    let nonce = Nonce::Expected(canary.as_bytes());
    let verified = Unverified::parse(&bytes).unwrap().verify(&policy, &nonce, NOW_MS).unwrap();
    let refused = Unverified::parse(&bytes).unwrap().verify(&policy, &nonce, 0).unwrap_err();
    for text in [format!("{verified:?}"), format!("{nonce:?}"), format!("{refused:?} {refused}")] {
        assert!(!text.contains(canary) && !text.contains("51, 49, 52"), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let (_, policy) = setting();
        prop_assert!(verify(&bytes, &policy).is_err());
    }

    #[test]
    fn pieces_put_in_other_places_are_refused(from in 0_usize..2000, to in 0_usize..2000, len in 1_usize..200) {
        let (bytes, policy) = accepted();
        let mut altered = bytes.clone();
        let (from, to) = (from % bytes.len(), to % bytes.len());
        let len = len.min(bytes.len() - from).min(bytes.len() - to);
        altered.copy_within(from..from + len, to);
        prop_assert_eq!(verify(&altered, &policy).is_ok(), altered == bytes);
    }
}
