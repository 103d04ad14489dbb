//! Counts and times of requests, as Prometheus reads them. Labels are words of ours, so that nothing of a request and
//! nobody's id can become one.

use core::fmt::Write as _;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Upper bounds of the histogram, in milliseconds: fine around what is promised, coarse beyond.
const BOUNDS_MS: [u64; 11] = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 5000];

/// What was counted since this process began.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    requests: BTreeMap<(String, u16), u64>,
    times: BTreeMap<String, Histogram>,
}

#[derive(Default)]
struct Histogram {
    buckets: [u64; BOUNDS_MS.len()],
    count: u64,
    sum_ms: u64,
}

impl Metrics {
    /// Counts a request by its step, which is one of a fixed set of words.
    pub(crate) fn add(&self, step: &str, status: u16, duration_ms: u64) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counted.requests.entry((step.to_owned(), status)).or_default() += 1;
        let times = counted.times.entry(step.to_owned()).or_default();
        for (bucket, bound) in times.buckets.iter_mut().zip(BOUNDS_MS) {
            *bucket += u64::from(duration_ms <= bound);
        }
        times.count += 1;
        times.sum_ms = times.sum_ms.saturating_add(duration_ms);
    }

    /// The text format of Prometheus, version 0.0.4.
    pub(crate) fn render(&self) -> String {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from("# TYPE gateway_requests_total counter\n");
        // A String takes everything.
        for ((step, status), count) in &counted.requests {
            let _ = writeln!(text, "gateway_requests_total{{step=\"{step}\",status=\"{status}\"}} {count}");
        }
        text.push_str("# TYPE gateway_request_duration_ms histogram\n");
        for (step, times) in &counted.times {
            for (bound, count) in BOUNDS_MS.iter().zip(times.buckets) {
                let _ = writeln!(
                    text,
                    "gateway_request_duration_ms_bucket{{step=\"{step}\",le=\"{bound}\"}} {count}"
                );
            }
            let Histogram { count, sum_ms, .. } = times;
            let _ =
                writeln!(text, "gateway_request_duration_ms_bucket{{step=\"{step}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(text, "gateway_request_duration_ms_sum{{step=\"{step}\"}} {sum_ms}");
            let _ = writeln!(text, "gateway_request_duration_ms_count{{step=\"{step}\"}} {count}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Metrics;

    #[test]
    fn buckets_hold_what_is_not_above_them() {
        let metrics = Metrics::default();
        for duration_ms in [1, 3, 20, 9000] {
            metrics.add("record/read", 200, duration_ms);
        }
        let text = metrics.render();
        for line in [
            "gateway_requests_total{step=\"record/read\",status=\"200\"} 4",
            "gateway_request_duration_ms_bucket{step=\"record/read\",le=\"1\"} 1",
            "gateway_request_duration_ms_bucket{step=\"record/read\",le=\"5\"} 2",
            "gateway_request_duration_ms_bucket{step=\"record/read\",le=\"20\"} 3",
            "gateway_request_duration_ms_bucket{step=\"record/read\",le=\"5000\"} 3",
            "gateway_request_duration_ms_bucket{step=\"record/read\",le=\"+Inf\"} 4",
            "gateway_request_duration_ms_sum{step=\"record/read\"} 9024",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
