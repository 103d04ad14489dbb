//! A breaker for each destination: one that fails is left alone for a while.

use core::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use phiward_resilience::{Breaker, BreakerConfig, ConfigError, Outcome};

use crate::Refusal;

/// The breakers of a table of destinations, by number.
pub(crate) struct Guard {
    begun: Instant,
    breakers: Vec<(u64, Mutex<Breaker>)>,
}

impl Guard {
    pub(crate) fn new(destinations: impl Iterator<Item = u64>) -> Result<Self, ConfigError> {
        let breaker = |id| Ok((id, Mutex::new(Breaker::new(BreakerConfig::default())?)));
        Ok(Self { begun: Instant::now(), breakers: destinations.map(breaker).collect::<Result<_, _>>()? })
    }

    /// Does something with a destination, unless its breaker is open; how it ends is reported.
    pub(crate) fn run<T>(&self, id: u64, work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
        let (_, breaker) =
            self.breakers.iter().find(|(of, _)| *of == id).ok_or(Refusal::DestinationUnknown)?;
        let lock = || breaker.lock().unwrap_or_else(PoisonError::into_inner);
        let permit = lock().acquire(self.now_ms()).map_err(|_| Refusal::DestinationUnavailable)?;
        let result = work();
        let outcome = match &result {
            Ok(_) => Outcome::Success,
            Err(Refusal::DestinationUnavailable | Refusal::DestinationRefused | Refusal::AnswerRejected) => {
                Outcome::Failure
            }
            // A record that does not open says nothing about the destination.
            Err(_) => Outcome::Ignored,
        };
        lock().report(permit, outcome, self.now_ms());
        result
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").finish_non_exhaustive()
    }
}
