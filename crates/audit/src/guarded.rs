//! A key that is of no use without an auditor.

use core::fmt;

use phiward_phi::{AuditUnavailable, Phi, Scope, zeroize::Zeroize};

use crate::{
    auditor::Auditor,
    event::{Action, Outcome},
};

/// A key, or anything else that opens PHI, behind the audit log.
///
/// There is no way to the key but [`open`](Self::open) and [`seal`](Self::seal), and both leave an event.
/// A program that keeps its keys in `Guarded` from the start has no envelope opened without one, and the compiler
/// says so.
///
/// What is passed in is a plain function, which can capture nothing: it cannot carry the key out.
///
/// ```
/// use phiward_audit::{Auditor, Guarded};
/// use phiward_phi::Scope;
/// # use phiward_audit::{Event, EventSink};
/// # use phiward_phi::{Access, ActorId, AuditUnavailable, PurposeOfUse, RequestId};
/// # struct Log;
/// # impl EventSink for Log { fn record(&self, _: &Event) -> Result<(), AuditUnavailable> { Ok(()) } }
/// # let access = Access {
/// #     actor: ActorId::parse("usr-17")?,
/// #     purpose: PurposeOfUse::Treatment,
/// #     request: RequestId::parse("it-1767225600000-9f8a2c")?,
/// #     at_ms: 1_767_225_600_000,
/// # };
/// # let auditor = Auditor::new(access, &Log)?;
/// // Stands for `phiward_envelope`'s `DataKey` and `open`.
/// struct DataKey(u8);
/// fn open(key: &DataKey, envelope: &[u8]) -> Result<Vec<u8>, std::fmt::Error> {
///     Ok(envelope.iter().map(|byte| byte ^ key.0).collect())
/// }
///
/// let key = Guarded::new(DataKey(1));
/// let note = key.open(&auditor, &Scope::parse("journal_entry")?, &b"ihm"[..], open)?;
/// assert_eq!(note.open(&auditor.context(), "journal_entry")?.as_slice(), b"hil");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Guarded<K>(K);

impl<K> Guarded<K> {
    /// Puts a key behind the log.
    pub const fn new(key: K) -> Self {
        Self(key)
    }

    /// Opens something with the key; the event says whether it worked, and what was opened is PHI.
    ///
    /// The event is kept before the value is handed out.
    ///
    /// # Errors
    /// [`GuardedError::Failed`] with the error of `open`, which is an event as well;
    /// [`GuardedError::AuditUnavailable`], and the value is wiped.
    pub fn open<A: ?Sized, T: Zeroize, E>(
        &self,
        auditor: &Auditor<'_>,
        what: &Scope,
        input: &A,
        open: fn(&K, &A) -> Result<T, E>,
    ) -> Result<Phi<T>, GuardedError<E>> {
        self.run(auditor, what, Action::Decrypt, input, |key, input| open(key, input).map(Phi::new))
    }

    /// Seals something with the key; the event says whether it worked.
    ///
    /// What comes back is handed out as it is, since an envelope is for others to keep.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn seal<A: ?Sized, T, E>(
        &self,
        auditor: &Auditor<'_>,
        what: &Scope,
        input: &A,
        seal: fn(&K, &A) -> Result<T, E>,
    ) -> Result<T, GuardedError<E>> {
        self.run(auditor, what, Action::Encrypt, input, seal)
    }

    fn run<A: ?Sized, T, E>(
        &self,
        auditor: &Auditor<'_>,
        what: &Scope,
        action: Action,
        input: &A,
        run: impl Fn(&K, &A) -> Result<T, E>,
    ) -> Result<T, GuardedError<E>> {
        let result = run(&self.0, input);
        let outcome = if result.is_ok() { Outcome::Success } else { Outcome::Failure };
        auditor.record_on(action, what, outcome).map_err(GuardedError::AuditUnavailable)?;
        result.map_err(GuardedError::Failed)
    }
}

impl<K> fmt::Debug for Guarded<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guarded(..)")
    }
}

/// Why nothing was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuardedError<E> {
    /// The operation failed, and the event says so.
    Failed(E),
    /// The event could not be kept.
    AuditUnavailable(AuditUnavailable),
}

impl<E: fmt::Display> fmt::Display for GuardedError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(f),
            Self::AuditUnavailable(error) => error.fmt(f),
        }
    }
}

impl<E: core::error::Error> core::error::Error for GuardedError<E> {}
