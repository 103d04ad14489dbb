//! Where the time comes from.

use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// A clock that counts milliseconds.
///
/// One that may be set back is harmless, since the core takes the latest time that it has seen. Snapshots that another
/// process restores want a clock that both share, such as [`UnixClock`].
pub trait Clock: Send + Sync {
    /// The time, in milliseconds since whatever the clock counts from.
    fn now_ms(&self) -> u64;
}

/// Milliseconds since the clock was made. It never steps back.
#[derive(Debug, Clone, Copy)]
pub struct MonotonicClock(Instant);

/// Milliseconds since 1970.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnixClock;

/// A clock that stands still until it is moved, for tests. Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<AtomicU64>);

impl MonotonicClock {
    /// A clock that begins at zero.
    #[must_use]
    pub fn new() -> Self {
        Self(Instant::now())
    }
}

impl Default for MonotonicClock {
    fn default() -> Self {
        Self::new()
    }
}

impl ManualClock {
    /// Moves the clock.
    pub fn set(&self, now_ms: u64) {
        self.0.store(now_ms, Ordering::Relaxed);
    }

    /// Moves the clock forward.
    pub fn advance(&self, by_ms: u64) {
        self.0.fetch_add(by_ms, Ordering::Relaxed);
    }
}

impl Clock for MonotonicClock {
    fn now_ms(&self) -> u64 {
        whole_ms(self.0.elapsed())
    }
}

impl Clock for UnixClock {
    fn now_ms(&self) -> u64 {
        SystemTime::UNIX_EPOCH.elapsed().map_or(0, whole_ms)
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl<C: Clock + ?Sized> Clock for &C {
    fn now_ms(&self) -> u64 {
        (**self).now_ms()
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now_ms(&self) -> u64 {
        (**self).now_ms()
    }
}

fn whole_ms(duration: core::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Milliseconds since the clock was made, read from the time stamp counter of the processor where there is one.
#[cfg(feature = "quanta")]
#[derive(Debug, Clone)]
pub struct QuantaClock {
    clock: quanta::Clock,
    origin: u64,
}

#[cfg(feature = "quanta")]
impl QuantaClock {
    /// A clock that begins at zero.
    #[must_use]
    pub fn new() -> Self {
        let clock = quanta::Clock::new();
        let origin = clock.raw();
        Self { clock, origin }
    }
}

#[cfg(feature = "quanta")]
impl Default for QuantaClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "quanta")]
impl Clock for QuantaClock {
    #[inline]
    fn now_ms(&self) -> u64 {
        self.clock.delta_as_nanos(self.origin, self.clock.raw()) / 1_000_000
    }
}

/// Tokio's clock, which a test can pause and move.
#[cfg(feature = "tokio")]
#[derive(Debug, Clone, Copy)]
pub struct TokioClock(tokio::time::Instant);

#[cfg(feature = "tokio")]
impl TokioClock {
    /// A clock that begins at zero. Where tokio's clock is paused, it must be made inside the runtime.
    #[must_use]
    pub fn new() -> Self {
        Self(tokio::time::Instant::now())
    }
}

#[cfg(feature = "tokio")]
impl Default for TokioClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "tokio")]
impl Clock for TokioClock {
    fn now_ms(&self) -> u64 {
        whole_ms(self.0.elapsed())
    }
}
