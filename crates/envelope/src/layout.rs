//! Where things stand in a v2 or v3 envelope: arithmetic on lengths, no key needed.

use core::ops::Range;

use crate::{Error, Header, backend::TAG_LEN};

/// Length of the salt that follows the header.
pub(crate) const SALT_LEN: usize = 24;
/// Length of the key commitment that follows the salt.
pub(crate) const COMMITMENT_LEN: usize = 32;
/// Length of salt and commitment together.
pub(crate) const PREAMBLE_LEN: usize = SALT_LEN + COMMITMENT_LEN;
/// Plaintext bytes of every chunk but the last, which is shorter.
pub const CHUNK_LEN: usize = 16 * 1024;
/// Bytes of a full chunk in the envelope: its plaintext and its tag.
pub const SEALED_CHUNK_LEN: usize = CHUNK_LEN + TAG_LEN;
/// Most chunks that one message may have.
pub(crate) const MAX_CHUNKS: u64 = 1 << 38;

const CHUNK: u64 = CHUNK_LEN as u64;
const SEALED_CHUNK: u64 = SEALED_CHUNK_LEN as u64;
const TAG: u64 = TAG_LEN as u64;

/// The number of chunks of a plaintext; the last is always shorter than [`CHUNK_LEN`] and may be empty.
pub(crate) fn chunk_count(plaintext_len: u64) -> Result<u64, Error> {
    let chunks = plaintext_len / CHUNK + 1;
    if chunks > MAX_CHUNKS { Err(Error::LimitExceeded) } else { Ok(chunks) }
}

/// Bytes of the sealed chunks of a plaintext that is held in memory.
pub(crate) fn sealed_len(plaintext_len: usize) -> Result<usize, Error> {
    plaintext_len.checked_add((plaintext_len / CHUNK_LEN + 1) * TAG_LEN).ok_or(Error::LimitExceeded)
}

/// Where the parts of an envelope stand, computed of its header and its length.
///
/// The numbers are what the envelope *claims*: whoever cuts whole chunks off its end changes them.
/// They are proven once the last chunk was opened; [`ChunkOpener`](crate::ChunkOpener) does that first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    prefix_len: u64,
    chunks: u64,
    body_len: u64,
}

impl Layout {
    /// Computes the layout of an envelope of `envelope_len` bytes.
    ///
    /// # Errors
    /// - [`Error::Truncated`] when no envelope with this header has that length.
    /// - [`Error::LimitExceeded`] beyond 2^38 chunks.
    pub fn new(header: &Header, envelope_len: u64) -> Result<Self, Error> {
        let prefix_len = header.prefix_len() as u64;
        Self::of_body(prefix_len, envelope_len.checked_sub(prefix_len).ok_or(Error::Truncated)?)
    }

    pub(crate) fn of_body(prefix_len: u64, body_len: u64) -> Result<Self, Error> {
        if body_len % SEALED_CHUNK < TAG {
            return Err(Error::Truncated);
        }
        let chunks = body_len / SEALED_CHUNK + 1;
        if chunks > MAX_CHUNKS {
            return Err(Error::LimitExceeded);
        }
        Ok(Self { prefix_len, chunks, body_len })
    }

    /// Length of header, salt and commitment: what stands before the first chunk.
    #[must_use]
    pub const fn prefix_len(&self) -> u64 {
        self.prefix_len
    }

    /// Number of chunks, at least one.
    #[must_use]
    pub const fn chunks(&self) -> u64 {
        self.chunks
    }

    /// Length of the plaintext in bytes.
    #[must_use]
    pub const fn plaintext_len(&self) -> u64 {
        self.body_len - self.chunks * TAG
    }

    /// Where chunk `index` stands in the envelope, or `None` beyond the last.
    #[must_use]
    pub fn chunk_range(&self, index: u64) -> Option<Range<u64>> {
        let start = index.checked_mul(SEALED_CHUNK).filter(|_| index < self.chunks)?;
        let end = (start + SEALED_CHUNK).min(self.body_len);
        Some(self.prefix_len + start..self.prefix_len + end)
    }

    /// Where the last chunk stands in the envelope.
    #[must_use]
    pub const fn last_chunk_range(&self) -> Range<u64> {
        self.prefix_len + (self.chunks - 1) * SEALED_CHUNK..self.prefix_len + self.body_len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plaintext_length_has_one_body_length() {
        for len in [0, 1, 16_383, 16_384, 16_385, 32_767, 32_768, 1 << 20] {
            let body = sealed_len(len).unwrap() as u64;
            let layout = Layout::of_body(78, body).unwrap();
            assert_eq!(layout.plaintext_len(), len as u64);
            assert_eq!(layout.chunks(), chunk_count(len as u64).unwrap());
            assert_eq!(layout.last_chunk_range().end, 78 + body);
            assert_eq!(layout.chunk_range(layout.chunks() - 1), Some(layout.last_chunk_range()));
            assert_eq!(layout.chunk_range(layout.chunks()), None);
        }
    }

    #[test]
    fn lengths_that_no_message_has_are_truncated() {
        for body in (0..16).chain(16_400..16_416).chain(32_800..32_816) {
            assert_eq!(Layout::of_body(78, body), Err(Error::Truncated), "{body}");
        }
    }

    #[test]
    fn the_last_chunk_index_is_2_pow_38_minus_1() {
        let most = MAX_CHUNKS * CHUNK - 1;
        assert_eq!(chunk_count(most), Ok(MAX_CHUNKS));
        assert_eq!(chunk_count(most + 1), Err(Error::LimitExceeded));
        let body = (MAX_CHUNKS - 1) * SEALED_CHUNK + SEALED_CHUNK - 1;
        assert!(Layout::of_body(78, body).is_ok());
        assert_eq!(Layout::of_body(78, body + 17), Err(Error::LimitExceeded));
    }
}
