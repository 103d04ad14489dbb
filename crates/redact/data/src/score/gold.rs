//! Notes with gold spans, and what the engine finds in them.

use core::ops::Range;
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
};

use phiward_redact::{Detector, Span};
use serde_json::Value;

use crate::engine;

/// A stretch of a note, in code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The name of the category.
    pub(super) kind: String,
}

/// A note and what is right for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) id: String,
    pub(super) text: String,
    /// What must be redacted.
    pub(super) gold: Vec<Stretch>,
    /// What is neither a leak nor an over-redaction.
    pub(super) ignore: Vec<Stretch>,
}

impl Note {
    fn from_line(line: &str) -> Option<Self> {
        let row: Value = serde_json::from_str(line).ok()?;
        Some(Self {
            id: row.get("id")?.as_str()?.to_owned(),
            text: row.get("text")?.as_str()?.to_owned(),
            gold: stretches(row.get("spans")?)?,
            ignore: row.get("ignore").map_or(Some(Vec::new()), stretches)?,
        })
    }
}

fn stretches(list: &Value) -> Option<Vec<Stretch>> {
    let number = |value: &Value, name| usize::try_from(value.get(name)?.as_u64()?).ok();
    let stretch = |value: &Value| {
        Some(Stretch {
            start: number(value, "start")?,
            end: number(value, "end")?,
            kind: value.get("type")?.as_str()?.to_owned(),
        })
    };
    list.as_array()?.iter().map(stretch).collect()
}

/// Reads a file of notes.
///
/// # Errors
/// A sentence that names the file and the line.
pub(super) fn read(path: &Path) -> Result<Vec<Note>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut notes = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(fs::File::open(path).map_err(failed)?).lines()) {
        let line = line.map_err(failed)?;
        if !line.trim().is_empty() {
            let wrong = || format!("{}: line {number} is no note with gold spans", path.display());
            notes.push(Note::from_line(&line).ok_or_else(wrong)?);
        }
    }
    Ok(notes)
}

/// What the engine finds, in code points.
pub(super) fn find(detector: &Detector<'_>, text: &str) -> Vec<Stretch> {
    let found = engine::find(detector, text).into_iter();
    let stretch = |(range, span): (Range<usize>, Span)| Stretch {
        start: range.start,
        end: range.end,
        kind: span.category.name().to_owned(),
    };
    found.map(stretch).collect()
}
