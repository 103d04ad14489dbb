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

use phiward_redact::{LANES, Label, ROWS};

pub(crate) use self::example::{Example, Reader};
use crate::recipe::{Recipe, TAGGER};

mod example;
mod file;

const LABELS: [Label; 5] = [Label::Out, Label::Name, Label::Geo, Label::Org, Label::Id];

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
const USAGE: &str = "usage: phiward-redact-data train [--epochs N] [--margin X] [--miss X] [--dropout SHARE] [--unknown SHARE] NOTES... TAGGER";

/// Trains on files of notes, with the numbers of the recipe where the command line has no others, and writes
/// the weights; answers with a report.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let mut recipe = TAGGER;
    let mut rest = arguments;
    while let [option, value, after @ ..] = rest
        && option.starts_with("--")
    {
        let number = || value.parse().map_err(|_| USAGE);
        match option.as_str() {
            "--epochs" => recipe.epochs = value.parse().map_err(|_| USAGE)?,
            "--margin" => recipe.margin = number()?,
            "--miss" => recipe.miss = number()?,
            "--dropout" => recipe.dropout = number()?,
            "--unknown" => recipe.unknown = number()?,
            _ => return Err(USAGE.to_owned()),
        }
        rest = after;
    }
    let (output, inputs) = rest.split_last().filter(|(_, inputs)| !inputs.is_empty()).ok_or(USAGE)?;
    let mut report = String::new();
    let mut reader = Reader::new(&recipe);
    let mut examples = Vec::new();
    for input in inputs {
        let count = read_notes(Path::new(input), &mut reader, &mut examples)?;
        report += &format!("{input}: {count} notes\n");
    }
    let trained = train(&examples, &recipe);
    fs::write(output, trained.bytes).map_err(|error| format!("{output}: {error}"))?;
    Ok(report + &trained.report)
}

/// Reads a file of notes, and tells how many there are.
pub(crate) fn read_notes(
    path: &Path,
    reader: &mut Reader,
    examples: &mut Vec<Example>,
) -> Result<usize, String> {
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    let before = examples.len();
    for line in BufReader::new(fs::File::open(path).map_err(failed)?).lines() {
        let example = line.and_then(|line| reader.read(&line)).map_err(failed)?;
        examples.push(example);
    }
    Ok(examples.len() - before)
}

/// A tagger, and how its training went.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trained {
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// Wrong labels by epoch.
    pub(crate) report: String,
}

/// Trains a tagger; of the notes, the recipe's numbers alone matter.
pub(crate) fn train(examples: &[Example], recipe: &Recipe) -> Trained {
    let mut report = String::new();
    let mut weights = Weights::new();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = fastrand::Rng::with_seed(recipe.order_seed);
    for epoch in 1..=recipe.epochs {
        random.shuffle(&mut order);
        let wrong: usize =
            order.iter().map(|index| train_on(&examples[*index], recipe, &mut weights, &mut random)).sum();
        report += &format!("epoch {epoch}: {wrong} wrong labels\n");
    }
    Trained { bytes: quantise(&weights.average()), report }
}

/// Goes once through a note, and moves the weights where they are wrong; tells how many labels were.
fn train_on(example: &Example, recipe: &Recipe, weights: &mut Weights, random: &mut fastrand::Rng) -> usize {
    let mut wrong = 0;
    let mut labels = vec![Label::Out; example.gold.len()];
    for &index in &example.candidates {
        let mut features: Vec<u32> = example.note.features(index, &labels[..index]).into_iter().collect();
        if recipe.dropout > 0.0 {
            features.retain(|_| random.f32() >= recipe.dropout);
        }
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
        if sums[gold as usize] - sums[rival as usize] < recipe.margin {
            let by = if gold == Label::Out { 1.0 } else { recipe.miss };
            weights.nudge(&features, gold, rival, by);
        }
        labels[index] = guess;
    }
    wrong
}

/// Scales the weights to signed bytes, and writes the file.
fn quantise(weights: &[[f64; LANES]]) -> Vec<u8> {
    let mut sizes: Vec<f64> =
        weights.iter().flatten().map(|weight| weight.abs()).filter(|size| *size > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    // The few largest weights are cut, so that the many small ones keep their differences.
    let full = sizes.get(sizes.len() * 998 / 1000).copied().unwrap_or(1.0);
    let rows = weights
        .iter()
        .map(|row| row.map(|weight| (weight / full * 127.0).round().clamp(-127.0, 127.0) as i8));
    file::write(rows)
}
