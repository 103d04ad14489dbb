//! A vault: one active data key, the slots that hold it, and the retired keys that it wraps.

use alloc::vec::Vec;

use phiward_envelope::{Context, DataKey, Entropy, Opener, Purpose, Sealer};

use crate::{
    AuditedReason, BreakGlassAttempt, BreakGlassEvent, Error, Kek, KeyId, NewSlot, RecoveryCode,
    RotationComplete, Secret, Slot, SlotId, SlotInfo, SlotKind, SlotRotation, Unlocked, master::MasterKey,
    unlocked::Retired, wrap::OpenedSlot,
};

/// Most slots of a vault.
pub const MAX_SLOTS: usize = 64;
/// Most password slots of a vault, each of which may cost a derivation to try.
pub const MAX_PASSWORD_SLOTS: usize = 8;
/// Most retired keys of a vault.
pub const MAX_RETIRED_KEYS: usize = 64;

/// A data key and the slots that hold it. A vault holds no secret and may be stored anywhere.
///
/// Everything sealed under the data key stays as it is when a password changes: only slots change.
///
/// ```
/// use phiward_envelope::OsEntropy;
/// use phiward_keys::{Caps, KdfParams, Password, Vault};
///
/// let mut entropy = OsEntropy;
/// let (mut vault, unlocked) =
///     Vault::create(&Password::new("correct horse"), KdfParams::PBKDF2, &mut entropy)?;
/// let words = vault.add_recovery(&unlocked, &mut entropy)?;
/// let stored = vault.to_json();
///
/// let mut vault = Vault::from_json(&stored)?;
/// let mut unlocked = vault.recover(&words)?;
/// vault.change_password(&mut unlocked, &Password::new("battery staple"), KdfParams::PBKDF2, &mut entropy)?;
/// assert!(vault.unlock(&Password::new("correct horse"), &Caps::default()).is_err());
/// # Ok::<(), phiward_keys::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vault {
    key_id: KeyId,
    slots: Vec<Slot>,
    retired: Vec<RetiredKey>,
}

/// A retired data key, sealed under the active one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RetiredKey {
    pub(crate) key_id: KeyId,
    pub(crate) wrapped: Vec<u8>,
}

impl Vault {
    /// Makes a vault with a random data key and one slot of any kind.
    ///
    /// # Errors
    /// As [`Slot::seal`].
    pub fn create_with(new: NewSlot<'_>, entropy: &mut impl Entropy) -> Result<(Self, Unlocked), Error> {
        let active = DataKey::generate(entropy)?;
        let (slot, master) = Slot::seal_keeping_master(new, &active, entropy)?;
        let unlocked = Unlocked { slot_id: slot.id(), active, retired: Vec::new(), master };
        let vault = Self { key_id: unlocked.active.id(), slots: [slot].to_vec(), retired: Vec::new() };
        Ok((vault, unlocked))
    }

    /// Makes a vault of its parts, after checking that they belong together.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`], [`Error::Malformed`].
    pub(crate) fn from_parts(
        key_id: KeyId,
        slots: Vec<Slot>,
        retired: Vec<RetiredKey>,
    ) -> Result<Self, Error> {
        let passwords = slots.iter().filter(|slot| slot.kind() == SlotKind::Password).count();
        if slots.len() > MAX_SLOTS || passwords > MAX_PASSWORD_SLOTS || retired.len() > MAX_RETIRED_KEYS {
            return Err(Error::LimitExceeded);
        }
        let other_key = slots.iter().any(|slot| slot.key_id() != key_id);
        let ids: Vec<SlotId> = slots.iter().map(Slot::id).collect();
        let mut keys: Vec<KeyId> = retired.iter().map(|retired| retired.key_id).collect();
        keys.push(key_id);
        if slots.is_empty() || other_key || has_twice(&ids) || has_twice(&keys) {
            return Err(Error::Malformed);
        }
        Ok(Self { key_id, slots, retired })
    }

    /// Unlocks the vault with a recovery code.
    ///
    /// # Errors
    /// As [`unlock_with`](Self::unlock_with).
    pub fn recover(&self, code: &RecoveryCode) -> Result<Unlocked, Error> {
        self.unlock_with(&Secret::Recovery(code))
    }

    /// Unlocks the vault with any secret, trying the slots of its kind in order.
    ///
    /// # Errors
    /// - [`Error::SlotNotFound`]: no slot is of the kind that the secret opens.
    /// - Else as [`Slot::open`]. When slots fail in different ways, one that could not be tried, for example
    ///   for [`Error::KdfAboveCap`], is reported before one that the secret does not open.
    pub fn unlock_with(&self, secret: &Secret<'_>) -> Result<Unlocked, Error> {
        let (slot_id, opened) = self.first_open(secret.kind(), |slot| slot.open(secret))?;
        Ok(self.unlocked(slot_id, opened))
    }

