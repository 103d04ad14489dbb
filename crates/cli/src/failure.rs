//! What the command says when it fails: a stable code, one sentence and an exit code.

use core::fmt;
use std::io::{self, ErrorKind, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind as ClapErrorKind;
use serde_json::json;

/// The arguments are wrong, or do not go together.
const USAGE: u8 = 2;

/// Why a command did not do what it was asked to.
///
/// No variant carries a secret or content. A path that the user gave may be told back.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The operation failed.
    Operation { code: &'static str, reason: String },
    /// Arguments do not go together, in a way that the parser of arguments cannot see.
    Usage(&'static str),
    /// All was said already, or nobody listens any more.
    Silent,
}

/// Where bytes come from or go to, as far as messages are concerned.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    StandardInput,
    StandardOutput,
    Path(PathBuf),
}

impl Failure {
    pub(crate) fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self::Operation { code, reason: reason.into() }
    }

    /// A fault of reading from `place`, or of the envelope that a reader found there.
    pub(crate) fn reading(place: &Place, error: &io::Error) -> Self {
        Self::of_io("read", place, error)
    }

    /// A fault of writing to `place`, or of sealing what was to be written.
    pub(crate) fn writing(place: &Place, error: &io::Error) -> Self {
        if matches!(place, Place::StandardOutput) && error.kind() == ErrorKind::BrokenPipe {
            // The reader went away, as `head` does. It knows.
            return Self::Silent;
        }
        Self::of_io("write", place, error)
    }

    fn of_io(verb: &str, place: &Place, error: &io::Error) -> Self {
        if let Some(envelope) = phiward_envelope::Error::of_io(error) {
            return envelope.into();
        }
        let (code, why) = io_code(error.kind());
        Self::new(code, format!("cannot {verb} {place}: {why}"))
    }

    /// The stable name of what happened.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Operation { code, .. } => code,
            Self::Usage(_) => "usage",
            Self::Silent => "",
        }
    }

    /// Says what happened on standard error and gives the exit code.
    pub(crate) fn report(&self, as_json: bool) -> ExitCode {
        let (reason, exit) = match self {
            Self::Operation { reason, .. } => (reason.as_str(), ExitCode::FAILURE),
            Self::Usage(reason) => (*reason, ExitCode::from(USAGE)),
            Self::Silent => return ExitCode::FAILURE,
        };
        say(self.code(), reason, as_json);
        exit
    }
}

/// The stable codes of input and output faults; the README lists them.
const fn io_code(kind: ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::NotFound => ("io_not_found", "it does not exist"),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            ("io_permission", "permission was denied")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            ("io_no_space", "no space is left")
        }
        ErrorKind::IsADirectory => ("io_is_directory", "it is a directory"),
        ErrorKind::NotADirectory => ("io_not_found", "a part of the path is not a directory"),
        ErrorKind::AlreadyExists => ("output_exists", "it exists; --force replaces it"),
        _ => ("io_error", "the system reported a fault"),
    }
}

fn say(code: &str, reason: &str, as_json: bool) {
    let mut stderr = anstream::stderr().lock();
    // If nobody can be told, the exit code still tells.
    let _ = if as_json {
        writeln!(stderr, "{}", json!({ "error": { "code": code, "reason": reason } }))
    } else {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        writeln!(stderr, "{red}error[{code}]{red:#}: {reason}")
    };
}

/// Lets a panic, which is a fault of ours, say where it was and nothing of what was being worked on.
pub(crate) fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        say("internal", &format!("a fault of this program, at {place}"), false);
    }));
}

/// Says something that does not end the command.
pub(crate) fn warn(code: &str, reason: &str, as_json: bool) {
    let mut stderr = anstream::stderr().lock();
    let _ = if as_json {
        writeln!(stderr, "{}", json!({ "warning": { "code": code, "reason": reason } }))
    } else {
        let yellow = anstyle::AnsiColor::Yellow.on_default().bold();
        writeln!(stderr, "{yellow}warning[{code}]{yellow:#}: {reason}")
    };
}

/// Reports what the parser of arguments found, and help and version too.
pub(crate) fn of_arguments(error: &clap::Error) -> ExitCode {
    let is_answer = matches!(error.kind(), ClapErrorKind::DisplayHelp | ClapErrorKind::DisplayVersion);
    if is_answer {
        return if error.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    // The arguments were not understood, so whether JSON is wanted can only be guessed.
    let as_json = std::env::args_os().any(|argument| argument == "--json");
    let text = error.to_string();
    match text.strip_prefix("error: ") {
        Some(reason) if as_json => say("usage", reason.lines().next().unwrap_or_default(), true),
        Some(reason) => say("usage", reason.trim_end(), false),
        None if as_json => say("usage", "a command is missing", true),
        // No command was given: the answer is the help.
        None => drop(error.print()),
    }
    ExitCode::from(USAGE)
}

impl From<phiward_envelope::Error> for Failure {
    fn from(error: phiward_envelope::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<phiward_keys::Error> for Failure {
    fn from(error: phiward_keys::Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<phiward_redact::PolicyError> for Failure {
    fn from(error: phiward_redact::PolicyError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<phiward_redact::PolicyFileError> for Failure {
    fn from(error: phiward_redact::PolicyFileError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandardInput => f.write_str("standard input"),
            Self::StandardOutput => f.write_str("standard output"),
            // A path may hold bytes that would steer a terminal.
            Self::Path(path) => {
                path.to_string_lossy().chars().try_for_each(|character| match character.is_control() {
                    true => write!(f, "{}", character.escape_default()),
                    false => write!(f, "{character}"),
                })
            }
        }
    }
}
