//! What `phiward inspect` reads without a key.

use std::fs::File;
use std::time::Instant;

use phiward_envelope::{Context, DataKey, Extension, KeyId, OsEntropy, Purpose, Sealer, text};
use serde_json::{Value, json};

use crate::fixture::{KEY, KEY_ID, Sandbox, pattern};

fn sealed(plaintext: &[u8], extensions: &[Extension]) -> Vec<u8> {
    let key = DataKey::from_bytes(KeyId::from_hex(KEY_ID).unwrap(), &KEY);
    let context = Context::empty();
    let sealer = Sealer::new(&key, &context, Purpose::EXPORT).with_extensions(extensions).unwrap();
    sealer.seal(plaintext, &mut OsEntropy).unwrap()
}

fn inspected(sandbox: &Sandbox, bytes: impl AsRef<[u8]>) -> Value {
    sandbox.write("in", &bytes);
    let from_file = sandbox.phiward(&["inspect", "--json", "in"]).says();
    let from_stdin = sandbox.phiward(&["inspect", "--json"]).stdin(&bytes).says();
    assert_eq!(from_file, from_stdin);
    serde_json::from_str(&from_file).unwrap()
}

#[test]
fn an_envelope_in_bytes_and_in_text() {
    let sandbox = Sandbox::new();
    let extensions = [Extension::new(64, b"\x01\xff").unwrap(), Extension::new(7, b"").unwrap()];
    let envelope = sealed(&pattern(40_000), &extensions);
    let expected = json!({
        "version": 2, "suite": 1, "purpose": 4, "purpose_name": "export", "key_id_hex": KEY_ID,
        "ext": [{ "type": 64, "value_hex": "01ff" }, { "type": 7, "value_hex": "" }],
        "chunks": 3, "plaintext_len": 40_000, "header_len": 30,
    });
    assert_eq!(inspected(&sandbox, &envelope), expected);
    assert_eq!(inspected(&sandbox, text::encode(&envelope)), expected);
    assert_eq!(inspected(&sandbox, format!("{}\n", text::encode(&envelope))), expected);
}

#[test]
fn a_legacy_envelope() {
    let sandbox = Sandbox::new();
    let v1 = [&[1][..], &[7; 40]].concat();
    assert_eq!(inspected(&sandbox, &v1), json!({ "version": 1, "plaintext_len": 12 }));
    assert_eq!(inspected(&sandbox, text::encode(&v1)), json!({ "version": 1, "plaintext_len": 12 }));
    sandbox.phiward(&["inspect"]).stdin(&v1[..28]).fails("truncated");
}

#[test]
fn slots_and_vault_files() {
    let sandbox = Sandbox::new();
    sandbox.write("password", "correct horse");
    let vault = ["--vault", "v", "--password-file", "password"];
    sandbox.phiward(&[&["vault", "create"], &vault[..]].concat()).succeeds();
    sandbox.phiward(&[&["vault", "add-recovery"], &vault[..]].concat()).succeeds();

    let file: Value = serde_json::from_slice(&sandbox.read("v")).unwrap();
    let found = inspected(&sandbox, sandbox.read("v"));
    assert_eq!(found["vault_version"], 1);
    assert_eq!(found["key_id_hex"], file["key_id"]);
    assert_eq!(found["slots"][0]["kdf"], json!({ "name": "argon2id", "m_kib": 65_536, "t": 3, "p": 4 }));
    let listed = sandbox.phiward(&["vault", "list", "--json", "--vault", "v"]).says();
    assert_eq!(serde_json::from_str::<Value>(&listed).unwrap(), found);

    for (index, slot_type, name) in [(0, 1, "password"), (1, 2, "recovery")] {
        let slot_text = file["slots"][index].as_str().unwrap();
        let slot = inspected(&sandbox, slot_text);
        assert_eq!(slot, found["slots"][index]);
        assert_eq!(slot, inspected(&sandbox, text::decode(slot_text).unwrap()));
        assert_eq!(
            (&slot["slot_version"], &slot["type"], &slot["type_name"]),
            (&json!(1), &json!(slot_type), &json!(name))
        );
        assert_eq!(slot["key_id_hex"], file["key_id"]);
        assert_eq!(slot["slot_id_hex"].as_str().unwrap().len(), 32);
    }
    let people = sandbox.phiward(&["inspect", "v"]).says();
    assert!(
        people.contains("Argon2id, 64 MiB, 3 passes, 4 lanes") && people.contains("recovery"),
        "{people}"
    );
}

