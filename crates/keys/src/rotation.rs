//! Moving items from a retired key to the active one, with proof that none was left behind.

use alloc::{collections::BTreeMap, vec::Vec};
use core::fmt;

use phiward_envelope::{Context, DataKey, Entropy, Header, Inspection, Opener, Sealer, inspect};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{Error, KeyId, Unlocked};

/// Items that are sealed under a retired key, on their way to the active one.
///
/// The caller names every item first, and for each of them, in any order and over any length of time:
/// 1. [`reseal`](Self::reseal) opens it with the old key, seals it with the new one, opens the result again
///    and compares, and only then hands it out;
/// 2. the caller stores the result, and reads back what was stored;
/// 3. [`confirm`](Self::confirm) checks that this is the result that was handed out.
///
/// [`finish`](Self::finish) gives the proof that the old key may be forgotten, and refuses while an item
/// failed or was not confirmed. `I` is the caller's name of an item; it is never printed.
///
/// ```
/// # use phiward_envelope::{Context, OsEntropy, open, seal};
/// # use phiward_keys::{KdfParams, NewSlot, Password, Rotation, Vault};
/// # let (password, mut entropy) = (Password::new("correct horse"), OsEntropy);
/// # let (mut vault, before) = Vault::create(&password, KdfParams::PBKDF2, &mut entropy)?;
/// # let context = Context::new([("record", "42")])?;
/// # let mut store = std::collections::BTreeMap::from([(42, seal(before.data_key(), &context, b"BP", &mut entropy)?)]);
/// # let old_key = vault.key_id();
/// # let mut rotation = vault.rotate(&before, &mut entropy)?;
/// # rotation.rewrap(&before.slot_id(), NewSlot::Password(&password, KdfParams::PBKDF2), &mut entropy)?;
/// # let unlocked = rotation.commit(&mut entropy)?;
/// let mut rotation = Rotation::begin(&unlocked, old_key, store.keys().copied())?;
/// for (id, envelope) in &mut store {
///     *envelope = rotation.reseal(id, envelope, &context, &mut entropy)?;
///     rotation.confirm(id, envelope)?;
/// }
/// vault.forget_key(&rotation.finish()?)?;
/// # Ok::<(), phiward_keys::Error>(())
/// ```
pub struct Rotation<'u, I> {
    active: &'u DataKey,
    old: &'u DataKey,
    items: BTreeMap<I, State>,
}

#[derive(Clone, Copy)]
enum State {
    /// Not yet looked at.
    Pending,
    /// Did not open, or could not be sealed.
    Failed(Error),
    /// Handed out; the hash of what must come back.
    HandedOut([u8; 32]),
    /// Read back from the store and found right.
    Confirmed,
}

/// The proof that no item depends on a retired key any more; only [`Rotation::finish`] makes one.
#[derive(Debug)]
pub struct RotationComplete {
    retired: KeyId,
    active: KeyId,
}

impl RotationComplete {
    /// The key that may be forgotten.
    #[must_use]
    pub const fn retired_key(&self) -> KeyId {
        self.retired
    }

    /// The key that the items are sealed under now.
    #[must_use]
    pub const fn active_key(&self) -> KeyId {
        self.active
    }
}

impl<'u, I: Ord> Rotation<'u, I> {
    /// Starts with the names of all items that may be sealed under the retired key `old`.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`] when `old` is not a retired key of the vault, [`Error::Corrupt`] when it was altered.
    pub fn begin(
        unlocked: &'u Unlocked,
        old: KeyId,
        items: impl IntoIterator<Item = I>,
    ) -> Result<Self, Error> {
        let active = unlocked.data_key();
        if active.id() == old {
            return Err(Error::KeyNotFound);
        }
        let items = items.into_iter().map(|item| (item, State::Pending)).collect();
        Ok(Self { active, old: unlocked.key_for(&old)?, items })
    }

    /// Seals an item under the active key, with its context, purpose and extensions unchanged.
    ///
    /// The result is a v2 envelope.
    /// An item that is under the active key already is checked and returned as it is, so an interrupted
    /// rotation can be started over. A failed item may be tried again.
    ///
    /// # Errors
    /// - [`Error::KeyNotFound`]: the item was not named at the start, or is sealed under a third key.
    /// - [`Error::Envelope`]: it does not open. [`Error::EntropyUnavailable`]. [`Error::Corrupt`]: the result
    ///   was not what was sealed.
    ///
    /// Except for an item that was not named, the item then counts as failed.
    pub fn reseal(
        &mut self,
        item: &I,
        envelope: &[u8],
        context: &Context,
        entropy: &mut impl Entropy,
    ) -> Result<Vec<u8>, Error> {
        let state = self.items.get_mut(item).ok_or(Error::KeyNotFound)?;
        let resealed = move_to(self.active, self.old, envelope, context, entropy);
        *state = match &resealed {
            Ok(resealed) => State::HandedOut(Sha256::digest(resealed).into()),
            Err(error) => State::Failed(*error),
        };
        resealed
    }

