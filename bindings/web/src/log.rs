//! Field policies, pseudonyms and request ids.

use alloc::{borrow::ToOwned as _, string::String};

use phiward_sdk::phi;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::phi::field_policy`.
#[wasm_bindgen(js_name = fieldPolicy)]
pub fn field_policy(name: &str) -> String {
    phi::field_policy(name).to_owned()
}

/// `phiward_sdk::phi::check_request_id`.
#[wasm_bindgen(js_name = checkRequestId)]
pub fn check_request_id(text: &str) -> Result<(), JsValue> {
    phi::check_request_id(text).map_err(thrown)
}

/// `phiward_sdk::phi::PseudonymKey`.
#[wasm_bindgen]
pub struct PseudonymKey(phi::PseudonymKey);

#[wasm_bindgen]
impl PseudonymKey {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(id: &str, secret: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(phi::PseudonymKey::new(id, secret).map_err(thrown)?))
    }

    /// `pseudonym`.
    #[wasm_bindgen]
    pub fn pseudonym(&self, scope: &str, identifier: &str) -> Result<String, JsValue> {
        self.0.pseudonym(scope, identifier).map_err(thrown)
    }
}
