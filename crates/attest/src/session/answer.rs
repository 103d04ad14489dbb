//! The answer: keys from HPKE's exporter, chunks of 16 KiB, padded.

use alloc::vec::Vec;
use core::fmt;

use aes_gcm::aead::{AeadInOut as _, KeyInit as _, inout::InOutBuf};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::session::suite::{EXPORT_LEN, TAG_LEN};
use crate::session::{SessionError, padding};

/// Length of the random bytes in front of an answer.
const SALT_LEN: usize = 32;
const NONCE_LEN: usize = 12;
/// Most plaintext of a chunk.
const CHUNK_LEN: usize = 16 * 1024;

/// First byte of the content: what kind of answer it is.
const ANSWERED: u8 = 0;
const REFUSED: u8 = 1;

/// What an enclave answers.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The answer to the request.
    Answered(Vec<u8>),
    /// Why there is none: a stable code of `docs/spec/enclave.md`. It is as long as an answer.
    Refused(Vec<u8>),
}

impl Drop for Answer {
    fn drop(&mut self) {
        let (Self::Answered(bytes) | Self::Refused(bytes)) = self;
        bytes.zeroize();
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Answered(_) => "Answered(..)",
            Self::Refused(_) => "Refused(..)",
        })
    }
}

impl Answer {
    fn parts(&self) -> (u8, &[u8]) {
        match self {
            Self::Answered(bytes) => (ANSWERED, bytes),
            Self::Refused(code) => (REFUSED, code),
        }
    }

    fn parse(content: &[u8]) -> Result<Self, SessionError> {
        match content.split_first() {
            Some((&ANSWERED, rest)) => Ok(Self::Answered(rest.to_vec())),
            Some((&REFUSED, rest)) => Ok(Self::Refused(rest.to_vec())),
            _ => Err(SessionError::Malformed),
        }
    }
}

/// The key and the first nonce of an answer (RFC 9458, section 4.4, with SHA-256 and AES-256-GCM).
struct AnswerKeys {
    key: Zeroizing<[u8; 32]>,
    nonce: [u8; NONCE_LEN],
}

impl AnswerKeys {
    fn derive(secret: &[u8; EXPORT_LEN], enc: &[u8], salt: &[u8; SALT_LEN]) -> Self {
        let prk = Hkdf::<Sha256>::new(Some(&[enc, salt].concat()), secret);
        let mut keys = Self { key: Zeroizing::new([0; 32]), nonce: [0; NONCE_LEN] };
        // Expanding to less than 255 digests cannot fail.
        let _ = prk.expand(b"key", keys.key.as_mut());
        let _ = prk.expand(b"nonce", &mut keys.nonce);
        keys
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.key).into())
    }

    /// The nonce of a chunk: its number, added to the first nonce by XOR.
    fn nonce(&self, chunk: usize) -> Nonce<aes_gcm::aead::consts::U12> {
        let mut nonce = self.nonce;
        let number = u64::try_from(chunk).unwrap_or(u64::MAX).to_be_bytes();
        for (byte, number) in nonce.iter_mut().rev().zip(number.iter().rev()) {
            *byte ^= number;
        }
        nonce.into()
    }
}

/// What is authenticated beside a chunk: whether it is the last.
const fn chunk_aad(is_last: bool) -> [u8; 1] {
    [is_last as u8]
}

/// Seals the answer to one request. It is consumed: a request has one answer.
pub struct AnswerSealer {
    secret: Zeroizing<[u8; EXPORT_LEN]>,
    enc: Vec<u8>,
    len: usize,
}

impl AnswerSealer {
    pub(crate) fn new(secret: Zeroizing<[u8; EXPORT_LEN]>, enc: &[u8], len: usize) -> Self {
        Self { secret, enc: enc.to_vec(), len }
    }

    /// Most bytes that an answer to this request may have.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.len.saturating_sub(AnswerOpener::framed(0))
    }

    /// Seals an answer under 32 random bytes. Every answer to a request has the same length.
    ///
    /// # Errors
    /// [`SessionError::LimitExceeded`] when the answer is longer than [`capacity`](Self::capacity).
    pub fn seal(self, answer: &Answer, salt: [u8; 32]) -> Result<Vec<u8>, SessionError> {
        let keys = AnswerKeys::derive(&self.secret, &self.enc, &salt);
        let mut padded = Zeroizing::new(alloc::vec![0; self.len]);
        let (kind, content) = answer.parts();
        padding::write(&mut padded, &[&[kind], content])?;
        let cipher = keys.cipher();
        let mut message = Vec::with_capacity(AnswerOpener::sealed_len(self.len));
        message.extend_from_slice(&salt);
        let last = self.len.div_ceil(CHUNK_LEN).saturating_sub(1);
        for (number, chunk) in padded.chunks_mut(CHUNK_LEN).enumerate() {
            let aad = chunk_aad(number == last);
            let tag = cipher
                .encrypt_inout_detached(&keys.nonce(number), &aad, InOutBuf::from(&mut *chunk))
                .map_err(|_| SessionError::LimitExceeded)?;
            message.extend_from_slice(chunk);
            message.extend_from_slice(&tag);
        }
        Ok(message)
    }
}

