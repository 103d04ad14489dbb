//! The tree.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use crate::push_number;

/// A JSON document.
///
/// ```
/// use phiward_json::Value;
/// let value = Value::object([("slots", Value::from(2)), ("name", Value::from("a \"b\""))]);
/// assert_eq!(value.to_string(), r#"{"name":"a \"b\"","slots":2}"#);
/// assert_eq!(Value::parse(&value.to_string()), Some(value));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object: its fields in their order, those that are given twice included.
    Object(Vec<(String, Self)>),
}

/// Larger than the digits of any text in memory, so that they cannot make up for it.
const BEYOND: i64 = 1 << 60;

/// A number as it was written: nothing of it is rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(pub(crate) String);

impl Number {
    /// The text, which is a number of RFC 8259.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whole digits times a power of ten: both are exact for the numbers that people write, and so is their product.
    /// The tables of an exact reading for all numbers are ten times as large as this crate.
    #[expect(clippy::cast_precision_loss, reason = "at most one rounding, of what no double holds")]
    fn to_f64(&self) -> Option<f64> {
        let (mantissa, exponent) = match self.0.split_once(['e', 'E']) {
            // An exponent of so many digits is beyond every double, or nothing.
            Some((mantissa, exponent)) => {
                let beyond = if exponent.starts_with('-') { -BEYOND } else { BEYOND };
                (mantissa, exponent.parse().unwrap_or(beyond).clamp(-BEYOND, BEYOND))
            }
            None => (self.0.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (mut digits, mut exponent) = (0_u64, exponent);
        for (digit, in_fraction) in
            whole.bytes().map(|digit| (digit, false)).chain(fraction.bytes().map(|digit| (digit, true)))
        {
            if digit == b'-' {
                continue;
            }
            // 18 digits are more than a double holds.
            let kept = digits < 100_000_000_000_000_000;
            if kept {
                digits = digits * 10 + u64::from(digit - b'0');
            }
            exponent += i64::from(!kept) - i64::from(in_fraction);
        }
        let mut value = digits as f64;
        // Some thirty steps at most: nothing is left then, or it is too much.
        while exponent != 0 && value != 0.0 && value.is_finite() {
            let step = exponent.unsigned_abs().min(22);
            let power = (0..step).fold(1.0, |power, _| power * 10.0);
            if exponent > 0 {
                value *= power;
                exponent -= step.cast_signed();
            } else {
                value /= power;
                exponent += step.cast_signed();
            }
        }
        let signed = if mantissa.starts_with('-') { -value } else { value };
        signed.is_finite().then_some(signed)
    }
}

impl Value {
    /// An object of these fields, in ascending order of their names.
    #[must_use]
    pub fn object<const N: usize>(fields: [(&str, Self); N]) -> Self {
        let mut ascending = Vec::with_capacity(N);
        for (name, value) in fields {
            let at = ascending.iter().position(|(other, _): &(String, Self)| other.as_str() > name);
            ascending.insert(at.unwrap_or(ascending.len()), (name.to_owned(), value));
        }
        Self::Object(ascending)
    }

    /// The field of an object; the last one where it is given twice.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => {
                fields.iter().rev().find(|(field, _)| field == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// A whole number from 0 to 2^64 - 1, written without a fraction and without an exponent.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Number(number) => number.0.parse().ok(),
            _ => None,
        }
    }

    /// A whole number from 0 to 2^32 - 1.
    #[must_use]
    pub fn as_u32(&self) -> Option<u32> {
        self.as_u64().and_then(|number| number.try_into().ok())
    }

    /// A whole number from -2^63 to 2^63 - 1, written as [`as_u64`](Self::as_u64) takes it.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) if number.0 != "-0" => number.0.parse().ok(),
            _ => None,
        }
    }

    /// Any number as a double: the nearest one for up to 15 digits and exponents up to 22, else one of the nearest.
    /// `None` above the largest double.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => number.to_f64(),
            _ => None,
        }
    }

    /// `true` or `false`.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A string, taken out.
    #[must_use]
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An array.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    /// The fields of an object in their order, those that are given twice included.
    #[must_use]
    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// An array, taken out.
    #[must_use]
    pub fn into_list(self) -> Option<Vec<Self>> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        let mut digits = String::new();
        push_number(number, &mut digits);
        Self::Number(Number(digits))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(values: I) -> Self {
        Self::List(values.into_iter().collect())
    }
}
