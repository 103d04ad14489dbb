//! Time from the secure module, carried on by the monotonic clock of the guest.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use phiward_attest::Unverified;

use crate::{Attested, Nsm, Refusal};

/// How much a new reading may go back. Documents are made at slightly different moments of a call.
const BACKWARDS_MS: u64 = 1000;

/// A clock that nobody outside sets: each document of the secure module sets it anew, and never back.
#[derive(Debug)]
pub struct Clock(Mutex<(u64, Instant)>);

impl Clock {
    /// Starts at the time of a document, in milliseconds since 1970.
    #[must_use]
    pub fn at(now_ms: u64) -> Self {
        Self(Mutex::new((now_ms, Instant::now())))
    }

    /// Starts at the time of a new document of the secure module.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] when the module does not answer.
    pub fn of(nsm: &dyn Nsm) -> Result<Self, Refusal> {
        let document = nsm.attest(&Attested::default()).map_err(|_| Refusal::Unavailable)?;
        timestamp(&document).map(Self::at)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        let (at_ms, since) = *self.lock();
        at_ms.saturating_add(millis(since.elapsed()))
    }

    /// Takes the time of a new document. One that lies before what was known is not believed.
    pub fn set(&self, now_ms: u64) {
        let mut guard = self.lock();
        let (at_ms, since) = *guard;
        if now_ms.saturating_add(BACKWARDS_MS) >= at_ms.saturating_add(millis(since.elapsed())) {
            *guard = (now_ms, Instant::now());
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, Instant)> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The time of our own document. It came from the device, so it need not be verified.
pub(crate) fn timestamp(document: &[u8]) -> Result<u64, Refusal> {
    let parsed = Unverified::parse(document).map_err(|_| Refusal::Unavailable)?;
    Ok(parsed.claims().timestamp_ms)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
