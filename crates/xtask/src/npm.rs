//! Node and the npm packages that the JavaScript packages are built and tested with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::libtest::Report;
use crate::process::{capture, stream};
use crate::project::Project;

/// The folder of the JavaScript packages, which has one lock file for all of them.
pub(crate) fn folder(project: &Project) -> PathBuf {
    project.root().join("bindings")
}

/// The folder of the page to try the library on, which has a lock file of its own, as the pages of others have.
pub(crate) const PLAYGROUND: &str = "examples/playground";
/// The folder of the journal, likewise.
pub(crate) const JOURNAL: &str = "examples/journal";

/// Makes sure that the packages of the lock files are there, and gives Node's version.
pub(crate) fn ensure(project: &Project) -> Result<String, String> {
    let version = capture(Command::new("node").arg("--version"))?;
    install(&folder(project))?;
    install(&project.root().join(PLAYGROUND))?;
    install(&project.root().join(JOURNAL))?;
    Ok(version)
}

fn install(folder: &Path) -> Result<(), String> {
    if !is_installed(folder) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
        capture(&mut npm)?;
        fs::copy(folder.join("package-lock.json"), stamp(folder))
            .map_err(|error| format!("{} could not be written: {error}", stamp(folder).display()))?;
    }
    Ok(())
}

/// A copy of the lock file that the installed packages came from.
fn stamp(folder: &Path) -> PathBuf {
    folder.join("node_modules/.phiward-lock.json")
}

fn is_installed(folder: &Path) -> bool {
    let lock = fs::read(folder.join("package-lock.json"));
    matches!((lock, fs::read(stamp(folder))), (Ok(lock), Ok(stamp)) if lock == stamp)
}

/// A program that an npm package brings.
pub(crate) fn program(project: &Project, name: &str) -> Command {
    let mut command = Command::new(folder(project).join("node_modules/.bin").join(name));
    command.current_dir(folder(project));
    command
}

/// Runs `node` on a script below the folder of the JavaScript packages.
pub(crate) fn node(project: &Project, arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command.args(arguments).current_dir(folder(project));
    command
}

/// Runs test files with Node's own runner, and counts.
pub(crate) fn test(project: &Project, files: &[&str]) -> Report {
    run_tests(node(project, &[]), files)
}

/// The same in any folder that has packages, with programs that the tests start: their paths are in environment
/// variables.
pub(crate) fn test_in(folder: &Path, files: &[&str], programs: &[(&str, &Path)]) -> Report {
    let mut command = Command::new("node");
    command.current_dir(folder).envs(programs.iter().copied());
    run_tests(command, files)
}

/// The same on the fallback of `@phiward/node`.
pub(crate) fn test_fallback(project: &Project, files: &[&str]) -> Report {
    let mut command = node(project, &[]);
    command.env("PHIWARD_BACKEND", "wasm");
    run_tests(command, files)
}

fn run_tests(mut command: Command, files: &[&str]) -> Report {
    command.args(["--test", "--test-reporter=tap", "--test-concurrency=1"]).args(files);
    let mut report = Report::default();
    let status = stream(command, |line| take(&mut report, line));
    report.of_runner("the test runner of Node", status.is_ok_and(|status| status.success()))
}

/// Takes a line of the Test Anything Protocol as Node writes it: counts at the end, a line for each failure.
fn take(report: &mut Report, line: &str) {
    let count = |name: &str| line.strip_prefix(name)?.trim().parse::<u64>().ok();
    if let Some(passed) = count("# pass ") {
        report.tally.passed = passed;
    } else if let Some(failed) = count("# fail ") {
        report.tally.failed = failed;
    } else if let Some(skipped) = count("# skipped ") {
        report.tally.skipped = skipped;
    } else if let Some((_, rest)) = line.split_once("not ok ") {
        report.notes.push(format!("failed: {}", without_number(rest)));
    } else if let Some((rest, reason)) = line.split_once(" # SKIP ") {
        let name = rest.split_once("ok ").map_or(rest, |(_, rest)| rest);
        report.notes.push(format!("skipped: {}: {reason}", without_number(name)));
    }
}

/// `3 - the name` without its number.
fn without_number(line: &str) -> &str {
    line.split_once(" - ").map_or(line, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::take;
    use crate::libtest::{Report, Tally};

    #[test]
    fn counts_and_failures_are_read() {
        let mut report = Report::default();
        let text = "not ok 1 - a fails\nok 2 - b # SKIP no browser\nok 3 - c\n# tests 3\n# pass 1\n# fail 1\n# skipped 1\n";
        text.lines().for_each(|line| take(&mut report, line));
        assert_eq!(report.tally, Tally { passed: 1, failed: 1, skipped: 1 });
        assert_eq!(report.notes, ["failed: a fails", "skipped: b: no browser"]);
    }
}
