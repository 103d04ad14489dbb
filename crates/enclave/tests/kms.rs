//! Keys that a key service unwraps for the enclave alone: a fake KMS that does what the real one does.
#![cfg(feature = "tls")]
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "support/kms_message.rs"]
mod kms_message;
mod support;

use std::sync::Arc;

use phiward_attest::{Nonce, Policy, Unverified};
use phiward_enclave::kms::{AwsCredentials, KmsEndpoint, KmsKeyService};
use phiward_enclave::{Clock, InsecureSoftwareNsm, KeyService as _, Refusal, Trust};
use phiward_envelope::text;
use serde_json::{Value, json};

use kms_message::ciphertext_for_recipient;
use support::*;

const KEY: [u8; 32] = [42; 32];

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
