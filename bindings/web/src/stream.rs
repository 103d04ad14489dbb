//! Streams of envelopes.

use alloc::vec::Vec;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::envelope::SealStream`.
#[wasm_bindgen]
pub struct SealStream(pub(crate) phiward_sdk::envelope::SealStream);

#[wasm_bindgen]
impl SealStream {
    /// `update`.
    #[wasm_bindgen]
    pub fn update(&mut self, plaintext: &[u8]) -> Result<Vec<u8>, JsValue> {
        self.0.update(plaintext).map_err(thrown)
    }

    /// `finish`.
    #[wasm_bindgen]
    pub fn finish(&mut self) -> Result<Vec<u8>, JsValue> {
        self.0.finish().map_err(thrown)
    }
}

/// `phiward_sdk::envelope::OpenStream`.
#[wasm_bindgen]
pub struct OpenStream(pub(crate) phiward_sdk::envelope::OpenStream);

#[wasm_bindgen]
impl OpenStream {
    /// `update`.
    #[wasm_bindgen]
    pub fn update(&mut self, sealed: &[u8]) -> Result<Vec<u8>, JsValue> {
        self.0.update(sealed).map_err(thrown)
    }

    /// `finish`.
    #[wasm_bindgen]
    pub fn finish(&mut self) -> Result<Vec<u8>, JsValue> {
        self.0.finish().map_err(thrown)
    }
}
