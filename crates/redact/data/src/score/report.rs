//! A tally as text, as JSON and as tables of Markdown.

use core::{cmp::Reverse, fmt::Write as _};
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::tally::{Kind, Leak, Tally, ratio};

/// The recall over characters.
pub(super) fn recall(tally: &Tally) -> Option<f64> {
    ratio(tally.right, tally.right + tally.missed)
}

fn precision(tally: &Tally) -> Option<f64> {
    ratio(tally.right, tally.right + tally.needless)
}

fn per_thousand(part: u64, whole: u64) -> f64 {
    1000.0 * ratio(part, whole).unwrap_or_default()
}

fn f1(tally: &Tally) -> Option<f64> {
    match (recall(tally)?, precision(tally)) {
        (recall, Some(precision)) if recall > 0.0 && precision > 0.0 => {
            Some(2.0 * recall * precision / (recall + precision))
        }
        _ => Some(0.0),
    }
}

/// The totals, by the names that reports of other redactors use.
fn totals(tally: &Tally) -> Vec<(&'static str, Value)> {
    let spans = tally.sum(|kind| kind.spans);
    let leaks = spans - tally.sum(|kind| kind.caught);
    let percent = |part, whole| ratio(part, whole).map(|share| 100.0 * share);
    vec![
        ("docs", json!(tally.notes)),
        ("gold_spans", json!(spans)),
        ("span_recall", json!(ratio(tally.sum(|kind| kind.caught), spans))),
        ("typed_span_recall", json!(ratio(tally.sum(|kind| kind.typed), spans))),
        ("char_recall", json!(recall(tally))),
        ("char_precision", json!(precision(tally))),
        ("char_f1", json!(f1(tally))),
        ("leaked_spans_per_note", json!(ratio(leaks, tally.positive))),
        ("notes_with_leak_pct", json!(percent(tally.positive_with_leak, tally.positive))),
        ("leaked_chars_per_note", json!(ratio(tally.leaked_characters, tally.positive))),
        ("over_redaction_per_1000", json!(per_thousand(tally.needless, tally.harmless))),
        ("neg_docs", json!(tally.negative)),
        ("neg_docs_hit_pct", json!(percent(tally.negative_hit, tally.negative))),
        (
            "neg_over_redaction_per_1000",
            json!(
                (tally.negative > 0).then(|| per_thousand(tally.negative_needless, tally.negative_harmless))
            ),
        ),
    ]
}

