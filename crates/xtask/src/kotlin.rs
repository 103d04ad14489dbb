//! The Kotlin package on the JVM, built and tested by Maven.

use std::process::Command;

use crate::build_mobile::{command, generate, library};
use crate::debian;
use crate::libtest::{Report, Tally};
use crate::process::{capture, stream};
use crate::project::Project;
use crate::set_up::Need;

/// Debian's packages, where Maven is not there.
const PACKAGES: &[&str] = &["maven", "default-jdk-headless"];

/// Makes sure that Maven runs, and has what the build needs.
pub(crate) fn ensure(project: &Project) -> Need<String> {
    let version = || {
        let text = capture(Command::new("mvn").args(["--batch-mode", "--version"]))?;
        Ok(text.lines().next().unwrap_or_default().to_owned())
    };
    let found = version().or_else(|_: String| {
        debian::install(PACKAGES)?;
        version()
    })?;
    capture(command(project, "mvn", "kotlin").args(["--batch-mode", "--quiet", "dependency:resolve"]))?;
    Ok(found)
}

/// Generates, compiles and tests.
pub(crate) fn test(project: &Project) -> Report {
    let library =
        match library(project).and_then(|library| generate(project, &library, "kotlin").map(|_| library)) {
            Ok(library) => library,
            Err(reason) => return Report::failed(format!("failed: {reason}")),
        };
    let folder = library.parent().unwrap_or(&library).display().to_string();
    let mut maven = command(project, "mvn", "kotlin");
    maven.args(["--batch-mode", "clean", "test", &format!("-Dphiward.library={folder}")]);
    let mut lines = Lines::default();
    let status = stream(maven, |line| lines.line(line));
    lines.finish(status.is_ok_and(|status| status.success()))
}

/// Reads the lines of Surefire: one for each class, and one for each test that failed.
#[derive(Debug, Default)]
struct Lines {
    tally: Tally,
    notes: Vec<String>,
}

impl Lines {
    fn line(&mut self, line: &str) {
        let line = line.trim_start_matches(['[', ']']);
        if let Some((counts, class)) = line.split_once(" -- in ") {
            let count = |name: &str| {
                let (_, rest) = counts.split_once(name)?;
                rest.trim_start().split([',', ' ']).next()?.parse::<u64>().ok()
            };
            if let (Some(run), Some(failures), Some(errors), Some(skipped)) =
                (count("Tests run:"), count("Failures:"), count("Errors:"), count("Skipped:"))
            {
                self.tally.passed += run.saturating_sub(failures + errors + skipped);
                self.tally.failed += failures + errors;
                self.tally.skipped += skipped;
                if failures + errors > 0 {
                    self.notes.push(format!("failed: in {class}"));
                }
            }
        }
    }

    fn finish(mut self, success: bool) -> Report {
        if !success && self.tally.failed == 0 {
            self.tally.failed = 1;
            self.notes.push("failed: Maven ended before the tests did".to_owned());
        } else if self.tally == Tally::default() {
            return Report::failed("failed: no test was run");
        }
        Report { tally: self.tally, notes: self.notes }
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    fn read(text: &str, success: bool) -> crate::libtest::Report {
        let mut lines = Lines::default();
        text.lines().for_each(|line| lines.line(line));
        lines.finish(success)
    }

    #[test]
    fn classes_are_summed_and_the_total_is_not_counted_again() {
        let report = read(
            "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in dev.phiward.A\n\
             [ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 1 s <<< FAILURE! -- in dev.phiward.B\n\
             [ERROR] Tests run: 5, Failures: 1, Errors: 0, Skipped: 1\n",
            false,
        );
        assert_eq!((report.tally.passed, report.tally.failed, report.tally.skipped), (3, 1, 1));
        assert_eq!(report.notes, ["failed: in dev.phiward.B"]);
    }

    #[test]
    fn a_build_that_fails_is_one_failure() {
        assert_eq!(read("[ERROR] a.kt:1 unresolved\n", false).tally.failed, 1);
        assert_eq!(read("", true).tally.failed, 1);
    }
}
