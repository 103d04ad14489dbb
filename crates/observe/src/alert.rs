//! Alerts: rules over samples, with waiting times and hysteresis, as a pure function.

mod presets;
mod state;

use alloc::{string::String, vec::Vec};

use crate::{severity::Severity, slo::Ppm};

pub use self::{
    presets::{ALL, by_name},
    state::{AlertPhase, AlertState},
};

/// What makes an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Condition {
    /// A share of a whole is above this; a whole that is smaller than `least` says nothing.
    RatioAbove {
        /// The limit.
        ppm: Ppm,
        /// The smallest whole that counts.
        least: u64,
    },
    /// A share of a whole is below this; a whole that is smaller than `least` says nothing.
    RatioBelow {
        /// The limit.
        ppm: Ppm,
        /// The smallest whole that counts.
        least: u64,
    },
    /// A level is above this.
    LevelAbove {
        /// The limit.
        level: u64,
    },
    /// A level is below this.
    LevelBelow {
        /// The limit.
        level: u64,
    },
    /// So many failures in a row.
    Consecutive {
        /// How many.
        failures: u32,
    },
    /// So many failures within a time.
    CountInWindow {
        /// How many, 1 to 1,000.
        failures: u32,
        /// The time in milliseconds.
        window_ms: u64,
    },
    /// A level is above so many thousandths of its baseline.
    AboveBaseline {
        /// The limit; 2,000 is twice the baseline.
        thousandths: u32,
        /// The smallest baseline that counts.
        least: u64,
    },
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AlertRule {
    /// A stable name, such as `email_delivery_low`.
    pub name: &'static str,
    /// What makes an alert.
    pub condition: Condition,
    /// The window over which a ratio or level is to be taken, in milliseconds, for whoever makes the samples.
    pub window_ms: u64,
    /// How long the condition has to hold before the alert fires, in milliseconds.
    pub for_ms: u64,
    /// How far a limit has to be passed back before the alert clears, in hundredths of the limit, 0 to 100; of what is
    /// left to the whole for [`Condition::RatioBelow`].
    pub hysteresis: u8,
    /// How long it has to stay there, in milliseconds.
    pub clear_for_ms: u64,
    /// How bad it is.
    pub severity: Severity,
    /// What to do, in a few words.
    pub action: &'static str,
    /// The requirement that asks for it.
    pub source: &'static str,
}

/// A sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sample {
    /// A part of a whole, in the window of the rule.
    Ratio {
        /// The part that the rule is about: errors, deliveries, bounces.
        part: u64,
        /// The whole.
        whole: u64,
    },
    /// A level: a time in milliseconds, a share of a quota in millionths.
    Level(u64),
    /// One thing that worked.
    Worked,
    /// One thing that failed.
    Failed,
    /// A level, and what it is normally.
    Against {
        /// The level.
        level: u64,
        /// What it is normally.
        baseline: u64,
    },
    /// Nothing new; the time went on.
    Tick,
}

/// What an alert does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlertChange {
    /// It fires.
    Fired,
    /// It is over.
    Cleared,
}

impl AlertChange {
    /// The stable, language-neutral name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Cleared => "cleared",
        }
    }
}

/// A change of an alert, for whoever tells people.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notification {
    /// The rule.
    pub rule: &'static str,
    /// What the alert does.
    pub change: AlertChange,
    /// How bad it is.
    pub severity: Severity,
    /// What to do.
    pub action: &'static str,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: u64,
    /// The same for the firing and the clearing of one alert, and for no other: joins them on the other side.
    pub dedupe_key: String,
}

/// Where notifications go: a pager, a channel, a mailbox.
pub trait AlertSink {
    /// Tells people.
    fn notify(&mut self, notification: &Notification);
}

impl<F: FnMut(&Notification)> AlertSink for F {
    fn notify(&mut self, notification: &Notification) {
        self(notification);
    }
}

/// Rules with their states, for a program that evaluates many.
///
/// ```
/// use phiward_observe::alert::{AlertChange, Alerts, Sample};
///
/// let mut alerts = Alerts::new(phiward_observe::alert::ALL);
/// let mut told = Vec::new();
/// for _ in 0..5 {
///     told.extend(alerts.sample("email_failures_in_a_row", Sample::Failed, 1_000));
/// }
/// assert_eq!(told.len(), 1);
/// assert_eq!(told[0].change, AlertChange::Fired);
/// ```
#[derive(Debug, Clone)]
pub struct Alerts {
    rules: Vec<(&'static AlertRule, AlertState)>,
}

impl Alerts {
    /// Takes rules; none of them fires.
    #[must_use]
    pub fn new(rules: &'static [AlertRule]) -> Self {
        Self { rules: rules.iter().map(|rule| (rule, AlertState::default())).collect() }
    }

    /// Gives a sample to the rule of a name. A name that no rule has does nothing.
    pub fn sample(&mut self, rule: &str, sample: Sample, now_ms: u64) -> Option<Notification> {
        let (rule, state) = self.rules.iter_mut().find(|(known, _)| known.name == rule)?;
        let (next, notification) = rule.evaluate(core::mem::take(state), sample, now_ms);
        *state = next;
        notification
    }

    /// Each rule, and where it stands.
    pub fn phases(&self) -> impl Iterator<Item = (&'static AlertRule, AlertPhase)> + '_ {
        self.rules.iter().map(|(rule, state)| (*rule, state.phase()))
    }

    /// The rules that fire now, the worst first.
    #[must_use]
    pub fn firing(&self) -> Vec<&'static AlertRule> {
        let mut firing: Vec<_> =
            self.rules.iter().filter(|(_, state)| state.is_firing()).map(|(rule, _)| *rule).collect();
        firing.sort_by_key(|rule| core::cmp::Reverse(rule.severity));
        firing
    }
}
