//! The form in which a corpus is written: one section a line.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use phiward_search::{AgeGroup, Level, Section};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

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

/// Reads a section of a corpus from JSON, or tells what is wrong with it.
///
/// # Errors
/// A sentence that holds nothing of the input.
pub fn section_of(line: &[u8]) -> Result<Section, &'static str> {
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
