//! What a log may hold of a field, and pseudonyms.

use alloc::{borrow::ToOwned as _, string::String};

use phiward_phi::{FieldTable, Identifier, RequestId, Scope};
use zeroize::Zeroizing;

use crate::Error;

/// The one mask of every language.
pub const MASK: &str = phiward_phi::MASK;

/// What a log may hold of a field: `loggable`, `log_after_redaction`, `log_pseudonym` or `never_log`.
///
/// Names are compared without regard to case, `_` and `-`. A field that the table does not know is `never_log`.
///
/// ```
/// use phiward_sdk::phi::field_policy;
/// assert_eq!([field_policy("userAge"), field_policy("step")], ["never_log", "loggable"]);
/// ```
#[must_use]
pub fn field_policy(name: &str) -> &'static str {
    FieldTable::launch().policy(name).code()
}

/// Checks that a text can be the id of a request: a letter, then letters, digits and `-_.:`, 64 bytes at most.
///
/// # Errors
/// `empty`, `too_long`, `malformed`.
pub fn check_request_id(text: &str) -> Result<(), Error> {
    RequestId::parse(text)?;
    Ok(())
}

/// Makes pseudonyms: the same identifier has the same name in the log, and nobody without the key knows whose.
///
/// ```
/// let key = phiward_sdk::phi::PseudonymKey::new("k1", &[7; 32])?; // take random bytes
/// assert_eq!(key.pseudonym("incident_id", "IT-12345")?, "psn_k1_15c3bcea06aff18d0fd9ec94df882ef0");
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct PseudonymKey(phiward_phi::PseudonymKey);

impl PseudonymKey {
    /// Takes a key of 32 random bytes, and a name for it of lower-case letters and digits.
    ///
    /// # Errors
    /// `empty`, `too_long`, `malformed`.
    pub fn new(id: &str, secret: &[u8]) -> Result<Self, Error> {
        let secret: &[u8; 32] = secret.try_into().map_err(|_| phiward_phi::ParseError::Malformed)?;
        let secret = Zeroizing::new(*secret);
        Ok(Self(phiward_phi::PseudonymKey::from_bytes(id, &secret)?))
    }

    /// The pseudonym of an identifier in a scope.
    ///
    /// # Errors
    /// `empty`, `too_long`, `malformed`, of the scope or the identifier.
    pub fn pseudonym(&self, scope: &str, identifier: &str) -> Result<String, Error> {
        let scope = Scope::parse(scope)?;
        Ok(Identifier::parse(identifier)?.pseudonym(&self.0, &scope).as_str().to_owned())
    }
}
