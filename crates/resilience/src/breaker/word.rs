//! The whole state of a breaker in 64 bits, and its rules as functions from one word to the next.
//!
//! | bits | field | closed | open | half-open |
//! |---|---|---|---|---|
//! | 0..2 | state | | | |
//! | 2..10 | generation | | | |
//! | 10..22 | counters | failures in a row | openings | openings, successes, probes: 4 bits each |
//! | 22..64 | time, ms | latest failure | deadline | end of the latest lease |
//!
//! 42 bits of milliseconds reach from 1970 to 2109, so that Unix time fits as well as the time of a process.

use super::State;

const GENERATION_AT: u32 = 2;
const COUNTERS_AT: u32 = 10;
const TIME_AT: u32 = 22;
pub(super) const MOST_TIME: u64 = (1 << 42) - 1;
/// Most failures in a row that fit.
pub(super) const MOST_FAILURES: u16 = 0xFFF;
/// Most probes, successes and openings that fit.
pub(super) const MOST_SMALL: u16 = 0xF;

/// The state of a breaker. All zeros is a closed breaker that has seen nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(u64);

/// The counters of a half-open breaker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    pub(super) openings: u16,
    pub(super) successes: u16,
    pub(super) probes: u16,
}

impl Word {
    #[inline]
    pub(super) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    #[inline]
    pub(super) const fn bits(self) -> u64 {
        self.0
    }

    #[inline]
    pub(super) const fn state(self) -> State {
        match self.0 & 3 {
            0 => State::Closed,
            1 => State::Open,
            2 => State::HalfOpen,
            _ => State::ForcedOpen,
        }
    }

    #[inline]
    pub(super) const fn generation(self) -> u64 {
        (self.0 >> GENERATION_AT) & 0xFF
    }

    #[inline]
    pub(super) const fn counters(self) -> u16 {
        ((self.0 >> COUNTERS_AT) & 0xFFF) as u16
    }

    #[inline]
    pub(super) const fn time_ms(self) -> u64 {
        self.0 >> TIME_AT
    }

    pub(super) const fn trial(self) -> Trial {
        let counters = self.counters();
        Trial {
            openings: counters >> 8,
            successes: (counters >> 4) & MOST_SMALL,
            probes: counters & MOST_SMALL,
        }
    }

    /// The same state with other counters and another time.
    pub(super) const fn with(self, counters: u16, time_ms: u64) -> Self {
        let kept = self.0 & ((1 << COUNTERS_AT) - 1);
        Self(
            kept | ((counters & MOST_FAILURES) as u64) << COUNTERS_AT
                | at_most(time_ms, MOST_TIME) << TIME_AT,
        )
    }

    /// Another state, of the next generation.
    pub(super) const fn enter(self, state: State, counters: u16, time_ms: u64) -> Self {
        let state = match state {
            State::Closed => 0,
            State::Open => 1,
            State::HalfOpen => 2,
            State::ForcedOpen => 3,
        };
        let generation = (self.generation() + 1) & 0xFF;
        Self(state | generation << GENERATION_AT).with(counters, time_ms)
    }
}

impl Trial {
    #[inline]
    pub(super) const fn counters(self) -> u16 {
        (self.openings & MOST_SMALL) << 8 | (self.successes & MOST_SMALL) << 4 | (self.probes & MOST_SMALL)
    }
}

const fn at_most(value: u64, most: u64) -> u64 {
    if value < most { value } else { most }
}
