//! Metrics as data: name, kind, help, labels and buckets, each once.

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MetricKind {
    /// A number that only grows.
    Counter,
    /// A number that goes up and down.
    Gauge,
    /// How many observations there are up to each bound, their sum and their number.
    Histogram,
}

impl MetricKind {
    /// The word of the Prometheus text format.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// A metric.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name, which ends in the unit.
    pub name: &'static str,
    /// What it is.
    pub kind: MetricKind,
    /// What it says, in a sentence.
    pub help: &'static str,
    /// The names of its labels, in their order.
    pub labels: &'static [&'static str],
    /// The upper bounds of a histogram, rising.
    pub buckets: &'static [u64],
}

/// Bounds for times of requests, in milliseconds: fine around the objectives of 100, 200, 500, 1,000 and 2,000.
pub const LATENCY_MS: &[u64] =
    &[1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 750, 1_000, 1_500, 2_000, 5_000, 10_000, 30_000];

macro_rules! metrics {
    ($($(#[$doc:meta])* $constant:ident: $kind:ident $name:literal [$($label:literal),*] $buckets:expr, $help:literal;)*) => {
        $(
            $(#[$doc])*
            #[doc = concat!("`", $name, "`: ", $help)]
            pub const $constant: Metric = Metric {
                name: $name,
                kind: MetricKind::$kind,
                help: $help,
                labels: &[$($label),*],
                buckets: $buckets,
            };
        )*

        /// Every metric of this crate.
        pub const ALL: &[&Metric] = &[$(&$constant),*];
    };
}

metrics! {
    INTEGRATION_LAUNCHES: Counter "integration_launches_total" ["partner"] &[], "Launches by partner.";
    INTEGRATION_LATENCY: Histogram "integration_latency_ms" ["route"] LATENCY_MS, "Time of a request of the integration.";
    INTEGRATION_ERRORS: Counter "integration_errors_total" ["route", "code"] &[], "Errors by route and code.";
    PROTOCOL_SEARCHES: Counter "protocol_searches_total" ["agency", "outcome"] &[], "Protocol searches by agency and outcome.";
    PROTOCOL_SEARCH_LATENCY: Histogram "protocol_search_latency_ms" [] LATENCY_MS, "Time of a protocol search.";
    LOGIN_ATTEMPTS: Counter "login_attempts_total" ["outcome", "step"] &[], "Logins by outcome and step.";
    LOGIN_LATENCY: Histogram "login_latency_ms" [] LATENCY_MS, "Time of a login.";
    HTTP_REQUESTS: Counter "http_requests_total" ["route", "status"] &[], "Requests by route and class of status.";
    HTTP_LATENCY: Histogram "http_request_duration_ms" ["route"] LATENCY_MS, "Time of a request.";
    HTTP_IN_FLIGHT: Gauge "http_requests_in_flight" [] &[], "Requests that are being answered.";
    DB_POOL_IN_USE: Gauge "db_pool_connections_in_use" [] &[], "Connections to the database that are in use.";
    DB_POOL_SIZE: Gauge "db_pool_connections_max" [] &[], "Connections to the database that there can be.";
    RATE_LIMITED: Counter "rate_limited_total" ["tier"] &[], "Requests that a limit refused, by tier.";
    AUTH_FAILURES: Counter "auth_failures_total" ["reason"] &[], "Failed authentications by reason.";
    ENCRYPT_OPERATIONS: Counter "encryption_operations_total" ["operation", "outcome"] &[], "Sealings and openings by outcome.";
    ENCRYPT_LATENCY: Histogram "encryption_latency_ms" ["operation"] LATENCY_MS, "Time of a sealing or opening.";
    KDF_LATENCY: Histogram "key_derivation_latency_ms" [] LATENCY_MS, "Time of a key derivation.";
    AI_REQUESTS: Counter "ai_requests_total" ["outcome"] &[], "Requests to an AI service by outcome.";
    AI_LATENCY: Histogram "ai_latency_ms" [] LATENCY_MS, "Time of a request to an AI service.";
    ENCLAVE_MEMORY: Gauge "enclave_memory_bytes" [] &[], "Memory that the enclave uses.";
    REDACTIONS: Counter "redactions_total" ["category"] &[], "Redactions by category.";
    LOG_RECORDS_DROPPED: Counter "log_records_dropped_total" [] &[], "Log records that could not be made safe.";
    AUDIT_EVENTS: Counter "audit_events_total" ["action", "outcome"] &[], "Events of the audit log.";
    AUDIT_UNAVAILABLE: Counter "audit_unavailable_total" [] &[], "Events that the audit log could not keep.";
    BREAKER_STATE: Gauge "circuit_breaker_state" ["dependency"] &[], "0 closed, 1 half open, 2 open.";
    RETRIES: Counter "retries_total" ["dependency"] &[], "Repeated calls by dependency.";
    DEAD_LETTERS: Counter "dead_letters_total" ["queue"] &[], "Jobs that were given up.";
    WEBHOOKS: Counter "webhooks_total" ["outcome"] &[], "Webhooks by outcome; duplicates are one.";
    MESSAGES: Counter "messages_total" ["channel", "outcome"] &[], "Messages by channel and outcome.";
    MESSAGE_LATENCY: Histogram "message_latency_ms" ["channel"] LATENCY_MS, "Time until a message is delivered.";
    UPLOADS: Counter "uploads_total" ["outcome"] &[], "Uploads by outcome.";
    ALERT_STATE: Gauge "alert_state" ["rule", "severity"] &[], "0 quiet, 1 pending, 2 firing.";
    ALERT_NOTIFICATIONS: Counter "alert_notifications_total" ["sink", "outcome"] &[], "Notifications of alerts by sink and outcome.";
    SLO_KEPT: Gauge "slo_kept" ["objective"] &[], "1 if the objective is kept in its window, else 0.";
    SLO_BUDGET_SPENT: Gauge "slo_budget_spent_ppm" ["objective"] &[], "Bad outcomes in millionths of those that the objective allows.";
    CACHE_LOOKUPS: Counter "cache_lookups_total" ["layer", "outcome"] &[], "Lookups of a cache by layer and outcome.";
}
