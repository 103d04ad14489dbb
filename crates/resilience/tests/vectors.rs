//! Replays the traces of kind `resilience-trace/1`.
#![cfg(feature = "trace")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use phiward_resilience::trace;
use serde_json::{Value, json};

/// Those of other implementations, and our own.
const FILES: [&str; 2] = ["resilience.json", "resilience-project.json"];

fn traces() -> Vec<Value> {
    FILES.iter().flat_map(|name| traces_of(name)).collect()
}

fn traces_of(name: &str) -> Vec<Value> {
    let path = format!("{}/../../docs/spec/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(file["kind"], trace::KIND);
    file["traces"].as_array().unwrap().clone()
}

#[test]
fn every_trace_gives_what_it_expects() {
    let traces = traces();
    assert!(traces.len() >= 89);
    let failed = |one: &Value| trace::replay(one).err().map(|failure| format!("{}: {failure}", one["id"]));
    let failed: Vec<String> = traces.iter().filter_map(failed).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_traces_cover_the_components() {
    let traces = traces();
    let components: BTreeSet<&str> = traces.iter().map(|one| one["component"].as_str().unwrap()).collect();
    let expected = ["breaker", "idempotency", "rate_limit", "retry", "retry_budget"];
    assert_eq!(components.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_trace_that_expects_something_else_fails() {
    for mut one in traces() {
        let steps = one["steps"].as_array_mut().unwrap();
        let step =
            steps.iter_mut().find(|step| step["expect"].as_object().is_some_and(|e| !e.is_empty())).unwrap();
        let (name, _) = step["expect"].as_object().unwrap().iter().next().unwrap();
        let name = name.clone();
        step["expect"][&name] = json!("something else");
        assert!(trace::replay(&one).unwrap_err().to_string().contains("something else"), "{}", one["id"]);
    }
}
