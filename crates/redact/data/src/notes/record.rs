//! Notes as JSON Lines, in the shape of the development set.

use serde_json::{Value, json};

use super::{library::Library, writer::Note};

/// A line of the file: `spans` must be redacted, `ignore` is neutral.
pub(super) fn line(library: &Library, number: u64, note: &Note) -> String {
    let kind = library.genres.get(note.genre).map_or("", |genre| genre.name.as_str());
    let list = |gold: bool| -> Vec<Value> {
        note.stretches
            .iter()
            .filter(|stretch| stretch.mark.is_gold() == gold)
            .map(|stretch| json!({"start": stretch.start, "end": stretch.end, "type": stretch.mark.name()}))
            .collect()
    };
    let record = json!({
        "id": format!("train-{number:06}"),
        "kind": kind,
        "text": note.text,
        "spans": list(true),
        "ignore": list(false),
    });
    format!("{record}\n")
}
