//! Kind `resilience-trace/1`: decisions of breakers, retries, budgets, limits and idempotency keys over time.

use std::io::{self, Write};

use phiward_resilience::trace;
use serde_json::Value;

use super::case::Fault;
use super::report::Report;

/// Replays the traces of a file. A trace is judged as a whole, by the library.
pub(super) fn replay_file<W: Write>(file: &Value, report: &mut Report<W>) -> io::Result<()> {
    let traces = file.get("traces").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if traces.is_empty() {
        return report.failed(trace::KIND, "there are no traces");
    }
    for (index, one) in traces.iter().enumerate() {
        let id = one.get("id").and_then(Value::as_str);
        let id = id.map_or_else(|| format!("{}[{index}]", trace::KIND), str::to_owned);
        report.judged(&id, trace::replay(one).map_err(|failure| Fault(failure.to_string())))?;
    }
    Ok(())
}
