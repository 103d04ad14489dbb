//! Redaction.

use std::sync::Mutex;

use phiward_sdk::{Units, redact};
use zeroize::Zeroizing;

use crate::{PhiwardError, stream::held};

/// What the language counts in its strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Offsets {
    /// UTF-16 code units: Kotlin, JavaScript, Swift's `NSString` and `String.utf16`.
    Utf16,
    /// Unicode code points: Python.
    CodePoints,
    /// Bytes of UTF-8: Swift's `String.utf8`.
    Utf8,
}

impl From<Offsets> for Units {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Utf16 => Self::Utf16,
            Offsets::CodePoints => Self::CodePoints,
            Offsets::Utf8 => Self::Bytes,
        }
    }
}

/// A redacted text, and what was found in the original. Findings hold no text.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Redaction {
    /// The redacted text.
    pub text: String,
    /// What was found, in the order of the original.
    pub findings: Vec<Finding>,
}

/// A redacted text, and its findings as a JSON array, for hosts where that is quicker than objects.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RedactionText {
    /// The redacted text.
    pub text: String,
    /// The findings.
    pub findings_json: String,
}

/// One finding: where in the original, what, and what was done.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Finding {
    /// Where it starts, in the units that were asked for.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The category, such as `NAME`.
    pub category: String,
    /// How sure the rule is, in percent.
    pub confidence: u32,
    /// The stable id of the rule that decided.
    pub rule: String,
    /// What was done, such as `tag` or `keep`.
    pub operation: String,
}

/// Which token stands for which value. It holds PHI, and is wiped when it is dropped.
#[derive(Debug, uniffi::Object)]
pub struct TokenMap(redact::TokenMap);

#[uniffi::export]
impl TokenMap {
    /// An empty map.
    #[expect(clippy::new_without_default, reason = "a default is of no use to other languages")]
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Self {
        Self(redact::TokenMap::new())
    }

    /// Reads what `expose_json` gave, after it was opened.
    ///
    /// # Errors
    /// `malformed`.
    #[uniffi::constructor]
    pub fn from_json(json: String) -> Result<Self, PhiwardError> {
        Ok(Self(redact::TokenMap::from_json(&Zeroizing::new(json))?))
    }

    /// Number of tokens.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.len()
    }

    /// Puts the values back into a text; tokens that the map does not know stay.
    #[must_use]
    pub fn restore(&self, text: &str) -> String {
        self.0.restore(text)
    }

    /// The tokens and their values, to be sealed at once and never logged.
    #[must_use]
    pub fn expose_json(&self) -> String {
        self.0.expose_json()
    }
}

/// Redacts texts by one policy; any text gives a redacted text.
///
/// Formats are `text`, `json`, `hl7`, `xml`, `log` and `url`.
#[derive(Debug, uniffi::Object)]
pub struct Redactor(redact::Redactor);

#[uniffi::export]
impl Redactor {
    /// A redactor for a policy in JSON, of which an empty text is the default.
    ///
    /// `key` is 32 random bytes for policies whose operators derive from values, else empty; `scope` names who
    /// shares pseudonyms, such as a tenant.
    ///
    /// # Errors
    /// `invalid_configuration`, `unknown_name`, `key_missing`, `malformed`.
    #[uniffi::constructor]
    pub fn new(policy: &str, key: Vec<u8>, scope: &str) -> Result<Self, PhiwardError> {
        Ok(Self(redact::Redactor::new(policy, &Zeroizing::new(key), scope)?))
    }

    /// A redactor whose tokens, such as `[NAME_1]`, can be put back into the answer of a model.
    ///
    /// # Errors
    /// `unknown_name` unless `mode` is `balanced` or `strict`.
    #[uniffi::constructor]
    pub fn ai_round_trip(mode: &str) -> Result<Self, PhiwardError> {
        Ok(Self(redact::Redactor::ai_round_trip(mode)?))
    }

    /// A redactor for logs: the strict mode, and ages and diagnosis codes in texts are tagged too.
    ///
    /// # Errors
    /// None in this build, which holds the dictionaries.
    #[uniffi::constructor]
    pub fn for_logs() -> Result<Self, PhiwardError> {
        Ok(Self(redact::Redactor::for_logs()?))
    }

    /// A line or record of a log as a log may hold it; `keep_times` lets the line's own time stay.
    #[must_use]
    pub fn redact_log(&self, line: &str, keep_times: bool) -> String {
        self.0.redact_log(line, keep_times)
    }

    /// Redacts a text of a format, and adds its reversible tokens to `tokens`.
    ///
    /// # Errors
    /// `unknown_name` when there is no such format; data gives no errors.
    pub fn redact(
        &self,
        text: &str,
        format: &str,
        offsets: Offsets,
        tokens: &TokenMap,
    ) -> Result<Redaction, PhiwardError> {
        let redaction = self.0.redact(text, format, offsets.into(), &tokens.0)?;
        let findings = redaction.findings.into_iter().map(|finding| Finding {
            start: finding.start,
            end: finding.end,
            category: finding.category.to_owned(),
            confidence: finding.confidence,
            rule: finding.rule.to_owned(),
            operation: finding.operator.to_owned(),
        });
        Ok(Redaction { findings: findings.collect(), text: redaction.text })
    }

    /// As `redact`, with the findings as one JSON array.
    ///
    /// # Errors
    /// As `redact`.
    pub fn redact_to_json(
        &self,
        text: &str,
        format: &str,
        offsets: Offsets,
        tokens: &TokenMap,
    ) -> Result<RedactionText, PhiwardError> {
        let redaction = self.0.redact(text, format, offsets.into(), &tokens.0)?;
        Ok(RedactionText { findings_json: redaction.findings_json(), text: redaction.text })
    }

    /// As `redact`, of which only the text matters.
    ///
    /// # Errors
    /// As `redact`.
    pub fn redact_text(&self, text: &str, format: &str, tokens: &TokenMap) -> Result<String, PhiwardError> {
        Ok(self.0.redact(text, format, Units::Bytes, &tokens.0)?.text)
    }

    /// Starts to redact a text that arrives in pieces, in memory that does not grow.
    #[must_use]
    pub fn stream(&self) -> RedactStream {
        RedactStream(Mutex::new(self.0.stream()))
    }
}

/// Redacts a text that arrives in pieces: the result is that of the whole, however it was cut.
#[derive(Debug, uniffi::Object)]
pub struct RedactStream(Mutex<redact::RedactStream>);

#[uniffi::export]
impl RedactStream {
    /// Takes a piece, and gives the redacted text that no later piece can change.
    ///
    /// # Errors
    /// `stream_finished`.
    pub fn update(&self, piece: &str, tokens: &TokenMap) -> Result<String, PhiwardError> {
        Ok(held(&self.0).update(piece, &tokens.0)?)
    }

    /// Gives what was held back.
    ///
    /// # Errors
    /// `stream_finished`.
    pub fn finish(&self, tokens: &TokenMap) -> Result<String, PhiwardError> {
        Ok(held(&self.0).finish(&tokens.0)?)
    }
}
