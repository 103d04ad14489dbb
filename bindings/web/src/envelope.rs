//! Envelopes under keys that the host holds, and envelopes without a key.

use alloc::{borrow::ToOwned as _, rc::Rc, string::String, vec::Vec};

use phiward_sdk::envelope;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;
use crate::keys::Keys;

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

/// `phiward_sdk::envelope::prefix_len`.
#[wasm_bindgen(js_name = prefixLen)]
pub fn prefix_len(start: &[u8]) -> Result<u32, JsValue> {
    envelope::prefix_len(start).map_err(thrown)
}

/// `phiward_sdk::envelope::RecordKey`.
#[wasm_bindgen]
pub struct RecordKey(Rc<envelope::RecordKey>);

#[wasm_bindgen]
impl RecordKey {
    /// `generate`.
    #[wasm_bindgen]
    pub fn generate() -> Result<Self, JsValue> {
        Ok(Self(Rc::new(envelope::RecordKey::generate().map_err(thrown)?)))
    }

    /// `import`.
    #[wasm_bindgen]
    pub fn import(key_id: &str, secret: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(Rc::new(envelope::RecordKey::import(key_id, secret).map_err(thrown)?)))
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

    /// What seals and opens with the key.
    #[wasm_bindgen]
    pub fn keys(&self) -> Keys {
        Keys(Rc::clone(&self.0) as Rc<dyn envelope::Sealing>)
    }
}
