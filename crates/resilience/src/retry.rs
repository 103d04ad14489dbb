//! Whether a call is made again, and when.

use crate::backoff::Exponential;
use crate::error::{ConfigError, check};
use crate::jitter::{Jitter, between};
use crate::rate::Factor;

/// When calls are made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RetryConfig {
    /// How often a call is made at most, the first time included.
    pub max_attempts: u32,
    /// The delay before the second attempt, and how it grows.
    pub backoff: Exponential,
    /// How delays are spread.
    pub jitter: Jitter,
    /// Whether doing it twice is the same as doing it once. If not, a call whose outcome is unknown is not made again.
    pub idempotent: bool,
}

/// A retry policy: a checked [`RetryConfig`].
///
/// ```
/// use phiward_resilience::{Attempt, Retry, RetryConfig, RetryPolicy, RetryVerdict};
///
/// let policy = RetryPolicy::new(RetryConfig::JOB)?;
/// let mut retry = Retry::default();
/// for delay_ms in [5_000, 25_000, 125_000] {
///     assert_eq!(policy.next(&mut retry, Attempt::RETRYABLE, 0, 0), RetryVerdict::Retry { delay_ms });
/// }
/// let verdict = policy.next(&mut retry, Attempt::RETRYABLE, 0, 0);
/// assert!(verdict.is_dead_letter());
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RetryPolicy {
    config: RetryConfig,
    most_ms: u64,
    /// The first delays without jitter, computed once.
    first_ms: [u64; FIRST],
}

/// How many delays a policy computes beforehand.
const FIRST: usize = 16;

/// One call's way through a policy, as plain data: keep it where the job is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Retry {
    /// How many attempts have ended.
    pub attempts: u32,
    /// The delay that was last computed, in milliseconds.
    pub delay_ms: u64,
    /// No attempt begins after this time, in milliseconds.
    pub deadline_ms: Option<u64>,
}

/// How one attempt ended, as the retry policy sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// Whether making the call again makes sense.
    pub class: AttemptClass,
    /// What the other side asks for.
    pub push_back: PushBack,
}

/// Whether making a call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptClass {
    /// It worked.
    Success,
    /// It did not work, and may work later.
    Retryable,
    /// It will not work.
    Terminal,
    /// It may have worked: a timeout, or a connection that broke after the request was sent.
    UnknownOutcome,
}

/// What the other side says about coming back, in a `Retry-After` for example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum PushBack {
    /// Nothing.
    #[default]
    None,
    /// Not within so many milliseconds.
    After(u64),
    /// A negative time, or something that cannot be read: the call is not made again.
    Unreadable,
}

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a caller acts on each of the three")]
pub enum RetryVerdict {
    /// Wait, and make the call again.
    Retry {
        /// How long to wait, in milliseconds.
        delay_ms: u64,
    },
    /// Leave it.
    GiveUp {
        /// Why.
        reason: GiveUp,
        /// What the other side asked for, in milliseconds, where it did: for whoever tries next.
        retry_after_ms: Option<u64>,
    },
    /// It worked.
    Done,
}

/// Why a call is not made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GiveUp {
    /// Every attempt was made: this is the decision to put a job among the dead letters.
    AttemptsExhausted,
    /// The error does not go away, or the outcome of a call that is not idempotent is unknown.
    NotRetryable,
    /// The other side asks not to come back, or later than the policy waits.
    PushBack,
    /// The wait would pass the deadline.
    Deadline,
}

impl GiveUp {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AttemptsExhausted => "attempts_exhausted",
            Self::NotRetryable => "not_retryable",
            Self::PushBack => "pushback",
            Self::Deadline => "deadline",
        }
    }
}

impl Attempt {
    /// It worked.
    pub const SUCCESS: Self = Self::of(AttemptClass::Success);
    /// It may work later.
    pub const RETRYABLE: Self = Self::of(AttemptClass::Retryable);
    /// It will not work.
    pub const TERMINAL: Self = Self::of(AttemptClass::Terminal);
    /// It may have worked.
    pub const UNKNOWN_OUTCOME: Self = Self::of(AttemptClass::UnknownOutcome);

    /// An attempt that ended so, without a push-back.
    #[must_use]
    pub const fn of(class: AttemptClass) -> Self {
        Self { class, push_back: PushBack::None }
    }

    /// With what the other side asks for.
    #[must_use]
    pub const fn with_push_back(self, push_back: PushBack) -> Self {
        Self { push_back, ..self }
    }
}

impl RetryVerdict {
    /// Whether a job goes to the dead letters.
    #[must_use]
    pub const fn is_dead_letter(&self) -> bool {
        matches!(self, Self::GiveUp { reason: GiveUp::AttemptsExhausted, .. })
    }
}

