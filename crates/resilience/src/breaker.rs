//! The circuit breaker: it stops calls to what is failing, and tries again later.

#[cfg(target_has_atomic = "64")]
mod atomic;
mod config;
mod outcomes;
mod registry;
mod saved;
#[cfg(target_has_atomic = "64")]
mod word;

use alloc::vec::Vec;
use core::fmt;

#[cfg(target_has_atomic = "64")]
pub use self::atomic::AtomicBreaker;
use self::outcomes::Outcomes;
pub use self::{
    config::{BreakerConfig, HalfOpen, OpenPeriod, SlowCalls, Trip},
    registry::Breakers,
};
use crate::error::ConfigError;

/// Where a breaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Calls pass and their outcomes are counted.
    Closed,
    /// Calls are rejected until a deadline.
    Open,
    /// A few calls pass as probes.
    HalfOpen,
    /// Calls are rejected until [`Breaker::force_close`].
    ForcedOpen,
}

impl State {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
            Self::ForcedOpen => "forced_open",
        }
    }
}

/// How a call ended, as the breaker sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The other side works.
    Success,
    /// The other side does not work. A panic and an uncaught throw are failures.
    Failure,
    /// The outcome says nothing about the other side, such as a wrong password or a rate limit.
    Ignored,
}

/// An outcome, and how long the call took if slow calls count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Report {
    /// How the call ended.
    pub outcome: Outcome,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
}

impl From<Outcome> for Report {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, duration_ms: None }
    }
}

/// The right to make one call. It is given back by reporting or cancelling, both of which consume it.
///
/// It is one number, so that the healthy path stays in registers.
#[derive(PartialEq, Eq, Hash)]
#[must_use = "a permit that is neither reported nor cancelled holds its slot until its lease ends"]
pub struct Permit(u64);

/// Which bits of a permit hold what: the number of the probe, from one, or zero for a call through a closed breaker;
/// whether it made the breaker half-open; and the generation.
const PROBE_MASK: u64 = 0x7FFF;
const HALF_OPENED: u64 = 0x8000;
const GENERATION_AT: u32 = 16;

impl Permit {
    #[inline]
    const fn new(generation: u64, probe: u16, half_opened: u64) -> Self {
        Self(generation << GENERATION_AT | half_opened | probe as u64)
    }

    #[inline]
    const fn generation(&self) -> u64 {
        self.0 >> GENERATION_AT
    }

    #[inline]
    const fn probe(&self) -> u16 {
        (self.0 & PROBE_MASK) as u16
    }

    /// The same permit, for a guard that reports while it is dropped.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) const fn again(&self) -> Self {
        Self(self.0)
    }

    /// Whether the call is a probe of a half-open breaker.
    #[must_use]
    pub const fn is_probe(&self) -> bool {
        self.0 & PROBE_MASK != 0
    }

    /// The transition that came with this permit, if it made the breaker half-open.
    #[inline]
    #[must_use]
    pub const fn transition(&self) -> Option<Transition> {
        if self.0 & HALF_OPENED == 0 {
            return None;
        }
        Some(Transition { from: State::Open, to: State::HalfOpen })
    }

    /// The permit as a number, for a host that holds no Rust values.
    #[must_use]
    pub const fn into_raw(self) -> u64 {
        self.0
    }

    /// The permit of a number that [`into_raw`](Self::into_raw) gave. The host must use it once.
    pub const fn from_raw(raw: u64) -> Self {
        Self(raw)
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit")
            .field("generation", &self.generation())
            .field("probe", &self.probe())
            .finish()
    }
}

/// A call that was not permitted. It is not an outcome, and not worth a retry before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rejected {
    /// Where the breaker is.
    pub state: State,
    /// In how many milliseconds a call may be permitted again. None while the breaker is forced open.
    pub retry_after_ms: Option<u64>,
}

/// A change of state, which is returned by the call that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Transition {
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
}

/// What a breaker has seen since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct BreakerCounts {
    /// Calls that were permitted.
    pub permitted: u64,
    /// Calls that were rejected.
    pub rejected: u64,
    /// Successes that counted.
    pub succeeded: u64,
    /// Failures that counted.
    pub failed: u64,
    /// Outcomes that say nothing, and calls that were cancelled.
    pub ignored: u64,
    /// Results that came too late to count.
    pub stale: u64,
    /// Times that the breaker opened.
    pub opened: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Probe {
    number: u16,
    lease_until_ms: u64,
}

