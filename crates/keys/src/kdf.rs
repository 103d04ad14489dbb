//! Deriving a master key of a password: Argon2id (RFC 9106) and PBKDF2 (RFC 8018), with bounds before work.

use alloc::vec::Vec;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::{Caps, Error, Password, master::MasterKey};

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

    /// Runs the derivation once on a fixed password and throws the result away, for [`calibrate`](crate::calibrate).
    ///
    /// # Errors
    /// - [`Error::KdfAboveCap`], [`Error::KdfBelowFloor`]: outside of what opening accepts.
    /// - [`Error::KdfOutOfMemory`].
    pub fn exercise(&self, caps: &Caps) -> Result<(), Error> {
        self.derive(&Password::new("calibration"), &[0; 16], caps).map(drop)
    }

    /// Derives the master key, after the bounds of opening were checked.
    pub(crate) fn derive(&self, password: &Password, salt: &[u8], caps: &Caps) -> Result<MasterKey, Error> {
        self.check_opening(caps)?;
        if password.as_bytes().len() > Password::MAX_LEN {
            return Err(Error::LimitExceeded);
        }
        match *self {
            Self::Argon2id { m_kib, t, p } => {
                argon2id(password, salt, Params::new(m_kib, t, u32::from(p), Some(32)))
            }
            Self::Pbkdf2Sha256 { iterations } => {
                let mut key = Zeroizing::new([0; 32]);
                pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, key.as_mut());
                Ok(MasterKey::new(key))
            }
        }
    }
}

impl Default for KdfParams {
    fn default() -> Self {
        Self::ARGON2ID
    }
}

fn argon2id(password: &Password, salt: &[u8], params: argon2::Result<Params>) -> Result<MasterKey, Error> {
    let params = params.map_err(|_| Error::KdfBelowFloor)?;
    let mut memory = Memory::allocate(params.block_count())?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, key.as_mut(), &mut memory.0)
        .map_err(|_| Error::Malformed)?;
    Ok(MasterKey::new(key))
}

/// The working memory of Argon2, wiped on drop.
///
/// It is allocated here, and not by the `argon2` crate, because running out of memory must be an error and
/// because that crate does not wipe what it allocates.
struct Memory(Vec<Block>);

impl Memory {
    fn allocate(blocks: usize) -> Result<Self, Error> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| Error::KdfOutOfMemory)?;
        memory.resize(blocks, Block::new());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        for block in &mut self.0 {
            block.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn hex(key: &MasterKey) -> String {
        key.expose_secret().iter().map(|byte| alloc::format!("{byte:02x}")).collect()
    }

    /// SHA-256 of `user@example.com`: the salt of the source documents' example.
    const SALT: [u8; 32] = [
        0xb4, 0xc9, 0xa2, 0x89, 0x32, 0x3b, 0x21, 0xa0, 0x1c, 0x3e, 0x94, 0x0f, 0x15, 0x0e, 0xb9,
        0xb8, //
        0xc5, 0x42, 0x58, 0x7f, 0x1a, 0xbf, 0xd8, 0xf0, 0xe1, 0xcc, 0x1f, 0xfc, 0x5e, 0x47, 0x55, 0x14,
    ];

    #[test]
    fn pbkdf2_at_600_000_iterations_is_the_known_answer() {
        let key = KdfParams::PBKDF2.derive(&Password::new("user-password"), &SALT, &Caps::default()).unwrap();
        assert_eq!(hex(&key), "81c9e29cb2923c03ad390683f5b5fbf25dabce22e969a224c7c92888addc772c");
    }

    #[test]
    fn lanes_passes_and_memory_all_count() {
        let derive = |m_kib, t, p| {
            let params = KdfParams::Argon2id { m_kib, t, p };
            hex(&params.derive(&Password::new("x"), &SALT, &Caps::default()).unwrap())
        };
        let keys = [
            derive(19 * 1024, 2, 1),
            derive(19 * 1024, 3, 1),
            derive(19 * 1024, 2, 2),
            derive(20 * 1024, 2, 1),
        ];
        for (i, key) in keys.iter().enumerate() {
            assert!(keys[i + 1..].iter().all(|other| other != key));
        }
    }

    #[test]
    fn a_calibration_run_derives_within_the_caps() {
        assert_eq!(KdfParams::PBKDF2.exercise(&Caps::default()), Ok(()));
        assert_eq!(KdfParams::PBKDF2.exercise(&Caps::default().with_iterations(1)), Err(Error::KdfAboveCap));
    }
}
