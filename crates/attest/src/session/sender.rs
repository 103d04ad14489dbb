//! The client's side of a request.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize as _;

use crate::session::request::MAX_ANSWER;
use crate::session::suite::{Binding, seal};
use crate::session::{AnswerOpener, Request, SealedRequest, SessionError, Statement, Suite, bucket};

/// 64 bytes of randomness for one request, wiped after it.
///
/// They must come from a secure generator. The same seed twice gives the same keys twice, so a seed is consumed.
pub struct Seed([u8; 64]);

impl Seed {
    /// Takes random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    pub(crate) fn get(&self, len: usize) -> &[u8] {
        self.0.get(..len).unwrap_or(&self.0)
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// An enclave that was verified. [`Evidence::verify`](crate::session::Evidence::verify) is the only way to one,
/// so nothing can be sealed to a key that nobody attested.
#[derive(Debug, Clone)]
pub struct Enclave {
    suite: Suite,
    key: Vec<u8>,
    statement: Statement,
    document: [u8; 48],
}

impl Enclave {
    pub(crate) const fn new(suite: Suite, key: Vec<u8>, statement: Statement, document: [u8; 48]) -> Self {
        Self { suite, key, statement, document }
    }

    /// What the enclave attested beside its key.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Seals a request, whose answer will be `answer_len` bytes or less, and is padded to the bucket of it.
    ///
    /// The second value opens the answer, and no other.
    ///
    /// # Errors
    /// [`SessionError::EpochExpired`] when the key has ended at `now_ms`; [`SessionError::LimitExceeded`] for a
    /// request or an answer of more than 960 KiB; [`SessionError::Malformed`] for a key that is none.
    #[expect(clippy::needless_pass_by_value, reason = "a seed is used once, so it is taken away")]
    pub fn seal(
        &self,
        request: &Request,
        answer_len: usize,
        seed: Seed,
        now_ms: u64,
    ) -> Result<(SealedRequest, AnswerOpener), SessionError> {
        if now_ms >= self.statement.expiry_ms {
            return Err(SessionError::EpochExpired);
        }
        let answer_len = bucket(AnswerOpener::framed(answer_len));
        if answer_len > MAX_ANSWER {
            return Err(SessionError::LimitExceeded);
        }
        let answer_len_number = u64::try_from(answer_len).map_err(|_| SessionError::LimitExceeded)?;
        let mut message = request.to_padded()?;
        let epoch = self.statement.epoch;
        let binding = Binding {
            info: &SealedRequest::info(&self.document),
            aad: &SealedRequest::aad(self.suite, epoch, answer_len_number),
        };
        let seed_len = if self.suite == Suite::X25519 { 32 } else { 64 };
        let sent = seal(self.suite, &self.key, binding, seed.get(seed_len), &mut message)?;
        let sealed = [message.as_slice(), &sent.tag].concat();
        let opener = AnswerOpener::new(sent.export, &sent.enc, answer_len);
        let request = SealedRequest {
            suite: self.suite,
            epoch,
            document: self.document,
            answer_len: answer_len_number,
            enc: sent.enc,
            sealed,
        };
        Ok((request, opener))
    }
}
