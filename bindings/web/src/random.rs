//! Random bytes.

use alloc::vec::Vec;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::envelope::random_bytes`.
#[wasm_bindgen(js_name = randomBytes)]
pub fn random_bytes(len: u32) -> Result<Vec<u8>, JsValue> {
    phiward_sdk::envelope::random_bytes(len).map_err(thrown)
}
