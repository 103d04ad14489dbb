//! The circuit breaker.

use alloc::string::String;

use phiward_resilience::{Breaker, BreakerCounts, Outcome, Permit, Report, Transition, json};

use super::{host_ms, millis, record, snapshot_bytes};
use crate::{
    Error, hex,
    sync::{Mutex, MutexGuard},
};

/// The bits of a permit that a host's number holds exactly.
const TICKET_BITS: u32 = 53;
/// What [`CircuitBreaker::acquire`] gives while the breaker is forced open.
const FORCED_OPEN: f64 = f64::NEG_INFINITY;

/// A circuit breaker: it stops calls to what is failing, and lets a few through later to see whether it works again.
///
/// The configuration is JSON, of which an empty text is the default (5 failures in a row open it for 60 s):
/// `{"trip": {"kind": "count_window", "size": 20, "min_calls": 10, "failure_rate": 0.5}, "open_ms": 30000,
/// "half_open": {"max_concurrent": 1, "successes_to_close": 2}}`.
///
/// All methods may be called from any thread.
///
/// ```
/// use phiward_sdk::resilience::CircuitBreaker;
/// let breaker = CircuitBreaker::new(r#"{"trip": {"kind": "consecutive", "failures": 1}, "open_ms": 1000}"#)?;
/// let ticket = breaker.acquire(0.0);
/// assert!(ticket >= 0.0);
/// assert_eq!(breaker.report(ticket, "failure", -1.0, 10.0)?, "open");
/// assert_eq!(breaker.acquire(300.0), -711.0); // not within 710 ms
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct CircuitBreaker(Mutex<State>);

#[derive(Debug)]
struct State {
    breaker: Breaker,
    /// What the last permit had above the bits of a ticket.
    high: u64,
}

impl CircuitBreaker {
    /// Makes a closed breaker.
    ///
    /// # Errors
    /// `invalid_config`, which names the field.
    pub fn new(config: &str) -> Result<Self, Error> {
        let config = if config.is_empty() { "{}" } else { config };
        let breaker = Breaker::new(json::breaker(config)?)?;
        Ok(Self(Mutex::new(State { breaker, high: 0 })))
    }

    /// Makes a breaker that goes on where a [`snapshot`](Self::snapshot) was taken; tickets of before are void.
    ///
    /// # Errors
    /// `invalid_config`; `truncated`, `unsupported_version`, `wrong_kind` and `corrupt` of the snapshot.
    pub fn restore(config: &str, snapshot: &str, now_ms: f64) -> Result<Self, Error> {
        let restored = Self::new(config)?;
        restored.lock().breaker.restore(&snapshot_bytes(snapshot)?, millis(now_ms))?;
        Ok(restored)
    }

    /// The state as text.
    #[must_use]
    pub fn snapshot(&self) -> String {
        hex::encode(&self.lock().breaker.snapshot())
    }

    /// `closed`, `open`, `half_open` or `forced_open`. One whose open period is over stays open until a call asks.
    #[must_use]
    pub fn state(&self) -> &'static str {
        self.lock().breaker.state().name()
    }

    /// What it has seen since it was made, as JSON:
    /// `{permitted, rejected, succeeded, failed, ignored, stale, opened}`.
    #[must_use]
    pub fn counts(&self) -> String {
        let BreakerCounts { permitted, rejected, succeeded, failed, ignored, stale, opened } =
            self.lock().breaker.counts();
        record(|writer| {
            writer.field("failed").unsigned(failed);
            writer.field("ignored").unsigned(ignored);
            writer.field("opened").unsigned(opened);
            writer.field("permitted").unsigned(permitted);
            writer.field("rejected").unsigned(rejected);
            writer.field("stale").unsigned(stale);
            writer.field("succeeded").unsigned(succeeded);
        })
    }

    /// Asks to make a call.
    ///
    /// A number from 0 on is a ticket, which is used once: with [`report`](Self::report) or [`cancel`](Self::cancel).
    /// A negative number is a refusal: the call may be made in `-1 - number` milliseconds, or, where it is minus
    /// infinity, when the breaker has been closed by hand.
    ///
    /// A number alone, so that a call through a healthy breaker makes no object in the host.
    #[must_use]
    pub fn acquire(&self, now_ms: f64) -> f64 {
        let mut state = self.lock();
        match state.breaker.acquire(millis(now_ms)) {
            Ok(permit) => {
                let raw = permit.into_raw();
                state.high = raw >> TICKET_BITS;
                host_ms(raw & ((1 << TICKET_BITS) - 1))
            }
            Err(rejected) => rejected.retry_after_ms.map_or(FORCED_OPEN, |ms| -1.0 - host_ms(ms)),
        }
    }

    /// Tells how the call of a ticket ended: `success`, `failure`, or `ignored` when that says nothing about the other
    /// side. A negative duration is none. Gives the state that the breaker went into, or an empty text when it stays
    /// where it was.
    ///
    /// # Errors
    /// `unknown_name` for another outcome: the ticket is still good.
    pub fn report(
        &self,
        ticket: f64,
        outcome: &str,
        duration_ms: f64,
        now_ms: f64,
    ) -> Result<&'static str, Error> {
        let outcome = match outcome {
            "success" => Outcome::Success,
            "failure" => Outcome::Failure,
            "ignored" => Outcome::Ignored,
            _ => return Err(Error::unknown_name()),
        };
        let transition = self.settle(ticket, outcome, duration_ms, now_ms);
        Ok(transition.map_or("", |transition| transition.to.name()))
    }

    /// The same as [`report`](Self::report) of a success, without a text that crosses; tells whether the state changed.
    #[must_use]
    pub fn succeed(&self, ticket: f64, duration_ms: f64, now_ms: f64) -> bool {
        self.settle(ticket, Outcome::Success, duration_ms, now_ms).is_some()
    }

    /// The same as [`report`](Self::report) of a failure, without a text that crosses; tells whether the state changed.
    #[must_use]
    pub fn fail(&self, ticket: f64, duration_ms: f64, now_ms: f64) -> bool {
        self.settle(ticket, Outcome::Failure, duration_ms, now_ms).is_some()
    }

    /// Gives a ticket back for a call that was dropped before it ended. It decides nothing.
    pub fn cancel(&self, ticket: f64, now_ms: f64) {
        let mut state = self.lock();
        let permit = state.permit(ticket);
        state.breaker.cancel(permit, millis(now_ms));
    }

    /// Rejects every call until [`force_close`](Self::force_close).
    pub fn force_open(&self, now_ms: f64) {
        self.lock().breaker.force_open(millis(now_ms));
    }

    /// Permits calls at once, and forgets what was counted.
    pub fn force_close(&self, now_ms: f64) {
        self.lock().breaker.force_close(millis(now_ms));
    }

    fn settle(&self, ticket: f64, outcome: Outcome, duration_ms: f64, now_ms: f64) -> Option<Transition> {
        let duration_ms = (duration_ms >= 0.0).then(|| millis(duration_ms));
        let mut state = self.lock();
        let permit = state.permit(ticket);
        state.breaker.report(permit, Report { outcome, duration_ms }, millis(now_ms))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

impl State {
    /// A ticket lacks the highest bits of its permit, which change once in 2^37 transitions.
    fn permit(&self, ticket: f64) -> Permit {
        Permit::from_raw(self.high << TICKET_BITS | millis(ticket))
    }
}