    /// Unlocks the vault through a break-glass slot.
    ///
    /// Every attempt gives an event, also one that fails. Write it to the audit log before using the keys.
    pub fn break_glass(&self, kek: &Kek, reason: AuditedReason) -> BreakGlassAttempt {
        let opened = self.first_open(SlotKind::BreakGlass, |slot| slot.open_break_glass(kek));
        let outcome = opened.map(|(slot_id, opened)| self.unlocked(slot_id, opened));
        let slot_id = outcome.as_ref().ok().map(Unlocked::slot_id);
        BreakGlassAttempt::new(BreakGlassEvent::new(reason, self.key_id, slot_id), outcome)
    }

    /// Does what [`change_password`](Self::change_password) does with a slot that is made in another way.
    ///
    /// # Errors
    /// As [`change_password`](Self::change_password); [`Error::SlotNotFound`] when `new` is not for a password.
    pub fn replace_password(
        &mut self,
        unlocked: &mut Unlocked,
        new: NewSlot<'_>,
        entropy: &mut impl Entropy,
    ) -> Result<SlotId, Error> {
        if new.kind() != SlotKind::Password {
            return Err(Error::SlotNotFound);
        }
        let mut passwords = self.slots.iter().filter(|slot| slot.kind() == SlotKind::Password).map(Slot::id);
        let replaced = match (passwords.clone().any(|id| id == unlocked.slot_id), passwords.clone().count()) {
            (true, _) => Some(unlocked.slot_id),
            (false, 0 | 1) => passwords.next(),
            (false, _) => return Err(Error::SlotNotFound),
        };
        let (slot_id, master) = self.put_slot(unlocked, new, replaced.as_ref(), entropy)?;
        unlocked.slot_id = slot_id;
        unlocked.master = master;
        Ok(slot_id)
    }

    /// Makes a recovery code and a slot for it. The code is shown once and stored nowhere.
    ///
    /// # Errors
    /// As [`add_slot`](Self::add_slot).
    pub fn add_recovery(
        &mut self,
        unlocked: &Unlocked,
        entropy: &mut impl Entropy,
    ) -> Result<RecoveryCode, Error> {
        let code = RecoveryCode::generate(entropy)?;
        self.add_slot(unlocked, NewSlot::Recovery(&code), entropy)?;
        Ok(code)
    }

    /// Adds a slot.
    ///
    /// # Errors
    /// - [`Error::KeyNotFound`]: `unlocked` belongs to another vault, or to this one before a rotation.
    /// - [`Error::LimitExceeded`]: there are [`MAX_SLOTS`], or [`MAX_PASSWORD_SLOTS`] for passwords.
    /// - Else as [`Slot::seal`].
    pub fn add_slot(
        &mut self,
        unlocked: &Unlocked,
        new: NewSlot<'_>,
        entropy: &mut impl Entropy,
    ) -> Result<SlotId, Error> {
        self.put_slot(unlocked, new, None, entropy).map(|(slot_id, _)| slot_id)
    }

    /// Replaces a slot by another, in one step.
    ///
    /// # Errors
    /// As [`add_slot`](Self::add_slot), and [`Error::SlotNotFound`].
    pub fn replace_slot(
        &mut self,
        unlocked: &Unlocked,
        replaced: &SlotId,
        new: NewSlot<'_>,
        entropy: &mut impl Entropy,
    ) -> Result<SlotId, Error> {
        self.put_slot(unlocked, new, Some(replaced), entropy).map(|(slot_id, _)| slot_id)
    }

    /// Removes a slot.
    ///
    /// # Errors
    /// - [`Error::SlotNotFound`].
    /// - [`Error::LastSlot`]: without it nothing would open the vault any more.
    pub fn remove_slot(&mut self, slot_id: &SlotId) -> Result<(), Error> {
        let position = self.position(slot_id)?;
        if self.slots.len() == 1 {
            return Err(Error::LastSlot);
        }
        self.slots.remove(position);
        Ok(())
    }

