//! Notes as the perceptron sees them: candidates and their gold labels.

use std::io;

use phiward_redact::{Label, training::Note};
use serde_json::Value;

use crate::recipe::Recipe;

/// A note, its candidates and their gold labels.
pub(crate) struct Example {
    pub(super) note: Note,
    /// One for each token.
    pub(super) gold: Vec<Label>,
    /// The tokens that the tagger looks at.
    pub(super) candidates: Vec<usize>,
}

/// Reads notes, and hides some words' classes, as no list of words is complete.
pub(crate) struct Reader {
    random: fastrand::Rng,
    unknown: f32,
}

impl Reader {
    /// A reader that hides as many words as a recipe says.
    pub(crate) fn new(recipe: &Recipe) -> Self {
        Self { random: fastrand::Rng::with_seed(recipe.order_seed), unknown: recipe.unknown }
    }

    /// Reads a note in the shape of the development set.
    pub(crate) fn read(&mut self, line: &str) -> io::Result<Example> {
        let row: Value = serde_json::from_str(line)?;
        let text = row.get("text").and_then(Value::as_str).unwrap_or_default();
        let spans = spans(&row, text);
        let note = Note::new(text, || self.random.f32() < self.unknown);
        let gold: Vec<Label> = note
            .tokens()
            .map(|(start, end)| {
                spans.iter().find(|span| start < span.1 && span.0 < end).map_or(Label::Out, |span| span.2)
            })
            .collect();
        let candidates = (0..gold.len()).filter(|index| note.is_candidate(*index)).collect();
        Ok(Example { note, gold, candidates })
    }
}

/// The gold spans in bytes, with their labels.
fn spans(row: &Value, text: &str) -> Vec<(usize, usize, Label)> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let at = |span: &Value, end: &str| {
        let point = span.get(end).and_then(Value::as_u64).and_then(|point| usize::try_from(point).ok());
        point.and_then(|point| bytes.get(point)).copied().unwrap_or(text.len())
    };
    let spans = row.get("spans").and_then(Value::as_array).into_iter().flatten();
    spans
        .map(|span| {
            let category = span.get("type").and_then(Value::as_str).unwrap_or_default();
            (at(span, "start"), at(span, "end"), label(category))
        })
        .collect()
}

/// The label of a category; what the rules find alone is `Out` here.
fn label(category: &str) -> Label {
    match category {
        "NAME" => Label::Name,
        "GEO" => Label::Geo,
        "ORG" => Label::Org,
        "SSN" | "MRN" | "HEALTH_PLAN" | "ACCOUNT" | "LICENSE" | "VEHICLE" | "DEVICE" | "BIOMETRIC"
        | "OTHER_ID" => Label::Id,
        _ => Label::Out,
    }
}
