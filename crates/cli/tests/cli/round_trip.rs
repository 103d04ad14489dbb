//! What is sealed opens again, with every kind of key, from and to everywhere.

use phiward_envelope::{Context, DataKey, KeyId, OsEntropy, open, seal, text};
use phiward_keys::{KdfParams, NewSlot, Password, Vault};

use crate::fixture::{KEY, KEY_ID, RAW, Sandbox, pattern};

const MIB: usize = 1024 * 1024;

/// Sandboxes with the arguments that name a key in them.
fn every_key() -> Vec<(Sandbox, Vec<&'static str>)> {
    let raw = (Sandbox::new(), RAW.to_vec());

    let with_vault = Sandbox::new();
    with_vault.write("password", "correct horse\n");
    let create =
        ["vault", "create", "--vault", "care.vault", "--password-file", "password", "--kdf", "pbkdf2"];
    with_vault.phiward(&create).succeeds();
    let vault = (with_vault, vec!["--vault", "care.vault", "--password-file", "password"]);

    let with_password = Sandbox::new();
    with_password.write("password", "user-password");
    let v1 = vec!["--v1", "--email", "user@example.com", "--password-file", "password"];
    vec![raw, vault, (with_password, v1)]
}

fn args<'a>(parts: &[&[&'a str]]) -> Vec<&'a str> {
    parts.concat()
}

#[test]
fn every_key_opens_what_it_sealed_in_bytes_and_in_text() {
    for (sandbox, key) in every_key() {
        let plaintext = pattern(40_000);
        sandbox.write("in", &plaintext);
        for form in [&[] as &[&str], &["--text"]] {
            sandbox.phiward(&args(&[&["seal"], &key, form, &["--force", "in", "sealed"]])).succeeds();
            sandbox.phiward(&args(&[&["open"], &key, form, &["--force", "sealed", "out"]])).succeeds();
            assert_eq!(sandbox.read("out"), plaintext, "{key:?} {form:?}");
            assert_eq!(sandbox.read("in"), plaintext);
            let sealed = sandbox.read("sealed");
            assert_eq!(form.is_empty(), !sealed.is_ascii());

            let from_stdin = sandbox.phiward(&args(&[&["open"], &key, form, &["-", "-"]])).stdin(&sealed);
            assert_eq!(from_stdin.succeeds(), plaintext, "{key:?} {form:?}");
        }
    }
}

#[test]
fn small_input_becomes_v2_and_large_input_v3() {
    let sandbox = Sandbox::new();
    for (len, version) in [(0, 2), (1, 2), (16_384, 2), (MIB, 2), (MIB + 1, 3), (3 * MIB, 3)] {
        let plaintext = pattern(len);
        let sealed = sandbox.phiward(&args(&[&["seal"], &RAW])).stdin(&plaintext).succeeds();
        assert_eq!(sealed[0], version, "{len}");
        let opened = sandbox.phiward(&args(&[&["open"], &RAW])).stdin(&sealed).succeeds();
        assert!(opened == plaintext, "{len}");
        // From a file the rule is the same.
        sandbox.write("in", &plaintext);
        assert_eq!(sandbox.phiward(&args(&[&["seal"], &RAW, &["in"]])).succeeds()[0], version, "{len}");
    }
    let stream = sandbox.phiward(&args(&[&["seal"], &RAW, &["--stream"]])).stdin("short").succeeds();
    assert_eq!(stream[0], 3);
    assert_eq!(sandbox.phiward(&args(&[&["open"], &RAW])).stdin(stream).succeeds(), b"short");
}

#[test]
fn a_large_stream_passes_as_text_too() {
    let sandbox = Sandbox::new();
    let plaintext = pattern(2 * MIB + 77);
    let sealed = sandbox.phiward(&args(&[&["seal", "--text"], &RAW])).stdin(&plaintext).says();
    let line = sealed.strip_suffix('\n').unwrap();
    assert_eq!(text::decode(line).unwrap()[0], 3);
    for form in [&sealed, line] {
        let opened = sandbox.phiward(&args(&[&["open", "--text"], &RAW])).stdin(form).succeeds();
        assert!(opened == plaintext);
    }
}

#[test]
fn the_command_and_the_library_agree() {
    let sandbox = Sandbox::new();
    let key = DataKey::from_bytes(KeyId::from_hex(KEY_ID).unwrap(), &KEY);
    let context = Context::new([("tenant", "clinic-7"), ("note", "a=b ü")]).unwrap();
    // Pairs may come in any order, and a value may hold an equals sign.
    let pairs = ["--context", "note=a=b ü", "--context", "tenant=clinic-7"];

    let ours = seal(&key, &context, b"BP 120/80", &mut OsEntropy).unwrap();
    let opened = sandbox.phiward(&args(&[&["open"], &RAW, &pairs])).stdin(&ours).succeeds();
    assert_eq!(opened, b"BP 120/80");

    let theirs = sandbox.phiward(&args(&[&["seal"], &RAW, &pairs])).stdin("BP 120/80").succeeds();
    assert_eq!(open(&key, &context, &theirs).unwrap().as_bytes(), b"BP 120/80");
}

