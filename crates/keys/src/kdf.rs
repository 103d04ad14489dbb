//! What deriving a master key of a password costs: Argon2id (RFC 9106) and PBKDF2 (RFC 8018).

/// The password-based key derivation of a slot, and what it costs.
///
/// [`Default`] is [`ARGON2ID`](Self::ARGON2ID).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KdfParams {
    /// Argon2id, version 0x13 (RFC 9106).
    Argon2id {
        /// Memory in KiB.
        m_kib: u32,
        /// Passes over the memory.
        t: u32,
        /// Lanes.
        p: u8,
    },
    /// PBKDF2 with HMAC-SHA-256 (RFC 8018), for platforms where Argon2id cannot run.
    Pbkdf2Sha256 {
        /// Iterations.
        iterations: u32,
    },
}

impl KdfParams {
    /// Argon2id with 64 MiB, 3 passes and 4 lanes: the second recommended option of RFC 9106.
    pub const ARGON2ID: Self = Self::Argon2id { m_kib: 64 * 1024, t: 3, p: 4 };

    /// Argon2id with 32 MiB, 6 passes and 4 lanes: as much work in half the memory, for small devices.
    pub const ARGON2ID_LOW_MEMORY: Self = Self::Argon2id { m_kib: 32 * 1024, t: 6, p: 4 };

    /// PBKDF2 with 600,000 iterations.
    pub const PBKDF2: Self = Self::Pbkdf2Sha256 { iterations: 600_000 };
}

impl Default for KdfParams {
    fn default() -> Self {
        Self::ARGON2ID
    }
}
