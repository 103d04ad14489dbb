//! How many calls run at the same time.

use crate::error::{ConfigError, check};
use crate::sync::{AtomicU32, Ordering};

/// A limit of concurrent calls, such as the connections of one serverless instance.
///
/// ```
/// use phiward_resilience::Bulkhead;
/// let bulkhead = Bulkhead::new(1)?;
/// let seat = bulkhead.try_enter().expect("it is empty");
/// assert!(bulkhead.try_enter().is_none());
/// drop(seat);
/// assert!(bulkhead.try_enter().is_some());
/// # Ok::<(), phiward_resilience::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Bulkhead {
    max_concurrent: u32,
    running: AtomicU32,
}

/// The right to run one call, until it is dropped.
#[derive(Debug)]
#[must_use = "the seat is free again when this is dropped"]
pub struct Seat<'a>(&'a Bulkhead);

impl Bulkhead {
    /// A limit of so many calls, 1 to 1,000,000.
    ///
    /// # Errors
    /// [`ConfigError`] when it is zero or out of range.
    pub fn new(max_concurrent: u32) -> Result<Self, ConfigError> {
        check::count("max_concurrent", max_concurrent.into(), 1_000_000)?;
        Ok(Self { max_concurrent, running: AtomicU32::new(0) })
    }

    /// A seat, if there is one. Nobody waits: a caller that must, belongs into a queue with a deadline.
    pub fn try_enter(&self) -> Option<Seat<'_>> {
        let mut running = self.running.load(Ordering::Relaxed);
        while running < self.max_concurrent {
            // Acquire and release, since a call may build on what the one before it in this seat has left.
            let entered = self.running.compare_exchange_weak(
                running,
                running + 1,
                Ordering::Acquire,
                Ordering::Relaxed,
            );
            match entered {
                Ok(_) => return Some(Seat(self)),
                Err(found) => running = found,
            }
        }
        None
    }

    /// How many calls run now.
    #[must_use]
    pub fn running(&self) -> u32 {
        self.running.load(Ordering::Relaxed)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Release);
    }
}
