//! Replay of `resilience-trace/1`: configurations, events with their times, and what each must give.
//!
//! A trace is a JSON object with `component`, `config` and `steps`. Each step has a time `t`, an `op` with its
//! arguments, and `expect`, of which only the fields that are there are compared; `name_min` and `name_max` bound the
//! number `name`.
//!
//! ```
//! use phiward_resilience::trace;
//! let trace = r#"{"component": "retry", "config": {"max_attempts": 2, "jitter": "none",
//!     "backoff": {"kind": "exponential", "initial_ms": 10, "factor": 2}},
//!     "steps": [{"t": 0, "op": "attempt_result", "attempt": 1, "outcome": {"class": "retryable"},
//!                "expect": {"action": "retry", "delay_ms": 10}}]}"#;
//! assert_eq!(trace::replay(&serde_json::from_str(trace)?), Ok(()));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod breaker;
mod budget;
mod idempotency;
mod limit;
mod retry;
mod step;

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use serde_json::{Map, Value};

use self::step::Step;
use crate::json::{Fields, First, JsonError};

/// The kind of vector files that hold traces.
pub const KIND: &str = "resilience-trace/1";

/// Why a trace does not pass. It tells the step, counted from zero, if a step is why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceFailure {
    step: Option<usize>,
    why: String,
}

impl fmt::Display for TraceFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            Some(step) => write!(f, "step {step}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

impl core::error::Error for TraceFailure {}

impl From<JsonError> for TraceFailure {
    fn from(error: JsonError) -> Self {
        Self { step: None, why: error.to_string() }
    }
}

impl From<crate::ConfigError> for TraceFailure {
    fn from(error: crate::ConfigError) -> Self {
        JsonError::from(error).into()
    }
}

/// What one step gave, or why it makes no sense.
type Observed = Result<Map<String, Value>, String>;

/// A component that is replayed: one step in, what it gave out.
trait Replay {
    fn step(&mut self, step: &Step<'_>) -> Observed;
}

/// Replays a trace.
///
/// # Errors
/// [`TraceFailure`] tells the first step that gives something else than it must, or what makes no sense.
pub fn replay(trace: &Value) -> Result<(), TraceFailure> {
    let configured = phiward_json::Value::parse(&trace.to_string()).unwrap_or(phiward_json::Value::Null);
    let first = First::default();
    let fields = Fields::of(&configured, &first);
    let config = fields.object("config");
    let component = fields.word("component");
    match fields.checked(component)? {
        "breaker" => run(trace, breaker::BreakerReplay::new(&config)?),
        "retry" => run(trace, retry::RetryReplay::new(&config)?),
        "retry_budget" => run(trace, budget::BudgetReplay::new(&config)?),
        "idempotency" => run(trace, idempotency::IdempotencyReplay::new(&config)?),
        "rate_limit" => match config.checked(config.word("algorithm"))? {
            // It must hold under every algorithm.
            "any" => ["gcra", "fixed_window", "sliding_log"].iter().try_for_each(|algorithm| {
                run(trace, limit::LimitReplay::new(&fields.object("config"), algorithm)?).map_err(|failure| {
                    TraceFailure { why: format!("{algorithm}: {}", failure.why), ..failure }
                })
            }),
            algorithm => run(trace, limit::LimitReplay::new(&config, algorithm)?),
        },
        _ => Err(whole("this release knows no such component")),
    }
}

fn run(trace: &Value, mut replay: impl Replay) -> Result<(), TraceFailure> {
    let steps = trace.get("steps").and_then(Value::as_array).filter(|steps| !steps.is_empty());
    for (index, step) in steps.ok_or_else(|| whole("there are no steps"))?.iter().enumerate() {
        let step = Step::new(step);
        let outcome = (0..step.repeat()).try_for_each(|_| step.compare(&replay.step(&step)?));
        outcome.map_err(|why| TraceFailure { step: Some(index), why })?;
    }
    Ok(())
}

fn whole(why: &str) -> TraceFailure {
    TraceFailure { step: None, why: why.to_string() }
}
