//! One step: its arguments, and what it must give.

use alloc::format;
use alloc::string::String;

use serde_json::{Map, Value};

/// Most times that one step is repeated.
const MOST_REPEATS: u64 = 1_000_000;

#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a>(&'a Value);

impl<'a> Step<'a> {
    pub(super) const fn new(step: &'a Value) -> Self {
        Self(step)
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, String> {
        self.get(name).and_then(Value::as_str).ok_or_else(|| format!("the step has no text `{name}`"))
    }

    pub(super) fn number(&self, name: &str) -> Result<u64, String> {
        self.get(name).and_then(Value::as_u64).ok_or_else(|| format!("the step has no whole number `{name}`"))
    }

    pub(super) fn op(&self) -> Result<&'a str, String> {
        self.text("op")
    }

    pub(super) fn now_ms(&self) -> Result<u64, String> {
        self.number("t")
    }

    /// The key of a component that has several instances.
    pub(super) fn key(&self) -> &'a str {
        self.get("key").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn repeat(&self) -> u64 {
        self.number("repeat").unwrap_or(1).min(MOST_REPEATS)
    }

    /// Compares the fields that are expected.
    pub(super) fn compare(&self, got: &Map<String, Value>) -> Result<(), String> {
        let expected = self.get("expect").and_then(Value::as_object);
        for (name, value) in expected.into_iter().flatten() {
            let holds = match (name.strip_suffix("_min"), name.strip_suffix("_max")) {
                (Some(base), _) => {
                    bound(got, base).zip(value.as_u64()).is_some_and(|(got, least)| got >= least)
                }
                (_, Some(base)) => {
                    bound(got, base).zip(value.as_u64()).is_some_and(|(got, most)| got <= most)
                }
                _ => got.get(name) == Some(value),
            };
            if !holds {
                let got = Value::from(got.clone());
                return Err(format!("{name}: expected {value}, got {got}"));
            }
        }
        Ok(())
    }
}

fn bound(got: &Map<String, Value>, name: &str) -> Option<u64> {
    got.get(name)?.as_u64()
}

/// Fields of which some may be absent.
pub(super) fn fields<const N: usize>(fields: [(&str, Option<Value>); N]) -> Map<String, Value> {
    fields.into_iter().filter_map(|(name, value)| Some((String::from(name), value?))).collect()
}

pub(super) fn unknown_op(op: &str) -> String {
    format!("this release knows no operation `{op}`")
}
