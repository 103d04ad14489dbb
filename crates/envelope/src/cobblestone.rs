//! Cobblestone-256: chunked, committing AES-256-GCM, without an envelope around it.
//!
//! This is the instance of C2SP [chunked-encryption](https://c2sp.org/chunked-encryption) with SHA-512
//! and AES-256-GCM.
//! Envelopes and key slots are built on it.
//! Use it directly only to interoperate with other implementations of the specification, and give each
//! use a context of its own.
//!
//! A ciphertext is `salt[24] | commitment[32] | chunks`.
//! Each chunk but the last holds 16,384 bytes and a tag; the last is shorter and may be empty.

use alloc::vec::Vec;
use core::{fmt, iter};

use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    Entropy, Error, Layout, Plaintext,
    backend::{Active, Backend, Gcm as _, Mac as _, TAG_LEN},
    layout::{CHUNK_LEN, COMMITMENT_LEN, MAX_CHUNKS, PREAMBLE_LEN, SALT_LEN, SEALED_CHUNK_LEN, sealed_len},
};

/// What the derivation's `info` starts with: the name of the instance and a zero byte.
const INSTANCE: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";

/// An input key: 32 uniformly random secret bytes, held as the HMAC state that derivations start from.
///
/// It is wiped on drop, and neither `Clone` nor comparable.
pub struct Key(<Active as Backend>::Mac);

impl Key {
    /// Absorbs the bytes of a key; the caller wipes its own copy.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(<Active as Backend>::Mac::new(secret))
    }

    /// Derives the cipher and the commitment of one message.
    ///
    /// HKDF-Expand (RFC 5869, section 2.3) with SHA-512 for 76 bytes takes two HMAC calls.
    pub(crate) fn derive(&self, salt: &[u8; SALT_LEN], context: &[&[u8]]) -> (Cipher, [u8; COMMITMENT_LEN]) {
        let info = || [INSTANCE, salt].into_iter().chain(context.iter().copied());
        let mut first = Zeroizing::new([0; 64]);
        let mut second = Zeroizing::new([0; 64]);
        self.0.sign(info().chain([&[1u8] as &[u8]]), &mut first);
        self.0.sign(iter::once(first.as_slice()).chain(info()).chain([&[2u8] as &[u8]]), &mut second);

        let (key, rest) = first.split_first_chunk().expect("64 bytes hold a key of 32");
        let (base_nonce, start) = rest.split_first_chunk().expect("32 bytes hold a nonce of 12");
        let mut commitment = [0; COMMITMENT_LEN];
        for (byte, derived) in commitment.iter_mut().zip(start.iter().chain(second.iter())) {
            *byte = *derived;
        }
        (Cipher::new(key, *base_nonce), commitment)
    }

    /// Derives the cipher of the message that starts with `preamble`, if the commitment matches.
    pub(crate) fn derive_committed(
        &self,
        preamble: &[u8; PREAMBLE_LEN],
        context: &[&[u8]],
    ) -> Result<Cipher, Error> {
        let (salt, commitment) = preamble.split_first_chunk().expect("a preamble starts with a salt");
        let (cipher, expected) = self.derive(salt, context);
        if bool::from(expected.as_slice().ct_eq(commitment)) {
            Ok(cipher)
        } else {
            Err(Error::WrongKeyOrContext)
        }
    }

    /// Draws a salt, writes the preamble and derives the cipher of a new message.
    pub(crate) fn start(
        &self,
        context: &[&[u8]],
        entropy: &mut impl Entropy,
        out: &mut Vec<u8>,
    ) -> Result<Cipher, Error> {
        let mut salt = [0; SALT_LEN];
        entropy.fill(&mut salt)?;
        let (cipher, commitment) = self.derive(&salt, context);
        out.extend_from_slice(&salt);
        out.extend_from_slice(&commitment);
        Ok(cipher)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

/// Seals a plaintext under a key, for a context whose parts are joined.
///
/// # Errors
/// - [`Error::EntropyUnavailable`] when no salt could be drawn.
/// - [`Error::LimitExceeded`] when the result would not fit into memory.
pub fn seal(
    key: &Key,
    context: &[&[u8]],
    plaintext: &[u8],
    entropy: &mut impl Entropy,
) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(PREAMBLE_LEN + sealed_len(plaintext.len())?);
    let cipher = key.start(context, entropy, &mut out)?;
    cipher.seal_chunks(plaintext, &mut out);
    Ok(out)
}

