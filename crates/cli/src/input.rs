//! What is read: a file or standard input, as bytes or as base64 text.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::armor::Decoder;
use crate::failure::{Failure, Place};
use crate::progress::Progress;

/// A source of bytes that knows its name and, for a file, its length.
pub(crate) struct Input {
    reader: Box<dyn Read>,
    place: Place,
    len: Option<u64>,
    progress: Progress,
}

impl Input {
    /// Opens a file, or standard input for `-` and for nothing.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| !is_standard(path)) else {
            let reader = Box::new(io::stdin().lock());
            return Ok(Self { reader, place: Place::StandardInput, len: None, progress: Progress::off() });
        };
        let place = Place::Path(path.to_owned());
        let opened = File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata)));
        let (file, metadata) = opened.map_err(|error| Failure::reading(&place, &error))?;
        if metadata.is_dir() {
            return Err(Failure::reading(&place, &io::ErrorKind::IsADirectory.into()));
        }
        // A device or a pipe has no length that would mean anything.
        let len = metadata.is_file().then_some(metadata.len());
        Ok(Self { reader: Box::new(file), place, len, progress: Progress::off() })
    }

    /// An input that has ended.
    pub(crate) fn nothing() -> Self {
        let place = Place::StandardInput;
        Self { reader: Box::new(io::empty()), place, len: None, progress: Progress::off() }
    }

    /// Shows progress from here on, if it is worth it.
    pub(crate) fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Takes what is read for base64 text and gives the bytes that it means.
    pub(crate) fn decoded(self) -> Self {
        let place = self.place.clone();
        let progress = Progress::off();
        Self { reader: Box::new(Decoder::new(self)), place, len: None, progress }
    }

    /// Puts bytes that were read back in front.
    pub(crate) fn preceded_by(mut self, start: Vec<u8>) -> Self {
        self.reader = Box::new(io::Cursor::new(start).chain(self.reader));
        self
    }

    /// Number of bytes in all, when it is known before reading them.
    pub(crate) const fn len(&self) -> Option<u64> {
        self.len
    }

    pub(crate) const fn place(&self) -> &Place {
        &self.place
    }

    /// Reads on until `bytes` holds `most` of them or the input ends.
    pub(crate) fn fill(&mut self, bytes: &mut Vec<u8>, most: usize) -> Result<(), Failure> {
        let wanted = most.saturating_sub(bytes.len()) as u64;
        let read = self.by_ref().take(wanted).read_to_end(bytes);
        read.map(drop).map_err(|error| Failure::reading(&self.place, &error))
    }

    /// Reads to the end and counts.
    pub(crate) fn count_rest(&mut self) -> Result<u64, Failure> {
        io::copy(self, &mut io::sink()).map_err(|error| Failure::reading(&self.place, &error))
    }
}

impl Read for Input {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buf)?;
        self.progress.advance(count);
        Ok(count)
    }
}

/// Whether a path means standard input or output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// Refuses arguments by which standard input would be read twice.
pub(crate) fn check_standard_input_once(
    input: Option<&Path>,
    secrets: &[Option<&Path>],
) -> Result<(), Failure> {
    let input_is_standard = input.is_none_or(is_standard);
    let secrets = secrets.iter().flatten().filter(|path| is_standard(path)).count();
    if secrets + usize::from(input_is_standard) > 1 {
        return Err(Failure::Usage(
            "standard input can be read once: name a file for the input or the secret",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_input_is_read_once() {
        let (standard, file) = (Some(Path::new("-")), Some(Path::new("a")));
        for (input, secrets, is_ok) in [
            (None, [None, None], true),
            (None, [file, file], true),
            (file, [standard, None], true),
            (None, [standard, None], false),
            (standard, [None, standard], false),
            (file, [standard, standard], false),
        ] {
            assert_eq!(check_standard_input_once(input, &secrets).is_ok(), is_ok, "{input:?} {secrets:?}");
        }
    }
}
