//! Building an index from texts.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use phiward_search::{IndexBuilder, Lexicon, pack};
use serde::Deserialize;
use serde_json::Value;

use super::profile::profile_of;
use super::section_of;
use crate::Error;

/// What is known beside the sections, as JSON.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct BuildOptions {
    /// Terms on top of the prehospital lexicon, in the lexicon's own notation.
    lexicon: String,
    profiles: BTreeMap<String, Value>,
}

/// Builds the index of a corpus, one section in JSON a line, for
/// [`ProtocolLibrary::open`](super::ProtocolLibrary::open).
///
/// A line is `{"_id", "agency", "number", "name", "section", "title", "text", "age", "codes", "impressions", "level"}`,
/// of which only `_id` must be there. The options are `{"lexicon": "...", "profiles": {"agency": {"aliases": [],
/// "pediatric_below": [15, "years"], "pediatric_up_to_kg": 36, "fallbacks": [["1210-P", "pediatric", "1210"]]}}}`, of
/// which an empty text is the default.
///
/// # Errors
/// `malformed` names the line or the option; `missing_id`, `repeated_id`, `too_large`; `empty_corpus`.
pub fn build_index(lines: &str, options: &str) -> Result<Vec<u8>, Error> {
    let options = read(options)?;
    let mut lexicon = Lexicon::prehospital();
    if !options.lexicon.is_empty() {
        lexicon = lexicon.with(&Lexicon::parse(&options.lexicon)?);
    }
    let mut builder = IndexBuilder::new(lexicon);
    for (agency, profile) in options.profiles {
        builder.profile(&agency, profile_of(profile).map_err(|_| Error::configuration())?);
    }
    for (number, line) in (1_u64..).zip(lines.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let section = section_of(line.as_bytes()).map_err(|reason| of_line("malformed", reason, number))?;
        builder.add(section).map_err(|error| of_line(error.code(), &error.to_string(), number))?;
    }
    if builder.is_empty() {
        return Err(Error::new("empty_corpus", "the corpus holds no section"));
    }
    let shards = builder.build()?;
    let mut bytes = Vec::new();
    pack(&shards, |piece| {
        bytes.extend(piece);
        Ok::<_, Error>(())
    })?;
    Ok(bytes)
}

fn of_line(code: &'static str, reason: &str, number: u64) -> Error {
    Error::new(code, &format!("line {number}: {reason}"))
}

fn read(options: &str) -> Result<BuildOptions, Error> {
    if options.is_empty() {
        return Ok(BuildOptions::default());
    }
    // A derived reader takes a list for a record, so what must be an object is looked at first.
    let value =
        serde_json::from_str(options).ok().filter(Value::is_object).ok_or_else(Error::configuration)?;
    serde_json::from_value(value).map_err(|_| Error::configuration())
}
