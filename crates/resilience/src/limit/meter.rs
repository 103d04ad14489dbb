//! One rule with what it has seen.

use alloc::collections::VecDeque;

use super::calendar::Calendar;
use super::{Gcra, LimitRule, Refusal};
use crate::error::ConfigError;

/// A rule and its state. The rules are asked before any of them takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Meter {
    Gcra { gcra: Gcra, state: u64 },
    Window { limit: u32, windows: Windows, end_ms: u64, used: u32 },
    Log { limit: u32, window_ms: u64, uses: VecDeque<Use>, used: u32 },
}

/// Where windows end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Windows {
    Fixed { window_ms: u64 },
    Calendar(Calendar),
}

/// What was used at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Use {
    pub(super) at_ms: u64,
    pub(super) units: u32,
}

impl Meter {
    pub(super) fn new(rule: &LimitRule) -> Result<Self, ConfigError> {
        rule.check()?;
        Ok(match *rule {
            LimitRule::Gcra { limit, window_ms, burst } => {
                Self::Gcra { gcra: Gcra::new(limit, window_ms, burst)?, state: 0 }
            }
            LimitRule::FixedWindow { limit, window_ms } => {
                Self::Window { limit, windows: Windows::Fixed { window_ms }, end_ms: 0, used: 0 }
            }
            LimitRule::Calendar { limit, period, utc_offset_min } => {
                let windows = Windows::Calendar(LimitRule::calendar(period, utc_offset_min));
                Self::Window { limit, windows, end_ms: 0, used: 0 }
            }
            LimitRule::SlidingLog { limit, window_ms } => {
                Self::Log { limit, window_ms, uses: VecDeque::new(), used: 0 }
            }
        })
    }

    /// Whether so many units may be taken at a time that is never before that of an earlier call.
    pub(super) fn try_take(&mut self, cost: u32, now_ms: u64) -> Result<(), Refusal> {
        self.forget(now_ms);
        match self {
            Self::Gcra { gcra, state } => gcra.charge(*state, cost, now_ms).map(|_| ()),
            Self::Window { limit, end_ms, used, .. } => {
                fits(*limit, *used, cost).map_err(|missing| later(missing, || end_ms.saturating_sub(now_ms)))
            }
            Self::Log { limit, window_ms, uses, used } => fits(*limit, *used, cost).map_err(|missing| {
                later(missing, || free_at(uses, missing, *window_ms).saturating_sub(now_ms))
            }),
        }
    }

    /// Takes what [`try_take`](Self::try_take) allowed at the same time, and tells what is left.
    pub(super) fn take(&mut self, cost: u32, now_ms: u64) -> u32 {
        match self {
            Self::Gcra { gcra, state } => {
                *state = gcra.charge(*state, cost, now_ms).unwrap_or(*state);
                gcra.remaining(*state, now_ms)
            }
            Self::Window { limit, used, .. } => {
                *used = used.saturating_add(cost);
                limit.saturating_sub(*used)
            }
            Self::Log { limit, uses, used, .. } => {
                *used = used.saturating_add(cost);
                match uses.back_mut() {
                    Some(last) if last.at_ms == now_ms => last.units = last.units.saturating_add(cost),
                    _ if cost > 0 => uses.push_back(Use { at_ms: now_ms, units: cost }),
                    _ => {}
                }
                limit.saturating_sub(*used)
            }
        }
    }

    pub(super) fn is_idle(&self, now_ms: u64) -> bool {
        match self {
            Self::Gcra { gcra, state } => gcra.is_idle(*state, now_ms),
            Self::Window { end_ms, used, .. } => *used == 0 || now_ms >= *end_ms,
            Self::Log { window_ms, uses, .. } => {
                uses.back().is_none_or(|last| now_ms.saturating_sub(last.at_ms) >= *window_ms)
            }
        }
    }

    /// Begins a new window, and drops what has left it.
    fn forget(&mut self, now_ms: u64) {
        match self {
            Self::Gcra { .. } => {}
            Self::Window { windows, end_ms, used, .. } => {
                if now_ms >= *end_ms {
                    (*end_ms, *used) = (windows.end_ms(now_ms), 0);
                }
            }
            Self::Log { window_ms, uses, used, .. } => {
                while let Some(oldest) =
                    uses.front().filter(|use_| now_ms.saturating_sub(use_.at_ms) >= *window_ms)
                {
                    *used = used.saturating_sub(oldest.units);
                    uses.pop_front();
                }
            }
        }
    }
}

impl Windows {
    pub(super) fn end_ms(&self, now_ms: u64) -> u64 {
        match self {
            Self::Fixed { window_ms } => (now_ms / window_ms + 1).saturating_mul(*window_ms),
            Self::Calendar(calendar) => calendar.end_ms(now_ms),
        }
    }
}

/// How many units are missing: none is no error, and more than the limit can never be had.
fn fits(limit: u32, used: u32, cost: u32) -> Result<(), Option<u32>> {
    if cost > limit {
        return Err(None);
    }
    match used.saturating_add(cost).saturating_sub(limit) {
        0 => Ok(()),
        missing => Err(Some(missing)),
    }
}

fn later(missing: Option<u32>, wait_ms: impl FnOnce() -> u64) -> Refusal {
    missing.map_or(Refusal::Never, |_| Refusal::Later(wait_ms().max(1)))
}

/// When so many units have left the window.
fn free_at(uses: &VecDeque<Use>, missing: Option<u32>, window_ms: u64) -> u64 {
    let mut freed = 0_u32;
    let enough = uses.iter().find(|use_| {
        freed = freed.saturating_add(use_.units);
        missing.is_some_and(|missing| freed >= missing)
    });
    enough.map_or(0, |use_| use_.at_ms.saturating_add(window_ms))
}
