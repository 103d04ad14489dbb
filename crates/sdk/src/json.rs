//! Configuration: JSON, read strictly.

#[cfg(feature = "envelope")]
use alloc::{string::String, vec::Vec};

#[cfg(feature = "envelope")]
use phiward_json::{Fields, Value};

use crate::Error;

/// The fields of a configuration, none of them given twice; an empty text has none.
///
/// # Errors
/// `invalid_configuration`.
#[cfg(feature = "envelope")]
pub(crate) fn fields(json: &str) -> Result<Fields, Error> {
    let value = if json.is_empty() { Some(Value::object([])) } else { Value::parse(json) };
    value.and_then(Fields::of).ok_or_else(Error::configuration)
}

/// What a field holds, where it is there and not null.
#[cfg(feature = "envelope")]
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
#[cfg(feature = "envelope")]
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

/// Reads a configuration by a derived reader, of which an empty text is the default.
///
/// # Errors
/// `invalid_configuration`.
#[cfg(feature = "search")]
pub(crate) fn configuration<T: serde::de::DeserializeOwned + Default>(json: &str) -> Result<T, Error> {
    if json.is_empty() {
        return Ok(T::default());
    }
    // Derived readers take a list for a record, field by field; no configuration holds a list.
    if has_list(json) {
        return Err(Error::configuration());
    }
    // The sentence of the JSON library quotes the input, so it is dropped.
    serde_json::from_str(json).map_err(|_| Error::configuration())
}

/// Whether a list begins outside of the texts of a JSON document.
#[cfg(feature = "search")]
fn has_list(json: &str) -> bool {
    let (mut in_text, mut escaped) = (false, false);
    json.bytes().any(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            _ => return byte == b'[' && !in_text,
        }
        false
    })
}

#[cfg(all(test, feature = "search"))]
mod tests {
    use super::has_list;

    #[test]
    fn lists_are_seen_outside_of_texts_only() {
        for json in ["[]", r#"{"a": [1]}"#, r#"{"a\"": ["#, r#"{"\\": []}"#] {
            assert!(has_list(json), "{json}");
        }
        for json in ["{}", r#"{"a": "[b]"}"#, r#"{"[": "\"["}"#] {
            assert!(!has_list(json), "{json}");
        }
    }
}
