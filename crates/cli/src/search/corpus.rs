//! Reading a corpus: one section a line.

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use phiward_search::{AgeGroup, IndexBuilder, Level, Section};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::failure::{Failure, Place};
use crate::input::Input;
use crate::progress::Progress;

/// A line. Members that are absent or null are empty; others are not looked at.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "_id", deserialize_with = "word")]
    id: String,
    #[serde(default, deserialize_with = "word")]
    title: String,
    #[serde(default, deserialize_with = "word")]
    text: String,
    #[serde(default, deserialize_with = "word")]
    name: String,
    #[serde(default, deserialize_with = "word")]
    number: String,
    #[serde(default, deserialize_with = "word")]
    section: String,
    #[serde(default, deserialize_with = "word")]
    agency: String,
    #[serde(default, deserialize_with = "word")]
    age: String,
    #[serde(default)]
    codes: Option<Vec<String>>,
    #[serde(default)]
    impressions: Option<Vec<String>>,
    #[serde(default, deserialize_with = "word")]
    level: String,
    #[serde(default)]
    ordinal: u32,
}

/// A string, or a number as it is written, or nothing.
fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("neither a string nor a number")),
    }
}

/// Adds every section of a file to a builder.
pub(super) fn read(path: &Path, builder: &mut IndexBuilder, quiet: bool) -> Result<(), Failure> {
    let input = Input::open(Some(path))?;
    let place = input.place().clone();
    let progress = Progress::of(input.len(), quiet);
    let mut reader = BufReader::with_capacity(1 << 16, input.with_progress(progress));
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(|error| Failure::reading(&place, &error))?;
        if read == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let section = section_of(&line).map_err(|reason| of_line("malformed", &reason, &place, number))?;
        builder.add(section).map_err(|error| of_line(error.code(), &error, &place, number))?;
    }
    if builder.is_empty() {
        return Err(Failure::new("empty_corpus", format!("{place} holds no section")));
    }
    Ok(())
}

/// Reads a section, or tells what is wrong with it.
pub(crate) fn section_of(line: &[u8]) -> Result<Section, &'static str> {
    let line: Line = serde_json::from_slice(line).map_err(|_| "there is no section in JSON")?;
    let age = match line.age.as_str() {
        "" => AgeGroup::All,
        name => AgeGroup::from_name(name).ok_or("`age` is none of `all`, `adult` and `pediatric`")?,
    };
    Ok(Section {
        id: line.id,
        agency: line.agency,
        number: line.number,
        name: line.name,
        title: line.title,
        section: line.section,
        age,
        codes: line.codes.unwrap_or_default(),
        impressions: line.impressions.unwrap_or_default(),
        level: Level::from_name(&line.level).unwrap_or_default(),
        text: line.text,
        ordinal: line.ordinal,
    })
}

fn of_line(code: &'static str, reason: &dyn core::fmt::Display, place: &Place, number: u64) -> Failure {
    Failure::new(code, format!("line {number} of {place}: {reason}"))
}
