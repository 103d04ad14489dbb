//! Builds what `phiward-redact` embeds, the lexicon and the tagger, and tells how well it does.

mod bits;
mod engine;
mod find;
mod lexicon;
mod notes;
mod recipe;
mod score;
mod tagger;
mod train;

use std::process::ExitCode;

const USAGE: &str = "\
usage: phiward-redact-data lexicon [--check] [--dump FILE] [--lists FOLDER] [--sources FOLDER]
       phiward-redact-data notes --count N --seed S (--out FILE | --stats)
       phiward-redact-data train [--epochs N] [--margin X] [--miss X] [--dropout SHARE] NOTES... TAGGER
       phiward-redact-data train-tagger [--check] [--out FILE]
       phiward-redact-data score GOLD [--mode balanced|strict] [--tagger FILE] [--json] [--cover SHARE] [--errors N]
       phiward-redact-data quality GOLD
       phiward-redact-data find [--mode balanced|strict] [--tagger FILE] < NOTES > SPANS";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((command, rest)) if command == "lexicon" => {
            lexicon::run(rest).map_err(|error| error.to_string())
        }
        Some((command, rest)) if command == "notes" => notes::run(rest),
        Some((command, rest)) if command == "train" => train::run(rest),
        Some((command, rest)) if command == "train-tagger" => tagger::run(rest),
        Some((command, rest)) if command == "score" => score::run(rest),
        Some((command, rest)) if command == "quality" => score::quality(rest),
        Some((command, rest)) if command == "find" => find::run(rest),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
