//! Numbers of metrics, and the text that Prometheus reads.

use alloc::{borrow::ToOwned as _, collections::BTreeMap, string::String, vec::Vec};
use core::fmt::{self, Write as _};

use phiward_phi::Loggable;

use crate::metric::{Metric, MetricKind};

/// The most label values of a metric; further ones are counted as `other`.
///
/// A label that takes any value fills the memory of whoever reads it, and in the end holds a patient.
pub const MAX_SERIES: usize = 256;

/// The most bytes of a label value.
const MAX_LABEL_LEN: usize = 64;

/// The media type of [`Registry::to_prometheus`].
pub const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The numbers of all metrics of a program.
///
/// Label values are [`Loggable`]: literals, ids that were checked, pseudonyms. A `String` is not.
///
/// ```
/// use phiward_observe::{Registry, metric};
///
/// let mut registry = Registry::default();
/// registry.count(&metric::INTEGRATION_LAUNCHES, &[&"elite"], 1);
/// registry.observe(&metric::PROTOCOL_SEARCH_LATENCY, &[], 7);
/// let text = registry.to_prometheus();
/// assert!(text.contains("integration_launches_total{partner=\"elite\"} 1\n"));
/// assert!(text.contains("protocol_search_latency_ms_bucket{le=\"10\"} 1\n"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Registry {
    families: BTreeMap<&'static str, Family>,
}

#[derive(Debug, Clone)]
struct Family {
    metric: &'static Metric,
    series: BTreeMap<Vec<String>, Value>,
}

#[derive(Debug, Clone)]
enum Value {
    Number(u64),
    Histogram(Histogram),
}

/// Observations of a histogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    bounds: &'static [u64],
    /// One for each bound, and one above all.
    counts: Vec<u64>,
    sum: u64,
}

impl Histogram {
    /// No observations, with the upper bounds of the buckets, rising.
    #[must_use]
    pub fn new(bounds: &'static [u64]) -> Self {
        Self { bounds, counts: alloc::vec![0; bounds.len() + 1], sum: 0 }
    }

    /// Adds an observation.
    pub fn observe(&mut self, value: u64) {
        let place = self.bounds.partition_point(|bound| *bound < value);
        if let Some(count) = self.counts.get_mut(place) {
            *count = count.saturating_add(1);
        }
        self.sum = self.sum.saturating_add(value);
    }

    /// Adds the observations of another histogram with the same bounds; one with other bounds adds nothing.
    ///
    /// ```
    /// use phiward_observe::{Histogram, metric};
    ///
    /// let (mut hour, mut minute) = (Histogram::new(metric::LATENCY_MS), Histogram::new(metric::LATENCY_MS));
    /// minute.observe(7);
    /// hour.add(&minute);
    /// assert_eq!((hour.count(), hour.quantile_at_most(950_000)), (1, Some(10)));
    /// ```
    pub fn add(&mut self, other: &Self) {
        if self.bounds != other.bounds {
            return;
        }
        for (ours, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *ours = ours.saturating_add(*theirs);
        }
        self.sum = self.sum.saturating_add(other.sum);
    }

    /// How many observations there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The lowest bound below or at which so many millionths of the observations are; `None` if there are none, or if
    /// the quantile is above every bound.
    ///
    /// It never says less than the true quantile.
    #[must_use]
    pub fn quantile_at_most(&self, ppm: u32) -> Option<u64> {
        let total = u128::from(self.count());
        let mut seen: u128 = 0;
        for (bound, count) in self.bounds.iter().zip(&self.counts) {
            seen += u128::from(*count);
            if total > 0 && seen * 1_000_000 >= total * u128::from(ppm) {
                return Some(*bound);
            }
        }
        None
    }
}

impl Registry {
    /// Adds to a counter.
    pub fn count(&mut self, metric: &'static Metric, labels: &[&dyn Loggable], by: u64) {
        if let Value::Number(number) = self.value(metric, labels) {
            *number = number.saturating_add(by);
        }
    }

    /// Sets a gauge.
    pub fn set(&mut self, metric: &'static Metric, labels: &[&dyn Loggable], to: u64) {
        if let Value::Number(number) = self.value(metric, labels) {
            *number = to;
        }
    }

    /// Adds an observation to a histogram.
    pub fn observe(&mut self, metric: &'static Metric, labels: &[&dyn Loggable], value: u64) {
        if let Value::Histogram(histogram) = self.value(metric, labels) {
            histogram.observe(value);
        }
    }

