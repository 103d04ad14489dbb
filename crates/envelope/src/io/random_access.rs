//! A reader that seeks.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::{fmt, vec::Vec};

use super::read_start;
use crate::{CHUNK_LEN, ChunkOpener, Error, Header, Layout, Opener, wipe::WipedVec};

/// Reads any part of an envelope, v3 or v2, without opening the rest.
///
/// The last chunk is authenticated before anything else, so that length and end are proven.
pub struct RandomAccessReader<R: Read + Seek> {
    inner: R,
    chunks: ChunkOpener,
    sealed: Vec<u8>,
    plaintext: WipedVec,
    /// The chunk that `plaintext` holds.
    cached: Option<u64>,
    position: u64,
}

impl<R: Read + Seek> RandomAccessReader<R> {
    /// Reads the prefix and the last chunk of an envelope that fills `inner` from its start to its end.
    ///
    /// # Errors
    /// Those of the inner reader and of [`Opener::chunks`].
    pub fn new(opener: &Opener<'_>, mut inner: R) -> io::Result<Self> {
        let envelope_len = inner.seek(SeekFrom::End(0))?;
        inner.rewind()?;
        let mut start = Vec::new();
        read_start(&mut inner, &mut start)?;
        let layout = Layout::new(&Header::parse(&start)?, envelope_len)?;
        let range = layout.last_chunk_range();
        inner.seek(SeekFrom::Start(range.start))?;
        let mut last_chunk = Vec::new();
        inner.by_ref().take(range.end - range.start).read_to_end(&mut last_chunk)?;
        let chunks = opener.chunks(&start, envelope_len, &last_chunk)?;
        Ok(Self {
            inner,
            chunks,
            sealed: last_chunk,
            plaintext: WipedVec::with_capacity(CHUNK_LEN),
            cached: None,
            position: 0,
        })
    }

    /// The header, authenticated.
    #[must_use]
    pub const fn header(&self) -> &Header {
        self.chunks.header()
    }

    /// Length of the plaintext in bytes, authenticated.
    #[must_use]
    pub const fn plaintext_len(&self) -> u64 {
        self.chunks.layout().plaintext_len()
    }

    /// Reads plaintext at an offset into `buf`; 0 at or beyond the end. The reader's position stays.
    ///
    /// # Errors
    /// Those of the inner reader and of [`ChunkOpener::open_chunk`].
    pub fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if offset >= self.plaintext_len() || buf.is_empty() {
            return Ok(0);
        }
        let chunk = CHUNK_LEN as u64;
        self.load(offset / chunk)?;
        let within = usize::try_from(offset % chunk).unwrap_or(usize::MAX);
        let mut ready = self.plaintext.get(within..).unwrap_or_default();
        ready.read(buf)
    }

    fn load(&mut self, index: u64) -> io::Result<()> {
        if self.cached == Some(index) {
            return Ok(());
        }
        self.cached = None;
        let range = self.chunks.layout().chunk_range(index).ok_or(Error::Truncated)?;
        self.inner.seek(SeekFrom::Start(range.start))?;
        self.sealed.clear();
        self.inner.by_ref().take(range.end - range.start).read_to_end(&mut self.sealed)?;
        self.plaintext.clear();
        self.chunks.open_chunk(index, &self.sealed, &mut self.plaintext)?;
        self.cached = Some(index);
        Ok(())
    }
}

impl<R: Read + Seek> Read for RandomAccessReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.read_at(self.position, buf)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for RandomAccessReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.plaintext_len().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

impl<R: Read + Seek> fmt::Debug for RandomAccessReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RandomAccessReader").field("chunks", &self.chunks).finish_non_exhaustive()
    }
}
