//! Errors cross as the text `code`, a line break, `reason`, which the shell turns into a `PhiwardError`.

use wasm_bindgen::JsValue;

/// The error as the module throws it.
pub(crate) fn thrown(error: phiward_sdk::Error) -> JsValue {
    let mut text = error.reason;
    text.insert(0, '\n');
    text.insert_str(0, error.code);
    JsValue::from_str(&text)
}
