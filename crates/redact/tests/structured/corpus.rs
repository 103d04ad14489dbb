//! The development documents: what goes, what stays, and that the syntax stays.
//!
//! `data/structured.jsonl` and `data/outsiders.jsonl` hold documents of invented people with the places of what
//! identifies them, in Unicode code points; the second has the habits of many programs, and values by chance.

use std::{collections::BTreeMap, sync::LazyLock};

use phiward_redact::{Entry, Format, Operator, Redaction, TokenMap};
use serde_json::Value;

use crate::{properties::assert_well_formed, redactor};

/// A document and what identifies in it, as ranges of bytes.
pub(crate) struct Document {
    pub(crate) id: String,
    /// The kind that the document is counted under: FHIR apart from other JSON.
    pub(crate) kind: String,
    pub(crate) format: Format,
    pub(crate) text: String,
    pub(crate) gold: Vec<(usize, usize)>,
}

const FILES: [&str; 2] = [include_str!("../data/structured.jsonl"), include_str!("../data/outsiders.jsonl")];

/// Every document.
pub(crate) fn documents() -> &'static [Document] {
    static DOCUMENTS: LazyLock<Vec<Document>> =
        LazyLock::new(|| FILES.iter().flat_map(|file| file.lines()).map(document).collect());
    &DOCUMENTS
}

fn document(line: &str) -> Document {
    let value: Value = serde_json::from_str(line).unwrap();
    let text = value["text"].as_str().unwrap().to_owned();
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |value: &Value| places[usize::try_from(value.as_u64().unwrap()).unwrap()];
    let gold = value["spans"].as_array().unwrap().iter();
    let gold = gold.map(|span| (place(&span["start"]), place(&span["end"]))).collect();
    let kind = value["format"].as_str().unwrap().to_owned();
    let format = Format::from_name(&kind).unwrap();
    Document { id: value["id"].as_str().unwrap().to_owned(), kind, format, text, gold }
}

pub(crate) fn redacted(document: &Document) -> Redaction {
    redactor().redact_as(document.format, &document.text, &mut TokenMap::new())
}

/// Whether each byte lies within a range.
fn marks(len: usize, ranges: impl Iterator<Item = (usize, usize)>) -> Vec<bool> {
    let mut marks = vec![false; len];
    for (start, end) in ranges {
        marks[start..end].fill(true);
    }
    marks
}

fn changed(entries: &[Entry]) -> impl Iterator<Item = (usize, usize)> {
    let changed = entries.iter().filter(|entry| entry.operator != Operator::Keep);
    changed.map(|entry| (entry.span.start, entry.span.end))
}

/// Letters and digits: of what identifies, of it redacted, of the rest, and of the rest redacted.
#[derive(Default, Clone, Copy)]
pub(crate) struct Counts([usize; 4]);

