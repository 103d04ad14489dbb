//! Random bytes of the operating system, and ids made of them.

use phiward_envelope::{Entropy as _, OsEntropy};

use crate::config::to_hex;
use crate::failure::Failure;

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    OsEntropy.fill(&mut bytes).map_err(|_| Failure::INTERNAL)?;
    Ok(bytes)
}

/// An id of 128 random bits, with a word before it that tells what it is of.
pub(crate) fn id(of: &str) -> Result<String, Failure> {
    Ok(format!("{of}-{}", to_hex(&bytes::<16>()?)))
}
