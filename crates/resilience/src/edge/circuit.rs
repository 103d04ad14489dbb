//! A breaker that threads and tasks share, with its clock.

use core::fmt;
use std::boxed::Box;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use super::clock::{Clock, MonotonicClock};
use super::guard::Guard;
use super::observer::{CircuitEvent, Observer};
use crate::{
    AtomicBreaker, Breaker, BreakerConfig, ConfigError, Outcome, Permit, Rejected, Report, SnapshotError,
    State, Transition,
};

/// A shared circuit breaker with a clock and an observer.
///
/// What fits into one atomic word is kept in one; every other configuration has a lock around a [`Breaker`]. The
/// decisions are the same.
#[derive(Debug)]
pub struct Circuit<C = MonotonicClock, O = ()> {
    form: Form,
    clock: C,
    observer: O,
}

#[derive(Debug)]
enum Form {
    Atomic(AtomicBreaker),
    Locked(Box<Mutex<Breaker>>),
}

/// Why a call gave no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the two")]
pub enum CallError<E> {
    /// The breaker did not permit it. It was not made, and making it again at once makes no sense.
    Rejected(Rejected),
    /// It was made, and failed.
    Failed(E),
}

impl<E: fmt::Display> fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(_) => f.write_str("the circuit breaker does not permit the call"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl<E: core::error::Error> core::error::Error for CallError<E> {}

impl<E> CallError<E> {
    /// How the retry policy sees it: a rejection is final, and an error is what `of_error` says.
    pub fn attempt(&self, of_error: impl FnOnce(&E) -> crate::Attempt) -> crate::Attempt {
        match self {
            Self::Rejected(_) => crate::Attempt::TERMINAL,
            Self::Failed(error) => of_error(error),
        }
    }
}

impl<C: Clock> Circuit<C> {
    /// A closed circuit that nobody observes.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(config: BreakerConfig, clock: C) -> Result<Self, ConfigError> {
        Self::observed(config, clock, ())
    }
}

