//! Exchange of envelopes with implementations that share no code with ours: Node's WebCrypto, and the
//! Cobblestone-256 of Python's `cryptography`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics fails, as it should"
)]
#![allow(clippy::print_stdout, reason = "the test harness shows it when a test fails")]

#[path = "cli/fixture.rs"]
#[allow(dead_code, reason = "the other tests use the rest of it")]
mod fixture;

use std::path::Path;
use std::process::Command;

use phiward_envelope::{Context, DataKey, Extension, KeyId, OsEntropy, Purpose, Sealer, cobblestone, text};
use serde_json::{Value, json};
use sha2::Digest as _;

use fixture::{KEY, KEY_ID, RAW, Sandbox, pattern, skip};

/// Nothing, one byte, around a tag, around one and two chunks, and more than is sealed whole.
const LENGTHS: [usize; 12] =
    [0, 1, 15, 16, 17, 16_383, 16_384, 16_385, 32_767, 32_768, 40_000, 1024 * 1024 + 1];
/// The names sort differently as UTF-8 and as UTF-16, and come unsorted.
const CONTEXTS: [&[(&str, &str)]; 3] =
    [&[], &[("tenant", "clinic-7")], &[("\u{1F600}", "a=b"), ("\u{FF61}", ""), ("patient", "日本")]];
const EMAIL: &str = "User@Example.com";
const PASSWORD: &str = "cafe\u{301} ü";

/// Runs a script of `tests/interop` on jobs; gives one result for each.
fn run_script(program: &str, script: &str, jobs: &[Value]) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(script);
    let sandbox = Sandbox::new();
    let call = sandbox.program(program, &[path.to_str().unwrap()]).stdin(Value::from(jobs).to_string());
    let results: Vec<Value> = serde_json::from_str(&call.says()).unwrap();
    assert_eq!(results.len(), jobs.len());
    results
}

fn has_node(test: &str) -> bool {
    let has_node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    if !has_node {
        skip(test, "the program `node` is absent");
    }
    has_node
}

/// The arguments of a context, for the command.
fn context_args(pairs: &[(&str, &str)]) -> Vec<String> {
    pairs.iter().flat_map(|(name, value)| ["--context".to_owned(), format!("{name}={value}")]).collect()
}

fn context_json(pairs: &[(&str, &str)]) -> Value {
    Value::Object(pairs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect())
}

/// Every length and context, with both versions where the command writes both.
fn every_case() -> impl Iterator<Item = (usize, &'static [(&'static str, &'static str)], bool)> {
    LENGTHS.into_iter().flat_map(|len| {
        CONTEXTS.into_iter().flat_map(move |pairs| [false, true].map(|stream| (len, pairs, stream)))
    })
}

fn key_id() -> KeyId {
    KeyId::from_hex(KEY_ID).unwrap()
}

fn base64(result: &Value) -> Vec<u8> {
    text::decode(result["ok"].as_str().unwrap_or_else(|| panic!("{result}"))).unwrap()
}

#[test]
fn webcrypto_opens_what_the_command_sealed() {
    if !has_node("webcrypto_opens_what_the_command_sealed") {
        return;
    }
    let sandbox = Sandbox::new();
    let mut jobs = Vec::new();
    let mut versions = [0; 4];
    for (len, pairs, stream) in every_case() {
        let context = context_args(pairs);
        let mut args = vec!["seal", "--text", "--purpose", "export"];
        args.extend(RAW);
        args.extend(context.iter().map(String::as_str));
        args.extend(stream.then_some("--stream"));
        let sealed = sandbox.phiward(&args).stdin(pattern(len)).says();
        let envelope = sealed.trim_end();
        versions[usize::from(text::decode(envelope).unwrap()[0])] += 1;
        jobs.push(json!({ "op": "open", "key": text::encode(&KEY), "context": context_json(pairs), "envelope": envelope }));
    }
    assert!(versions[2] > 20 && versions[3] > 20, "{versions:?}");
    for ((len, pairs, stream), result) in every_case().zip(run_script("node", "webcrypto.mjs", &jobs)) {
        assert!(base64(&result) == pattern(len), "{len} {pairs:?} {stream}");
    }
}

