//! Key slots: one data key, wrapped under one secret. This file holds the byte layout.

use alloc::{string::String, vec::Vec};
use core::fmt;

use phiward_envelope::Entropy;

use crate::{Error, KdfParams, KeyId};

/// First byte of every slot: `K`.
const MAGIC: u8 = b'K';
/// The slot version that this release writes and reads.
const VERSION: u8 = 1;
/// Length of a body: salt 24, commitment 32, one chunk of 32 bytes and its tag.
pub(crate) const BODY_LEN: usize = 104;
/// Length of the shortest slot: a recovery slot with no salt and one byte of parameters.
const MIN_LEN: usize = 3 + 16 + 16 + 1 + 1 + 1 + BODY_LEN;
/// Bytes of salt that password and WebAuthn slots are made with.
pub(crate) const SALT_LEN: usize = 16;
/// Most bytes of salt that are read.
const MAX_SALT_LEN: usize = 64;

/// First byte of the parameters: which derivation they belong to.
mod params {
    pub(super) const PBKDF2_SHA256: u8 = 1;
    pub(super) const ARGON2ID: u8 = 2;
    pub(super) const HKDF: u8 = 3;
    pub(super) const HPKE: u8 = 4;
    pub(super) const BREAK_GLASS: u8 = 5;
}

/// The id of a slot: 16 random bytes, not secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(KeyId);

impl SlotId {
    /// Length in bytes.
    pub const LEN: usize = KeyId::LEN;

    /// Makes an id of its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(KeyId::from_bytes(bytes))
    }

    /// The bytes of the id.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        self.0.as_bytes()
    }

    /// Parses 32 hexadecimal digits, of either case.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn from_hex(hex: &str) -> Result<Self, Error> {
        KeyId::from_hex(hex).map(Self).map_err(|_| Error::Malformed)
    }

    /// The id as 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.to_hex()
    }

    pub(crate) fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        Ok(Self(KeyId::generate(entropy)?))
    }
}

/// As [`to_hex`](SlotId::to_hex).
impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotId({self})")
    }
}

/// What kind of secret opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SlotKind {
    /// A password (slot type 1).
    Password,
    /// A recovery code (slot type 2).
    Recovery,
    /// The PRF output of a passkey or security key (slot type 3).
    WebAuthnPrf,
    /// A recipient's private key (slot type 4).
    Hpke,
    /// A key that the host keeps (slot type 5).
    Kek,
    /// A key that the host keeps for emergencies, together with an audited reason (slot type 5).
    BreakGlass,
}

impl SlotKind {
    /// The type byte in the slot.
    #[must_use]
    pub const fn as_byte(self) -> u8 {
        match self {
            Self::Password => 1,
            Self::Recovery => 2,
            Self::WebAuthnPrf => 3,
            Self::Hpke => 4,
            Self::Kek | Self::BreakGlass => 5,
        }
    }

    /// A stable name for display and for machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Recovery => "recovery",
            Self::WebAuthnPrf => "webauthn-prf",
            Self::Hpke => "hpke",
            Self::Kek => "kek",
            Self::BreakGlass => "break-glass",
        }
    }

    /// The error of a secret that does not open a slot of this kind.
    pub(crate) const fn wrong_secret(self) -> Error {
        match self {
            Self::Password => Error::WrongPassword,
            Self::Recovery => Error::WrongRecoveryCode,
            Self::WebAuthnPrf | Self::Hpke | Self::Kek | Self::BreakGlass => Error::WrongKeyOrContext,
        }
    }
}

/// KEM id of DHKEM(X25519, HKDF-SHA256) (RFC 9180, section 7.1).
pub(crate) const KEM_ID: u16 = 0x0020;
/// Length of an encapsulated key and of a public key in bytes.
pub(crate) const ENC_LEN: usize = 32;

/// How the key-encryption key of a slot comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Password(KdfParams),
    Recovery,
    WebAuthnPrf,
    Hpke { enc: [u8; ENC_LEN] },
    Kek,
    BreakGlass,
}

impl Method {
    pub(crate) const fn kind(&self) -> SlotKind {
        match self {
            Self::Password(_) => SlotKind::Password,
            Self::Recovery => SlotKind::Recovery,
            Self::WebAuthnPrf => SlotKind::WebAuthnPrf,
            Self::Hpke { .. } => SlotKind::Hpke,
            Self::Kek => SlotKind::Kek,
            Self::BreakGlass => SlotKind::BreakGlass,
        }
    }

    /// Whether a slot of this kind carries a salt; one without carries none at all.
    const fn is_salted(&self) -> bool {
        matches!(self, Self::Password(_) | Self::WebAuthnPrf)
    }