impl Counts {
    pub(crate) fn add(&mut self, text: &str, gold: &[(usize, usize)], entries: &[Entry]) {
        let gold = marks(text.len(), gold.iter().copied());
        let hit = marks(text.len(), changed(entries));
        for (at, _) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let first = if gold[at] { 0 } else { 2 };
            self.0[first] += 1;
            self.0[first + 1] += usize::from(hit[at]);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of characters are small")]
    pub(crate) fn recall(self) -> f64 {
        self.0[1] as f64 / self.0[0].max(1) as f64
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of characters are small")]
    fn over_redaction(self) -> f64 {
        1000.0 * self.0[3] as f64 / self.0[2].max(1) as f64
    }
}

#[test]
fn what_identifies_goes_and_the_rest_stays() {
    let mut kinds: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for document in documents() {
        let redaction = redacted(document);
        let entries = redaction.manifest.entries();
        kinds.entry(&document.kind).or_default().add(&document.text, &document.gold, entries);
        all.add(&document.text, &document.gold, entries);
    }
    assert_eq!(kinds.keys().copied().collect::<Vec<_>>(), ["fhir", "hl7", "json", "log", "nemsis"]);
    for (kind, counts) in &kinds {
        assert!(counts.recall() >= 0.985, "{kind}: recall {}", counts.recall());
        let bar = if *kind == "log" { 80.0 } else { 20.0 };
        assert!(counts.over_redaction() <= bar, "{kind}: over-redaction {}", counts.over_redaction());
    }
    assert!(documents().len() >= 60 && all.recall() >= 0.99 && all.over_redaction() <= 20.0);
}

#[test]
fn formats_are_detected() {
    for document in documents() {
        assert_eq!(Format::detect(&document.text), document.format, "{}", document.id);
    }
    for note in [
        "Seen 3/14 by the team.\nPlan: rest.",
        "2024-05-01 08:30 Nursing note: patient resting.\nVitals stable.",
        "PATIENT NAME: X\nDOB: 1/2/1950\nMRN: 123",
        "",
        "\u{feff}",
    ] {
        assert_eq!(Format::detect(note), Format::Text, "{note}");
    }
}

#[test]
fn json_keeps_its_members_and_types() {
    fn check(before: &Value, after: &Value, id: &str) {
        match (before, after) {
            (Value::Object(one), Value::Object(other)) => {
                assert_eq!(one.len(), other.len(), "{id}");
                for (key, before) in one {
                    // The names of members are data in one document only.
                    match other.get(key) {
                        Some(after) => check(before, after, id),
                        None => assert_eq!(id, "json-map-by-patient", "{key}"),
                    }
                }
            }
            (Value::Array(one), Value::Array(other)) => {
                assert_eq!(one.len(), other.len(), "{id}");
                one.iter().zip(other).for_each(|(one, other)| check(one, other, id));
            }
            (Value::String(_) | Value::Number(_), Value::String(_)) => {}
            (one, other) => assert_eq!(one, other, "{id}"),
        }
    }
    for document in documents().iter().filter(|document| document.format == Format::Json) {
        let before: Value = serde_json::from_str(&document.text).unwrap();
        let after: Value = serde_json::from_str(&redacted(document).text).unwrap();
        check(&before, &after, &document.id);
    }
}

#[test]
fn xml_keeps_its_elements() {
    let names = |text: &str| -> Vec<String> {
        let tags = text.split('<').skip(1);
        tags.map(|tag| tag.split([' ', '>', '/']).next().unwrap_or_default().to_owned()).collect()
    };
    for document in documents().iter().filter(|document| document.format == Format::Xml) {
        let out = redacted(document).text;
        assert_well_formed(&document.text);
        assert_well_formed(&out);
        // Text in a section is data, and its brackets may go with it.
        if !document.text.contains("CDATA") {
            assert_eq!(names(&document.text), names(&out), "{}", document.id);
        }
    }
}

#[test]
fn hl7_keeps_its_segments_and_separators() {
    for document in documents().iter().filter(|document| document.format == Format::Hl7) {
        let header = document.text.find("MSH").or_else(|| document.text.find("FHS")).unwrap();
        let separators = document.text[header + 3..].chars().enumerate().take(5);
        // Escapes may go with what they stand in.
        let separators = separators.filter(|(index, _)| *index != 3).map(|(_, mark)| mark);
        let marks: Vec<char> = separators.chain(['\r', '\n', '\u{b}', '\u{1c}']).collect();
        let shape = |text: &str| -> Vec<String> {
            text.split(['\r', '\n'])
                .map(|line| {
                    let name = line.trim_start_matches('\u{b}').get(..3).unwrap_or(line);
                    name.chars().chain(line.chars().filter(|c| marks.contains(c))).collect()
                })
                .collect()
        };
        let out = redacted(document).text;
        assert_eq!(shape(&document.text), shape(&out), "{}", document.id);
    }
}

#[test]
fn logs_keep_their_lines_and_keys() {
    let keys = |line: &str| -> Vec<String> {
        let words = line.split([' ', '&', '?', ',', '(', '[']);
        let keys = words.filter_map(|word| word.split_once('=')).map(|(key, _)| key.to_owned());
        keys.filter(|key| key.len() > 1 && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
            .collect()
    };
    for document in documents().iter().filter(|document| document.format == Format::Log) {
        let out = redacted(document).text;
        assert_eq!(document.text.lines().count(), out.lines().count(), "{}", document.id);
        for (before, after) in document.text.lines().zip(out.lines()) {
            assert_eq!(keys(before), keys(after), "{}", document.id);
        }
    }
}

/// What may stand for a span in the output: its tag, the mask, a host, or a name of a member with a number.
fn stand_in(entry: &Entry, rest: &str) -> Option<usize> {
    let name = entry.span.category.name();
    let candidates =
        [format!("[{name}]"), format!("\"[{name}]\""), "[REDACTED]".into(), "redacted.invalid".into()];
    let plain = candidates.iter().find(|text| rest.starts_with(text.as_str())).map(String::len);
    plain.or_else(|| {
        let numbered = rest.strip_prefix(&format!("[{name}_"))?;
        Some(rest.len() - numbered.len() + numbered.find(']')? + 1)
    })
}

#[test]
fn the_manifest_tells_exactly_what_was_replaced() {
    for document in documents() {
        let redaction = redacted(document);
        let (mut at, mut rest) = (0, redaction.text.as_str());
        for entry in redaction.manifest.entries().iter().filter(|entry| entry.operator != Operator::Keep) {
            assert!(entry.span.start >= at, "{}: {entry:?}", document.id);
            let copied = &document.text[at..entry.span.start];
            rest = rest.strip_prefix(copied).unwrap_or_else(|| panic!("{}: before {entry:?}", document.id));
            let len = stand_in(entry, rest).unwrap_or_else(|| panic!("{}: {entry:?}", document.id));
            rest = &rest[len..];
            at = entry.span.end;
        }
        assert_eq!(rest, &document.text[at..], "{}", document.id);
    }
}
