//! Synthetic clinical notes with gold spans, to train and to measure the tagger.
//!
//! The templates are text files under `notes/`, and `notes/LABELS.md` says what a span holds.
//! The same seed gives the same notes, byte for byte, and a note does not depend on how many are written.

mod calendar;
mod canvas;
mod cast;
mod casting;
mod checked;
mod dice;
mod drawn;
mod library;
mod mark;
mod noise;
mod record;
mod slot;
mod source;
mod stats;
mod template;
#[cfg(test)]
mod tests;
mod writer;

use std::{fs, io::Write as _};

use self::{library::Library, writer::Tally};

/// How the subcommand is called.
pub(crate) const USAGE: &str = "usage: phiward-redact-data notes --count N --seed S (--out FILE | --stats)";

#[derive(Debug, Default)]
struct Options {
    count: u64,
    seed: u64,
    out: Option<String>,
    stats: bool,
}

/// Writes notes, or counts what they hold; answers with a report.
///
/// # Errors
/// A sentence: an argument is unknown, a template is wrong, or the file cannot be written.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let options = parse(arguments)?;
    let library = Library::load()?;
    let mut tally = new_tally(&library);
    let mut notes = Vec::new();
    for number in 0..options.count {
        notes.push(writer::write(&library, options.seed, number, &mut tally));
    }
    if let Some(path) = &options.out {
        let file = fs::File::create(path).map_err(|error| format!("{path}: {error}"))?;
        let mut file = std::io::BufWriter::new(file);
        for (number, note) in (0..).zip(&notes) {
            file.write_all(record::line(&library, number, note).as_bytes())
                .map_err(|error| format!("{path}: {error}"))?;
        }
        file.flush().map_err(|error| format!("{path}: {error}"))?;
    }
    if options.stats {
        Ok(stats::report(&library, &notes, &tally))
    } else {
        Ok(format!("{} notes\n", notes.len()))
    }
}

/// Hands over the first `count` notes of a seed, each as a line of JSON.
///
/// # Errors
/// A sentence: a template is wrong.
pub(crate) fn each_line(
    seed: u64,
    count: u64,
    mut take: impl FnMut(&str) -> Result<(), String>,
) -> Result<(), String> {
    let library = Library::load()?;
    let mut tally = new_tally(&library);
    for number in 0..count {
        let note = writer::write(&library, seed, number, &mut tally);
        take(&record::line(&library, number, &note))?;
    }
    Ok(())
}

/// A count of zero for every entry.
fn new_tally(library: &Library) -> Tally {
    library.sections.iter().map(|section| vec![0; section.entries.len()]).collect()
}

fn parse(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options { count: 1_000, seed: 1, ..Options::default() };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} wants a value; {USAGE}"));
        let number = |text: &String| text.parse::<u64>().map_err(|_| format!("{text} is no number; {USAGE}"));
        match word.as_str() {
            "--count" => options.count = number(value()?)?,
            "--seed" => options.seed = number(value()?)?,
            "--out" => options.out = Some(value()?.clone()),
            "--stats" => options.stats = true,
            _ => return Err(USAGE.to_owned()),
        }
    }
    if options.out.is_none() && !options.stats { Err(USAGE.to_owned()) } else { Ok(options) }
}
