//! Locking after a time without use, driven by the host's clock.

use core::fmt;

use crate::{Error, Unlocked};

/// The keys of an unlocked vault, for as long as somebody uses them.
///
/// This crate has no clock and no thread: the host passes the time with every call, and calls
/// [`tick`](Self::tick) when [`deadline_ms`](Self::deadline_ms) comes, so that the keys are wiped even when nobody
/// asks for them.
/// Times are milliseconds of one monotonic clock. Should it step backwards, the session locks.
///
/// ```
/// # use phiward_envelope::OsEntropy;
/// # use phiward_keys::{KdfParams, Password, Session, Vault};
/// # let (_, unlocked) = Vault::create(&Password::new("correct horse"), KdfParams::PBKDF2, &mut OsEntropy)?;
/// let mut session = Session::new(unlocked, 15 * 60 * 1000, 0);
/// assert!(session.keys(14 * 60 * 1000).is_ok());
/// assert_eq!(session.deadline_ms(), Some(29 * 60 * 1000));
/// assert!(session.keys(29 * 60 * 1000).is_err());
/// # Ok::<(), phiward_keys::Error>(())
/// ```
pub struct Session {
    keys: Option<Unlocked>,
    used_ms: u64,
    idle_ms: u64,
}

impl Session {
    /// Starts a session that locks after `idle_ms` without use.
    #[must_use]
    pub const fn new(keys: Unlocked, idle_ms: u64, now_ms: u64) -> Self {
        Self { keys: Some(keys), used_ms: now_ms, idle_ms }
    }

    /// The keys; asking for them counts as use.
    ///
    /// # Errors
    /// [`Error::Locked`].
    pub fn keys(&mut self, now_ms: u64) -> Result<&Unlocked, Error> {
        self.keys_mut(now_ms).map(|keys| &*keys)
    }

    /// The keys, for a change of password; asking for them counts as use.
    ///
    /// # Errors
    /// [`Error::Locked`].
    pub fn keys_mut(&mut self, now_ms: u64) -> Result<&mut Unlocked, Error> {
        self.tick(now_ms);
        self.used_ms = now_ms;
        self.keys.as_mut().ok_or(Error::Locked)
    }

    /// Locks the session if its time is over, and says whether it is locked.
    ///
    /// Calling it too often does no harm, and does not count as use.
    pub fn tick(&mut self, now_ms: u64) -> bool {
        if now_ms.checked_sub(self.used_ms).is_none_or(|idle| idle >= self.idle_ms) {
            self.lock();
        }
        self.keys.is_none()
    }

    /// Wipes the keys now.
    pub fn lock(&mut self) {
        self.keys = None;
    }

    /// Continues with keys of a new unlocking.
    pub fn unlock(&mut self, keys: Unlocked, now_ms: u64) {
        self.keys = Some(keys);
        self.used_ms = now_ms;
    }

    /// When the session locks if nobody uses it before; none when it is locked.
    #[must_use]
    pub fn deadline_ms(&self) -> Option<u64> {
        self.keys.as_ref().map(|_| self.used_ms.saturating_add(self.idle_ms))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("deadline_ms", &self.deadline_ms()).finish_non_exhaustive()
    }
}