#[test]
fn the_command_opens_what_webcrypto_sealed() {
    if !has_node("the_command_opens_what_webcrypto_sealed") {
        return;
    }
    let sandbox = Sandbox::new();
    let extensions = [json!([]), json!([[64, text::encode(b"\x00\xff")], [0, ""]])];
    let cases: Vec<_> = every_case().zip(extensions.iter().cycle()).collect();
    let jobs: Vec<Value> = cases
        .iter()
        .map(|((len, pairs, stream), extensions)| {
            json!({
                "op": "seal", "version": if *stream { 3 } else { 2 }, "purpose": 4, "key": text::encode(&KEY),
                "key_id": text::encode(key_id().as_bytes()), "extensions": extensions,
                "context": context_json(pairs), "plaintext": text::encode(&pattern(*len)),
            })
        })
        .collect();
    let results = run_script("node", "webcrypto.mjs", &jobs);
    for (((len, pairs, stream), extensions), result) in cases.iter().zip(&results) {
        let context = context_args(pairs);
        let mut args = vec!["open", "--text", "--purpose", "export", "--key-file", "key.hex"];
        args.extend(context.iter().map(String::as_str));
        let opened = sandbox.phiward(&args).stdin(result["ok"].as_str().unwrap()).succeeds();
        assert!(opened == pattern(*len), "{len} {pairs:?} {stream} {extensions}");
    }
}

#[test]
fn webcrypto_opens_extensions_and_refuses_what_we_refuse() {
    if !has_node("webcrypto_opens_extensions_and_refuses_what_we_refuse") {
        return;
    }
    let key = DataKey::from_bytes(key_id(), &KEY);
    let context = Context::new([("record", "obs/42")]).unwrap();
    let extensions = [Extension::new(64, b"app").unwrap(), Extension::new(127, &[7; 1000]).unwrap()];
    let sealer = Sealer::new(&key, &context, Purpose::RECORD).with_extensions(&extensions).unwrap();
    let good = sealer.seal(&pattern(20_000), &mut OsEntropy).unwrap();
    let job = |envelope: &[u8], record: &str| json!({ "op": "open", "key": text::encode(&KEY), "context": { "record": record }, "envelope": text::encode(envelope) });
    let flipped = |index: usize| {
        let mut bytes = good.clone();
        bytes[index] ^= 1;
        bytes
    };
    let jobs = [
        job(&good, "obs/42"),
        job(&good, "obs/43"),
        job(&flipped(3), "obs/42"),
        job(&flipped(25), "obs/42"),
        job(&flipped(good.len() - 1), "obs/42"),
        job(&good[..good.len() - 1], "obs/42"),
    ];
    let results = run_script("node", "webcrypto.mjs", &jobs);
    assert!(base64(&results[0]) == pattern(20_000));
    for refused in &results[1..] {
        assert!(refused["error"].is_string(), "{refused}");
    }
    assert_eq!(results[1]["error"], "commitment");
}

