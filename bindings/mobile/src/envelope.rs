//! Envelopes under keys that the host holds, and envelopes without a key.

use phiward_sdk::envelope;
use zeroize::Zeroizing;

use crate::{OpenStream, PhiwardError, SealStream};

/// What an envelope of any version says about itself, unauthenticated.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct EnvelopeInfo {
    /// 1, 2 or 3.
    pub version: u32,
    /// What was sealed: `record`, `file`, `file-metadata`, `export`, `wrapped-key`; empty for v1.
    pub purpose: String,
    /// The id of the key, as 32 hexadecimal digits; empty for v1, which has none.
    pub key_id: String,
    /// `bytes`, `text` or `json`; bytes when the envelope does not say.
    pub content: String,
    /// Number of sealed chunks, exact below 2^53.
    pub chunks: f64,
    /// Length of the plaintext in bytes, exact below 2^53.
    pub plaintext_len: f64,
    /// Length of the header in bytes.
    pub header_len: u32,
    /// The same and the extensions as JSON, in the shape of `phiward inspect --json`.
    pub json: String,
}

/// Reads what an envelope says about itself, without a key.
///
/// # Errors
/// `malformed`, `unsupported_version`, `truncated`, `limit_exceeded`.
#[uniffi::export]
pub fn inspect(envelope: &[u8]) -> Result<EnvelopeInfo, PhiwardError> {
    let info = envelope::inspect(envelope)?;
    Ok(EnvelopeInfo {
        version: info.version,
        purpose: info.purpose,
        key_id: info.key_id,
        content: info.content,
        chunks: info.chunks,
        plaintext_len: info.plaintext_len,
        header_len: info.header_len,
        json: info.json,
    })
}

/// How the plaintext of an envelope is to be read: `bytes`, `text` or `json`.
///
/// # Errors
/// As `inspect`.
#[uniffi::export]
pub fn content_of(envelope: &[u8]) -> Result<String, PhiwardError> {
    Ok(envelope::content(envelope)?.to_owned())
}

/// An envelope as text, for JSON fields and text columns.
#[uniffi::export]
#[must_use]
pub fn envelope_to_text(envelope: &[u8]) -> String {
    envelope::encode_text(envelope)
}

/// Reads what `envelope_to_text` gave.
///
/// # Errors
/// `malformed`.
#[uniffi::export]
pub fn envelope_from_text(text: &str) -> Result<Vec<u8>, PhiwardError> {
    Ok(envelope::decode_text(text)?)
}

/// Draws random bytes from the operating system.
///
/// # Errors
/// `entropy_unavailable`; `limit_exceeded` above 64 KiB.
#[uniffi::export]
pub fn random_bytes(len: u32) -> Result<Vec<u8>, PhiwardError> {
    Ok(envelope::random_bytes(len)?)
}

/// A data key that the host holds: 32 secret bytes and their id. A `Vault` keeps keys for a person.
///
/// Options are JSON: `{"context": {"record": "obs/42"}, "purpose": "record", "content": "json"}`; an empty text
/// means none, and an unknown field is an error.
#[derive(Debug, uniffi::Object)]
pub struct RecordKey(envelope::RecordKey);

#[uniffi::export]
impl RecordKey {
    /// Draws a random key.
    ///
    /// # Errors
    /// `entropy_unavailable`.
    #[uniffi::constructor]
    pub fn generate() -> Result<Self, PhiwardError> {
        Ok(Self(envelope::RecordKey::generate()?))
    }

    /// Takes a key of 32 uniformly random bytes, and its id as 32 hexadecimal digits.
    ///
    /// # Errors
    /// `malformed`.
    #[uniffi::constructor]
    pub fn from_secret(key_id: &str, secret: Vec<u8>) -> Result<Self, PhiwardError> {
        Ok(Self(envelope::RecordKey::import(key_id, &Zeroizing::new(secret))?))
    }

    /// The id, as 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        self.0.id()
    }

    /// The secret bytes, for wrapping them elsewhere.
    #[must_use]
    pub fn expose_secret(&self) -> Vec<u8> {
        self.0.export_secret()
    }

    /// Seals into a v2 envelope.
    ///
    /// # Errors
    /// `invalid_configuration`, `malformed` and `limit_exceeded` of the options; `entropy_unavailable`.
    pub fn seal(&self, plaintext: &[u8], options: &str) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.seal(plaintext, options)?)
    }

    /// Opens a v2 or v3 envelope.
    ///
    /// # Errors
    /// `malformed`, `unsupported_version`, `truncated`, `wrong_key_or_context`, `corrupt`, and those of the options.
    pub fn open(&self, envelope: &[u8], options: &str) -> Result<Vec<u8>, PhiwardError> {
        Ok(self.0.open(envelope, options)?)
    }

    /// Starts a v3 envelope.
    ///
    /// # Errors
    /// As `seal`.
    pub fn seal_stream(&self, options: &str) -> Result<SealStream, PhiwardError> {
        Ok(SealStream::of(self.0.seal_stream(options)?))
    }

    /// Starts to open a v2 or v3 envelope.
    ///
    /// # Errors
    /// Those of the options.
    pub fn open_stream(&self, options: &str) -> Result<OpenStream, PhiwardError> {
        Ok(OpenStream::of(self.0.open_stream(options)?))
    }
}
