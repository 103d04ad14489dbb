//! Keys that a host keeps for us, and the break-glass way to use one.

use alloc::{borrow::ToOwned as _, string::String};
use core::fmt;

use phiward_envelope::Entropy;
use zeroize::Zeroizing;

use crate::{Error, KeyId, SlotId, Unlocked, derivation, label, secret::secret_bytes};

secret_bytes! {
    /// A key-encryption key that the host keeps: in a KMS, an HSM, a platform key store or a safe.
    ///
    /// It must be uniformly random. One key may serve many slots, because each derives its own key of it.
    Kek
}

impl Kek {
    /// Draws a random key.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        entropy.fill(bytes.as_mut())?;
        Ok(Self::from_bytes(&bytes))
    }

    pub(crate) fn host_kek(&self, slot_id: &SlotId) -> Zeroizing<[u8; 32]> {
        derivation::extract_and_expand(slot_id.as_bytes(), self.expose_secret(), &[label::HOST_KEK])
    }

    pub(crate) fn break_glass_kek(&self, slot_id: &SlotId) -> Zeroizing<[u8; 32]> {
        derivation::extract_and_expand(slot_id.as_bytes(), self.expose_secret(), &[label::BREAK_GLASS])
    }
}

/// Who opens a vault in an emergency, and why. Without one, a break-glass slot does not open.
///
/// The texts may name people, so `Debug` shows neither.
pub struct AuditedReason {
    actor: String,
    reason: String,
}

impl AuditedReason {
    /// Most bytes of the actor, and of the reason.
    pub const MAX_LEN: usize = 1024;

    /// Names the actor (a user id, not a name) and the reason.
    ///
    /// # Errors
    /// - [`Error::AuditReasonRequired`] when either is empty or white space.
    /// - [`Error::LimitExceeded`] when either is longer than [`MAX_LEN`](Self::MAX_LEN) bytes.
    pub fn new(actor: &str, reason: &str) -> Result<Self, Error> {
        for text in [actor, reason] {
            if text.trim().is_empty() {
                return Err(Error::AuditReasonRequired);
            }
            if text.len() > Self::MAX_LEN {
                return Err(Error::LimitExceeded);
            }
        }
        Ok(Self { actor: actor.to_owned(), reason: reason.to_owned() })
    }
}

impl fmt::Debug for AuditedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditedReason").finish_non_exhaustive()
    }
}

/// What happened at a break-glass slot, for the caller's audit log.
///
/// There is one for every attempt, whether the slot opened or not.
#[must_use = "a break-glass attempt belongs into the audit log"]
pub struct BreakGlassEvent {
    reason: AuditedReason,
    key_id: KeyId,
    slot_id: Option<SlotId>,
}

impl BreakGlassEvent {
    pub(crate) const fn new(reason: AuditedReason, key_id: KeyId, slot_id: Option<SlotId>) -> Self {
        Self { reason, key_id, slot_id }
    }

    /// Who tried.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.reason.actor
    }

    /// Why, in the actor's words. It may contain PHI: keep it out of ordinary logs.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason.reason
    }

    /// The data key that was asked for.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The slot that opened, or none when the attempt failed.
    #[must_use]
    pub const fn opened_slot(&self) -> Option<SlotId> {
        self.slot_id
    }
}

impl fmt::Debug for BreakGlassEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreakGlassEvent")
            .field("key_id", &self.key_id)
            .field("opened_slot", &self.slot_id)
            .finish_non_exhaustive()
    }
}

/// The outcome of [`Vault::break_glass`](crate::Vault::break_glass): the event to record, and the keys if the slot opened.
#[derive(Debug)]
#[must_use = "a break-glass attempt belongs into the audit log"]
#[non_exhaustive]
pub struct BreakGlassAttempt {
    /// To be written to the audit log before the outcome is used.
    pub event: BreakGlassEvent,
    /// The keys, or why the slot did not open.
    pub outcome: Result<Unlocked, Error>,
}

impl BreakGlassAttempt {
    pub(crate) const fn new(event: BreakGlassEvent, outcome: Result<Unlocked, Error>) -> Self {
        Self { event, outcome }
    }
}
