//! Input and output in pieces, with interruptions between them: what sockets and pipes do.

#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use core::{iter::Cycle, slice};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};

/// Cuts bytes into pieces of the given sizes, in turn.
pub(crate) fn cut<'a>(mut bytes: &'a [u8], sizes: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    let pieces = sizes.iter().cycle().map_while(move |size| {
        let (piece, rest) = bytes.split_at(bytes.len().min(*size));
        bytes = rest;
        (!piece.is_empty()).then_some(piece)
    });
    // An empty piece changes nothing.
    [&[][..]].into_iter().chain(pieces)
}

/// Reads to the end with buffers of the given sizes, in turn; what was read before an error stays in `out`.
pub(crate) fn read(reader: &mut impl Read, sizes: &[usize], out: &mut Vec<u8>) -> io::Result<()> {
    for size in sizes.iter().cycle() {
        let mut buf = vec![0; *size];
        match reader.read(&mut buf)? {
            0 => return Ok(()),
            count => out.extend_from_slice(&buf[..count]),
        }
    }
    Ok(())
}

/// A reader or writer that handles pieces of the given sizes, in turn, and is interrupted before each.
pub(crate) struct Pieces<'s, T> {
    inner: T,
    sizes: Cycle<slice::Iter<'s, usize>>,
    interrupted: bool,
}

impl<'s, T> Pieces<'s, T> {
    pub(crate) fn new(inner: T, sizes: &'s [usize]) -> Self {
        Self { inner, sizes: sizes.iter().cycle(), interrupted: false }
    }

    pub(crate) fn into_inner(self) -> T {
        self.inner
    }

    fn next(&mut self, len: usize) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(ErrorKind::Interrupted.into());
        }
        Ok(self.sizes.next().map_or(len, |size| len.min(*size)))
    }
}

impl<T: Read> Read for Pieces<'_, T> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.next(buf.len())?;
        self.inner.read(&mut buf[..count])
    }
}

impl<T: Write> Write for Pieces<'_, T> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let count = self.next(buf.len())?;
        self.inner.write(&buf[..count])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Seek> Seek for Pieces<'_, T> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
