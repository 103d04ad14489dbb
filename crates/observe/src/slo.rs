//! Objectives: what a service promises, whether it keeps it, and how much of its budget is spent.

mod presets;

pub use self::presets::{ALL, by_name};

/// One in a million.
pub type Ppm = u32;

/// The whole, in millionths.
pub(crate) const WHOLE: Ppm = 1_000_000;

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Objective {
    /// The share of good outcomes is at least this.
    GoodAtLeast(Ppm),
    /// The share of bad outcomes is below this.
    BadBelow(Ppm),
    /// A quantile of a time is below a number of milliseconds.
    QuantileBelow {
        /// Which quantile; 950,000 is the 95th percentile.
        quantile: Ppm,
        /// The limit in milliseconds.
        ms: u64,
    },
    /// The mean of a time is below a number of milliseconds.
    MeanBelow {
        /// The limit in milliseconds.
        ms: u64,
    },
}

/// An objective with its name and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Slo {
    /// A stable name, such as `login_success`.
    pub name: &'static str,
    /// What is promised.
    pub objective: Objective,
    /// The requirement that asks for it.
    pub source: &'static str,
}

/// What was counted at the server in a window.
///
/// The indicator is `good / (good + bad)`. What is excluded, such as the first request after a cold start, is in
/// neither, and is counted so that nobody excludes what hurts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// Outcomes that were as they should be.
    pub good: u64,
    /// Outcomes that were not.
    pub bad: u64,
    /// Outcomes that do not count.
    pub excluded: u64,
}

impl Outcomes {
    /// Good outcomes in millionths of those that count; `None` if none counts.
    #[must_use]
    pub fn good_ppm(&self) -> Option<Ppm> {
        ppm(self.good, self.good.saturating_add(self.bad))
    }

    /// Excluded outcomes in millionths of all.
    #[must_use]
    pub fn excluded_ppm(&self) -> Option<Ppm> {
        ppm(self.excluded, self.good.saturating_add(self.bad).saturating_add(self.excluded))
    }
}

/// A part in millionths, rounded down.
pub(crate) fn ppm(part: u64, whole: u64) -> Option<Ppm> {
    let share = (u128::from(part.min(whole)) * u128::from(WHOLE)).checked_div(u128::from(whole))?;
    u32::try_from(share).ok()
}

/// What was measured in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Measured {
    /// Outcomes.
    Outcomes(Outcomes),
    /// The quantile or the mean that the objective is about, in milliseconds.
    Milliseconds(u64),
}

/// Whether an objective is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SloVerdict {
    /// It is. `budget_spent` is how much of the allowed bad outcomes there were, in millionths.
    Kept {
        /// Of the allowed bad outcomes, in millionths; 0 for times.
        budget_spent: Ppm,
    },
    /// It is not.
    Missed {
        /// Of the allowed bad outcomes, in millionths, more than 1,000,000 or as much; 0 for times.
        budget_spent: u64,
    },
    /// Nothing was measured, or something else than the objective is about.
    Unknown,
}

impl Slo {
    /// Compares what was measured with the objective.
    ///
    /// ```
    /// use phiward_observe::slo::{self, Measured, Outcomes, SloVerdict};
    ///
    /// let login = slo::by_name("login_success").expect("a preset");
    /// let outcomes = Outcomes { good: 995, bad: 5, excluded: 3 };
    /// assert_eq!(login.evaluate(&Measured::Outcomes(outcomes)), SloVerdict::Kept { budget_spent: 500_000 });
    /// ```
    #[must_use]
    pub fn evaluate(&self, measured: &Measured) -> SloVerdict {
        match (self.objective, measured) {
            (Objective::GoodAtLeast(least), Measured::Outcomes(outcomes)) => {
                // Compared without rounding: good / all >= least / whole.
                judge(outcomes, WHOLE.saturating_sub(least), |bad, allowed| bad <= allowed)
            }
            (Objective::BadBelow(most), Measured::Outcomes(outcomes)) => {
                judge(outcomes, most, |bad, allowed| bad < allowed)
            }
            (
                Objective::QuantileBelow { ms, .. } | Objective::MeanBelow { ms },
                Measured::Milliseconds(measured),
            ) => match *measured < ms {
                true => SloVerdict::Kept { budget_spent: 0 },
                false => SloVerdict::Missed { budget_spent: 0 },
            },
            _ => SloVerdict::Unknown,
        }
    }
}

fn judge(outcomes: &Outcomes, allowed: Ppm, is_kept: fn(u128, u128) -> bool) -> SloVerdict {
    let all = u128::from(outcomes.good) + u128::from(outcomes.bad);
    if all == 0 {
        return SloVerdict::Unknown;
    }
    let (bad, allowed) = (u128::from(outcomes.bad) * u128::from(WHOLE), all * u128::from(allowed));
    let spent = (bad * u128::from(WHOLE)).checked_div(allowed);
    if is_kept(bad, allowed) {
        let spent = spent.and_then(|spent| u32::try_from(spent).ok());
        SloVerdict::Kept { budget_spent: spent.unwrap_or(0) }
    } else {
        let spent = spent.and_then(|spent| u64::try_from(spent).ok());
        SloVerdict::Missed { budget_spent: spent.unwrap_or(u64::MAX) }
    }
}