/// Opens what [`seal`] made, with the same key and context.
///
/// # Errors
/// - [`Error::Truncated`] when no ciphertext has that length.
/// - [`Error::WrongKeyOrContext`] when the commitment does not match.
/// - [`Error::Corrupt`] when a chunk does not authenticate.
pub fn open(key: &Key, context: &[&[u8]], ciphertext: &[u8]) -> Result<Plaintext, Error> {
    let (preamble, body) = ciphertext.split_first_chunk().ok_or(Error::Truncated)?;
    Layout::of_body(PREAMBLE_LEN as u64, body.len() as u64)?;
    let cipher = key.derive_committed(preamble, context)?;
    let mut plaintext = Plaintext::with_capacity(body.len());
    cipher.open_chunks(body, plaintext.as_mut_vec())?;
    Ok(plaintext)
}

/// The cipher of one message: seals and opens its chunks at their index.
pub(crate) struct Cipher {
    gcm: <Active as Backend>::Gcm,
    base_nonce: [u8; 12],
}

impl Drop for Cipher {
    fn drop(&mut self) {
        self.base_nonce.zeroize();
    }
}

impl Cipher {
    pub(crate) fn new(key: &[u8; 32], base_nonce: [u8; 12]) -> Self {
        Self { gcm: <Active as Backend>::Gcm::new(key), base_nonce }
    }

    /// The base nonce XOR the chunk index as a 96-bit big-endian number.
    fn nonce(&self, index: u64) -> [u8; 12] {
        debug_assert!(index < MAX_CHUNKS, "lengths are checked before chunks are touched");
        let mut nonce = self.base_nonce;
        for (byte, counter) in nonce.iter_mut().skip(4).zip(index.to_be_bytes()) {
            *byte ^= counter;
        }
        nonce
    }

    /// Seals the chunk in place and returns its tag.
    pub(crate) fn seal_in_place(&self, index: u64, chunk: &mut [u8]) -> [u8; TAG_LEN] {
        self.gcm.seal(&self.nonce(index), chunk)
    }

    /// Opens the chunk in place; on failure the bytes are wiped, for they may be half decrypted.
    pub(crate) fn open_in_place(
        &self,
        index: u64,
        chunk: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), Error> {
        if self.gcm.open(&self.nonce(index), chunk, tag) {
            return Ok(());
        }
        chunk.zeroize();
        Err(Error::Corrupt)
    }

    /// Seals one chunk and appends it.
    pub(crate) fn seal_chunk(&self, index: u64, chunk: &[u8], out: &mut Vec<u8>) {
        // Copying and then working in place keeps the chunk in the nearest cache; it measured faster than
        // growing `out` by zeros and writing into it from `chunk`.
        let start = out.len();
        out.extend_from_slice(chunk);
        let tag = self.seal_in_place(index, out.get_mut(start..).unwrap_or_default());
        out.extend_from_slice(&tag);
    }

    /// Opens one chunk, its tag included, and appends its plaintext; on failure nothing is appended.
    pub(crate) fn open_chunk(&self, index: u64, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let (ciphertext, tag) = sealed.split_last_chunk().ok_or(Error::Truncated)?;
        let start = out.len();
        out.extend_from_slice(ciphertext);
        let opened = self.open_in_place(index, out.get_mut(start..).unwrap_or_default(), tag);
        if opened.is_err() {
            out.truncate(start);
        }
        opened
    }

    /// Seals a whole plaintext and appends its chunks.
    pub(crate) fn seal_chunks(&self, plaintext: &[u8], out: &mut Vec<u8>) {
        let (full, last) = plaintext.as_chunks::<CHUNK_LEN>();
        let mut index = 0;
        for chunk in full {
            self.seal_chunk(index, chunk, out);
            index += 1;
        }
        self.seal_chunk(index, last, out);
    }

    /// Opens a whole body, whose length was checked, and appends its plaintext.
    ///
    /// On failure `out` is as it was: what was decrypted before the failing chunk is wiped.
    pub(crate) fn open_chunks(&self, body: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let start = out.len();
        // `out` is not allowed to move while it holds plaintext, or it would leave a copy behind.
        out.reserve(body.len());
        let (full, last) = body.as_chunks::<SEALED_CHUNK_LEN>();
        let chunks = full.iter().map(<[u8; SEALED_CHUNK_LEN]>::as_slice).chain([last]);
        for (index, chunk) in (0..).zip(chunks) {
            if let Err(error) = self.open_chunk(index, chunk, out) {
                out.get_mut(start..).unwrap_or_default().zeroize();
                out.truncate(start);
                return Err(error);
            }
        }
        Ok(())
    }
}