impl fmt::Debug for AnswerSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerSealer").field("len", &self.len).finish_non_exhaustive()
    }
}

/// Opens the answer to one request.
pub struct AnswerOpener {
    secret: Zeroizing<[u8; EXPORT_LEN]>,
    enc: Vec<u8>,
    len: usize,
}

impl AnswerOpener {
    pub(crate) fn new(secret: Zeroizing<[u8; EXPORT_LEN]>, enc: &[u8], len: usize) -> Self {
        Self { secret, enc: enc.to_vec(), len }
    }

    /// Bytes that an answer of `len` bytes needs before padding.
    pub(crate) const fn framed(len: usize) -> usize {
        padding::framed(len).saturating_add(1)
    }

    const fn sealed_len(padded: usize) -> usize {
        SALT_LEN + padded + padded.div_ceil(CHUNK_LEN) * TAG_LEN
    }

    /// The length of the message that carries the answer, whatever it says.
    #[must_use]
    pub const fn message_len(&self) -> usize {
        Self::sealed_len(self.len)
    }

    /// Opens the answer. Nothing of it is released before all of it is authentic.
    ///
    /// # Errors
    /// [`SessionError::Rejected`] for a message of another length, of another request or enclave, or one that
    /// was altered, cut or reordered.
    pub fn open(self, message: &[u8]) -> Result<Answer, SessionError> {
        if message.len() != self.message_len() {
            return Err(SessionError::Rejected);
        }
        let (salt, sealed) = message.split_first_chunk::<SALT_LEN>().ok_or(SessionError::Rejected)?;
        let keys = AnswerKeys::derive(&self.secret, &self.enc, salt);
        let cipher = keys.cipher();
        let mut padded = Zeroizing::new(Vec::with_capacity(self.len));
        let last = self.len.div_ceil(CHUNK_LEN).saturating_sub(1);
        for (number, chunk) in sealed.chunks(CHUNK_LEN + TAG_LEN).enumerate() {
            let (chunk, tag) = chunk.split_last_chunk::<TAG_LEN>().ok_or(SessionError::Rejected)?;
            let start = padded.len();
            padded.extend_from_slice(chunk);
            let opened = padded.get_mut(start..).unwrap_or_default();
            let aad = chunk_aad(number == last);
            cipher
                .decrypt_inout_detached(&keys.nonce(number), &aad, InOutBuf::from(opened), &Tag::from(*tag))
                .map_err(|_| SessionError::Rejected)?;
        }
        Answer::parse(padding::read(&padded)?)
    }
}

impl fmt::Debug for AnswerOpener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerOpener").field("len", &self.len).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::{fs, path::Path, string::String};

    use super::*;

    fn hex(digits: &str) -> Vec<u8> {
        let digit = |c: u8| u8::try_from(char::from(c).to_digit(16).unwrap()).unwrap();
        digits.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
    }

    fn counted<const N: usize>(first: u8) -> [u8; N] {
        core::array::from_fn(|index| first + u8::try_from(index).unwrap())
    }

    /// Computed with Python's hmac and hashlib.
    #[test]
    fn keys_are_those_of_another_implementation() {
        let keys = AnswerKeys::derive(&counted(0x80), &counted::<32>(0x10), &counted(0xc0));
        assert_eq!(
            keys.key.as_slice(),
            hex("654ea4ad44d2b4a8a32a6ac4bcd6859a352b4106a8b646f7fd240576cddd71c4")
        );
        assert_eq!(keys.nonce.as_slice(), hex("cf06ef634eb521eff37afd7b"));
    }

    /// The vector of another protocol that derives its keys in the same way, where it is at hand.
    #[test]
    fn keys_are_those_of_the_encrypted_http_body_protocol() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = here.ancestors().map(|folder| folder.join("shared/vectors/attest/ehbp"));
        let Some(folder) = folders.find(|folder| folder.exists()) else { return };
        let json = fs::read_to_string(folder.join("derive.json")).unwrap();
        let field = |name: &str| -> Vec<u8> {
            let (_, rest) =
                json.split_once(&[String::from("\""), name.into(), "\": \"".into()].concat()).unwrap();
            hex(rest.split('"').next().unwrap())
        };
        let secret = field("exportedSecret").try_into().unwrap();
        let salt = field("responseNonce").try_into().unwrap();
        let keys = AnswerKeys::derive(&secret, &field("requestEnc"), &salt);
        assert_eq!(keys.key.as_slice(), field("derivedKey"));
        assert_eq!(keys.nonce.as_slice(), field("derivedNonceBase"));
    }

    #[test]
    fn each_chunk_has_a_nonce_of_its_own() {
        let keys = AnswerKeys::derive(&[1; 32], &[2; 32], &[3; 32]);
        assert_eq!(keys.nonce(0).as_slice(), keys.nonce);
        let mut seen: Vec<_> = (0..1000).map(|number| keys.nonce(number).to_vec()).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 1000);
    }
}
