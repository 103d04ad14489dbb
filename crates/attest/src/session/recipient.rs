//! The enclave's side of a request.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::session::evidence::attested_key;
use crate::session::suite::{Binding, TAG_LEN, derive_key_pair, open};
use crate::session::{AnswerSealer, Request, SealedRequest, Seed, SessionError, Suite};

/// The key pair of an epoch. It lives in memory, is wiped on drop, and never leaves.
pub struct RecipientKey {
    suite: Suite,
    private: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
}

impl RecipientKey {
    /// Derives the key pair of a suite from 32 of the random bytes.
    ///
    /// # Errors
    /// [`SessionError::UnsupportedSuite`].
    pub fn generate(suite: Suite, seed: &Seed) -> Result<Self, SessionError> {
        let (private, public) = derive_key_pair(suite, seed.get(32))?;
        Ok(Self { suite, private, public })
    }

    /// The suite of the key.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// The public key.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// What the document must hold as its public key: the key, or its digest where the key is too long.
    #[must_use]
    pub fn attested_key(&self) -> Vec<u8> {
        attested_key(self.suite, &self.public)
    }

    /// Opens a request in place; its plaintext is wiped when this returns, apart from what [`Request`] holds.
    ///
    /// # Errors
    /// [`SessionError::Rejected`] for a message that is not sealed to this key under its own header. When the
    /// content is [`SessionError::Malformed`], the error comes with the means to say so.
    pub fn open(&self, message: SealedRequest) -> Result<Opened, SessionError> {
        let SealedRequest { suite, epoch, document, answer_len, enc, mut sealed } = message;
        if suite != self.suite {
            return Err(SessionError::Rejected);
        }
        let at = sealed.len().checked_sub(TAG_LEN).ok_or(SessionError::Malformed)?;
        let (plaintext, tag) = sealed.split_at_mut_checked(at).ok_or(SessionError::Malformed)?;
        let binding = Binding {
            info: &SealedRequest::info(&document),
            aad: &SealedRequest::aad(suite, epoch, answer_len),
        };
        let export = open(suite, &self.private, binding, &enc, (plaintext, tag))?;
        let sealed = Zeroizing::new(sealed);
        let answer_len = usize::try_from(answer_len).map_err(|_| SessionError::LimitExceeded)?;
        let sealer = AnswerSealer::new(export, &enc, answer_len);
        let request = Request::parse(sealed.get(..at).unwrap_or_default());
        Ok(Opened { request, sealer })
    }
}

impl fmt::Debug for RecipientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecipientKey").field("suite", &self.suite).finish_non_exhaustive()
    }
}

/// A request that was sealed to this key: what it says, if it says something, and what seals the answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Opened {
    /// The request, or that its content does not have the shape of one.
    pub request: Result<Request, SessionError>,
    /// Seals the answer, or the refusal.
    pub sealer: AnswerSealer,
}
