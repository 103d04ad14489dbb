//! The encryption context: what an envelope belongs to.

use alloc::{collections::BinaryHeap, vec::Vec};
use core::fmt;

use crate::Error;

/// Most bytes that an encoded context may have.
pub const MAX_CONTEXT_LEN: usize = 8 * 1024;

/// The encryption context: names and values that say what an envelope belongs to.
///
/// A context is bound into the envelope and never stored in it: to open the envelope, the same context
/// must be given again.
/// A ciphertext that is moved to another record, field or tenant therefore does not open.
/// Typical names are `tenant`, `patient`, `record` and `field`.
///
/// The order in which pairs are given does not matter. Names and values are compared as exact bytes.
///
/// ```
/// use phiward_envelope::Context;
/// let context = Context::new([("tenant", "clinic-7"), ("record", "obs/42")])?;
/// # Ok::<(), phiward_envelope::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Context {
    encoded: Vec<u8>,
}

impl Context {
    /// The context without any pair: the envelope is bound to nothing but its key.
    ///
    /// Prefer [`Context::new`] for records, which can be exchanged for one another.
    #[must_use]
    pub const fn empty() -> Self {
        Self { encoded: Vec::new() }
    }

    /// Makes a context of pairs of names and values.
    ///
    /// # Errors
    /// - [`Error::Malformed`] when a name occurs twice.
    /// - [`Error::LimitExceeded`] when the encoded context is larger than [`MAX_CONTEXT_LEN`] bytes.
    pub fn new<K, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<Self, Error>
    where
        K: AsRef<str>,
        V: AsRef<str>,
    {
        let pairs: Vec<(K, V)> = pairs.into_iter().collect();
        if pairs.is_empty() {
            return Ok(Self::empty());
        }
        // A heap sorts as well as `sort` does, in a tenth of the code that a browser loads.
        let texts = pairs.iter().map(|(name, value)| (name.as_ref().as_bytes(), value.as_ref().as_bytes()));
        let pairs = texts.collect::<BinaryHeap<_>>().into_sorted_vec();
        let twice = |w: &[(&[u8], &[u8])]| matches!(w, [a, b] if a.0 == b.0);
        if pairs.windows(2).any(twice) {
            return Err(Error::Malformed);
        }
        let mut encoded = Vec::new();
        push_len(&mut encoded, pairs.len())?;
        for (name, value) in &pairs {
            for part in [name, value] {
                push_len(&mut encoded, part.len())?;
                encoded.extend_from_slice(part);
                if encoded.len() > MAX_CONTEXT_LEN {
                    return Err(Error::LimitExceeded);
                }
            }
        }
        Ok(Self { encoded })
    }

    /// The bytes that go into the key derivation.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.encoded
    }
}

fn push_len(encoded: &mut Vec<u8>, len: usize) -> Result<(), Error> {
    let len = u16::try_from(len).map_err(|_| Error::LimitExceeded)?;
    encoded.extend_from_slice(&len.to_be_bytes());
    Ok(())
}

/// Prints the size only: values may name a patient.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("encoded_len", &self.encoded.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_sorted_by_their_bytes() {
        let context = Context::new([("b", "2"), ("a", "1"), ("é", ""), ("B", "3")]).unwrap();
        let expected =
            b"\x00\x04\x00\x01B\x00\x013\x00\x01a\x00\x011\x00\x01b\x00\x012\x00\x02\xc3\xa9\x00\x00";
        assert_eq!(context.as_bytes(), expected);
    }

    #[test]
    fn a_name_may_occur_once() {
        assert_eq!(Context::new([("a", "1"), ("b", "1"), ("a", "2")]), Err(Error::Malformed));
    }

    #[test]
    fn the_limit_is_8_kib_of_encoded_bytes() {
        let fits = "v".repeat(MAX_CONTEXT_LEN - 2 - 4 - 1);
        assert!(Context::new([("k", &fits)]).is_ok());
        let too_long = "v".repeat(fits.len() + 1);
        assert_eq!(Context::new([("k", &too_long)]), Err(Error::LimitExceeded));
        let longer_than_a_length = "v".repeat(70_000);
        assert_eq!(Context::new([("k", &longer_than_a_length)]), Err(Error::LimitExceeded));
        let many = (0..70_000).map(|i| (alloc::format!("{i}"), ""));
        assert_eq!(Context::new(many), Err(Error::LimitExceeded));
    }

    #[test]
    fn no_pairs_and_empty_are_the_same() {
        assert_eq!(Context::new::<&str, &str>([]).unwrap(), Context::empty());
        assert!(Context::empty().as_bytes().is_empty());
    }
}
