//! A breaker that threads share without a lock.

use super::config::{BreakerConfig, OpenPeriod, Trip};
use super::outcomes::Outcomes;
use super::word::{MOST_FAILURES, MOST_SMALL, MOST_TIME, Trial, Word};
use super::{Breaker, HALF_OPENED, Outcome, Permit, Rejected, State, Transition};
use crate::error::{ConfigError, ConfigFault, check};
use crate::sync::{AtomicU64, Ordering};

/// A circuit breaker in one atomic word, for the rule [`Trip::Consecutive`].
///
/// It decides as [`Breaker`](super::Breaker) does, with these differences, each the price of the one word:
/// - At most 4095 failures, 15 probes and 15 successes; the open period grows at most 14 times.
/// - The leases of several probes end together, with the latest.
/// - It sees the time of failures, rejections and probes only, since the healthy path reads no clock.
/// - A result counts as late by a generation of 8 bits.
///
/// ```
/// use phiward_resilience::{AtomicBreaker, BreakerConfig, Outcome};
///
/// let breaker = AtomicBreaker::new(BreakerConfig::default())?;
/// // A healthy breaker does not ask what time it is.
/// let permit = breaker.acquire(|| unreachable!()).expect("it is closed");
/// breaker.report(permit, Outcome::Success, || unreachable!());
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct AtomicBreaker {
    word: AtomicU64,
    config: BreakerConfig,
    failures: u16,
    max_probes: u16,
    successes: u16,
}

/// What a call does to the word.
struct Step<T> {
    next: Word,
    answer: T,
}

impl AtomicBreaker {
    /// Makes a closed breaker.
    ///
    /// # Errors
    /// [`ConfigError`] names the field that is zero, out of range, or too large for the word.
    pub fn new(config: BreakerConfig) -> Result<Self, ConfigError> {
        config.check()?;
        let Trip::Consecutive { failures } = config.trip else {
            return Err(ConfigError::new("trip.kind", ConfigFault::OutOfRange));
        };
        check::at_most("trip.failures", failures.into(), MOST_FAILURES.into())?;
        let half_open = config.half_open;
        check::at_most("half_open.max_concurrent", half_open.max_concurrent.into(), MOST_SMALL.into())?;
        check::at_most(
            "half_open.successes_to_close",
            half_open.successes_to_close.into(),
            MOST_SMALL.into(),
        )?;
        if let OpenPeriod::Growing(backoff) = config.open
            && backoff.delay_ms(MOST_SMALL.into()) < backoff.most_ms()
        {
            return Err(ConfigError::new("open_backoff.max_ms", ConfigFault::OutOfRange));
        }
        let failures = u16::try_from(failures).unwrap_or(MOST_FAILURES);
        let (max_probes, successes) = (half_open.max_concurrent, half_open.successes_to_close);
        Ok(Self { word: AtomicU64::new(0), config, failures, max_probes, successes })
    }

    /// Where the breaker is. One whose open period is over stays open until the next call asks.
    #[must_use]
    pub fn state(&self) -> State {
        self.load().state()
    }

    /// Asks to make a call. `now_ms` gives the time in milliseconds, and is not called while the breaker is closed.
    ///
    /// # Errors
    /// [`Rejected`] when the breaker is open, or half-open with all probes under way.
    #[inline]
    pub fn acquire(&self, now_ms: impl FnOnce() -> u64) -> Result<Permit, Rejected> {
        let word = self.load();
        if word.state() == State::Closed {
            return Ok(Permit::new(word.generation(), 0, 0));
        }
        self.acquire_probe(word, clamp(now_ms()))
    }

    /// Tells how a permitted call ended. `now_ms` is not called for a success of a healthy breaker.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "a permit is used up")]
    pub fn report(
        &self,
        permit: Permit,
        outcome: Outcome,
        now_ms: impl FnOnce() -> u64,
    ) -> Option<Transition> {
        let word = self.load();
        let is_quiet = word.state() == State::Closed
            && match outcome {
                Outcome::Success => word.counters() == 0,
                Outcome::Failure => false,
                Outcome::Ignored => true,
            };
        if is_quiet || permit.generation() != word.generation() {
            return None;
        }
        self.settle(word, &permit, outcome, clamp(now_ms()))
    }

