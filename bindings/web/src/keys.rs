//! What seals and opens, for records and vaults alike.

use alloc::{rc::Rc, vec::Vec};

use phiward_sdk::envelope::Sealing;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::delegate::{DelegatedOpen, DelegatedSeal};
use crate::error::thrown;
use crate::stream::{OpenStream, SealStream};

/// `phiward_sdk::envelope::Sealing`.
#[wasm_bindgen]
pub struct Keys(pub(crate) Rc<dyn Sealing>);

#[wasm_bindgen]
impl Keys {
    /// `delegate_seal`.
    #[wasm_bindgen(js_name = delegateSeal)]
    pub fn delegate_seal(
        &self,
        options: &str,
        streamed: bool,
        now_ms: f64,
    ) -> Result<DelegatedSeal, JsValue> {
        Ok(DelegatedSeal(self.0.delegate_seal(options, streamed, now_ms).map_err(thrown)?))
    }

    /// `delegate_open`.
    #[wasm_bindgen(js_name = delegateOpen)]
    pub fn delegate_open(&self, prefix: &[u8], options: &str, now_ms: f64) -> Result<DelegatedOpen, JsValue> {
        Ok(DelegatedOpen(self.0.delegate_open(prefix, options, now_ms).map_err(thrown)?))
    }

    /// `seal`.
    #[wasm_bindgen]
    pub fn seal(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.seal(plaintext, options, now_ms).map_err(thrown)
    }

    /// `seal_verified`.
    #[wasm_bindgen(js_name = sealVerified)]
    pub fn seal_verified(&self, plaintext: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.seal_verified(plaintext, options, now_ms).map_err(thrown)
    }

    /// `open`.
    #[wasm_bindgen]
    pub fn open(&self, envelope: &[u8], options: &str, now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.open(envelope, options, now_ms).map_err(thrown)
    }

    /// `seal_stream`.
    #[wasm_bindgen(js_name = sealStream)]
    pub fn seal_stream(&self, options: &str, now_ms: f64) -> Result<SealStream, JsValue> {
        Ok(SealStream(self.0.seal_stream(options, now_ms).map_err(thrown)?))
    }

    /// `open_stream`.
    #[wasm_bindgen(js_name = openStream)]
    pub fn open_stream(&self, options: &str, now_ms: f64) -> Result<OpenStream, JsValue> {
        Ok(OpenStream(self.0.open_stream(options, now_ms).map_err(thrown)?))
    }
}
