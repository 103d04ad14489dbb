//! Breakers, retries, budgets, limits and idempotency. Times are `now_ms`, configurations are JSON.

use phiward_sdk::resilience;

use crate::PhiwardError;

/// A circuit breaker: it stops calls to what is failing, and lets a few through later to see whether it works again.
///
/// The configuration is JSON, of which an empty text is the default:
/// `{"trip": {"kind": "consecutive", "failures": 5}, "open_ms": 60000}`.
#[derive(Debug, uniffi::Object)]
pub struct CircuitBreaker(resilience::CircuitBreaker);

#[uniffi::export]
impl CircuitBreaker {
    /// Makes a closed breaker.
    ///
    /// # Errors
    /// `invalid_config`, which names the field.
    #[uniffi::constructor]
    pub fn new(config: &str) -> Result<Self, PhiwardError> {
        Ok(Self(resilience::CircuitBreaker::new(config)?))
    }

    /// Makes a breaker that goes on where a `snapshot` was taken; tickets of before are void.
    ///
    /// # Errors
    /// `invalid_config`; `truncated`, `unsupported_version`, `wrong_kind` and `corrupt` of the snapshot.
    #[uniffi::constructor]
    pub fn restore(config: &str, snapshot: &str, now_ms: f64) -> Result<Self, PhiwardError> {
        Ok(Self(resilience::CircuitBreaker::restore(config, snapshot, now_ms)?))
    }

    /// The state as text.
    #[must_use]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }

    /// `closed`, `open`, `half_open` or `forced_open`.
    #[must_use]
    pub fn state(&self) -> String {
        self.0.state().to_owned()
    }

    /// What it has seen, as JSON: `{permitted, rejected, succeeded, failed, ignored, stale, opened}`.
    #[must_use]
    pub fn counts(&self) -> String {
        self.0.counts()
    }

    /// Asks to make a call. A number from 0 on is a ticket, for one `report` or `cancel`. A negative number is a
    /// refusal: the call may be made in `-1 - number` milliseconds, or, where it is minus infinity, when the
    /// breaker has been closed by hand.
    #[must_use]
    pub fn acquire(&self, now_ms: f64) -> f64 {
        self.0.acquire(now_ms)
    }

    /// Tells how the call of a ticket ended: `success`, `failure` or `ignored`. A negative duration is none. Gives
    /// the state that the breaker went into, or an empty text when it stays.
    ///
    /// # Errors
    /// `unknown_name` for another outcome: the ticket is still good.
    pub fn report(
        &self,
        ticket: f64,
        outcome: &str,
        duration_ms: f64,
        now_ms: f64,
    ) -> Result<String, PhiwardError> {
        Ok(self.0.report(ticket, outcome, duration_ms, now_ms)?.to_owned())
    }

    /// Gives a ticket back for a call that was dropped before it ended. It decides nothing.
    pub fn cancel(&self, ticket: f64, now_ms: f64) {
        self.0.cancel(ticket, now_ms);
    }

    /// Opens the breaker until `force_close`.
    pub fn force_open(&self, now_ms: f64) {
        self.0.force_open(now_ms);
    }

    /// Closes the breaker.
    pub fn force_close(&self, now_ms: f64) {
        self.0.force_close(now_ms);
    }
}

/// When to try again. The configuration is `"interactive"`, `"api"` or `"job"` with its quotes, or a JSON object.
#[derive(Debug, uniffi::Object)]
pub struct RetryPolicy(resilience::RetryPolicy);

/// One call's way through a policy.
#[derive(Debug, uniffi::Object)]
pub struct Retry(resilience::Retry);

/// What to do after an attempt.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct RetryVerdict {
    /// `done`, `retry` or `give_up`.
    pub action: String,
    /// How long to wait before the next attempt, in milliseconds.
    pub delay_ms: Option<f64>,
    /// Why it is given up; else empty.
    pub reason: String,
    /// What the other side asked for.
    pub retry_after_ms: Option<f64>,
}

#[uniffi::export]
impl RetryPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// `invalid_config`, which names the field; `unknown_name` for a preset that there is not.
    #[uniffi::constructor]
    pub fn new(config: &str) -> Result<Self, PhiwardError> {
        Ok(Self(resilience::RetryPolicy::new(config)?))
    }

    /// Begins a call, no attempt of which begins after `deadline_ms`.
    #[must_use]
    pub fn begin(&self, deadline_ms: Option<f64>) -> Retry {
        Retry(self.0.begin(deadline_ms))
    }

    /// Goes on with a call whose `snapshot` was kept with its job.
    ///
    /// # Errors
    /// `corrupt`.
    pub fn restore(&self, snapshot: &str) -> Result<Retry, PhiwardError> {
        Ok(Retry(self.0.restore(snapshot)?))
    }
}

