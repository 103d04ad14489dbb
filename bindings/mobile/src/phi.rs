//! Values that do not print, field policies and pseudonyms.

use core::fmt;

use phiward_sdk::phi;
use zeroize::Zeroizing;

use crate::PhiwardError;

/// A text that identifies or describes a patient. It prints as the mask, and is wiped when it is dropped.
#[derive(uniffi::Object)]
#[uniffi::export(Display, Debug)]
pub struct Phi(Zeroizing<String>);

#[uniffi::export]
impl Phi {
    /// Takes a text.
    #[uniffi::constructor]
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The text itself: for the screen of whoever may read it, never for a log.
    #[must_use]
    pub fn expose(&self) -> String {
        self.0.to_string()
    }
}

impl fmt::Display for Phi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(phi::MASK)
    }
}

impl fmt::Debug for Phi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The one mask of every language.
#[uniffi::export]
#[must_use]
pub fn mask() -> String {
    phi::MASK.to_owned()
}

/// What a log may hold of a field: `loggable`, `log_after_redaction`, `log_pseudonym` or `never_log`.
///
/// A field that the table does not know is `never_log`.
#[uniffi::export]
#[must_use]
pub fn field_policy(name: &str) -> String {
    phi::field_policy(name).to_owned()
}

/// Checks that a text can be the id of a request: a letter, then letters, digits and `-_.:`, 64 bytes at most.
///
/// # Errors
/// `empty`, `too_long`, `malformed`.
#[uniffi::export]
pub fn check_request_id(text: &str) -> Result<(), PhiwardError> {
    Ok(phi::check_request_id(text)?)
}

/// Makes pseudonyms: the same identifier has the same name in the log, and nobody without the key knows whose.
#[derive(Debug, uniffi::Object)]
pub struct PseudonymKey(phi::PseudonymKey);

#[uniffi::export]
impl PseudonymKey {
    /// Takes a key of 32 random bytes, and a name for it of lower-case letters and digits.
    ///
    /// # Errors
    /// `empty`, `too_long`, `malformed`.
    #[uniffi::constructor]
    pub fn new(id: &str, secret: Vec<u8>) -> Result<Self, PhiwardError> {
        Ok(Self(phi::PseudonymKey::new(id, &Zeroizing::new(secret))?))
    }

    /// The pseudonym of an identifier in a scope.
    ///
    /// # Errors
    /// `empty`, `too_long`, `malformed`, of the scope or the identifier.
    pub fn pseudonym(&self, scope: &str, identifier: &str) -> Result<String, PhiwardError> {
        Ok(self.0.pseudonym(scope, identifier)?)
    }
}
