//! Random bytes, passed in.

use crate::Error;

/// The source of random bytes failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntropyUnavailable;

impl From<EntropyUnavailable> for Error {
    fn from(_: EntropyUnavailable) -> Self {
        Self::EntropyUnavailable
    }
}

/// A source of random bytes that are fit for keys and salts.
///
/// The library draws from it and never from anywhere else, so that the same calls with the same source
/// give the same bytes on every target.
/// An implementation must be a cryptographically secure generator; a failing one must say so
/// and not return weak bytes.
pub trait Entropy {
    /// Fills `dest` with random bytes.
    ///
    /// # Errors
    /// [`EntropyUnavailable`] when the source cannot deliver; `dest` is then not used.
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable>;
}

impl<E: Entropy + ?Sized> Entropy for &mut E {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        (**self).fill(dest)
    }
}

/// The operating system's source of random bytes.
#[cfg(feature = "getrandom")]
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

#[cfg(feature = "getrandom")]
impl Entropy for OsEntropy {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        getrandom::fill(dest).map_err(|_| EntropyUnavailable)
    }
}
