//! `std::io` adapters: a writer that seals, a reader that opens, a reader that seeks.

use std::io::{self, ErrorKind, Read};
use std::vec::Vec;

use crate::{Error, Header, layout::PREAMBLE_LEN};

mod open_reader;
mod random_access;
mod seal_writer;

pub use self::{open_reader::OpenReader, random_access::RandomAccessReader, seal_writer::SealWriter};

/// Bytes that a writer or reader handles at a time: a few chunks, so that memory stays small and calls few.
const STEP: usize = 64 * 1024;

impl From<Error> for io::Error {
    /// An I/O error of kind `InvalidData` (`Other` for missing entropy) that holds the error; see
    /// [`Error::of_io`].
    fn from(error: Error) -> Self {
        let kind = if error == Error::EntropyUnavailable { ErrorKind::Other } else { ErrorKind::InvalidData };
        Self::new(kind, error)
    }
}

impl Error {
    /// The envelope error that an I/O error of [`SealWriter`], [`OpenReader`] or [`RandomAccessReader`]
    /// holds; `None` for a fault of the reader or writer beneath.
    #[must_use]
    pub fn of_io(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

/// Reads enough of an envelope's start to hold any prefix.
fn read_start(reader: &mut impl Read, start: &mut Vec<u8>) -> io::Result<usize> {
    reader.take((Header::MAX_LEN + PREAMBLE_LEN) as u64).read_to_end(start)
}