#[test]
fn a_hostile_slot_is_shown_and_called_refused() {
    let sandbox = Sandbox::new();
    let mut slot = [&b"K\x01\x01"[..], &[0; 32], &[16], &[0; 16], &[5, 1]].concat();
    slot.extend(u32::MAX.to_be_bytes());
    slot.extend([0; 104]);
    let people = sandbox.phiward(&["inspect"]).stdin(&slot).says();
    assert!(people.contains("4294967295 iterations: refused, kdf_above_cap"), "{people}");
    assert_eq!(inspected(&sandbox, &slot)["kdf"]["iterations"], u32::MAX);
    sandbox.phiward(&["inspect"]).stdin([&slot[..], &[0]].concat()).fails("trailing_data");
    sandbox.phiward(&["inspect"]).stdin([&slot[..], &[0; 9000]].concat()).fails("trailing_data");
    sandbox.phiward(&["inspect"]).stdin(&slot[..100]).fails("malformed");
}

#[test]
fn people_see_every_field_with_its_offset() {
    let sandbox = Sandbox::new();
    let envelope = sealed(&pattern(20_000), &[Extension::new(64, b"abc").unwrap()]);
    let shown = sandbox.phiward(&["inspect"]).stdin(&envelope).says();
    let mut next = 0;
    for line in shown.lines().skip(1) {
        let columns: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(columns[0].parse(), Ok(next), "{shown}");
        next += columns[1].parse::<usize>().unwrap();
    }
    assert_eq!(next, envelope.len(), "the fields cover the envelope");
    for word in
        ["version", "suite", "purpose", KEY_ID, "extension", "salt", "commitment", "chunk 0", "chunk 1"]
    {
        assert!(shown.contains(word), "{word} in {shown}");
    }
}

#[test]
fn what_cannot_be_read_has_a_code() {
    let sandbox = Sandbox::new();
    let good = sealed(b"x", &[]);
    let changed = |index: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[index] = value;
        bytes
    };
    for (bytes, code) in [
        (Vec::new(), "malformed"),
        (good[..20].to_vec(), "malformed"),
        (good[..60].to_vec(), "truncated"),
        (changed(0, 9), "unsupported_version"),
        (changed(1, 9), "unsupported_suite"),
        (changed(20, 9), "limit_exceeded"),
        (b"AgE*".to_vec(), "malformed"),
        (b"{}".to_vec(), "malformed"),
        (b"{\"phiward_vault\":2}".to_vec(), "unsupported_version"),
        (format!("{{{}}}", " ".repeat(300_000)).into_bytes(), "limit_exceeded"),
        ([b"{".as_slice(), &[0xFF; 10]].concat(), "malformed"),
    ] {
        sandbox.write("in", &bytes);
        sandbox.phiward(&["inspect", "in"]).fails(code);
        sandbox.phiward(&["inspect", "-"]).stdin(&bytes).fails(code);
    }
    sandbox.phiward(&["inspect", "absent"]).fails("io_not_found");
}

#[test]
fn a_huge_file_is_inspected_by_its_start_and_length() {
    let sandbox = Sandbox::new();
    sandbox.write("huge", sealed(b"", &[]));
    // Sparse: it takes no space and no time to make, and would take long to read.
    let len = 78 + 16_400 * 1_000_000_000 + 16;
    File::options().write(true).open(sandbox.path("huge")).unwrap().set_len(len).unwrap();
    let start = Instant::now();
    let found: Value = serde_json::from_str(&sandbox.phiward(&["inspect", "--json", "huge"]).says()).unwrap();
    assert_eq!(found["chunks"], 1_000_000_001);
    assert_eq!(found["plaintext_len"], 16_384_000_000_000_u64);
    assert!(start.elapsed().as_secs() < 5);
}
