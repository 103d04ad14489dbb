//! The keyring of platform metadata: purposes, versions, rotation and access.

use alloc::{collections::BTreeMap, vec::Vec};

use phiward_envelope::{Entropy, Plaintext, inspect};
use subtle::ConstantTimeEq as _;

use crate::{AccessPolicy, Error, KeyUse, MetadataKey, MetadataPurpose, MetadataRoot, RotationPolicy};

/// Most purposes of a keyring.
pub const MAX_PURPOSES: usize = 256;
/// Most versions of one purpose that are held at a time.
pub const MAX_VERSIONS: usize = 256;

/// Keys for platform metadata, such as user names and addresses: one for each purpose and version.
///
/// The newest version of a purpose is active and seals; the older ones are retired and only open, until
/// they are forgotten.
/// All are derived of one root, so what is to be stored is the [root](MetadataRoot), in a KMS, and
/// [the list of versions](Self::to_json), anywhere.
///
/// ```
/// # use phiward_envelope::OsEntropy;
/// use phiward_keys::{Access, AccessPolicy, KeyUse, MetadataKeyring, MetadataPurpose, MetadataRoot, RotationPolicy};
///
/// let email = MetadataPurpose::new("encrypt-email")?;
/// let policy = AccessPolicy::deny_all()
///     .allow("accounts", &email, KeyUse::Seal)
///     .allow("accounts", &email, KeyUse::Open);
/// let root = MetadataRoot::generate(&mut OsEntropy)?;
/// let mut keyring = MetadataKeyring::new(root, policy, RotationPolicy::default());
/// keyring.add_purpose(&email, 0)?;
///
/// let access = Access { role: "accounts", purpose: &email, context: &[("user", "u-17")] };
/// let sealed = keyring.seal(&access, b"ada@example.org", &mut OsEntropy)?;
/// keyring.rotate(&email, 1)?;
/// assert_eq!(keyring.open(&access, &sealed)?.as_bytes(), b"ada@example.org");
/// assert!(!keyring.is_current(&email, &sealed)?);
/// # Ok::<(), phiward_keys::Error>(())
/// ```
#[derive(Debug)]
pub struct MetadataKeyring {
    root: MetadataRoot,
    access: AccessPolicy,
    rotation: RotationPolicy,
    purposes: Purposes,
}

/// The versions of every purpose, oldest first; the last one is active.
pub(crate) type Purposes = BTreeMap<MetadataPurpose, Vec<KeyVersion>>;

/// What the keyring keeps of one version of a key. It is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyVersion {
    /// Counts from 1.
    pub version: u32,
    /// When the version was made, in milliseconds of the host's clock.
    pub created_ms: u64,
    /// How many values it sealed.
    pub uses: u64,
}

/// Who wants to use a key, for what, and what the value belongs to.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "the context names the person that the value belongs to")]
pub struct Access<'a> {
    /// The role that is checked against the [`AccessPolicy`].
    pub role: &'a str,
    /// The purpose of the key.
    pub purpose: &'a MetadataPurpose,
    /// Names and values that are bound into the envelope, such as the id of the user.
    pub context: &'a [(&'a str, &'a str)],
}

/// What became of a list of envelopes that was searched for those that need migration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migration<I> {
    /// Sealed under a retired version: to be [resealed](MetadataKeyring::reseal).
    pub due: Vec<I>,
    /// Not an envelope of any version that is held.
    pub unreadable: Vec<I>,
}

impl MetadataKeyring {
    /// Makes a keyring without any purpose.
    #[must_use]
    pub const fn new(root: MetadataRoot, access: AccessPolicy, rotation: RotationPolicy) -> Self {
        Self { root, access, rotation, purposes: Purposes::new() }
    }

    pub(crate) fn with_purposes(mut self, purposes: Purposes) -> Self {
        self.purposes = purposes;
        self
    }

    pub(crate) const fn purposes(&self) -> &Purposes {
        &self.purposes
    }

    /// Adds a purpose with version 1. Adding one that is known changes nothing.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`].
    pub fn add_purpose(&mut self, purpose: &MetadataPurpose, now_ms: u64) -> Result<(), Error> {
        if self.purposes.contains_key(purpose) {
            return Ok(());
        }
        if self.purposes.len() >= MAX_PURPOSES {
            return Err(Error::LimitExceeded);
        }
        self.purposes
            .insert(purpose.clone(), [KeyVersion { version: 1, created_ms: now_ms, uses: 0 }].to_vec());
        Ok(())
    }

    /// The versions of a purpose, oldest first; the last one is active.
    #[must_use]
    pub fn versions(&self, purpose: &MetadataPurpose) -> &[KeyVersion] {
        self.purposes.get(purpose).map_or(&[], Vec::as_slice)
    }

    /// The purposes whose active version is due for rotation.
    pub fn due(&self, now_ms: u64) -> impl Iterator<Item = &MetadataPurpose> {
        self.purposes.iter().filter_map(move |(purpose, versions)| {
            let active = versions.last()?;
            self.rotation.is_due(active.created_ms, active.uses, now_ms).then_some(purpose)
        })
    }

