//! What is written: a file that appears whole or not at all, or standard output.

use std::fs::{self, File};
use std::io::{self, ErrorKind, IsTerminal as _, StdoutLock, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::armor::Encoder;
use crate::failure::{Failure, Place};
use crate::input::is_standard;
use crate::signals::Unfinished;

/// What the name of every temporary file starts with.
const TEMPORARY_PREFIX: &str = ".phiward-";

/// How output is to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// The input, which is never to be replaced.
    pub(crate) input: Option<&'a Path>,
    /// Whether an existing file may be replaced.
    pub(crate) force: bool,
    /// Whether bytes are written as base64 text.
    pub(crate) text: bool,
    /// Whether a terminal may show it.
    pub(crate) readable: bool,
}

/// A sink of bytes. What was written to a file counts once [`commit`](Self::commit) has returned.
#[derive(Debug)]
pub(crate) struct Output {
    sink: Encoding,
    place: Place,
}

#[derive(Debug)]
enum Encoding {
    Bytes(Sink),
    Text(Encoder<Sink>),
}

#[derive(Debug)]
enum Sink {
    Standard(StdoutLock<'static>),
    /// A device or a pipe: it cannot be replaced, so it is written to.
    Special(File),
    Temporary(Pending),
}

/// A file in the making.
#[derive(Debug)]
pub(crate) struct Pending {
    // Dropped first: as long as the file is there, a signal must find it.
    file: NamedTempFile,
    target: PathBuf,
    replace: bool,
    _unfinished: Unfinished,
}

impl Output {
    /// Prepares the file, or standard output for `-` and for nothing.
    pub(crate) fn create(path: Option<&Path>, rules: Rules<'_>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| !is_standard(path)) else {
            if io::stdout().is_terminal() && !rules.text && !rules.readable {
                return Err(Failure::new(
                    "output_is_terminal",
                    "an envelope is not for terminals: name a file, or use --text",
                ));
            }
            return Ok(Self::new(Sink::Standard(io::stdout().lock()), Place::StandardOutput, rules.text));
        };
        let place = Place::Path(path.to_owned());
        let sink = file_sink(path, &place, rules)?;
        Ok(Self::new(sink, place, rules.text))
    }

    fn new(sink: Sink, place: Place, text: bool) -> Self {
        let sink = if text { Encoding::Text(Encoder::new(sink)) } else { Encoding::Bytes(sink) };
        Self { sink, place }
    }

    pub(crate) const fn place(&self) -> &Place {
        &self.place
    }

    /// Writes all of it.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.write_all(bytes).map_err(|error| Failure::writing(&self.place, &error))
    }

    /// Ends the output; a file appears under its name now.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        let Self { sink, place } = self;
        let committed = match sink {
            Encoding::Bytes(sink) => sink.commit(),
            Encoding::Text(encoder) => encoder.finish().and_then(Sink::commit),
        };
        committed.map_err(|error| Failure::writing(&place, &error))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Encoding::Bytes(sink) => sink.write(bytes),
            Encoding::Text(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Encoding::Bytes(sink) => sink.flush(),
            Encoding::Text(encoder) => encoder.flush(),
        }
    }
}

fn file_sink(path: &Path, place: &Place, rules: Rules<'_>) -> Result<Sink, Failure> {
    let existing = match fs::metadata(path) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::writing(place, &error)),
    };
    if let Some(existing) = existing {
        if existing.is_dir() {
            return Err(Failure::writing(place, &ErrorKind::IsADirectory.into()));
        }
        if !existing.is_file() {
            let file = File::options().write(true).open(path);
            return file.map(Sink::Special).map_err(|error| Failure::writing(place, &error));
        }
        if rules.input.is_some_and(|input| is_same(input, path)) {
            return Err(Failure::new("same_file", "input and output are the same file"));
        }
        if !rules.force {
            return Err(Failure::writing(place, &ErrorKind::AlreadyExists.into()));
        }
    }
    let pending = Pending::create(path, rules.force).map_err(|error| Failure::writing(place, &error))?;
    Ok(Sink::Temporary(pending))
}

/// Whether two paths lead to one file. Both exist, or they do not.
fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

impl Pending {
    /// Makes a temporary file beside `target`, readable by its owner only.
    pub(crate) fn create(target: &Path, replace: bool) -> io::Result<Self> {
        let file = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(folder(target))?;
        let unfinished = Unfinished::remember(file.path());
        Ok(Self { file, target: target.to_owned(), replace, _unfinished: unfinished })
    }

    /// Brings the bytes to the disk and gives the file its name, in one step.
    pub(crate) fn commit(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        if self.replace {
            self.file.persist(&self.target).map_err(|error| error.error)?;
        } else {
            self.file.persist_noclobber(&self.target).map_err(|error| error.error)?;
        }
        // The file is whole and has its name. That the name survives a loss of power is best effort: not
        // every system can flush a folder.
        let _ = File::open(folder(&self.target)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The folder that a file is in.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

impl Sink {
    fn commit(mut self) -> io::Result<()> {
        self.flush()?;
        match self {
            Self::Standard(_) | Self::Special(_) => Ok(()),
            Self::Temporary(pending) => pending.commit(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(stdout) => stdout.write(bytes),
            Self::Special(file) => file.write(bytes),
            Self::Temporary(pending) => pending.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(stdout) => stdout.flush(),
            Self::Special(file) => file.flush(),
            Self::Temporary(pending) => pending.flush(),
        }
    }
}
