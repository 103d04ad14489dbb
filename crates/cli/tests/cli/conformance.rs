//! `phiward conformance` on the committed vectors, and on files that are not what they should be.

use std::path::Path;

use serde_json::{Value, json};

use crate::fixture::Sandbox;

fn committed() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors/envelope.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Replays a document and gives the exit code and what was printed.
fn replay(sandbox: &Sandbox, document: &Value) -> (Option<i32>, String) {
    sandbox.write("vectors.json", document.to_string());
    let outcome = sandbox.phiward(&["conformance", "vectors.json"]).run();
    (outcome.code, String::from_utf8(outcome.stdout).unwrap())
}

#[test]
fn the_committed_vectors_pass() {
    let sandbox = Sandbox::new();
    let cases: usize =
        committed().as_array().unwrap().iter().map(|o| o["cases"].as_array().unwrap().len()).sum();
    let (code, said) = replay(&sandbox, &committed());
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.lines().last(), Some(format!("{cases} passed, 0 failed").as_str()));
    assert_eq!(said.lines().filter(|line| line.ends_with(" pass")).count(), cases);
    assert!(cases >= 56);
}

#[test]
fn the_committed_vectors_of_redaction_pass() {
    let sandbox = Sandbox::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors/redact.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap().len();
    let (code, said) = replay(&sandbox, &file);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.lines().last(), Some(format!("{cases} passed, 0 failed").as_str()));
}

#[test]
fn the_committed_traces_of_resilience_pass() {
    let sandbox = Sandbox::new();
    for name in ["resilience.json", "resilience-project.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors").join(name);
        let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let traces = file["traces"].as_array().unwrap().len();
        let (code, said) = replay(&sandbox, &file);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(said.lines().last(), Some(format!("{traces} passed, 0 failed").as_str()));
    }
}

#[test]
fn traces_that_differ_or_make_no_sense_fail() {
    let sandbox = Sandbox::new();
    let step = json!({ "t": 0, "op": "acquire", "call": "a", "expect": { "decision": "permit" } });
    let file = |change: Value| {
        let mut one = json!({ "id": "a", "component": "breaker", "config": {}, "steps": [step] });
        one.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({ "kind": "resilience-trace/1", "traces": [one] })
    };
    assert_eq!(replay(&sandbox, &file(json!({}))).0, Some(0));
    let steps = |name: &str, value: Value| {
        let mut step = step.clone();
        step[name] = value;
        json!({ "steps": [step] })
    };
    for (change, why) in [
        (steps("expect", json!({ "decision": "reject" })), "a fail: step 0: decision: expected \"reject\""),
        (steps("op", json!("open")), "a fail: step 0: this release knows no operation"),
        (steps("t", json!(-1)), "a fail: step 0: the step has no whole number `t`"),
        (steps("call", json!(7)), "a fail: step 0: the step has no text `call`"),
        (json!({ "steps": [] }), "a fail: there are no steps"),
        (json!({ "component": "fuse" }), "a fail: this release knows no such component"),
        (json!({ "config": { "opne_ms": 1 } }), "a fail: there is no field `config.opne_ms`"),
        (json!({ "config": { "open_ms": 0 } }), "a fail: the field `open_ms` must be at least one"),
    ] {
        let (code, said) = replay(&sandbox, &file(change));
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with(why), "{why}: {said}");
    }
    let (_, said) = replay(&sandbox, &json!({ "kind": "resilience-trace/1", "traces": [] }));
    assert!(said.starts_with("resilience-trace/1 fail: there are no traces"), "{said}");
}

#[test]
fn cases_of_redaction_that_differ_or_make_no_sense_fail() {
    let sandbox = Sandbox::new();
    let case = |change: Value| {
        let mut case = json!({ "id": "a", "text": "MRN: 00625079", "mode": "balanced", "expect": { "text": "MRN: [MRN]" } });
        case.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({ "kind": "redact", "cases": [case] })
    };
    assert_eq!(replay(&sandbox, &case(json!({}))).0, Some(0));
    for (change, why) in [
        (json!({ "text": "MRN: none" }), "a fail: text: expected"),
        (json!({ "expect": { "spans": [] } }), "a fail: spans: expected [], got [{"),
        (json!({ "expect": { "error": "malformed" } }), "a fail: expected"),
        (json!({ "policy": { "mod": 1 } }), "a fail: expected"),
        (json!({ "policy": [] }), "a fail: `policy` has the wrong type"),
        (json!({ "mode": "lenient" }), "a fail: `mode` is neither"),
        (json!({ "format": "docx" }), "a fail: `format` is not a format"),
        (json!({ "text": 7 }), "a fail: `text` has the wrong type"),
    ] {
        let (code, said) = replay(&sandbox, &case(change));
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with(why), "{why}: {said}");
    }
}

#[test]
fn every_vector_that_is_changed_fails() {
    let sandbox = Sandbox::new();
    let mut changed = committed();
    let mut cases = 0;
    for object in changed.as_array_mut().unwrap() {
        for case in object["cases"].as_array_mut().unwrap() {
            let expect = case["expect"].as_object_mut().unwrap();
            let (_, value) = expect.iter_mut().next().unwrap();
            *value = json!("something else");
            cases += 1;
        }
    }
    let (code, said) = replay(&sandbox, &changed);
    assert_eq!(code, Some(1));
    assert_eq!(said.lines().last(), Some(format!("0 passed, {cases} failed").as_str()), "{said}");
    assert!(said.contains("expected \"something else\", got"), "{said}");
}