    /// Makes the next version of a purpose active and retires the one before; returns the new version.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`] for an unknown purpose, [`Error::LimitExceeded`].
    pub fn rotate(&mut self, purpose: &MetadataPurpose, now_ms: u64) -> Result<u32, Error> {
        let versions = self.purposes.get_mut(purpose).ok_or(Error::KeyNotFound)?;
        let active = versions.last().ok_or(Error::KeyNotFound)?;
        let version = active.version.checked_add(1).ok_or(Error::LimitExceeded)?;
        if versions.len() >= MAX_VERSIONS {
            return Err(Error::LimitExceeded);
        }
        versions.push(KeyVersion { version, created_ms: now_ms, uses: 0 });
        Ok(version)
    }

    /// Forgets a retired version: what is still sealed under it no longer opens through this keyring.
    ///
    /// The version number is not used again.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`]; [`Error::NotPermitted`] for the active version.
    pub fn forget(&mut self, purpose: &MetadataPurpose, version: u32) -> Result<(), Error> {
        let versions = self.purposes.get_mut(purpose).ok_or(Error::KeyNotFound)?;
        let position = versions.iter().position(|held| held.version == version).ok_or(Error::KeyNotFound)?;
        if position + 1 == versions.len() {
            return Err(Error::NotPermitted);
        }
        versions.remove(position);
        Ok(())
    }

    /// Seals a value under the active version, and counts the use.
    ///
    /// # Errors
    /// [`Error::NotPermitted`], [`Error::KeyNotFound`] for an unknown purpose, and as [`MetadataKey::seal`].
    pub fn seal(
        &mut self,
        access: &Access<'_>,
        plaintext: &[u8],
        entropy: &mut impl Entropy,
    ) -> Result<Vec<u8>, Error> {
        self.access.check(access.role, access.purpose, KeyUse::Seal)?;
        let active = self.purposes.get_mut(access.purpose).and_then(|versions| versions.last_mut());
        let active = active.ok_or(Error::KeyNotFound)?;
        let key = self.root.metadata_key(access.purpose, active.version);
        let sealed = key.seal(access.context, plaintext, entropy)?;
        active.uses = active.uses.saturating_add(1);
        Ok(sealed)
    }

    /// Opens a value that was sealed under any version that is held.
    ///
    /// # Errors
    /// [`Error::NotPermitted`]; [`Error::KeyNotFound`] for a version that is not held, or another purpose's
    /// envelope; and as [`MetadataKey::open`].
    pub fn open(&self, access: &Access<'_>, envelope: &[u8]) -> Result<Plaintext, Error> {
        self.access.check(access.role, access.purpose, KeyUse::Open)?;
        self.key_of(access.purpose, envelope)?.open(access.context, envelope)
    }

    /// Seals a value of a retired version again under the active one, after reading the result back.
    ///
    /// A value that is under the active version already is checked and returned as it is.
    ///
    /// # Errors
    /// As [`open`](Self::open) and [`seal`](Self::seal), and [`Error::Corrupt`] when the result was not what was sealed.
    pub fn reseal(
        &mut self,
        access: &Access<'_>,
        envelope: &[u8],
        entropy: &mut impl Entropy,
    ) -> Result<Vec<u8>, Error> {
        self.access.check(access.role, access.purpose, KeyUse::Seal)?;
        let plaintext = self.open(access, envelope)?;
        if self.is_current(access.purpose, envelope)? {
            return Ok(envelope.to_vec());
        }
        let resealed = self.seal(access, &plaintext, entropy)?;
        let read_back = self.open(access, &resealed)?;
        if bool::from(read_back.as_bytes().ct_eq(plaintext.as_bytes())) {
            Ok(resealed)
        } else {
            Err(Error::Corrupt)
        }
    }

    /// Whether an envelope is sealed under the active version of its purpose. Nothing is opened.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`], [`Error::Envelope`].
    pub fn is_current(&self, purpose: &MetadataPurpose, envelope: &[u8]) -> Result<bool, Error> {
        let version = self.key_of(purpose, envelope)?.version();
        Ok(self.versions(purpose).last().is_some_and(|active| active.version == version))
    }

    /// Finds the envelopes that need migration, in the order given. Nothing is opened.
    pub fn needs_migration<'e, I>(
        &self,
        purpose: &MetadataPurpose,
        envelopes: impl IntoIterator<Item = (I, &'e [u8])>,
    ) -> Migration<I> {
        let mut migration = Migration { due: Vec::new(), unreadable: Vec::new() };
        for (name, envelope) in envelopes {
            match self.is_current(purpose, envelope) {
                Ok(true) => {}
                Ok(false) => migration.due.push(name),
                Err(_) => migration.unreadable.push(name),
            }
        }
        migration
    }

    /// The key whose id the envelope carries, newest first.
    fn key_of(&self, purpose: &MetadataPurpose, envelope: &[u8]) -> Result<MetadataKey, Error> {
        let wanted = inspect(envelope)?.key_id().ok_or(Error::KeyNotFound)?;
        let keys =
            self.versions(purpose).iter().rev().map(|held| self.root.metadata_key(purpose, held.version));
        keys.into_iter().find(|key| key.key_id() == wanted).ok_or(Error::KeyNotFound)
    }
}
