//! Pseudonyms: the same person has the same name in the log, and nobody without the key knows who it is.

use alloc::string::String;
use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::{error::ParseError, loggable::Loggable, phi::Phi, token::Scope};

/// The first input of every pseudonym's HMAC.
const PSEUDONYM_LABEL: &[u8] = b"phiward/v2/pseudonym\0";

/// A value that may appear in a log as a [`Pseudonym`].
///
/// Implement it for identifiers of high variety.
/// A pseudonym of an age, a sex or a finding is that value to anyone who counts how often it appears.
pub trait LogPseudonym {
    /// The bytes that identify; equal bytes give equal pseudonyms.
    fn pseudonym_input(&self) -> &[u8];
}

/// A key for pseudonyms: 32 secret bytes and a name for them.
///
/// Without the key a pseudonym can be neither undone nor recomputed from a list of guesses.
/// The key is wiped on drop, is not `Clone`, and shows only its name.
pub struct PseudonymKey {
    id: String,
    secret: Zeroizing<[u8; Self::LEN]>,
}

impl PseudonymKey {
    /// Length of the secret in bytes.
    pub const LEN: usize = 32;

    /// Makes a key of bytes that are uniformly random and secret, such as a metadata key of
    /// `phiward-keys`; never of a password.
    ///
    /// `id` is 1 to 16 lower-case letters and digits, and is a part of every pseudonym, so that one knows
    /// after a rotation which pseudonyms can be compared.
    /// The caller wipes its own copy of the bytes.
    ///
    /// # Errors
    /// [`ParseError::Empty`], [`ParseError::TooLong`] and [`ParseError::Malformed`], of the id.
    pub fn from_bytes(id: &str, secret: &[u8; Self::LEN]) -> Result<Self, ParseError> {
        if id.is_empty() {
            return Err(ParseError::Empty);
        }
        if id.len() > 16 {
            return Err(ParseError::TooLong);
        }
        if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return Err(ParseError::Malformed);
        }
        Ok(Self { id: id.into(), secret: Zeroizing::new(*secret) })
    }

    /// The name of the key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The pseudonym of an identifier in a scope.
    #[must_use]
    pub fn pseudonym<T: LogPseudonym + ?Sized>(&self, scope: &Scope, value: &T) -> Pseudonym {
        self.of_bytes(scope.as_str(), value.pseudonym_input())
    }

    pub(crate) fn of_bytes(&self, scope: &str, value: &[u8]) -> Pseudonym {
        // Ids and scopes hold no zero byte, so the parts cannot be shifted into each other.
        let tag = self.tag(&[PSEUDONYM_LABEL, self.id.as_bytes(), b"\0", scope.as_bytes(), b"\0", value]);
        let mut text = String::from(PREFIX);
        text.push_str(&self.id);
        text.push('_');
        push_hex(&mut text, &tag);
        Pseudonym(text)
    }

    /// HMAC-SHA-256 (RFC 2104) of the parts in a row, truncated to its first 128 bits.
    pub(crate) fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut mac: Hmac<Sha256> =
            Hmac::new_from_slice(self.secret.as_slice()).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(part);
        }
        let mut tag = [0; 16];
        for (byte, full) in tag.iter_mut().zip(mac.finalize().into_bytes()) {
            *byte = full;
        }
        tag
    }
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PseudonymKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Adds the bytes as lower-case hexadecimal digits.
pub(crate) fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(nibble.into(), 16));
        }
    }
}

/// A name that stands for an identifier in logs and audit events: `psn_k1_` and 32 hexadecimal digits.
///
/// It is the first 128 bits of
/// `HMAC-SHA-256(key, "phiward/v2/pseudonym" 0x00 key-id 0x00 scope 0x00 identifier)`.
/// Equal identifiers have equal pseudonyms under one key and in one scope, and only there.
///
/// A pseudonym is derived from information about the person.
/// Under 45 CFR 164.514(c)(1) such a code does not take the identity away: who holds the key can find the
/// person, so logs with pseudonyms stay inside the organisation.
///
/// ```
/// use phiward_phi::{Identifier, PseudonymKey, Scope};
///
/// let key = PseudonymKey::from_bytes("k1", &[7; 32])?; // take random bytes
/// let incident = Identifier::parse("IT-12345")?;
/// let shown = incident.pseudonym(&key, &Scope::parse("incident_id")?);
/// assert_eq!(shown.to_string(), "psn_k1_15c3bcea06aff18d0fd9ec94df882ef0");
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym(String);

/// What every pseudonym begins with.
const PREFIX: &str = "psn_";

impl Pseudonym {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether a text has the shape of a pseudonym, so that a guard does not rename it again.
    #[cfg(feature = "tracing")]
    pub(crate) fn has_shape(text: &str) -> bool {
        let Some((id, tag)) = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')) else {
            return false;
        };
        (1..=16).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && tag.len() == 32
            && tag.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Loggable for Pseudonym {}

impl<T: LogPseudonym + Zeroize> Phi<T> {
    /// The pseudonym of the protected identifier, for logs and audit events.
    ///
    /// Nobody sees the identifier, so this needs no audit context.
    #[must_use]
    pub fn pseudonym(&self, key: &PseudonymKey, scope: &Scope) -> Pseudonym {
        key.pseudonym(scope, self.peek())
    }
}
