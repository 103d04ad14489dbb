//! What an opened envelope gives.

use alloc::vec::Vec;
use core::{fmt, ops::Deref};

use crate::wipe::WipedVec;

/// The content of an opened envelope.
///
/// It reads as a byte slice, is wiped on drop, and its `Debug` output shows the length only.
pub struct Plaintext(WipedVec);

impl Plaintext {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(WipedVec::with_capacity(capacity))
    }

    pub(crate) fn as_mut_vec(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Takes the bytes out; from here on wiping them is the caller's.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0.into_vec()
    }
}

impl Deref for Plaintext {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Plaintext {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Plaintext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plaintext").field("len", &self.0.len()).finish_non_exhaustive()
    }
}
