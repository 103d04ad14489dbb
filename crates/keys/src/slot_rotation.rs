//! Rotating the data key of a vault: new slots for a new key.

use alloc::vec::Vec;

use phiward_envelope::{DataKey, Entropy};

use crate::{
    Error, NewSlot, Secret, Slot, SlotId, SlotInfo, Unlocked, Vault,
    master::MasterKey,
    unlocked::Retired,
    vault::{MAX_RETIRED_KEYS, RetiredKey},
};

/// A rotation of a vault's data key that was not committed yet.
///
/// A slot can be made for the new key only with its secret (or, for a recipient, the public key).
/// So each slot of the vault must be dealt with by name: [`rewrap`](Self::rewrap) it with its secret, or
/// [`drop_slot`](Self::drop_slot) it. [`remaining`](Self::remaining) lists those that are neither, and
/// [`commit`](Self::commit) refuses while there are any, so that nobody is locked out by surprise.
///
/// The old key becomes decrypt-only. It is kept in the vault, sealed under the new key, until
/// [`Rotation`](crate::Rotation) has shown that nothing depends on it.
///
/// ```
/// # use phiward_envelope::OsEntropy;
/// # use phiward_keys::{Caps, KdfParams, NewSlot, Password, Vault};
/// # let (password, mut entropy) = (Password::new("correct horse"), OsEntropy);
/// # let (mut vault, unlocked) = Vault::create(&password, KdfParams::PBKDF2, &mut entropy)?;
/// let old_key = vault.key_id();
/// let mut rotation = vault.rotate(&unlocked, &mut entropy)?;
/// rotation.rewrap(&unlocked.slot_id(), NewSlot::Password(&password, KdfParams::PBKDF2), &mut entropy)?;
/// assert_eq!(rotation.remaining().count(), 0);
/// let unlocked = rotation.commit(&mut entropy)?;
/// assert_ne!(unlocked.data_key().id(), old_key);
/// assert!(unlocked.key_for(&old_key).is_ok());
/// # Ok::<(), phiward_keys::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a rotation changes nothing until it is committed"]
pub struct SlotRotation<'v> {
    vault: &'v mut Vault,
    active: DataKey,
    retired: Vec<DataKey>,
    slots: Vec<Slot>,
    done: Vec<SlotId>,
    password: Option<Made>,
}

/// A password slot that was made, and its master key.
struct Made {
    slot_id: SlotId,
    master: MasterKey,
}

impl core::fmt::Debug for Made {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Made").field("slot_id", &self.slot_id).finish_non_exhaustive()
    }
}

impl<'v> SlotRotation<'v> {
    /// The caller has checked that `unlocked` belongs to the vault.
    pub(crate) fn begin(
        vault: &'v mut Vault,
        unlocked: &Unlocked,
        entropy: &mut impl Entropy,
    ) -> Result<Self, Error> {
        if unlocked.retired.len() >= MAX_RETIRED_KEYS {
            return Err(Error::LimitExceeded);
        }
        let mut retired = Vec::new();
        for Retired { key, .. } in &unlocked.retired {
            retired.push(copy(key.as_ref().map_err(|error| *error)?));
        }
        retired.push(copy(&unlocked.active));
        let active = DataKey::generate(entropy)?;
        Ok(Self { vault, active, retired, slots: Vec::new(), done: Vec::new(), password: None })
    }

