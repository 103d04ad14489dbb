//! Making and opening the body of a slot.

use core::fmt;

use alloc::vec::Vec;

use phiward_envelope::{DataKey, Entropy, cobblestone};
use zeroize::Zeroizing;

use crate::{
    AuthKey, Error, Kek, MasterSecret, PasswordDerivation, PrfOutput, RecoveryCode, Slot, SlotId, label,
    master::MasterKey,
    slot::{BODY_LEN, Method, SALT_LEN, SlotKind},
};
#[cfg(feature = "kdf")]
use crate::{Caps, KdfParams, Password};
#[cfg(feature = "hpke")]
use crate::{HpkePrivateKey, HpkePublicKey, hpke};

/// What opens a slot.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Secret<'a> {
    /// A password, and what the caller is willing to spend on deriving a key of it.
    #[cfg(feature = "kdf")]
    Password(&'a Password, &'a Caps),
    /// What [`Slot::derivation`] gave for a password. The caller has judged what that cost.
    Derived(&'a MasterSecret),
    /// A recovery code.
    Recovery(&'a RecoveryCode),
    /// The PRF output of a passkey or security key.
    WebAuthnPrf(&'a PrfOutput),
    /// The recipient's private key.
    #[cfg(feature = "hpke")]
    Hpke(&'a HpkePrivateKey),
    /// The host's key, for an ordinary slot. A break-glass slot opens through
    /// [`Vault::break_glass`](crate::Vault::break_glass) only.
    Kek(&'a Kek),
}

/// What a new slot is made for.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum NewSlot<'a> {
    /// A password, and the cost of trying one.
    #[cfg(feature = "kdf")]
    Password(&'a Password, KdfParams),
    /// What a new derivation gave for a password that the caller has found not to be empty.
    Derived(&'a PasswordDerivation, &'a MasterSecret),
    /// A recovery code.
    Recovery(&'a RecoveryCode),
    /// The PRF output of a passkey or security key.
    WebAuthnPrf(&'a PrfOutput),
    /// A recipient, who needs no secret now.
    #[cfg(feature = "hpke")]
    Hpke(&'a HpkePublicKey),
    /// The host's key.
    Kek(&'a Kek),
    /// The host's key for emergencies, which opens the slot only together with an audited reason.
    BreakGlass(&'a Kek),
}

impl Secret<'_> {
    /// The kind of slot that the secret opens.
    pub(crate) const fn kind(&self) -> SlotKind {
        match self {
            #[cfg(feature = "kdf")]
            Self::Password(..) => SlotKind::Password,
            Self::Derived(..) => SlotKind::Password,
            Self::Recovery(_) => SlotKind::Recovery,
            Self::WebAuthnPrf(_) => SlotKind::WebAuthnPrf,
            #[cfg(feature = "hpke")]
            Self::Hpke(_) => SlotKind::Hpke,
            Self::Kek(_) => SlotKind::Kek,
        }
    }
}

impl NewSlot<'_> {
    pub(crate) const fn kind(&self) -> SlotKind {
        match self {
            #[cfg(feature = "kdf")]
            Self::Password(..) => SlotKind::Password,
            Self::Derived(..) => SlotKind::Password,
            Self::Recovery(_) => SlotKind::Recovery,
            Self::WebAuthnPrf(_) => SlotKind::WebAuthnPrf,
            #[cfg(feature = "hpke")]
            Self::Hpke(_) => SlotKind::Hpke,
            Self::Kek(_) => SlotKind::Kek,
            Self::BreakGlass(_) => SlotKind::BreakGlass,
        }
    }
}

/// The content of an opened slot.
pub struct OpenedSlot {
    pub(crate) key: DataKey,
    pub(crate) master: Option<MasterKey>,
}

impl OpenedSlot {
    /// The data key.
    #[must_use]
    pub const fn data_key(&self) -> &DataKey {
        &self.key
    }

    /// Takes the data key out.
    #[must_use]
    pub fn into_data_key(self) -> DataKey {
        self.key
    }

    /// The key that proves to a server that the client knows the password; none for other kinds of slot.
    ///
    /// It comes of the derivation that opened the slot: nothing is derived a second time.
    /// The name is used as the exact bytes given; use the lower-case DNS name.
    #[must_use]
    pub fn auth_key(&self, server_name: &str) -> Option<AuthKey> {
        self.master.as_ref().map(|master| master.auth(server_name))
    }
}

impl fmt::Debug for OpenedSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedSlot").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The key-encryption key of one slot, and the master key when a password was derived for it.
struct Wrapping {
    kek: Zeroizing<[u8; 32]>,
    master: Option<MasterKey>,
}

impl Wrapping {
    const fn of(kek: Zeroizing<[u8; 32]>) -> Self {
        Self { kek, master: None }
    }

    fn of_password(master: MasterKey, id: &SlotId) -> Self {
        Self { kek: master.kek(id), master: Some(master) }
    }
}

impl Slot {
    /// Wraps a data key for one secret, under a fresh slot id and salt.
    ///
    /// # Errors
    /// - [`Error::EmptyPassword`], [`Error::KdfBelowFloor`], [`Error::KdfAboveCap`]: refused for new slots.
    /// - [`Error::KdfOutOfMemory`], [`Error::EntropyUnavailable`].
    /// - [`Error::LimitExceeded`]: the password is longer than [`Password::MAX_LEN`].
    /// - [`Error::Malformed`]: the recipient's public key is one of the few that give no secrecy.
    pub fn seal(new: NewSlot<'_>, key: &DataKey, entropy: &mut impl Entropy) -> Result<Self, Error> {
        Self::seal_keeping_master(new, key, entropy).map(|(slot, _)| slot)
    }

    /// Opens an ordinary slot.
    ///
    /// # Errors
    /// - [`Error::SlotNotFound`]: the slot is of another kind than the secret.
    /// - [`Error::AuditReasonRequired`]: the slot is a break-glass slot.
    /// - [`Error::KdfAboveCap`], [`Error::KdfBelowFloor`]: decided before any work.
    /// - [`Error::KdfOutOfMemory`], [`Error::LimitExceeded`].
    /// - [`Error::WrongPassword`], [`Error::WrongRecoveryCode`], [`Error::WrongKeyOrContext`]: wrong secret or
    ///   altered slot. Which one is not told.
    pub fn open(&self, secret: &Secret<'_>) -> Result<OpenedSlot, Error> {
        let wrapping = match (&self.method, secret) {
            #[cfg(feature = "kdf")]
            (Method::Password(params), Secret::Password(password, caps)) => {
                Wrapping::of_password(params.derive(password, &self.salt, caps)?, &self.id)
            }
            (Method::Password(_), Secret::Derived(master)) => {
                Wrapping::of_password(MasterKey::of_secret(master), &self.id)
            }
            (Method::Recovery, Secret::Recovery(code)) => Wrapping::of(code.kek(&self.id)),
            (Method::WebAuthnPrf, Secret::WebAuthnPrf(prf)) => Wrapping::of(prf.kek(&self.salt, &self.id)),
            #[cfg(feature = "hpke")]
            (Method::Hpke { enc }, Secret::Hpke(private)) => {
                Wrapping::of(hpke::decapsulate(private, &self.id, enc)?)
            }
            (Method::Kek, Secret::Kek(kek)) => Wrapping::of(kek.host_kek(&self.id)),
            (Method::BreakGlass, Secret::Kek(_)) => return Err(Error::AuditReasonRequired),
            _ => return Err(Error::SlotNotFound),
        };
        self.open_body(wrapping)
    }

    /// Opens a break-glass slot. The caller has the reason and reports the event.
    pub(crate) fn open_break_glass(&self, kek: &Kek) -> Result<OpenedSlot, Error> {
        match self.method {
            Method::BreakGlass => self.open_body(Wrapping::of(kek.break_glass_kek(&self.id))),
            _ => Err(Error::SlotNotFound),
        }
    }

    pub(crate) fn seal_keeping_master(
        new: NewSlot<'_>,
        key: &DataKey,
        entropy: &mut impl Entropy,
    ) -> Result<(Self, Option<MasterKey>), Error> {
        let id = SlotId::generate(entropy)?;
        let mut salt = Vec::new();
        let (method, wrapping) = match new {
            #[cfg(feature = "kdf")]
            NewSlot::Password(password, params) => {
                if password.is_empty() {
                    return Err(Error::EmptyPassword);
                }
                params.check_creation()?;
                salt = fresh_salt(entropy)?;
                let master = params.derive(password, &salt, &Caps::default())?;
                (Method::Password(params), Wrapping::of_password(master, &id))
            }
            NewSlot::Derived(derivation, master) => {
                derivation.params.check_creation()?;
                salt.clone_from(&derivation.salt);
                if salt.len() != SALT_LEN {
                    return Err(Error::Malformed);
                }
                let master = MasterKey::of_secret(master);
                (Method::Password(derivation.params), Wrapping::of_password(master, &id))
            }
            NewSlot::Recovery(code) => (Method::Recovery, Wrapping::of(code.kek(&id))),
            NewSlot::WebAuthnPrf(prf) => {
                salt = fresh_salt(entropy)?;
                (Method::WebAuthnPrf, Wrapping::of(prf.kek(&salt, &id)))
            }
            #[cfg(feature = "hpke")]
            NewSlot::Hpke(recipient) => {
                let hpke::Encapsulated { enc, kek } = hpke::encapsulate(recipient, &id, entropy)?;
                (Method::Hpke { enc }, Wrapping::of(kek))
            }
            NewSlot::Kek(kek) => (Method::Kek, Wrapping::of(kek.host_kek(&id))),
            NewSlot::BreakGlass(kek) => (Method::BreakGlass, Wrapping::of(kek.break_glass_kek(&id))),
        };
        let mut slot = Self { key_id: key.id(), id, salt, method, body: [0; BODY_LEN] };
        slot.seal_body(&wrapping, key, entropy)?;
        Ok((slot, wrapping.master))
    }

    fn seal_body(
        &mut self,
        wrapping: &Wrapping,
        key: &DataKey,
        entropy: &mut impl Entropy,
    ) -> Result<(), Error> {
        let kek = cobblestone::Key::new(&wrapping.kek);
        let context = [label::KEYSLOT, &self.head()];
        let body = cobblestone::seal(&kek, &context, key.expose_secret(), entropy)?;
        self.body = body.try_into().map_err(|_| Error::Malformed)?;
        Ok(())
    }

    fn open_body(&self, wrapping: Wrapping) -> Result<OpenedSlot, Error> {
        let kek = cobblestone::Key::new(&wrapping.kek);
        let context = [label::KEYSLOT, &self.head()];
        // The body has one length, so whatever fails here is a key or a byte that does not fit.
        let wrong_secret = self.kind().wrong_secret();
        let opened = cobblestone::open(&kek, &context, &self.body).map_err(|_| wrong_secret)?;
        let secret = opened.as_bytes().try_into().map_err(|_| wrong_secret)?;
        Ok(OpenedSlot { key: DataKey::from_bytes(self.key_id, secret), master: wrapping.master })
    }
}

pub(crate) fn fresh_salt(entropy: &mut impl Entropy) -> Result<Vec<u8>, Error> {
    let mut salt = [0; SALT_LEN];
    entropy.fill(&mut salt)?;
    Ok(salt.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use phiward_envelope::OsEntropy;

    /// A stronger check than trying the password again: the master key is the right one, whatever the flipped bit
    /// would have changed about it, and the body still does not open.
    #[test]
    fn every_flipped_bit_of_a_password_slot_is_noticed() {
        let key = DataKey::generate(&mut OsEntropy).unwrap();
        for params in [KdfParams::ARGON2ID, KdfParams::PBKDF2] {
            let new = NewSlot::Password(&Password::new("x"), params);
            let (slot, master) = Slot::seal_keeping_master(new, &key, &mut OsEntropy).unwrap();
            let master = master.unwrap();
            assert!(slot.open_body(Wrapping::of(master.kek(&slot.id))).is_ok());
            let bytes = slot.to_bytes();
            for bit in 0..bytes.len() * 8 {
                let mut flipped = bytes.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                let opened = Slot::parse(&flipped).and_then(|flipped| {
                    let Method::Password(params) = flipped.method else { panic!("another kind of slot") };
                    params.check_opening(&Caps::default())?;
                    flipped.open_body(Wrapping::of(master.kek(&flipped.id)))
                });
                let code = opened.expect_err("a flipped bit was not noticed").code();
                let documented = match bit / 8 {
                    1 => code == "unsupported_version",
                    0 | 2 | 35 | 52 => ["malformed", "trailing_data"].contains(&code),
                    53..63 => {
                        ["malformed", "kdf_below_floor", "kdf_above_cap", "wrong_password"].contains(&code)
                    }
                    _ => code == "wrong_password",
                };
                assert!(documented, "bit {bit}: {code}");
            }
        }
    }
}
