//! Deriving the master key of a password away from the slot: in a worker, or by the platform.

use alloc::vec::Vec;

use phiward_envelope::Entropy;

use crate::{Error, KdfParams, Slot, secret::secret_bytes, slot::Method, wrap::fresh_salt};

secret_bytes! {
    /// What a password derivation gives: 32 bytes that open every slot of one [`PasswordDerivation`].
    ///
    /// They are worth as much as the password, for this slot: wipe every copy.
    MasterSecret
}

/// Everything that deriving a master key needs besides the password.
///
/// A derivation takes a fifth of a second and may take 64 MiB. With this type it can run elsewhere than where
/// the vault is: in a worker, or in a platform's own PBKDF2.
///
/// ```
/// use phiward_envelope::OsEntropy;
/// use phiward_keys::{Caps, KdfParams, NewSlot, Password, PasswordDerivation, Secret, Vault};
///
/// let password = Password::new("correct horse");
/// let derivation = PasswordDerivation::generate(KdfParams::PBKDF2, &mut OsEntropy)?;
/// let master = derivation.run(&password, &Caps::default())?;
/// let (vault, _) = Vault::create_with(NewSlot::Derived(&derivation, &master), &mut OsEntropy)?;
///
/// let derivation = vault.slots()[0].derivation().unwrap();
/// let master = derivation.run(&password, &Caps::default())?;
/// assert!(vault.unlock_with(&Secret::Derived(&master)).is_ok());
/// # Ok::<(), phiward_keys::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordDerivation {
    pub(crate) salt: Vec<u8>,
    pub(crate) params: KdfParams,
}

impl PasswordDerivation {
    /// Draws the salt of a new slot.
    ///
    /// # Errors
    /// - [`Error::KdfBelowFloor`], [`Error::KdfAboveCap`]: refused for new slots.
    /// - [`Error::EntropyUnavailable`].
    pub fn generate(params: KdfParams, entropy: &mut impl Entropy) -> Result<Self, Error> {
        params.check_creation()?;
        Ok(Self { salt: fresh_salt(entropy)?, params })
    }

    /// Makes a derivation of its parts, which came from elsewhere: they are judged when it runs.
    #[must_use]
    pub fn from_parts(salt: &[u8], params: KdfParams) -> Self {
        Self { salt: salt.to_vec(), params }
    }

    /// The salt.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.salt
    }

    /// Algorithm and cost.
    #[must_use]
    pub const fn params(&self) -> KdfParams {
        self.params
    }
}

impl Slot {
    /// What has to be derived to open the slot; none unless a password opens it.
    #[must_use]
    pub fn derivation(&self) -> Option<PasswordDerivation> {
        match self.method {
            Method::Password(params) => Some(PasswordDerivation { salt: self.salt.clone(), params }),
            _ => None,
        }
    }
}
