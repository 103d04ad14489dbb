//! Envelopes whose chunks somebody else computes, as WebCrypto does in a browser.

use alloc::vec::Vec;
use core::fmt;

use crate::{
    Entropy, Error, Header, Opener, Sealer,
    cobblestone::{Derived, nonce},
    header::{V2, V3},
};

impl Sealer<'_> {
    /// Starts a v2 envelope, appends its prefix to `out`, and gives away what its chunks are sealed with.
    ///
    /// ```
    /// use aes_gcm::{Aes256Gcm, KeyInit as _, aead::Aead as _};
    /// # use phiward_envelope::{Context, DataKey, OsEntropy, Purpose, Sealer, open};
    /// # let key = DataKey::generate(&mut OsEntropy)?;
    /// # let context = Context::empty();
    /// let mut envelope = Vec::new();
    /// let message = Sealer::new(&key, &context, Purpose::RECORD).delegate(&mut OsEntropy, &mut envelope)?;
    /// // Any implementation of AES-256-GCM does; a plaintext shorter than a chunk is one chunk.
    /// let gcm = Aes256Gcm::new(message.expose_key().into());
    /// envelope.extend(gcm.encrypt(&message.nonce(0).into(), b"BP 120/80".as_slice()).unwrap());
    /// assert_eq!(open(&key, &context, &envelope)?.as_bytes(), b"BP 120/80");
    /// # Ok::<(), phiward_envelope::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn delegate(&self, entropy: &mut impl Entropy, out: &mut Vec<u8>) -> Result<MessageKey, Error> {
        self.start(V2, entropy, out).map(MessageKey)
    }

    /// Starts a v3 envelope, as [`delegate`](Self::delegate) starts a v2 one.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn delegate_stream(
        &self,
        entropy: &mut impl Entropy,
        out: &mut Vec<u8>,
    ) -> Result<MessageKey, Error> {
        self.start(V3, entropy, out).map(MessageKey)
    }
}

impl Opener<'_> {
    /// Checks the prefix of an envelope, and gives away what its chunks are opened with.
    ///
    /// # Errors
    /// Those of [`Opener::stream`].
    pub fn delegate(&self, prefix: &[u8]) -> Result<MessageKey, Error> {
        let header = Header::parse(prefix)?;
        if prefix.len() > header.prefix_len() {
            return Err(Error::TrailingData);
        }
        self.start(&header, prefix).map(MessageKey)
    }
}

/// What the chunks of one envelope are sealed with: an AES-256-GCM key of its own, and a nonce for each.
///
/// A chunk holds [`CHUNK_LEN`](crate::CHUNK_LEN) bytes, the last one less, and its tag follows it; there is no
/// associated data. Whoever computes the chunks answers for that: a chunk of the wrong length, or two
/// plaintexts under one index, break the format.
/// It is wiped on drop.
pub struct MessageKey(Derived);

impl MessageKey {
    /// The AES-256-GCM key of this envelope alone.
    #[must_use]
    pub fn expose_key(&self) -> &[u8; 32] {
        self.0.parts().0
    }

    /// The nonce of a chunk, counted from 0.
    #[must_use]
    pub fn nonce(&self, index: u64) -> [u8; 12] {
        nonce(self.0.parts().1, index)
    }
}

impl fmt::Debug for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageKey").finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "getrandom"))]
mod tests {
    use alloc::vec;

    use aes_gcm::{Aes256Gcm, KeyInit as _, aead::Aead as _};

    use super::*;
    use crate::{CHUNK_LEN, Context, DataKey, OsEntropy, Purpose, SEALED_CHUNK_LEN, open, seal};

    #[test]
    fn chunks_that_another_implementation_computes_make_the_same_format() {
        let (key, context) = (DataKey::generate(&mut OsEntropy).unwrap(), Context::empty());
        let plaintext: Vec<u8> = (0..2 * CHUNK_LEN + 5).map(|i| (i % 251).to_le_bytes()[0]).collect();
        for streamed in [false, true] {
            let sealer = Sealer::new(&key, &context, Purpose::FILE);
            let mut envelope = Vec::new();
            let message = if streamed {
                sealer.delegate_stream(&mut OsEntropy, &mut envelope)
            } else {
                sealer.delegate(&mut OsEntropy, &mut envelope)
            };
            let message = message.unwrap();
            let gcm = Aes256Gcm::new(message.expose_key().into());
            for (index, chunk) in (0..).zip(plaintext.chunks(CHUNK_LEN)) {
                envelope.extend(gcm.encrypt(&message.nonce(index).into(), chunk).unwrap());
            }
            assert_eq!(open(&key, &context, &envelope).unwrap().as_bytes(), plaintext);
        }
    }

    #[test]
    fn chunks_of_ours_open_elsewhere_and_a_wrong_prefix_gives_no_key() {
        let (key, context) = (DataKey::generate(&mut OsEntropy).unwrap(), Context::empty());
        let plaintext = vec![7; CHUNK_LEN + 1];
        let envelope = seal(&key, &context, &plaintext, &mut OsEntropy).unwrap();
        let (prefix, body) = envelope.split_at(Header::parse(&envelope).unwrap().prefix_len());
        let opener = Opener::new(&key, &context);
        let message = opener.delegate(prefix).unwrap();
        let gcm = Aes256Gcm::new(message.expose_key().into());
        let opened = (0..)
            .zip(body.chunks(SEALED_CHUNK_LEN))
            .map(|(index, chunk)| gcm.decrypt(&message.nonce(index).into(), chunk).unwrap());
        assert_eq!(opened.collect::<Vec<_>>().concat(), plaintext);

        assert_eq!(opener.delegate(&envelope).unwrap_err(), Error::TrailingData);
        assert_eq!(opener.delegate(&prefix[..prefix.len() - 1]).unwrap_err(), Error::Truncated);
        let mut altered = prefix.to_vec();
        altered[3] ^= 1;
        assert_eq!(opener.delegate(&altered).unwrap_err(), Error::WrongKeyOrContext);
    }
}