    /// Starts a rotation: a new data key, and new slots for it.
    ///
    /// The vault changes when the rotation is committed, and not before.
    ///
    /// # Errors
    /// - [`Error::KeyNotFound`]: `unlocked` belongs to another vault, or to this one before a rotation.
    /// - [`Error::Corrupt`]: a retired key did not open and would be lost.
    /// - [`Error::LimitExceeded`]: there are [`MAX_RETIRED_KEYS`] retired keys.
    /// - [`Error::EntropyUnavailable`].
    pub fn rotate(
        &mut self,
        unlocked: &Unlocked,
        entropy: &mut impl Entropy,
    ) -> Result<SlotRotation<'_>, Error> {
        self.check_owner(unlocked)?;
        SlotRotation::begin(self, unlocked, entropy)
    }

    /// Forgets a retired key, after every item that it sealed was sealed again.
    ///
    /// Drop the [`Unlocked`] too, or unlock again: it keeps the key until then.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`].
    pub fn forget_key(&mut self, complete: &RotationComplete) -> Result<(), Error> {
        let known = self.retired.iter().position(|retired| retired.key_id == complete.retired_key());
        let position = known.filter(|_| complete.active_key() == self.key_id).ok_or(Error::KeyNotFound)?;
        self.retired.remove(position);
        Ok(())
    }

    /// The active data key.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The slots, in the order in which they are tried.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// What the slots say about themselves.
    pub fn slot_infos(&self) -> impl Iterator<Item = SlotInfo> {
        self.slots.iter().map(Slot::info)
    }

    pub(crate) fn retired(&self) -> &[RetiredKey] {
        &self.retired
    }

    fn check_owner(&self, unlocked: &Unlocked) -> Result<(), Error> {
        if unlocked.active.id() == self.key_id { Ok(()) } else { Err(Error::KeyNotFound) }
    }

    fn position(&self, slot_id: &SlotId) -> Result<usize, Error> {
        self.slots.iter().position(|slot| slot.id() == *slot_id).ok_or(Error::SlotNotFound)
    }

    /// Puts a new slot at the end, or in the place of another one.
    fn put_slot(
        &mut self,
        unlocked: &Unlocked,
        new: NewSlot<'_>,
        replaced: Option<&SlotId>,
        entropy: &mut impl Entropy,
    ) -> Result<(SlotId, Option<MasterKey>), Error> {
        self.check_owner(unlocked)?;
        let position = replaced.map(|replaced| self.position(replaced)).transpose()?;
        let (slot, master) = Slot::seal_keeping_master(new, &unlocked.active, entropy)?;
        let slot_id = slot.id();
        let mut slots = self.slots.clone();
        match position.and_then(|position| slots.get_mut(position)) {
            Some(place) => *place = slot,
            None => slots.push(slot),
        }
        self.slots = Self::from_parts(self.key_id, slots, self.retired.clone())?.slots;
        Ok((slot_id, master))
    }

    fn first_open(
        &self,
        kind: SlotKind,
        open: impl Fn(&Slot) -> Result<OpenedSlot, Error>,
    ) -> Result<(SlotId, OpenedSlot), Error> {
        let mut failure = Error::SlotNotFound;
        for slot in self.slots.iter().filter(|slot| slot.kind() == kind) {
            match open(slot) {
                Ok(opened) => return Ok((slot.id(), opened)),
                Err(error) if failure == Error::SlotNotFound || failure.is_wrong_secret() => failure = error,
                Err(_) => {}
            }
        }
        Err(failure)
    }

    fn unlocked(&self, slot_id: SlotId, opened: OpenedSlot) -> Unlocked {
        let OpenedSlot { key: active, master } = opened;
        let retired = self.retired.iter().map(|retired| retired.unwrap(&active)).collect();
        Unlocked { active, retired, slot_id, master }
    }
}

impl RetiredKey {
    /// Seals a retired key under the active one.
    ///
    /// Never the other way round: a leak of the retired key would then leak the active one.
    pub(crate) fn wrap(
        retired: &DataKey,
        active: &DataKey,
        entropy: &mut impl Entropy,
    ) -> Result<Self, Error> {
        let context = Self::context(retired.id(), active.id())?;
        let sealer = Sealer::new(active, &context, Purpose::WRAPPED_KEY);
        Ok(Self { key_id: retired.id(), wrapped: sealer.seal(retired.expose_secret(), entropy)? })
    }

    fn unwrap(&self, active: &DataKey) -> Retired {
        let key = Self::context(self.key_id, active.id()).and_then(|context| {
            let opened = Opener::new(active, &context).open(&self.wrapped).map_err(|_| Error::Corrupt)?;
            let secret = opened.as_bytes().try_into().map_err(|_| Error::Corrupt)?;
            Ok(DataKey::from_bytes(self.key_id, secret))
        });
        Retired { id: self.key_id, key }
    }

    fn context(retired: KeyId, active: KeyId) -> Result<Context, Error> {
        let (retired, active) = (retired.to_hex(), active.to_hex());
        Ok(Context::new([("phiward", "vault"), ("retired-key", &retired), ("active-key", &active)])?)
    }
}

/// Whether a value occurs twice, among few.
fn has_twice<T: PartialEq>(values: &[T]) -> bool {
    let again = |(i, value): (usize, &T)| values.iter().skip(i + 1).any(|other| other == value);
    values.iter().enumerate().any(again)
}