    /// Confirms that the store gives back what [`reseal`](Self::reseal) handed out.
    ///
    /// # Errors
    /// - [`Error::KeyNotFound`]: nothing was handed out for the item.
    /// - [`Error::Corrupt`]: the store gave something else; the item then counts as failed.
    pub fn confirm(&mut self, item: &I, stored: &[u8]) -> Result<(), Error> {
        let state = self.items.get_mut(item).ok_or(Error::KeyNotFound)?;
        let expected = match *state {
            State::Confirmed => return Ok(()),
            State::HandedOut(hash) => hash,
            State::Pending | State::Failed(_) => return Err(Error::KeyNotFound),
        };
        if Sha256::digest(stored)[..] == expected {
            *state = State::Confirmed;
            Ok(())
        } else {
            *state = State::Failed(Error::Corrupt);
            Err(Error::Corrupt)
        }
    }

    /// Confirms an item that is too large for memory, which the caller moved with the streaming API.
    ///
    /// The caller has opened what was stored to its end with the active key; `stored_header` is the start of it.
    /// All that is checked here is that it names the active key, so prefer [`reseal`](Self::reseal).
    ///
    /// # Errors
    /// - [`Error::KeyNotFound`]: the item was not named at the start, or the header names another key.
    /// - [`Error::Envelope`]: it is not a header.
    pub fn confirm_streamed(&mut self, item: &I, stored_header: &[u8]) -> Result<(), Error> {
        let state = self.items.get_mut(item).ok_or(Error::KeyNotFound)?;
        if Header::parse(stored_header)?.key_id() != self.active.id() {
            return Err(Error::KeyNotFound);
        }
        *state = State::Confirmed;
        Ok(())
    }

    /// The items that failed, and why.
    pub fn failed(&self) -> impl Iterator<Item = (&I, Error)> {
        self.items.iter().filter_map(|(item, state)| match state {
            State::Failed(error) => Some((item, *error)),
            _ => None,
        })
    }

    /// How many items are not confirmed yet, the failed ones among them.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.items.values().filter(|state| !matches!(state, State::Confirmed)).count()
    }

    /// Gives the proof that the old key may be forgotten.
    ///
    /// # Errors
    /// [`Error::RotationIncomplete`] while an item is outstanding.
    pub fn finish(&self) -> Result<RotationComplete, Error> {
        if self.outstanding() > 0 {
            return Err(Error::RotationIncomplete);
        }
        Ok(RotationComplete { retired: self.old.id(), active: self.active.id() })
    }
}

/// Opens with the old key, seals with the active one, opens again and compares.
fn move_to(
    active: &DataKey,
    old: &DataKey,
    envelope: &[u8],
    context: &Context,
    entropy: &mut impl Entropy,
) -> Result<Vec<u8>, Error> {
    let Inspection::Envelope { header, .. } = inspect(envelope)? else {
        return Err(Error::Envelope(phiward_envelope::Error::LegacyRefused));
    };
    if header.key_id() == active.id() {
        Opener::new(active, context).open(envelope)?;
        return Ok(envelope.to_vec());
    }
    if header.key_id() != old.id() {
        return Err(Error::KeyNotFound);
    }
    let plaintext = Opener::new(old, context).open(envelope)?;
    let sealer = Sealer::new(active, context, header.purpose()).with_extensions(header.extensions())?;
    let resealed = sealer.seal(&plaintext, entropy)?;
    let read_back = Opener::new(active, context).open(&resealed)?;
    if bool::from(read_back.as_bytes().ct_eq(plaintext.as_bytes())) {
        Ok(resealed)
    } else {
        Err(Error::Corrupt)
    }
}

/// Prints the keys and counts.
impl<I: Ord> fmt::Debug for Rotation<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rotation")
            .field("old", &self.old.id())
            .field("active", &self.active.id())
            .field("items", &self.items.len())
            .field("outstanding", &self.outstanding())
            .finish()
    }
}
