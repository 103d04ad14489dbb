//! A reader that opens.

use std::io::{self, ErrorKind, Read};
use std::{fmt, vec::Vec};

use super::{STEP, read_start};
use crate::{Error, Header, Opener, StreamOpener, wipe::WipedVec};

/// Opens the envelope that it reads, v3 or v2; every byte that it gives out is authenticated.
///
/// It reports the end only after the last chunk was authenticated, so `read_to_end` without an error means
/// that nothing is missing.
/// After an envelope error it keeps failing with that error.
pub struct OpenReader<R: Read> {
    inner: R,
    header: Header,
    /// Taken when the stream is complete.
    stream: Option<StreamOpener>,
    failed: Option<Error>,
    sealed: Vec<u8>,
    plaintext: WipedVec,
    given: usize,
}

impl<R: Read> OpenReader<R> {
    /// Reads the prefix and checks the commitment.
    ///
    /// # Errors
    /// Those of the inner reader and those of [`Opener::open`], except [`Error::Corrupt`].
    pub fn new(opener: &Opener<'_>, mut inner: R) -> io::Result<Self> {
        let mut sealed = Vec::with_capacity(STEP);
        read_start(&mut inner, &mut sealed)?;
        let header = Header::parse(&sealed)?;
        let prefix = sealed.get(..header.prefix_len()).ok_or(Error::Truncated)?;
        let mut stream = opener.stream(prefix)?;
        let mut plaintext = WipedVec::with_capacity(STEP);
        let failed = stream.update(sealed.get(prefix.len()..).unwrap_or_default(), &mut plaintext).err();
        Ok(Self { inner, header, stream: Some(stream), failed, sealed, plaintext, given: 0 })
    }

    /// The header, authenticated by the commitment.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Reads and opens one more step of the envelope; returns false when there is none.
    fn advance(&mut self) -> io::Result<bool> {
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        let Some(stream) = &mut self.stream else { return Ok(false) };
        self.plaintext.clear();
        self.given = 0;
        self.sealed.resize(STEP, 0);
        let opened = match read_once(&mut self.inner, &mut self.sealed)? {
            0 => self.stream.take().map_or(Ok(()), |stream| stream.finish(&mut self.plaintext)),
            count => stream.update(self.sealed.get(..count).unwrap_or_default(), &mut self.plaintext),
        };
        // Chunks before a failing one are authentic and given out; the failure is told at the next call.
        self.failed = opened.err();
        Ok(true)
    }
}

impl<R: Read> Read for OpenReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.plaintext.len() && !buf.is_empty() {
            if !self.advance()? {
                return Ok(0);
            }
        }
        let count = self.plaintext.get(self.given..).unwrap_or_default().read(buf)?;
        self.given += count;
        Ok(count)
    }
}

impl<R: Read> fmt::Debug for OpenReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenReader").field("header", &self.header).finish_non_exhaustive()
    }
}

fn read_once(reader: &mut impl Read, buf: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buf) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
