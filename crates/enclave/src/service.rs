//! What an enclave does with each message: all of the protocol, and no input or output.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use phiward_attest::session::{Evidence, Hello, SealedRequest, SessionError};
use phiward_envelope::OsEntropy;

use crate::audit::{Audit, Event, Outcome};
use crate::clock::timestamp;
use crate::epoch::{EpochLimits, Epochs};
use crate::{Attested, Clock, Frame, FrameType, Handler, Nsm, Refusal, Task, Windows};

/// What a service is made of, beside its handler.
#[derive(Debug)]
#[non_exhaustive]
pub struct Settings {
    /// Requests of an epoch, after which the next one begins. Each takes 64 bytes of memory or so.
    pub requests_per_epoch: usize,
    /// Where events go.
    pub audit: Audit,
}

impl Settings {
    /// 100,000 requests to an epoch.
    #[must_use]
    pub const fn new(audit: Audit) -> Self {
        Self { requests_per_epoch: 100_000, audit }
    }

    /// Sets how many requests an epoch takes.
    #[must_use]
    pub const fn with_requests_per_epoch(mut self, requests: usize) -> Self {
        self.requests_per_epoch = requests;
        self
    }
}

/// An enclave: its keys, its replay set, its clock and its handler.
pub struct Service<H> {
    nsm: Box<dyn Nsm>,
    handler: H,
    clock: Arc<Clock>,
    epochs: Mutex<Epochs>,
    audit: Mutex<Audit>,
}

/// What the audit is told of a request, as far as it is known.
#[derive(Default)]
struct Known {
    epoch: u64,
    destination: u64,
    windows: Windows,
}

impl<H: Handler> Service<H> {
    /// Begins the first epoch. The clock is that of the same secure module: [`Clock::of`].
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] when the source of random bytes does not answer.
    pub fn start(
        nsm: Box<dyn Nsm>,
        clock: Arc<Clock>,
        handler: H,
        settings: Settings,
    ) -> Result<Self, Refusal> {
        let limits = EpochLimits { requests: settings.requests_per_epoch };
        let epochs = Epochs::begin(handler.terms(), limits, clock.now_ms(), &mut OsEntropy)?;
        Ok(Self { nsm, handler, clock, epochs: Mutex::new(epochs), audit: Mutex::new(settings.audit) })
    }

    /// The handler.
    #[must_use]
    pub const fn handler(&self) -> &H {
        &self.handler
    }

    /// Answers one message. Every message has an answer, and no answer says more than the protocol allows.
    #[must_use]
    pub fn answer(&self, frame: &Frame) -> Frame {
        let answer = match frame.kind {
            FrameType::Hello => self.evidence(&frame.body),
            FrameType::Request => {
                let mut known = Known::default();
                let (outcome, answer) = self.request(&frame.body, &mut known);
                self.record(&known, outcome);
                answer
            }
            _ => Err(Refusal::Malformed),
        };
        answer.unwrap_or_else(Frame::refusal)
    }

    fn evidence(&self, body: &[u8]) -> Result<Frame, Refusal> {
        let hello = Hello::parse(body).map_err(of_session)?;
        let (suite, public, attested, statement) = {
            let mut epochs = lock(&self.epochs);
            epochs.turn(self.clock.now_ms(), &mut OsEntropy)?;
            let (key, statement) = epochs.offer(&hello.suites)?;
            (key.suite(), key.public_key().to_vec(), key.attested_key(), statement)
        };
        let digest = statement.digest();
        let document = self.nsm.attest(&Attested::new(&hello.nonce, &attested, &digest));
        let document = document.map_err(|_| Refusal::Unavailable)?;
        self.clock.set(timestamp(&document)?);
        let evidence = Evidence::new(suite, public, &statement, document);
        Ok(Frame::new(FrameType::Evidence, evidence.to_bytes()))
    }

    /// Answers a request: how it ended for the audit, and the frame, or why there is no key to seal one with.
    fn request(&self, body: &[u8], known: &mut Known) -> (Outcome, Result<Frame, Refusal>) {
        let mut task = match self.open(body, known) {
            Ok(task) => task,
            Err(refusal) => return (Outcome::Refused(refusal), Err(refusal)),
        };
        let handled = self.handle(&mut task, known);
        let outcome = match handled {
            Ok(()) => Outcome::Answered,
            Err(refusal) => Outcome::Refused(refusal),
        };
        if let Err(refusal) = handled
            && let Err(unsealed) = task.refuse(refusal)
        {
            return (Outcome::Refused(unsealed), Err(unsealed));
        }
        let sealed = task.into_sealed().ok_or(Refusal::Internal);
        (outcome, sealed.map(|sealed| Frame::new(FrameType::Answer, sealed)))
    }

    /// Opens a request once: it is marked as seen before anything else is done with it.
    fn open(&self, body: &[u8], known: &mut Known) -> Result<Task, Refusal> {
        let sealed = SealedRequest::parse(body).map_err(of_session)?;
        known.epoch = sealed.epoch;
        let now_ms = self.clock.now_ms();
        let key = {
            let mut epochs = lock(&self.epochs);
            epochs.turn(now_ms, &mut OsEntropy)?;
            epochs.admit(sealed.epoch, &sealed.enc)?;
            epochs.key(sealed.epoch, sealed.suite).ok_or(Refusal::WrongEpoch)?
        };
        let opened = key.open(sealed).map_err(|_| Refusal::Rejected)?;
        match opened.request {
            Ok(request) => {
                known.destination = request.destination;
                Ok(Task::new(request, opened.sealer, now_ms))
            }
            Err(_) => Ok(Task::without_request(opened.sealer, now_ms)),
        }
    }

    fn handle(&self, task: &mut Task, known: &mut Known) -> Result<(), Refusal> {
        let Ok(request) = task.request() else { return Err(Refusal::Malformed) };
        if task.now_ms() >= request.deadline_ms {
            return Err(Refusal::Deadline);
        }
        self.handler.handle(task, &mut known.windows)?;
        if task.is_answered() { Ok(()) } else { Err(Refusal::Internal) }
    }

    fn record(&self, known: &Known, outcome: Outcome) {
        let event = Event {
            at_ms: self.clock.now_ms(),
            epoch: known.epoch,
            destination: known.destination,
            outcome,
            windows: known.windows.buckets(),
        };
        lock(&self.audit).record(&event);
    }
}

impl<H> core::fmt::Debug for Service<H> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

const fn of_session(error: SessionError) -> Refusal {
    match error {
        SessionError::LimitExceeded => Refusal::LimitExceeded,
        SessionError::UnsupportedSuite => Refusal::UnsupportedSuite,
        _ => Refusal::Malformed,
    }
}

/// A worker that stopped in the middle of its work left nothing half done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