    /// Gives a permit back for a call that was dropped before it ended. It decides nothing.
    #[inline]
    pub fn cancel(&self, permit: Permit, now_ms: impl FnOnce() -> u64) {
        self.report(permit, Outcome::Ignored, now_ms);
    }

    /// Rejects every call until [`force_close`](Self::force_close).
    pub fn force_open(&self) -> Option<Transition> {
        self.force(State::ForcedOpen)
    }

    /// Permits calls at once and forgets what was counted.
    pub fn force_close(&self) -> Option<Transition> {
        self.force(State::Closed)
    }

    /// The breaker of the word.
    pub(super) fn unpack(&self) -> Result<Breaker, ConfigError> {
        let word = self.load();
        let mut breaker = Breaker::new(self.config)?;
        breaker.state = word.state();
        breaker.generation = word.generation();
        breaker.latest_ms = self.latest_ms(word);
        match breaker.state {
            State::Closed => breaker.outcomes = Outcomes::Consecutive(word.counters().into()),
            State::Open => {
                breaker.openings = word.counters().into();
                breaker.open_until_ms = word.time_ms();
            }
            State::HalfOpen => {
                breaker.openings = word.trial().openings.into();
                breaker.successes = word.trial().successes;
            }
            State::ForcedOpen => {}
        }
        Ok(breaker)
    }

    /// Puts a breaker into the word, as a new generation.
    pub(super) fn pack(&self, breaker: &Breaker) {
        let small = |count: u32| u16::try_from(count).unwrap_or(u16::MAX).min(MOST_SMALL);
        let openings = small(breaker.openings);
        let (counters, time_ms) = match (breaker.state, &breaker.outcomes) {
            (State::Closed, Outcomes::Consecutive(failures)) => {
                (u16::try_from(*failures).unwrap_or(u16::MAX).min(self.failures - 1), breaker.latest_ms)
            }
            (State::Open, _) => (openings, breaker.open_until_ms),
            (State::HalfOpen, _) => {
                let successes = small(breaker.successes.into()).min(self.successes - 1);
                (Trial { openings, successes, probes: 0 }.counters(), breaker.latest_ms)
            }
            _ => (0, breaker.latest_ms),
        };
        self.update(self.load(), |word| Step {
            next: word.enter(breaker.state, counters, time_ms),
            answer: (),
        });
    }

    #[inline]
    fn load(&self) -> Word {
        // The word guards no other memory, so no ordering is needed.
        Word::from_bits(self.word.load(Ordering::Relaxed))
    }

