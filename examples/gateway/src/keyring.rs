//! The keys of the platform's own metadata, whose versions all instances share.

use phiward_envelope::OsEntropy;
use phiward_keys::{
    Access, AccessPolicy, Error, KeyUse, MetadataKeyring, MetadataPurpose, MetadataRoot, RotationPolicy,
};

use crate::config::{ConfigError, KeyRule};
use crate::failure::Failure;
use crate::store::{Cell, Space, Store, Unavailable, Write};

/// The one cell in which the list of versions is. It holds no key.
const CELL: &str = "versions";
/// How often another request may be faster.
const MOST_RACES: u32 = 64;

pub(crate) struct Keys {
    store: Store,
    root: MetadataRoot,
    policy: AccessPolicy,
    purposes: Vec<MetadataPurpose>,
    /// Requests of this instance that count a use wait for each other.
    turn: tokio::sync::Mutex<()>,
}

/// Who wants to use a key, and what for.
pub(crate) struct Wish<'a> {
    pub(crate) roles: Vec<&'a str>,
    pub(crate) purpose: &'a str,
    pub(crate) context: Vec<(&'a str, &'a str)>,
}

impl Keys {
    pub(crate) fn new(store: Store, root: MetadataRoot, rules: &[KeyRule]) -> Result<Self, ConfigError> {
        let mut policy = AccessPolicy::deny_all();
        let mut purposes = Vec::new();
        for rule in rules {
            let purpose = MetadataPurpose::new(&rule.purpose).map_err(|_| {
                ConfigError::new("metadata_keys: a purpose is lower-case letters, digits and `-`")
            })?;
            if rule.seal {
                policy = policy.allow(&rule.role, &purpose, KeyUse::Seal);
            }
            if rule.open {
                policy = policy.allow(&rule.role, &purpose, KeyUse::Open);
            }
            if !purposes.contains(&purpose) {
                purposes.push(purpose);
            }
        }
        Ok(Self { store, root, policy, purposes, turn: tokio::sync::Mutex::new(()) })
    }

    /// Seals a value; gives the envelope and the version of its key.
    pub(crate) async fn seal(
        &self,
        wish: &Wish<'_>,
        plaintext: &[u8],
        now_ms: u64,
    ) -> Result<(Vec<u8>, u32), Failure> {
        let (purpose, role) = self.permitted(wish, KeyUse::Seal)?;
        let _turn = self.turn.lock().await;
        self.change(now_ms, |keyring| {
            let access = Access { role, purpose: &purpose, context: &wish.context };
            let envelope =
                keyring.seal(&access, plaintext, &mut OsEntropy).map_err(|error| failure(&error))?;
            let version = keyring.versions(&purpose).last().map_or(0, |active| active.version);
            Ok((envelope, version))
        })
        .await
    }

    /// Opens a value of any version that is held.
    pub(crate) async fn open(
        &self,
        wish: &Wish<'_>,
        envelope: &[u8],
        now_ms: u64,
    ) -> Result<phiward_envelope::Plaintext, Failure> {
        let (purpose, role) = self.permitted(wish, KeyUse::Open)?;
        let (keyring, _) = self.load(now_ms).await?;
        let access = Access { role, purpose: &purpose, context: &wish.context };
        keyring.open(&access, envelope).map_err(|error| failure(&error))
    }

    /// Makes the next version of a purpose active.
    pub(crate) async fn rotate(&self, purpose: &str, now_ms: u64) -> Result<u32, Failure> {
        let purpose =
            self.purposes.iter().find(|known| known.as_str() == purpose).ok_or(Failure::NOT_FOUND)?;
        let _turn = self.turn.lock().await;
        self.change(now_ms, |keyring| keyring.rotate(purpose, now_ms).map_err(|error| failure(&error))).await
    }

    /// Rotates what is due by the policy; gives how many were.
    pub(crate) async fn rotate_due(&self, now_ms: u64) -> Result<u32, Failure> {
        let (keyring, _) = self.load(now_ms).await?;
        let due: Vec<String> = keyring.due(now_ms).map(|purpose| purpose.as_str().to_owned()).collect();
        for purpose in &due {
            self.rotate(purpose, now_ms).await?;
        }
        Ok(u32::try_from(due.len()).unwrap_or(u32::MAX))
    }

    /// Every purpose with its versions, oldest first.
    pub(crate) async fn list(&self, now_ms: u64) -> Result<Vec<(String, Vec<u32>)>, Failure> {
        let (keyring, _) = self.load(now_ms).await?;
        let purposes = self.purposes.iter().map(|purpose| {
            let versions = keyring.versions(purpose).iter().map(|held| held.version);
            (purpose.as_str().to_owned(), versions.collect())
        });
        Ok(purposes.collect())
    }

    /// The first of the caller's roles that may do it. The same answer for what is unknown and what is not allowed.
    fn permitted<'a>(&self, wish: &Wish<'a>, key_use: KeyUse) -> Result<(MetadataPurpose, &'a str), Failure> {
        let purpose = MetadataPurpose::new(wish.purpose).map_err(|_| Failure::FORBIDDEN)?;
        let may = |role: &&&str| self.policy.check(role, &purpose, key_use).is_ok();
        let role = wish.roles.iter().find(may).copied().ok_or(Failure::FORBIDDEN)?;
        Ok((purpose, role))
    }

    async fn load(&self, now_ms: u64) -> Result<(MetadataKeyring, Option<Cell>), Failure> {
        let cell = self.store.cell(Space::Keyring, CELL).await?;
        let root = MetadataRoot::from_bytes(self.root.expose_secret());
        let mut keyring = MetadataKeyring::new(root, self.policy.clone(), RotationPolicy::default());
        if let Some(cell) = &cell {
            let json = core::str::from_utf8(&cell.value).map_err(|_| Unavailable::Unreadable)?;
            keyring = keyring.load_json(json).map_err(|_| Unavailable::Unreadable)?;
        }
        for purpose in &self.purposes {
            keyring.add_purpose(purpose, now_ms).map_err(|error| failure(&error))?;
        }
        Ok((keyring, cell))
    }

    async fn change<T>(
        &self,
        now_ms: u64,
        change: impl Fn(&mut MetadataKeyring) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        for _ in 0..MOST_RACES {
            let (mut keyring, found) = self.load(now_ms).await?;
            let outcome = change(&mut keyring)?;
            let cell = Cell::after(found.as_ref(), keyring.to_json().into_bytes(), u64::MAX >> 1, now_ms);
            let expected = found.map(|found| found.version);
            let write = Write::Cell { space: Space::Keyring, key: CELL.to_owned(), expected, cell };
            if self.store.commit(vec![write]).await? {
                return Ok(outcome);
            }
        }
        Err(Failure::OVERLOADED)
    }
}

fn failure(error: &Error) -> Failure {
    match error {
        Error::NotPermitted => Failure::FORBIDDEN,
        Error::LimitExceeded => Failure::invalid("limit_exceeded", "there are too many versions or bytes"),
        Error::EntropyUnavailable => Failure::INTERNAL,
        // Which of key, context and bytes is wrong is not told.
        _ => Failure::invalid("cannot_open", "no key of this purpose opens it in this context"),
    }
}
