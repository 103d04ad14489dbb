//! What the facade of `metrics` gets to see, under documented names.
#![cfg(feature = "metrics")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use phiward_resilience::edge::{Circuit, ManualClock};
use phiward_resilience::metrics::{BreakerMetrics, CALLS, OPEN, TRANSITIONS};
use phiward_resilience::{BreakerConfig, Outcome};

#[test]
fn calls_transitions_and_the_state() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, || {
        let clock = ManualClock::default();
        let metrics = BreakerMetrics::new("mail");
        let circuit = Circuit::observed(BreakerConfig::default(), clock.clone(), metrics).unwrap();
        (0..3).for_each(|_| circuit.run(|| Ok::<_, ()>(())).unwrap());
        (0..5).for_each(|_| circuit.run(|| Err::<(), _>(())).unwrap_err_and_drop());
        (0..2).for_each(|_| circuit.run(|| Ok::<_, ()>(())).unwrap_err_and_drop());
        clock.advance(60_000);
        circuit.acquire().unwrap().report(Outcome::Ignored);
        drop(circuit.acquire());
    });
    let mut seen = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let labels: Vec<String> = key.key().labels().map(|label| label.value().to_owned()).collect();
        let value = match value {
            DebugValue::Counter(count) => count.to_string(),
            DebugValue::Gauge(value) => value.to_string(),
            DebugValue::Histogram(_) => panic!("there is none"),
        };
        seen.insert(format!("{} {}", key.key().name(), labels.join(" ")), value);
    }
    for (name, value) in [
        (format!("{CALLS} mail succeeded"), "3"),
        (format!("{CALLS} mail failed"), "5"),
        (format!("{CALLS} mail rejected"), "2"),
        (format!("{CALLS} mail ignored"), "1"),
        (format!("{CALLS} mail cancelled"), "1"),
        (format!("{TRANSITIONS} mail open"), "1"),
        (format!("{TRANSITIONS} mail half_open"), "1"),
        (format!("{OPEN} mail"), "0.5"),
    ] {
        assert_eq!(seen.get(&name).map(String::as_str), Some(value), "{name}: {seen:?}");
    }
}

/// Says that an error is expected and of no further interest.
trait UnwrapErrAndDrop {
    fn unwrap_err_and_drop(self);
}

impl<T: core::fmt::Debug, E> UnwrapErrAndDrop for Result<T, E> {
    fn unwrap_err_and_drop(self) {
        assert!(self.is_err());
    }
}