#[test]
fn one_object_or_an_array_and_several_files() {
    let sandbox = Sandbox::new();
    let kdf = committed()[1].clone();
    sandbox.write("one.json", kdf.to_string());
    sandbox.write("array.json", json!([kdf, kdf]).to_string());
    let said = sandbox.phiward(&["conformance", "one.json", "array.json"]).says();
    assert_eq!(said.lines().last(), Some("9 passed, 0 failed"));
}

#[test]
fn what_is_not_known_fails() {
    let sandbox = Sandbox::new();
    for (document, why) in [
        (json!({ "kind": "nonsense", "cases": [] }), "nonsense fail: this release knows no such kind"),
        (json!({ "cases": [] }), "vectors.json fail: an object has no `kind`"),
        (json!([1]), "vectors.json fail: an object has no `kind`"),
        (json!([]), "vectors.json fail: the file holds no vectors"),
        (json!({ "kind": "kdf", "cases": [] }), "kdf fail: there are no cases"),
        (json!({ "kind": "kdf" }), "kdf fail: there are no cases"),
        (
            json!({ "kind": "kdf", "cases": [{ "id": "a", "op": "v9", "expect": {} }] }),
            "a fail: this release knows no operation",
        ),
        (json!({ "kind": "kdf", "cases": [{ "id": "a", "expect": {} }] }), "a fail: the case has no `op`"),
        (
            json!({ "kind": "kdf", "cases": [{ "op": 1, "expect": {} }] }),
            "kdf[0] fail: `op` has the wrong type",
        ),
        (json!({ "kind": "kdf", "cases": [7] }), "kdf[0] fail: the case has no `expect`"),
        (
            json!({ "kind": "keyslot", "cases": [{ "id": "a", "op": "unlock", "expect": {} }] }),
            "a fail: the case has no `slot_b64`",
        ),
        (
            json!({ "kind": "envelope", "cases": [{ "id": "a", "op": "seal", "expect": {}, "version": 2, "purpose": 1,
                "key_hex": "00", "key_id_hex": "00".repeat(16), "salt_hex": "00".repeat(24), "context": {},
                "plaintext": { "pattern": [1, 2], "len": 1 } }] }),
            "a fail: `key_hex` is not 32 bytes",
        ),
        (
            json!({ "kind": "envelope", "cases": [{ "id": "a", "op": "seal", "expect": {}, "version": 2, "purpose": 1,
                "key_hex": "00".repeat(32), "key_id_hex": "00".repeat(16), "salt_hex": "00".repeat(24), "context": {},
                "plaintext": { "pattern": [1, 2], "len": u64::MAX } }] }),
            "a fail: a plaintext of more than",
        ),
    ] {
        let (code, said) = replay(&sandbox, &document);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with(why), "{why}: {said}");
        assert_eq!(said.lines().last(), Some("0 passed, 1 failed"));
    }
}

#[test]
fn files_that_are_not_json() {
    let sandbox = Sandbox::new();
    let kdf = committed()[1].clone();
    sandbox.write("good.json", kdf.to_string());
    for (bytes, code) in [
        (b"".as_slice(), "malformed"),
        (b"{", "malformed"),
        (b"\xff", "malformed"),
        (b"[1,2]x", "malformed"),
        ("[".repeat(200_000).as_bytes(), "malformed"),
    ] {
        sandbox.write("bad.json", bytes);
        // The good file is replayed all the same.
        let outcome = sandbox.phiward(&["conformance", "bad.json", "good.json"]).fails(code);
        assert!(String::from_utf8(outcome.stdout).unwrap().ends_with("3 passed, 1 failed\n"));
    }
    sandbox.phiward(&["conformance", "absent.json"]).fails("io_not_found");
}

#[test]
fn a_recovery_slot_is_opened_by_words() {
    let sandbox = Sandbox::new();
    sandbox.write("password", "correct horse");
    let vault = ["--vault", "v", "--password-file", "password"];
    sandbox.phiward(&[&["vault", "create", "--kdf", "pbkdf2"], &vault[..]].concat()).succeeds();
    let words = sandbox.phiward(&[&["vault", "add-recovery", "--json"], &vault[..]].concat()).says();
    let words: Value = serde_json::from_str(&words).unwrap();
    let file: Value = serde_json::from_slice(&sandbox.read("v")).unwrap();
    let case = |id: &str, words: &Value, expect: Value| json!({ "id": id, "op": "unlock", "words": words, "slot_b64": file["slots"][1], "expect": expect });
    let other = json!("abandon ".repeat(23) + "art");
    let cases = [
        case("right", &words["words"], json!({ "key_id_hex": file["key_id"] })),
        case("other", &other, json!({ "error": "wrong_recovery_code" })),
        case("none", &json!("not words"), json!({ "error": "wrong_recovery_code" })),
    ];
    let (code, said) = replay(&sandbox, &json!({ "kind": "keyslot", "cases": cases }));
    assert_eq!((code, said.lines().last()), (Some(0), Some("3 passed, 0 failed")), "{said}");
}
