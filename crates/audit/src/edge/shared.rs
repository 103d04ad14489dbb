//! A log that threads share.

use std::sync::{Mutex, PoisonError};

use alloc::vec::Vec;
use core::fmt;

use phiward_phi::AuditUnavailable;

use crate::{
    auditor::EventSink,
    chain::ClosedSegment,
    edge::files::{FileError, SegmentFiles},
    event::Event,
    head::Head,
};

/// An audit log in a folder, for all threads of a program.
///
/// An event counts when it is in the file, and on the disk if the files say so.
/// After a failed write every event is refused until the log is opened again: what is in the file is not known then.
///
/// ```
/// use phiward_audit::{Auditor, ChainKey, ChainPolicy, HeadKey, LogId, Outcome, Action, edge::{AuditLog, SegmentFiles, Sync}};
/// # use phiward_phi::{Access, ActorId, PurposeOfUse, RequestId};
/// # let access = Access {
/// #     actor: ActorId::parse("usr-17")?,
/// #     purpose: PurposeOfUse::Treatment,
/// #     request: RequestId::parse("it-1767225600000-9f8a2c")?,
/// #     at_ms: 1_767_225_600_000,
/// # };
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// let (first, heads) = ([7; 32], [9; 32]); // from your store of secrets
/// let files = SegmentFiles::open(
///     folder,
///     LogId::parse("gateway-1")?,
///     ChainKey::first(&first),
///     HeadKey::from_bytes(&heads),
///     ChainPolicy::default(),
///     Sync::EveryEvent,
///     1_767_225_600_000,
/// )?;
/// let log = AuditLog::new(files);
/// Auditor::new(access, &log)?.record(Action::SignIn, Outcome::Denied)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct AuditLog(Mutex<State>);

struct State {
    files: SegmentFiles,
    closed: Vec<ClosedSegment>,
    has_failed: bool,
}

impl AuditLog {
    /// Shares a log.
    #[must_use]
    pub fn new(files: SegmentFiles) -> Self {
        Self(Mutex::new(State { files, closed: Vec::new(), has_failed: false }))
    }

    /// How far the log goes now, signed; to be kept elsewhere.
    #[must_use]
    pub fn head(&self, now_ms: u64) -> Head {
        self.with(|state| state.files.head(now_ms))
    }

    /// The segments that were completed since the last call, to be moved to storage with object lock.
    #[must_use]
    pub fn take_closed(&self) -> Vec<ClosedSegment> {
        self.with(|state| core::mem::take(&mut state.closed))
    }

    /// Ends the segment and begins the next, as a daily job does.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn rotate(&self, now_ms: u64) -> Result<(), FileError> {
        self.with(|state| {
            let rotated = state.files.rotate(now_ms);
            state.has_failed |= rotated.is_err();
            state.closed.push(rotated?);
            Ok(())
        })
    }

    /// Whether events are refused since a write failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.with(|state| state.has_failed)
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        // A panic while the lock was held may have left half a line.
        let mut state = self.0.lock().unwrap_or_else(|poisoned: PoisonError<_>| {
            let mut state = poisoned.into_inner();
            state.has_failed = true;
            state
        });
        run(&mut state)
    }
}

impl EventSink for AuditLog {
    fn record(&self, event: &Event) -> Result<(), AuditUnavailable> {
        self.with(|state| {
            if state.has_failed {
                return Err(AuditUnavailable);
            }
            match state.files.append(event) {
                Ok(closed) => {
                    state.closed.extend(closed);
                    Ok(())
                }
                Err(_) => {
                    state.has_failed = true;
                    Err(AuditUnavailable)
                }
            }
        })
    }
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditLog").finish_non_exhaustive()
    }
}
