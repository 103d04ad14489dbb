//! Random access: opening single chunks of an envelope that is too large to open whole.

use alloc::vec::Vec;
use core::fmt;

use crate::{Error, Header, Layout, Opener, Plaintext, cobblestone::Cipher};

impl Opener<'_> {
    /// Prepares random access to an envelope of `envelope_len` bytes.
    ///
    /// `start` holds at least the first [`Layout::prefix_len`] bytes, `last_chunk` the bytes of
    /// [`Layout::last_chunk_range`].
    /// The last chunk is opened at once: an envelope that was cut off at a chunk's end, and so would claim
    /// a shorter plaintext, is refused here.
    ///
    /// # Errors
    /// Those of [`Opener::open`]; [`Error::Corrupt`] when the last chunk does not authenticate as the last.
    pub fn chunks(&self, start: &[u8], envelope_len: u64, last_chunk: &[u8]) -> Result<ChunkOpener, Error> {
        let header = Header::parse(start)?;
        let layout = Layout::new(&header, envelope_len)?;
        let prefix = start.get(..header.prefix_len()).ok_or(Error::Truncated)?;
        let opener = ChunkOpener { cipher: self.start(&header, prefix)?.cipher(), header, layout };
        let mut discarded = Plaintext::with_capacity(last_chunk.len());
        opener.open_chunk(layout.chunks() - 1, last_chunk, discarded.as_mut_vec())?;
        Ok(opener)
    }
}

/// Opens single chunks, in any order and from any number of threads.
pub struct ChunkOpener {
    cipher: Cipher,
    header: Header,
    layout: Layout,
}

impl ChunkOpener {
    /// The header, authenticated.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Where the chunks stand; the number of chunks and the plaintext's length are authenticated.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Opens chunk `index`, given the bytes of [`Layout::chunk_range`], and appends its plaintext.
    ///
    /// # Errors
    /// - [`Error::Truncated`] beyond the last chunk or when `sealed` is too short.
    /// - [`Error::TrailingData`] when `sealed` is too long.
    /// - [`Error::Corrupt`] when the chunk does not authenticate.
    pub fn open_chunk(&self, index: u64, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let range = self.layout.chunk_range(index).ok_or(Error::Truncated)?;
        match (sealed.len() as u64).cmp(&(range.end - range.start)) {
            core::cmp::Ordering::Less => Err(Error::Truncated),
            core::cmp::Ordering::Equal => self.cipher.open_chunk(index, sealed, out),
            core::cmp::Ordering::Greater => Err(Error::TrailingData),
        }
    }
}

impl fmt::Debug for ChunkOpener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChunkOpener")
            .field("header", &self.header)
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}
