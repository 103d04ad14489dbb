//! What is remembered between two samples, and what a sample does to it.

use alloc::{collections::VecDeque, format};

use super::{AlertChange, AlertRule, Condition, Notification, Sample};

/// What is remembered of an alert between two samples.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertState {
    phase: Phase,
    in_a_row: u32,
    failed_at: VecDeque<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Quiet,
    /// The condition holds since then.
    Pending { since_ms: u64 },
    /// It fires since then; the condition has been passed back since `clear_since_ms`.
    Firing { since_ms: u64, clear_since_ms: Option<u64> },
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlertPhase {
    /// The condition does not hold.
    Quiet,
    /// The condition holds, and not yet as long as the rule asks for.
    Pending,
    /// People were told.
    Firing,
}

impl AlertPhase {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Pending => "pending",
            Self::Firing => "firing",
        }
    }

    /// The value of the gauge [`ALERT_STATE`](crate::metric::ALERT_STATE).
    #[must_use]
    pub const fn gauge(self) -> u64 {
        match self {
            Self::Quiet => 0,
            Self::Pending => 1,
            Self::Firing => 2,
        }
    }
}

impl AlertState {
    /// Where the alert stands.
    #[must_use]
    pub const fn phase(&self) -> AlertPhase {
        match self.phase {
            Phase::Quiet => AlertPhase::Quiet,
            Phase::Pending { .. } => AlertPhase::Pending,
            Phase::Firing { .. } => AlertPhase::Firing,
        }
    }

    /// Whether the alert fires.
    #[must_use]
    pub const fn is_firing(&self) -> bool {
        matches!(self.phase, Phase::Firing { .. })
    }
}

/// What a sample says of a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// The limit is passed.
    Bad,
    /// Between the limit and where the alert clears.
    Between,
    /// The limit is passed back.
    Good,
    /// Nothing can be said.
    Nothing,
}

impl AlertRule {
    /// What a sample does: `(state, sample, now) → (state, notification)`.
    ///
    /// A clock that jumps back makes waiting times longer and fires nothing.
    /// A sample of which nothing can be said fires nothing either.
    #[must_use]
    pub fn evaluate(
        &self,
        mut state: AlertState,
        sample: Sample,
        now_ms: u64,
    ) -> (AlertState, Option<Notification>) {
        let seen = self.look(&mut state, sample, now_ms);
        let change = self.step(&mut state, seen, now_ms);
        let notification = change.map(|(change, since_ms)| Notification {
            rule: self.name,
            change,
            severity: self.severity,
            action: self.action,
            at_ms: now_ms,
            dedupe_key: format!("{}:{since_ms}", self.name),
        });
        (state, notification)
    }

    fn step(&self, state: &mut AlertState, seen: Seen, now_ms: u64) -> Option<(AlertChange, u64)> {
        match (state.phase, seen) {
            (Phase::Quiet, Seen::Bad) => {
                state.phase = Phase::Pending { since_ms: now_ms };
                self.fire_when_due(state, now_ms, now_ms)
            }
            (Phase::Pending { since_ms }, Seen::Bad) => self.fire_when_due(state, since_ms, now_ms),
            (Phase::Pending { .. }, Seen::Good | Seen::Between) => {
                state.phase = Phase::Quiet;
                None
            }
            (Phase::Firing { since_ms, .. }, Seen::Bad | Seen::Between) => {
                state.phase = Phase::Firing { since_ms, clear_since_ms: None };
                None
            }
            (Phase::Firing { since_ms, clear_since_ms }, Seen::Good) => {
                let clear_since_ms = clear_since_ms.unwrap_or(now_ms);
                self.clear_when_due(state, since_ms, clear_since_ms, now_ms)
            }
            (Phase::Firing { since_ms, clear_since_ms: Some(clear_since_ms) }, Seen::Nothing) => {
                self.clear_when_due(state, since_ms, clear_since_ms, now_ms)
            }
            (Phase::Quiet, _) | (Phase::Pending { .. } | Phase::Firing { .. }, Seen::Nothing) => None,
        }
    }

