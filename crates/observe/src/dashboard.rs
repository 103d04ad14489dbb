//! A Grafana dashboard made of the metrics, so that the two cannot drift apart.

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use serde_json::{Value, json};

use crate::metric::{self, Metric, MetricKind};

/// Panels in a row.
const COLUMNS: usize = 3;
const WIDTH: usize = 8;
const HEIGHT: usize = 7;

/// The dashboard as JSON, to be imported into Grafana; `title` is a literal.
///
/// Each metric has a panel: counters as rates, gauges as they are, histograms as 50th, 95th and 99th percentile.
///
/// ```
/// let dashboard = phiward_observe::grafana_dashboard("Gateway");
/// assert!(dashboard.contains("histogram_quantile(0.95"));
/// ```
#[must_use]
pub fn grafana_dashboard(title: &'static str) -> String {
    let panels: Vec<Value> =
        metric::ALL.iter().enumerate().map(|(index, metric)| panel(index, metric)).collect();
    let dashboard = json!({
        "title": title,
        "uid": "phiward",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": { "from": "now-6h", "to": "now" },
        "templating": { "list": [{ "name": "datasource", "type": "datasource", "query": "prometheus" }] },
        "panels": panels,
    });
    // Written with indents: people review it.
    format!("{dashboard:#}\n")
}

fn panel(index: usize, metric: &Metric) -> Value {
    let Metric { name, kind, help, labels, .. } = metric;
    let by = labels.join(", ");
    let legend = labels.iter().map(|label| format!("{{{{{label}}}}}")).collect::<Vec<_>>().join(" ");
    let targets: Vec<(String, String)> = match kind {
        MetricKind::Counter => {
            let sum = if by.is_empty() { "sum".to_string() } else { format!("sum by ({by})") };
            [(format!("{sum} (rate({name}[5m]))"), legend)].into()
        }
        MetricKind::Gauge => [(name.to_string(), legend)].into(),
        MetricKind::Histogram => ["0.5", "0.95", "0.99"]
            .iter()
            .map(|quantile| {
                let expression =
                    format!("histogram_quantile({quantile}, sum by (le) (rate({name}_bucket[5m])))");
                (expression, format!("p{}", quantile.trim_start_matches("0.")))
            })
            .collect(),
    };
    let unit = match kind {
        MetricKind::Counter => "reqps",
        MetricKind::Histogram => "ms",
        MetricKind::Gauge if name.ends_with("_bytes") => "bytes",
        MetricKind::Gauge => "short",
    };
    let targets: Vec<Value> = targets
        .into_iter()
        .zip(["A", "B", "C"])
        .map(|((expression, legend), id)| json!({ "expr": expression, "legendFormat": legend, "refId": id }))
        .collect();
    json!({
        "id": index + 1,
        "type": "timeseries",
        "title": help.trim_end_matches('.'),
        "datasource": { "type": "prometheus", "uid": "${datasource}" },
        "gridPos": { "h": HEIGHT, "w": WIDTH, "x": index % COLUMNS * WIDTH, "y": index / COLUMNS * HEIGHT },
        "fieldConfig": { "defaults": { "unit": unit }, "overrides": [] },
        "targets": targets,
    })
}
