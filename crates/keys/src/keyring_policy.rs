//! Who may use a metadata key, and when it is due for rotation.

use alloc::{borrow::ToOwned as _, collections::BTreeSet, string::String};

use crate::{Error, MetadataPurpose};

/// Milliseconds in a day.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// When a key version is due for rotation: by age, by use, or by whichever comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RotationPolicy {
    /// Greatest age in milliseconds; none for no limit. 90 days by default.
    pub max_age_ms: Option<u64>,
    /// Most values sealed; none, the default, for no limit.
    pub max_uses: Option<u64>,
}

impl Default for RotationPolicy {
    fn default() -> Self {
        Self { max_age_ms: Some(90 * DAY_MS), max_uses: None }
    }
}

impl RotationPolicy {
    /// Whether a version that was made at `created_ms` and sealed `uses` values is due.
    ///
    /// A version that was made in the future has age 0.
    #[must_use]
    pub fn is_due(&self, created_ms: u64, uses: u64, now_ms: u64) -> bool {
        self.max_age_ms.is_some_and(|max| now_ms.saturating_sub(created_ms) >= max)
            || self.max_uses.is_some_and(|max| uses >= max)
    }
}

/// What is done with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyUse {
    /// Sealing new values.
    Seal,
    /// Opening values.
    Open,
}

/// Which role may use the key of which purpose, and for what. What was not allowed is refused.
///
/// ```
/// use phiward_keys::{AccessPolicy, KeyUse, MetadataPurpose};
///
/// let username = MetadataPurpose::new("encrypt-username")?;
/// let policy = AccessPolicy::deny_all()
///     .allow("sign-up", &username, KeyUse::Seal)
///     .allow("support", &username, KeyUse::Open);
/// assert!(policy.check("support", &username, KeyUse::Open).is_ok());
/// assert!(policy.check("sign-up", &username, KeyUse::Open).is_err());
/// # Ok::<(), phiward_keys::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessPolicy {
    allowed: BTreeSet<(String, MetadataPurpose, KeyUse)>,
}

impl AccessPolicy {
    /// Allows nothing.
    #[must_use]
    pub const fn deny_all() -> Self {
        Self { allowed: BTreeSet::new() }
    }

    /// Allows one use to one role. Roles are compared as exact bytes.
    #[must_use]
    pub fn allow(mut self, role: &str, purpose: &MetadataPurpose, key_use: KeyUse) -> Self {
        self.allowed.insert((role.to_owned(), purpose.clone(), key_use));
        self
    }

    /// Whether the role may do it.
    ///
    /// # Errors
    /// [`Error::NotPermitted`].
    pub fn check(&self, role: &str, purpose: &MetadataPurpose, key_use: KeyUse) -> Result<(), Error> {
        let entry = (role.to_owned(), purpose.clone(), key_use);
        if self.allowed.contains(&entry) { Ok(()) } else { Err(Error::NotPermitted) }
    }
}
