//! What a closed breaker remembers of its calls, and whether that opens it.

use alloc::collections::VecDeque;

use super::config::{SlowCalls, Trip};
use super::{Outcome, Report};
use crate::rate::Rate;
use crate::sliding::Sliding;

/// What was counted since the breaker closed. Which form it has is decided by the rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Outcomes {
    /// Failures since the last success.
    Consecutive(u32),
    /// The last calls.
    Count(Ring),
    /// The calls of the last milliseconds: how many, how many failed, how many were slow.
    Time(Sliding),
}

impl Outcomes {
    pub(super) fn new(trip: &Trip) -> Self {
        match *trip {
            Trip::Consecutive { .. } => Self::Consecutive(0),
            Trip::CountWindow { size, .. } => Self::Count(Ring::new(size)),
            Trip::TimeWindow { window_ms, .. } => Self::Time(Sliding::new(window_ms)),
        }
    }

    /// Counts a success or a failure. True when the rule opens the breaker.
    pub(super) fn record(&mut self, trip: &Trip, report: Report, now_ms: u64) -> bool {
        let failed = report.outcome == Outcome::Failure;
        match (self, *trip) {
            (Self::Consecutive(failures), Trip::Consecutive { failures: most }) => {
                *failures = if failed { failures.saturating_add(1) } else { 0 };
                *failures >= most
            }
            (Self::Count(ring), Trip::CountWindow { min_calls, failure_rate, slow, .. }) => {
                ring.push(Call { failed, slow: is_slow(slow, report) });
                is_tripped(ring.sums(), min_calls, failure_rate, slow)
            }
            (Self::Time(window), Trip::TimeWindow { min_calls, failure_rate, slow, .. }) => {
                window.add([1, u64::from(failed), u64::from(is_slow(slow, report))], now_ms);
                is_tripped(window.total(now_ms), min_calls, failure_rate, slow)
            }
            // The form follows the rule, which never changes.
            _ => false,
        }
    }

    pub(super) fn clear(&mut self) {
        match self {
            Self::Consecutive(failures) => *failures = 0,
            Self::Count(ring) => ring.clear(),
            Self::Time(window) => window.clear(),
        }
    }
}

fn is_slow(slow: Option<SlowCalls>, report: Report) -> bool {
    slow.zip(report.duration_ms).is_some_and(|(slow, duration_ms)| duration_ms > slow.slow_ms)
}

fn is_tripped(sums: [u64; 3], min_calls: u32, failure_rate: Rate, slow: Option<SlowCalls>) -> bool {
    let [calls, failed, slow_calls] = sums;
    calls >= u64::from(min_calls)
        && (failure_rate.is_reached(failed, calls)
            || slow.is_some_and(|slow| slow.slow_rate.is_reached(slow_calls, calls)))
}

/// One call of a count window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Call {
    pub(super) failed: bool,
    pub(super) slow: bool,
}

/// The last `size` calls, with their sums.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Ring {
    size: usize,
    /// The oldest first.
    calls: VecDeque<Call>,
    failed: u64,
    slow: u64,
}

impl Ring {
    fn new(size: u32) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Self { size, calls: VecDeque::with_capacity(size), failed: 0, slow: 0 }
    }

    pub(super) fn push(&mut self, call: Call) {
        if self.calls.len() == self.size
            && let Some(oldest) = self.calls.pop_front()
        {
            self.failed -= u64::from(oldest.failed);
            self.slow -= u64::from(oldest.slow);
        }
        self.failed += u64::from(call.failed);
        self.slow += u64::from(call.slow);
        self.calls.push_back(call);
    }

    pub(super) fn calls(&self) -> impl ExactSizeIterator<Item = Call> {
        self.calls.iter().copied()
    }

    fn sums(&self) -> [u64; 3] {
        [self.calls.len() as u64, self.failed, self.slow]
    }

    fn clear(&mut self) {
        self.calls.clear();
        self.failed = 0;
        self.slow = 0;
    }
}
