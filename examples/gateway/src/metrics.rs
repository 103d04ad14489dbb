//! Counts and times of requests, as Prometheus reads them, and the alerts that they set off.
//!
//! Labels are words of ours, so that nothing of a request and nobody's id can become one.

use std::sync::{Mutex, PoisonError};

use phiward_observe::Registry;
use phiward_observe::alert::{self, AlertChange, Alerts, Sample};
use phiward_observe::metric::{
    DEAD_LETTERS, HTTP_LATENCY, HTTP_REQUESTS, INTEGRATION_ERRORS, INTEGRATION_LATENCY, INTEGRATION_LAUNCHES,
    PROTOCOL_SEARCHES, RATE_LIMITED, WEBHOOKS,
};
use tracing::{info, warn};

/// What begins the steps of the integration.
const INTEGRATION: [&str; 3] = ["launch/", "protocols/", "export/"];
/// The 95th percentile.
const P95: u32 = 950_000;

/// What was counted since this process began, and the alerts that are on.
pub(crate) struct Metrics(Mutex<State>);

struct State {
    all: Registry,
    /// Since alerts were last evaluated.
    recent: Recent,
    alerts: Alerts,
    /// Launches of a window, as they usually are: a moving mean over windows.
    usual_launches: u64,
}

#[derive(Default)]
struct Recent {
    requests: u64,
    errors: u64,
    launches: u64,
    latency: Registry,
}

impl Default for Metrics {
    fn default() -> Self {
        let alerts = Alerts::new(alert::ALL);
        let state = State { all: Registry::default(), recent: Recent::default(), alerts, usual_launches: 0 };
        Self(Mutex::new(state))
    }
}

impl Metrics {
    /// Counts a request by its step, which is one of a fixed set of words.
    pub(crate) fn request(&self, step: &'static str, status: u16, duration_ms: u64) {
        self.with(|state| {
            state.all.count(&HTTP_REQUESTS, &[&step, &class(status)], 1);
            state.all.observe(&HTTP_LATENCY, &[&step], duration_ms);
            if !INTEGRATION.iter().any(|prefix| step.starts_with(prefix)) {
                return;
            }
            state.all.observe(&INTEGRATION_LATENCY, &[&step], duration_ms);
            state.recent.latency.observe(&INTEGRATION_LATENCY, &[&"all"], duration_ms);
            state.recent.requests += 1;
            // What a partner does wrong is no fault of the service.
            if status >= 500 {
                state.recent.errors += 1;
                state.all.count(&INTEGRATION_ERRORS, &[&step, &class(status)], 1);
            }
        });
    }

    pub(crate) fn launch(&self) {
        self.with(|state| {
            state.all.count(&INTEGRATION_LAUNCHES, &[&"imagetrend"], 1);
            state.recent.launches += 1;
        });
    }

    pub(crate) fn search(&self, outcome: &'static str) {
        self.with(|state| state.all.count(&PROTOCOL_SEARCHES, &[&"all", &outcome], 1));
    }

    pub(crate) fn rate_limited(&self, tier: &'static str) {
        self.with(|state| state.all.count(&RATE_LIMITED, &[&tier], 1));
    }

    pub(crate) fn webhook(&self, outcome: &'static str) {
        self.with(|state| state.all.count(&WEBHOOKS, &[&outcome], 1));
    }

    pub(crate) fn dead_letter(&self) {
        self.with(|state| state.all.count(&DEAD_LETTERS, &[&"exports"], 1));
    }

    /// The text format of Prometheus.
    pub(crate) fn render(&self) -> String {
        self.with(|state| state.all.to_prometheus())
    }

    /// Evaluates the rules of the integration over what came since the last time, and writes changes to the log.
    pub(crate) fn evaluate(&self, now_ms: u64) {
        let told = self.with(|state| {
            let recent = core::mem::take(&mut state.recent);
            let ratio = Sample::Ratio { part: recent.errors, whole: recent.requests };
            let p95 = recent
                .latency
                .histogram(&INTEGRATION_LATENCY, &[&"all"])
                .and_then(|all| all.quantile_at_most(P95));
            let level = Sample::Level(p95.unwrap_or(0));
            let launches = Sample::Against { level: recent.launches, baseline: state.usual_launches };
            state.usual_launches = (state.usual_launches * 7 + recent.launches) / 8;
            let rules = [
                ("integration_errors_high", ratio),
                ("integration_latency_high", level),
                ("launches_above_normal", launches),
            ];
            rules.map(|(rule, sample)| state.alerts.sample(rule, sample, now_ms))
        });
        for notification in told.into_iter().flatten() {
            match notification.change {
                AlertChange::Fired => warn!(step = "alert", code = notification.rule, "an alert is on"),
                _ => info!(step = "alert", code = notification.rule, "an alert is off"),
            }
        }
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The class of a status.
const fn class(status: u16) -> &'static str {
    match status {
        ..=299 => "2xx",
        300..=399 => "3xx",
        429 => "429",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::Metrics;

    #[test]
    fn requests_are_counted_by_step_and_class() {
        let metrics = Metrics::default();
        for status in [200, 201, 404, 429, 503] {
            metrics.request("record/read", status, 7);
        }
        let text = metrics.render();
        for (class, count) in [("2xx", 2), ("4xx", 1), ("429", 1), ("5xx", 1)] {
            let line = format!("http_requests_total{{route=\"record/read\",status=\"{class}\"}} {count}");
            assert!(text.contains(&line), "{line}\n{text}");
        }
    }

    #[test]
    fn faults_of_the_service_set_an_alert_off_and_those_of_partners_do_not() {
        let firing = |metrics: &Metrics| metrics.with(|state| state.alerts.firing().len());
        let metrics = Metrics::default();
        (0..100).for_each(|_| metrics.request("launch/read", 400, 3));
        metrics.evaluate(1_000_000);
        assert_eq!(firing(&metrics), 0);
        (0..100).for_each(|number| metrics.request("launch/read", if number < 10 { 503 } else { 302 }, 3));
        metrics.evaluate(1_300_000);
        assert_eq!(firing(&metrics), 1);
    }
}
