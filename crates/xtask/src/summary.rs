//! The end of a test run: one line a stage, what failed or was skipped, and the sum as the last line.

use core::fmt;

use crate::libtest::{Report, Tally};

/// One stage that has run.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) proves: &'static str,
    pub(crate) seconds: f64,
    pub(crate) report: Report,
}

/// All stages that have run. Its text ends with `N passed, N failed`, and `, N skipped` where there are any.
#[derive(Debug)]
pub(crate) struct Summary(pub(crate) Vec<Line>);

impl Summary {
    /// Whether something ran and nothing failed.
    pub(crate) fn is_success(&self) -> bool {
        let total = self.total();
        total.failed == 0 && total.passed > 0
    }

    fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.0.iter().for_each(|line| total += line.report.tally);
        total
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:10} {:>7} {:>7} {:>7} {:>8}  proves",
            "stage", "passed", "failed", "skipped", "seconds"
        )?;
        for Line { name, proves, seconds, report } in &self.0 {
            let Tally { passed, failed, skipped } = report.tally;
            writeln!(f, "{name:10} {passed:>7} {failed:>7} {skipped:>7} {seconds:>8.1}  {proves}")?;
        }
        writeln!(f)?;
        for line in &self.0 {
            for note in &line.report.notes {
                writeln!(f, "{}: {note}", line.name)?;
            }
        }
        let Tally { passed, failed, skipped } = self.total();
        write!(f, "{passed} passed, {failed} failed")?;
        if skipped > 0 { write!(f, ", {skipped} skipped") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Summary};
    use crate::libtest::Report;

    fn summary(reports: impl IntoIterator<Item = Report>) -> Summary {
        let line = |report| Line { name: "a", proves: "something", seconds: 1.25, report };
        Summary(reports.into_iter().map(line).collect())
    }

    fn last_line(summary: &Summary) -> String {
        summary.to_string().lines().last().unwrap().to_owned()
    }

    #[test]
    fn the_last_line_is_the_sum() {
        let passed = summary([Report::passed(), Report::passed()]);
        assert_eq!(last_line(&passed), "2 passed, 0 failed");
        assert!(passed.is_success());

        let mixed = summary([Report::passed(), Report::skipped("no Java"), Report::failed("it broke")]);
        assert_eq!(last_line(&mixed), "1 passed, 1 failed, 1 skipped");
        assert!(!mixed.is_success());
        let text = mixed.to_string();
        assert!(text.contains("a: it broke") && text.contains("a: skipped: no Java"), "{text}");
    }

    #[test]
    fn a_run_without_tests_is_no_success() {
        assert!(!summary([]).is_success());
        assert!(!summary([Report::skipped("nothing here")]).is_success());
    }
}
