//! Runs the engine over notes: the subcommand `find`.

use std::io::{self, BufRead as _, Write as _};

use phiward_redact::Detector;
use serde_json::{Value, json};

use crate::engine::{self, Engine};

const USAGE: &str =
    "usage: phiward-redact-data find [--mode balanced|strict] [--tagger FILE] < NOTES > SPANS";

/// Reads notes as lines of JSON and writes their spans, in code points.
///
/// # Errors
/// A sentence: an argument is unknown, or a line is no note.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let mut engine = Engine::default();
    for pair in arguments.chunks(2) {
        let [option, value] = pair else { return Err(USAGE.to_owned()) };
        if !engine.take(option, value)? {
            return Err(USAGE.to_owned());
        }
    }
    let detector = engine.detector();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let row = found(&detector, &line).map_err(|error| error.to_string())?;
        writeln!(out, "{row}").map_err(|error| error.to_string())?;
    }
    out.flush().map_err(|error| error.to_string())?;
    Ok(String::new())
}

/// The spans of a note, under its id.
fn found(detector: &Detector<'_>, line: &str) -> serde_json::Result<Value> {
    let note: Value = serde_json::from_str(line)?;
    let text = note.get("text").and_then(Value::as_str).unwrap_or_default();
    let spans: Vec<Value> = engine::find(detector, text)
        .into_iter()
        .map(|(range, span)| {
            json!({
                "start": range.start,
                "end": range.end,
                "type": span.category.name(),
                "confidence": span.confidence,
                "rule": span.rule,
            })
        })
        .collect();
    Ok(json!({ "id": note.get("id"), "spans": spans }))
}
