//! Memory for plaintext: of fixed size, wiped, and never copied by growing.

use core::fmt;

use zeroize::{Zeroize as _, Zeroizing};

use crate::Refusal;

/// A buffer that does not grow, is not cloned or printed, and is wiped on drop.
///
/// A `Vec` that grows leaves its old bytes behind in freed memory. This one refuses instead.
///
/// ```
/// use phiward_enclave::Arena;
/// let mut arena = Arena::with_capacity(4);
/// arena.extend(b"BP 1")?;
/// assert!(arena.extend(b"2").is_err());
/// # Ok::<(), phiward_enclave::Refusal>(())
/// ```
pub struct Arena(Zeroizing<Vec<u8>>);

impl Arena {
    /// An empty buffer for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`Refusal::LimitExceeded`] when they do not fit; nothing is then added.
    pub fn extend(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if bytes.len() > self.0.capacity() - self.0.len() {
            return Err(Refusal::LimitExceeded);
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    /// What was added.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Wipes what was added.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }
}

impl std::io::Write for Arena {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.extend(bytes).map_err(|_| std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("len", &self.0.len()).finish_non_exhaustive()
    }
}
