//! Errors cross as a family, a stable code and a sentence.

/// Why a call failed. The variants are families for `catch` clauses; `code` is the stable name, the same in
/// every language, and `reason` one sentence. Neither holds input, a key, or text of another library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[non_exhaustive]
pub enum PhiwardError {
    /// The vault is locked: ask for the password, and unlock it.
    #[error("{code}: {reason}")]
    Locked {
        /// The stable name.
        code: String,
        /// One sentence; it may change between releases.
        reason: String,
    },
    /// The secret, the context or the bytes are not those that were sealed.
    #[error("{code}: {reason}")]
    Rejected {
        /// The stable name.
        code: String,
        /// One sentence; it may change between releases.
        reason: String,
    },
    /// The same call can succeed a moment later.
    #[error("{code}: {reason}")]
    Unavailable {
        /// The stable name.
        code: String,
        /// One sentence; it may change between releases.
        reason: String,
    },
    /// An argument, a configuration or a state does not allow the call.
    #[error("{code}: {reason}")]
    Invalid {
        /// The stable name.
        code: String,
        /// One sentence; it may change between releases.
        reason: String,
    },
}

impl PhiwardError {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Locked { code, .. }
            | Self::Rejected { code, .. }
            | Self::Unavailable { code, .. }
            | Self::Invalid { code, .. } => code,
        }
    }

    /// An error of this binding itself.
    pub(crate) fn invalid(code: &str, reason: &str) -> Self {
        Self::Invalid { code: code.to_owned(), reason: reason.to_owned() }
    }
}

impl From<phiward_sdk::Error> for PhiwardError {
    fn from(error: phiward_sdk::Error) -> Self {
        let retryable = error.retryable();
        let (code, reason) = (error.code.to_owned(), error.reason);
        match error.code {
            "locked" => Self::Locked { code, reason },
            "wrong_password"
            | "wrong_recovery_code"
            | "wrong_key_or_context"
            | "wrong_key_or_corrupt"
            | "corrupt"
            | "truncated" => Self::Rejected { code, reason },
            _ if retryable => Self::Unavailable { code, reason },
            _ => Self::Invalid { code, reason },
        }
    }
}
