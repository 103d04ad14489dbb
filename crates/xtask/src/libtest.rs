//! What a run of `cargo test` says about its tests: counted from the lines it prints.

use core::ops::AddAssign;
use std::collections::BTreeMap;

/// How many tests did what.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// What one stage has to report: the numbers, and the sentences a reader wants to see with them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) tally: Tally,
    pub(crate) notes: Vec<String>,
}

impl Report {
    /// A stage that is a single check, and holds.
    pub(crate) fn passed() -> Self {
        Self { tally: Tally { passed: 1, ..Tally::default() }, notes: Vec::new() }
    }

    /// A stage, or a single check, that failed as a whole.
    pub(crate) fn failed(reason: impl Into<String>) -> Self {
        Self { tally: Tally { failed: 1, ..Tally::default() }, notes: vec![reason.into()] }
    }

    /// A stage that could not run here.
    pub(crate) fn skipped(reason: impl Into<String>) -> Self {
        Self {
            tally: Tally { skipped: 1, ..Tally::default() },
            notes: vec![format!("skipped: {}", reason.into())],
        }
    }

    /// What a runner's lines have said, once it has ended: one that died or ran nothing has failed.
    pub(crate) fn of_runner(mut self, runner: &str, success: bool) -> Self {
        if !success && self.tally.failed == 0 {
            self.tally.failed = 1;
            self.notes.push(format!("failed: {runner} ended without a result"));
        } else if self.tally == Tally::default() {
            return Self::failed("failed: no test was run");
        }
        self
    }

    /// Puts two reports of one stage together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.tally += other.tally;
        self.notes.extend(other.notes);
        self
    }
}

/// The reason of an ignored test that the full run includes.
const SLOW: &str = "slow: ";
/// The reason of an ignored function that only looks like a test: a tool, or a child process of a test.
const NOT_A_TEST: &str = "not a test: ";

/// Reads the output of `cargo test --no-fail-fast` line by line.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    report: Report,
    /// Ignored tests that are slow, and have not been asked for.
    slow: Vec<String>,
    /// The test program whose tests are being run, as cargo names it.
    program: String,
    /// Whether a program has announced its tests and not yet given its result.
    unfinished: bool,
}

