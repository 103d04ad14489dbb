//! Keys that a key service unwraps for the enclave alone: a fake KMS that does what the real one does.
#![cfg(feature = "tls")]
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::sync::Arc;

use aws_lc_rs::cipher::{AES_256, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use phiward_attest::{Nonce, Policy, Unverified};
use phiward_enclave::kms::{AwsCredentials, KmsEndpoint, KmsKeyService};
use phiward_enclave::{Clock, InsecureSoftwareNsm, KeyService as _, Refusal, Trust};
use phiward_envelope::text;
use serde_json::{Value, json};

use support::*;

const KEY: [u8; 32] = [42; 32];

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], len.as_slice(), &content].concat()
}

/// A message of indefinite length, as KMS writes it.
fn marked(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
}

const PKCS7: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7];
const OAEP: &[u8] = &[
    0x30, 0x3c, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 7, 0x30, 0x2f, 0xa0, 15, 0x30, 13, 6, 9,
    0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 0xa1, 28, 0x30, 26, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7,
    0x0d, 1, 1, 8, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0,
];

/// What KMS encrypts to a recipient.
fn ciphertext_for_recipient(public_key: &[u8], content: &[u8]) -> Vec<u8> {
    let content_key = [7; 32];
    let recipient = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(public_key).unwrap()).unwrap();
    let mut encrypted_key = vec![0; recipient.ciphertext_size()];
    recipient.encrypt(&OAEP_SHA256_MGF1SHA256, &content_key, &mut encrypted_key, None).unwrap();
    let key = UnboundCipherKey::new(&AES_256, &content_key).unwrap();
    let mut ciphertext = content.to_vec();
    let context = PaddedBlockEncryptingKey::cbc_pkcs7(key).unwrap().encrypt(&mut ciphertext).unwrap();
    let iv: &[u8] = (&context).try_into().unwrap();
    let recipient =
        element(0x30, &[&[2, 1, 2], &element(0x80, &[&[9; 32]]), OAEP, &element(4, &[&encrypted_key])]);
    let algorithm = element(0x30, &[&[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42], &element(4, &[iv])]);
    let (first, second) = ciphertext.split_at(16);
    let string = marked(0xa0, &[&element(4, &[first]), &element(4, &[second])]);
    let content = marked(0x30, &[PKCS7, &[1], &algorithm, &string]);
    let data = marked(0x30, &[&[2, 1, 2], &element(0x31, &[&recipient]), &content]);
    marked(0x30, &[PKCS7, &[3], &marked(0xa0, &[&data])])
}

/// A KMS that has one key, and a policy that names one build.
fn fake_kms(policy: Policy) -> FakeAi {
    FakeAi::new(move |post| {
        assert!(post.contains("x-amz-target: TrentService.Decrypt\r\n"));
        assert!(post.contains("authorization: AWS4-HMAC-SHA256 Credential=AKID/"));
        let body: Value = serde_json::from_str(post.split_once("\r\n\r\n").unwrap().1).unwrap();
        let document = text::decode(body["Recipient"]["AttestationDocument"].as_str().unwrap()).unwrap();
        let unverified = Unverified::parse(&document).unwrap();
        let verified = unverified.verify(&policy, &Nonce::InsecureAny, now_ms());
        let is_right_context =
            body["EncryptionContext"] == json!({ "tenant": "clinic-7", "record": "obs/42" });
        let (Ok(document), true) = (verified, is_right_context) else {
            return b"HTTP/1.1 400 No\r\ncontent-length: 0\r\n\r\n".to_vec();
        };
        let sealed = ciphertext_for_recipient(document.public_key().unwrap(), &KEY);
        ok(&json!({ "CiphertextForRecipient": text::encode(&sealed), "KeyId": "k" }).to_string())
    })
}

fn service(kms: FakeAi, nsm: InsecureSoftwareNsm) -> KmsKeyService<FakeAi> {
    let clock = Arc::new(Clock::of(&nsm).unwrap());
    let credentials = || AwsCredentials::parse("AKID secret token").ok_or(Refusal::KeyUnavailable);
    let endpoint = KmsEndpoint::new("us-east-1", 8443, Trust::Authorities(Vec::new()));
    KmsKeyService::new(Arc::new(nsm), clock, kms, (&endpoint, Box::new(credentials))).unwrap()
}

fn context(record: &str) -> Vec<(String, String)> {
    vec![("tenant".into(), "clinic-7".into()), ("record".into(), record.into())]
}

#[test]
fn a_key_comes_to_the_build_that_the_policy_names_and_to_no_other() {
    let nsm = InsecureSoftwareNsm::new(1, [1, 2, 3]);
    let policy = || Policy::new([nsm.build()]).insecure_with_root(nsm.root());
    let kms = fake_kms(policy());
    let good = service(kms.clone(), InsecureSoftwareNsm::new(1, [1, 2, 3]));
    assert_eq!(*good.unwrap_key(b"wrapped", &context("obs/42")).unwrap(), KEY);
    assert!(!kms.received.lock().unwrap().concat().contains("secret"));
    let unavailable = Some(Refusal::KeyUnavailable);
    assert_eq!(good.unwrap_key(b"wrapped", &context("obs/43")).err(), unavailable);
    let other_build = service(fake_kms(policy()), InsecureSoftwareNsm::new(1, [9, 2, 3]));
    assert_eq!(other_build.unwrap_key(b"wrapped", &context("obs/42")).err(), unavailable);
    let other_root = service(fake_kms(policy()), InsecureSoftwareNsm::new(2, [1, 2, 3]));
    assert_eq!(other_root.unwrap_key(b"wrapped", &context("obs/42")).err(), unavailable);
}

#[test]
fn answers_that_are_none_give_no_key() {
    for answer in [
        ok("{}"),
        ok(r#"{"CiphertextForRecipient":"AAAA"}"#),
        ok(r#"{"CiphertextForRecipient":"?"}"#),
        Vec::new(),
    ] {
        let kms = FakeAi::new(move |_| answer.clone());
        let service = service(kms, InsecureSoftwareNsm::new(1, [1, 2, 3]));
        assert_eq!(service.unwrap_key(b"wrapped", &[]).err(), Some(Refusal::KeyUnavailable));
    }
}
