//! What a run gave, in numbers.

use crate::simulation::Run;

/// A service works again when so many seconds in a row are good.
const GOOD_SECONDS: usize = 5;
/// A second is good when so much of what was asked was answered in time.
const GOOD_SHARE: f64 = 0.9;

/// One second of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Second {
    /// New calls of clients.
    pub offered: u32,
    /// Attempts that reached the service.
    pub sent: u32,
    /// Calls that were answered in time.
    pub useful: u32,
}

/// Whether and when a service came back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recovery {
    /// The share of calls that were answered in time, from 60 to 120 seconds after the trigger.
    pub useful_later: f64,
    /// How many seconds after the trigger it worked again.
    pub seconds: Option<usize>,
}

impl Run {
    /// Whether and when the service came back after the trigger.
    #[must_use]
    pub fn recovery(&self) -> Recovery {
        let after = self.seconds.get(self.trigger_end..).unwrap_or_default();
        let later = after.get(60..120).unwrap_or_default();
        let seconds = after.windows(GOOD_SECONDS).position(|seconds| seconds.iter().all(Second::is_good));
        Recovery { useful_later: share(later), seconds }
    }
}

impl Second {
    fn is_good(&self) -> bool {
        share(core::slice::from_ref(self)) >= GOOD_SHARE
    }
}

fn share(seconds: &[Second]) -> f64 {
    let sum = |of: fn(&Second) -> u32| f64::from(seconds.iter().map(of).sum::<u32>());
    sum(|second| second.useful) / sum(|second| second.offered).max(1.0)
}
