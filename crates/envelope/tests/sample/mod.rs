//! What the tests seal and with what: fixed keys, a context, an extension, plaintexts, and entropy that repeats.

#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use phiward_envelope::{Context, DataKey, Entropy, EntropyUnavailable, Extension, KeyId};

/// Plaintext bytes of a full chunk, written out so that a change of the constant is noticed.
pub(crate) const CHUNK: usize = 16_384;
/// Bytes of a full chunk in an envelope.
pub(crate) const SEALED_CHUNK: usize = 16_400;
/// Length of the header without extensions.
pub(crate) const FIXED: usize = 22;
/// Length of salt and commitment.
pub(crate) const PREAMBLE: usize = 56;
/// Length of a tag.
pub(crate) const TAG: usize = 16;

/// A key whose secret and id both consist of one repeated byte.
pub(crate) fn key(byte: u8) -> DataKey {
    DataKey::from_bytes(KeyId::from_bytes([byte; 16]), &[byte; 32])
}

/// A context of two pairs.
pub(crate) fn context() -> Context {
    Context::new([("tenant", "clinic-7"), ("record", "obs/42")]).unwrap()
}

/// An application's extension of three bytes, which takes six in the header.
pub(crate) fn extension() -> Extension {
    Extension::new(0x40, b"abc").unwrap()
}

/// A plaintext in which no two chunks are alike.
pub(crate) fn plaintext(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i.wrapping_mul(7) ^ (i >> 8)).to_le_bytes()[0]).collect()
}

/// Entropy that fills every request with one byte, the next one each time.
///
/// The bytes are large: read as an extension, a salt of them overruns every header.
pub(crate) struct Counting(u8);

impl Counting {
    pub(crate) fn new() -> Self {
        Self(0x40)
    }
}

impl Entropy for Counting {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        self.0 += 1;
        dest.fill(self.0);
        Ok(())
    }
}

/// Entropy that gives the bytes of a vector, and fails when they are used up.
pub(crate) struct Replay(pub(crate) Vec<u8>);

impl Entropy for Replay {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        let (given, rest) = self.0.split_at_checked(dest.len()).ok_or(EntropyUnavailable)?;
        dest.copy_from_slice(given);
        self.0 = rest.to_vec();
        Ok(())
    }
}

/// Entropy that is not there.
pub(crate) struct Failing;

impl Entropy for Failing {
    fn fill(&mut self, dest: &mut [u8]) -> Result<(), EntropyUnavailable> {
        dest.fill(0);
        Err(EntropyUnavailable)
    }
}
