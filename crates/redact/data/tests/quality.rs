//! The engine on the development notes: the bars that it must clear.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::{process::Command, sync::LazyLock};

use serde_json::Value;

/// Types that rules find, by a label, a grammar or check digits.
const IDENTIFIERS: [&str; 15] = [
    "ACCOUNT",
    "AGE_OVER_89",
    "BIOMETRIC",
    "DEVICE",
    "EMAIL",
    "FAX",
    "HEALTH_PLAN",
    "IP",
    "LICENSE",
    "MRN",
    "OTHER_ID",
    "PHONE",
    "SSN",
    "URL",
    "VEHICLE",
];

static BALANCED: LazyLock<Value> = LazyLock::new(|| score("balanced"));
static STRICT: LazyLock<Value> = LazyLock::new(|| score("strict"));

fn score(mode: &str) -> Value {
    let notes = concat!(env!("CARGO_MANIFEST_DIR"), "/sets/clinical_dev.jsonl");
    let mut command = Command::new(env!("CARGO_BIN_EXE_phiward-redact-data"));
    let output = command.args(["score", notes, "--json", "--mode", mode]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let score: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&score["docs"], &score["gold_spans"]), (&Value::from(1_000), &Value::from(8_130)));
    score
}

/// A figure of a score.
fn figure(score: &Value, pointer: &str) -> f64 {
    score.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("no {pointer}"))
}

#[test]
fn characters_of_phi_are_redacted() {
    let recall = figure(&BALANCED, "/char_recall");
    assert!(recall >= 0.985, "{recall}");
}

#[test]
fn characters_of_phi_are_redacted_in_strict_mode() {
    let recall = figure(&STRICT, "/char_recall");
    assert!(recall >= 0.985, "{recall}");
}

#[test]
fn strict_mode_misses_nothing_that_balanced_mode_finds() {
    for (kind, figures) in BALANCED["types"].as_object().unwrap() {
        let strict = figure(&STRICT, &format!("/types/{kind}/char_recall"));
        assert!(strict >= figure(figures, "/char_recall"), "{kind}: {strict}");
    }
}

#[test]
fn names_are_found() {
    let recall = figure(&BALANCED, "/types/NAME/recall");
    assert!(recall >= 0.95, "{recall}");
}

#[test]
fn identifiers_are_found() {
    for kind in IDENTIFIERS {
        let recall = figure(&BALANCED, &format!("/types/{kind}/recall"));
        assert!(recall >= 0.99, "{kind}: {recall}");
    }
}

#[test]
fn dates_are_found() {
    let recall = figure(&BALANCED, "/types/DATE/recall");
    assert!(recall >= 0.99, "{recall}");
}

#[test]
fn harmless_text_survives() {
    let needless = figure(&BALANCED, "/over_redaction_per_1000");
    assert!(needless <= 30.0, "{needless}");
}
