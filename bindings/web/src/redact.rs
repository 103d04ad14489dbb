//! Redaction.

use alloc::string::String;

use phiward_sdk::{Units, redact};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::thrown;

/// `phiward_sdk::redact::Redaction`, its findings as JSON.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct Redaction {
    /// The redacted text.
    #[wasm_bindgen(readonly)]
    pub text: String,
    /// The findings, as a JSON array.
    #[wasm_bindgen(readonly)]
    pub findings: String,
}

/// `phiward_sdk::redact::TokenMap`.
#[wasm_bindgen]
pub struct TokenMap(redact::TokenMap);

#[wasm_bindgen]
impl TokenMap {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self(redact::TokenMap::new())
    }

    /// `from_json`.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(json: &str) -> Result<Self, JsValue> {
        Ok(Self(redact::TokenMap::from_json(json).map_err(thrown)?))
    }

    /// `len`.
    #[wasm_bindgen]
    pub fn len(&self) -> u32 {
        self.0.len()
    }

    /// `restore`.
    #[wasm_bindgen]
    pub fn restore(&self, text: &str) -> String {
        self.0.restore(text)
    }

    /// `expose_json`.
    #[wasm_bindgen(js_name = exposeJson)]
    pub fn expose_json(&self) -> String {
        self.0.expose_json()
    }
}

/// `phiward_sdk::redact::Redactor`.
#[wasm_bindgen]
pub struct Redactor(redact::Redactor);

#[wasm_bindgen]
impl Redactor {
    /// `new`.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &str, key: &[u8], scope: &str) -> Result<Self, JsValue> {
        Ok(Self(redact::Redactor::new(policy, key, scope).map_err(thrown)?))
    }

    /// `ai_round_trip`.
    #[wasm_bindgen(js_name = aiRoundTrip)]
    pub fn ai_round_trip(mode: &str) -> Result<Self, JsValue> {
        Ok(Self(redact::Redactor::ai_round_trip(mode).map_err(thrown)?))
    }

    /// `for_logs`.
    #[wasm_bindgen(js_name = forLogs)]
    pub fn for_logs() -> Result<Self, JsValue> {
        Ok(Self(redact::Redactor::for_logs().map_err(thrown)?))
    }

    /// `redact_log`.
    #[wasm_bindgen(js_name = redactLog)]
    pub fn redact_log(&self, line: &str, keep_times: bool) -> String {
        self.0.redact_log(line, keep_times)
    }

    /// `redact`, with offsets in UTF-16 code units.
    #[wasm_bindgen]
    pub fn redact(&self, text: &str, format: &str, map: &TokenMap) -> Result<Redaction, JsValue> {
        let redaction = self.0.redact(text, format, Units::Utf16, &map.0).map_err(thrown)?;
        Ok(Redaction { findings: redaction.findings_json(), text: redaction.text })
    }

    /// `redact`, of which only the text matters.
    #[wasm_bindgen(js_name = redactText)]
    pub fn redact_text(&self, text: &str, format: &str, map: &TokenMap) -> Result<String, JsValue> {
        Ok(self.0.redact(text, format, Units::Bytes, &map.0).map_err(thrown)?.text)
    }

    /// `stream`.
    #[wasm_bindgen]
    pub fn stream(&self) -> RedactStream {
        RedactStream(self.0.stream())
    }
}

/// `phiward_sdk::redact::RedactStream`.
#[wasm_bindgen]
pub struct RedactStream(redact::RedactStream);

#[wasm_bindgen]
impl RedactStream {
    /// `update`.
    #[wasm_bindgen]
    pub fn update(&mut self, piece: &str, map: &TokenMap) -> Result<String, JsValue> {
        self.0.update(piece, &map.0).map_err(thrown)
    }

    /// `finish`.
    #[wasm_bindgen]
    pub fn finish(&mut self, map: &TokenMap) -> Result<String, JsValue> {
        self.0.finish(&map.0).map_err(thrown)
    }
}

/// `phiward_sdk::redact::load_data`.
#[wasm_bindgen(js_name = loadData)]
pub fn load_data(lexicon: &[u8], tagger: &[u8]) -> Result<(), JsValue> {
    redact::load_data(lexicon, tagger).map_err(thrown)
}
