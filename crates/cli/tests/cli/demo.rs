//! The guided tour runs, shows what it promises, and leaves nothing.

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::fixture::Sandbox;

#[test]
fn the_tour_shows_every_step_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("tmp")).unwrap();
    let start = Instant::now();
    let said = sandbox.phiward(&["demo"]).env("TMPDIR", sandbox.path("tmp")).says();
    assert!(start.elapsed().as_secs() < 60, "it took {:?}", start.elapsed());
    for line in [
        " 1  Make a vault from an e-mail and a password",
        "Argon2id, 64 MiB, 3 passes, 4 lanes",
        " 2  Seal a patient record",
        " 3  Look at the envelope's anatomy",
        "commitment",
        " 4  Open it",
        "identical",
        " 5  Open an envelope of the legacy format",
        r#"{"message":"Sensitive health data"}"#,
        " 6  Tamper, misplace, guess and cut",
        "refused  corrupt",
        "refused  wrong_key_or_context",
        "refused  wrong_password",
        "refused  truncated",
        " 7  Change the password without touching the record",
        "unchanged, all",
        " 8  Recover with 24 words",
        "opens the record without a password",
        " 9  Refuse a hostile key slot",
        "refused  kdf_above_cap",
        "10  Seal and open a stream of 64 MiB",
        "MiB/s",
        "11  Redact a note for an AI model, and put the answer together again",
        "the note is back byte for byte",
        "12  Scrub a log line",
        "{ to: '[PHONE]', body: '[NAME], your visit",
        "Shown: 12 steps and 8 refusals",
        "docs/spec/envelope.md",
    ] {
        assert!(said.contains(line), "{line} is missing in:\n{said}");
    }
    assert!(!said.contains('\u{1b}'), "there are colours without a terminal");
    assert!(said.lines().all(|line| line.chars().count() <= 120), "a line is too long");
    assert_eq!(fs::read_dir(sandbox.path("tmp")).unwrap().count(), 0, "something was left behind");
}

#[test]
fn the_sample_can_be_another_folder() {
    let sandbox = Sandbox::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    let said = sandbox.phiward(&["demo", "--dir", samples.to_str().unwrap()]).says();
    let len = fs::metadata(samples.join("patient-record.json")).unwrap().len();
    assert!(said.contains(&format!("{len} bytes of synthetic FHIR JSON")));
    sandbox.phiward(&["demo", "--dir", "absent"]).fails("io_not_found");
}

#[test]
fn the_sample_says_that_it_is_synthetic() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/patient-record.json");
    let record: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert_eq!(record["meta"]["tag"][0]["code"], "HTEST");
    assert!(record["entry"][0]["resource"]["name"][0]["family"].as_str().unwrap().starts_with("Synthetic"));
}
