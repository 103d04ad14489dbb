//! Errors cross as the text `code`, a line break, `reason`, which the shell turns into a `PhiwardError`.

use wasm_bindgen::JsValue;

/// The error as the module throws it.
pub(crate) fn thrown(error: phiward_sdk::Error) -> JsValue {
    // Without formatting, which is large.
    JsValue::from_str(&[error.code, "\n", &error.reason].concat())
}
