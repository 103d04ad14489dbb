//! The list of versions of a keyring as strict, versioned JSON. It holds no key.

use alloc::{string::String, vec::Vec};

use phiward_json::Value;

use crate::{
    Error, KeyVersion, MetadataKeyring, MetadataPurpose,
    keyring::{MAX_PURPOSES, MAX_VERSIONS, Purposes},
    strict_json,
};

/// Most bytes of a keyring file.
pub const MAX_KEYRING_FILE_LEN: usize = 8 * 1024 * 1024;
/// The file version that this release writes and reads.
const VERSION: u64 = 1;
/// The field that holds it.
const VERSION_FIELD: &str = "phiward_keyring";

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
        let mut file = strict_json::versioned(json, VERSION_FIELD, VERSION)?;
        let listed = strict_json::list(&mut file, "purposes")?;
        strict_json::end(&file)?;
        if listed.len() > MAX_PURPOSES {
            return Err(Error::LimitExceeded);
        }
        let mut purposes = Purposes::new();
        for purpose in listed {
            let mut fields = strict_json::fields(purpose)?;
            let purpose = strict_json::text(&mut fields, "purpose")?;
            let versions = parse_versions(strict_json::list(&mut fields, "versions")?)?;
            strict_json::end(&fields)?;
            if purposes.insert(MetadataPurpose::new(&purpose)?, versions).is_some() {
                return Err(Error::Malformed);
            }
        }
        Ok(self.with_purposes(purposes))
    }

    /// Writes the keyring file: purposes, versions, ages and uses. Neither the root nor any key is in it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let purposes = self.purposes().iter().map(|(purpose, versions)| {
            Value::Object(Vec::from([
                field("purpose", purpose.as_str().into()),
                field("versions", versions.iter().map(version_json).collect()),
            ]))
        });
        let file = [field(VERSION_FIELD, VERSION.into()), field("purposes", purposes.collect())];
        Value::Object(Vec::from(file)).to_text()
    }
}

fn field(name: &str, value: Value) -> (String, Value) {
    (name.into(), value)
}

fn version_json(held: &KeyVersion) -> Value {
    Value::Object(Vec::from([
        field("version", u64::from(held.version).into()),
        field("created_ms", held.created_ms.into()),
        field("uses", held.uses.into()),
    ]))
}

fn parse_versions(listed: Vec<Value>) -> Result<Vec<KeyVersion>, Error> {
    if listed.len() > MAX_VERSIONS {
        return Err(Error::LimitExceeded);
    }
    let versions = listed.into_iter().map(parse_version).collect::<Result<Vec<_>, _>>()?;
    let ascending = versions.windows(2).all(|pair| matches!(pair, [a, b] if a.version < b.version));
    if versions.first().is_none_or(|first| first.version == 0) || !ascending {
        return Err(Error::Malformed);
    }
    Ok(versions)
}

fn parse_version(value: Value) -> Result<KeyVersion, Error> {
    let mut fields = strict_json::fields(value)?;
    let version = strict_json::number(&mut fields, "version")?.try_into().map_err(|_| Error::Malformed)?;
    let created_ms = strict_json::number(&mut fields, "created_ms")?;
    let uses = strict_json::number(&mut fields, "uses")?;
    strict_json::end(&fields)?;
    Ok(KeyVersion { version, created_ms, uses })
}