#[uniffi::export]
impl Retry {
    /// Decides after an attempt that ended as `success`, `retryable`, `terminal` or `unknown_outcome`.
    ///
    /// `push_back_ms` is what the other side asks for; a negative one asks not to come back. `random` is a random
    /// number from 0 to below 1.
    ///
    /// # Errors
    /// `unknown_name` for another class.
    pub fn decide(
        &self,
        attempt: &str,
        push_back_ms: Option<f64>,
        now_ms: f64,
        random: f64,
    ) -> Result<RetryVerdict, PhiwardError> {
        let verdict = self.0.next(attempt, push_back_ms, now_ms, random)?;
        Ok(RetryVerdict {
            action: verdict.action.to_owned(),
            delay_ms: verdict.delay_ms,
            reason: verdict.reason.to_owned(),
            retry_after_ms: verdict.retry_after_ms,
        })
    }

    /// Attempts so far.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts()
    }

    /// The state as text, to be kept with a job.
    #[must_use]
    pub fn snapshot(&self) -> String {
        self.0.snapshot()
    }
}

/// Keeps retries a small share of all calls.
#[derive(Debug, uniffi::Object)]
pub struct RetryBudget(resilience::RetryBudget);

#[uniffi::export]
impl RetryBudget {
    /// Makes a budget.
    ///
    /// # Errors
    /// `invalid_config`, which names the field.
    #[uniffi::constructor]
    pub fn new(config: &str) -> Result<Self, PhiwardError> {
        Ok(Self(resilience::RetryBudget::new(config)?))
    }

    /// Counts a call that is no retry.
    pub fn call(&self, now_ms: f64) {
        self.0.call(now_ms);
    }

    /// Counts a call that succeeded.
    pub fn success(&self) {
        self.0.success();
    }

    /// Takes one retry from the budget, if there is one.
    #[must_use]
    pub fn try_retry(&self, now_ms: f64) -> bool {
        self.0.try_retry(now_ms)
    }
}

/// How often each key may do something.
#[derive(Debug, uniffi::Object)]
pub struct RateLimiter(resilience::RateLimiter);

/// Whether something may be done.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct LimitVerdict {
    /// `allow`; `deny`, and nothing was consumed; or `never`: it costs more than a whole window allows.
    pub decision: String,
    /// How many more units would be allowed now.
    pub remaining: Option<u32>,
    /// In how many milliseconds it would be allowed.
    pub retry_after_ms: Option<f64>,
}

#[uniffi::export]
impl RateLimiter {
    /// Makes a limiter for at most `capacity` keys: the least recently used one is forgotten for a new one.
    ///
    /// # Errors
    /// `invalid_config`, which names the field; `unknown_name` for a tier that there is not.
    #[uniffi::constructor]
    pub fn new(config: &str, capacity: u32) -> Result<Self, PhiwardError> {
        Ok(Self(resilience::RateLimiter::new(config, capacity)?))
    }

    /// Asks for `cost` units of a key, and consumes them when they are there.
    #[must_use]
    pub fn check(&self, key: &str, cost: u32, now_ms: f64) -> LimitVerdict {
        let verdict = self.0.check(key, cost, now_ms);
        LimitVerdict {
            decision: verdict.decision.to_owned(),
            remaining: verdict.remaining,
            retry_after_ms: verdict.retry_after_ms,
        }
    }
}

/// Idempotency keys in memory.
#[derive(Debug, uniffi::Object)]
pub struct IdempotencyStore(resilience::IdempotencyStore);

/// What to do with a request.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Begun {
    /// `execute`, `replay`, `in_flight` or `mismatch`.
    pub decision: String,
    /// The number of the execution, from 1 on; 0 where there is none.
    pub execution: f64,
    /// The response of before, where it is replayed.
    pub response: Option<String>,
    /// In how many milliseconds an execution that tells nothing is taken for dead.
    pub retry_after_ms: Option<f64>,
}

#[uniffi::export]
impl IdempotencyStore {
    /// Makes an empty store for so many keys at most.
    ///
    /// # Errors
    /// `invalid_config`, which names the field.
    #[uniffi::constructor]
    pub fn new(config: &str, capacity: u32) -> Result<Self, PhiwardError> {
        Ok(Self(resilience::IdempotencyStore::new(config, capacity)?))
    }

    /// Decides what to do with a request, of which the fingerprint is a hash.
    ///
    /// # Errors
    /// `store_full`.
    pub fn begin(&self, key: &str, fingerprint: &[u8], now_ms: f64) -> Result<Begun, PhiwardError> {
        let begun = self.0.begin(key, fingerprint, now_ms)?;
        Ok(Begun {
            decision: begun.decision.to_owned(),
            execution: begun.execution,
            response: begun.response,
            retry_after_ms: begun.retry_after_ms,
        })
    }

    /// Stores the response. False, and nothing is stored, when another execution has taken over.
    ///
    /// # Errors
    /// `store_full`.
    pub fn complete(
        &self,
        key: &str,
        execution: f64,
        response: &str,
        now_ms: f64,
    ) -> Result<bool, PhiwardError> {
        Ok(self.0.complete(key, execution, response, now_ms)?)
    }

    /// Releases the key of an execution that did nothing. False when another execution has taken over.
    ///
    /// # Errors
    /// `store_full`.
    pub fn abandon(&self, key: &str, execution: f64, now_ms: f64) -> Result<bool, PhiwardError> {
        Ok(self.0.abandon(key, execution, now_ms)?)
    }
}
