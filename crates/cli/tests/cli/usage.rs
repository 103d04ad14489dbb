//! Arguments that are wrong, and the help that says what is right.

use crate::fixture::{KEY_ID, RAW, Sandbox};

#[test]
fn wrong_arguments_exit_with_2() {
    let sandbox = Sandbox::new();
    sandbox.write("in", "x");
    let before = sandbox.names();
    let raw = RAW.join(" ");
    let lines = [
        String::new(),
        "nonsense".to_owned(),
        "seal".to_owned(),
        "seal in out".to_owned(),
        "seal --key-file key.hex in out".to_owned(),
        "seal --key-id 00 --key-file key.hex in out".to_owned(),
        format!("seal --key-id {KEY_ID} in out"),
        format!("seal {raw} --vault v in out"),
        format!("seal {raw} --v1 --email a@example.com in out"),
        format!("seal {raw} --password-file p in out"),
        format!("seal {raw} in out surplus"),
        format!("seal {raw} --context nonsense in out"),
        format!("seal {raw} --context =value in out"),
        format!("seal {raw} --context a=1 --context a=2 in out"),
        format!("seal {raw} --purpose nonsense in out"),
        format!("seal {raw} --purpose 0 in out"),
        format!("seal {raw} --purpose 256 in out"),
        "seal --v1 in out".to_owned(),
        "seal --email a@example.com in out".to_owned(),
        "seal --v1 --email a@example.com --context a=b in out".to_owned(),
        "seal --v1 --email a@example.com --stream in out".to_owned(),
        "seal --v1 --email a@example.com --purpose file in out".to_owned(),
        "open in out".to_owned(),
        "open --v1 --email a@example.com --context a=b in out".to_owned(),
        "open --vault v --password-file -".to_owned(),
        "open --key-file - -".to_owned(),
        "inspect a b".to_owned(),
        "vault".to_owned(),
        "vault create".to_owned(),
        "vault create --vault v --kdf md5".to_owned(),
        "vault change-password --vault v --password-file - --new-password-file -".to_owned(),
        "vault recover --vault v --words-file - --new-password-file -".to_owned(),
        "conformance".to_owned(),
        "demo surplus".to_owned(),
    ];
    for line in lines {
        let args: Vec<&str> = line.split_whitespace().collect();
        let outcome = sandbox.phiward(&args).run();
        assert_eq!(outcome.code, Some(2), "{line}: {}", outcome.stderr);
        // Without a command the answer is the help.
        let is_told = match line.as_str() {
            "" | "vault" => outcome.stderr.contains("Commands:"),
            _ => outcome.stderr.starts_with("error[usage]: "),
        };
        assert!(is_told && outcome.stdout.is_empty(), "{line}: {}", outcome.stderr);
        assert_eq!(sandbox.names(), before, "{line}");
    }
}

#[test]
fn wrong_arguments_as_json() {
    let sandbox = Sandbox::new();
    for args in [
        &["seal", "--json"] as &[&str],
        &["--json", "seal", "--key-file", "key.hex", "in"],
        &["nonsense", "--json"],
        &["--json"],
    ] {
        let outcome = sandbox.phiward(args).run();
        let error: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
        assert_eq!(error["error"]["code"], "usage");
        assert!(!error["error"]["reason"].as_str().unwrap().is_empty());
        assert_eq!(outcome.code, Some(2));
    }
}

#[test]
fn every_command_explains_itself() {
    let sandbox = Sandbox::new();
    for (command, word) in [
        ("", "Commands:"),
        ("seal", "1 MiB"),
        ("open", "authentic"),
        ("inspect", "without a key"),
        ("vault", "slots"),
        ("vault create", "--kdf"),
        ("vault unlock", "--password-file"),
        ("vault change-password", "--new-password-file"),
        ("vault add-recovery", "24 words"),
        ("vault recover", "--words-file"),
        ("vault list", "no secret"),
        ("redact", "constant memory"),
        ("scan-logs", "never the value"),
        ("conformance", "N passed, N failed"),
        ("demo", "--dir"),
    ] {
        let args: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = sandbox.phiward(&args).says();
        assert!(help.contains(word) && help.contains("Usage: phiward"), "{command}: {help}");
    }
    assert!(sandbox.phiward(&["--version"]).says().starts_with("phiward "));
}
