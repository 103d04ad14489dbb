//! Streams without input or output of their own: bytes in, bytes out, in memory that does not grow.

use alloc::vec::Vec;
use core::fmt;

use crate::{
    Entropy, Error, Header, Opener, Sealer,
    cobblestone::Cipher,
    header::V3,
    layout::{CHUNK_LEN, MAX_CHUNKS, SEALED_CHUNK_LEN},
    wipe::WipedVec,
};

impl Sealer<'_> {
    /// Starts a v3 envelope and appends its prefix to `out`.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn stream(&self, entropy: &mut impl Entropy, out: &mut Vec<u8>) -> Result<StreamSealer, Error> {
        Ok(StreamSealer { cipher: self.start(V3, entropy, out)?.cipher(), index: 0, blocks: Blocks::new() })
    }
}

impl Opener<'_> {
    /// Starts to open a v3 or v2 envelope by its prefix: the first [`Header::prefix_len`] bytes.
    ///
    /// # Errors
    /// Those of [`Opener::open`], except [`Error::Corrupt`]; [`Error::TrailingData`] when `prefix` is longer.
    pub fn stream(&self, prefix: &[u8]) -> Result<StreamOpener, Error> {
        let header = Header::parse(prefix)?;
        if prefix.len() > header.prefix_len() {
            return Err(Error::TrailingData);
        }
        Ok(StreamOpener {
            cipher: self.start(&header, prefix)?.cipher(),
            index: 0,
            blocks: Blocks::new(),
            failed: None,
        })
    }
}

/// Seals a stream piece by piece.
///
/// [`finish`](Self::finish) writes the last chunk. A stream that was never finished does not open: its
/// reader gets [`Error::Truncated`], for every full chunk promises a later one.
/// Dropping an unfinished sealer is therefore safe, and loses the data that it was given.
///
/// ```
/// # use phiward_envelope::{Context, DataKey, OsEntropy, Purpose, Sealer, open};
/// # let key = DataKey::generate(&mut OsEntropy)?;
/// # let context = Context::empty();
/// let mut envelope = Vec::new();
/// let mut stream = Sealer::new(&key, &context, Purpose::FILE).stream(&mut OsEntropy, &mut envelope)?;
/// stream.update(b"scan ", &mut envelope)?;
/// stream.update(b"of a card", &mut envelope)?;
/// stream.finish(&mut envelope);
/// assert_eq!(open(&key, &context, &envelope)?.as_bytes(), b"scan of a card");
/// # Ok::<(), phiward_envelope::Error>(())
/// ```
#[must_use = "an envelope whose stream was not finished does not open"]
pub struct StreamSealer {
    cipher: Cipher,
    index: u64,
    blocks: Blocks<CHUNK_LEN>,
}

impl StreamSealer {
    /// Takes plaintext, and appends to `out` what is complete.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] at 2^38 chunks, which is 4 PiB; the stream can then not be finished with
    /// all of its data.
    pub fn update(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let (cipher, index) = (&self.cipher, &mut self.index);
        self.blocks.feed(plaintext, |chunk| {
            // The last index is kept for the last chunk.
            if *index + 1 >= MAX_CHUNKS {
                return Err(Error::LimitExceeded);
            }
            cipher.seal_chunk(*index, chunk, out);
            *index += 1;
            Ok(())
        })
    }

    /// Appends the last chunk. Without it the envelope does not open.
    pub fn finish(self, out: &mut Vec<u8>) {
        self.cipher.seal_chunk(self.index, &self.blocks.pending, out);
    }
}

impl fmt::Debug for StreamSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamSealer").field("chunks", &self.index).finish_non_exhaustive()
    }
}

/// Opens a stream piece by piece; every byte that it gives out is authenticated.
///
/// Only [`finish`](Self::finish) tells that the stream is complete: until then an attacker may have cut
/// it off at a chunk's end. After an error it keeps failing with that error.
#[must_use = "only finishing the stream tells that it is complete"]
pub struct StreamOpener {
    cipher: Cipher,
    index: u64,
    blocks: Blocks<SEALED_CHUNK_LEN>,
    failed: Option<Error>,
}

impl StreamOpener {
    /// Takes sealed bytes, and appends to `out` the plaintext of chunks that are complete and authentic.
    ///
    /// # Errors
    /// [`Error::Corrupt`], and [`Error::LimitExceeded`] at 2^38 chunks.
    pub fn update(&mut self, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let (cipher, index) = (&self.cipher, &mut self.index);
        let fed = self.blocks.feed(sealed, |chunk| {
            if *index + 1 >= MAX_CHUNKS {
                return Err(Error::LimitExceeded);
            }
            cipher.open_chunk(*index, chunk, out)?;
            *index += 1;
            Ok(())
        });
        self.failed = fed.err();
        fed
    }

    /// Opens the last chunk, and so proves that the stream is complete.
    ///
    /// # Errors
    /// [`Error::Truncated`] or [`Error::Corrupt`], or the error that an update gave.
    pub fn finish(self, out: &mut Vec<u8>) -> Result<(), Error> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.cipher.open_chunk(self.index, &self.blocks.pending, out)
    }
}

impl fmt::Debug for StreamOpener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamOpener")
            .field("chunks", &self.index)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

/// Cuts a stream into blocks of `N` bytes, however it was cut before.
struct Blocks<const N: usize> {
    pending: WipedVec,
}

impl<const N: usize> Blocks<N> {
    fn new() -> Self {
        Self { pending: WipedVec::with_capacity(N) }
    }

    /// Calls `each` for every complete block, and keeps the rest, which is shorter than a block.
    fn feed(
        &mut self,
        mut input: &[u8],
        mut each: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if !self.pending.is_empty() {
            let wanted = input.len().min(N - self.pending.len());
            let (head, tail) = input.split_at(wanted);
            self.pending.extend_from_slice(head);
            input = tail;
            if self.pending.len() < N {
                return Ok(());
            }
            each(&self.pending)?;
            self.pending.clear();
        }
        let (blocks, rest) = input.as_chunks::<N>();
        for block in blocks {
            each(block)?;
        }
        self.pending.extend_from_slice(rest);
        Ok(())
    }
}
