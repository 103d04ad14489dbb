//! Records of logs: fields by the table, and then texts by the redactor.

use alloc::string::String;

use phiward_json::{Raw, push_text};
use phiward_phi::{FieldPolicy, FieldTable};
use phiward_redact::{Category, Format, PolicyError, Terms, TokenMap};

use super::MASK;

/// Levels of objects, arrays and JSON in texts that are looked into; what is deeper is masked.
const MAX_DEPTH: usize = 32;
/// Fields beyond the table of launches that say what somebody is or has.
const CLINICAL_FIELDS: &[&str] = &[
    "age",
    "patientage",
    "agemonths",
    "diagnosis",
    "diagnoses",
    "condition",
    "chiefcomplaint",
    "complaint",
    "primaryimpression",
    "symptoms",
    "medications",
    "allergies",
    "gender",
    "sex",
    "weight",
    "vitals",
];
/// Fields in which loggers write when a line was written.
const LINE_TIMES: &[&str] = &["time", "timestamp"];

/// Ages as notes and programs write them, in the notation of [`Terms`].
const AGES: &[&str] = &[
    "#{1,3}-year-old",
    "#{1,3} year old",
    "#{1,3} years old",
    "#{1,3} yr old",
    "#{1,3} yrs old",
    "#{1,3}-yr-old",
    "#{1,3} y/o",
    "#{1,3}y/o",
    "#{1,3} yo",
    "#{1,3}yo",
    "#{1,3}yom",
    "#{1,3}yof",
    "#{1,3} yom",
    "#{1,3} yof",
    "#{1,2}-month-old",
    "#{1,2} month old",
    "#{1,2} months old",
    "#{1,2}-day-old",
    "#{1,2} days old",
    "age #{1,3}",
    "age: #{1,3}",
    "age:#{1,3}",
    "age=#{1,3}",
    "age is #{1,3}",
    "aged #{1,3}",
];
/// Codes of ICD-10-CM with a part behind the dot.
const DIAGNOSES: &[&str] = &["@#*.#{1,4}"];

/// What a log hides in texts beyond what Safe Harbor names.
pub(super) fn terms() -> Result<Terms, PolicyError> {
    let mut terms = Terms::new();
    for pattern in AGES {
        terms = terms.with_recogniser(pattern, Category::OtherId, pattern)?;
    }
    for pattern in DIAGNOSES {
        terms = terms.with_recogniser(pattern, Category::OtherId, pattern)?;
    }
    Ok(terms)
}

/// A log line or record as a log may hold it.
///
/// In JSON the values of fields that are never to be logged are masked at any depth, also in JSON inside of
/// texts; then everything goes through the redactor. When `keep_times` is set, the time of the line stays.
pub(super) fn redact(engine: &phiward_redact::Redactor<'static>, line: &str, keep_times: bool) -> String {
    let record = line.trim_end_matches(['\r', '\n']);
    let end = line.get(record.len()..).unwrap_or_default();
    let mut masking = Masking { fields: FieldTable::launch(), keep_times, time: None };
    let mut map = TokenMap::new();
    let Some(masked) = masking.document(record, 0) else {
        return engine.redact_as(Format::Log, line, &mut map).text;
    };
    let mut text = engine.redact_as(Format::Json, &masked, &mut map).text;
    if let Some(time) = masking.time
        && text.starts_with('{')
    {
        let comma = if text.starts_with("{}") { "" } else { "," };
        text.insert_str(1, comma);
        text.insert_str(1, &time);
    }
    text.push_str(end);
    text
}

struct Masking {
    fields: FieldTable,
    keep_times: bool,
    /// The member that tells when the line was written, which is put back after redaction.
    time: Option<String>,
}

impl Masking {
    /// The text of an object or array with its fields masked; `None` when it is neither.
    fn document(&mut self, text: &str, depth: usize) -> Option<String> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let mut written = String::with_capacity(text.len());
        self.nested(Raw::parse(text)?, depth, &mut written).then_some(written)
    }

    /// Appends an object or array with its fields masked; false when it is neither.
    fn nested(&mut self, raw: Raw<'_>, depth: usize, written: &mut String) -> bool {
        if let Some(items) = raw.items() {
            written.push('[');
            for item in items {
                separate(written);
                self.value(item, depth + 1, written);
            }
            written.push(']');
            return true;
        }
        let Some(members) = raw.members() else { return false };
        written.push('{');
        for (name, value) in members {
            let is_line_time = depth == 0 && self.keep_times && LINE_TIMES.contains(&name.as_str());
            if is_line_time && is_time(value.as_str()) {
                self.time = Some(quoted(&name) + ":" + value.as_str());
                continue;
            }
            separate(written);
            push_text(&name, written);
            written.push(':');
            if self.is_masked(&name) {
                push_text(MASK, written);
            } else {
                self.value(value, depth + 1, written);
            }
        }
        written.push('}');
        true
    }

    /// Appends a value with the fields in it masked.
    fn value(&mut self, raw: Raw<'_>, depth: usize, written: &mut String) {
        if depth > MAX_DEPTH {
            push_text(MASK, written);
        } else if self.nested(raw, depth, written) {
        } else if let Some(inner) = raw.text().and_then(|text| self.document(&text, depth + 1)) {
            push_text(&inner, written);
        } else {
            written.push_str(raw.as_str());
        }
    }

    fn is_masked(&self, name: &str) -> bool {
        let row = self.fields.find(name);
        if row.is_some_and(|row| row.policy > FieldPolicy::LogAfterRedaction) {
            return true;
        }
        let letters = name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase());
        CLINICAL_FIELDS.contains(&letters.collect::<String>().as_str())
    }
}

/// Whether a value can be nothing but a time: a number, or digits with the signs of ISO 8601.
fn is_time(raw: &str) -> bool {
    let text = raw.trim_matches('"');
    (10..=35).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"TZ:.+- ".contains(&byte))
        && text.starts_with(['1', '2'])
}

/// A comma between values, of which the first follows a bracket.
fn separate(written: &mut String) {
    if !written.ends_with(['[', '{']) {
        written.push(',');
    }
}

fn quoted(text: &str) -> String {
    let mut written = String::new();
    push_text(text, &mut written);
    written
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn masked(text: &str) -> Option<String> {
        Masking { fields: FieldTable::launch(), keep_times: false, time: None }.document(text, 0)
    }

    #[test]
    fn fields_are_masked_at_any_depth_and_in_texts_of_texts() {
        let inner = quoted(r#"{"userAge": 62, "step": "search"}"#);
        let text = format!(r#"{{"level":30,"a":[{{"impression":"R07.9"}}],"nested":{inner}}}"#);
        let shown = masked(&text).unwrap();
        assert_eq!(
            shown,
            r#"{"level":30,"a":[{"impression":"[REDACTED]"}],"nested":"{\"userAge\":\"[REDACTED]\",\"step\":\"search\"}"}"#
        );
        assert_eq!(masked("plain text"), None);
        assert_eq!(masked("{broken"), None);
    }

    #[test]
    fn what_is_too_deep_is_masked() {
        let deep = "[".repeat(100) + "62" + &"]".repeat(100);
        assert!(!masked(&deep).unwrap().contains("62"));
    }

    #[test]
    fn only_times_are_times() {
        for time in ["1767225600000", "\"2026-01-01T00:00:00.000Z\""] {
            assert!(is_time(time), "{time}");
        }
        for other in ["\"Jane Doe wrote\"", "62", "\"078-05-1120\"", "null"] {
            assert!(!is_time(other), "{other}");
        }
    }
}
