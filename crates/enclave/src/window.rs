//! How long plaintext exists: measured, limited, and reported in buckets.

use std::time::{Duration, Instant};

use crate::Refusal;

/// The longest that plaintext may exist at a stretch. Work that takes longer is refused before it is sent.
pub const WINDOW_LIMIT: Duration = Duration::from_millis(100);

/// A length of time, coarse enough to say nothing of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Bucket {
    /// There was no plaintext.
    #[default]
    None,
    /// Up to 1 ms.
    Ms1,
    /// Up to 5 ms.
    Ms5,
    /// Up to 25 ms.
    Ms25,
    /// Up to 100 ms.
    Ms100,
    /// Longer, and refused.
    Over,
}

impl Bucket {
    /// The bucket of a length of time.
    ///
    /// ```
    /// use std::time::Duration;
    /// use phiward_enclave::Bucket;
    /// assert_eq!(Bucket::of(Duration::from_micros(900)), Bucket::Ms1);
    /// assert_eq!(Bucket::of(Duration::from_millis(101)), Bucket::Over);
    /// ```
    #[must_use]
    pub const fn of(time: Duration) -> Self {
        match time.as_micros() {
            0..=1_000 => Self::Ms1,
            1_001..=5_000 => Self::Ms5,
            5_001..=25_000 => Self::Ms25,
            25_001..=100_000 => Self::Ms100,
            _ => Self::Over,
        }
    }

    /// The number of the bucket in audit events.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Ms1 => 1,
            Self::Ms5 => 2,
            Self::Ms25 => 3,
            Self::Ms100 => 4,
            Self::Over => 5,
        }
    }
}

/// The two stretches of a request in which plaintext exists: towards the destination, and back.
#[derive(Debug, Default)]
pub struct Windows {
    outward: Option<Duration>,
    inward: Option<Duration>,
}

impl Windows {
    /// Runs the way out: open, redact, write, wipe. `work` gets a deadline that it must check before it writes.
    ///
    /// # Errors
    /// Those of `work`; [`Refusal::Internal`] when it took longer than [`WINDOW_LIMIT`].
    pub fn outward<T>(&mut self, work: impl FnOnce(&Deadline) -> Result<T, Refusal>) -> Result<T, Refusal> {
        measure(&mut self.outward, work)
    }

    /// Runs the way back: restore, seal, wipe.
    ///
    /// # Errors
    /// Those of `work`; [`Refusal::Internal`] when it took longer than [`WINDOW_LIMIT`].
    pub fn inward<T>(&mut self, work: impl FnOnce(&Deadline) -> Result<T, Refusal>) -> Result<T, Refusal> {
        measure(&mut self.inward, work)
    }

    /// How long each took, in buckets.
    #[must_use]
    pub fn buckets(&self) -> [Bucket; 2] {
        [self.outward, self.inward].map(|time| time.map_or(Bucket::None, Bucket::of))
    }

    /// How long each took.
    #[must_use]
    pub const fn times(&self) -> [Option<Duration>; 2] {
        [self.outward, self.inward]
    }
}

/// The end of a window.
#[derive(Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// Refuses once the window is over.
    ///
    /// # Errors
    /// [`Refusal::Internal`].
    pub fn check(&self) -> Result<(), Refusal> {
        if self.0.elapsed() > WINDOW_LIMIT { Err(Refusal::Internal) } else { Ok(()) }
    }
}

fn measure<T>(
    slot: &mut Option<Duration>,
    work: impl FnOnce(&Deadline) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let deadline = Deadline(Instant::now());
    let result = work(&deadline);
    *slot = Some(slot.unwrap_or_default().max(deadline.0.elapsed()));
    result.and_then(|value| deadline.check().map(|()| value))
}
