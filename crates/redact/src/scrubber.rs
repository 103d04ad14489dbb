//! Logs that pass through redaction on their way out.

use alloc::string::String;

use phiward_phi::{Scrub, ScrubFailed};

use crate::{Redactor, TokenMap};

#[cfg(feature = "std")]
mod writer;

#[cfg(feature = "std")]
pub use self::writer::{LogScrubber, ScrubCounts};

/// Whether the time at the head of a log line stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum LineTimes {
    /// It is a date like any other.
    #[default]
    Redacted,
    /// It stays: it tells when the program wrote, and lines without a time are of little use.
    /// Whoever can join it to an encounter can date the encounter.
    Kept,
}

/// The redactor as the scrubber of a `tracing` guard: texts are redacted as log lines.
///
/// ```
/// use phiward_phi::Scrub as _;
/// use phiward_redact::{Policy, Redactor};
/// let redactor = Redactor::new(Policy::default())?;
/// let mut shown = String::new();
/// redactor.scrub("lookup mrn=00625079", &mut shown).unwrap();
/// assert_eq!(shown, "lookup mrn=[MRN]");
/// # Ok::<(), phiward_redact::PolicyError>(())
/// ```
impl Scrub for Redactor<'_> {
    fn scrub(&self, text: &str, out: &mut String) -> Result<(), ScrubFailed> {
        out.push_str(&self.redact_log(text, &mut TokenMap::new()).text);
        Ok(())
    }
}
