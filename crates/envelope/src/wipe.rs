//! Overwriting secrets in memory.

use alloc::vec::Vec;
use core::{
    mem,
    ops::{Deref, DerefMut},
};

use zeroize::optimization_barrier;

/// Overwrites bytes with zeros.
///
/// `Zeroize` writes one byte at a time, which takes half as long as opening what is wiped.
/// This writes as wide as the target can, and the barrier keeps the compiler from leaving it out.
pub(crate) fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    optimization_barrier(bytes);
}

/// A vector that is wiped on drop, spare capacity included.
pub(crate) struct WipedVec(Vec<u8>);

impl WipedVec {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Takes the vector out; from here on wiping it is the caller's.
    pub(crate) fn into_vec(mut self) -> Vec<u8> {
        mem::take(&mut self.0)
    }
}

impl Drop for WipedVec {
    fn drop(&mut self) {
        self.0.clear();
        self.0.resize(self.0.capacity(), 0);
        optimization_barrier(self.0.as_slice());
    }
}

impl Deref for WipedVec {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for WipedVec {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}
