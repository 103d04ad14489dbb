//! Traces of the circuit breaker.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::step::{Step, fields, unknown_op};
use super::{Observed, Replay};
use crate::json::{self, Fields, JsonError};
use crate::{BreakerConfig, Breakers, Outcome, Permit, Rejected, Report, State};

/// Most breakers of one trace.
const MOST_KEYS: u32 = 100_000;

pub(super) struct BreakerReplay {
    config: BreakerConfig,
    breakers: Breakers<String>,
    /// Calls that hold a permit, with the key that they called.
    calls: BTreeMap<String, (String, Permit)>,
    saved: Option<Vec<(String, Vec<u8>)>>,
}

impl BreakerReplay {
    pub(super) fn new(config: &Fields<'_>) -> Result<Self, JsonError> {
        let config = config.checked(json::breaker_of(config))?;
        let breakers = Breakers::new(config, MOST_KEYS)?;
        Ok(Self { config, breakers, calls: BTreeMap::new(), saved: None })
    }

    fn acquire(&mut self, call: &str, key: &str, now_ms: u64) -> Result<(), Rejected> {
        let permit = self.breakers.of(&key.to_owned()).acquire(now_ms)?;
        self.calls.insert(call.to_owned(), (key.to_owned(), permit));
        Ok(())
    }

    /// Ends a call. One that holds no permit has been rejected, or was ended before: that changes nothing.
    fn settle(&mut self, call: &str, report: Report, now_ms: u64) {
        if let Some((key, permit)) = self.calls.remove(call) {
            self.breakers.of(&key).report(permit, report, now_ms);
        }
    }

    fn restore(&mut self, now_ms: u64) -> Result<(), String> {
        let saved = self.saved.as_ref().ok_or("nothing was saved before")?;
        let mut breakers = Breakers::new(self.config, MOST_KEYS).map_err(|error| error.to_string())?;
        for (key, bytes) in saved {
            breakers.of(key).restore(bytes, now_ms).map_err(|error| format!("restore: {error}"))?;
        }
        self.breakers = breakers;
        Ok(())
    }
}

impl Replay for BreakerReplay {
    fn step(&mut self, step: &Step<'_>) -> Observed {
        let now_ms = step.now_ms()?;
        let mut key = step.key().to_owned();
        let mut decision = None;
        if let Some((of_call, _)) =
            step.get("call").and_then(Value::as_str).and_then(|call| self.calls.get(call))
            && step.get("key").is_none()
        {
            key.clone_from(of_call);
        }
        match step.op()? {
            "acquire" => decision = Some(self.acquire(step.text("call")?, step.key(), now_ms)),
            "report" => self.settle(step.text("call")?, report(step)?, now_ms),
            "cancel" => {
                if let Some((key, permit)) = self.calls.remove(step.text("call")?) {
                    self.breakers.of(&key).cancel(permit, now_ms);
                }
            }
            "panic" => self.settle(step.text("call")?, Outcome::Failure.into(), now_ms),
            "force_open" => {
                self.breakers.of(&key).force_open(now_ms);
            }
            "force_close" => {
                self.breakers.of(&key).force_close(now_ms);
            }
            "snapshot" => {
                let saved = self.breakers.iter().map(|(key, breaker)| (key.clone(), breaker.snapshot()));
                self.saved = Some(saved.collect());
            }
            "restore" => {
                self.restore(now_ms)?;
                self.calls.clear();
            }
            other => return Err(unknown_op(other)),
        }
        let state = self.breakers.peek(&key).map_or(State::Closed, |breaker| breaker.state());
        Ok(fields([
            ("state", Some(state.name().into())),
            ("decision", decision.map(|decision| if decision.is_ok() { "permit" } else { "reject" }.into())),
            ("retry_after_ms", decision.and_then(|decision| decision.err()?.retry_after_ms).map(Value::from)),
        ]))
    }
}

fn report(step: &Step<'_>) -> Result<Report, String> {
    let outcome = match step.text("outcome")? {
        "success" => Outcome::Success,
        "failure" => Outcome::Failure,
        "ignored" => Outcome::Ignored,
        _ => return Err("the outcome is none that is known".to_owned()),
    };
    Ok(Report { outcome, duration_ms: step.number("duration_ms").ok() })
}
