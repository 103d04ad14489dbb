//! Configuration: JSON, read strictly.

#[cfg(feature = "envelope")]
use alloc::{string::String, vec::Vec};

use phiward_json::{Fields, Value};

use crate::Error;

/// The fields of a configuration, none of them given twice; an empty text has none.
///
/// # Errors
/// `invalid_configuration`.
pub(crate) fn fields(json: &str) -> Result<Fields, Error> {
    let value = if json.is_empty() { Some(Value::object([])) } else { Value::parse(json) };
    value.and_then(Fields::of).ok_or_else(Error::configuration)
}

/// What a field holds, where it is there and not null.
#[cfg(feature = "vault")]
pub(crate) fn optional<T>(
    fields: &mut Fields,
    name: &str,
    read: impl FnOnce(Value) -> Option<T>,
) -> Result<Option<T>, Error> {
    match fields.take(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => read(value).map(Some).ok_or_else(Error::configuration),
    }
}

/// What a field holds that must be there.
#[cfg(feature = "vault")]
pub(crate) fn required<T>(
    fields: &mut Fields,
    name: &str,
    read: impl FnOnce(Value) -> Option<T>,
) -> Result<T, Error> {
    fields.take(name).and_then(read).ok_or_else(Error::configuration)
}

/// What nobody took is unknown.
#[cfg(feature = "envelope")]
pub(crate) fn end(fields: &Fields) -> Result<(), Error> {
    if fields.is_empty() { Ok(()) } else { Err(Error::configuration()) }
}

/// The pairs of an object of strings, in their order, doubles included: whoever uses them judges doubles.
#[cfg(feature = "envelope")]
pub(crate) fn pairs(value: Value) -> Option<Vec<(String, String)>> {
    let Value::Object(fields) = value else { return None };
    fields.into_iter().map(|(name, value)| Some((name, value.into_text()?))).collect()
}
