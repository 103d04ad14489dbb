//! By when an answer is of use, handed down from caller to callee.

use core::fmt;

/// The time by which a request must be answered, in milliseconds of the clock of this process.
///
/// Between processes the time that is left travels, not the time of a clock: their clocks differ.
///
/// ```
/// use phiward_resilience::Deadline;
/// let request = Deadline::after(5_000, 1_000);
/// // A call inside it may take two seconds, or what is left.
/// let call = request.within(2_000, 4_500);
/// assert_eq!(call.remaining_ms(4_500), Some(1_500));
/// assert_eq!(call.header(4_500).as_deref(), Some("1500"));
/// assert_eq!(Deadline::from_header("1500", 90_000), Some(Deadline::at(91_500)));
/// assert!(call.is_past(6_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deadline(u64);

/// The name of the header that [`Deadline::header`] is for: what is left, in whole milliseconds.
pub const DEADLINE_HEADER: &str = "x-request-timeout-ms";

impl Deadline {
    /// At this time.
    #[must_use]
    pub const fn at(at_ms: u64) -> Self {
        Self(at_ms)
    }

    /// So many milliseconds from now.
    #[must_use]
    pub const fn after(timeout_ms: u64, now_ms: u64) -> Self {
        Self(now_ms.saturating_add(timeout_ms))
    }

    /// The deadline of a call inside: so many milliseconds from now, and never after this one.
    #[must_use]
    pub const fn within(self, timeout_ms: u64, now_ms: u64) -> Self {
        let inner = Self::after(timeout_ms, now_ms);
        if inner.0 < self.0 { inner } else { self }
    }

    /// The time, in milliseconds.
    #[must_use]
    pub const fn at_ms(self) -> u64 {
        self.0
    }

    /// How many milliseconds are left. None when it is past: then the work is not begun.
    #[must_use]
    pub const fn remaining_ms(self, now_ms: u64) -> Option<u64> {
        match self.0.saturating_sub(now_ms) {
            0 => None,
            ms => Some(ms),
        }
    }

    /// Whether an answer is of no use any more.
    #[must_use]
    pub const fn is_past(self, now_ms: u64) -> bool {
        now_ms >= self.0
    }

    /// What is left, for the header [`DEADLINE_HEADER`] of a request. None when it is past.
    #[must_use]
    pub fn header(self, now_ms: u64) -> Option<alloc::string::String> {
        self.remaining_ms(now_ms).map(|ms| alloc::format!("{ms}"))
    }

    /// The deadline of a request with such a header. None when it is not a whole number.
    #[must_use]
    pub fn from_header(value: &str, now_ms: u64) -> Option<Self> {
        let is_number =
            !value.is_empty() && value.len() <= 15 && value.bytes().all(|byte| byte.is_ascii_digit());
        let ms = is_number.then(|| value.parse().ok()).flatten()?;
        Some(Self::after(ms, now_ms))
    }
}

impl fmt::Display for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}
