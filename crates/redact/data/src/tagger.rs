//! The committed tagger: trained by the recipe, compared, and named by its hash.

use core::fmt::Write as _;
use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::{
    notes,
    recipe::{Recipe, TAGGER},
    train::{Reader, Trained, read_notes, train},
};

const USAGE: &str = "usage: phiward-redact-data train-tagger [--check] [--out FILE]";

/// What the command line asks for.
struct Options {
    /// Where the weights are, or go.
    out: PathBuf,
    /// Compare with the file that is there instead of writing it.
    check: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { out: committed("tagger.bin"), check: false };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--out" => options.out = words.next().map(PathBuf::from).ok_or(USAGE)?,
                "--check" => options.check = true,
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(options)
    }
}

/// A file of the crate that embeds the tagger.
fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("lexicon").join(name)
}

/// Trains the tagger by its recipe and writes it with its hash, or checks the one that is there.
///
/// # Errors
/// A sentence: a file cannot be read or written, or the tagger is not what its recipe gives.
pub(crate) fn run(arguments: &[String]) -> Result<String, String> {
    let options = Options::parse(arguments)?;
    let out = options.out.display();
    let (mut report, trained) = follow(&TAGGER)?;
    let hash = sha256(&trained.bytes);
    if options.check {
        let there = fs::read(&options.out).map_err(|error| format!("{out}: {error}"))?;
        return if there == trained.bytes {
            Ok(format!("{out} is what its recipe gives\n"))
        } else {
            Err(format!("{out} is not what its recipe gives: `cargo xtask train-tagger` makes it again"))
        };
    }
    fs::write(&options.out, &trained.bytes).map_err(|error| format!("{out}: {error}"))?;
    let sums = options.out.with_extension("sha256");
    let name = options.out.file_name().unwrap_or_default().display();
    fs::write(&sums, format!("{hash}  {name}\n")).map_err(|error| format!("{}: {error}", sums.display()))?;
    report += &trained.report;
    let _ = writeln!(report, "{out}: {} bytes, SHA-256 {hash}", trained.bytes.len());
    Ok(report)
}

/// Does what a recipe says; answers with what it trained on, and the result.
fn follow(recipe: &Recipe) -> Result<(String, Trained), String> {
    let mut report = String::new();
    let mut reader = Reader::new(recipe);
    let mut examples = Vec::new();
    for batch in recipe.notes {
        notes::each_line(batch.seed, batch.count, |line| {
            examples.push(reader.read(line).map_err(|error| error.to_string())?);
            Ok(())
        })?;
        let _ = writeln!(report, "seed {}: {} notes", batch.seed, batch.count);
    }
    for file in recipe.files {
        let count =
            read_notes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &mut reader, &mut examples)?;
        let _ = writeln!(report, "{file}: {count} notes");
    }
    Ok((report, train(&examples, recipe)))
}

/// The hash as it is written.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use phiward_redact::Tagger;

    use super::{committed, follow, run, sha256};
    use crate::recipe::{Batch, Recipe};
    use crate::train::Reader;

    const SMALL: Recipe = Recipe {
        notes: &[Batch { seed: 3, count: 60 }, Batch { seed: 4, count: 20 }],
        files: &[],
        epochs: 2,
        order_seed: 5,
        margin: 4.0,
        miss: 1.5,
        dropout: 0.0,
        unknown: 0.0,
    };

    #[test]
    fn training_twice_gives_the_same_bytes() {
        let (report, once) = follow(&SMALL).unwrap();
        let (_, twice) = follow(&SMALL).unwrap();
        assert_eq!(report, "seed 3: 60 notes\nseed 4: 20 notes\n");
        assert_eq!(once, twice);
        assert!(Tagger::from_bytes(&once.bytes).is_some());
        // What decides the result decides it: another order is another tagger.
        let (_, other) = follow(&Recipe { dropout: 0.2, ..SMALL }).unwrap();
        assert_ne!(once.bytes, other.bytes);
        let (_, other) = follow(&Recipe { order_seed: 6, ..SMALL }).unwrap();
        assert_ne!(once.bytes, other.bytes);
    }

    #[test]
    fn a_file_of_notes_trains_as_the_notes_themselves() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.jsonl");
        let mut lines = String::new();
        crate::notes::each_line(3, 60, |line| {
            lines += line;
            Ok(())
        })
        .unwrap();
        fs::write(&path, &lines).unwrap();
        let mut examples = Vec::new();
        assert_eq!(crate::train::read_notes(&path, &mut Reader::new(&SMALL), &mut examples), Ok(60));
        let from_file = crate::train::train(&examples, &SMALL);
        let (_, from_seed) = follow(&Recipe { notes: &[Batch { seed: 3, count: 60 }], ..SMALL }).unwrap();
        assert_eq!(from_file, from_seed);
    }

    #[test]
    fn the_committed_hash_is_the_one_of_the_committed_tagger() {
        let hash = sha256(&fs::read(committed("tagger.bin")).unwrap());
        let recorded = fs::read_to_string(committed("tagger.sha256")).unwrap();
        assert_eq!(recorded, format!("{hash}  tagger.bin\n"));
    }

    #[test]
    #[ignore = "slow: trains the tagger by its whole recipe"]
    fn the_committed_tagger_is_what_its_recipe_gives() {
        assert!(run(&["--check".to_owned()]).unwrap().contains("is what its recipe gives"));
    }

    #[test]
    fn a_tagger_that_is_not_of_the_recipe_is_refused() {
        let arguments = ["--out".to_owned()];
        assert!(run(&arguments).unwrap_err().starts_with("usage"));
        assert!(run(&["--chek".to_owned()]).unwrap_err().starts_with("usage"));
    }
}