    /// Applies a rule until no other thread has come between.
    fn update<T>(&self, mut word: Word, rule: impl Fn(Word) -> Step<T>) -> T {
        loop {
            let Step { next, answer } = rule(word);
            if next == word {
                return answer;
            }
            let swapped = self.word.compare_exchange_weak(
                word.bits(),
                next.bits(),
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
            match swapped {
                Ok(_) => return answer,
                Err(found) => word = Word::from_bits(found),
            }
        }
    }

    fn force(&self, to: State) -> Option<Transition> {
        self.update(self.load(), |word| {
            let from = word.state();
            let is_there = from == to && to == State::ForcedOpen;
            let next = if is_there { word } else { word.enter(to, 0, self.latest_ms(word)) };
            Step { next, answer: (from != to).then_some(Transition { from, to }) }
        })
    }

    #[cold]
    fn acquire_probe(&self, word: Word, now_ms: u64) -> Result<Permit, Rejected> {
        self.update(word, |word| match word.state() {
            State::Closed => Step { next: word, answer: Ok(Permit::new(word.generation(), 0, 0)) },
            State::ForcedOpen => reject(word, None),
            State::Open if now_ms < word.time_ms() => reject(word, Some(word.time_ms() - now_ms)),
            State::Open => {
                let openings = word.counters();
                let next = self.first_probe(word, Trial { openings, successes: 0, probes: 0 }, now_ms);
                admit(next, HALF_OPENED)
            }
            State::HalfOpen => {
                let trial = word.trial();
                if now_ms >= word.time_ms() {
                    // Every lease has ended: a new generation makes their permits void.
                    admit(self.first_probe(word, trial, now_ms), 0)
                } else if trial.probes < self.max_probes {
                    let trial = Trial { probes: trial.probes + 1, ..trial };
                    let until_ms = now_ms.saturating_add(self.lease_ms(trial)).max(word.time_ms());
                    admit(word.with(trial.counters(), until_ms), 0)
                } else {
                    reject(word, Some(word.time_ms() - now_ms))
                }
            }
        })
    }

    fn first_probe(&self, word: Word, trial: Trial, now_ms: u64) -> Word {
        let trial = Trial { probes: 1, ..trial };
        word.enter(State::HalfOpen, trial.counters(), now_ms.saturating_add(self.lease_ms(trial)))
    }

    #[cold]
    fn settle(&self, word: Word, permit: &Permit, outcome: Outcome, now_ms: u64) -> Option<Transition> {
        self.update(word, |word| {
            if permit.generation() != word.generation() {
                return Step { next: word, answer: None };
            }
            match word.state() {
                State::Closed if !permit.is_probe() => self.count(word, outcome, now_ms),
                State::HalfOpen if permit.is_probe() && now_ms < word.time_ms() => {
                    self.end_probe(word, outcome, now_ms)
                }
                _ => Step { next: word, answer: None },
            }
        })
    }

    fn count(&self, word: Word, outcome: Outcome, now_ms: u64) -> Step<Option<Transition>> {
        let latest_ms = now_ms.max(word.time_ms());
        match outcome {
            Outcome::Ignored => Step { next: word, answer: None },
            Outcome::Success => Step { next: word.with(0, word.time_ms()), answer: None },
            Outcome::Failure if word.counters() + 1 < self.failures => {
                Step { next: word.with(word.counters() + 1, latest_ms), answer: None }
            }
            Outcome::Failure => self.open(word, 1, latest_ms),
        }
    }

    fn end_probe(&self, word: Word, outcome: Outcome, now_ms: u64) -> Step<Option<Transition>> {
        let trial = word.trial();
        if trial.probes == 0 {
            // A host that reports one probe twice.
            return Step { next: word, answer: None };
        }
        let latest_ms = now_ms.max(self.latest_ms(word));
        let rest = Trial { probes: trial.probes - 1, ..trial };
        match outcome {
            Outcome::Ignored => Step { next: word.with(rest.counters(), word.time_ms()), answer: None },
            Outcome::Failure => self.open(word, (trial.openings + 1).min(MOST_SMALL), latest_ms),
            Outcome::Success if trial.successes + 1 < self.successes => {
                let rest = Trial { successes: trial.successes + 1, ..rest };
                Step { next: word.with(rest.counters(), word.time_ms()), answer: None }
            }
            Outcome::Success => transition(word, word.enter(State::Closed, 0, latest_ms)),
        }
    }

    fn open(&self, word: Word, openings: u16, now_ms: u64) -> Step<Option<Transition>> {
        let until_ms = now_ms.saturating_add(self.config.open.period_ms(openings.into()));
        transition(word, word.enter(State::Open, openings, until_ms))
    }

    /// The latest time that the word knows of: a deadline was set one period before it, and a lease one lease.
    fn latest_ms(&self, word: Word) -> u64 {
        word.time_ms().saturating_sub(match word.state() {
            State::Closed | State::ForcedOpen => 0,
            State::Open => self.config.open.period_ms(word.counters().into()),
            State::HalfOpen => self.lease_ms(word.trial()),
        })
    }

    fn lease_ms(&self, trial: Trial) -> u64 {
        self.config.lease_ms(trial.openings.into())
    }
}

fn admit<E>(next: Word, half_opened: u64) -> Step<Result<Permit, E>> {
    Step { next, answer: Ok(Permit::new(next.generation(), 1, half_opened)) }
}

fn reject<T>(word: Word, retry_after_ms: Option<u64>) -> Step<Result<T, Rejected>> {
    Step { next: word, answer: Err(Rejected { state: word.state(), retry_after_ms }) }
}

fn transition(word: Word, next: Word) -> Step<Option<Transition>> {
    Step { next, answer: Some(Transition { from: word.state(), to: next.state() }) }
}

#[inline]
const fn clamp(now_ms: u64) -> u64 {
    if now_ms < MOST_TIME { now_ms } else { MOST_TIME }
}
