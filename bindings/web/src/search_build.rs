//! Building the indexes of protocol search.

use alloc::vec::Vec;

use phiward_sdk::search;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::search::build_index`.
#[wasm_bindgen(js_name = buildIndex)]
pub fn build_index(lines: &str, options: &str) -> Result<Vec<u8>, JsValue> {
    search::build_index(lines, options).map_err(thrown)
}
