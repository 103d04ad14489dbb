//! What is promised and what sets an alert off, over this instance's own requests.
//!
//! Time comes in as an argument, and the rules and objectives are those of `phiward-observe`.

mod window;

use std::sync::{Mutex, PoisonError};

use phiward_observe::Histogram;
use phiward_observe::alert::{self, AlertPhase, AlertRule, Alerts, Notification, Sample};
use phiward_observe::slo::{self, Measured, Outcomes, Slo, SloVerdict};

use self::window::{Counts, Share, Window};

/// How often rules are evaluated.
pub(crate) const EVERY_MS: u64 = 10_000;
/// Over how long objectives are measured here. Longer ones are for whoever keeps what `/metrics` says.
const OBJECTIVES_MS: u64 = 3_600_000;
/// The 95th percentile.
const P95: u32 = 950_000;

/// A rule that this service has numbers for, and what they are.
type Rule = (&'static str, fn(&Counts, usual_launches: u64) -> Sample);

const RULES: &[Rule] = &[
    ("integration_errors_high", |seen, _| ratio(seen.integration)),
    ("integration_latency_high", |seen, _| Sample::Level(p95(&seen.integration_ms))),
    ("launches_above_normal", |seen, baseline| Sample::Against { level: seen.launches, baseline }),
    ("service_errors_high", |seen, _| ratio(seen.all)),
    ("service_latency_high", |seen, _| Sample::Level(p95(&seen.all_ms))),
    ("uptime_low", |seen, _| Sample::Ratio { part: seen.up.all - seen.up.bad, whole: seen.up.all }),
    ("upload_failures_high", |seen, _| ratio(seen.uploads)),
    ("ai_failures_high", |seen, _| ratio(seen.ai)),
    ("ai_latency_high", |seen, _| Sample::Level(p95(&seen.ai_ms))),
];

/// An objective that this service has numbers for, and what they are. No request says nothing.
type Promise = (&'static str, fn(&Counts) -> Option<Measured>);

const PROMISES: &[Promise] = &[
    ("protocol_search_latency", |seen| milliseconds(&seen.search_ms)),
    ("integration_availability", |seen| Some(outcomes(seen.integration))),
    ("uptime", |seen| Some(outcomes(seen.up))),
    ("critical_path_errors", |seen| Some(outcomes(seen.all))),
    ("api_latency", |seen| milliseconds(&seen.all_ms)),
    ("unavailable_answers", |seen| Some(outcomes(Share { all: seen.all.all, bad: seen.unavailable }))),
    ("upload_success", |seen| Some(outcomes(seen.uploads))),
    ("ai_success", |seen| Some(outcomes(seen.ai))),
    ("encryption_latency", |seen| milliseconds(&seen.metadata_ms)),
];

/// What was counted lately, and where the alerts stand.
pub(crate) struct Watch(Mutex<State>);

struct State {
    window: Window,
    alerts: Alerts,
}

/// What an evaluation found.
pub(crate) struct Evaluated {
    /// Whom to tell what.
    pub(crate) notifications: Vec<Notification>,
    /// Where each rule stands.
    pub(crate) alerts: Vec<(&'static AlertRule, AlertPhase)>,
    /// How each objective stands.
    pub(crate) objectives: Vec<(&'static Slo, SloVerdict)>,
}

impl Watch {
    pub(crate) fn new(now_ms: u64) -> Self {
        let slices = OBJECTIVES_MS.div_ceil(EVERY_MS);
        let window = Window::new(usize::try_from(slices).unwrap_or(usize::MAX), now_ms);
        Self(Mutex::new(State { window, alerts: Alerts::new(alert::ALL) }))
    }

    /// Counts a request by its step, which is one of a fixed set of words.
    pub(crate) fn request(&self, step: &'static str, status: u16, duration_ms: u64) {
        self.with(|state| state.window.open().request(step, status, duration_ms));
    }

    pub(crate) fn launch(&self) {
        self.with(|state| state.window.open().launches += 1);
    }

    /// Counts whether this instance could work when it was looked at.
    pub(crate) fn looked(&self, is_up: bool) {
        self.with(|state| state.window.open().up.count(!is_up));
    }

    /// Evaluates every rule and objective over what was counted until now.
    pub(crate) fn evaluate(&self, now_ms: u64) -> Evaluated {
        self.with(|state| {
            state.window.close(now_ms);
            let usual = |rule: &AlertRule| state.window.before(rule.window_ms, now_ms, |seen| seen.launches);
            let samples: Vec<(&str, Sample)> = RULES
                .iter()
                .filter_map(|(name, read)| {
                    let rule = alert::by_name(name)?;
                    Some((*name, read(&state.window.over(rule.window_ms, now_ms), usual(rule))))
                })
                .collect();
            let told =
                samples.into_iter().filter_map(|(name, sample)| state.alerts.sample(name, sample, now_ms));
            let notifications = told.collect();
            let seen = state.window.over(OBJECTIVES_MS, now_ms);
            Evaluated { notifications, alerts: phases(&state.alerts), objectives: verdicts(&seen) }
        })
    }

    /// The alerts and objectives as they stand, without evaluating anything.
    pub(crate) fn stand(&self, now_ms: u64) -> Evaluated {
        self.with(|state| Evaluated {
            notifications: Vec::new(),
            alerts: phases(&state.alerts),
            objectives: verdicts(&state.window.over(OBJECTIVES_MS, now_ms)),
        })
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Where the rules stand that this service has numbers for.
fn phases(alerts: &Alerts) -> Vec<(&'static AlertRule, AlertPhase)> {
    alerts.phases().filter(|(rule, _)| RULES.iter().any(|(name, _)| *name == rule.name)).collect()
}

fn verdicts(seen: &Counts) -> Vec<(&'static Slo, SloVerdict)> {
    let judged = PROMISES.iter().filter_map(|(name, read)| {
        let slo = slo::by_name(name)?;
        Some((slo, read(seen).map_or(SloVerdict::Unknown, |measured| slo.evaluate(&measured))))
    });
    judged.collect()
}

const fn ratio(share: Share) -> Sample {
    Sample::Ratio { part: share.bad, whole: share.all }
}

fn outcomes(share: Share) -> Measured {
    Measured::Outcomes(Outcomes { good: share.all - share.bad, bad: share.bad, excluded: 0 })
}

fn milliseconds(times: &Histogram) -> Option<Measured> {
    (times.count() > 0).then(|| Measured::Milliseconds(p95(times)))
}

/// The 95th percentile; 0 where nobody waited, and without end where it is above every bound.
fn p95(times: &Histogram) -> u64 {
    if times.count() == 0 { 0 } else { times.quantile_at_most(P95).unwrap_or(u64::MAX) }
}

#[cfg(test)]
mod tests;
