//! The objectives of the documents.

use super::{Objective, Ppm, Slo};

const fn good(name: &'static str, least: Ppm, source: &'static str) -> Slo {
    Slo { name, objective: Objective::GoodAtLeast(least), source }
}

const fn bad(name: &'static str, below: Ppm, source: &'static str) -> Slo {
    Slo { name, objective: Objective::BadBelow(below), source }
}

const fn p95(name: &'static str, ms: u64, source: &'static str) -> Slo {
    Slo { name, objective: Objective::QuantileBelow { quantile: 950_000, ms }, source }
}

const fn mean(name: &'static str, ms: u64, source: &'static str) -> Slo {
    Slo { name, objective: Objective::MeanBelow { ms }, source }
}

/// Every objective.
pub const ALL: &[Slo] = &[
    p95("protocol_search_latency", 200, "E37"),
    good("integration_availability", 999_000, "E38"),
    good("uptime", 999_000, "R01"),
    // The documents say 1 % and 0.5 %; both are kept, and the closer one is the default.
    bad("critical_path_errors_loose", 10_000, "R01"),
    bad("critical_path_errors", 5_000, "R02"),
    good("login_success", 990_000, "R02"),
    good("auth_availability", 999_000, "R24"),
    p95("api_latency", 2_000, "R24"),
    bad("unavailable_answers", 1_000, "R24"),
    good("email_vendor_uptime", 999_000, "M02"),
    good("email_delivery", 980_000, "M08"),
    p95("email_send_time", 5_000, "M08"),
    bad("email_bounces", 20_000, "M08"),
    bad("email_complaints", 1_000, "M08"),
    good("sms_vendor_uptime", 999_500, "M13"),
    good("sms_delivery", 950_000, "M16"),
    p95("sms_send_time", 10_000, "M16"),
    bad("sms_opt_outs", 10_000, "M16"),
    good("upload_success", 990_000, "M25"),
    good("telehealth_success", 950_000, "M31"),
    p95("telehealth_connect_time", 5_000, "M31"),
    bad("telehealth_disconnects", 50_000, "M31"),
    bad("telehealth_packet_loss", 20_000, "M31"),
    good("ai_vendor_availability", 995_000, "M33"),
    good("ai_success", 980_000, "M36"),
    mean("ai_mean_time", 5_000, "M36"),
    p95("encryption_latency", 100, "Z53"),
    p95("ai_overhead_latency", 500, "Z54"),
    good("swarm_uptime", 990_000, "B20"),
];

/// The objective of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Slo> {
    ALL.iter().find(|slo| slo.name == name)
}
