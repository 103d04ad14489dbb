//! Replay of vectors.

use napi_derive::napi;

/// `phiward_sdk::conformance::replay`, as a JSON array of `{id, passed, why}`.
#[napi]
pub fn replay(name: String, text: String) -> String {
    phiward_sdk::conformance::replay_json(&name, &text)
}
