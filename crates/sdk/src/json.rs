//! Configuration: JSON, read strictly.

use alloc::{string::String, vec::Vec};

#[cfg(feature = "envelope")]
use core::fmt;

use serde::de;
#[cfg(feature = "envelope")]
use serde::{Deserialize, Deserializer};

use crate::Error;

/// Reads a configuration, of which an empty text is the default.
///
/// # Errors
/// `invalid_configuration`.
pub(crate) fn configuration<T: de::DeserializeOwned + Default>(json: &str) -> Result<T, Error> {
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

/// The pairs of an object of strings, in their order, doubles included: whoever uses them judges doubles.
#[cfg(feature = "envelope")]
#[derive(Debug, Default)]
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

#[cfg(feature = "envelope")]
impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of strings")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
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