impl RetryConfig {
    /// A person waits: one more attempt, soon. For 5xx and aborted requests.
    pub const INTERACTIVE: Self = Self {
        max_attempts: 2,
        backoff: Exponential { initial_ms: 500, factor: Factor::times(2), max_ms: Some(2_000) },
        jitter: Jitter::Equal,
        idempotent: true,
    };
    /// A call to a service: again after 1 s, 2 s and 4 s. For 429 and 5xx.
    ///
    /// The source documents count three attempts and wait after the last of them too; here the third wait has an
    /// attempt after it. Their schedule has no jitter: a fleet of clients sets [`Jitter::Full`].
    pub const API: Self = Self {
        max_attempts: 4,
        backoff: Exponential { initial_ms: 1_000, factor: Factor::times(2), max_ms: Some(60_000) },
        jitter: Jitter::None,
        idempotent: true,
    };
    /// A job in a queue: again after 5 s, 25 s and 125 s, then it is a dead letter. Its payload stays sealed.
    pub const JOB: Self = Self {
        max_attempts: 4,
        backoff: Exponential { initial_ms: 5_000, factor: Factor::times(5), max_ms: None },
        jitter: Jitter::None,
        idempotent: true,
    };
}

impl RetryPolicy {
    /// Checks a configuration.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(config: RetryConfig) -> Result<Self, ConfigError> {
        check::at_least_one("max_attempts", config.max_attempts.into())?;
        config.backoff.check(["backoff.initial_ms", "backoff.factor", "backoff.max_ms"])?;
        let first_ms =
            core::array::from_fn(|at| config.backoff.delay_ms(u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Ok(Self { config, most_ms: config.backoff.most_ms(), first_ms })
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &RetryConfig {
        &self.config
    }

    /// Decides after an attempt that ended at `now_ms`. `random` is 64 random bits, which only jitter uses.
    ///
    /// The wait is the longer of the computed delay and the push-back, never longer than the longest delay, and never
    /// past the deadline.
    #[inline]
    pub fn next(&self, retry: &mut Retry, attempt: Attempt, now_ms: u64, random: u64) -> RetryVerdict {
        retry.attempts = retry.attempts.saturating_add(1);
        if attempt.class == AttemptClass::Success {
            return RetryVerdict::Done;
        }
        match self.wait_ms(retry, attempt, now_ms, random) {
            Ok(delay_ms) => RetryVerdict::Retry { delay_ms },
            Err(reason) => RetryVerdict::GiveUp { reason, retry_after_ms: attempt.push_back.after_ms() },
        }
    }

    #[inline]
    fn wait_ms(&self, retry: &mut Retry, attempt: Attempt, now_ms: u64, random: u64) -> Result<u64, GiveUp> {
        match attempt.class {
            AttemptClass::Terminal => return Err(GiveUp::NotRetryable),
            AttemptClass::UnknownOutcome if !self.config.idempotent => return Err(GiveUp::NotRetryable),
            _ if retry.attempts >= self.config.max_attempts => return Err(GiveUp::AttemptsExhausted),
            _ => {}
        }
        let asked_ms = match attempt.push_back {
            PushBack::None => 0,
            PushBack::After(ms) => ms,
            PushBack::Unreadable => return Err(GiveUp::PushBack),
        };
        retry.delay_ms = self.delay_ms(retry, random);
        let delay_ms = retry.delay_ms.max(asked_ms);
        if delay_ms > self.most_ms {
            return Err(GiveUp::PushBack);
        }
        let is_late = |deadline_ms| now_ms.saturating_add(delay_ms) > deadline_ms;
        if retry.deadline_ms.is_some_and(is_late) { Err(GiveUp::Deadline) } else { Ok(delay_ms) }
    }

    #[inline]
    fn delay_ms(&self, retry: &Retry, random: u64) -> u64 {
        let at = usize::try_from(retry.attempts.saturating_sub(1)).unwrap_or(usize::MAX);
        let delay_ms = match self.first_ms.get(at) {
            Some(delay_ms) => *delay_ms,
            None => self.config.backoff.delay_ms(retry.attempts),
        };
        match self.config.jitter {
            Jitter::None => delay_ms,
            Jitter::Full => between(0, delay_ms, random),
            Jitter::Equal => between(delay_ms.div_ceil(2), delay_ms, random),
            Jitter::Decorrelated => self.decorrelated_ms(retry, random),
        }
    }

    #[inline(never)]
    fn decorrelated_ms(&self, retry: &Retry, random: u64) -> u64 {
        let backoff = &self.config.backoff;
        let previous_ms = if retry.attempts == 1 { backoff.initial_ms } else { retry.delay_ms };
        let most_ms = previous_ms.max(backoff.initial_ms).saturating_mul(3).min(self.most_ms);
        between(backoff.initial_ms, most_ms, random)
    }
}

impl PushBack {
    /// What a signed number of milliseconds asks for.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        if ms < 0 { Self::Unreadable } else { Self::After(ms.unsigned_abs()) }
    }

    #[inline]
    const fn after_ms(self) -> Option<u64> {
        match self {
            Self::After(ms) => Some(ms),
            _ => None,
        }
    }
}
