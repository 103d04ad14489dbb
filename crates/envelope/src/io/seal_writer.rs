//! A writer that seals.

use std::io::{self, ErrorKind, Write};
use std::{fmt, vec::Vec};

use super::STEP;
use crate::{Entropy, Sealer, StreamSealer};

/// Seals what is written to it into a v3 envelope.
///
/// Call [`finish`](Self::finish): it writes the last chunk and gives the inner writer back. A writer that
/// is dropped before leaves an envelope that does not open ([`Truncated`](crate::Error::Truncated)): nothing passes for
/// complete by accident.
/// `flush` flushes the inner writer; it cannot push out bytes that do not fill a chunk yet.
#[must_use = "an envelope whose writer was not finished does not open"]
pub struct SealWriter<W: Write> {
    inner: W,
    stream: StreamSealer,
    sealed: Vec<u8>,
    broken: bool,
}

impl<W: Write> SealWriter<W> {
    /// Starts an envelope and writes its prefix.
    ///
    /// # Errors
    /// Those of the inner writer, and [`EntropyUnavailable`](crate::Error::EntropyUnavailable).
    pub fn new(sealer: &Sealer<'_>, mut inner: W, entropy: &mut impl Entropy) -> io::Result<Self> {
        let mut sealed = Vec::new();
        let stream = sealer.stream(entropy, &mut sealed)?;
        inner.write_all(&sealed)?;
        Ok(Self { inner, stream, sealed, broken: false })
    }

    /// Writes the last chunk, flushes, and gives the inner writer back.
    ///
    /// # Errors
    /// Those of the inner writer; the envelope then does not open.
    pub fn finish(mut self) -> io::Result<W> {
        self.check()?;
        self.sealed.clear();
        self.stream.finish(&mut self.sealed);
        self.inner.write_all(&self.sealed)?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    /// After a failed write nobody knows how much arrived: going on would leave a hole.
    fn check(&self) -> io::Result<()> {
        if self.broken {
            Err(io::Error::new(ErrorKind::BrokenPipe, "an earlier write failed"))
        } else {
            Ok(())
        }
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.check()?;
        let taken = buf.get(..STEP).unwrap_or(buf);
        self.sealed.clear();
        self.broken = true;
        self.stream.update(taken, &mut self.sealed)?;
        self.inner.write_all(&self.sealed)?;
        self.broken = false;
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Write> fmt::Debug for SealWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealWriter").field("stream", &self.stream).finish_non_exhaustive()
    }
}
