//! The text form of envelopes.

use alloc::vec::Vec;

use phiward_sdk::envelope;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::envelope::decode_text`.
#[wasm_bindgen(js_name = fromText)]
pub fn decode_text(text: &str) -> Result<Vec<u8>, JsValue> {
    envelope::decode_text(text).map_err(thrown)
}
