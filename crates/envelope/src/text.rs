//! The text form of an envelope: base64, standard alphabet, padded, strict.

use alloc::{string::String, vec::Vec};
use base64ct::{Base64, Encoding as _};

use crate::Error;

/// Encodes bytes as padded base64 in the standard alphabet (RFC 4648, section 4).
///
/// ```
/// assert_eq!(phiward_envelope::text::encode(b"\x02\x01"), "AgE=");
/// ```
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Decodes padded base64, and accepts exactly what [`encode`] writes.
///
/// White space, missing or surplus padding, the URL-safe alphabet and non-zero unused bits are refused,
/// so that one envelope has one text form.
///
/// # Errors
/// [`Error::Malformed`].
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    Base64::decode_vec(text).map_err(|_| Error::Malformed)
}
