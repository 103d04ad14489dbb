//! Counters and a gauge of a circuit, through the facade of the crate `metrics`.
//!
//! | name | kind | labels | what |
//! |---|---|---|---|
//! | `phiward_breaker_calls_total` | counter | `breaker`, `outcome` | calls: `succeeded`, `failed`, `ignored`, `cancelled`, `rejected` |
//! | `phiward_breaker_transitions_total` | counter | `breaker`, `to` | changes of state, by the new state |
//! | `phiward_breaker_open` | gauge | `breaker` | 1 while calls are rejected, 0.5 while half-open, 0 while closed |

use metrics::{Counter, Gauge, counter, gauge};

use crate::State;
use crate::edge::{CircuitEvent, Observer};

/// The name of the counter of calls.
pub const CALLS: &str = "phiward_breaker_calls_total";
/// The name of the counter of transitions.
pub const TRANSITIONS: &str = "phiward_breaker_transitions_total";
/// The name of the gauge of the state.
pub const OPEN: &str = "phiward_breaker_open";

/// Counts what a circuit does.
///
/// ```
/// use phiward_resilience::edge::{Circuit, MonotonicClock};
/// use phiward_resilience::{BreakerConfig, metrics::BreakerMetrics};
/// let circuit =
///     Circuit::observed(BreakerConfig::default(), MonotonicClock::new(), BreakerMetrics::new("mail"))?;
/// assert!(circuit.run(|| Ok::<_, ()>(250)).is_ok());
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
pub struct BreakerMetrics {
    name: &'static str,
    succeeded: Counter,
    failed: Counter,
    ignored: Counter,
    cancelled: Counter,
    rejected: Counter,
    open: Gauge,
}

impl BreakerMetrics {
    /// Metrics labelled with the name of the dependency. It is a literal, so that no data gets into a label.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let calls = |outcome| counter!(CALLS, "breaker" => name, "outcome" => outcome);
        let open = gauge!(OPEN, "breaker" => name);
        open.set(0.0);
        Self {
            name,
            succeeded: calls("succeeded"),
            failed: calls("failed"),
            ignored: calls("ignored"),
            cancelled: calls("cancelled"),
            rejected: calls("rejected"),
            open,
        }
    }
}

impl Observer for BreakerMetrics {
    fn event(&self, event: CircuitEvent) {
        match event {
            CircuitEvent::Permitted => {}
            CircuitEvent::Rejected => self.rejected.increment(1),
            CircuitEvent::Succeeded => self.succeeded.increment(1),
            CircuitEvent::Failed => self.failed.increment(1),
            CircuitEvent::Ignored => self.ignored.increment(1),
            CircuitEvent::Cancelled => self.cancelled.increment(1),
            CircuitEvent::Transition(transition) => {
                counter!(TRANSITIONS, "breaker" => self.name, "to" => transition.to.name()).increment(1);
                self.open.set(match transition.to {
                    State::Closed => 0.0,
                    State::HalfOpen => 0.5,
                    State::Open | State::ForcedOpen => 1.0,
                });
            }
        }
    }
}

impl core::fmt::Debug for BreakerMetrics {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("BreakerMetrics").field("name", &self.name).finish_non_exhaustive()
    }
}
