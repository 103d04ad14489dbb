//! Trains the tagger: an averaged perceptron over notes with gold spans.

#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "indices come of the tables' own lengths, and a wrong one should stop the training"
)]

use std::{
    fs,
    io::{self, BufRead as _, BufReader},
    path::Path,
};

use phiward_redact::{LANES, Label, ROWS, training::Note};
use serde_json::Value;

const LABELS: [Label; 5] = [Label::Out, Label::Name, Label::Geo, Label::Org, Label::Id];
const HEADER_LEN: usize = 64;
/// A right label must lead by this much, or the weights still move.
const MARGIN: f32 = 4.0;
/// Decides the order of the notes.
const SEED: u64 = 20_261_121;
/// Passes over the notes.
const EPOCHS: usize = 8;

/// A note, its candidates and their gold labels.
struct Example {
    note: Note,
    gold: Vec<Label>,
    candidates: Vec<usize>,
}

/// Weights and, for the average, their sums over time.
struct Weights {
    now: Vec<[f32; LANES]>,
    sum: Vec<[f64; LANES]>,
    since: Vec<u32>,
    clock: u32,
}

impl Weights {
    fn new() -> Self {
        Self { now: vec![[0.0; LANES]; ROWS], sum: vec![[0.0; LANES]; ROWS], since: vec![0; ROWS], clock: 0 }
    }

    fn score(&self, features: &[u32]) -> [f32; LANES] {
        let mut sums = [0.0; LANES];
        for &feature in features {
            for (sum, weight) in sums.iter_mut().zip(self.now[feature as usize]) {
                *sum += weight;
            }
        }
        sums
    }

    fn settle(&mut self, row: usize) {
        let steps = f64::from(self.clock - self.since[row]);
        for (sum, weight) in self.sum[row].iter_mut().zip(self.now[row]) {
            *sum += f64::from(weight) * steps;
        }
        self.since[row] = self.clock;
    }

    fn nudge(&mut self, features: &[u32], right: Label, wrong: Label, by: f32) {
        for &feature in features {
            let row = feature as usize;
            self.settle(row);
            self.now[row][right as usize] += by;
            self.now[row][wrong as usize] -= by;
        }
    }

    fn average(mut self) -> Vec<[f64; LANES]> {
        for row in 0..ROWS {
            self.settle(row);
        }
        self.sum
    }
}

/// How the subcommand is called.
const USAGE: &str = "usage: phiward-redact-data train NOTES... TAGGER";

/// Trains on files of notes and writes the weights; answers with a report.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let (output, inputs) = arguments.split_last().filter(|(_, inputs)| !inputs.is_empty()).ok_or(USAGE)?;
    let mut report = String::new();
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut examples = Vec::new();
    for input in inputs {
        let before = examples.len();
        read_notes(Path::new(input), &mut examples, &mut random).map_err(|error| format!("{input}: {error}"))?;
        report += &format!("{input}: {} notes\n", examples.len() - before);
    }
    let mut weights = Weights::new();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for epoch in 1..=std::env::var("EPOCHS").map_or(EPOCHS, |t| t.parse().unwrap()) {
        random.shuffle(&mut order);
        let wrong: usize = order.iter().map(|index| train_on(&examples[*index], &mut weights, &mut random)).sum();
        report += &format!("epoch {epoch}: {wrong} wrong labels\n");
    }
    fs::write(output, quantise(&weights.average())).map_err(|error| format!("{output}: {error}"))?;
    Ok(report)
}

fn read_notes(path: &Path, examples: &mut Vec<Example>, random: &mut fastrand::Rng) -> io::Result<()> {
    for line in BufReader::new(fs::File::open(path)?).lines() {
        examples.push(example(&line?, random)?);
    }
    Ok(())
}

/// Goes once through a note, and moves the weights where they are wrong; tells how many labels were.
fn train_on(example: &Example, weights: &mut Weights, random: &mut fastrand::Rng) -> usize {
    let mut wrong = 0;
    let mut labels = vec![Label::Out; example.gold.len()];
    for &index in &example.candidates {
        let drop: f32 = std::env::var("DROP").map_or(0.25, |t| t.parse().unwrap());
        let features: Vec<u32> = example.note.features(index, &labels[..index]).into_iter().filter(|_| random.f32() >= drop).collect();
        let sums = weights.score(&features);
        let gold = example.gold[index];
        let rival = LABELS
            .into_iter()
            .filter(|label| *label != gold)
            .max_by(|a, b| sums[*a as usize].total_cmp(&sums[*b as usize]))
            .unwrap_or(Label::Out);
        let guess = if sums[rival as usize] > sums[gold as usize] { rival } else { gold };
        wrong += usize::from(guess != gold);
        weights.clock += 1;
        if sums[gold as usize] - sums[rival as usize] < std::env::var("MARGIN").map_or(MARGIN, |t| t.parse().unwrap()) {
            // A missed name leaks a patient, a word too much is a nuisance.
            let by = if gold == Label::Out { 1.0 } else { 1.5 };
            weights.nudge(&features, gold, rival, by);
        }
        labels[index] = guess;
    }
    wrong
}

fn example(line: &str, random: &mut fastrand::Rng) -> io::Result<Example> {
    let row: Value = serde_json::from_str(line)?;
    let text = row["text"].as_str().unwrap_or_default();
    // Code points to bytes.
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let at = |value: &Value| {
        value.as_u64().and_then(|point| bytes.get(point as usize)).copied().unwrap_or(text.len())
    };
    let spans: Vec<(usize, usize, Label)> = row["spans"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|span| (at(&span["start"]), at(&span["end"]), label(span["type"].as_str().unwrap_or_default())))
        .collect();
    let unknown: f32 = std::env::var("UNKNOWN").map_or(0.03, |t| t.parse().unwrap());
    let note = Note::new(text, || random.f32() < unknown);
    let gold: Vec<Label> = note
        .tokens()
        .map(|(start, end)| {
            spans.iter().find(|span| start < span.1 && span.0 < end).map_or(Label::Out, |span| span.2)
        })
        .collect();
    let candidates = (0..gold.len()).filter(|index| note.is_candidate(*index)).collect();
    Ok(Example { note, gold, candidates })
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

/// Scales the weights to signed bytes and adds the header.
fn quantise(weights: &[[f64; LANES]]) -> Vec<u8> {
    let mut sizes: Vec<f64> =
        weights.iter().flatten().map(|weight| weight.abs()).filter(|size| *size > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    // The few largest weights are cut, so that the many small ones keep their differences.
    let full = sizes.get(sizes.len() * 998 / 1000).copied().unwrap_or(1.0);
    let mut bytes = b"PHWTAG1\0".to_vec();
    bytes.resize(HEADER_LEN, 0);
    for weight in weights.iter().flatten() {
        let scaled = (weight / full * 127.0).round().clamp(-127.0, 127.0);
        bytes.push((scaled as i8).cast_unsigned());
    }
    bytes
}
