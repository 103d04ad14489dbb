//! How well the engine does on notes with gold spans: the subcommands `score` and `quality`.

mod gold;
mod report;
mod tally;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use phiward_redact::{Detector, Mode};

use self::tally::Tally;
use crate::engine::Engine;

/// How the subcommand is called.
const USAGE: &str = "usage: phiward-redact-data score GOLD [--mode balanced|strict] [--tagger FILE] [--json] \
                     [--cover SHARE] [--errors N]";

/// What share of a span must be redacted for it to be caught.
const COVER: f64 = 0.9;

/// What the command line asks for.
#[derive(Debug)]
struct Options {
    gold: PathBuf,
    engine: Engine,
    json: bool,
    cover: f64,
    errors: usize,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options =
            Self { gold: PathBuf::new(), engine: Engine::default(), json: false, cover: COVER, errors: 0 };
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let is_first = options.gold.as_os_str().is_empty();
            let mut value = || words.next().ok_or(USAGE);
            match word {
                "--json" => options.json = true,
                "--cover" => options.cover = value()?.parse().map_err(|_| USAGE)?,
                "--errors" => options.errors = value()?.parse().map_err(|_| USAGE)?,
                option if option.starts_with("--") && options.engine.take(option, value()?)? => {}
                name if is_first && !name.starts_with('-') => options.gold = name.into(),
                _ => return Err(USAGE.to_owned()),
            }
        }
        if options.gold.as_os_str().is_empty() { Err(USAGE.to_owned()) } else { Ok(options) }
    }
}

/// Scores the engine on a file of notes; answers with a table.
///
/// # Errors
/// A sentence: an argument is unknown, or a file cannot be read.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let options = Options::parse(arguments)?;
    let tally = score(&options.engine.detector(), &gold::read(&options.gold)?, options.cover);
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
