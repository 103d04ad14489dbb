//! Reading JSON in exactly one shape.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::Error;

/// Reads a versioned object: the version first, so that a newer file is called new and not broken.
///
/// `T` denies unknown fields, and `serde` refuses fields that are given twice. What `serde` would still accept is
/// a list in place of an object; that is noticed by writing the value back.
pub(crate) fn parse<T>(json: &str, version_field: &str, version: u64) -> Result<T, Error>
where
    T: Serialize + DeserializeOwned,
{
    let read: Value = serde_json::from_str(json).map_err(|_| Error::Malformed)?;
    let found = read.get(version_field).and_then(Value::as_u64).ok_or(Error::Malformed)?;
    if found != version {
        return Err(Error::UnsupportedVersion { found });
    }
    let file: T = serde_json::from_str(json).map_err(|_| Error::Malformed)?;
    let written = serde_json::to_value(&file).map_err(|_| Error::Malformed)?;
    if written == read { Ok(file) } else { Err(Error::Malformed) }
}