impl Reader {
    /// Takes one line, free of colours.
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(program) = line.trim_start().strip_prefix("Running ") {
            self.next_program(program.split(" (").next().unwrap_or(program).to_owned());
        } else if let Some(package) = line.trim_start().strip_prefix("Doc-tests ") {
            self.next_program(format!("documentation of {package}"));
        } else if line.starts_with("running ") && (line.ends_with(" test") || line.ends_with(" tests")) {
            self.count_crash();
            self.unfinished = true;
        } else if let Some(tally) = result_line(line) {
            self.report.tally += tally;
            self.unfinished = false;
        } else if let Some(name) =
            line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.report.notes.push(format!("failed: {name} in {}", self.program));
        } else if let Some((name, reason)) = ignored_line(line) {
            self.ignored(name, reason);
        } else if line.starts_with("error: could not compile") {
            self.report.notes.push(line.to_owned());
        }
    }

    /// The slow tests met so far, for a second run that asks for them by name.
    pub(crate) fn take_slow(&mut self) -> Vec<String> {
        core::mem::take(&mut self.slow)
    }

    /// Ends the reading with what only the caller knows: the exit code and the log of skipped tests.
    pub(crate) fn finish(mut self, success: bool, skip_log: &str) -> Report {
        self.count_crash();
        for name in self.take_slow() {
            self.skipped(&name, "slow");
        }
        for (name, reason) in skipped_tests(skip_log) {
            // A skipping test returns early, so libtest has counted it as passed.
            self.report.tally.passed = self.report.tally.passed.saturating_sub(1);
            self.skipped(name, reason);
        }
        let tally = &mut self.report.tally;
        if !success && tally.failed == 0 {
            tally.failed = 1;
            if self.report.notes.is_empty() {
                self.report.notes.push("failed before any test reported".to_owned());
            }
        }
        self.report
    }

    fn ignored(&mut self, name: &str, reason: &str) {
        if reason.starts_with(SLOW) {
            self.slow.push(name.to_owned());
        } else if !reason.starts_with(NOT_A_TEST) {
            self.skipped(name, reason);
        }
    }

    fn skipped(&mut self, name: &str, reason: &str) {
        self.report.tally.skipped += 1;
        self.report.notes.push(format!("skipped: {name}: {reason}"));
    }

    fn next_program(&mut self, name: String) {
        self.count_crash();
        self.program = name;
    }

    /// A program that announced tests and never gave a result has died on the way: one failure.
    fn count_crash(&mut self) {
        if self.unfinished {
            self.unfinished = false;
            self.report.tally.failed += 1;
            self.report.notes.push(format!("failed: {} ended without a result", self.program));
        }
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; ...`. Ignored tests are counted from their own lines.
fn result_line(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |word: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(word)?.trim_end().parse::<u64>().ok())
    };
    Some(Tally { passed: count("passed")?, failed: count("failed")?, skipped: 0 })
}

/// Reads `test name ... ignored, reason`.
fn ignored_line(line: &str) -> Option<(&str, &str)> {
    let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ignored")?;
    let name = name.strip_suffix(" - should panic").unwrap_or(name);
    Some((name, outcome.strip_prefix(", ").unwrap_or("ignored without a reason")))
}

/// Reads the lines `SKIPPED <name>: <reason>` that tests wrote to the file named by `PHIWARD_SKIP_LOG`.
///
/// A test counts once, however many lines it wrote.
fn skipped_tests(log: &str) -> BTreeMap<&str, &str> {
    let entries = log.lines().filter_map(|line| line.strip_prefix("SKIPPED ")?.split_once(": "));
    // The first reason of a test is the one to show, and the last insertion wins.
    entries.rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{Reader, Report, Tally, result_line, skipped_tests};

    const TWO_PROGRAMS: &str = "\
   Compiling phiward-envelope v0.1.0
     Running unittests src/lib.rs (target/debug/deps/phiward_envelope-1)

running 3 tests
test context::tests::order ... ok
test text::tests::padding ... FAILED
test text::tests::slow ... ignored, slow: seals a GiB

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests phiward_envelope

running 2 tests
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    #[test]
    fn a_runner_that_ran_nothing_or_died_has_failed() {
        let passed = || Report { tally: Tally { passed: 3, ..Tally::default() }, notes: Vec::new() };
        assert_eq!(passed().of_runner("a runner", true), passed());
        assert_eq!(passed().of_runner("a runner", false).tally, Tally { failed: 1, ..passed().tally });
        assert_eq!(Report::default().of_runner("a runner", true).tally.failed, 1);
        assert_eq!(Report::default().of_runner("a runner", false).tally.failed, 1);
        // What has failed says so itself.
        assert_eq!(Report::failed("a test").of_runner("a runner", false), Report::failed("a test"));
    }

    fn read(text: &str) -> Reader {
        let mut reader = Reader::default();
        text.lines().for_each(|line| reader.line(line));
        reader
    }

    #[test]
    fn counts_are_summed_over_programs_and_the_failure_is_named() {
        let report = read(TWO_PROGRAMS).finish(false, "");
        assert_eq!(report.tally, Tally { passed: 3, failed: 1, skipped: 1 });
        assert_eq!(
            report.notes,
            ["failed: text::tests::padding in unittests src/lib.rs", "skipped: text::tests::slow: slow"]
        );
    }

    #[test]
    fn slow_tests_that_are_taken_for_a_second_run_are_not_skipped() {
        let mut reader = read(TWO_PROGRAMS);
        assert_eq!(reader.take_slow(), ["text::tests::slow"]);
        assert_eq!(reader.finish(false, "").tally, Tally { passed: 3, failed: 1, skipped: 0 });
    }

    #[test]
    fn an_ignored_test_is_skipped_unless_it_is_none() {
        let tool = "test writes_golden_files ... ignored, not a test: writes the files of a release";
        assert_eq!(read(tool).finish(true, "").tally, Tally::default());
        for (line, note) in [
            ("test a ... ignored", "skipped: a: ignored without a reason"),
            ("test b - should panic ... ignored, flaky", "skipped: b: flaky"),
        ] {
            let report = read(line).finish(true, "");
            assert_eq!((report.tally.skipped, report.notes.as_slice()), (1, [note.to_owned()].as_slice()));
        }
    }

    #[test]
    fn a_test_that_skips_itself_leaves_the_passed_ones() {
        let log = "SKIPPED node_opens_ours: node is absent\nSKIPPED node_opens_ours: node is absent, again\n";
        let report = read(TWO_PROGRAMS).finish(false, log);
        assert_eq!(report.tally, Tally { passed: 2, failed: 1, skipped: 2 });
        assert!(report.notes.contains(&"skipped: node_opens_ours: node is absent".to_owned()));
    }

    #[test]
    fn a_program_that_dies_is_a_failure() {
        let died = "     Running tests/a.rs (x)\nrunning 2 tests\ntest one ... ok\n";
        let report = read(died).finish(false, "");
        assert_eq!(report.tally, Tally { failed: 1, ..Tally::default() });
        assert_eq!(report.notes, ["failed: tests/a.rs ended without a result"]);

        let report = read(&format!("{died}{TWO_PROGRAMS}")).finish(false, "");
        assert_eq!(report.tally.failed, 2);
        assert_eq!(report.notes[0], "failed: tests/a.rs ended without a result");
    }

    #[test]
    fn a_build_that_fails_is_one_failure() {
        let line = "error: could not compile `phiward-keys` (lib test) due to 1 previous error";
        let report = read(line).finish(false, "");
        assert_eq!(report.tally, Tally { failed: 1, ..Tally::default() });
        assert_eq!(report.notes, [line]);
        assert_eq!(read("").finish(false, "").notes, ["failed before any test reported"]);
    }

    #[test]
    fn only_whole_result_lines_count() {
        assert_eq!(result_line("test result: ok. 12 passed; 0 failed; 0 ignored").unwrap().passed, 12);
        assert_eq!(result_line("test result: ok. many passed; 0 failed; 0 ignored"), None);
        assert_eq!(result_line("test result: ok"), None);
        assert_eq!(result_line("left: \"test result: ok. 1 passed; 0 failed; 0 ignored\""), None);
    }

    #[test]
    fn the_skip_log_ignores_lines_of_another_shape() {
        let skips = skipped_tests("noise\nSKIPPED no reason\nSKIPPED a: b: c\n");
        assert_eq!(skips.into_iter().collect::<Vec<_>>(), [("a", "b: c")]);
    }
}
