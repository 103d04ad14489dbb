//! Envelopes under keys that the host holds, and envelopes without a key.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use phiward_sdk::envelope;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::delegate::{DelegatedOpen, DelegatedSeal};
use crate::error::thrown;
use crate::stream::{OpenStream, SealStream};

/// `phiward_sdk::envelope::inspect`, as JSON.
#[wasm_bindgen]
pub fn inspect(envelope: &[u8]) -> Result<String, JsValue> {
    Ok(envelope::inspect(envelope).map_err(thrown)?.json)
}

/// `phiward_sdk::envelope::content`.
#[wasm_bindgen]
pub fn content(envelope: &[u8]) -> Result<String, JsValue> {
    envelope::content(envelope).map(str::to_owned).map_err(thrown)
}

/// `phiward_sdk::envelope::encode_text`.
#[wasm_bindgen(js_name = toText)]
pub fn encode_text(envelope: &[u8]) -> String {
    envelope::encode_text(envelope)
}

/// `phiward_sdk::envelope::decode_text`.
#[wasm_bindgen(js_name = fromText)]
pub fn decode_text(text: &str) -> Result<Vec<u8>, JsValue> {
    envelope::decode_text(text).map_err(thrown)
}

/// `phiward_sdk::envelope::random_bytes`.
#[wasm_bindgen(js_name = randomBytes)]
pub fn random_bytes(len: u32) -> Result<Vec<u8>, JsValue> {
    envelope::random_bytes(len).map_err(thrown)
}

/// `phiward_sdk::envelope::prefix_len`.
#[wasm_bindgen(js_name = prefixLen)]
pub fn prefix_len(start: &[u8]) -> Result<u32, JsValue> {
    envelope::prefix_len(start).map_err(thrown)
}

/// `phiward_sdk::is_retryable`.
#[wasm_bindgen(js_name = isRetryable)]
pub fn is_retryable(code: &str) -> bool {
    phiward_sdk::is_retryable(code)
}

/// `phiward_sdk::envelope::RecordKey`.
#[wasm_bindgen]
pub struct RecordKey(envelope::RecordKey);

#[wasm_bindgen]
impl RecordKey {
    /// `generate`.
    #[wasm_bindgen]
    pub fn generate() -> Result<Self, JsValue> {
        Ok(Self(envelope::RecordKey::generate().map_err(thrown)?))
    }

    /// `import`.
    #[wasm_bindgen]
    pub fn import(key_id: &str, secret: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(envelope::RecordKey::import(key_id, secret).map_err(thrown)?))
    }

    /// `id`.
    #[wasm_bindgen]
    pub fn id(&self) -> String {
        self.0.id()
    }

    /// `export_secret`.
    #[wasm_bindgen(js_name = exportSecret)]
    pub fn export_secret(&self) -> Vec<u8> {
        self.0.export_secret()
    }

    /// `seal`.
    #[wasm_bindgen]
    pub fn seal(&self, plaintext: &[u8], options: &str, _now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.seal(plaintext, options).map_err(thrown)
    }

    /// `open`.
    #[wasm_bindgen]
    pub fn open(&self, envelope: &[u8], options: &str, _now_ms: f64) -> Result<Vec<u8>, JsValue> {
        self.0.open(envelope, options).map_err(thrown)
    }

    /// `delegate_seal`.
    #[wasm_bindgen(js_name = delegateSeal)]
    pub fn delegate_seal(
        &self,
        options: &str,
        streamed: bool,
        _now_ms: f64,
    ) -> Result<DelegatedSeal, JsValue> {
        Ok(DelegatedSeal(self.0.delegate_seal(options, streamed).map_err(thrown)?))
    }

    /// `delegate_open`.
    #[wasm_bindgen(js_name = delegateOpen)]
    pub fn delegate_open(
        &self,
        prefix: &[u8],
        options: &str,
        _now_ms: f64,
    ) -> Result<DelegatedOpen, JsValue> {
        Ok(DelegatedOpen(self.0.delegate_open(prefix, options).map_err(thrown)?))
    }

    /// `seal_stream`.
    #[wasm_bindgen(js_name = sealStream)]
    pub fn seal_stream(&self, options: &str, _now_ms: f64) -> Result<SealStream, JsValue> {
        Ok(SealStream(self.0.seal_stream(options).map_err(thrown)?))
    }

    /// `open_stream`.
    #[wasm_bindgen(js_name = openStream)]
    pub fn open_stream(&self, options: &str, _now_ms: f64) -> Result<OpenStream, JsValue> {
        Ok(OpenStream(self.0.open_stream(options).map_err(thrown)?))
    }
}
