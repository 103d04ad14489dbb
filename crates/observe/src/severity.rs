//! How bad it is, and how soon somebody has to look.

use core::fmt;

use phiward_phi::Loggable;

/// How bad it is, from the least to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Look within 24 hours.
    Low,
    /// Look within 2 hours.
    Medium,
    /// Look within 30 minutes.
    High,
    /// Look at once: it pages.
    Critical,
}

impl Severity {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The longest time until somebody looks, in milliseconds; 0 is at once.
    #[must_use]
    pub const fn response_ms(self) -> u64 {
        const MINUTE: u64 = 60_000;
        match self {
            Self::Low => 24 * 60 * MINUTE,
            Self::Medium => 2 * 60 * MINUTE,
            Self::High => 30 * MINUTE,
            Self::Critical => 0,
        }
    }

    /// Whether it wakes somebody.
    #[must_use]
    pub const fn pages(self) -> bool {
        matches!(self, Self::Critical)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Loggable for Severity {}
