//! `cargo xtask lexicon`, `train-tagger` and `quality`: the package that makes and measures what redaction embeds.

use std::process::{Command, ExitCode};

use crate::project::Project;
use crate::{Stop, document, process};

/// What the tables of [`DOCUMENT`] are measured on.
const NOTES: &str = "crates/redact/data/sets/clinical_dev.jsonl";
const DOCUMENT: &str = "docs/redaction-quality.md";

/// Builds the word table, or checks it.
pub(crate) fn lexicon(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    make(project, "lexicon", arguments)
}

/// Trains the tagger by its recipe, or checks it.
pub(crate) fn train_tagger(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    make(project, "train-tagger", arguments)
}

/// Scores the engine and rewrites the tables.
pub(crate) fn quality(project: &Project, arguments: &[String]) -> Result<ExitCode, Stop> {
    if !arguments.is_empty() {
        return Err(Stop::Usage("`quality` takes no argument".to_owned()));
    }
    let tables = process::capture(command(project, "quality").arg(NOTES))?;
    document::rewrite(project, DOCUMENT, "quality", &tables)?;
    println!("{DOCUMENT}: written anew from {NOTES}");
    Ok(ExitCode::SUCCESS)
}

fn make(project: &Project, name: &str, arguments: &[String]) -> Result<ExitCode, Stop> {
    if !matches!(arguments, [] | [_]) || arguments.iter().any(|argument| argument != "--check") {
        return Err(Stop::Usage(format!("`{name}` takes nothing but --check")));
    }
    process::show(command(project, name).args(arguments))?;
    Ok(ExitCode::SUCCESS)
}

/// A subcommand of the package; unoptimised, it would take minutes.
fn command(project: &Project, name: &str) -> Command {
    project.cargo(["run", "--release", "--quiet", "--package", "phiward-redact-data", "--", name])
}

#[cfg(test)]
mod tests {
    use super::{lexicon, quality, train_tagger};
    use crate::Stop;
    use crate::project::Project;

    #[test]
    fn unknown_arguments_are_usage_errors() {
        let project = Project::find().unwrap();
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        for command in [lexicon, train_tagger] {
            for wrong in [words(&["--chek"]), words(&["--check", "--check"])] {
                assert!(matches!(command(&project, &wrong), Err(Stop::Usage(_))), "{wrong:?}");
            }
        }
        assert!(matches!(quality(&project, &words(&["--check"])), Err(Stop::Usage(_))));
    }
}
