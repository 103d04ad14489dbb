//! Traces of rate limits.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::step::{Step, fields, unknown_op};
use super::{Observed, Replay, TraceFailure};
use crate::json::{self, Fields};
use crate::{KeyedRateLimiter, LimitDecision, LimitRule};

/// Most keys of one trace.
const MOST_KEYS: u32 = 100_000;

pub(super) struct LimitReplay {
    rules: Vec<LimitRule>,
    limits: KeyedRateLimiter<String>,
    saved: Option<Vec<(String, Vec<u8>)>>,
}

impl LimitReplay {
    pub(super) fn new(config: &Fields<'_>, algorithm: &str) -> Result<Self, TraceFailure> {
        // It was read before, and is no field that nobody asked for.
        config.word("algorithm");
        let rules = config.checked(json::limits_of(config, algorithm))?;
        let limits = KeyedRateLimiter::new(&rules, MOST_KEYS)?;
        Ok(Self { rules, limits, saved: None })
    }

    fn restore(&mut self, now_ms: u64) -> Result<(), String> {
        let saved = self.saved.as_ref().ok_or("nothing was saved before")?;
        self.limits = KeyedRateLimiter::new(&self.rules, MOST_KEYS).map_err(|error| error.to_string())?;
        for (key, bytes) in saved {
            self.limits.of(key).restore(bytes, now_ms).map_err(|error| format!("restore: {error}"))?;
        }
        Ok(())
    }
}

impl Replay for LimitReplay {
    fn step(&mut self, step: &Step<'_>) -> Observed {
        let now_ms = step.now_ms()?;
        match step.op()? {
            "check" => {}
            "snapshot" => {
                self.saved =
                    Some(self.limits.iter().map(|(key, limit)| (key.clone(), limit.snapshot())).collect());
                return Ok(fields([]));
            }
            "restore" => return self.restore(now_ms).map(|()| fields([])),
            other => return Err(unknown_op(other)),
        }
        // A cost that no counter can hold is above every burst.
        let cost = step.number("cost").map_or(1, |cost| u32::try_from(cost).unwrap_or(u32::MAX));
        Ok(match self.limits.check(&step.key().to_owned(), cost, now_ms) {
            LimitDecision::Allow { remaining } => {
                fields([("decision", Some("allow".into())), ("remaining", Some(remaining.into()))])
            }
            LimitDecision::Deny { retry_after_ms } => {
                fields([("decision", Some("deny".into())), ("retry_after_ms", Some(retry_after_ms.into()))])
            }
            LimitDecision::Never => fields([("decision", Some("never".into()))]),
        })
    }
}
