//! Segments as files of a folder: `segment-00000003.jsonl`.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use crate::{
    chain::{Chain, ChainPolicy, ClosedSegment, Resumed},
    error::LogError,
    event::Event,
    head::Head,
    key::{ChainKey, HeadKey, LogId},
};

/// When an event is on the disk and not only with the operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sync {
    /// Before [`append`](SegmentFiles::append) returns: a power cut loses nothing that was confirmed.
    EveryEvent,
    /// When a segment ends: a killed program loses nothing, a power cut can lose the last seconds.
    EverySegment,
}

/// A log that is written to a folder.
#[derive(Debug)]
pub struct SegmentFiles {
    folder: PathBuf,
    file: File,
    chain: Chain,
    sync: Sync,
    /// Held while the log is open: two writers would fork the chain.
    _lock: File,
}

impl SegmentFiles {
    /// Opens the log in a folder, or begins one.
    ///
    /// A line that was half written when the program was killed is cut off; it was never confirmed.
    /// `key` is the first key, or that of a segment not after the last one in the folder.
    /// One writer at a time may have a folder open; the system gives the folder back when a program ends, however.
    ///
    /// # Errors
    /// [`FileError::InUse`] if another writer has the folder; [`FileError::Io`]; [`FileError::Log`] if the last segment is not authentic under the key: then look at it with
    /// the verifier before anything is added.
    pub fn open(
        folder: &Path,
        log: LogId,
        key: ChainKey,
        head_key: HeadKey,
        policy: ChainPolicy,
        sync: Sync,
        now_ms: u64,
    ) -> Result<Self, FileError> {
        fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let Some((segment, bytes)) = last_segment(folder)? else {
            let path = segment_path(folder, key.segment());
            let (chain, text) = Chain::begin(log, key, head_key, policy, now_ms)?;
            return Ok(Self {
                folder: folder.into(),
                file: write_anew(&path, &text)?,
                chain,
                sync,
                _lock: lock,
            });
        };
        let key = forward(key, segment)?;
        let (chain, resumed) = Chain::resume(log, key, head_key, policy, &bytes, now_ms)?;
        let path = segment_path(folder, chain.key().segment());
        let file = match resumed {
            Resumed::InNext { text } => write_anew(&path, &text)?,
            Resumed::InThis { keep, text } => {
                let mut file = OpenOptions::new().append(true).open(&path)?;
                file.set_len(u64::try_from(keep).unwrap_or(u64::MAX))?;
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                file
            }
        };
        Ok(Self { folder: folder.into(), file, chain, sync, _lock: lock })
    }

    /// Adds an event, and ends the segment when it is full.
    ///
    /// # Errors
    /// [`FileError::Io`]: the event does not count, and the log has to be opened again.
    pub fn append(&mut self, event: &Event) -> Result<Option<ClosedSegment>, FileError> {
        let text = self.chain.append(event);
        self.file.write_all(text.as_bytes())?;
        if self.sync == Sync::EveryEvent {
            self.file.sync_data()?;
        }
        if self.chain.is_full() { self.rotate(event.at_ms()).map(Some) } else { Ok(None) }
    }

    /// Ends the segment and begins the next.
    ///
    /// # Errors
    /// [`FileError::Io`].
    pub fn rotate(&mut self, now_ms: u64) -> Result<ClosedSegment, FileError> {
        let rotated = self.chain.rotate(now_ms);
        self.file.write_all(rotated.close.as_bytes())?;
        self.file.sync_all()?;
        // Killed here, the log is opened again after the closed segment.
        let path = segment_path(&self.folder, self.chain.key().segment());
        self.file = write_anew(&path, &rotated.open)?;
        Ok(rotated.closed)
    }

    /// How far the log goes now, signed; to be kept elsewhere.
    #[must_use]
    pub fn head(&self, now_ms: u64) -> Head {
        self.chain.head(now_ms)
    }

    /// Where a segment is.
    #[must_use]
    pub fn path_of(&self, segment: u64) -> PathBuf {
        segment_path(&self.folder, segment)
    }
}

/// Holds the folder against a second writer.
fn lock(folder: &Path) -> Result<File, FileError> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(FileError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn forward(mut key: ChainKey, segment: u64) -> Result<ChainKey, FileError> {
    if key.segment() > segment {
        return Err(LogError::NotAuthentic.into());
    }
    while key.segment() < segment {
        key = key.next();
    }
    Ok(key)
}

fn segment_path(folder: &Path, segment: u64) -> PathBuf {
    folder.join(format!("segment-{segment:08}.jsonl"))
}

/// Writes a segment's beginning; what is left of an earlier beginning that has no whole line is overwritten.
fn write_anew(path: &Path, text: &str) -> io::Result<File> {
    match fs::read(path) {
        Ok(bytes) if bytes.contains(&b'\n') => return Err(io::ErrorKind::AlreadyExists.into()),
        Ok(_) => fs::remove_file(path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut file = OpenOptions::new().append(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if let Some(folder) = path.parent() {
        // The name of a new file is in its folder.
        File::open(folder)?.sync_all()?;
    }
    Ok(file)
}

/// The last segment that has a whole line: its number and its bytes.
fn last_segment(folder: &Path) -> io::Result<Option<(u64, Vec<u8>)>> {
    let mut segments = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name: String = entry?.file_name().to_string_lossy().into_owned();
        let number = name.strip_prefix("segment-").and_then(|rest| rest.strip_suffix(".jsonl"));
        segments.extend(number.and_then(|digits| digits.parse::<u64>().ok()));
    }
    segments.sort_unstable();
    for segment in segments.into_iter().rev() {
        let bytes = fs::read(segment_path(folder, segment))?;
        if bytes.contains(&b'\n') {
            return Ok(Some((segment, bytes)));
        }
    }
    Ok(None)
}

/// Why a log in a folder cannot be opened or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// The folder or a file cannot be read or written. The path is the operator's, not a patient's.
    Io(io::Error),
    /// Another writer has the log open.
    InUse,
    /// The log cannot be gone on with.
    Log(LogError),
}

impl FileError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::InUse => "in_use",
            Self::Log(error) => error.code(),
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<LogError> for FileError {
    fn from(error: LogError) -> Self {
        Self::Log(error)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the audit log cannot be read or written: {}", error.kind()),
            Self::InUse => f.write_str("another writer has the audit log open"),
            Self::Log(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for FileError {}
