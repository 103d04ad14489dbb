//! Replays the conformance vectors of kind `redact`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use phiward_redact::{Category, Format, Mode, Operator, Policy, PolicyFile, Redactor, Terms, TokenMap};
use serde_json::{Value, json};

fn cases() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/vectors/redact.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(file["kind"], "redact");
    file["cases"].as_array().unwrap().clone()
}

fn mode(case: &Value) -> Mode {
    match case["mode"].as_str().unwrap() {
        "strict" => Mode::Strict,
        other => {
            assert_eq!(other, "balanced");
            Mode::Balanced
        }
    }
}

/// What a case gives: `text` and `spans`, or `error`.
fn replay(case: &Value) -> Value {
    let (policy, terms) = match case.get("policy") {
        Some(policy) => match PolicyFile::from_json(&policy.to_string()) {
            Ok(file) => (file.policy, file.terms),
            Err(error) => return json!({ "error": error.code() }),
        },
        None => (Policy::default(), Terms::new()),
    };
    let redactor = match Redactor::new(policy.with_mode(mode(case))) {
        Ok(redactor) => redactor.with_terms(terms),
        Err(error) => return json!({ "error": error.code() }),
    };
    let text = case["text"].as_str().unwrap();
    let format = Format::from_name(case.get("format").map_or("text", |name| name.as_str().unwrap())).unwrap();
    let redaction = redactor.redact_as(format, text, &mut TokenMap::new());
    let point = |byte: usize| text[..byte].chars().count();
    let changed = redaction.manifest.entries().iter().filter(|entry| entry.operator != Operator::Keep);
    let spans = changed.map(|entry| {
        json!({ "start": point(entry.span.start), "end": point(entry.span.end), "type": entry.span.category.name() })
    });
    json!({ "text": redaction.text, "spans": spans.collect::<Vec<_>>() })
}

#[test]
fn every_vector_gives_what_it_expects() {
    let cases = cases();
    assert!(cases.len() >= 120);
    let mut failed = Vec::new();
    for case in &cases {
        let got = replay(case);
        let expected = case["expect"].as_object().unwrap();
        assert!(!expected.is_empty());
        if expected.iter().any(|(name, value)| got.get(name) != Some(value)) {
            failed.push(format!("{}: expected {}, got {got}", case["id"], case["expect"]));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_vectors_cover_modes_formats_and_categories() {
    let cases = cases();
    let ids: BTreeSet<&str> = cases.iter().map(|case| case["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), cases.len());
    for field in ["mode", "format"] {
        let values: BTreeSet<&str> = cases.iter().filter_map(|case| case.get(field)?.as_str()).collect();
        let expected: &[&str] = match field {
            "mode" => &["balanced", "strict"],
            _ => &["fhir", "hl7", "json", "log", "nemsis", "url", "xml"],
        };
        assert_eq!(values.into_iter().collect::<Vec<_>>(), expected);
    }
    let spans = cases.iter().filter_map(|case| case["expect"]["spans"].as_array()).flatten();
    let found: BTreeSet<&str> = spans.map(|span| span["type"].as_str().unwrap()).collect();
    // An age of 89 or less stays.
    for category in Category::ALL.iter().filter(|category| **category != Category::Age) {
        assert!(found.contains(category.name()), "{category}");
    }
}
