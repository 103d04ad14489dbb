//! How well the engine does on notes with gold spans: the subcommands `score` and `quality`.

mod gold;
mod report;
mod tally;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::{Path, PathBuf},
};

use phiward_redact::{Detector, Mode, training};

use self::tally::Tally;

/// How the subcommand is called.
const USAGE: &str = "usage: phiward-redact-data score GOLD [--mode balanced|strict] [--tagger FILE] [--json] \
                     [--cover SHARE] [--errors N]";

/// What share of a span must be redacted for it to be caught.
const COVER: f64 = 0.9;

/// What the command line asks for.
#[derive(Debug)]
struct Options {
    gold: PathBuf,
    mode: Mode,
    tagger: Option<PathBuf>,
    json: bool,
    cover: f64,
    errors: usize,
}

impl Options {
    fn parse(arguments: &[String]) -> Option<Self> {
        let mut options = Self {
            gold: PathBuf::new(),
            mode: Mode::Balanced,
            tagger: None,
            json: false,
            cover: COVER,
            errors: 0,
        };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--mode" => options.mode = mode(words.next()?)?,
                "--tagger" => options.tagger = Some(words.next()?.into()),
                "--json" => options.json = true,
                "--cover" => options.cover = words.next()?.parse().ok()?,
                "--errors" => options.errors = words.next()?.parse().ok()?,
                name if name.starts_with('-') || !options.gold.as_os_str().is_empty() => return None,
                name => options.gold = name.into(),
            }
        }
        Some(options).filter(|options| !options.gold.as_os_str().is_empty())
    }
}

fn mode(name: &str) -> Option<Mode> {
    match name {
        "balanced" => Some(Mode::Balanced),
        "strict" => Some(Mode::Strict),
        _ => None,
    }
}

/// Scores the engine on a file of notes; answers with a table.
///
/// # Errors
/// A sentence: an argument is unknown, or a file cannot be read.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let options = Options::parse(arguments).ok_or(USAGE)?;
    let weights = match &options.tagger {
        Some(path) => Some(fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?),
        None => None,
    };
    let detector = match &weights {
        Some(bytes) => training::detector(options.mode, bytes).ok_or("the tagger is not of this version")?,
        None => Detector::new(options.mode),
    };
    let tally = score(&detector, &gold::read(&options.gold)?, options.cover);
    Ok(if options.json { report::json(&tally) } else { report::text(&tally, options.errors) })
}

/// Scores both modes on a file of notes; answers with the tables of `docs/redaction-quality.md`.
///
/// # Errors
/// A sentence: there is not one argument, or the file cannot be read.
pub(crate) fn quality(arguments: &[String]) -> Result<String, String> {
    let [path] = arguments else { return Err("usage: phiward-redact-data quality GOLD".to_owned()) };
    let notes = gold::read(Path::new(path))?;
    let section = |(name, mode)| report::markdown(name, &score(&Detector::new(mode), &notes, COVER));
    Ok([("balanced", Mode::Balanced), ("strict", Mode::Strict)].map(section).join("\n"))
}

fn score(detector: &Detector<'_>, notes: &[gold::Note], cover: f64) -> Tally {
    let mut tally = Tally::default();
    for note in notes {
        tally.add(note, &gold::find(detector, &note.text), cover);
    }
    tally
}
