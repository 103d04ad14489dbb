//! The fields of a JSON object, of which none may be left over.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use phiward_json::Value;

use super::{JsonError, JsonFault};
use crate::rate::{Factor, Rate};

/// Longest unknown name that an error repeats, in characters.
const MOST_NAME: usize = 64;
/// What is read where no object is.
const NOTHING: &Value = &Value::Bool(false);

/// The first thing that is wrong with a configuration. What is read after it is something, and is thrown away: so no
/// step of the reading has a way out of its own, of which each is code.
#[derive(Default)]
pub(crate) struct First(RefCell<Option<JsonError>>);

/// An object, and which of its fields were asked for.
pub(crate) struct Fields<'a> {
    object: &'a Value,
    /// What stands before the names of fields in errors: nothing, or `trip.` for example.
    path: String,
    asked: RefCell<Vec<&'static str>>,
    first: &'a First,
}

impl First {
    /// Keeps an error, unless there was one before it.
    pub(crate) fn keep(&self, error: JsonError) {
        self.0.borrow_mut().get_or_insert(error);
    }
}

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value, first: &'a First) -> Self {
        Self::at(value, String::new(), first)
    }

    #[inline(never)]
    fn at(value: &'a Value, path: String, first: &'a First) -> Self {
        let mut object = value;
        if value.as_object().is_none() {
            object = NOTHING;
            first.keep(if path.is_empty() {
                JsonError::new(String::new(), JsonFault::NotAnObject)
            } else {
                JsonError::new(path.trim_end_matches('.').to_owned(), JsonFault::WrongType)
            });
        }
        Self { object, path, asked: RefCell::default(), first }
    }

    /// Something is wrong with a field.
    #[inline(never)]
    pub(crate) fn fail(&self, name: &str, fault: JsonFault) {
        self.first.keep(JsonError::new([self.path.as_str(), name].concat(), fault));
    }

    /// Something is wrong with a field of the whole.
    pub(crate) fn fail_at(&self, path: &str, fault: JsonFault) {
        self.first.keep(JsonError::new(path.to_owned(), fault));
    }

    /// What was read, unless something was wrong with it.
    pub(crate) fn checked<T>(&self, read: T) -> Result<T, JsonError> {
        self.first.0.take().map_or(Ok(read), Err)
    }

    /// Refuses fields that nobody asked for.
    #[inline(never)]
    pub(crate) fn finish(&self) {
        let asked = self.asked.borrow();
        let mut fields = self.object.as_object().unwrap_or_default().iter();
        if let Some((name, _)) = fields.find(|(name, _)| !asked.contains(&name.as_str())) {
            let is_plain = |character: &char| character.is_ascii_alphanumeric() || *character == '_';
            let name: String = name.chars().filter(is_plain).take(MOST_NAME).collect();
            self.fail(&name, JsonFault::Unknown);
        }
    }

    /// A field that is there and not null.
    #[inline(never)]
    fn find(&self, name: &'static str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(name);
        self.object.get(name).filter(|value| **value != Value::Null)
    }

    /// What `read` makes of a field that is there and not null.
    fn optional<T>(&self, name: &'static str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let read = read(self.find(name)?);
        if read.is_none() {
            self.fail(name, JsonFault::WrongType);
        }
        read
    }

    fn required<T: Default>(&self, name: &'static str, value: Option<T>) -> T {
        if value.is_none() {
            self.fail(name, JsonFault::Missing);
        }
        value.unwrap_or_default()
    }

    #[inline(never)]
    pub(crate) fn optional_u64(&self, name: &'static str) -> Option<u64> {
        self.optional(name, Value::as_u64)
    }

    #[inline(never)]
    pub(crate) fn u64(&self, name: &'static str) -> u64 {
        self.required(name, self.optional_u64(name))
    }

    /// A whole number of a narrower type.
    pub(crate) fn optional_number<T: TryFrom<i64>>(&self, name: &'static str) -> Option<T> {
        self.optional(name, |value| T::try_from(value.as_i64()?).ok())
    }

    #[inline(never)]
    pub(crate) fn number<T: TryFrom<i64> + Default>(&self, name: &'static str) -> T {
        self.required(name, self.optional_number(name))
    }

    #[inline(never)]
    fn f64(&self, name: &'static str) -> f64 {
        self.required(name, self.optional(name, Value::as_f64))
    }

    pub(crate) fn rate(&self, name: &'static str) -> Rate {
        Rate::from_f64(self.f64(name))
    }

    pub(crate) fn factor(&self, name: &'static str) -> Factor {
        Factor::from_f64(self.f64(name))
    }

    /// A number in thousandths. What is no such number becomes one that is refused where it is used.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    pub(crate) fn milli(&self, name: &'static str) -> u32 {
        let value = self.f64(name) * 1e3 + 0.5;
        if (0.0..f64::from(u32::MAX)).contains(&value) { value as u32 } else { u32::MAX }
    }

    pub(crate) fn optional_bool(&self, name: &'static str) -> Option<bool> {
        self.optional(name, Value::as_bool)
    }

    #[inline(never)]
    pub(crate) fn optional_word(&self, name: &'static str) -> Option<&'a str> {
        self.optional(name, Value::as_text)
    }

    pub(crate) fn word(&self, name: &'static str) -> &'a str {
        self.required(name, self.optional_word(name))
    }

    #[inline(never)]
    pub(crate) fn optional_object(&self, name: &'static str) -> Option<Self> {
        self.find(name).map(|value| self.inner(name, value))
    }

    #[inline(never)]
    pub(crate) fn object(&self, name: &'static str) -> Self {
        let value = self.find(name);
        if value.is_none() {
            self.fail(name, JsonFault::Missing);
        }
        self.inner(name, value.unwrap_or(NOTHING))
    }

    pub(crate) fn objects(&self, name: &'static str) -> Vec<Self> {
        let values = self.required(name, self.optional(name, Value::as_list));
        values.iter().map(|value| self.inner(name, value)).collect()
    }

    fn inner(&self, name: &str, value: &'a Value) -> Self {
        Self::at(value, [self.path.as_str(), name, "."].concat(), self.first)
    }
}
