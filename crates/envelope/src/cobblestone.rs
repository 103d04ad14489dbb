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

use crate::{
    Entropy, Error, Layout, Plaintext,
    backend::{Active, Backend, Gcm as _, Mac as _, TAG_LEN},
    layout::{CHUNK_LEN, COMMITMENT_LEN, MAX_CHUNKS, PREAMBLE_LEN, SALT_LEN, SEALED_CHUNK_LEN, sealed_len},
    wipe::wipe,
};
use subtle::ConstantTimeEq as _;

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
        Self(<Active as Backend>::Mac::from_key(secret))
    }

    /// Derives what one message needs.
    ///
    /// HKDF-Expand (RFC 5869, section 2.3) with SHA-512 for 76 bytes takes two HMAC calls.
    pub(crate) fn derive(&self, salt: &[u8; SALT_LEN], context: &[&[u8]]) -> Derived {
        let info = || [INSTANCE, salt].into_iter().chain(context.iter().copied());
        let mut derived = Derived([[0; 64]; 2]);
        let Derived([first, second]) = &mut derived;
        self.0.sign(info().chain([&[1u8] as &[u8]]), first);
        self.0.sign(iter::once(first.as_slice()).chain(info()).chain([&[2u8] as &[u8]]), second);
        derived
    }

    /// Derives the cipher of the message that starts with `preamble`, if the commitment matches.
    pub(crate) fn derive_committed(
        &self,
        preamble: &[u8; PREAMBLE_LEN],
        context: &[&[u8]],
    ) -> Result<Derived, Error> {
        let (salt, commitment) = preamble.split_first_chunk().expect("a preamble starts with a salt");
        let commitment = commitment.first_chunk().expect("a preamble ends with a commitment");
        let derived = self.derive(salt, context);
        if same(derived.commitment(), commitment) { Ok(derived) } else { Err(Error::WrongKeyOrContext) }
    }
}

/// Compares two commitments in constant time, by words: 32 single bytes take noticeably longer.
fn same(derived: &[u8; COMMITMENT_LEN], given: &[u8; COMMITMENT_LEN]) -> bool {
    let words = |bytes: &[u8; COMMITMENT_LEN]| {
        let mut words = [0; COMMITMENT_LEN / 8];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_ne_bytes(*bytes);
        }
        words
    };
    words(derived).ct_eq(&words(given)).into()
}

/// The output of the derivation: `key[32] | base nonce[12] | commitment[32]`, and bytes that are not used.
pub(crate) struct Derived([[u8; 64]; 2]);

impl Derived {
    pub(crate) fn parts(&self) -> (&[u8; 32], &[u8; 12], &[u8; COMMITMENT_LEN]) {
        let (key, rest) = self.0.as_flattened().split_first_chunk().expect("there are 128 bytes");
        let (base_nonce, rest) = rest.split_first_chunk().expect("there are 96 bytes more");
        (key, base_nonce, rest.first_chunk().expect("there are 84 bytes more"))
    }

    pub(crate) fn cipher(&self) -> Cipher {
        let (key, base_nonce, _) = self.parts();
        Cipher { gcm: <Active as Backend>::Gcm::from_key(key), base_nonce: *base_nonce }
    }

    /// The commitment, which is not secret.
    pub(crate) fn commitment(&self) -> &[u8; COMMITMENT_LEN] {
        self.parts().2
    }
}

impl Drop for Derived {
    fn drop(&mut self) {
        wipe(self.0.as_flattened_mut());
    }
}

/// Draws the salt of a new message.
pub(crate) fn draw_salt(entropy: &mut impl Entropy) -> Result<[u8; SALT_LEN], Error> {
    let mut salt = [0; SALT_LEN];
    entropy.fill(&mut salt)?;
    Ok(salt)
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
    let salt = draw_salt(entropy)?;
    let derived = key.derive(&salt, context);
    out.extend_from_slice(&salt);
    out.extend_from_slice(derived.commitment());
    derived.cipher().seal_chunks(plaintext, &mut out);
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
    let cipher = key.derive_committed(preamble, context)?.cipher();
    let mut plaintext = Plaintext::with_capacity(body.len());
    cipher.open_chunks(body, plaintext.as_mut_vec())?;
    Ok(plaintext)
}

/// The base nonce XOR the chunk index as a 96-bit big-endian number.
pub(crate) fn nonce(base_nonce: &[u8; 12], index: u64) -> [u8; 12] {
    debug_assert!(index < MAX_CHUNKS, "lengths are checked before chunks are touched");
    let mut nonce = *base_nonce;
    for (byte, counter) in nonce.iter_mut().skip(4).zip(index.to_be_bytes()) {
        *byte ^= counter;
    }
    nonce
}

/// The cipher of one message: seals and opens its chunks at their index.
pub(crate) struct Cipher {
    gcm: <Active as Backend>::Gcm,
    base_nonce: [u8; 12],
}

impl Drop for Cipher {
    fn drop(&mut self) {
        wipe(&mut self.base_nonce);
    }
}

impl Cipher {
    /// Seals the chunk in place and returns its tag.
    pub(crate) fn seal_in_place(&self, index: u64, chunk: &mut [u8]) -> [u8; TAG_LEN] {
        self.gcm.seal(&nonce(&self.base_nonce, index), chunk)
    }

    /// Opens the chunk in place; on failure the bytes are wiped, for they may be half decrypted.
    pub(crate) fn open_in_place(
        &self,
        index: u64,
        chunk: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), Error> {
        if self.gcm.open(&nonce(&self.base_nonce, index), chunk, tag) {
            return Ok(());
        }
        wipe(chunk);
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
        if self.gcm.open_onto(&nonce(&self.base_nonce, index), ciphertext, tag, out) {
            return Ok(());
        }
        wipe(out.get_mut(start..).unwrap_or_default());
        out.truncate(start);
        Err(Error::Corrupt)
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
                wipe(out.get_mut(start..).unwrap_or_default());
                out.truncate(start);
                return Err(error);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_that_fails_leaves_nothing_behind() {
        let cipher = Key::new(&[7; 32]).derive(&[9; SALT_LEN], &[]).cipher();
        let mut sealed = *b"a record";
        let mut tag = cipher.seal_in_place(3, &mut sealed);
        let mut chunk = sealed;
        assert_eq!(cipher.open_in_place(3, &mut chunk, &tag), Ok(()));
        assert_eq!(&chunk, b"a record");
        tag[0] ^= 1;
        chunk = sealed;
        assert_eq!(cipher.open_in_place(3, &mut chunk, &tag), Err(Error::Corrupt));
        assert_eq!(chunk, [0; 8]);
    }

    #[test]
    fn only_equal_commitments_are_the_same() {
        let commitment = [7; COMMITMENT_LEN];
        assert!(same(&commitment, &commitment));
        for bit in 0..8 * COMMITMENT_LEN {
            let mut other = commitment;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!same(&commitment, &other), "bit {bit}");
        }
    }
}
