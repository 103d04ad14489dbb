//! A canary secret appears in nothing that the command says.

use crate::fixture::{KEY_ID, Sandbox};

const PASSWORD: &str = "canary-password-5a2f";
const NEW_PASSWORD: &str = "canary-new-91c7";
const CONTENT: &str = "canary-content-b07e";
const CONTEXT: &str = "canary-context-44d1";
const KEY: &str = "ca1a4ca1a4ca1a4ca1a4ca1a4ca1a4ca1a4ca1a4ca1a4ca1a4ca1a4ca1a4ca1a";

#[test]
fn no_secret_and_no_content_is_ever_told() {
    let sandbox = Sandbox::new();
    sandbox.write("password", PASSWORD);
    sandbox.write("new", NEW_PASSWORD);
    sandbox.write("canary.hex", KEY);
    sandbox.write("half.hex", &KEY[..62]);
    sandbox.write("content", CONTENT);
    sandbox.write("json", format!("{{\"phiward_vault\":\"{CONTENT}\"}}"));
    let context = format!("patient={CONTEXT}");
    let raw = format!("--key-file canary.hex --key-id {KEY_ID} --context {context}");
    let vault = "--vault v --password-file password";
    let lines = [
        format!("seal {raw} content sealed"),
        format!("seal {raw} content sealed"),
        format!("seal {raw} --context {context} content"),
        format!("seal {raw} --context {CONTEXT} content"),
        format!("seal --key-file canary.hex --key-id {KEY} content"),
        format!("seal --key-file half.hex --key-id {KEY_ID} content"),
        "open --key-file canary.hex sealed".to_owned(),
        "open --key-file canary.hex content".to_owned(),
        "open --key-file canary.hex --text content".to_owned(),
        "open --key-file content sealed".to_owned(),
        format!("open --key-file canary.hex --password {PASSWORD} sealed"),
        format!("open --key-file canary.hex --password={PASSWORD} sealed"),
        format!("vault create --kdf pbkdf2 {vault}"),
        format!("vault create {vault}"),
        format!("vault unlock {vault}"),
        format!("vault unlock --json {vault}"),
        "vault unlock --vault v --password-file new".to_owned(),
        "vault unlock --vault v --password-file content".to_owned(),
        "vault unlock --vault json --password-file password".to_owned(),
        "vault recover --vault v --words-file content --new-password-file new".to_owned(),
        format!("vault change-password {vault} --kdf pbkdf2 --new-password-file new"),
        format!("vault change-password {vault} --kdf pbkdf2 --new-password-file new"),
        "vault list --vault v".to_owned(),
        "vault list --vault content".to_owned(),
        "inspect sealed".to_owned(),
        "inspect content".to_owned(),
        "inspect json".to_owned(),
        "inspect --json v".to_owned(),
        format!("seal --v1 --email {CONTEXT}@example.com --password-file password content v1"),
        format!("open --v1 --email {CONTEXT}@example.com --password-file new v1"),
        "conformance content".to_owned(),
        "conformance json".to_owned(),
    ];
    let mut codes = Vec::new();
    for line in &lines {
        let args: Vec<&str> = line.split_whitespace().collect();
        let outcome = sandbox.phiward(&args).run();
        let said = format!("{}{}", String::from_utf8_lossy(&outcome.stdout), outcome.stderr);
        for secret in [PASSWORD, NEW_PASSWORD, CONTENT, CONTEXT, &KEY[..16]] {
            assert!(!said.contains(secret), "{line}\n{said}");
        }
        codes.push(outcome.code);
    }
    // The lines really reached all three ends.
    for code in [0, 1, 2] {
        assert!(codes.iter().filter(|ended| **ended == Some(code)).count() >= 3, "{codes:?}");
    }
}

#[test]
fn a_vault_file_holds_no_key() {
    let sandbox = Sandbox::new();
    sandbox.write("password", PASSWORD);
    let vault = ["--vault", "v", "--password-file", "password"];
    sandbox.phiward(&[&["vault", "create", "--kdf", "pbkdf2"], &vault[..]].concat()).succeeds();
    let words = sandbox.phiward(&[&["vault", "add-recovery", "--json"], &vault[..]].concat()).says();
    let words: serde_json::Value = serde_json::from_str(&words).unwrap();
    let file = String::from_utf8(sandbox.read("v")).unwrap();
    let unlocked = phiward_keys::Vault::from_json(&file).unwrap();
    let unlocked =
        unlocked.unlock(&phiward_keys::Password::new(PASSWORD), &phiward_keys::Caps::default()).unwrap();
    let key = unlocked.data_key().expose_secret();
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    // In base64 a key may stand at any of three offsets; its middle is the same text up to the shift.
    let forms = (0..3).map(|shift| {
        let text = phiward_envelope::text::encode(&[&[0; 2][..shift], key].concat());
        text[4..40].to_owned()
    });
    for form in forms.chain([digits, PASSWORD.to_owned(), words["words"].as_str().unwrap().to_owned()]) {
        assert!(!file.contains(&form));
    }
}
