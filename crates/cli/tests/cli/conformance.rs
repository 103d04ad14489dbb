//! `phiward conformance` on the committed vectors, and on files that are not what they should be.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::fixture::Sandbox;

/// The committed vector files, in the order of their names.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/vectors");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn file(name: &str) -> Value {
    read(files().iter().find(|path| path.ends_with(name)).unwrap())
}

fn committed() -> Value {
    file("envelope.json")
}

/// How many cases, or traces, a vector file holds.
fn count(file: &Value) -> usize {
    let objects = file.as_array().map_or_else(|| vec![file], |objects| objects.iter().collect());
    let cases = objects.iter().map(|object| object.get("cases").unwrap_or(&object["traces"]));
    cases.map(|cases| cases.as_array().unwrap().len()).sum()
}

/// Replays a document and gives the exit code and what was printed.
fn replay(sandbox: &Sandbox, document: &Value) -> (Option<i32>, String) {
    sandbox.write("vectors.json", document.to_string());
    let outcome = sandbox.phiward(&["conformance", "vectors.json"]).run();
    (outcome.code, String::from_utf8(outcome.stdout).unwrap())
}

#[test]
fn every_committed_vector_passes() {
    let files = files();
    let cases: usize = files.iter().map(|path| count(&read(path))).sum();
    let paths: Vec<_> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let said = Sandbox::new().phiward(&[&["conformance"], &*paths].concat()).says();
    assert_eq!(said.lines().last(), Some(format!("{cases} passed, 0 failed").as_str()), "{said}");
    assert_eq!(said.lines().filter(|line| line.ends_with(" pass")).count(), cases);
    assert!(files.len() >= 10 && cases >= 600, "{} files, {cases} cases", files.len());
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
fn a_wrong_vector_of_attestation_fails() {
    let sandbox = Sandbox::new();
    let mut file = file("attest.json");
    file["cases"].as_array_mut().unwrap().truncate(1);
    file["cases"][0]["expect"] = json!({ "error": "debug_mode" });
    assert!(replay(&sandbox, &file).1.starts_with("accepted fail: expected"));
    file["cases"][0]["expected"]["pcrs"] = json!({ "0": "xx" });
    assert!(replay(&sandbox, &file).1.starts_with("accepted fail: a value of `pcrs`"));
}

#[test]
fn launches_and_logs_that_are_not_what_is_expected_fail() {
    let sandbox = Sandbox::new();
    for name in ["audit.json", "ems-launch.json", "ems-signature.json", "ems-url.json"] {
        let mut file = file(name);
        for case in file["cases"].as_array_mut().unwrap() {
            case["expect"] = json!({ "error": "something else" });
        }
        let (code, said) = replay(&sandbox, &file);
        assert_eq!(
            (code, said.lines().last()),
            (Some(1), Some(&*format!("0 passed, {} failed", count(&file))))
        );
    }
}

#[test]
fn launches_and_logs_that_make_no_sense_fail() {
    let sandbox = Sandbox::new();
    for (name, place, value, why) in [
        ("ems-launch.json", "/agency/numbers/0", json!("?"), "`numbers` is not one that"),
        ("ems-launch.json", "/agency/adult_from_years", json!(300), "`adult_from_years` is not one that"),
        ("ems-launch.json", "/agency/aliases", json!([7]), "`aliases` holds something other than texts"),
        ("ems-launch.json", "/cases/0/via", json!("post"), "the case has no `post`"),
        ("ems-launch.json", "/profiles/query_accept/carrier", json!("post"), "`carrier` is neither"),
        ("ems-signature.json", "/keys/k1", json!("00"), "`keys` is not one that"),
        ("ems-signature.json", "/keys/k0", json!("xx"), "`k0` is not hexadecimal"),
        ("ems-url.json", "/return/apps/0/scheme", json!("javascript"), "`apps` is not one that"),
        ("ems-url.json", "/cases/0/op", json!("visit"), "this release knows no operation"),
        ("audit.json", "/first_key", json!("07"), "`first_key` is not 32 bytes"),
        ("audit.json", "/head/sig", json!("07"), "`head` is not one that"),
        (
            "audit.json",
            "/cases/0",
            json!({ "op": "verify", "lines": [[9]], "expect": {} }),
            "`lines` does not",
        ),
    ] {
        let mut file = file(name);
        *file.pointer_mut(place).unwrap() = value;
        file["cases"].as_array_mut().unwrap().truncate(1);
        let (code, said) = replay(&sandbox, &file);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(&format!(" fail: {why}")), "{why}: {said}");
    }
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
