//! Traces of idempotency keys.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use super::step::{Step, fields, unknown_op};
use super::{Observed, Replay, TraceFailure};
use crate::json::{self, Fields};
use crate::{Begin, Execution, Idempotency, MemoryStore};

/// Most keys of one trace.
const MOST_KEYS: u32 = 100_000;

pub(super) struct IdempotencyReplay {
    requests: Idempotency<MemoryStore>,
    executions: BTreeMap<String, Execution>,
}

impl IdempotencyReplay {
    pub(super) fn new(config: &Fields<'_>) -> Result<Self, TraceFailure> {
        let requests =
            Idempotency::new(config.checked(json::idempotency_of(config))?, MemoryStore::new(MOST_KEYS)?)?;
        Ok(Self { requests, executions: BTreeMap::new() })
    }

    fn begin(&mut self, key: &str, fingerprint: &str, now_ms: u64) -> Observed {
        let begin =
            self.requests.begin(key, fingerprint.as_bytes(), now_ms).map_err(|error| error.to_string())?;
        Ok(match begin {
            Begin::Execute(execution) => {
                self.executions.insert(key.to_owned(), execution);
                fields([("decision", Some("execute".into()))])
            }
            Begin::Replay(response) => {
                let response = String::from_utf8_lossy(&response).into_owned();
                fields([("decision", Some("replay".into())), ("response", Some(response.into()))])
            }
            Begin::InFlight { retry_after_ms } => fields([
                ("decision", Some("in_flight".into())),
                ("retry_after_ms", Some(retry_after_ms.into())),
            ]),
            Begin::Mismatch => fields([("decision", Some("mismatch".into()))]),
        })
    }
}

impl Replay for IdempotencyReplay {
    fn step(&mut self, step: &Step<'_>) -> Observed {
        let (now_ms, key) = (step.now_ms()?, step.key());
        let kept = match step.op()? {
            "begin" => return self.begin(key, step.text("fingerprint")?, now_ms),
            "complete" => {
                let response = step.text("response")?.as_bytes();
                let execution = self.executions.remove(key);
                execution.map(|execution| self.requests.complete(key, execution, response, now_ms))
            }
            "abandon" => {
                let execution = self.executions.remove(key);
                execution.map(|execution| self.requests.abandon(key, execution, now_ms))
            }
            other => return Err(unknown_op(other)),
        };
        kept.transpose().map(|_| fields([])).map_err(|error| error.to_string())
    }
}