/// A circuit breaker as plain data: the time is an argument, and nothing happens between two calls.
///
/// Time is the latest time that was ever passed in, so a clock that steps back neither shortens a wait nor
/// lengthens it. Every transition begins a new generation, and the results of earlier ones are dropped.
///
/// ```
/// use phiward_resilience::{Breaker, BreakerConfig, Outcome, State};
///
/// let mut breaker = Breaker::new(BreakerConfig::default())?;
/// for now in 0..5 {
///     let permit = breaker.acquire(now).expect("it is closed");
///     breaker.report(permit, Outcome::Failure, now);
/// }
/// assert_eq!(breaker.state(), State::Open);
/// assert_eq!(breaker.acquire(10_000).unwrap_err().retry_after_ms, Some(50_004));
/// assert!(breaker.acquire(60_004).is_ok_and(|permit| permit.is_probe()));
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Breaker {
    config: BreakerConfig,
    state: State,
    generation: u64,
    /// The latest time seen.
    latest_ms: u64,
    /// When the open period ends.
    open_until_ms: u64,
    /// How often it opened since it last recovered.
    openings: u32,
    outcomes: Outcomes,
    probes: Vec<Probe>,
    last_probe: u16,
    /// Successes of probes in this half-open period.
    successes: u16,
    counts: BreakerCounts,
}

