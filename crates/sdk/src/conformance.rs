//! Replaying language-neutral vectors, so that every runtime is held to the same answers.
//!
//! A kind of vector file is a row of `replay_of`, or of `replay_each` if its cases share what the file sets up.
//! The files are in `docs/spec/vectors/`.

#[cfg(feature = "attest")]
mod attest;
#[cfg(feature = "audit")]
mod audit;
#[cfg_attr(not(feature = "vault"), allow(dead_code, reason = "each kind reads the fields that it has"))]
mod case;
#[cfg(feature = "ems")]
mod ems;
#[cfg(feature = "vault")]
mod envelope;
#[cfg(feature = "vault")]
mod kdf;
#[cfg(feature = "vault")]
mod keyslot;
#[cfg(feature = "redact")]
mod redact;
mod report;
#[cfg(feature = "resilience")]
mod resilience;
#[cfg(feature = "search")]
mod search;

use serde_json::Value;

pub use self::report::CaseResult;
use self::{
    case::{Case, Fault, Outcome},
    report::cases,
};

/// Replays one case.
type Replay = fn(&Case<'_>) -> Result<Outcome, Fault>;

/// What replays which kind.
fn replay_of(kind: &str) -> Option<Replay> {
    match kind {
        #[cfg(feature = "attest")]
        "attest" => Some(attest::replay),
        #[cfg(feature = "vault")]
        "envelope" => Some(envelope::replay),
        #[cfg(feature = "vault")]
        "kdf" => Some(kdf::replay),
        #[cfg(feature = "vault")]
        "keyslot" => Some(keyslot::replay),
        #[cfg(feature = "redact")]
        "redact" => Some(redact::replay),
        _ => None,
    }
}

/// Replays the text of a vector file, and hands over one result for each case as it comes.
///
/// A file that is no vector file, or that holds no cases, gives a result that failed, under the name `file`.
///
/// ```
/// let file = r#"{"kind": "redact", "cases": [
///     {"id": "mrn", "mode": "balanced", "text": "MRN: 00625079", "expect": {"text": "MRN: [MRN]"}}
/// ]}"#;
/// let mut results = Vec::new();
/// phiward_sdk::conformance::replay_each("redact.json", file, &mut |result| results.push(result));
/// assert!(results[0].passed && results[0].id == "mrn");
/// ```
pub fn replay_each(name: &str, text: &str, each: &mut dyn FnMut(CaseResult)) {
    let objects = match serde_json::from_str(text) {
        Ok(Value::Array(objects)) => objects,
        Ok(object) => vec![object],
        Err(_) => return each(CaseResult::failed(name, "the file is not a readable JSON document")),
    };
    if objects.is_empty() {
        each(CaseResult::failed(name, "the file holds no vectors"));
    }
    for object in &objects {
        match object.get("kind").and_then(Value::as_str) {
            #[cfg(feature = "resilience")]
            Some(phiward_resilience::trace::KIND) => resilience::replay_file(object, each),
            #[cfg(feature = "search")]
            Some("search") => {
                let corpora = search::Corpora::of(object);
                cases("search", object, |case| corpora.replay(case), each);
            }
            #[cfg(feature = "audit")]
            Some(kind @ "audit") => cases(kind, object, |case| audit::replay(&Case::new(object), case), each),
            #[cfg(feature = "ems")]
            Some(kind @ "ems-launch") => {
                cases(kind, object, |case| ems::launch(&Case::new(object), case), each);
            }
            #[cfg(feature = "ems")]
            Some(kind @ "ems-signature") => {
                cases(kind, object, |case| ems::signature(&Case::new(object), case), each);
            }
            #[cfg(feature = "ems")]
            Some(kind @ "ems-url") => cases(kind, object, |case| ems::url(&Case::new(object), case), each),
            Some(kind) => match replay_of(kind) {
                Some(replay) => cases(kind, object, replay, each),
                None => each(CaseResult::failed(kind, "this release knows no such kind")),
            },
            None => each(CaseResult::failed(name, "an object has no `kind`")),
        }
    }
}

/// Replays the text of a vector file.
#[must_use]
pub fn replay(name: &str, text: &str) -> Vec<CaseResult> {
    let mut results = Vec::new();
    replay_each(name, text, &mut |result| results.push(result));
    results
}

/// Replays the text of a vector file, and gives the results as a JSON array of `{id, passed, why}`.
#[must_use]
pub fn replay_json(name: &str, text: &str) -> String {
    let results = replay(name, text);
    let results = results
        .iter()
        .map(|CaseResult { id, passed, why }| serde_json::json!({ "id": id, "passed": passed, "why": why }));
    Value::from(results.collect::<Vec<_>>()).to_string()
}
