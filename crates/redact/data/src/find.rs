//! Runs the engine over notes: the subcommand `find`.

use std::{
    fs,
    io::{self, BufRead as _, Write as _},
};

use phiward_redact::{Detector, Mode, training};
use serde_json::{Value, json};

const USAGE: &str =
    "usage: phiward-redact-data find [--mode balanced|strict] [--tagger FILE] < NOTES > SPANS";

/// Reads notes as lines of JSON and writes their spans, in code points.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let mut mode = Mode::Balanced;
    let mut weights: Option<Vec<u8>> = None;
    for pair in arguments.chunks(2) {
        match pair {
            [flag, value] if flag == "--mode" => {
                mode = match value.as_str() {
                    "balanced" => Mode::Balanced,
                    "strict" => Mode::Strict,
                    _ => return Err(USAGE.into()),
                };
            }
            [flag, value] if flag == "--tagger" => {
                weights = Some(fs::read(value).map_err(|error| format!("{value}: {error}"))?);
            }
            _ => return Err(USAGE.into()),
        }
    }
    let detector = match &weights {
        Some(bytes) => training::detector(mode, bytes).ok_or("not weights of this version")?,
        None => Detector::new(mode),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let note: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let text = note["text"].as_str().unwrap_or_default();
        let row = json!({ "id": note["id"], "spans": spans(&detector, text) });
        writeln!(out, "{row}").map_err(|error| error.to_string())?;
    }
    Ok(String::new())
}

fn spans(detector: &Detector<'_>, text: &str) -> Vec<Value> {
    let (mut at, mut point) = (0, 0);
    let mut point_of = |byte: usize| {
        point += text.get(at..byte).unwrap_or_default().chars().count();
        at = byte;
        point
    };
    detector
        .find(text)
        .iter()
        .map(|span| {
            let (start, end) = (point_of(span.start), point_of(span.end));
            json!({ "start": start, "end": end, "type": span.category.name(), "confidence": span.confidence, "rule": span.rule })
        })
        .collect()
}
