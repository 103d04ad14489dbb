//! Counts and times of requests, as Prometheus reads them.
//!
//! Labels are words of ours, so that nothing of a request and nobody's id can become one.

use std::sync::{Mutex, PoisonError};

use phiward_observe::Registry;
use phiward_observe::metric::{
    ALERT_NOTIFICATIONS, ALERT_STATE, DEAD_LETTERS, HTTP_LATENCY, HTTP_REQUESTS, INTEGRATION_ERRORS,
    INTEGRATION_LATENCY, INTEGRATION_LAUNCHES, PROTOCOL_SEARCHES, RATE_LIMITED, SLO_BUDGET_SPENT, SLO_KEPT,
    WEBHOOKS,
};
use phiward_observe::slo::SloVerdict;

use crate::watch::Evaluated;

/// What begins the steps of the integration.
const INTEGRATION: [&str; 3] = ["launch/", "protocols/", "export/"];

/// What was counted since this process began.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Registry>);

impl Metrics {
    /// Counts a request by its step, which is one of a fixed set of words.
    pub(crate) fn request(&self, step: &'static str, status: u16, duration_ms: u64) {
        self.with(|all| {
            all.count(&HTTP_REQUESTS, &[&step, &class(status)], 1);
            all.observe(&HTTP_LATENCY, &[&step], duration_ms);
            if !INTEGRATION.iter().any(|prefix| step.starts_with(prefix)) {
                return;
            }
            all.observe(&INTEGRATION_LATENCY, &[&step], duration_ms);
            // What a partner does wrong is no fault of the service.
            if status >= 500 {
                all.count(&INTEGRATION_ERRORS, &[&step, &class(status)], 1);
            }
        });
    }

    pub(crate) fn launch(&self) {
        self.with(|all| all.count(&INTEGRATION_LAUNCHES, &[&"imagetrend"], 1));
    }

    pub(crate) fn search(&self, outcome: &'static str) {
        self.with(|all| all.count(&PROTOCOL_SEARCHES, &[&"all", &outcome], 1));
    }

    pub(crate) fn rate_limited(&self, tier: &'static str) {
        self.with(|all| all.count(&RATE_LIMITED, &[&tier], 1));
    }

    pub(crate) fn webhook(&self, outcome: &'static str) {
        self.with(|all| all.count(&WEBHOOKS, &[&outcome], 1));
    }

    pub(crate) fn dead_letter(&self) {
        self.with(|all| all.count(&DEAD_LETTERS, &[&"exports"], 1));
    }

    pub(crate) fn notification(&self, sink: &'static str, outcome: &'static str) {
        self.with(|all| all.count(&ALERT_NOTIFICATIONS, &[&sink, &outcome], 1));
    }

    /// Takes over where alerts and objectives stand.
    pub(crate) fn stands(&self, found: &Evaluated) {
        self.with(|all| {
            for (rule, phase) in &found.alerts {
                all.set(&ALERT_STATE, &[&rule.name, &rule.severity], phase.gauge());
            }
            for (slo, verdict) in &found.objectives {
                let (is_kept, spent) = match verdict {
                    SloVerdict::Kept { budget_spent } => (1, u64::from(*budget_spent)),
                    SloVerdict::Missed { budget_spent } => (0, *budget_spent),
                    // Nobody asked for anything, so nothing was broken.
                    _ => (1, 0),
                };
                all.set(&SLO_KEPT, &[&slo.name], is_kept);
                all.set(&SLO_BUDGET_SPENT, &[&slo.name], spent);
            }
        });
    }

    /// The text format of Prometheus.
    pub(crate) fn render(&self) -> String {
        self.with(|all| all.to_prometheus())
    }

    fn with<T>(&self, run: impl FnOnce(&mut Registry) -> T) -> T {
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
}
