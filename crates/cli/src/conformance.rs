//! `phiward conformance`: replays language-neutral vectors and counts.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use phiward_sdk::conformance::{CaseResult, replay_each};
use serde::de::IgnoredAny;

use crate::failure::{Failure, Place};

/// Most bytes of a vector file.
const MAX_FILE_LEN: u64 = 256 * 1024 * 1024;

pub(crate) fn run(files: &[PathBuf]) -> Result<(), Failure> {
    let mut report = Report { out: anstream::stdout().lock(), passed: 0, failed: 0 };
    let replayed = files.iter().try_for_each(|file| replay_file(file, &mut report));
    let all_passed = replayed.and_then(|()| report.finish());
    match all_passed.map_err(|error| Failure::writing(&Place::StandardOutput, &error))? {
        true => Ok(()),
        // The lines have told what failed.
        false => Err(Failure::Silent),
    }
}

fn replay_file<W: Write>(path: &Path, report: &mut Report<W>) -> io::Result<()> {
    // A file that cannot be read is a failure among others: the rest is still replayed.
    let text = match read(path) {
        Ok(text) => text,
        Err(failure) => {
            failure.report(false);
            report.failed += 1;
            return Ok(());
        }
    };
    let mut written = Ok(());
    replay_each(&path.to_string_lossy(), &text, &mut |result| {
        if written.is_ok() {
            written = report.result(&result);
        }
    });
    written
}

fn read(path: &Path) -> Result<String, Failure> {
    let place = Place::Path(path.to_owned());
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Failure::reading(&place, &error))?;
    file.take(MAX_FILE_LEN).read_to_end(&mut bytes).map_err(|error| Failure::reading(&place, &error))?;
    let text = String::from_utf8(bytes).ok().filter(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    text.ok_or_else(|| Failure::new("malformed", format!("{place} is not JSON")))
}

/// Writes results as they come in, and counts them.
struct Report<W> {
    out: W,
    passed: u64,
    failed: u64,
}

impl<W: Write> Report<W> {
    fn result(&mut self, result: &CaseResult) -> io::Result<()> {
        let id = one_line(&result.id);
        if result.passed {
            self.passed += 1;
            writeln!(self.out, "{id} pass")
        } else {
            self.failed += 1;
            writeln!(self.out, "{id} fail: {}", one_line(&result.why))
        }
    }

    /// Writes the last line; true when something passed and nothing failed.
    fn finish(&mut self) -> io::Result<bool> {
        writeln!(self.out, "{} passed, {} failed", self.passed, self.failed)?;
        self.out.flush()?;
        Ok(self.failed == 0 && self.passed > 0)
    }
}

/// Keeps a text on its line, whatever the vector file says.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_keeps_its_lines() {
        assert_eq!(one_line("a\nb pass\u{1b}[2J"), "a\u{FFFD}b pass\u{FFFD}[2J");
    }

    #[test]
    fn nothing_replayed_is_not_success() {
        let mut report = Report { out: Vec::new(), passed: 0, failed: 0 };
        assert!(!report.finish().unwrap());
    }
}
