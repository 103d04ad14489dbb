//! The v1 format: always readable, written only by calls of this module.
//!
//! `0x01 | iv[12] | tag[16] | ciphertext`: AES-256-GCM with a random IV and no associated data.
//! The tag stands *before* the ciphertext; WebCrypto and most libraries put it after.
//!
//! v1 is kept for data that exists. It lacks what v2 has:
//! - It does not commit to its key: one ciphertext can be made to open under two keys.
//! - It has no context: an envelope can be moved to another record and still opens.
//! - One key may seal at most 2^32 messages, because IVs are random (SP 800-38D, section 8.3).
//!
//! [`upgrade`] turns a v1 envelope into v2.

use alloc::vec::Vec;
use core::fmt;

use subtle::ConstantTimeEq as _;

use crate::{
    Entropy, Error, Opener, Plaintext, Sealer,
    backend::{Active, Backend, Gcm as _, TAG_LEN},
    header::V1,
};

/// Bytes of a v1 envelope before its ciphertext.
pub const OVERHEAD: usize = 1 + IV_LEN + TAG_LEN;

const IV_LEN: usize = 12;
/// Most bytes that AES-GCM takes in one call (SP 800-38D, section 5.2.1.1).
const MAX_PLAINTEXT_LEN: u64 = (1 << 36) - 32;

/// A v1 key. It is wiped on drop, and neither `Clone` nor comparable.
pub struct Key(<Active as Backend>::Gcm);

impl Key {
    /// Makes a key of its bytes; the caller wipes its own copy.
    #[must_use]
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(<Active as Backend>::Gcm::from_key(secret))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

/// Seals into a v1 envelope, for readers that know nothing newer.
///
/// It draws 12 bytes of entropy. Count the calls: one key must not make more than 2^32 of them.
///
/// # Errors
/// [`Error::EntropyUnavailable`], and [`Error::LimitExceeded`] above 64 GiB.
pub fn seal(key: &Key, plaintext: &[u8], entropy: &mut impl Entropy) -> Result<Vec<u8>, Error> {
    if plaintext.len() as u64 > MAX_PLAINTEXT_LEN {
        return Err(Error::LimitExceeded);
    }
    let mut iv = [0; IV_LEN];
    entropy.fill(&mut iv)?;
    let mut ciphertext = Vec::with_capacity(OVERHEAD + plaintext.len());
    ciphertext.push(V1);
    ciphertext.extend_from_slice(&iv);
    ciphertext.extend_from_slice(&[0; TAG_LEN]);
    ciphertext.extend_from_slice(plaintext);
    let tag = key.0.seal(&iv, ciphertext.get_mut(OVERHEAD..).unwrap_or_default());
    ciphertext.get_mut(1 + IV_LEN..OVERHEAD).unwrap_or_default().copy_from_slice(&tag);
    Ok(ciphertext)
}

/// Opens a v1 envelope.
///
/// # Errors
/// - [`Error::Truncated`] below 29 bytes.
/// - [`Error::UnsupportedVersion`] when it is not v1.
/// - [`Error::WrongKeyOrCorrupt`] otherwise: v1 cannot tell which.
pub fn open(key: &Key, envelope: &[u8]) -> Result<Plaintext, Error> {
    plaintext_len(envelope)?;
    let (iv, rest) = envelope.split_at(1).1.split_first_chunk().ok_or(Error::Truncated)?;
    let (tag, ciphertext) = rest.split_first_chunk().ok_or(Error::Truncated)?;
    let mut plaintext = Plaintext::with_capacity(ciphertext.len());
    if key.0.open_onto(iv, ciphertext, tag, plaintext.as_mut_vec()) {
        Ok(plaintext)
    } else {
        Err(Error::WrongKeyOrCorrupt)
    }
}

/// Turns a v1 envelope into a v2 one that carries the same content.
///
/// The new envelope is opened again and compared before it is handed out, so that replacing the old one
/// by it cannot lose the record.
///
/// # Errors
/// Those of [`open`] and of [`Sealer::seal`]; [`Error::Corrupt`] if the new envelope did not read back.
pub fn upgrade(
    key: &Key,
    envelope: &[u8],
    sealer: &Sealer<'_>,
    entropy: &mut impl Entropy,
) -> Result<Vec<u8>, Error> {
    let plaintext = open(key, envelope)?;
    let upgraded = sealer.seal(&plaintext, entropy)?;
    let read_back = Opener::from(sealer).open(&upgraded)?;
    if bool::from(plaintext.ct_eq(&read_back)) { Ok(upgraded) } else { Err(Error::Corrupt) }
}

/// Length of the plaintext of a v1 envelope, after checking that it can be one.
pub(crate) fn plaintext_len(envelope: &[u8]) -> Result<u64, Error> {
    match envelope.first() {
        Some(&V1) | None => {}
        Some(&found) => return Err(Error::UnsupportedVersion { found }),
    }
    let len = envelope.len().checked_sub(OVERHEAD).ok_or(Error::Truncated)? as u64;
    if len > MAX_PLAINTEXT_LEN { Err(Error::LimitExceeded) } else { Ok(len) }
}
