//! The Kotlin package on the JVM, built and tested by Maven.

use std::process::Command;

use crate::build_mobile::{command, generate, library};
use crate::debian;
use crate::libtest::Report;
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
    let mut report = Report::default();
    let status = stream(maven, |line| take(&mut report, line));
    report.of_runner("Maven", status.is_ok_and(|status| status.success()))
}

/// Takes a line of Surefire: there is one for each class, and the total stands in none of them.
fn take(report: &mut Report, line: &str) {
    let Some((counts, class)) = line.split_once(" -- in ") else { return };
    let count = |name: &str| {
        let (_, rest) = counts.split_once(name)?;
        rest.trim_start().split([',', ' ']).next()?.parse::<u64>().ok()
    };
    if let (Some(run), Some(failures), Some(errors), Some(skipped)) =
        (count("Tests run:"), count("Failures:"), count("Errors:"), count("Skipped:"))
    {
        report.tally.passed += run.saturating_sub(failures + errors + skipped);
        report.tally.failed += failures + errors;
        report.tally.skipped += skipped;
        if failures + errors > 0 {
            report.notes.push(format!("failed: in {class}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::take;
    use crate::libtest::Report;

    #[test]
    fn classes_are_summed_and_the_total_is_not_counted_again() {
        let mut report = Report::default();
        let lines = [
            "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in dev.phiward.A",
            "[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 1 s <<< FAILURE! -- in dev.phiward.B",
            "[ERROR] Tests run: 5, Failures: 1, Errors: 0, Skipped: 1",
            "[ERROR] a.kt:1 unresolved",
        ];
        lines.into_iter().for_each(|line| take(&mut report, line));
        assert_eq!((report.tally.passed, report.tally.failed, report.tally.skipped), (3, 1, 1));
        assert_eq!(report.notes, ["failed: in dev.phiward.B"]);
    }
}