    fn parse(slot_type: u8, bytes: &[u8]) -> Result<Self, Error> {
        match (slot_type, bytes) {
            (1, [params::PBKDF2_SHA256, a, b, c, d]) => Ok(Self::Password(KdfParams::Pbkdf2Sha256 {
                iterations: u32::from_be_bytes([*a, *b, *c, *d]),
            })),
            (1, [params::ARGON2ID, a, b, c, d, e, f, g, h, p]) => Ok(Self::Password(KdfParams::Argon2id {
                m_kib: u32::from_be_bytes([*a, *b, *c, *d]),
                t: u32::from_be_bytes([*e, *f, *g, *h]),
                p: *p,
            })),
            (2, [params::HKDF]) => Ok(Self::Recovery),
            (3, [params::HKDF]) => Ok(Self::WebAuthnPrf),
            (4, [params::HPKE, a, b, enc @ ..]) if u16::from_be_bytes([*a, *b]) == KEM_ID => {
                Ok(Self::Hpke { enc: enc.try_into().map_err(|_| Error::Malformed)? })
            }
            (5, [params::HKDF]) => Ok(Self::Kek),
            (5, [params::BREAK_GLASS]) => Ok(Self::BreakGlass),
            _ => Err(Error::Malformed),
        }
    }

    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Password(KdfParams::Pbkdf2Sha256 { iterations }) => {
                [&[params::PBKDF2_SHA256][..], &iterations.to_be_bytes()].concat()
            }
            Self::Password(KdfParams::Argon2id { m_kib, t, p }) => {
                [&[params::ARGON2ID][..], &m_kib.to_be_bytes(), &t.to_be_bytes(), &[*p]].concat()
            }
            Self::Recovery | Self::WebAuthnPrf | Self::Kek => [params::HKDF].to_vec(),
            Self::Hpke { enc } => [&[params::HPKE][..], &KEM_ID.to_be_bytes(), enc].concat(),
            Self::BreakGlass => [params::BREAK_GLASS].to_vec(),
        }
    }
}

/// A data key, wrapped under one secret.
///
/// A slot is public: without its secret it says which key it holds and what opening it costs, and no more.
/// [`parse`](Self::parse) and [`to_bytes`](Self::to_bytes) are exact inverses.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    pub(crate) key_id: KeyId,
    pub(crate) id: SlotId,
    pub(crate) salt: Vec<u8>,
    pub(crate) method: Method,
    pub(crate) body: [u8; BODY_LEN],
}

/// What a slot says about itself without its secret. Nothing of it is authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlotInfo {
    /// What opens it.
    pub kind: SlotKind,
    /// The data key in it.
    pub key_id: KeyId,
    /// Its own id.
    pub slot_id: SlotId,
    /// Derivation and cost, for a password slot.
    pub kdf: Option<KdfParams>,
}

impl Slot {
    /// Reads the bytes of a slot.
    ///
    /// Nothing is derived and the cost of opening is not yet judged, so it is cheap whatever the bytes say.
    ///
    /// # Errors
    /// In this order: [`Error::Malformed`] for bytes that are too short or do not start with `K`,
    /// [`Error::UnsupportedVersion`], [`Error::Malformed`] for any other fault of structure,
    /// [`Error::TrailingData`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() < MIN_LEN {
            return Err(Error::Malformed);
        }
        let mut rest = Rest(bytes);
        let [magic, version, slot_type] = rest.array()?;
        if magic != MAGIC {
            return Err(Error::Malformed);
        }
        if version != VERSION {
            return Err(Error::UnsupportedVersion { found: u64::from(version) });
        }
        let key_id = KeyId::from_bytes(rest.array()?);
        let id = SlotId::from_bytes(rest.array()?);
        let salt = rest.counted()?;
        let method = Method::parse(slot_type, rest.counted()?)?;
        let salt_fits = if method.is_salted() {
            (SALT_LEN..=MAX_SALT_LEN).contains(&salt.len())
        } else {
            salt.is_empty()
        };
        if !salt_fits {
            return Err(Error::Malformed);
        }
        let body = rest.array()?;
        if !rest.0.is_empty() {
            return Err(Error::TrailingData);
        }
        Ok(Self { key_id, id, salt: salt.to_vec(), method, body })
    }

    /// The bytes of the slot.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.head();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// What the slot says about itself.
    #[must_use]
    pub const fn info(&self) -> SlotInfo {
        let kdf = match self.method {
            Method::Password(params) => Some(params),
            _ => None,
        };
        SlotInfo { kind: self.kind(), key_id: self.key_id, slot_id: self.id, kdf }
    }

    /// The data key in the slot.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The id of the slot.
    #[must_use]
    pub const fn id(&self) -> SlotId {
        self.id
    }

    /// What opens the slot.
    #[must_use]
    pub const fn kind(&self) -> SlotKind {
        self.method.kind()
    }

    /// All bytes before the body, which the body is bound to.
    pub(crate) fn head(&self) -> Vec<u8> {
        let mut head = Vec::with_capacity(MIN_LEN + MAX_SALT_LEN + ENC_LEN);
        head.extend_from_slice(&[MAGIC, VERSION, self.kind().as_byte()]);
        head.extend_from_slice(self.key_id.as_bytes());
        head.extend_from_slice(self.id.as_bytes());
        for field in [&self.salt, &self.method.encode()] {
            head.push(u8::try_from(field.len()).expect("salt and parameters are at most 64 bytes"));
            head.extend_from_slice(field);
        }
        head
    }
}

/// Prints what [`Slot::info`] says.
impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Slot").field(&self.info()).finish()
    }
}

/// Reads what a slot says about itself, without its secret.
///
/// # Errors
/// As [`Slot::parse`].
pub fn inspect(bytes: &[u8]) -> Result<SlotInfo, Error> {
    Slot::parse(bytes).map(|slot| slot.info())
}

/// The bytes of a slot that were not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(Error::Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Error::Malformed)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// A field that starts with its length in one byte.
    fn counted(&mut self) -> Result<&'a [u8], Error> {
        let [len] = self.array()?;
        self.take(usize::from(len))
    }
}
