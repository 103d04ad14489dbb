//! Sealing and opening under keys that the host holds, and reading envelopes without a key.

mod delegate;
mod info;
mod key;
mod options;
mod sealing;
mod stream;

use alloc::{string::String, vec::Vec};

pub use self::{
    delegate::{DelegatedOpen, DelegatedSeal},
    info::{EnvelopeInfo, content, inspect, prefix_len},
    key::{RecordKey, random_bytes},
    sealing::Sealing,
    stream::{OpenStream, SealStream},
};
#[cfg(feature = "vault")]
pub(crate) use self::{
    key::{copy as copy_key, open_with, seal_with, secret_bytes},
    options::SealOptions,
};

use crate::Error;

/// Encodes an envelope as padded base64.
#[must_use]
pub fn encode_text(envelope: &[u8]) -> String {
    phiward_envelope::text::encode(envelope)
}

/// Decodes the text form of an envelope, strictly: one envelope has one text.
///
/// # Errors
/// `malformed`.
pub fn decode_text(text: &str) -> Result<Vec<u8>, Error> {
    Ok(phiward_envelope::text::decode(text)?)
}
