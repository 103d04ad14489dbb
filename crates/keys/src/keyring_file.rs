//! The list of versions of a keyring as strict, versioned JSON. It holds no key.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    Error, KeyVersion, MetadataKeyring, MetadataPurpose,
    keyring::{MAX_PURPOSES, MAX_VERSIONS, Purposes},
    strict_json,
};

/// Most bytes of a keyring file.
pub const MAX_KEYRING_FILE_LEN: usize = 8 * 1024 * 1024;
/// The file version that this release writes and reads.
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyringFile {
    phiward_keyring: u64,
    purposes: Vec<PurposeFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PurposeFile {
    purpose: String,
    versions: Vec<VersionFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionFile {
    version: u32,
    created_ms: u64,
    uses: u64,
}

impl MetadataKeyring {
    /// Puts the purposes and versions of a keyring file into this keyring, in place of its own.
    ///
    /// # Errors
    /// - [`Error::LimitExceeded`]: longer than [`MAX_KEYRING_FILE_LEN`], or too many purposes or versions.
    /// - [`Error::UnsupportedVersion`].
    /// - [`Error::Malformed`]: not this JSON, a purpose without a version or given twice, or versions that
    ///   are not in ascending order from 1.
    pub fn load_json(self, json: &str) -> Result<Self, Error> {
        if json.len() > MAX_KEYRING_FILE_LEN {
            return Err(Error::LimitExceeded);
        }
        let file: KeyringFile = strict_json::parse(json, "phiward_keyring", VERSION)?;
        if file.purposes.len() > MAX_PURPOSES {
            return Err(Error::LimitExceeded);
        }
        let mut purposes = Purposes::new();
        for PurposeFile { purpose, versions } in &file.purposes {
            if purposes.insert(MetadataPurpose::new(purpose)?, parse_versions(versions)?).is_some() {
                return Err(Error::Malformed);
            }
        }
        Ok(self.with_purposes(purposes))
    }

    /// Writes the keyring file: purposes, versions, ages and uses. Neither the root nor any key is in it.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "numbers, strings and lists are always JSON")]
    pub fn to_json(&self) -> String {
        let purposes = self.purposes().iter().map(|(purpose, versions)| PurposeFile {
            purpose: purpose.as_str().to_owned(),
            versions: versions.iter().map(VersionFile::from).collect(),
        });
        let file = KeyringFile { phiward_keyring: VERSION, purposes: purposes.collect() };
        serde_json::to_string(&file).expect("numbers, strings and lists are JSON")
    }
}

impl From<&KeyVersion> for VersionFile {
    fn from(held: &KeyVersion) -> Self {
        Self { version: held.version, created_ms: held.created_ms, uses: held.uses }
    }
}

fn parse_versions(file: &[VersionFile]) -> Result<Vec<KeyVersion>, Error> {
    if file.len() > MAX_VERSIONS {
        return Err(Error::LimitExceeded);
    }
    let ascending = file.windows(2).all(|pair| matches!(pair, [a, b] if a.version < b.version));
    if file.first().is_none_or(|first| first.version == 0) || !ascending {
        return Err(Error::Malformed);
    }
    let parsed = file.iter().map(|VersionFile { version, created_ms, uses }| KeyVersion {
        version: *version,
        created_ms: *created_ms,
        uses: *uses,
    });
    Ok(parsed.collect())
}
