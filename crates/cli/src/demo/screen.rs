//! How the tour looks.

use core::time::Duration;
use std::io::{self, StdoutLock, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::check;
use crate::failure::{Failure, Place};
use crate::table;

const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const QUIET: Style = Style::new().dimmed();

/// Writes steps, facts and refusals, and counts them.
pub(super) struct Screen {
    out: AutoStream<StdoutLock<'static>>,
    steps: u32,
    refusals: u32,
}

impl Screen {
    pub(super) const fn new(out: AutoStream<StdoutLock<'static>>) -> Self {
        Self { out, steps: 0, refusals: 0 }
    }

    pub(super) fn opening(&mut self) -> Result<(), Failure> {
        told(writeln!(
            self.out,
            "{HEADING}phiward{HEADING:#}: real cryptography and redaction on synthetic data, in a folder that is removed at the end"
        ))
    }

    /// Starts a step: a heading, what it is about, and the command that does the same.
    pub(super) fn step(&mut self, title: &str, about: &str, command: &str) -> Result<(), Failure> {
        self.steps += 1;
        told(writeln!(self.out, "\n{HEADING}{:>2}  {title}{HEADING:#}", self.steps))?;
        for line in about.lines() {
            told(writeln!(self.out, "    {line}"))?;
        }
        let mut prompt = "$";
        for line in command.lines() {
            told(writeln!(self.out, "    {QUIET}{prompt} {line}{QUIET:#}"))?;
            // A line that ends in a backslash goes on in the next.
            prompt = if line.ends_with('\\') { " " } else { "$" };
        }
        Ok(())
    }

    /// Tells a result.
    pub(super) fn fact(&mut self, name: &str, value: impl AsRef<str>) -> Result<(), Failure> {
        told(writeln!(self.out, "      {name:<16} {}", value.as_ref()))
    }

    /// Tells that something was refused, after checking that it was, and for the right reason.
    pub(super) fn refused<T>(
        &mut self,
        what: &str,
        result: Result<T, impl Into<Failure>>,
        code: &str,
    ) -> Result<(), Failure> {
        let failure = result.err().map(Into::into);
        check(failure.as_ref().is_some_and(|failure| failure.code() == code), what)?;
        self.refusals += 1;
        told(writeln!(self.out, "      {GOOD}refused{GOOD:#}  {code:<22} {what}"))
    }

    pub(super) fn table<const N: usize>(&mut self, rows: &[[String; N]]) -> Result<(), Failure> {
        told(table::write(&mut self.out, "      ", rows))
    }

    pub(super) fn closing(mut self, elapsed: Duration) -> Result<(), Failure> {
        let (steps, refusals, seconds) = (self.steps, self.refusals, elapsed.as_secs_f64());
        told(writeln!(
            self.out,
            "\n{GOOD}Shown{GOOD:#}: {steps} steps and {refusals} refusals, each for its own reason, in {seconds:.1} s.\n\
             Next: `phiward --help`; the formats in docs/spec/envelope.md and docs/spec/keys.md;\n\
             what is defended and what is not in docs/threat-model.md."
        ))?;
        told(self.out.flush())
    }
}

fn told(written: io::Result<()>) -> Result<(), Failure> {
    written.map_err(|error| Failure::writing(&Place::StandardOutput, &error))
}

/// A duration at the precision in which it is interesting.
pub(super) fn duration_text(duration: Duration) -> String {
    match duration.as_micros() {
        0 => "less than 1 µs".to_owned(),
        micros @ ..1000 => format!("{micros} µs"),
        _ => format!("{} ms", duration.as_millis()),
    }
}
