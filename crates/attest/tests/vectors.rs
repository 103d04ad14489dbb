//! The vectors of kind `attest`, made by cbor2 and pyca/cryptography.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it skips"
)]

use std::{fs, path::Path};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use phiward_attest::{Build, Error, Nonce, Policy, Unverified};
use serde_json::{Value, json};

fn base64(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn policy(case: &Value) -> Policy {
    let expected = &case["expected"];
    let pcrs = expected["pcrs"].as_object().unwrap();
    let pcrs = pcrs.iter().map(|(index, value)| (index.parse().unwrap(), hex(value.as_str().unwrap())));
    let mut policy = match pcrs.len() {
        0 => Policy::insecure_any_build(),
        _ => Policy::new([Build::insecure_partial(pcrs)]),
    };
    policy = match expected["max_age_s"].as_u64() {
        Some(seconds) => policy.with_max_age_ms(seconds * 1000),
        None => policy.insecure_without_max_age(),
    };
    if expected["allow_debug"] == true {
        policy = policy.insecure_allow_debug();
    }
    match case["root_b64"].is_null() {
        true => policy,
        false => policy.insecure_with_root(&base64(&case["root_b64"])),
    }
}

fn verify(case: &Value) -> Result<Value, Error> {
    let bytes = base64(&case["document_b64"]);
    let nonce = &case["expected"]["nonce_b64"];
    let nonce = (!nonce.is_null()).then(|| base64(nonce));
    let nonce = nonce.as_deref().map_or(Nonce::InsecureAny, Nonce::Expected);
    let policy = policy(case);
    let now_ms = case["at_unix"].as_u64().unwrap() * 1000;
    let document = Unverified::parse(&bytes)?.verify(&policy, &nonce, now_ms)?;
    Ok(json!({ "module_id": document.module_id(), "timestamp_ms": document.timestamp_ms() }))
}

#[test]
fn each_vector_gives_what_it_expects() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors/attest.json");
    let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() > 100);
    let mut wrong = Vec::new();
    for case in cases {
        let outcome = verify(case).unwrap_or_else(|error| json!({ "error": error.code() }));
        if outcome != case["expect"] {
            wrong.push(format!("{}: expected {}, got {outcome}", case["id"], case["expect"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