impl Breaker {
    /// Makes a closed breaker.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero or out of range.
    pub fn new(config: BreakerConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config,
            state: State::Closed,
            generation: 0,
            latest_ms: 0,
            open_until_ms: 0,
            openings: 0,
            outcomes: Outcomes::new(&config.trip),
            probes: Vec::with_capacity(usize::from(config.half_open.max_concurrent)),
            last_probe: 0,
            successes: 0,
            counts: BreakerCounts::default(),
        })
    }

    /// The configuration.
    #[must_use]
    pub const fn config(&self) -> &BreakerConfig {
        &self.config
    }

    /// Where the breaker is. One whose open period is over stays open until the next call asks.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// What it has seen.
    #[must_use]
    pub const fn counts(&self) -> BreakerCounts {
        self.counts
    }

    /// Asks to make a call at `now_ms`.
    ///
    /// # Errors
    /// [`Rejected`] when the breaker is open, or half-open with all probes under way.
    pub fn acquire(&mut self, now_ms: u64) -> Result<Permit, Rejected> {
        let now_ms = self.see(now_ms);
        let mut half_opened = 0;
        if self.state == State::Open && now_ms >= self.open_until_ms {
            self.enter(State::HalfOpen);
            half_opened = HALF_OPENED;
        }
        let probe = match self.state {
            State::Closed => 0,
            State::HalfOpen => self.admit_probe(now_ms)?,
            State::Open => return Err(self.reject(Some(self.open_until_ms - now_ms))),
            State::ForcedOpen => return Err(self.reject(None)),
        };
        self.counts.permitted = self.counts.permitted.saturating_add(1);
        Ok(Permit::new(self.generation, probe, half_opened))
    }

    /// Tells how a permitted call ended. A result of an earlier generation, or after its lease, changes nothing.
    #[expect(clippy::needless_pass_by_value, reason = "a permit is used up")]
    pub fn report(&mut self, permit: Permit, report: impl Into<Report>, now_ms: u64) -> Option<Transition> {
        self.settle(&permit, report.into(), now_ms)
    }

    /// Gives a permit back for a call that was dropped before it ended. It decides nothing.
    #[expect(clippy::needless_pass_by_value, reason = "a permit is used up")]
    pub fn cancel(&mut self, permit: Permit, now_ms: u64) {
        self.settle(&permit, Outcome::Ignored.into(), now_ms);
    }

    /// Rejects every call until [`force_close`](Self::force_close).
    pub fn force_open(&mut self, now_ms: u64) -> Option<Transition> {
        self.see(now_ms);
        (self.state != State::ForcedOpen).then(|| self.enter(State::ForcedOpen))
    }

    /// Permits calls at once and forgets what was counted.
    pub fn force_close(&mut self, now_ms: u64) -> Option<Transition> {
        self.see(now_ms);
        let transition = self.enter(State::Closed);
        (transition.from != State::Closed).then_some(transition)
    }

    /// Whether nothing would be lost by forgetting it.
    fn is_idle(&self, idle_ms: u64, now_ms: u64) -> bool {
        self.state == State::Closed && now_ms.saturating_sub(self.latest_ms) >= idle_ms
    }

    fn settle(&mut self, permit: &Permit, report: Report, now_ms: u64) -> Option<Transition> {
        let now_ms = self.see(now_ms);
        if !self.take(permit, now_ms) {
            self.counts.stale = self.counts.stale.saturating_add(1);
            return None;
        }
        let counter = match report.outcome {
            Outcome::Success => &mut self.counts.succeeded,
            Outcome::Failure => &mut self.counts.failed,
            Outcome::Ignored => &mut self.counts.ignored,
        };
        *counter = counter.saturating_add(1);
        match (self.state, report.outcome) {
            (_, Outcome::Ignored) => None,
            (State::HalfOpen, Outcome::Failure) => Some(self.open(now_ms)),
            (State::HalfOpen, Outcome::Success) => {
                self.successes += 1;
                (self.successes >= self.config.half_open.successes_to_close)
                    .then(|| self.enter(State::Closed))
            }
            _ => self.outcomes.record(&self.config.trip, report, now_ms).then(|| self.open(now_ms)),
        }
    }

    /// Whether the permit still counts. A probe's slot is free afterwards.
    fn take(&mut self, permit: &Permit, now_ms: u64) -> bool {
        if permit.generation() != self.generation {
            return false;
        }
        if !permit.is_probe() {
            return self.state == State::Closed;
        }
        self.end_leases(now_ms);
        let slot = self.probes.iter().position(|probe| probe.number == permit.probe());
        slot.map(|slot| self.probes.swap_remove(slot)).is_some()
    }

    fn admit_probe(&mut self, now_ms: u64) -> Result<u16, Rejected> {
        self.end_leases(now_ms);
        if self.probes.len() >= usize::from(self.config.half_open.max_concurrent) {
            let next = self.probes.iter().map(|probe| probe.lease_until_ms - now_ms).min();
            return Err(self.reject(next));
        }
        // Numbers come round after 32,767 probes, long after those of the first round have lost their leases.
        self.last_probe = self.last_probe % MOST_PROBE_NUMBER + 1;
        let lease_until_ms = now_ms.saturating_add(self.config.lease_ms(self.openings));
        self.probes.push(Probe { number: self.last_probe, lease_until_ms });
        Ok(self.last_probe)
    }

    fn end_leases(&mut self, now_ms: u64) {
        self.probes.retain(|probe| now_ms < probe.lease_until_ms);
    }

    fn reject(&mut self, retry_after_ms: Option<u64>) -> Rejected {
        self.counts.rejected = self.counts.rejected.saturating_add(1);
        Rejected { state: self.state, retry_after_ms }
    }

    fn open(&mut self, now_ms: u64) -> Transition {
        self.openings = self.openings.saturating_add(1);
        self.open_until_ms = now_ms.saturating_add(self.config.open.period_ms(self.openings));
        self.counts.opened = self.counts.opened.saturating_add(1);
        self.enter(State::Open)
    }

    fn enter(&mut self, to: State) -> Transition {
        let from = self.state;
        self.state = to;
        self.generation = self.generation.wrapping_add(1) & GENERATION_MASK;
        self.probes.clear();
        self.last_probe = 0;
        self.successes = 0;
        self.outcomes.clear();
        if to == State::Closed {
            self.openings = 0;
        }
        Transition { from, to }
    }

    fn see(&mut self, now_ms: u64) -> u64 {
        self.latest_ms = self.latest_ms.max(now_ms);
        self.latest_ms
    }
}

/// A generation has the bits that a permit has for it.
const GENERATION_MASK: u64 = u64::MAX >> GENERATION_AT;
/// The last number that a permit has bits for.
const MOST_PROBE_NUMBER: u16 = 0x7FFF;
