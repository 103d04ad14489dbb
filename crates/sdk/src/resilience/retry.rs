//! Whether a call is made again, and when.

use alloc::string::String;

use phiward_resilience::{Attempt, AttemptClass, PushBack, RetryConfig, json};

use phiward_json::{Fields, Value};

use super::{decimal_or_null, host_ms, millis, record};
use crate::{Error, sync::Mutex};

/// When calls are made again.
///
/// The configuration is JSON: `{"max_attempts": 4, "backoff": {"initial_ms": 1000, "factor": 2, "max_ms": 60000},
/// "jitter": "full", "idempotent": true}`, or the name of a preset: `"interactive"`, `"api"` or `"job"`.
///
/// ```
/// use phiward_sdk::resilience::RetryPolicy;
/// let policy = RetryPolicy::new(r#""job""#)?;
/// let call = policy.begin(None);
/// let verdict = call.next("retryable", None, 0.0, 0.5)?;
/// assert_eq!((verdict.action, verdict.delay_ms), ("retry", Some(5_000.0)));
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RetryPolicy(phiward_resilience::RetryPolicy);

/// One call's way through a policy.
#[derive(Debug)]
pub struct Retry {
    policy: phiward_resilience::RetryPolicy,
    state: Mutex<phiward_resilience::Retry>,
}

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RetryVerdict {
    /// `done`, `retry` or `give_up`.
    pub action: &'static str,
    /// How long to wait before the next attempt, in milliseconds.
    pub delay_ms: Option<f64>,
    /// Why it is given up: `attempts_exhausted`, `not_retryable`, `pushback` or `deadline`; else empty.
    pub reason: &'static str,
    /// What the other side asked for, for whoever tries next.
    pub retry_after_ms: Option<f64>,
}

impl RetryVerdict {
    /// The same as JSON, for a host that reads one text faster than many fields.
    #[must_use]
    pub fn json(&self) -> String {
        record(|writer| {
            writer.field("action").string(self.action);
            decimal_or_null(writer.field("delay_ms"), self.delay_ms);
            writer.field("reason").string(self.reason);
            decimal_or_null(writer.field("retry_after_ms"), self.retry_after_ms);
        })
    }
}

impl RetryPolicy {
    /// Reads a policy.
    ///
    /// # Errors
    /// `invalid_config`, which names the field; `unknown_name` for a preset that there is not.
    pub fn new(config: &str) -> Result<Self, Error> {
        let config = match config {
            r#""interactive""# => RetryConfig::INTERACTIVE,
            r#""api""# => RetryConfig::API,
            r#""job""# => RetryConfig::JOB,
            text if text.starts_with('"') => return Err(Error::unknown_name()),
            text => json::retry(text)?,
        };
        Ok(Self(phiward_resilience::RetryPolicy::new(config)?))
    }

    /// Begins a call, no attempt of which begins after `deadline_ms`.
    #[must_use]
    pub fn begin(&self, deadline_ms: Option<f64>) -> Retry {
        let state = phiward_resilience::Retry { deadline_ms: deadline_ms.map(millis), ..Default::default() };
        Retry { policy: self.0, state: Mutex::new(state) }
    }

    /// Goes on with a call whose [`snapshot`](Retry::snapshot) was kept with its job.
    ///
    /// # Errors
    /// `corrupt`.
    pub fn restore(&self, snapshot: &str) -> Result<Retry, Error> {
        let state = Value::parse(snapshot).and_then(read_state);
        let state = state.ok_or(phiward_resilience::SnapshotError::Corrupt)?;
        Ok(Retry { policy: self.0, state: Mutex::new(state) })
    }
}

impl Retry {
    /// Decides after an attempt that ended as `success`, `retryable`, `terminal` or `unknown_outcome`.
    ///
    /// `push_back_ms` is what the other side asks for; a negative one asks not to come back. `random` is a random
    /// number from 0 to below 1, for jitter.
    ///
    /// # Errors
    /// `unknown_name` for another class.
    pub fn next(
        &self,
        class: &str,
        push_back_ms: Option<f64>,
        now_ms: f64,
        random: f64,
    ) -> Result<RetryVerdict, Error> {
        let class = match class {
            "success" => AttemptClass::Success,
            "retryable" => AttemptClass::Retryable,
            "terminal" => AttemptClass::Terminal,
            "unknown_outcome" => AttemptClass::UnknownOutcome,
            _ => return Err(Error::unknown_name()),
        };
        let push_back = match push_back_ms {
            None => PushBack::None,
            Some(ms) if ms >= 0.0 => PushBack::After(millis(ms)),
            Some(_) => PushBack::Unreadable,
        };
        let mut state = self.state.lock();
        let attempt = Attempt::of(class).with_push_back(push_back);
        let verdict = self.policy.next(&mut state, attempt, millis(now_ms), random_bits(random));
        Ok(verdict.into())
    }

    /// How many attempts have ended.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.state.lock().attempts
    }

    /// Where the call is, as JSON: keep it where its job is kept.
    #[must_use]
    pub fn snapshot(&self) -> String {
        let state = self.state.lock();
        record(|writer| {
            writer.field("attempts").unsigned(state.attempts.into());
            writer.field("delay_ms").unsigned(state.delay_ms);
            writer.field("deadline_ms").unsigned_or_null(state.deadline_ms);
        })
    }
}

fn read_state(value: Value) -> Option<phiward_resilience::Retry> {
    let mut fields = Fields::of(value)?;
    let state = phiward_resilience::Retry {
        attempts: fields.take("attempts")?.as_u32()?,
        delay_ms: fields.take("delay_ms")?.as_u64()?,
        deadline_ms: match fields.take("deadline_ms") {
            None | Some(Value::Null) => None,
            Some(deadline_ms) => Some(deadline_ms.as_u64()?),
        },
    };
    fields.is_empty().then_some(state)
}

impl From<phiward_resilience::RetryVerdict> for RetryVerdict {
    fn from(verdict: phiward_resilience::RetryVerdict) -> Self {
        let none = Self { action: "done", delay_ms: None, reason: "", retry_after_ms: None };
        match verdict {
            phiward_resilience::RetryVerdict::Done => none,
            phiward_resilience::RetryVerdict::Retry { delay_ms } => {
                Self { action: "retry", delay_ms: Some(host_ms(delay_ms)), ..none }
            }
            phiward_resilience::RetryVerdict::GiveUp { reason, retry_after_ms } => Self {
                action: "give_up",
                reason: reason.name(),
                retry_after_ms: retry_after_ms.map(host_ms),
                ..none
            },
        }
    }
}

/// 64 bits of a share in [0, 1); what is outside becomes one of the ends.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates")]
fn random_bits(share: f64) -> u64 {
    (share * 18_446_744_073_709_551_616.0) as u64
}
