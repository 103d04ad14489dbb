//! Redaction.

use napi::Result;
use napi_derive::napi;
use phiward_sdk::{Units, redact};

use crate::error::thrown;

/// `phiward_sdk::redact::Redaction`, its findings as JSON.
#[napi(object)]
pub struct Redaction {
    /// The redacted text.
    pub text: String,
    /// The findings, as a JSON array.
    pub findings: String,
}

/// `phiward_sdk::redact::TokenMap`.
#[napi]
pub struct TokenMap(redact::TokenMap);

#[napi]
impl TokenMap {
    /// `new`.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self(redact::TokenMap::new())
    }

    /// `from_json`.
    #[napi(factory)]
    pub fn from_json(json: String) -> Result<Self> {
        Ok(Self(redact::TokenMap::from_json(&json).map_err(thrown)?))
    }

    /// `len`.
    #[napi]
    pub fn len(&self) -> u32 {
        self.0.len()
    }

    /// `restore`.
    #[napi]
    pub fn restore(&self, text: String) -> String {
        self.0.restore(&text)
    }

    /// `expose_json`.
    #[napi]
    pub fn expose_json(&self) -> String {
        self.0.expose_json()
    }
}

/// `phiward_sdk::redact::Redactor`.
#[napi]
pub struct Redactor(redact::Redactor);

#[napi]
impl Redactor {
    /// `new`.
    #[napi(constructor)]
    pub fn new(policy: String, key: &[u8], scope: String) -> Result<Self> {
        Ok(Self(redact::Redactor::new(&policy, key, &scope).map_err(thrown)?))
    }

    /// `ai_round_trip`.
    #[napi(factory)]
    pub fn ai_round_trip(mode: String) -> Result<Self> {
        Ok(Self(redact::Redactor::ai_round_trip(&mode).map_err(thrown)?))
    }

    /// `for_logs`.
    #[napi(factory)]
    pub fn for_logs() -> Result<Self> {
        Ok(Self(redact::Redactor::for_logs().map_err(thrown)?))
    }

    /// `redact_log`.
    #[napi]
    pub fn redact_log(&self, line: String, keep_times: bool) -> String {
        self.0.redact_log(&line, keep_times)
    }

    /// `redact`, with offsets in UTF-16 code units.
    #[napi]
    pub fn redact(&self, text: String, format: String, map: &TokenMap) -> Result<Redaction> {
        let redaction = self.0.redact(&text, &format, Units::Utf16, &map.0).map_err(thrown)?;
        Ok(Redaction { findings: redaction.findings_json(), text: redaction.text })
    }

    /// `redact`, of which only the text matters.
    #[napi]
    pub fn redact_text(&self, text: String, format: String, map: &TokenMap) -> Result<String> {
        Ok(self.0.redact(&text, &format, Units::Bytes, &map.0).map_err(thrown)?.text)
    }

    /// `stream`.
    #[napi]
    pub fn stream(&self) -> RedactStream {
        RedactStream(self.0.stream())
    }
}

/// `phiward_sdk::redact::RedactStream`.
#[napi]
pub struct RedactStream(redact::RedactStream);

#[napi]
impl RedactStream {
    /// `update`.
    #[napi]
    pub fn update(&mut self, piece: String, map: &TokenMap) -> Result<String> {
        self.0.update(&piece, &map.0).map_err(thrown)
    }

    /// `finish`.
    #[napi]
    pub fn finish(&mut self, map: &TokenMap) -> Result<String> {
        self.0.finish(&map.0).map_err(thrown)
    }
}
