//! What can go wrong, each with a stable code.

use core::fmt;

use phiward_envelope::EntropyUnavailable;

/// Why an operation on passwords, slots, vaults or keyrings failed.
///
/// No variant carries input, a key, or text of another library.
/// [`code`](Self::code) is stable across releases and languages; the sentence of `Display` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The bytes or text do not have the shape that the format prescribes.
    Malformed,
    /// The slot, vault or keyring names a version that this release does not know.
    UnsupportedVersion {
        /// The version that was found.
        found: u64,
    },
    /// Bytes follow the body of a slot.
    TrailingData,
    /// More slots, keys, bytes or names than the format allows.
    LimitExceeded,
    /// The secret does not open the slot, or the slot was altered (slot types 3 to 5).
    WrongKeyOrContext,
    /// The password does not open the slot, or the slot was altered.
    WrongPassword,
    /// The recovery code does not open the slot, or the slot was altered.
    WrongRecoveryCode,
    /// The text is not 24 words of the list with a matching checksum.
    MalformedRecoveryCode,
    /// The password is not valid UTF-8.
    InvalidPasswordEncoding,
    /// A slot was to be made with an empty password.
    EmptyPassword,
    /// The parameters cost an attacker too little.
    KdfBelowFloor,
    /// The parameters cost more than this caller accepts.
    KdfAboveCap,
    /// The memory that the parameters ask for could not be had.
    KdfOutOfMemory,
    /// The source of random bytes failed.
    EntropyUnavailable,
    /// The vault or keyring does not hold a key of that id or version.
    KeyNotFound,
    /// A wrapped key, or an item that was read back, is not what was written.
    Corrupt,
    /// The vault has no slot of that id or kind.
    SlotNotFound,
    /// The last slot of a vault cannot be removed.
    LastSlot,
    /// Slots or items still depend on the old key.
    RotationIncomplete,
    /// A break-glass slot opens only for a named actor with a reason.
    AuditReasonRequired,
    /// The role may not use the key for this.
    NotPermitted,
    /// The session is locked.
    Locked,
    /// An envelope could not be sealed or opened.
    Envelope(phiward_envelope::Error),
}

impl Error {
    /// The stable, language-neutral name of the error.
    ///
    /// ```
    /// # use phiward_keys::Error;
    /// assert_eq!(Error::KdfAboveCap.code(), "kdf_above_cap");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnsupportedVersion { .. } => "unsupported_version",
            Self::TrailingData => "trailing_data",
            Self::LimitExceeded => "limit_exceeded",
            Self::WrongKeyOrContext => "wrong_key_or_context",
            Self::WrongPassword => "wrong_password",
            Self::WrongRecoveryCode => "wrong_recovery_code",
            Self::MalformedRecoveryCode => "malformed_recovery_code",
            Self::InvalidPasswordEncoding => "invalid_password_encoding",
            Self::EmptyPassword => "empty_password",
            Self::KdfBelowFloor => "kdf_below_floor",
            Self::KdfAboveCap => "kdf_above_cap",
            Self::KdfOutOfMemory => "kdf_out_of_memory",
            Self::EntropyUnavailable => "entropy_unavailable",
            Self::KeyNotFound => "key_not_found",
            Self::Corrupt => "corrupt",
            Self::SlotNotFound => "slot_not_found",
            Self::LastSlot => "last_slot",
            Self::RotationIncomplete => "rotation_incomplete",
            Self::AuditReasonRequired => "audit_reason_required",
            Self::NotPermitted => "not_permitted",
            Self::Locked => "locked",
            Self::Envelope(error) => error.code(),
        }
    }

    /// One sentence about the error, as `Display` gives it. It may change between releases.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Malformed => "the data does not have the shape of the format",
            Self::UnsupportedVersion { .. } => "the data has a version that this release does not know",
            Self::TrailingData => "bytes follow the end of the slot",
            Self::LimitExceeded => "more slots, keys, bytes or names than the format allows",
            Self::WrongKeyOrContext => "wrong key or altered slot",
            Self::WrongPassword => "wrong password or altered slot",
            Self::WrongRecoveryCode => "wrong recovery code or altered slot",
            Self::MalformedRecoveryCode => "the text is not a recovery code of 24 words",
            Self::InvalidPasswordEncoding => "the password is not valid utf-8",
            Self::EmptyPassword => "the password is empty",
            Self::KdfBelowFloor => "the derivation parameters are too weak",
            Self::KdfAboveCap => "the derivation parameters cost more than is accepted",
            Self::KdfOutOfMemory => "the memory for the derivation could not be had",
            Self::EntropyUnavailable => "the source of random bytes failed",
            Self::KeyNotFound => "no key of that id or version is held",
            Self::Corrupt => "a wrapped key or a written item is not what was sealed",
            Self::SlotNotFound => "the vault has no slot of that id or kind",
            Self::LastSlot => "the last slot of a vault cannot be removed",
            Self::RotationIncomplete => "slots or items still depend on the old key",
            Self::AuditReasonRequired => "a break-glass slot opens only for a named actor with a reason",
            Self::NotPermitted => "the role may not use the key for this",
            Self::Locked => "the session is locked",
            Self::Envelope(error) => error.reason(),
        }
    }

    /// Whether the error says that a secret did not fit, rather than that it could not be tried.
    pub(crate) const fn is_wrong_secret(self) -> bool {
        matches!(self, Self::WrongPassword | Self::WrongRecoveryCode | Self::WrongKeyOrContext)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Envelope(error) => Some(error),
            _ => None,
        }
    }
}

impl From<EntropyUnavailable> for Error {
    fn from(_: EntropyUnavailable) -> Self {
        Self::EntropyUnavailable
    }
}

impl From<phiward_envelope::Error> for Error {
    fn from(error: phiward_envelope::Error) -> Self {
        match error {
            phiward_envelope::Error::EntropyUnavailable => Self::EntropyUnavailable,
            other => Self::Envelope(other),
        }
    }
}
