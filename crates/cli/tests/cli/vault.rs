//! The life of a vault.

use std::fs::File;

use serde_json::Value;

use crate::fixture::{Call, Sandbox};

/// A sandbox with a vault, an envelope of it, and two password files.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("password", "correct horse");
    sandbox.write("new", "battery staple");
    sandbox.write("in", "content");
    vault(&sandbox, "create", &["--kdf", "pbkdf2", "--password-file", "password"]).succeeds();
    sandbox.phiward(&["seal", "--vault", "v", "--password-file", "password", "in", "sealed"]).succeeds();
    sandbox
}

fn vault(sandbox: &Sandbox, command: &str, args: &[&str]) -> Call {
    sandbox.phiward(&[&["vault", command, "--vault", "v"], args].concat())
}

fn opens_with(sandbox: &Sandbox, password_file: &str) -> Call {
    sandbox.phiward(&["open", "--vault", "v", "--password-file", password_file, "sealed"])
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The words of the recovery slot that it adds.
fn add_recovery(sandbox: &Sandbox, password_file: &str) -> String {
    let said = vault(sandbox, "add-recovery", &["--json", "--password-file", password_file]).says();
    json(&said)["words"].as_str().unwrap().to_owned()
}

#[test]
fn a_vault_is_never_replaced_by_a_new_one() {
    let sandbox = sandbox();
    let before = sandbox.read("v");
    vault(&sandbox, "create", &["--password-file", "password"]).fails("output_exists");
    assert_eq!(sandbox.read("v"), before);
}

#[test]
fn create_unlock_and_list_tell_the_same_ids() {
    let sandbox = Sandbox::new();
    sandbox.write("password", "correct horse");
    let created = json(&vault(&sandbox, "create", &["--json", "--password-file", "password"]).says());
    let unlocked = json(&vault(&sandbox, "unlock", &["--json", "--password-file", "password"]).says());
    let listed = json(&vault(&sandbox, "list", &["--json"]).says());
    assert_eq!(created["key_id_hex"], listed["key_id_hex"]);
    assert_eq!(created["slot"], listed["slots"][0]);
    assert_eq!(created["slot"]["kdf"]["name"], "argon2id");
    assert_eq!(unlocked["key_id_hex"], created["key_id_hex"]);
    assert_eq!(unlocked["slot_id_hex"], created["slot"]["slot_id_hex"]);
    assert_eq!(unlocked["retired_key_ids_hex"], serde_json::json!([]));
    // And the form for people.
    for command in ["unlock", "list"] {
        let args: &[&str] = if command == "unlock" { &["--password-file", "password"] } else { &[] };
        assert!(vault(&sandbox, command, args).says().contains(created["key_id_hex"].as_str().unwrap()));
    }
}

#[test]
fn a_changed_password_touches_no_envelope() {
    let sandbox = sandbox();
    let (vault_before, sealed_before) = (sandbox.read("v"), sandbox.read("sealed"));
    let names = sandbox.names();
    let change =
        ["--kdf", "argon2id-low-memory", "--password-file", "password", "--new-password-file", "new"];
    vault(&sandbox, "change-password", &change).succeeds();
    assert_ne!(sandbox.read("v"), vault_before);
    assert_eq!(sandbox.read("sealed"), sealed_before);
    assert_eq!(sandbox.names(), names);
    opens_with(&sandbox, "password").fails("wrong_password");
    assert_eq!(opens_with(&sandbox, "new").succeeds(), b"content");
}

#[test]
fn the_new_password_may_come_from_the_environment() {
    let sandbox = sandbox();
    let change = vault(&sandbox, "change-password", &["--kdf", "pbkdf2"]);
    change.env("PHIWARD_PASSWORD", "correct horse").env("PHIWARD_NEW_PASSWORD", "battery staple").succeeds();
    assert_eq!(opens_with(&sandbox, "new").succeeds(), b"content");
}

#[test]
fn recovery_words_open_the_vault_and_set_a_password() {
    let sandbox = sandbox();
    let words = add_recovery(&sandbox, "password");
    assert_eq!(words.split(' ').count(), 24);
    sandbox.write("words", format!("{}\n", words.to_uppercase()));
    let recover = ["--kdf", "pbkdf2", "--words-file", "words", "--new-password-file", "new"];
    vault(&sandbox, "recover", &recover).succeeds();
    opens_with(&sandbox, "password").fails("wrong_password");
    assert_eq!(opens_with(&sandbox, "new").succeeds(), b"content");
    // The words stay good, also from standard input.
    let again = ["--kdf", "pbkdf2", "--words-file", "-", "--new-password-file", "password"];
    vault(&sandbox, "recover", &again).stdin(words).succeeds();
    assert_eq!(opens_with(&sandbox, "password").succeeds(), b"content");
}

#[test]
fn words_are_shown_to_people_once() {
    let sandbox = sandbox();
    let said = vault(&sandbox, "add-recovery", &["--password-file", "password"]).says();
    let words = said.lines().find_map(|line| line.strip_prefix("words")).unwrap().trim();
    assert_eq!(words.split(' ').count(), 24, "{said}");
    let listed = vault(&sandbox, "list", &[]).says();
    assert!(words.split(' ').all(|word| !listed.contains(&format!(" {word} "))), "{listed}");
}

#[test]
fn wrong_secrets_change_nothing() {
    let sandbox = sandbox();
    let words = add_recovery(&sandbox, "password");
    let before = sandbox.read("v");
    let new = ["--new-password-file", "new"];
    let change = |file| vault(&sandbox, "change-password", &[&["--password-file", file], &new[..]].concat());
    change("new").fails("wrong_password");
    vault(&sandbox, "add-recovery", &["--password-file", "new"]).fails("wrong_password");
    vault(&sandbox, "unlock", &["--password-file", "new"]).fails("wrong_password");

    let recover = |words: &str| {
        sandbox.write("words", words);
        vault(&sandbox, "recover", &[&["--words-file", "words"], &new[..]].concat())
    };
    let other = "abandon ".repeat(23) + "art";
    recover(&other).fails("wrong_recovery_code");
    recover(words.rsplit_once(' ').unwrap().0).fails("malformed_recovery_code");
    recover("").fails("malformed_recovery_code");
    sandbox.write("words", b"\xff");
    vault(&sandbox, "recover", &[&["--words-file", "words"], &new[..]].concat())
        .fails("malformed_recovery_code");
    // A new password that is refused.
    sandbox.write("empty", "");
    vault(&sandbox, "change-password", &["--password-file", "password", "--new-password-file", "empty"])
        .fails("empty_password");
    assert_eq!(sandbox.read("v"), before);
}

#[test]
fn a_vault_without_recovery_says_so() {
    let sandbox = sandbox();
    sandbox.write("words", "abandon ".repeat(23) + "art");
    vault(&sandbox, "recover", &["--words-file", "words", "--new-password-file", "new"])
        .fails("slot_not_found");
}

#[test]
fn vault_files_that_are_none() {
    let sandbox = sandbox();
    let good = String::from_utf8(sandbox.read("v")).unwrap();
    for (bytes, code) in [
        (Vec::new(), "malformed"),
        (b"{}".to_vec(), "malformed"),
        (b"\xff\xfe".to_vec(), "malformed"),
        (good.replacen("\"phiward_vault\":1", "\"phiward_vault\":2", 1).into_bytes(), "unsupported_version"),
        (good.replacen("\"slots\"", "\"keys\"", 1).into_bytes(), "malformed"),
        (good.replacen("\"slots\":[\"SwE", "\"slots\":[\"TwE", 1).into_bytes(), "malformed"),
        (vec![b' '; 300_000], "limit_exceeded"),
    ] {
        sandbox.write("v", &bytes);
        vault(&sandbox, "unlock", &["--password-file", "password"]).fails(code);
        vault(&sandbox, "list", &[]).fails(code);
        vault(&sandbox, "add-recovery", &["--password-file", "password"]).fails(code);
        assert_eq!(sandbox.read("v"), bytes);
    }
    vault(&sandbox, "unlock", &["--vault", "absent"]).run();
    sandbox.phiward(&["vault", "list", "--vault", "absent"]).fails("io_not_found");
}

#[test]
fn a_hostile_slot_in_a_vault_is_refused_before_any_work() {
    let sandbox = sandbox();
    let file = json(&String::from_utf8(sandbox.read("v")).unwrap());
    let mut slot = phiward_envelope::text::decode(file["slots"][0].as_str().unwrap()).unwrap();
    // Magic, version, type, two ids, 16 bytes of salt and two lengths stand before the iterations.
    let at = 3 + 32 + 1 + 16 + 1 + 1;
    assert_eq!(slot[at..at + 4], 600_000_u32.to_be_bytes());
    slot[at..at + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    let mut hostile = file;
    hostile["slots"][0] = phiward_envelope::text::encode(&slot).into();
    sandbox.write("v", hostile.to_string());
    let start = std::time::Instant::now();
    vault(&sandbox, "unlock", &["--password-file", "password"]).fails("kdf_above_cap");
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn two_commands_do_not_change_a_vault_at_once() {
    let sandbox = sandbox();
    let other = File::open(sandbox.path("v")).unwrap();
    other.lock().unwrap();
    vault(&sandbox, "add-recovery", &["--password-file", "password"]).fails("vault_busy");
    // Reading is always possible.
    assert_eq!(opens_with(&sandbox, "password").succeeds(), b"content");
    // Closing would not do: a process that another test is just starting may still share the file.
    other.unlock().unwrap();
    add_recovery(&sandbox, "password");
}
