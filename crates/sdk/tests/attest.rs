//! Attestation from the outside, against an enclave that is made here.

use phiward_attest::insecure::{Chain, DocumentFields};
use phiward_attest::session::{
    Answer, Evidence, Hello, Key, RecipientKey, SealedRequest, Seed, Statement, Suite, Terms,
};
use phiward_sdk::attest::{EnclaveSession, enclave_hello, inspect_attestation, verify_attestation};
use serde_json::{Value, json};

const NOW_MS: u64 = 1_800_000_000_000;
const NOW: f64 = 1_800_000_000_000.0;
const NONCE: [u8; 32] = [7; 32];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn code<T>(result: Result<T, phiward_sdk::Error>) -> &'static str {
    result.err().expect("it fails").code
}

/// The value of a text in its shortest form, with ascending names.
fn value(text: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("it is JSON");
    assert_eq!(value.to_string(), text);
    value
}

fn policy(chain: &Chain) -> Value {
    let build = json!({ "pcr0": hex(&[1; 48]), "pcr1": hex(&[2; 48]), "pcr2": hex(&[3; 48]) });
    let other = json!({ "pcr0": hex(&[9; 48]), "pcr1": hex(&[2; 48]), "pcr2": hex(&[3; 48]) });
    json!({
        "builds": [other, build],
        "insecure_root": hex(chain.root()),
        "terms": { "egress": hex(&[1; 48]), "redaction": hex(&[2; 48]), "audit_schema": 1 },
    })
}

fn document(chain: &Chain) -> Vec<u8> {
    let mut fields = DocumentFields::new(NOW_MS);
    fields.nonce = Some(NONCE.to_vec());
    chain.document(&fields)
}

#[test]
fn a_document_is_shown_and_judged() {
    let chain = Chain::from_seed(1);
    let document = document(&chain);
    let shown = value(&inspect_attestation(&document).unwrap());
    assert_eq!(shown["pcrs"].as_object().unwrap().len(), 16);
    assert_eq!((&shown["pcrs"]["1"], &shown["pcrs"]["10"]), (&json!(hex(&[2; 48])), &json!(hex(&[0; 48]))));
    assert_eq!(shown["public_key"], Value::Null);
    assert_eq!(shown["nonce"], hex(&NONCE));
    assert!(shown["chain"].as_array().unwrap().len() >= 2);

    let policy = policy(&chain).to_string();
    let said = value(&verify_attestation(&document, &policy, &NONCE, NOW).unwrap());
    assert_eq!((&said["build"], &said["pcrs"]["0"]), (&json!(1), &json!(hex(&[1; 48]))));
    assert_eq!(code(verify_attestation(&document, &policy, &[8; 32], NOW)), "nonce_mismatch");
    assert_eq!(code(verify_attestation(&document, &policy, &NONCE, NOW + 400_000.0)), "too_old");
    assert_eq!(code(verify_attestation(&document[1..], &policy, &NONCE, NOW)), "malformed");
    assert_eq!(code(inspect_attestation(b"")), "malformed");
}

#[test]
fn policies_are_read_strictly() {
    let chain = Chain::from_seed(1);
    let document = document(&chain);
    let good = policy(&chain);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut policy = good.clone();
        change(&mut policy);
        code(verify_attestation(&document, &policy.to_string(), &NONCE, NOW))
    };
    let none = || Value::Array(Vec::new());
    assert_eq!(changed(&|policy| policy["builds"] = none()), "invalid_configuration");
    assert_eq!(changed(&|policy| policy["build"] = none()), "invalid_configuration");
    assert_eq!(changed(&|policy| policy["insecure_any_build"] = json!(true)), "invalid_configuration");
    assert_eq!(changed(&|policy| policy["insecure_any_age"] = json!("yes")), "invalid_configuration");
    assert_eq!(changed(&|policy| policy["builds"][0]["pcr2"] = Value::Null), "invalid_configuration");
    assert_eq!(
        changed(&|policy| policy["builds"][0]["pcr02"] = json!(hex(&[1; 48]))),
        "invalid_configuration"
    );
    assert_eq!(changed(&|policy| policy["builds"][1]["pcr8"] = json!(hex(&[1; 48]))), "pcr_mismatch");
    assert_eq!(changed(&|policy| policy["public_key"] = json!("00")), "public_key_mismatch");
    assert_eq!(changed(&|policy| policy["user_data"] = json!("")), "invalid_configuration");
    assert_eq!(
        changed(&|policy| _ = policy.as_object_mut().unwrap().remove("insecure_root")),
        "untrusted_root"
    );
    assert_eq!(code(verify_attestation(&document, &good.to_string(), b"", NOW)), "invalid_configuration");
    assert_eq!(code(verify_attestation(&document, "", &NONCE, NOW)), "invalid_configuration");
}

