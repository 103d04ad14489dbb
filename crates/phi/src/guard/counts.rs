//! What a guard did, as numbers that a metric may show.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a guard has done since it was made.
///
/// Clones count together.
#[derive(Debug, Clone, Default)]
pub struct GuardCounts(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    written: AtomicU64,
    dropped: AtomicU64,
    masked: AtomicU64,
    pseudonymised: AtomicU64,
    scrubbed: AtomicU64,
}

#[derive(Clone, Copy)]
pub(crate) enum Counter {
    Written,
    Dropped,
    Masked,
    Pseudonymised,
    Scrubbed,
}

impl GuardCounts {
    /// Records that were written.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.0.written.load(Relaxed)
    }

    /// Records, and sets of fields of spans, that were dropped because making or writing them failed.
    ///
    /// Anything but 0 is worth an alert.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Relaxed)
    }

    /// Values that were shown as the mask without being looked at.
    #[must_use]
    pub fn masked(&self) -> u64 {
        self.0.masked.load(Relaxed)
    }

    /// Values that were shown as a pseudonym.
    #[must_use]
    pub fn pseudonymised(&self) -> u64 {
        self.0.pseudonymised.load(Relaxed)
    }

    /// Texts that went through the scrubber.
    #[must_use]
    pub fn scrubbed(&self) -> u64 {
        self.0.scrubbed.load(Relaxed)
    }

    /// Tells whether both are clones of one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn add(&self, counter: Counter) {
        let count = match counter {
            Counter::Written => &self.0.written,
            Counter::Dropped => &self.0.dropped,
            Counter::Masked => &self.0.masked,
            Counter::Pseudonymised => &self.0.pseudonymised,
            Counter::Scrubbed => &self.0.scrubbed,
        };
        count.fetch_add(1, Relaxed);
    }
}
