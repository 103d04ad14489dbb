//! The development notes: gold spans, and sentences to make other texts of.

use core::ops::Range;
use std::{fs, sync::LazyLock};

use proptest::prelude::*;
use serde_json::Value;

/// A note with its gold spans.
pub(crate) struct Note {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) gold: Vec<Gold>,
}

/// A gold span, in bytes.
pub(crate) struct Gold {
    pub(crate) range: Range<usize>,
    pub(crate) kind: String,
}

pub(crate) static NOTES: LazyLock<Vec<Note>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sets/clinical_dev.jsonl");
    let notes: Vec<Note> = fs::read_to_string(path).unwrap().lines().map(note).collect();
    assert_eq!(notes.len(), 1_000);
    notes
});

fn note(line: &str) -> Note {
    let row: Value = serde_json::from_str(line).unwrap();
    let text = row["text"].as_str().unwrap().to_owned();
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |value: &Value| bytes[usize::try_from(value.as_u64().unwrap()).unwrap()];
    let gold = row["spans"].as_array().unwrap().iter().map(|span| Gold {
        range: at(&span["start"])..at(&span["end"]),
        kind: span["type"].as_str().unwrap().to_owned(),
    });
    Note { id: row["id"].as_str().unwrap().to_owned(), gold: gold.collect(), text }
}

/// Lines of the notes.
static LINES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| NOTES.iter().flat_map(|note| note.text.split_inclusive(['\n', '.'])).collect());

/// A sentence of a note.
pub(crate) fn sentence() -> impl Strategy<Value = String> {
    (0..LINES.len()).prop_map(|index| LINES[index].to_owned())
}

/// A text of sentences of notes, of what the engine looks for, and of anything.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let marks = proptest::sample::select(vec![
        "[NAME]",
        "[NAME_1]",
        "[DATE_",
        "[[MRN_2]]",
        "[REDACTED]",
        "MRN:",
        "SSN ",
        "Dr. ",
        "\n",
        "\r\n",
        "\u{a0}",
        "\u{2013}",
        "é",
        "ﬁ",
        "İ",
        "😀",
        "\u{301}",
        "@",
        "://",
        "(",
        "'s ",
        "93 yo ",
    ]);
    let piece = prop_oneof![
        4 => sentence(),
        2 => marks.prop_map(str::to_owned),
        1 => "[0-9]{1,10}",
        1 => "[A-Za-z]{1,12}",
        1 => "[ -~]{0,20}",
        1 => "\\PC{0,12}",
        1 => any::<char>().prop_map(|character| character.to_string()),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}
