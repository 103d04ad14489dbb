//! What every implementation that is measured does, and on what.

/// The plaintexts that are measured: their labels and lengths.
pub const SIZES: [(&str, usize); 5] =
    [("64 B", 64), ("1 KiB", 1 << 10), ("16 KiB", 16 << 10), ("1 MiB", 1 << 20), ("64 MiB", 64 << 20)];

/// An implementation that is measured. It has one key, which was set up before.
pub trait Peer: Default {
    /// Its column in the tables.
    const NAME: &'static str;

    /// What opening gives; a peer that wipes it does so in the time that is measured.
    type Opened: AsRef<[u8]>;

    /// Seals into memory that it allocates.
    fn seal(&self, plaintext: &[u8]) -> Vec<u8>;

    /// Opens into memory that it allocates.
    fn open(&self, sealed: &[u8]) -> Self::Opened;
}

/// A peer that can also work in memory of the caller.
pub trait InMemory: Peer {
    /// Seals into `out`, whose content is replaced.
    fn seal_into(&self, plaintext: &[u8], out: &mut Vec<u8>);

    /// Opens into `out`, whose content is replaced.
    fn open_into(&self, sealed: &[u8], out: &mut Vec<u8>);
}

/// A plaintext of that length.
#[must_use]
pub fn plaintext(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i ^ (i >> 8)).to_le_bytes()[0]).collect()
}
