//! Lines that hold a text each: `{"id","text"}` becomes `{"id","text","spans"}`.

use clap::ValueEnum as _;
use phiward_redact::{Format, Redactor, TokenMap};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Pipe;
use super::records::{Cut, Records};
use super::tell::Found;
use crate::args::FormatName;
use crate::failure::Failure;
use crate::places::CodePoints;

/// A line of the input. Other members are not looked at.
#[derive(Deserialize)]
struct Line<'a> {
    /// Copied as it is written: a number keeps its digits.
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    text: String,
    /// A name of a format; anything else counts as absent.
    #[serde(borrow)]
    format: Option<&'a RawValue>,
}

/// A line of the output.
#[derive(Serialize)]
struct Redacted<'a> {
    id: Option<&'a RawValue>,
    text: &'a str,
    spans: Vec<Found>,
}

pub(super) fn run(
    pipe: &mut Pipe,
    redactor: &Redactor<'_>,
    format: Option<FormatName>,
    as_json: bool,
) -> Result<(), Failure> {
    let mut records = Records::new(Cut::Lines);
    let (mut number, mut refused) = (0_u64, 0_u64);
    while let Some(record) = records.next(|text| pipe.read(text))? {
        number += 1;
        if record.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Line<'_>>(&record) {
            Ok(line) => redact(pipe, redactor, &line, (number, format))?,
            Err(_) => {
                refused += 1;
                let reason = format!("line {number} is no JSON object with a text in `text`");
                Failure::new("malformed", reason).report(as_json);
            }
        }
    }
    match refused {
        0 => Ok(()),
        _ => Err(Failure::new("lines_refused", format!("{refused} of {number} lines were refused"))),
    }
}

fn redact(
    pipe: &mut Pipe,
    redactor: &Redactor<'_>,
    line: &Line<'_>,
    (number, format): (u64, Option<FormatName>),
) -> Result<(), Failure> {
    let named = line.format.and_then(|name| serde_json::from_str::<String>(name.get()).ok());
    let named = named.and_then(|name| FormatName::from_str(&name, false).ok());
    let format = match named.or(format) {
        Some(name) => name.of_text().unwrap_or_else(|| Format::detect(&line.text)),
        // A text, unless its syntax says otherwise. Notes that look like logs stay notes.
        None => {
            Some(Format::detect(&line.text)).filter(|found| *found != Format::Log).unwrap_or(Format::Text)
        }
    };
    // Numbers of tokens begin anew in each text.
    let redaction = redactor.redact_as(format, &line.text, &mut TokenMap::new());
    let mut points = CodePoints::default();
    points.push(&line.text);
    let entries = redaction.manifest.entries().iter();
    let found: Vec<Found> = entries.map(|entry| Found::new(entry, 0, &mut points)).collect();
    let spans = found.iter().filter_map(|found| found.changed()).collect();
    let redacted = Redacted { id: line.id, text: &redaction.text, spans };
    let mut written = serde_json::to_string(&redacted)
        .map_err(|_| Failure::new("internal", "a redacted line could not be written"))?;
    written.push('\n');
    pipe.output.put(written.as_bytes())?;
    pipe.teller.tell_line(number, &found)
}
