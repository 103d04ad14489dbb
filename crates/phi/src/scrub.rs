//! The place where free text is made fit for a log.

use alloc::string::String;
use core::fmt;

use crate::mask::MASK;

/// Rewrites free text so that it may be logged.
///
/// `phiward-redact` implements it; [`MaskAll`] is for programs without it.
///
/// An implementation must not log: the record that it is asked about would wait for its own.
pub trait Scrub {
    /// Appends to `out` what may be shown of `text`.
    ///
    /// # Errors
    /// [`ScrubFailed`] on any doubt; the caller then drops the whole record and does not look at `out`.
    fn scrub(&self, text: &str, out: &mut String) -> Result<(), ScrubFailed>;
}

/// Shows nothing of any text: the mask stands for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MaskAll;

impl Scrub for MaskAll {
    fn scrub(&self, _: &str, out: &mut String) -> Result<(), ScrubFailed> {
        out.push_str(MASK);
        Ok(())
    }
}

/// A text could not be made fit for a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScrubFailed;

impl ScrubFailed {
    /// The stable, language-neutral name of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "scrub_failed"
    }
}

impl fmt::Display for ScrubFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text could not be made fit for a log")
    }
}

impl core::error::Error for ScrubFailed {}
