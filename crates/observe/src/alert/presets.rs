//! The thresholds of the documents.

use super::{AlertRule, Condition};
use crate::{severity::Severity, slo::Ppm};

const MINUTE: u64 = 60_000;
/// The smallest whole of a ratio that counts: with fewer, one failure is five per cent.
const LEAST: u64 = 20;

/// A rule that takes its samples over 5 minutes, fires at once, and clears 10 % below its limit for 5 minutes.
const fn rule(
    name: &'static str,
    condition: Condition,
    severity: Severity,
    action: &'static str,
    source: &'static str,
) -> AlertRule {
    AlertRule {
        name,
        condition,
        window_ms: 5 * MINUTE,
        for_ms: 0,
        hysteresis: 10,
        clear_for_ms: 5 * MINUTE,
        severity,
        action,
        source,
    }
}

const fn held(rule: AlertRule, for_ms: u64) -> AlertRule {
    AlertRule { for_ms, ..rule }
}

const fn above(ppm: Ppm) -> Condition {
    Condition::RatioAbove { ppm, least: LEAST }
}

const fn below(ppm: Ppm) -> Condition {
    Condition::RatioBelow { ppm, least: LEAST }
}

/// Every rule.
pub const ALL: &[AlertRule] = &[
    rule(
        "integration_errors_high",
        above(50_000),
        Severity::Critical,
        "page: see the runbook of launches",
        "E45",
    ),
    held(
        rule(
            "integration_latency_high",
            Condition::LevelAbove { level: 1_000 },
            Severity::High,
            "investigate the 95th percentile",
            "E45",
        ),
        10 * MINUTE,
    ),
    rule(
        "launches_above_normal",
        Condition::AboveBaseline { thousandths: 10_000, least: 10 },
        Severity::Medium,
        "check capacity, and whether it is an attack",
        "E45",
    ),
    rule("login_unavailable", above(10_000), Severity::Critical, "page: see the runbook of logins", "R26"),
    rule("login_errors_high", above(50_000), Severity::Critical, "page: see the runbook of logins", "R26"),
    rule(
        "email_delivery_low",
        below(950_000),
        Severity::Critical,
        "page: see the runbook of messages",
        "M09",
    ),
    rule("email_bounces_high", above(50_000), Severity::High, "clean the list of addresses", "M09"),
    rule(
        "email_failures_in_a_row",
        Condition::Consecutive { failures: 5 },
        Severity::Critical,
        "check the key and the vendor's status",
        "M09",
    ),
    rule("sms_delivery_low", below(900_000), Severity::Critical, "page: see the runbook of messages", "M17"),
    rule(
        "sms_failures_in_a_row",
        Condition::Consecutive { failures: 10 },
        Severity::Critical,
        "check the key and the vendor's status",
        "M17",
    ),
    rule("sms_opt_outs_high", above(50_000), Severity::High, "look at what is sent", "M17"),
    rule("upload_failures_high", above(50_000), Severity::High, "check the bucket and the network", "M25"),
    rule(
        "bucket_quota_high",
        Condition::LevelAbove { level: 800_000 },
        Severity::Medium,
        "enlarge the quota, or delete what may be deleted",
        "M25",
    ),
    rule(
        "bandwidth_above_normal",
        Condition::AboveBaseline { thousandths: 2_000, least: 1 },
        Severity::Medium,
        "look for a client that downloads everything",
        "M25",
    ),
    rule(
        "telehealth_success_low",
        below(900_000),
        Severity::Critical,
        "page: see the runbook of visits",
        "M31",
    ),
    rule("telehealth_disconnects_high", above(100_000), Severity::High, "check relays and networks", "M31"),
    rule(
        "telehealth_failed_sessions",
        Condition::CountInWindow { failures: 5, window_ms: 10 * MINUTE },
        Severity::Critical,
        "check signalling and relays",
        "M31",
    ),
    rule(
        "ai_latency_high",
        Condition::LevelAbove { level: 15_000 },
        Severity::Medium,
        "switch to a faster model",
        "M36",
    ),
    rule("ai_failures_high", above(50_000), Severity::High, "switch to another provider", "M36"),
    rule(
        "ai_cost_above_normal",
        Condition::AboveBaseline { thousandths: 2_000, least: 1 },
        Severity::Medium,
        "look for a client that repeats itself",
        "M36",
    ),
    rule("service_errors_high", above(50_000), Severity::Critical, "page: look at what changed last", "B20"),
    rule(
        "service_latency_high",
        Condition::LevelAbove { level: 10_000 },
        Severity::High,
        "look at queues and dependencies",
        "B20",
    ),
    rule("cache_hits_low", below(400_000), Severity::Low, "look at keys and lifetimes", "B20"),
    rule("uptime_low", below(990_000), Severity::Critical, "page: look at what changed last", "B20"),
];

/// The rule of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static AlertRule> {
    ALL.iter().find(|rule| rule.name == name)
}
