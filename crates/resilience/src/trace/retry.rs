//! Traces of the retry policy.

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde_json::Value;

use super::step::{Step, fields, unknown_op};
use super::{Observed, Replay, TraceFailure};
use crate::json::{self, Fields};
use crate::{Attempt, AttemptClass, PushBack, Retry, RetryPolicy, RetryVerdict};

pub(super) struct RetryReplay {
    policy: RetryPolicy,
    retry: Retry,
}

impl RetryReplay {
    pub(super) fn new(config: &Fields<'_>) -> Result<Self, TraceFailure> {
        let policy = RetryPolicy::new(config.checked(json::retry_of(config))?)?;
        let retry = Retry { deadline_ms: config.optional_u64("deadline_ms"), ..Retry::default() };
        config.finish();
        config.checked(Self { policy, retry }).map_err(Into::into)
    }
}

impl Replay for RetryReplay {
    fn step(&mut self, step: &Step<'_>) -> Observed {
        match step.op()? {
            "attempt_result" => {}
            other => return Err(unknown_op(other)),
        }
        let attempts = u32::try_from(step.number("attempt")?).unwrap_or(u32::MAX);
        self.retry.attempts = attempts.saturating_sub(1);
        let verdict = self.policy.next(&mut self.retry, attempt(step)?, step.now_ms()?, random(step));
        Ok(match verdict {
            RetryVerdict::Done => fields([("action", Some("done".into()))]),
            RetryVerdict::Retry { delay_ms } => {
                fields([("action", Some("retry".into())), ("delay_ms", Some(delay_ms.into()))])
            }
            RetryVerdict::GiveUp { reason, retry_after_ms } => fields([
                ("action", Some("give_up".into())),
                ("reason", Some(reason.name().into())),
                ("retry_after_ms", retry_after_ms.map(Value::from)),
            ]),
        })
    }
}

fn attempt(step: &Step<'_>) -> Result<Attempt, String> {
    let outcome = step.get("outcome").ok_or("the step has no `outcome`")?;
    let class = match outcome.get("class").and_then(Value::as_str) {
        Some("success") => AttemptClass::Success,
        Some("retryable") => AttemptClass::Retryable,
        Some("terminal") => AttemptClass::Terminal,
        Some("unknown_outcome") => AttemptClass::UnknownOutcome,
        _ => return Err("the class of the outcome is none that is known".to_owned()),
    };
    let push_back = match outcome.get("retry_after_ms") {
        None | Some(Value::Null) => PushBack::None,
        Some(value) => value.as_u64().map_or(PushBack::Unreadable, PushBack::After),
    };
    Ok(Attempt { class, push_back })
}

/// 64 random bits of a number in [0, 1).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is out of range is cut to it"
)]
fn random(step: &Step<'_>) -> u64 {
    let share = step.get("rng").and_then(Value::as_f64).unwrap_or(0.0);
    (share * 18_446_744_073_709_551_616.0) as u64
}
