//! Whether a service is alive, ready, and what is wrong with it: for load balancers, login pages and people.

use alloc::{string::String, vec::Vec};

use serde::Serialize;

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HealthStatus {
    /// It works.
    Ok,
    /// It works, and something that it can do without does not.
    Degraded,
    /// It does not work.
    Down,
}

/// Whether a service can do without a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Need {
    /// It cannot: down is down.
    Required,
    /// It can: down is degraded.
    Optional,
}

/// A check of one dependency.
///
/// Its name is a literal such as `database`; an address, a user name or an error text has no place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it is.
    pub status: HealthStatus,
    /// How long looking took, in milliseconds.
    pub latency_ms: u64,
    /// Whether the service can do without it.
    pub need: Need,
    /// A stable code of what is wrong, for people.
    pub code: Option<&'static str>,
}

impl Check {
    /// A required dependency that works.
    #[must_use]
    pub const fn ok(name: &'static str, latency_ms: u64) -> Self {
        Self { name, status: HealthStatus::Ok, latency_ms, need: Need::Required, code: None }
    }

    /// A required dependency that does not work.
    #[must_use]
    pub const fn down(name: &'static str, latency_ms: u64, code: &'static str) -> Self {
        Self { name, status: HealthStatus::Down, latency_ms, need: Need::Required, code: Some(code) }
    }

    /// The same of a dependency that the service can do without.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { need: Need::Optional, ..self }
    }

    const fn counts_as(&self) -> HealthStatus {
        match (self.status, self.need) {
            (HealthStatus::Down, Need::Optional) => HealthStatus::Degraded,
            (status, _) => status,
        }
    }
}

/// How a service is, put together of its checks.
///
/// - `live` (is the process there?) has no checks: a service that restarts because its database is down does not help.
/// - `ready` (send requests?) is [`to_json`](Self::to_json) with [`http_status`](Self::http_status).
/// - `diagnostic` (what is it?) is [`to_diagnostic_json`](Self::to_diagnostic_json), for people who are signed in.
///
/// ```
/// use phiward_observe::{Check, Health, HealthStatus};
///
/// let health = Health::of([Check::ok("database", 3), Check::down("cache", 200, "timeout").optional()]);
/// assert_eq!(health.status(), HealthStatus::Degraded);
/// assert_eq!(health.http_status(), 200);
/// assert_eq!(health.to_json(), r#"{"status":"degraded"}"#);
/// let down = Health::of([Check::down("database", 900, "refused")]).with_retry_after_ms(5_000);
/// assert_eq!(down.http_status(), 503);
/// assert_eq!(down.to_json(), r#"{"status":"down","retryAfter":5}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    checks: Vec<Check>,
    retry_after_ms: Option<u64>,
}

impl Health {
    /// Puts checks together. Without any, the service is [`HealthStatus::Ok`].
    #[must_use]
    pub fn of(checks: impl IntoIterator<Item = Check>) -> Self {
        Self { checks: checks.into_iter().collect(), retry_after_ms: None }
    }

    /// Says when to look again, in milliseconds from now, for pages that wait until they enable a button.
    #[must_use]
    pub fn with_retry_after_ms(self, retry_after_ms: u64) -> Self {
        Self { retry_after_ms: Some(retry_after_ms), ..self }
    }

    /// The worst of the checks.
    #[must_use]
    pub fn status(&self) -> HealthStatus {
        self.checks.iter().map(Check::counts_as).max().unwrap_or(HealthStatus::Ok)
    }

    /// 503 when down, else 200.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        if self.status() == HealthStatus::Down { 503 } else { 200 }
    }

    /// The answer for everybody: how it is, and when to look again. What is wrong is nobody's business.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.render(None)
    }

    /// The answer for people who are signed in: each check, its time and its code.
    #[must_use]
    pub fn to_diagnostic_json(&self) -> String {
        let shown = self.checks.iter().map(|check| ShownCheck {
            name: check.name,
            status: check.status,
            required: check.need == Need::Required,
            latency_ms: check.latency_ms,
            code: check.code,
        });
        self.render(Some(shown.collect()))
    }

    fn render(&self, checks: Option<Vec<ShownCheck>>) -> String {
        let retry_after = self.retry_after_ms.map(|ms| ms.div_ceil(1000).max(1));
        let shown = Shown { status: self.status(), retry_after, checks };
        serde_json::to_string(&shown).expect("literals and numbers are JSON")
    }
}

#[derive(Serialize)]
struct Shown {
    status: HealthStatus,
    #[serde(rename = "retryAfter", skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checks: Option<Vec<ShownCheck>>,
}

#[derive(Serialize)]
struct ShownCheck {
    name: &'static str,
    status: HealthStatus,
    required: bool,
    #[serde(rename = "latencyMs")]
    latency_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
}
