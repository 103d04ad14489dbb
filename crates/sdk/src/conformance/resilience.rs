//! Kind `resilience-trace/1`: decisions of breakers, retries, budgets, limits and idempotency keys over time.

use phiward_resilience::trace;
use serde_json::Value;

use super::{CaseResult, case::Fault};

/// Replays the traces of a file. A trace is judged as a whole, by the library.
pub(super) fn replay_file(file: &Value, each: &mut dyn FnMut(CaseResult)) {
    let traces = file.get("traces").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if traces.is_empty() {
        each(CaseResult::failed(trace::KIND, "there are no traces"));
    }
    for (index, one) in traces.iter().enumerate() {
        let id = one.get("id").and_then(Value::as_str);
        let id = id.map_or_else(|| format!("{}[{index}]", trace::KIND), str::to_owned);
        each(CaseResult::judged(id, trace::replay(one).map_err(|failure| Fault(failure.to_string()))));
    }
}