impl<C: Clock, O: Observer> Circuit<C, O> {
    /// A closed circuit.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn observed(config: BreakerConfig, clock: C, observer: O) -> Result<Self, ConfigError> {
        let form = match AtomicBreaker::new(config) {
            Ok(breaker) => Form::Atomic(breaker),
            Err(_) => Form::Locked(Box::new(Mutex::new(Breaker::new(config)?))),
        };
        Ok(Self { form, clock, observer })
    }

    /// Asks to make a call. The guard reports how it ended.
    ///
    /// # Errors
    /// [`Rejected`] when the circuit is open, or half-open with all probes under way.
    #[inline]
    pub fn acquire(&self) -> Result<Guard<'_, C, O>, Rejected> {
        let (acquired, began_ms) = match &self.form {
            Form::Atomic(breaker) => (breaker.acquire(|| self.clock.now_ms()), 0),
            Form::Locked(breaker) => {
                let now_ms = self.clock.now_ms();
                (lock(breaker).acquire(now_ms), now_ms)
            }
        };
        match acquired {
            Ok(permit) => {
                self.observer.event(CircuitEvent::Permitted);
                self.tell(permit.transition());
                Ok(Guard::new(self, permit, began_ms))
            }
            Err(rejected) => {
                self.observer.event(CircuitEvent::Rejected);
                Err(rejected)
            }
        }
    }

    /// Makes a call if it is permitted. An error is a failure, and so is a panic.
    ///
    /// # Errors
    /// [`CallError`] when the call was rejected, or failed.
    #[inline]
    pub fn run<T, E>(&self, call: impl FnOnce() -> Result<T, E>) -> Result<T, CallError<E>> {
        self.run_classified(call, failed)
    }

    /// Makes a call if it is permitted, and asks `classify` what its result says about the other side.
    ///
    /// # Errors
    /// [`CallError`] when the call was rejected, or failed.
    #[inline]
    pub fn run_classified<T, E>(
        &self,
        call: impl FnOnce() -> Result<T, E>,
        classify: impl FnOnce(&Result<T, E>) -> Outcome,
    ) -> Result<T, CallError<E>> {
        let guard = self.acquire().map_err(CallError::Rejected)?;
        let result = call();
        guard.report(classify(&result));
        result.map_err(CallError::Failed)
    }

    /// Makes a call on any executor, if it is permitted. Dropping the future cancels the call.
    ///
    /// # Errors
    /// [`CallError`] when the call was rejected, or failed.
    pub async fn run_async<T, E, F: Future<Output = Result<T, E>>>(
        &self,
        call: impl FnOnce() -> F,
        classify: impl FnOnce(&Result<T, E>) -> Outcome,
    ) -> Result<T, CallError<E>> {
        let guard = self.acquire().map_err(CallError::Rejected)?;
        let result = call().await;
        guard.report(classify(&result));
        result.map_err(CallError::Failed)
    }

    /// Where the circuit is.
    #[must_use]
    pub fn state(&self) -> State {
        match &self.form {
            Form::Atomic(breaker) => breaker.state(),
            Form::Locked(breaker) => lock(breaker).state(),
        }
    }

    /// Rejects every call until [`force_close`](Self::force_close).
    pub fn force_open(&self) {
        self.tell(match &self.form {
            Form::Atomic(breaker) => breaker.force_open(),
            Form::Locked(breaker) => lock(breaker).force_open(self.clock.now_ms()),
        });
    }

    /// Permits calls at once and forgets what was counted.
    pub fn force_close(&self) {
        self.tell(match &self.form {
            Form::Atomic(breaker) => breaker.force_close(),
            Form::Locked(breaker) => lock(breaker).force_close(self.clock.now_ms()),
        });
    }

    /// The state as bytes. See [`Breaker::snapshot`].
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        match &self.form {
            Form::Atomic(breaker) => breaker.snapshot(),
            Form::Locked(breaker) => lock(breaker).snapshot(),
        }
    }

    /// Goes on where a snapshot was taken. See [`Breaker::restore`].
    ///
    /// # Errors
    /// [`SnapshotError`] when the bytes are no snapshot of a breaker. The circuit is then as it was.
    pub fn restore(&self, bytes: &[u8]) -> Result<(), SnapshotError> {
        let now_ms = self.clock.now_ms();
        match &self.form {
            Form::Atomic(breaker) => breaker.restore(bytes, now_ms),
            Form::Locked(breaker) => lock(breaker).restore(bytes, now_ms),
        }
    }

    #[inline]
    pub(super) fn settle(&self, permit: Permit, outcome: Outcome, began_ms: u64) {
        self.observer.event(match outcome {
            Outcome::Success => CircuitEvent::Succeeded,
            Outcome::Failure => CircuitEvent::Failed,
            Outcome::Ignored => CircuitEvent::Ignored,
        });
        self.tell(match &self.form {
            Form::Atomic(breaker) => breaker.report(permit, outcome, || self.clock.now_ms()),
            Form::Locked(breaker) => {
                let now_ms = self.clock.now_ms();
                let duration_ms = Some(now_ms.saturating_sub(began_ms));
                lock(breaker).report(permit, Report { outcome, duration_ms }, now_ms)
            }
        });
    }

    #[inline]
    pub(super) fn cancel(&self, permit: Permit) {
        self.observer.event(CircuitEvent::Cancelled);
        match &self.form {
            Form::Atomic(breaker) => breaker.cancel(permit, || self.clock.now_ms()),
            Form::Locked(breaker) => lock(breaker).cancel(permit, self.clock.now_ms()),
        }
    }

    #[inline]
    fn tell(&self, transition: Option<Transition>) {
        if let Some(transition) = transition {
            self.observer.event(CircuitEvent::Transition(transition));
        }
    }
}

/// No code of a caller runs under the lock, so a poisoned one guards a state that is whole.
fn lock(breaker: &Mutex<Breaker>) -> MutexGuard<'_, Breaker> {
    breaker.lock().unwrap_or_else(PoisonError::into_inner)
}

const fn failed<T, E>(result: &Result<T, E>) -> Outcome {
    if result.is_ok() { Outcome::Success } else { Outcome::Failure }
}