    /// Makes a slot of the same kind and secret for the new key.
    ///
    /// The secret must open the old slot: a mistyped one would lock somebody out.
    /// That cannot be checked for a recipient, whose private key is elsewhere.
    ///
    /// # Errors
    /// - [`Error::SlotNotFound`]: no slot of that id remains, or it is of another kind.
    /// - What [`Slot::open`] and [`Slot::seal`] report.
    pub fn rewrap(
        &mut self,
        slot_id: &SlotId,
        same: NewSlot<'_>,
        entropy: &mut impl Entropy,
    ) -> Result<SlotId, Error> {
        let slot = self.remaining_slot(slot_id)?;
        if slot.kind() != same.kind() {
            return Err(Error::SlotNotFound);
        }
        match same {
            #[cfg(feature = "kdf")]
            NewSlot::Password(password, _) => drop(slot.unlock_password(password, &crate::Caps::default())?),
            NewSlot::Derived(_, master) => drop(slot.open(&Secret::Derived(master))?),
            NewSlot::Recovery(code) => drop(slot.open(&Secret::Recovery(code))?),
            NewSlot::WebAuthnPrf(prf) => drop(slot.open(&Secret::WebAuthnPrf(prf))?),
            NewSlot::Kek(kek) => drop(slot.open(&Secret::Kek(kek))?),
            NewSlot::BreakGlass(kek) => drop(slot.open_break_glass(kek)?),
            #[cfg(feature = "hpke")]
            NewSlot::Hpke(_) => {}
        }
        let made = self.add(same, entropy)?;
        self.done.push(*slot_id);
        Ok(made)
    }

    /// Adds a slot for a new secret.
    ///
    /// # Errors
    /// As [`Slot::seal`].
    pub fn add(&mut self, new: NewSlot<'_>, entropy: &mut impl Entropy) -> Result<SlotId, Error> {
        let (slot, master) = Slot::seal_keeping_master(new, &self.active, entropy)?;
        let slot_id = slot.id();
        self.slots.push(slot);
        if let (None, Some(master)) = (&self.password, master) {
            self.password = Some(Made { slot_id, master });
        }
        Ok(slot_id)
    }

    /// Gives up a slot: its secret will not open the new key.
    ///
    /// # Errors
    /// [`Error::SlotNotFound`]: no slot of that id remains.
    pub fn drop_slot(&mut self, slot_id: &SlotId) -> Result<(), Error> {
        self.remaining_slot(slot_id)?;
        self.done.push(*slot_id);
        Ok(())
    }

    /// The slots that still hold the old key only.
    pub fn remaining(&self) -> impl Iterator<Item = SlotInfo> {
        self.vault.slot_infos().filter(|slot| !self.done.contains(&slot.slot_id))
    }

    /// Puts the new key and its slots in place.
    ///
    /// The result knows the first password slot that was made, if any.
    ///
    /// # Errors
    /// - [`Error::RotationIncomplete`]: slots remain; see [`remaining`](Self::remaining).
    /// - [`Error::LastSlot`]: no slot was made.
    /// - [`Error::LimitExceeded`]: too many slots were made.
    /// - [`Error::EntropyUnavailable`].
    ///
    /// In each case the vault is as it was.
    pub fn commit(self, entropy: &mut impl Entropy) -> Result<Unlocked, Error> {
        if self.remaining().next().is_some() {
            return Err(Error::RotationIncomplete);
        }
        let first = self.slots.first().ok_or(Error::LastSlot)?.id();
        let (slot_id, master) = match self.password {
            Some(Made { slot_id, master }) => (slot_id, Some(master)),
            None => (first, None),
        };
        let mut wrapped = Vec::new();
        for key in &self.retired {
            wrapped.push(RetiredKey::wrap(key, &self.active, entropy)?);
        }
        *self.vault = Vault::from_parts(self.active.id(), self.slots, wrapped)?;
        let retired = self.retired.into_iter().map(|key| Retired { id: key.id(), key: Ok(key) }).collect();
        Ok(Unlocked { active: self.active, retired, slot_id, master })
    }

    fn remaining_slot(&self, slot_id: &SlotId) -> Result<&Slot, Error> {
        let remaining = self.vault.slots().iter().find(|slot| slot.id() == *slot_id);
        remaining.filter(|slot| !self.done.contains(&slot.id())).ok_or(Error::SlotNotFound)
    }
}

/// Keys are not `Clone`, so that copies are made where one looks for them.
fn copy(key: &DataKey) -> DataKey {
    DataKey::from_bytes(key.id(), key.expose_secret())
}