#[test]
fn vectors_that_webcrypto_made_replay() {
    if !has_node("vectors_that_webcrypto_made_replay") {
        return;
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (salt, a, b) = (pattern(24), 17, 200);
    let plaintext = |len: usize| (0..len).map(|i| (i * a + b).to_le_bytes()[0]).collect::<Vec<_>>();
    let jobs: Vec<Value> = every_case()
        .map(|(len, pairs, stream)| {
            json!({
                "op": "seal", "version": if stream { 3 } else { 2 }, "purpose": 5, "key": text::encode(&KEY),
                "key_id": text::encode(key_id().as_bytes()), "salt": text::encode(&salt),
                "context": context_json(pairs), "plaintext": text::encode(&plaintext(len)),
            })
        })
        .collect();
    let mut cases = Vec::new();
    for ((len, pairs, stream), result) in every_case().zip(run_script("node", "webcrypto.mjs", &jobs)) {
        let envelope = base64(&result);
        let (version, digest) = (if stream { 3 } else { 2 }, sha2::Sha256::digest(&envelope));
        let id = format!("{len}-{}-{version}", pairs.len());
        cases.push(json!({
            "id": format!("{id}-seal"), "op": "seal", "version": version, "purpose": 5, "key_hex": hex(&KEY),
            "key_id_hex": KEY_ID, "salt_hex": hex(&salt), "context": context_json(pairs),
            "plaintext": { "pattern": [a, b], "len": len },
            "expect": { "envelope_sha256": hex(&digest), "envelope_len": envelope.len() },
        }));
        cases.push(json!({
            "id": format!("{id}-open"), "op": "open", "key_hex": hex(&KEY), "context": context_json(pairs),
            "envelope_b64": result["ok"],
            "expect": { "plaintext_sha256": hex(&sha2::Sha256::digest(plaintext(len))), "plaintext_len": len },
        }));
    }
    let sandbox = Sandbox::new();
    sandbox.write("vectors.json", json!({ "kind": "envelope", "cases": cases }).to_string());
    let said = sandbox.phiward(&["conformance", "vectors.json"]).says();
    assert_eq!(said.lines().last(), Some("144 passed, 0 failed"));
}

#[test]
fn v1_goes_both_ways_with_keys_derived_on_both_sides() {
    if !has_node("v1_goes_both_ways_with_keys_derived_on_both_sides") {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("password", format!("{PASSWORD}\n"));
    let args = |command| [command, "--text", "--v1", "--email", EMAIL, "--password-file", "password"];
    let lengths = [0, 1, 16, 300, 70_000];
    let mut jobs = Vec::new();
    for len in lengths {
        let sealed = sandbox.phiward(&args("seal")).stdin(pattern(len)).says();
        jobs.push(
            json!({ "op": "open_v1", "email": EMAIL, "password": PASSWORD, "envelope": sealed.trim_end() }),
        );
        jobs.push(json!({ "op": "seal_v1", "email": EMAIL, "password": PASSWORD, "plaintext": text::encode(&pattern(len)) }));
    }
    let results = run_script("node", "webcrypto.mjs", &jobs);
    for (len, both) in lengths.into_iter().zip(results.chunks(2)) {
        assert!(base64(&both[0]) == pattern(len), "{len}");
        let opened = sandbox.phiward(&args("open")).stdin(both[1]["ok"].as_str().unwrap()).succeeds();
        assert!(opened == pattern(len), "{len}");
    }
}

#[test]
fn cobblestone_of_pyca_cryptography_agrees() {
    // `cargo xtask test` names an interpreter that has the module.
    let python = std::env::var("PHIWARD_PYTHON").unwrap_or_else(|_| "python3".into());
    let module = Command::new(&python).args(["-c", "import cryptography.cobblestone"]).output();
    if !module.is_ok_and(|output| output.status.success()) {
        skip("cobblestone_of_pyca_cryptography_agrees", "Python's `cryptography` 50 or later is absent");
        return;
    }
    let key = cobblestone::Key::new(&KEY);
    let context: &[&[u8]] = &[b"phiward/v2\0", b"context"];
    let mut jobs = Vec::new();
    let job = |op: &str, data: &[u8]| json!({ "op": op, "key": text::encode(&KEY), "context": text::encode(&context.concat()), "data": text::encode(data) });
    for len in LENGTHS {
        let ours = cobblestone::seal(&key, context, &pattern(len), &mut OsEntropy).unwrap();
        jobs.extend([job("open", &ours), job("seal", &pattern(len)), job("open", &ours[..ours.len() - 1])]);
    }
    let results = run_script(&python, "cobblestone.py", &jobs);
    for (len, three) in LENGTHS.into_iter().zip(results.chunks(3)) {
        assert!(base64(&three[0]) == pattern(len), "{len}");
        let opened = cobblestone::open(&key, context, &base64(&three[1])).unwrap();
        assert!(*opened == pattern(len), "{len}");
        assert!(three[2]["error"].is_string(), "{len}");
    }
}
