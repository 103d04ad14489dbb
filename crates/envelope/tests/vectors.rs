//! Replays `docs/spec/vectors/*.json`, kind `envelope`: bytes made by an independent implementation.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::{fs, path::Path};

use phiward_envelope::{
    Context, DataKey, Entropy, EntropyUnavailable, Error, Inspection, KeyId, Opener, Purpose, Sealer,
    inspect, legacy, text,
};
use serde_json::{Value, json};

/// Gives the salt of a vector in place of random bytes.
struct Fixed(Vec<u8>);

impl Entropy for Fixed {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        let rest = self.0.split_off(dest.len());
        dest.copy_from_slice(&self.0);
        self.0 = rest;
        Ok(())
    }
}

fn hex(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap().as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    hex(value).try_into().unwrap()
}

fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn context(case: &Value) -> Result<Context, Error> {
    Context::new(
        case["context"].as_object().unwrap().iter().map(|(name, value)| (name, value.as_str().unwrap())),
    )
}

fn opened(case: &Value) -> Result<Value, Error> {
    let envelope = text::decode(case["envelope_b64"].as_str().unwrap())?;
    let plaintext = if let Some(key) = case.get("v1_key_hex") {
        legacy::open(&legacy::Key::from_bytes(&array(key)), &envelope)?
    } else {
        let id = phiward_envelope::Header::parse(&envelope)?.key_id();
        Opener::new(&DataKey::from_bytes(id, &array(&case["key_hex"])), &context(case)?).open(&envelope)?
    };
    Ok(json!({ "plaintext_sha256": sha256_hex(&plaintext), "plaintext_len": plaintext.len() }))
}

fn sealed(case: &Value) -> Result<Value, Error> {
    let pattern = &case["plaintext"]["pattern"];
    let (a, b) = (pattern[0].as_u64().unwrap(), pattern[1].as_u64().unwrap());
    let plaintext: Vec<u8> =
        (0..case["plaintext"]["len"].as_u64().unwrap()).map(|i| (i * a + b).to_le_bytes()[0]).collect();
    let key = DataKey::from_bytes(KeyId::from_bytes(array(&case["key_id_hex"])), &array(&case["key_hex"]));
    let context = context(case)?;
    let purpose = Purpose::from_byte(u8::try_from(case["purpose"].as_u64().unwrap()).unwrap());
    let sealer = Sealer::new(&key, &context, purpose);
    let mut entropy = Fixed(hex(&case["salt_hex"]));
    let mut envelope = Vec::new();
    if case["version"] == 2 {
        envelope = sealer.seal(&plaintext, &mut entropy)?;
    } else {
        let mut stream = sealer.stream(&mut entropy, &mut envelope)?;
        for piece in plaintext.chunks(1000) {
            stream.update(piece, &mut envelope)?;
        }
        stream.finish(&mut envelope);
    }
    Ok(json!({ "envelope_sha256": sha256_hex(&envelope), "envelope_len": envelope.len() }))
}

fn inspected(case: &Value) -> Result<Value, Error> {
    let inspection = inspect(&text::decode(case["envelope_b64"].as_str().unwrap())?)?;
    Ok(match &inspection {
        Inspection::Envelope { header, layout } => json!({
            "version": header.version(), "suite": 1, "purpose": header.purpose().as_byte(),
            "key_id_hex": header.key_id().to_string(), "chunks": layout.chunks(),
            "plaintext_len": layout.plaintext_len(),
        }),
        other => json!({ "version": other.version(), "plaintext_len": other.plaintext_len() }),
    })
}

#[test]
fn every_case_of_every_file_passes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let parsed: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let files = if parsed.is_array() { parsed.as_array().unwrap().clone() } else { vec![parsed] };
        for file in files.iter().filter(|file| file["kind"] == "envelope") {
            for case in file["cases"].as_array().unwrap() {
                // The v1 password cases need a key derivation, and are replayed where that lives.
                if case.get("v1").is_some() {
                    continue;
                }
                let result = match case["op"].as_str().unwrap() {
                    "open" => opened(case),
                    "seal" => sealed(case),
                    "inspect" => inspected(case),
                    other => panic!("unknown operation {other}"),
                };
                let result = result.unwrap_or_else(|error| json!({ "error": error.code() }));
                assert_eq!(result, case["expect"], "{} in {}", case["id"], path.display());
                count += 1;
            }
        }
    }
    assert!(count >= 30, "only {count} cases were found");
}
