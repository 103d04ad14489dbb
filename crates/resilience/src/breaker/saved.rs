//! A breaker as bytes, and back.

use alloc::vec::Vec;

use super::config::Trip;
use super::outcomes::{Call, Outcomes};
use super::{Breaker, GENERATION_MASK, State};
use crate::error::SnapshotError;
use crate::sliding::Entry;
use crate::snapshot::{Kind, Reader, Writer};

/// A restored breaker begins at the next multiple of this, so that no permit of before is one of its own.
const INCARNATION: u64 = 1 << 32;

impl Breaker {
    /// The state as bytes. Probes under way are not part of it: their permits are void after a restore.
    ///
    /// ```
    /// use phiward_resilience::{Breaker, BreakerConfig, State};
    /// let mut breaker = Breaker::new(BreakerConfig::default())?;
    /// breaker.force_open(7);
    /// let bytes = breaker.snapshot();
    ///
    /// let mut again = Breaker::new(BreakerConfig::default())?;
    /// again.restore(&bytes, 9)?;
    /// assert_eq!(again.state(), State::ForcedOpen);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Writer::new(Kind::Breaker);
        bytes.u8(state_byte(self.state)).u64(self.generation).u64(self.latest_ms);
        bytes.u64(self.open_until_ms).u32(self.openings).u16(self.successes);
        match &self.outcomes {
            Outcomes::Consecutive(failures) => {
                bytes.u8(0).u32(*failures);
            }
            Outcomes::Count(ring) => {
                let calls = ring.calls();
                bytes.u8(1).u32(u32::try_from(calls.len()).unwrap_or(u32::MAX));
                for call in calls {
                    bytes.u8(u8::from(call.failed) | u8::from(call.slow) << 1);
                }
            }
            Outcomes::Time(window) => {
                let entries = window.entries();
                bytes.u8(2).u32(u32::try_from(entries.len()).unwrap_or(u32::MAX));
                for Entry { at_ms, sums } in entries {
                    bytes.u64(*at_ms);
                    sums.iter().for_each(|&sum| {
                        bytes.u64(sum);
                    });
                }
            }
        }
        bytes.finish()
    }

    /// Goes on where a snapshot was taken: what is left of the wait is kept, and earlier permits are void.
    ///
    /// Where `now_ms` is before the snapshot, another clock is ticking, and all times are moved by the difference.
    /// Outcomes that were counted under a rule of another kind are forgotten. Restore a snapshot once: two breakers
    /// of one snapshot take each other's permits for their own.
    ///
    /// # Errors
    /// [`SnapshotError`] when the bytes are no snapshot of a breaker. The breaker is then as it was.
    pub fn restore(&mut self, bytes: &[u8], now_ms: u64) -> Result<(), SnapshotError> {
        let saved = Saved::read(bytes, self.config.trip, now_ms)?;
        self.state = saved.state;
        self.generation = ((saved.generation / INCARNATION + 1) * INCARNATION) & GENERATION_MASK;
        self.latest_ms = saved.latest_ms;
        self.open_until_ms = saved.open_until_ms.min(now_ms.saturating_add(self.config.open.longest_ms()));
        self.openings = saved.openings;
        self.successes = saved.successes;
        self.outcomes = saved.outcomes;
        self.probes.clear();
        self.last_probe = 0;
        Ok(())
    }
}

/// What a snapshot holds, with its times on the clock of now.
struct Saved {
    state: State,
    generation: u64,
    latest_ms: u64,
    open_until_ms: u64,
    openings: u32,
    successes: u16,
    outcomes: Outcomes,
}

impl Saved {
    fn read(bytes: &[u8], trip: Trip, now_ms: u64) -> Result<Self, SnapshotError> {
        let mut reader = Reader::new(Kind::Breaker, bytes)?;
        let state = state_of_byte(reader.u8()?)?;
        let generation = reader.u64()?;
        let latest_ms = reader.u64()?;
        let moved_ms = latest_ms.saturating_sub(now_ms);
        let saved = Self {
            state,
            generation,
            latest_ms: latest_ms - moved_ms,
            open_until_ms: reader.u64()?.saturating_sub(moved_ms),
            openings: reader.u32()?,
            successes: reader.u16()?,
            outcomes: outcomes(&mut reader, trip, moved_ms)?,
        };
        reader.finish()?;
        if generation > GENERATION_MASK { Err(SnapshotError::Corrupt) } else { Ok(saved) }
    }
}

/// Reads what was counted; every count is bounded by the bytes that are there.
fn outcomes(reader: &mut Reader<'_>, trip: Trip, moved_ms: u64) -> Result<Outcomes, SnapshotError> {
    let mut outcomes = Outcomes::new(&trip);
    let kind = reader.u8()?;
    let count = reader.u32()?;
    match kind {
        0 => {
            if let Outcomes::Consecutive(failures) = &mut outcomes {
                *failures = count;
            }
        }
        1 => {
            for _ in 0..count {
                let flags = reader.u8()?;
                if flags > 3 {
                    return Err(SnapshotError::Corrupt);
                }
                if let Outcomes::Count(ring) = &mut outcomes {
                    ring.push(Call { failed: flags & 1 != 0, slow: flags & 2 != 0 });
                }
            }
        }
        2 => {
            let mut last_ms = 0;
            for _ in 0..count {
                let at_ms = reader.u64()?;
                let sums = [reader.u64()?, reader.u64()?, reader.u64()?];
                if at_ms < last_ms {
                    return Err(SnapshotError::Corrupt);
                }
                last_ms = at_ms;
                if let Outcomes::Time(window) = &mut outcomes {
                    window.add(sums, at_ms.saturating_sub(moved_ms));
                }
            }
        }
        _ => return Err(SnapshotError::Corrupt),
    }
    Ok(outcomes)
}

const fn state_byte(state: State) -> u8 {
    match state {
        State::Closed => 0,
        State::Open => 1,
        State::HalfOpen => 2,
        State::ForcedOpen => 3,
    }
}

const fn state_of_byte(byte: u8) -> Result<State, SnapshotError> {
    Ok(match byte {
        0 => State::Closed,
        1 => State::Open,
        2 => State::HalfOpen,
        3 => State::ForcedOpen,
        _ => return Err(SnapshotError::Corrupt),
    })
}

#[cfg(target_has_atomic = "64")]
impl super::AtomicBreaker {
    /// The state as bytes, in the format of [`Breaker::snapshot`]: either kind of breaker goes on from it.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        self.unpack().map(|breaker| breaker.snapshot()).unwrap_or_default()
    }

    /// Goes on where a snapshot was taken. See [`Breaker::restore`].
    ///
    /// # Errors
    /// [`SnapshotError`] when the bytes are no snapshot of a breaker. The breaker is then as it was.
    pub fn restore(&self, bytes: &[u8], now_ms: u64) -> Result<(), SnapshotError> {
        // Its configuration was checked, so it is one of a breaker.
        let mut breaker = self.unpack().map_err(|_| SnapshotError::WrongKind)?;
        breaker.restore(bytes, now_ms)?;
        self.pack(&breaker);
        Ok(())
    }
}