#[test]
fn the_context_must_be_the_same() {
    let sandbox = Sandbox::new();
    let sealed =
        sandbox.phiward(&args(&[&["seal", "--context", "record=obs/42"], &RAW])).stdin("x").succeeds();
    for other in
        [&[] as &[&str], &["--context", "record=obs/43"], &["--context", "record=obs/42", "--context", "a=b"]]
    {
        let call = sandbox.phiward(&args(&[&["open"], &RAW, other])).stdin(&sealed);
        assert!(call.fails("wrong_key_or_context").stdout.is_empty());
    }
}

#[test]
fn the_purpose_is_sealed_and_can_be_demanded() {
    let sandbox = Sandbox::new();
    for (given, byte) in [
        (&[] as &[&str], 1),
        (&["--purpose", "record"], 1),
        (&["--purpose", "file-metadata"], 3),
        (&["--purpose", "200"], 200),
    ] {
        // Small and large: the two ways through `open`.
        for len in [10, 2 * MIB] {
            let sealed = sandbox.phiward(&args(&[&["seal"], &RAW, given])).stdin(pattern(len)).succeeds();
            assert_eq!(sealed[3], byte);
            let number = byte.to_string();
            for demanded in [given, &["--purpose", number.as_str()]] {
                let opened = sandbox.phiward(&args(&[&["open"], &RAW, demanded])).stdin(&sealed).succeeds();
                assert!(opened == pattern(len));
            }
            let other = sandbox.phiward(&args(&[&["open", "--purpose", "export"], &RAW])).stdin(&sealed);
            assert!(other.fails("wrong_key_or_context").stdout.is_empty());
        }
    }
}

#[test]
fn the_key_id_may_be_left_out_when_opening() {
    let sandbox = Sandbox::new();
    let sealed = sandbox.phiward(&args(&[&["seal"], &RAW])).stdin("x").succeeds();
    let without = sandbox.phiward(&["open", "--key-file", "key.hex"]).stdin(&sealed);
    assert_eq!(without.succeeds(), b"x");
    let other = ["open", "--key-file", "key.hex", "--key-id", "ffffffffffffffffffffffffffffffff"];
    sandbox.phiward(&other).stdin(&sealed).fails("wrong_key_or_context");
}

#[test]
fn a_key_file_may_have_white_space_around_it_and_come_from_standard_input() {
    let sandbox = Sandbox::new();
    let sealed = sandbox.phiward(&args(&[&["seal"], &RAW])).stdin("x").succeeds();
    sandbox.write("sealed", sealed);
    let digits = String::from_utf8(sandbox.read("key.hex")).unwrap().to_uppercase();
    let spaced = format!("\n  {digits}\t\r\n\n");
    let open = ["open", "--key-file", "-", "sealed"];
    assert_eq!(sandbox.phiward(&open).stdin(spaced).succeeds(), b"x");
}

#[test]
fn a_password_comes_from_a_file_standard_input_or_the_environment() {
    let sandbox = Sandbox::new();
    sandbox.write("password", "correct horse");
    sandbox.write("in", "content");
    let vault = ["--vault", "care.vault"];
    let create = args(&[&["vault", "create", "--kdf", "pbkdf2", "--password-file", "password"], &vault]);
    sandbox.phiward(&create).succeeds();
    let sealed = args(&[&["seal"], &vault, &["in", "sealed"]]);
    sandbox.phiward(&sealed).env("PHIWARD_PASSWORD", "correct horse").succeeds();
    let from_stdin = args(&[&["open", "--password-file", "-"], &vault, &["sealed"]]);
    assert_eq!(sandbox.phiward(&from_stdin).stdin("correct horse\r\n").succeeds(), b"content");
    // The file goes before the environment.
    let from_file = args(&[&["open", "--password-file", "password"], &vault, &["sealed"]]);
    assert_eq!(sandbox.phiward(&from_file).env("PHIWARD_PASSWORD", "wrong").succeeds(), b"content");
    // Without a terminal nobody can be asked.
    sandbox.phiward(&args(&[&["open"], &vault, &["sealed"]])).fails("secret_required");
}

#[test]
fn a_rotated_vault_still_opens_old_envelopes() {
    let sandbox = Sandbox::new();
    sandbox.write("password", "correct horse");
    let password = Password::new("correct horse");
    let (mut vault, unlocked) = Vault::create(&password, KdfParams::PBKDF2, &mut OsEntropy).unwrap();
    sandbox.write("care.vault", vault.to_json());
    let key = ["--vault", "care.vault", "--password-file", "password"];
    let old = sandbox.phiward(&args(&[&["seal"], &key])).stdin("old").succeeds();

    let mut rotation = vault.rotate(&unlocked, &mut OsEntropy).unwrap();
    let slot = NewSlot::Password(&password, KdfParams::PBKDF2);
    rotation.rewrap(&unlocked.slot_id(), slot, &mut OsEntropy).unwrap();
    let rotated = rotation.commit(&mut OsEntropy).unwrap();
    sandbox.write("care.vault", vault.to_json());
    assert_ne!(rotated.data_key().id(), unlocked.data_key().id());

    let new = sandbox.phiward(&args(&[&["seal"], &key])).stdin("new").succeeds();
    assert_ne!(old[4..20], new[4..20]);
    assert_eq!(sandbox.phiward(&args(&[&["open"], &key])).stdin(&old).succeeds(), b"old");
    assert_eq!(sandbox.phiward(&args(&[&["open"], &key])).stdin(&new).succeeds(), b"new");
}
