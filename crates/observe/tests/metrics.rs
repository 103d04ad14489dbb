//! Metrics: the text format, read by a reader of its own, and the dashboard.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use core::time::Duration;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use phiward_observe::{
    AccessLog, Level, LogEvent, MAX_SERIES, Registry, grafana_dashboard,
    metric::{self, Metric, MetricKind},
    span,
};
use phiward_phi::{ActorId, Count, Elapsed, RequestId};
use proptest::prelude::*;
use serde_json::Value;

/// A small reader of the text format 0.0.4: names with labels, and their numbers.
fn read(text: &str) -> BTreeMap<String, u64> {
    let mut types = BTreeSet::new();
    let mut samples = BTreeMap::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            assert!(types.insert(rest.split(' ').next().unwrap().to_owned()), "two types: {line}");
        } else if !line.starts_with("# HELP ") {
            let (name, number) = line.rsplit_once(' ').unwrap();
            let family = name.split('{').next().unwrap();
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|suffix| family.strip_suffix(suffix));
            assert!(
                types.contains(family) || base.is_some_and(|base| types.contains(base)),
                "no type: {line}"
            );
            assert!(samples.insert(name.to_owned(), number.parse().unwrap()).is_none(), "twice: {line}");
        }
    }
    assert!(text.is_empty() || text.ends_with('\n'));
    samples
}