    /// The number of a counter or gauge; 0 if nothing was counted.
    #[must_use]
    pub fn number(&self, metric: &Metric, labels: &[&dyn Loggable]) -> u64 {
        match self.find(metric, labels) {
            Some(Value::Number(number)) => *number,
            _ => 0,
        }
    }

    /// The observations of a histogram.
    #[must_use]
    pub fn histogram(&self, metric: &Metric, labels: &[&dyn Loggable]) -> Option<&Histogram> {
        match self.find(metric, labels) {
            Some(Value::Histogram(histogram)) => Some(histogram),
            _ => None,
        }
    }

    /// The sum of a counter over all label values.
    #[must_use]
    pub fn total(&self, metric: &Metric) -> u64 {
        let family = self.families.get(metric.name);
        family.into_iter().flat_map(|family| family.series.values()).fold(0, |sum, value| match value {
            Value::Number(number) => sum.saturating_add(*number),
            Value::Histogram(histogram) => sum.saturating_add(histogram.count()),
        })
    }

    fn find(&self, metric: &Metric, labels: &[&dyn Loggable]) -> Option<&Value> {
        self.families.get(metric.name)?.series.get(&shown(metric, labels))
    }

    fn value(&mut self, metric: &'static Metric, labels: &[&dyn Loggable]) -> &mut Value {
        let family =
            self.families.entry(metric.name).or_insert_with(|| Family { metric, series: BTreeMap::new() });
        let mut labels = shown(metric, labels);
        if family.series.len() >= MAX_SERIES && !family.series.contains_key(&labels) {
            labels.fill("other".to_owned());
        }
        family.series.entry(labels).or_insert_with(|| match metric.kind {
            MetricKind::Histogram => Value::Histogram(Histogram::new(metric.buckets)),
            MetricKind::Counter | MetricKind::Gauge => Value::Number(0),
        })
    }

    /// Writes everything in the text format 0.0.4 of Prometheus.
    #[must_use]
    pub fn to_prometheus(&self) -> String {
        let mut text = String::new();
        for family in self.families.values() {
            // A String takes everything.
            let _ = family.write(&mut text);
        }
        text
    }
}

/// As many values as the metric has labels, each bounded; one that is missing is empty.
fn shown(metric: &Metric, labels: &[&dyn Loggable]) -> Vec<String> {
    let mut values: Vec<String> = labels
        .iter()
        .take(metric.labels.len())
        .map(|label| {
            let text = alloc::format!("{label}");
            text.chars().filter(|character| !character.is_control()).take(MAX_LABEL_LEN).collect()
        })
        .collect();
    values.resize(metric.labels.len(), String::new());
    values
}

impl Family {
    fn write(&self, text: &mut String) -> fmt::Result {
        let Metric { name, kind, help, labels, .. } = self.metric;
        writeln!(text, "# HELP {name} {help}")?;
        writeln!(text, "# TYPE {name} {}", kind.code())?;
        for (values, value) in &self.series {
            match value {
                Value::Number(number) => {
                    write!(text, "{name}")?;
                    write_labels(text, labels, values, None)?;
                    writeln!(text, " {number}")?;
                }
                Value::Histogram(histogram) => write_histogram(text, name, labels, values, histogram)?,
            }
        }
        Ok(())
    }
}

fn write_histogram(
    text: &mut String,
    name: &str,
    labels: &[&str],
    values: &[String],
    histogram: &Histogram,
) -> fmt::Result {
    let mut seen = 0u64;
    let bounds = histogram.bounds.iter().map(|bound| alloc::format!("{bound}"));
    for (bound, count) in bounds.chain(["+Inf".to_owned()]).zip(&histogram.counts) {
        seen = seen.saturating_add(*count);
        write!(text, "{name}_bucket")?;
        write_labels(text, labels, values, Some(&bound))?;
        writeln!(text, " {seen}")?;
    }
    for (suffix, number) in [("sum", histogram.sum), ("count", seen)] {
        write!(text, "{name}_{suffix}")?;
        write_labels(text, labels, values, None)?;
        writeln!(text, " {number}")?;
    }
    Ok(())
}

fn write_labels(text: &mut String, labels: &[&str], values: &[String], bound: Option<&str>) -> fmt::Result {
    let mut separator = '{';
    let pairs = labels.iter().copied().zip(values.iter().map(String::as_str));
    for (label, value) in pairs.chain(bound.map(|bound| ("le", bound))) {
        write!(text, "{separator}{label}=\"")?;
        for character in value.chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                '"' => text.push_str("\\\""),
                _ => text.push(character),
            }
        }
        text.push('"');
        separator = ',';
    }
    if separator == ',' {
        text.push('}');
    }
    Ok(())
}
