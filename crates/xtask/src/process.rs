//! Running other programs: their output is passed on as it comes, or kept.

use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

/// Whether a person is likely to watch the output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Seconds since `start`, as they are printed everywhere.
pub(crate) fn seconds(start: Instant) -> String {
    format!("{:.1} s", start.elapsed().as_secs_f64())
}

/// Runs a program to its end and returns what it printed on stdout.
pub(crate) fn capture(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{name}` could not be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let last = complaint.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
    Err(format!("`{name}` failed ({}): {}", output.status, last.trim()))
}

/// Runs a program with its output going straight to ours.
pub(crate) fn show(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("`{name}` could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}

/// Runs a program, prints each line that it writes to stdout or stderr at once, and hands it over without
/// its colours.
///
/// Both streams go through one pipe, so the lines arrive in the order in which they were written.
pub(crate) fn stream(mut command: Command, mut each: impl FnMut(&str)) -> io::Result<ExitStatus> {
    let (reader, writer) = io::pipe()?;
    let mut child = command.stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // The command holds our writing ends of the pipe; as long as they are open, reading never ends.
    drop(command);
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        io::stdout().write_all(&bytes)?;
        io::stdout().flush()?;
        each(without_colours(&String::from_utf8_lossy(&bytes)).trim_end());
        bytes.clear();
    }
    child.wait()
}

/// Removes the terminal's control sequences, which end at the first letter.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{capture, stream, without_colours};

    #[test]
    fn colours_are_removed() {
        assert_eq!(without_colours("\u{1b}[1m\u{1b}[32mtest result\u{1b}[0m: ok"), "test result: ok");
    }

    #[cfg(unix)]
    #[test]
    fn both_streams_arrive_in_order_with_the_exit_code() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; echo three; exit 7"]);
        let mut lines = Vec::new();
        let status = stream(command, |line| lines.push(line.to_owned())).unwrap();
        assert_eq!(lines, ["one", "two", "three"]);
        assert_eq!(status.code(), Some(7));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = capture(&mut Command::new("phiward-no-such-program")).unwrap_err();
        assert!(error.contains("phiward-no-such-program"), "{error}");
    }
}