#[test]
fn names_follow_the_conventions() {
    let mut names = BTreeSet::new();
    for Metric { name, kind, help, labels, buckets } in metric::ALL {
        assert!(names.insert(*name), "{name} twice");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        assert_eq!(name.ends_with("_total"), *kind == MetricKind::Counter, "{name}");
        assert_eq!(buckets.is_empty(), *kind != MetricKind::Histogram, "{name}");
        assert!(buckets.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(help.ends_with('.') && labels.len() <= 2);
    }
    // Those of the documents.
    for name in [
        "integration_launches_total",
        "integration_latency_ms",
        "integration_errors_total",
        "protocol_searches_total",
    ] {
        assert!(names.contains(name), "{name}");
    }
    assert_eq!(span::ALL.iter().collect::<BTreeSet<_>>().len(), span::ALL.len());
}

#[test]
fn counters_gauges_and_histograms_are_written() {
    let mut registry = Registry::default();
    registry.count(&metric::LOGIN_ATTEMPTS, &[&"ok", &"password"], 2);
    registry.count(&metric::LOGIN_ATTEMPTS, &[&"ok", &"password"], 1);
    registry.count(&metric::LOGIN_ATTEMPTS, &[&"failed", &"password"], 1);
    registry.set(&metric::HTTP_IN_FLIGHT, &[], 7);
    registry.set(&metric::HTTP_IN_FLIGHT, &[], 5);
    for ms in [0, 1, 2, 3, 40_000] {
        registry.observe(&metric::LOGIN_LATENCY, &[], ms);
    }
    let samples = read(&registry.to_prometheus());
    assert_eq!(samples[r#"login_attempts_total{outcome="ok",step="password"}"#], 3);
    assert_eq!(samples["http_requests_in_flight"], 5);
    assert_eq!(samples[r#"login_latency_ms_bucket{le="1"}"#], 2);
    assert_eq!(samples[r#"login_latency_ms_bucket{le="2"}"#], 3);
    assert_eq!(samples[r#"login_latency_ms_bucket{le="30000"}"#], 4);
    assert_eq!(samples[r#"login_latency_ms_bucket{le="+Inf"}"#], 5);
    assert_eq!(samples["login_latency_ms_sum"], 40_006);
    assert_eq!(samples["login_latency_ms_count"], 5);
    assert_eq!(registry.total(&metric::LOGIN_ATTEMPTS), 4);
    assert_eq!(registry.number(&metric::LOGIN_ATTEMPTS, &[&"ok", &"password"]), 3);
    let histogram = registry.histogram(&metric::LOGIN_LATENCY, &[]).unwrap();
    assert_eq!(histogram.quantile_at_most(500_000), Some(2));
    assert_eq!(histogram.quantile_at_most(950_000), None);
}

/// A label whose values have no end does not take all the memory, and loses no count.
#[test]
fn labels_are_bounded() {
    let mut registry = Registry::default();
    let many = 3 * u64::try_from(MAX_SERIES).unwrap();
    for number in 0..many {
        let partner = ActorId::parse(&format!("partner-{number}")).unwrap();
        registry.count(&metric::INTEGRATION_LAUNCHES, &[&partner], 1);
    }
    let samples = read(&registry.to_prometheus());
    assert_eq!(samples.len(), MAX_SERIES + 1);
    assert_eq!(registry.total(&metric::INTEGRATION_LAUNCHES), many);
    assert_eq!(
        registry.number(&metric::INTEGRATION_LAUNCHES, &[&"other"]),
        many - u64::try_from(MAX_SERIES).unwrap()
    );
}

#[test]
fn too_many_and_too_few_labels_are_made_to_fit() {
    let mut registry = Registry::default();
    registry.count(&metric::INTEGRATION_LAUNCHES, &[&"a\"b\\c", &"extra"], 1);
    registry.count(&metric::LOGIN_ATTEMPTS, &[], 1);
    let text = registry.to_prometheus();
    assert!(text.contains(r#"integration_launches_total{partner="a\"b\\c"} 1"#), "{text}");
    assert!(text.contains(r#"login_attempts_total{outcome="",step=""} 1"#), "{text}");
}

/// The committed dashboard is what the constants make; `PHIWARD_WRITE=1` writes it.
#[test]
fn the_dashboard_is_made_of_the_metrics() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/grafana-dashboard.json");
    let made = grafana_dashboard("phiward");
    if std::env::var_os("PHIWARD_WRITE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    // Compared as values: the order of members depends on what else is built.
    let dashboard: Value = serde_json::from_str(&made).unwrap();
    let committed: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(committed, dashboard, "run this test with PHIWARD_WRITE=1");
    let panels = dashboard["panels"].as_array().unwrap();
    assert_eq!(panels.len(), metric::ALL.len());
    for (panel, metric) in panels.iter().zip(metric::ALL) {
        assert!(panel["targets"][0]["expr"].as_str().unwrap().contains(metric.name));
    }
}

#[test]
fn a_log_event_has_its_three_fields_and_cannot_lose_them() {
    let id = RequestId::parse("it-1767225600000-9f8a2c41d07be653").unwrap();
    let event = LogEvent::new(Level::Warn, "a \"step\"", &id, Elapsed(Duration::from_millis(1500)))
        .with("count", &Count(3))
        .with("count", &Count(4))
        .with("requestId", &"forged");
    let line: Value = serde_json::from_str(&event.to_json(5)).unwrap();
    assert_eq!(line["step"], "a \"step\"");
    assert_eq!(line["requestId"], id.as_str());
    assert_eq!(line["durationMs"], 1500);
    assert_eq!(line["count"], "3");
    assert_eq!(line.as_object().unwrap().len(), 6);
    let access = AccessLog {
        request: &id,
        agency: "pine-county-fd",
        search_term: phiward_phi::Redacted,
        duration: Elapsed(Duration::ZERO),
    };
    let line: Value = serde_json::from_str(&access.to_event().to_json(5)).unwrap();
    assert_eq!((&line["agencyId"], &line["searchTerm"]), (&"pine-county-fd".into(), &"[REDACTED]".into()));
    assert_eq!(line.as_object().unwrap().len(), 7);
}

proptest! {
    /// The bound that is told is never below the true quantile.
    #[test]
    fn a_quantile_is_never_too_low(values in prop::collection::vec(0u64..30_000, 1..200), ppm in 1u32..=1_000_000) {
        let mut registry = Registry::default();
        for value in &values {
            registry.observe(&metric::LOGIN_LATENCY, &[], *value);
        }
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let rank = (u64::try_from(values.len()).unwrap() * u64::from(ppm)).div_ceil(1_000_000);
        let exact = sorted[usize::try_from(rank.max(1)).unwrap() - 1];
        let told = registry.histogram(&metric::LOGIN_LATENCY, &[]).unwrap().quantile_at_most(ppm).unwrap();
        prop_assert!(told >= exact);
        // And it is the closest bound.
        prop_assert!(metric::LATENCY_MS.iter().all(|bound| *bound >= told || *bound < exact));
    }
}
