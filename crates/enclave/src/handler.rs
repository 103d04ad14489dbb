//! What answers a request: the place for other handlers than the one for AI.

use core::fmt;

use phiward_attest::session::{Answer, AnswerSealer, Request, Terms};
use phiward_envelope::{Entropy as _, OsEntropy};

use crate::{Refusal, Windows};

/// Answers requests.
pub trait Handler: Send + Sync {
    /// The terms that the handler works under, which are attested.
    fn terms(&self) -> Terms;

    /// Answers one request by calling [`Task::answer`], or says why not.
    ///
    /// Plaintext exists inside the two windows and nowhere else: reach the destination first, then take the
    /// request in [`Windows::outward`], and seal the answer in [`Windows::inward`].
    ///
    /// # Errors
    /// The [`Refusal`], which is sealed as an answer of the same length.
    fn handle(&self, task: &mut Task, windows: &mut Windows) -> Result<(), Refusal>;
}

/// One request that was opened, and the means to answer it once.
pub struct Task {
    request: Option<Request>,
    sealer: Option<AnswerSealer>,
    sealed: Option<Vec<u8>>,
    now_ms: u64,
}

impl Task {
    pub(crate) const fn new(request: Request, sealer: AnswerSealer, now_ms: u64) -> Self {
        Self { request: Some(request), sealer: Some(sealer), sealed: None, now_ms }
    }

    /// A message that opened and did not hold a request: it can be refused, and nothing else.
    pub(crate) const fn without_request(sealer: AnswerSealer, now_ms: u64) -> Self {
        Self { request: None, sealer: Some(sealer), sealed: None, now_ms }
    }

    pub(crate) const fn is_answered(&self) -> bool {
        self.sealed.is_some()
    }

    /// The request, until it is taken.
    ///
    /// # Errors
    /// [`Refusal::Internal`] when it was taken.
    pub fn request(&self) -> Result<&Request, Refusal> {
        self.request.as_ref().ok_or(Refusal::Internal)
    }

    /// Takes the request away. It is wiped when the value is dropped.
    ///
    /// # Errors
    /// [`Refusal::Internal`] when it was taken before.
    pub fn take_request(&mut self) -> Result<Request, Refusal> {
        self.request.take().ok_or(Refusal::Internal)
    }

    /// When the request came in: milliseconds since 1970.
    #[must_use]
    pub const fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Seals the answer.
    ///
    /// # Errors
    /// [`Refusal::AnswerTooLong`] when it is longer than the client asked for, after which a refusal can still
    /// be sealed; [`Refusal::Internal`] when the request has its answer already.
    pub fn answer(&mut self, answer: &[u8]) -> Result<(), Refusal> {
        if self.sealer.as_ref().is_some_and(|sealer| answer.len() > sealer.capacity()) {
            return Err(Refusal::AnswerTooLong);
        }
        self.seal(&Answer::Answered(answer.to_vec()))
    }

    /// Seals a refusal. The request is dropped first.
    pub(crate) fn refuse(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        self.request = None;
        self.seal(&Answer::Refused(refusal.code().into()))
    }

    /// The sealed answer.
    pub(crate) fn into_sealed(self) -> Option<Vec<u8>> {
        self.sealed
    }

    fn seal(&mut self, answer: &Answer) -> Result<(), Refusal> {
        let sealer = self.sealer.take().ok_or(Refusal::Internal)?;
        let mut salt = [0; 32];
        OsEntropy.fill(&mut salt).map_err(|_| Refusal::Internal)?;
        self.sealed = Some(sealer.seal(answer, salt).map_err(|_| Refusal::Internal)?);
        Ok(())
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").field("now_ms", &self.now_ms).finish_non_exhaustive()
    }
}
