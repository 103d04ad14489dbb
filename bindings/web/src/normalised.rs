//! Normalization form C.

use alloc::string::String;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// A password in normalization form C, by the browser: the tables for it are larger than all of the rest.
pub(crate) fn normalised(password: &str) -> String {
    JsText::from(JsValue::from_str(password)).normalize("NFC")
}

#[wasm_bindgen]
extern "C" {
    /// JavaScript's `String`.
    type JsText;

    #[wasm_bindgen(method, js_class = "String")]
    fn normalize(this: &JsText, form: &str) -> String;
}
