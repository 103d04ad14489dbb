//! `phiward conformance`: replays language-neutral vectors and counts.
//!
//! A kind of vector file is a row of [`replay_of`]. The files are in `docs/spec/vectors/`.

mod attest;
mod case;
mod envelope;
mod kdf;
mod keyslot;
mod redact;
mod report;
mod resilience;
mod search;

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::{Failure, Place};
use report::Report;

/// Replays the cases of one object of a vector file.
type Replay<W> = fn(&Value, &mut Report<W>) -> io::Result<()>;

/// Most bytes of a vector file.
const MAX_FILE_LEN: u64 = 256 * 1024 * 1024;

/// What replays which kind.
fn replay_of<W: Write>(kind: &str) -> Option<Replay<W>> {
    Some(match kind {
        "attest" => |file, report| report.cases(file, attest::replay),
        "envelope" => |file, report| report.cases(file, envelope::replay),
        "kdf" => |file, report| report.cases(file, kdf::replay),
        "keyslot" => |file, report| report.cases(file, keyslot::replay),
        "redact" => |file, report| report.cases(file, redact::replay),
        phiward_resilience::trace::KIND => resilience::replay_file,
        "search" => |file, report| {
            let corpora = search::Corpora::of(file);
            report.cases(file, |case| corpora.replay(case))
        },
        _ => return None,
    })
}

pub(crate) fn run(files: &[PathBuf]) -> Result<(), Failure> {
    let mut report = Report::new(anstream::stdout().lock());
    let replayed = files.iter().try_for_each(|file| replay_file(file, &mut report));
    let all_passed = replayed.and_then(|()| report.finish());
    match all_passed.map_err(|error| Failure::writing(&Place::StandardOutput, &error))? {
        true => Ok(()),
        // The lines have told what failed.
        false => Err(Failure::Silent),
    }
}

fn replay_file<W: Write>(path: &Path, report: &mut Report<W>) -> io::Result<()> {
    let objects = match read(path) {
        Ok(Value::Array(objects)) => objects,
        Ok(object) => vec![object],
        Err(failure) => {
            // A file that cannot be read is a failure among others: the rest is still replayed.
            failure.report(false);
            return report.failed(&path.to_string_lossy(), "the file is not a readable JSON document");
        }
    };
    if objects.is_empty() {
        return report.failed(&path.to_string_lossy(), "the file holds no vectors");
    }
    for object in &objects {
        match object.get("kind").and_then(Value::as_str) {
            Some(kind) => match replay_of(kind) {
                Some(replay) => replay(object, report)?,
                None => report.failed(kind, "this release knows no such kind")?,
            },
            None => report.failed(&path.to_string_lossy(), "an object has no `kind`")?,
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Value, Failure> {
    let place = Place::Path(path.to_owned());
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Failure::reading(&place, &error))?;
    file.take(MAX_FILE_LEN).read_to_end(&mut bytes).map_err(|error| Failure::reading(&place, &error))?;
    serde_json::from_slice(&bytes).map_err(|_| Failure::new("malformed", format!("{place} is not JSON")))
}
