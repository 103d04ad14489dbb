//! The fields of a JSON object, of which none may be left over.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use phiward_json::Value;

use super::{JsonError, JsonFault};
use crate::rate::{Factor, Rate};

/// Longest unknown name that an error repeats, in characters.
const MOST_NAME: usize = 64;

/// An object, and which of its fields were asked for.
pub(crate) struct Fields<'a> {
    object: &'a Value,
    /// What stands before the names of fields in errors: nothing, or `trip.` for example.
    path: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value) -> Result<Self, JsonError> {
        Self::at(value, String::new())
    }

    fn at(value: &'a Value, path: String) -> Result<Self, JsonError> {
        match value.as_object() {
            Some(_) => Ok(Self { object: value, path, asked: RefCell::default() }),
            None if path.is_empty() => Err(JsonError::new(path, JsonFault::NotAnObject)),
            None => Err(JsonError::new(path.trim_end_matches('.').to_owned(), JsonFault::WrongType)),
        }
    }

    /// An error at a field.
    pub(crate) fn error(&self, name: &str, fault: JsonFault) -> JsonError {
        JsonError::new(format!("{}{name}", self.path), fault)
    }

    /// Refuses fields that nobody asked for.
    pub(crate) fn finish(&self) -> Result<(), JsonError> {
        let asked = self.asked.borrow();
        let mut fields = self.object.as_object().unwrap_or_default().iter();
        match fields.find(|(name, _)| !asked.contains(&name.as_str())) {
            Some((name, _)) => {
                let is_plain = |character: &char| character.is_ascii_alphanumeric() || *character == '_';
                let name: String = name.chars().filter(is_plain).take(MOST_NAME).collect();
                Err(self.error(&name, JsonFault::Unknown))
            }
            None => Ok(()),
        }
    }

    /// A field that is there and not null.
    fn optional<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, JsonError> {
        self.asked.borrow_mut().push(name);
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| self.error(name, JsonFault::WrongType)),
        }
    }

    fn required<T>(&self, name: &'static str, value: Option<T>) -> Result<T, JsonError> {
        value.ok_or_else(|| self.error(name, JsonFault::Missing))
    }

    pub(crate) fn optional_u64(&self, name: &'static str) -> Result<Option<u64>, JsonError> {
        self.optional(name, Value::as_u64)
    }

    pub(crate) fn u64(&self, name: &'static str) -> Result<u64, JsonError> {
        self.required(name, self.optional_u64(name)?)
    }

    /// A whole number of a narrower type.
    pub(crate) fn optional_number<T: TryFrom<i64>>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, JsonError> {
        self.optional(name, |value| T::try_from(value.as_i64()?).ok())
    }

    pub(crate) fn number<T: TryFrom<i64>>(&self, name: &'static str) -> Result<T, JsonError> {
        self.required(name, self.optional_number(name)?)
    }

    fn f64(&self, name: &'static str) -> Result<f64, JsonError> {
        self.required(name, self.optional(name, Value::as_f64)?)
    }

    pub(crate) fn rate(&self, name: &'static str) -> Result<Rate, JsonError> {
        self.f64(name).map(Rate::from_f64)
    }

    pub(crate) fn factor(&self, name: &'static str) -> Result<Factor, JsonError> {
        self.f64(name).map(Factor::from_f64)
    }

    /// A number in thousandths. What is no such number becomes one that is refused where it is used.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    pub(crate) fn milli(&self, name: &'static str) -> Result<u32, JsonError> {
        let value = self.f64(name)? * 1e3 + 0.5;
        Ok(if (0.0..f64::from(u32::MAX)).contains(&value) { value as u32 } else { u32::MAX })
    }

    pub(crate) fn optional_bool(&self, name: &'static str) -> Result<Option<bool>, JsonError> {
        self.optional(name, Value::as_bool)
    }

    pub(crate) fn optional_word(&self, name: &'static str) -> Result<Option<&'a str>, JsonError> {
        self.optional(name, Value::as_text)
    }

    pub(crate) fn word(&self, name: &'static str) -> Result<&'a str, JsonError> {
        self.required(name, self.optional_word(name)?)
    }

    pub(crate) fn optional_object(&self, name: &'static str) -> Result<Option<Self>, JsonError> {
        let value = self.optional(name, Some)?;
        value.map(|value| Self::at(value, format!("{}{name}.", self.path))).transpose()
    }

    pub(crate) fn object(&self, name: &'static str) -> Result<Self, JsonError> {
        self.required(name, self.optional_object(name)?)
    }

    pub(crate) fn objects(&self, name: &'static str) -> Result<Vec<Self>, JsonError> {
        let values = self.required(name, self.optional(name, Value::as_list)?)?;
        values.iter().map(|value| Self::at(value, format!("{}{name}.", self.path))).collect()
    }
}