/// Everything as one object.
pub(super) fn json(tally: &Tally) -> String {
    let kinds: Map<String, Value> = tally
        .kinds
        .iter()
        .map(|(name, kind)| {
            let figures = json!({
                "n": kind.spans,
                "recall": ratio(kind.caught, kind.spans),
                "typed": ratio(kind.typed, kind.spans),
                "char_recall": ratio(kind.redacted, kind.characters),
            });
            (name.clone(), figures)
        })
        .collect();
    let mut whole: Map<String, Value> =
        totals(tally).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    whole.insert("types".to_owned(), Value::Object(kinds));
    format!("{}\n", Value::Object(whole))
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

/// A table for a terminal, with up to `errors` leaks and needless redactions.
pub(super) fn text(tally: &Tally, errors: usize) -> String {
    let mut text = format!("{:12} {:>6} {:>7} {:>7} {:>7}\n", "type", "n", "recall", "typed", "charR");
    for (name, kind) in &tally.kinds {
        let [recall, typed, characters] = shares(kind);
        let _ = writeln!(text, "{name:12} {:6} {recall:>7} {typed:>7} {characters:>7}", kind.spans);
    }
    for (name, value) in totals(tally) {
        let shown = value.as_f64().filter(|_| value.is_f64());
        let shown = shown.map_or_else(|| value.to_string(), |value| format!("{value:.4}"));
        let _ = writeln!(text, "{name:28} {shown}");
    }
    for Leak { note, kind, value, around, .. } in tally.leaks.iter().take(errors) {
        let _ = writeln!(text, "LEAK {note} {kind} {value:?} {around:?}");
    }
    let mut needless: Vec<_> = tally.needless_texts.iter().collect();
    needless.sort_by_key(|(_, count)| Reverse(**count));
    for ((kind, value), count) in needless.into_iter().take(errors) {
        let _ = writeln!(text, "NEEDLESS {count} {kind} {value:?}");
    }
    text
}

fn shares(kind: &Kind) -> [String; 3] {
    [
        share(ratio(kind.caught, kind.spans)),
        share(ratio(kind.typed, kind.spans)),
        share(ratio(kind.redacted, kind.characters)),
    ]
}

/// Examples in [`markdown`].
const EXAMPLES: usize = 20;

/// The section of one mode in the document on quality.
pub(super) fn markdown(mode: &str, tally: &Tally) -> String {
    let mut text = format!("### {mode}\n\n");
    let lines = [
        ("notes, gold spans", format!("{}, {}", tally.notes, tally.sum(|kind| kind.spans))),
        ("character recall", share(recall(tally))),
        ("character precision", share(precision(tally))),
        ("span recall", share(ratio(tally.sum(|kind| kind.caught), tally.sum(|kind| kind.spans)))),
        ("notes with a leak", format!("{} of {}", tally.positive_with_leak, tally.positive)),
        (
            "harmless characters redacted, of 1,000",
            format!("{:.1}", per_thousand(tally.needless, tally.harmless)),
        ),
        ("notes without PHI that were altered", format!("{} of {}", tally.negative_hit, tally.negative)),
        (
            "harmless characters redacted in them, of 1,000",
            format!("{:.1}", per_thousand(tally.negative_needless, tally.negative_harmless)),
        ),
    ];
    text += "| total | |\n|---|--:|\n";
    for (name, value) in lines {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text += "\n| type | n | span recall | typed recall | character recall |\n|---|--:|--:|--:|--:|\n";
    for (name, kind) in &tally.kinds {
        let [recall, typed, characters] = shares(kind);
        let _ = writeln!(text, "| {name} | {} | {recall} | {typed} | {characters} |", kind.spans);
    }
    text + &examples(tally)
}

/// The types of misses, the most frequent first, and of each as many examples as its share allows.
fn examples(tally: &Tally) -> String {
    let mut by_kind: BTreeMap<&str, Vec<&Leak>> = BTreeMap::new();
    for leak in &tally.leaks {
        by_kind.entry(&leak.kind).or_default().push(leak);
    }
    if by_kind.is_empty() {
        return "\nNothing was missed.\n".to_owned();
    }
    let mut kinds: Vec<_> = by_kind.into_iter().collect();
    kinds.sort_by_key(|(_, leaks)| Reverse(leaks.len()));
    let mut table = String::from("\n| missed | spans | of them in part |\n|---|--:|--:|\n");
    let mut list = String::from("\nFor example:\n\n");
    let (all, mut left) = (tally.leaks.len(), EXAMPLES.min(tally.leaks.len()));
    for (kind, leaks) in &kinds {
        let in_part = leaks.iter().filter(|leak| leak.in_part).count();
        let _ = writeln!(table, "| {kind} | {} | {in_part} |", leaks.len());
        let fair = (leaks.len() * EXAMPLES).div_ceil(all).min(left).min(leaks.len());
        // Taken from all over the file, or the first notes would speak for the rest.
        for leak in leaks.iter().step_by((leaks.len() / fair.max(1)).max(1)).take(fair) {
            let _ = writeln!(list, "- {kind} {} in {}", code(&leak.value), code(&leak.around));
        }
        left -= fair;
    }
    table + &list
}

/// A text as code in Markdown; what would end it is replaced.
fn code(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c == '`' || c.is_control() { ' ' } else { c }).collect();
    format!("`{}`", plain.trim())
}
