//! Checks of files that people upload, before they are sealed.
//!
//! The declared type of an upload is whatever its sender wrote.
//! These checks look at the first bytes instead.
//! They tell what a file says it is; they do not make it harmless, and a file can be two types at once.

use core::fmt;

/// A type of file that may be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// Portable Document Format, `application/pdf`.
    Pdf,
    /// JPEG, `image/jpeg`.
    Jpeg,
    /// Portable Network Graphics, `image/png`.
    Png,
}

impl FileKind {
    /// The media type, for storing beside the sealed file instead of the declared one.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// Recognises a file by its first [`HEAD_LEN`] bytes.
    ///
    /// The signature must stand at the very beginning; readers that search further in for `%PDF-` accept
    /// files that begin as something else.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Option<Self> {
        // ISO 32000-2, 7.5.2: the header is `%PDF-`, a major version of 1 or 2, and a minor one.
        if let [b'%', b'P', b'D', b'F', b'-', b'1'..=b'2', b'.', b'0'..=b'9', ..] = head {
            return Some(Self::Pdf);
        }
        // ITU-T T.81, B.1.1.3: start of image, then a marker that is not stuffing or a restart.
        if let [0xff, 0xd8, 0xff, 0xc0..=0xcf | 0xda..=0xfe, ..] = head {
            return Some(Self::Jpeg);
        }
        // PNG, 5.2 and 11.2.1: the signature, then the chunk IHDR of 13 bytes.
        if head.starts_with(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR") {
            return Some(Self::Png);
        }
        None
    }
}

/// How many first bytes the checks look at, at most.
pub const HEAD_LEN: usize = 16;

/// The size up to which files are accepted unless said otherwise: 50 MiB.
pub const MAX_LEN: u64 = 50 * 1024 * 1024;

/// Which files are accepted.
///
/// ```
/// use phiward_phi::file::{FileError, FileKind, FileRules};
///
/// let rules = FileRules::default();
/// assert_eq!(rules.check(b"%PDF-1.7\n%...", 120_000), Ok(FileKind::Pdf));
/// assert_eq!(rules.check(b"<html><body>", 120_000), Err(FileError::TypeNotAllowed));
/// assert_eq!(rules.check(b"%PDF-1.7\n%...", 100 << 20), Err(FileError::TooLarge));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileRules<'a> {
    /// The largest size in bytes.
    pub max_len: u64,
    /// The types.
    pub kinds: &'a [FileKind],
}

impl Default for FileRules<'_> {
    /// PDF, JPEG and PNG of up to [`MAX_LEN`] bytes.
    fn default() -> Self {
        Self { max_len: MAX_LEN, kinds: &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png] }
    }
}

impl FileRules<'_> {
    /// Checks a file by its first bytes and its size in bytes, and tells what it is.
    ///
    /// `head` is the first [`HEAD_LEN`] bytes or more; `len` is the true size, counted and not declared.
    ///
    /// # Errors
    /// [`FileError::Empty`], [`FileError::TooLarge`], [`FileError::TypeNotAllowed`], in this order.
    pub fn check(&self, head: &[u8], len: u64) -> Result<FileKind, FileError> {
        if len == 0 || head.is_empty() {
            return Err(FileError::Empty);
        }
        if len > self.max_len {
            return Err(FileError::TooLarge);
        }
        FileKind::sniff(head).filter(|kind| self.kinds.contains(kind)).ok_or(FileError::TypeNotAllowed)
    }
}

/// Why a file is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileError {
    /// The file has no bytes.
    Empty,
    /// The file is larger than allowed.
    TooLarge,
    /// The first bytes are not those of an allowed type.
    TypeNotAllowed,
}

impl FileError {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge => "file_too_large",
            Self::TypeNotAllowed => "file_type_not_allowed",
        }
    }

    /// The HTTP status that fits (RFC 9110): 400, 413 or 415.
    #[must_use]
    pub const fn http_status(&self) -> u16 {
        match self {
            Self::Empty => 400,
            Self::TooLarge => 413,
            Self::TypeNotAllowed => 415,
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the file is empty",
            Self::TooLarge => "the file is larger than allowed",
            Self::TypeNotAllowed => "the first bytes of the file are not those of an allowed type",
        })
    }
}

impl core::error::Error for FileError {}