    fn fire_when_due(
        &self,
        state: &mut AlertState,
        since_ms: u64,
        now_ms: u64,
    ) -> Option<(AlertChange, u64)> {
        if now_ms.saturating_sub(since_ms) < self.for_ms {
            return None;
        }
        state.phase = Phase::Firing { since_ms, clear_since_ms: None };
        Some((AlertChange::Fired, since_ms))
    }

    fn clear_when_due(
        &self,
        state: &mut AlertState,
        since_ms: u64,
        clear_since_ms: u64,
        now_ms: u64,
    ) -> Option<(AlertChange, u64)> {
        if now_ms.saturating_sub(clear_since_ms) < self.clear_for_ms {
            state.phase = Phase::Firing { since_ms, clear_since_ms: Some(clear_since_ms) };
            return None;
        }
        state.phase = Phase::Quiet;
        Some((AlertChange::Cleared, since_ms))
    }

    fn look(&self, state: &mut AlertState, sample: Sample, now_ms: u64) -> Seen {
        match (self.condition, sample) {
            (Condition::RatioAbove { ppm, least }, Sample::Ratio { part, whole })
                if whole >= least.max(1) =>
            {
                self.above(u128::from(part) * 1_000_000, u128::from(whole) * u128::from(ppm))
            }
            (Condition::RatioBelow { ppm, least }, Sample::Ratio { part, whole })
                if whole >= least.max(1) =>
            {
                // Looked at as the share that is missing: a tenth above a limit of 99 % is no share at all.
                let (missing, allowed) = (whole.saturating_sub(part), 1_000_000_u32.saturating_sub(ppm));
                self.above(u128::from(missing) * 1_000_000, u128::from(whole) * u128::from(allowed))
            }
            (Condition::LevelAbove { level }, Sample::Level(found)) => self.above(found.into(), level.into()),
            (Condition::LevelBelow { level }, Sample::Level(found)) => self.below(found.into(), level.into()),
            (Condition::AboveBaseline { thousandths, least }, Sample::Against { level, baseline })
                if baseline >= least.max(1) =>
            {
                self.above(u128::from(level) * 1_000, u128::from(baseline) * u128::from(thousandths))
            }
            (Condition::Consecutive { failures }, Sample::Failed) => {
                state.in_a_row = state.in_a_row.saturating_add(1);
                if state.in_a_row >= failures { Seen::Bad } else { Seen::Between }
            }
            (Condition::Consecutive { .. }, Sample::Worked) => {
                state.in_a_row = 0;
                Seen::Good
            }
            (
                Condition::CountInWindow { failures, window_ms },
                Sample::Failed | Sample::Worked | Sample::Tick,
            ) => {
                let failures = usize::try_from(failures.clamp(1, 1_000)).unwrap_or(1);
                if sample == Sample::Failed {
                    // More than the limit need not be remembered.
                    if state.failed_at.len() == failures {
                        state.failed_at.pop_front();
                    }
                    state.failed_at.push_back(now_ms);
                }
                let is_old = |at: &u64| now_ms.saturating_sub(*at) >= window_ms;
                while state.failed_at.front().is_some_and(is_old) {
                    state.failed_at.pop_front();
                }
                if state.failed_at.len() >= failures { Seen::Bad } else { Seen::Good }
            }
            _ => Seen::Nothing,
        }
    }

    fn above(&self, found: u128, limit: u128) -> Seen {
        if found > limit {
            Seen::Bad
        } else if found * 100 > limit * u128::from(100 - self.hysteresis.min(100)) {
            Seen::Between
        } else {
            Seen::Good
        }
    }

    fn below(&self, found: u128, limit: u128) -> Seen {
        if found < limit {
            Seen::Bad
        } else if found * 100 < limit * u128::from(100 + u32::from(self.hysteresis.min(100))) {
            Seen::Between
        } else {
            Seen::Good
        }
    }
}
