//! Data keys and their ids.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

use crate::{Entropy, Error, cobblestone};

/// The id of a data key: 16 random bytes, not derived from the key, not secret.
///
/// It is stored in every envelope, so that a reader finds the right key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; Self::LEN]);

impl KeyId {
    /// Length in bytes.
    pub const LEN: usize = 16;

    /// Makes an id of its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    /// Parses 32 hexadecimal digits, of either case.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn from_hex(hex: &str) -> Result<Self, Error> {
        let (digits, rest) = hex.as_bytes().as_chunks::<2>();
        if digits.len() != Self::LEN || !rest.is_empty() {
            return Err(Error::Malformed);
        }
        let mut bytes = [0; Self::LEN];
        for (byte, [high, low]) in bytes.iter_mut().zip(digits) {
            *byte = nibble(*high)? << 4 | nibble(*low)?;
        }
        Ok(Self(bytes))
    }

    /// The id as 32 lower-case hexadecimal digits. Formatting gives the same, in more code.
    #[must_use]
    pub fn to_hex(&self) -> String {
        let mut hex = String::with_capacity(2 * Self::LEN);
        for byte in self.0 {
            for nibble in [byte >> 4, byte & 15] {
                hex.extend(char::from_digit(nibble.into(), 16));
            }
        }
        hex
    }

    /// Draws a random id.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut bytes = [0; Self::LEN];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, Error> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(Error::Malformed),
    }
}

/// As [`to_hex`](KeyId::to_hex).
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_hex())
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// A data key (DEK): 32 secret bytes under which envelopes are sealed, and its id.
///
/// The bytes are wiped when the key is dropped.
/// A key is neither `Clone` nor comparable, and its `Debug` output shows the id only.
/// It keeps the state of HMAC-SHA-512 after the key was absorbed, so that each envelope costs less.
///
/// ```
/// use phiward_envelope::{DataKey, OsEntropy};
/// let key = DataKey::generate(&mut OsEntropy)?;
/// # Ok::<(), phiward_envelope::Error>(())
/// ```
pub struct DataKey {
    id: KeyId,
    secret: Zeroizing<[u8; Self::LEN]>,
    derivation: cobblestone::Key,
}

impl DataKey {
    /// Length of the secret in bytes.
    pub const LEN: usize = 32;

    /// Draws a random key and a random id for it.
    ///
    /// # Errors
    /// [`Error::EntropyUnavailable`].
    pub fn generate(entropy: &mut impl Entropy) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; Self::LEN]);
        entropy.fill(secret.as_mut())?;
        Ok(Self::from_bytes(KeyId::generate(entropy)?, &secret))
    }

    /// Makes a key of bytes that are uniformly random and secret: never of a password.
    ///
    /// The caller wipes its own copy of the bytes.
    #[must_use]
    pub fn from_bytes(id: KeyId, secret: &[u8; Self::LEN]) -> Self {
        Self { id, secret: Zeroizing::new(*secret), derivation: cobblestone::Key::new(secret) }
    }

    /// The id that envelopes of this key carry.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The secret bytes, for wrapping the key under another one.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8; Self::LEN] {
        &self.secret
    }

    pub(crate) const fn derivation(&self) -> &cobblestone::Key {
        &self.derivation
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey").field("id", &self.id).finish_non_exhaustive()
    }
}
