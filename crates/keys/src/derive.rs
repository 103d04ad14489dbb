//! Deriving a master key of a password, with bounds before work, and what begins with a password itself.

use alloc::vec::Vec;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use phiward_envelope::Entropy;

use crate::{
    Caps, Error, KdfParams, MasterSecret, NewSlot, OpenedSlot, Password, PasswordDerivation, Secret, Slot,
    SlotId, Unlocked, Vault, master::MasterKey,
};

impl KdfParams {
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

impl PasswordDerivation {
    /// Derives the master key.
    ///
    /// # Errors
    /// [`Error::KdfAboveCap`] and [`Error::KdfBelowFloor`] before any work; [`Error::KdfOutOfMemory`],
    /// [`Error::LimitExceeded`].
    pub fn run(&self, password: &Password, caps: &Caps) -> Result<MasterSecret, Error> {
        Ok(MasterSecret::from_bytes(self.params.derive(password, &self.salt, caps)?.expose_secret()))
    }
}

impl Slot {
    /// Opens a password slot. It is short for [`open`](Self::open).
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn unlock_password(&self, password: &Password, caps: &Caps) -> Result<OpenedSlot, Error> {
        self.open(&Secret::Password(password, caps))
    }
}

impl Vault {
    /// Makes a vault with a random data key and one password slot.
    ///
    /// # Errors
    /// As [`Slot::seal`].
    pub fn create(
        password: &Password,
        params: KdfParams,
        entropy: &mut impl Entropy,
    ) -> Result<(Self, Unlocked), Error> {
        Self::create_with(NewSlot::Password(password, params), entropy)
    }

    /// Unlocks the vault with a password.
    ///
    /// # Errors
    /// As [`unlock_with`](Self::unlock_with).
    pub fn unlock(&self, password: &Password, caps: &Caps) -> Result<Unlocked, Error> {
        self.unlock_with(&Secret::Password(password, caps))
    }

    /// Replaces the password slot that unlocked the vault by one for a new password.
    ///
    /// When something else unlocked it, such as a recovery code, the only password slot is replaced, or the
    /// first one is made. Nothing that was sealed is touched.
    ///
    /// Whoever has the old password and an old copy of the vault still gets in: when a password became known,
    /// [`rotate`](Self::rotate) as well.
    ///
    /// # Errors
    /// - [`Error::KeyNotFound`]: `unlocked` belongs to another vault, or to this one before a rotation.
    /// - [`Error::SlotNotFound`]: there are several password slots and none of them unlocked the vault; name
    ///   one with [`replace_slot`](Self::replace_slot).
    /// - Else as [`Slot::seal`]. The vault is then as it was.
    pub fn change_password(
        &mut self,
        unlocked: &mut Unlocked,
        password: &Password,
        params: KdfParams,
        entropy: &mut impl Entropy,
    ) -> Result<SlotId, Error> {
        self.replace_password(unlocked, NewSlot::Password(password, params), entropy)
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
