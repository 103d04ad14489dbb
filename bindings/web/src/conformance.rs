//! Replay of vectors.

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

/// `phiward_sdk::conformance::replay`, as a JSON array of `{id, passed, why}`.
#[wasm_bindgen]
#[must_use]
pub fn replay(name: &str, text: &str) -> String {
    phiward_sdk::conformance::replay_json(name, text)
}