#[test]
fn a_request_reaches_the_enclave_and_its_answer_comes_back_under_both_suites() {
    for suite in [Suite::X25519, Suite::XWing] {
        let chain = Chain::from_seed(1);
        let recipient = RecipientKey::generate(suite, &Seed::from_bytes([2; 64])).unwrap();
        let statement = Statement::new(1, NOW_MS + 1000, Terms::new([1; 48], [2; 48], 1));
        let hello = Hello::parse(&enclave_hello(&NONCE).unwrap()).unwrap();
        assert!(hello.suites.contains(&suite));
        let mut fields = DocumentFields::new(NOW_MS);
        fields.nonce = Some(hello.nonce.to_vec());
        fields.public_key = Some(recipient.attested_key());
        fields.user_data = Some(statement.digest().to_vec());
        let key = recipient.public_key().to_vec();
        let evidence = Evidence::new(suite, key, &statement, chain.document(&fields)).to_bytes();

        let policy = policy(&chain);
        let session = EnclaveSession::verify(&evidence, &policy.to_string(), &NONCE, NOW).unwrap();
        assert_eq!(session.expires_ms(), NOW + 1000.0);
        let request = r#"{"destination": 3, "prompt": "What changed?", "key_id": "000102030405060708090a0b0c0d0e0f",
            "context": {"record": "obs/42"}, "deadline_ms": 1800000000500}"#;
        let exchange = session.seal(request, &[5; 32], b"sealed record", &[9; 64], NOW).unwrap();
        let opened = recipient.open(SealedRequest::parse(&exchange.message()).unwrap()).unwrap();
        let received = opened.request.unwrap();
        assert_eq!(received.prompt, "What changed?");
        assert_eq!(received.context, [("record".to_owned(), "obs/42".to_owned())]);
        assert!(matches!(received.key, Key::Sealed { id, key: [5, ..] } if id[15] == 15));
        let answer = opened.sealer.seal(&Answer::Answered(b"Nothing.".to_vec()), [3; 32]).unwrap();
        assert_eq!(exchange.open(&answer).unwrap().text, "Nothing.");
        assert_eq!(code(exchange.open(&answer)), "rejected", "a request has one answer");

        let exchange = session.seal(r#"{"destination": 3}"#, b"wrapped", b"", &[8; 64], NOW).unwrap();
        let opened = recipient.open(SealedRequest::parse(&exchange.message()).unwrap()).unwrap();
        let refusal = opened.sealer.seal(&Answer::Refused(b"deadline".to_vec()), [3; 32]).unwrap();
        assert_eq!(exchange.open(&refusal).unwrap().refusal, "deadline");

        let seal = |request, key: &[u8], seed: &[u8], now| code(session.seal(request, key, b"", seed, now));
        assert_eq!(seal("{", &[1; 32], &[1; 64], NOW), "invalid_configuration");
        assert_eq!(seal(r#"{"prompt": 1}"#, &[1; 32], &[1; 64], NOW), "invalid_configuration");
        assert_eq!(seal(request, &[1; 31], &[1; 64], NOW), "malformed");
        assert_eq!(seal(request, &[1; 32], &[1; 63], NOW), "malformed");
        assert_eq!(seal(request, &[1; 32], &[1; 64], NOW + 1000.0), "epoch_expired");
        let mut other = policy.clone();
        other["terms"]["audit_schema"] = json!(2);
        let refused = EnclaveSession::verify(&evidence, &other.to_string(), &NONCE, NOW);
        assert_eq!(code(refused), "terms_mismatch");
    }
    assert_eq!(code(enclave_hello(&[1; 31])), "malformed");
}

/// A session whose random bytes are fixed, for the suites of the bindings.
fn fixed_session() -> Value {
    let chain = Chain::from_seed(1);
    let sessions = [Suite::X25519, Suite::XWing].map(|suite| {
        let recipient = RecipientKey::generate(suite, &Seed::from_bytes([2; 64])).expect("all of it is fixed");
        let statement = Statement::new(1, NOW_MS + 1000, Terms::new([1; 48], [2; 48], 1));
        let mut fields = DocumentFields::new(NOW_MS);
        fields.nonce = Some(NONCE.to_vec());
        fields.public_key = Some(recipient.attested_key());
        fields.user_data = Some(statement.digest().to_vec());
        let key = recipient.public_key().to_vec();
        let evidence = Evidence::new(suite, key, &statement, chain.document(&fields)).to_bytes();
        let session =
            EnclaveSession::verify(&evidence, &policy(&chain).to_string(), &NONCE, NOW).expect("all of it is fixed");
        let request = r#"{"destination":3,"prompt":"What changed?","key_id":"000102030405060708090a0b0c0d0e0f","context":{"record":"obs/42"},"answer_len":100}"#;
        let message = session.seal(request, &[5; 32], b"sealed record", &[9; 64], NOW).expect("all of it is fixed").message();
        let seal = |answer: &Answer| {
            let opened = recipient.open(SealedRequest::parse(&message).expect("all of it is fixed")).expect("all of it is fixed");
            hex(&opened.sealer.seal(answer, [3; 32]).expect("all of it is fixed"))
        };
        json!({
            "suite": suite.id(),
            "evidence": hex(&evidence),
            "message": hex(&message),
            "answer": seal(&Answer::Answered(b"Nothing.".to_vec())),
            "refusal": seal(&Answer::Refused(b"deadline".to_vec())),
        })
    });
    json!({ "policy": policy(&chain), "nonce": hex(&NONCE), "now_ms": NOW_MS, "sessions": sessions })
}

#[test]
fn the_fixed_session_is_the_one_of_the_bindings() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/session.json");
    let session = fixed_session();
    if std::env::var_os("PHIWARD_WRITE_VECTORS").is_some() {
        std::fs::write(path, format!("{session:#}\n")).unwrap();
    }
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(kept, session);
}
