//! JSON: protected values come in, and only masks go out.

use alloc::borrow::Cow;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroize;

use crate::{
    age::{Age, AgeUnit},
    error::ParseError,
    identifier::Identifier,
    mask::{MASK, Redacted},
    phi::Phi,
    phone::PhoneNumber,
};

/// A protected value that serialises as the mask.
///
/// Wrapping is how a program says that it means the mask; `Phi` alone does not serialise.
///
/// ```
/// use phiward_phi::{Masked, Phi};
///
/// let name = Phi::new(String::from("Rosa Delgado"));
/// assert_eq!(serde_json::to_string(&Masked(&name))?, r#""[REDACTED]""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[expect(missing_debug_implementations, reason = "a value in a `Phi` must not reach `{:?}`")]
pub struct Masked<'a, T: Zeroize>(pub &'a Phi<T>);

impl<T: Zeroize> Serialize for Masked<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_masked(self.0, serializer)
    }
}

impl Serialize for Redacted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

/// Serialises a field as the mask, for `#[serde(serialize_with = "phiward_phi::serialize_masked")]`.
///
/// ```
/// # use phiward_phi::Phi;
/// # use serde::Serialize;
/// #[derive(Serialize)]
/// struct Patient {
///     #[serde(serialize_with = "phiward_phi::serialize_masked")]
///     name: Phi<String>,
///     bed: u8,
/// }
///
/// let patient = Patient { name: Phi::new(String::from("Rosa Delgado")), bed: 4 };
/// assert_eq!(serde_json::to_string(&patient)?, r#"{"name":"[REDACTED]","bed":4}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// Those of the serialiser.
pub fn serialize_masked<T: Zeroize, S: Serializer>(_: &Phi<T>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(MASK)
}

/// Says that a value is wrong without saying the value, which the messages of most deserialisers repeat.
fn refused<E: de::Error>() -> E {
    E::custom("a protected value does not have the expected shape")
}

impl<'de, T: Deserialize<'de> + Zeroize> Deserialize<'de> for Phi<T> {
    /// Puts what was read under protection at once.
    ///
    /// Every error below this field, of syntax too, is replaced by one fixed sentence:
    /// the original ones quote the input.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new).map_err(|_| refused())
    }
}

/// The JSON shape of an age: `{"value": 18, "unit": "months"}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgeFields<'a> {
    value: u8,
    #[serde(borrow)]
    unit: Cow<'a, str>,
}

impl<'de> Deserialize<'de> for Age {
    /// Reads `{"value": 18, "unit": "months"}`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = AgeFields::deserialize(deserializer).map_err(|_| refused())?;
        let unit = AgeUnit::parse(&fields.unit).map_err(|_| refused())?;
        Self::new(fields.value, unit).map_err(|_| refused())
    }
}

/// Reads a text and checks it with the constructor of the value.
struct CheckedText<T>(fn(&str) -> Result<T, ParseError>);

impl<T> de::Visitor<'_> for CheckedText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(|_| refused())
    }
}

impl<'de> Deserialize<'de> for PhoneNumber {
    /// Reads the text that [`PhoneNumber::parse`] reads.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(CheckedText(Self::new)).map_err(|_| refused())
    }
}

impl<'de> Deserialize<'de> for Identifier {
    /// Reads the text that [`Identifier::parse`] reads.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(CheckedText(Self::new)).map_err(|_| refused())
    }
}
