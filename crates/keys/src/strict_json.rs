//! Reading JSON in exactly one shape.

use alloc::{string::String, vec::Vec};

use phiward_json::{Fields, Value};

use crate::Error;

/// The fields of a versioned object. The version is looked at first, so that a newer file is called new and not broken.
pub(crate) fn versioned(json: &str, version_field: &str, version: u64) -> Result<Fields, Error> {
    let read = Value::parse(json).ok_or(Error::Malformed)?;
    let found = read.get(version_field).and_then(Value::as_u64).ok_or(Error::Malformed)?;
    if found != version {
        return Err(Error::UnsupportedVersion { found });
    }
    let mut fields = fields(read)?;
    fields.take(version_field);
    Ok(fields)
}

/// The fields of an object, none of them given twice.
pub(crate) fn fields(value: Value) -> Result<Fields, Error> {
    Fields::of(value).ok_or(Error::Malformed)
}

pub(crate) fn list(fields: &mut Fields, name: &str) -> Result<Vec<Value>, Error> {
    fields.take(name).and_then(Value::into_list).ok_or(Error::Malformed)
}

pub(crate) fn text(fields: &mut Fields, name: &str) -> Result<String, Error> {
    fields.take(name).and_then(Value::into_text).ok_or(Error::Malformed)
}

pub(crate) fn number(fields: &mut Fields, name: &str) -> Result<u64, Error> {
    fields.take(name).and_then(|value| value.as_u64()).ok_or(Error::Malformed)
}

/// What nobody took is unknown.
pub(crate) fn end(fields: &Fields) -> Result<(), Error> {
    if fields.is_empty() { Ok(()) } else { Err(Error::Malformed) }
}
