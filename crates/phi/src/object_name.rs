//! Names of stored objects that say nothing about whose they are.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroize;

use crate::{
    loggable::Loggable,
    phi::Phi,
    pseudonym::{LogPseudonym, PseudonymKey, push_hex},
};

/// The first input of the HMAC of a client's folder; pseudonyms have another one.
const LABEL: &[u8] = b"phiward/v2/object-name\0";

/// The name of an object in a bucket: a folder for the client, and a random name in it.
///
/// The folder is the first 128 bits of `HMAC-SHA-256(key, "phiward/v2/object-name" 0x00 client-id)`, so the
/// objects of one client can be listed together and the bucket does not know the client.
/// The name that the user gave the file is PHI as often as not ("Delgado HIV result.pdf"):
/// it belongs inside the envelope.
///
/// The name depends on the key's bytes, not on its id: objects must be found again after the id changed.
/// The folder is not the client's pseudonym in the log, so a log does not lead to the bucket.
///
/// ```
/// use phiward_phi::{Identifier, ObjectName, PseudonymKey};
///
/// let key = PseudonymKey::from_bytes("k1", &[7; 32])?; // take random bytes
/// let client = Identifier::parse("client-4711")?;
/// let name = ObjectName::new(&key, &client, &[9; 16]); // take random bytes
/// assert!(name.as_str().ends_with("/09090909090909090909090909090909"));
/// # Ok::<(), phiward_phi::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName(String);

impl ObjectName {
    /// Makes the name of a new object.
    ///
    /// `random` is 16 fresh random bytes: two objects of one client then never have the same name, and an
    /// upload need not overwrite.
    #[must_use]
    pub fn new<T: LogPseudonym + Zeroize>(key: &PseudonymKey, client: &Phi<T>, random: &[u8; 16]) -> Self {
        let mut name = String::with_capacity(65);
        push_hex(&mut name, &key.tag(&[LABEL, client.peek().pseudonym_input()]));
        name.push('/');
        push_hex(&mut name, random);
        Self(name)
    }

    /// The text: 32 hexadecimal digits, a slash, 32 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The client's folder: the part before the slash.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.split_once('/').map_or("", |(folder, _)| folder)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Loggable for ObjectName {}
