//! What an envelope says about itself; nothing of it is authenticated.

use alloc::{borrow::ToOwned as _, string::String};

use phiward_envelope::{Header, Inspection};

use crate::Error;
use crate::shown::envelope_json;

/// The extension that names the content, `docs/spec/envelope.md`, section 5.
const CONTENT: u8 = 1;

/// How the plaintext is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Bytes,
    Text,
    Json,
}

impl Content {
    /// The header extension that says so; bytes need none.
    pub(crate) const fn extension(self) -> Option<(u8, u8)> {
        match self {
            Self::Bytes => None,
            Self::Text => Some((CONTENT, 1)),
            Self::Json => Some((CONTENT, 2)),
        }
    }

    fn of(header: &Header) -> Self {
        let named = header.extensions().iter().find(|extension| extension.kind() == CONTENT);
        match named.map(phiward_envelope::Extension::value) {
            Some([1]) => Self::Text,
            Some([2]) => Self::Json,
            _ => Self::Bytes,
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        [Self::Bytes, Self::Text, Self::Json].into_iter().find(|content| content.name() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// What an envelope of any version says about itself.
///
/// Numbers that can pass 2^32 are `f64`, exact below 2^53.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EnvelopeInfo {
    /// 1, 2 or 3.
    pub version: u32,
    /// What was sealed: `record`, `file`, `file-metadata`, `export`, `wrapped-key`; empty for v1 and unknown ones.
    pub purpose: String,
    /// The id of the key, as 32 hexadecimal digits; empty for v1, which has none.
    pub key_id: String,
    /// `bytes`, `text` or `json`; bytes when the envelope does not say.
    pub content: String,
    /// Number of sealed chunks; 1 for v1.
    pub chunks: f64,
    /// Length of the plaintext in bytes.
    pub plaintext_len: f64,
    /// Length of the header in bytes; 1 for v1.
    pub header_len: u32,
    /// The same and the extensions as JSON, in the shape of `phiward inspect --json`.
    pub json: String,
}

/// Reads what an envelope says about itself, without a key.
///
/// ```
/// let key = phiward_sdk::envelope::RecordKey::generate()?;
/// let info = phiward_sdk::envelope::inspect(&key.seal(b"note", "")?)?;
/// assert_eq!((info.version, info.plaintext_len, info.key_id), (2, 4.0, key.id()));
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
///
/// # Errors
/// `malformed`, `unsupported_version`, `unsupported_suite`, `limit_exceeded`, `truncated`.
pub fn inspect(envelope: &[u8]) -> Result<EnvelopeInfo, Error> {
    let inspection = phiward_envelope::inspect(envelope)?;
    let version = u32::from(inspection.version());
    let json = envelope_json(&inspection).to_text();
    let plaintext_len = number(inspection.plaintext_len());
    Ok(match &inspection {
        Inspection::Envelope { header, layout } => EnvelopeInfo {
            version,
            purpose: header.purpose().name().unwrap_or_default().to_owned(),
            key_id: header.key_id().to_hex(),
            content: Content::of(header).name().to_owned(),
            chunks: number(layout.chunks()),
            plaintext_len,
            header_len: u32::try_from(header.encoded_len()).unwrap_or(u32::MAX),
            json,
        },
        _ => EnvelopeInfo {
            version,
            purpose: String::new(),
            key_id: String::new(),
            content: Content::Bytes.name().to_owned(),
            chunks: 1.0,
            plaintext_len,
            header_len: 1,
            json,
        },
    })
}

/// How the plaintext is to be read: `bytes`, `text` or `json`. Only the header is looked at.
///
/// # Errors
/// As [`inspect`], of the header alone.
pub fn content(envelope: &[u8]) -> Result<&'static str, Error> {
    Ok(Content::of(&Header::parse(envelope)?).name())
}

/// Bytes before the first chunk of an envelope.
///
/// # Errors
/// As [`inspect`], of the header alone; `truncated` when the envelope ends before its first chunk.
pub fn prefix_len(envelope: &[u8]) -> Result<u32, Error> {
    let prefix_len = Header::parse(envelope)?.prefix_len();
    if envelope.len() < prefix_len {
        return Err(phiward_envelope::Error::Truncated.into());
    }
    Ok(u32::try_from(prefix_len).unwrap_or(u32::MAX))
}

/// A length that other languages hold in a double.
#[expect(clippy::cast_precision_loss, reason = "lengths are below 2^53, up to which doubles are exact")]
const fn number(len: u64) -> f64 {
    len as f64
}
