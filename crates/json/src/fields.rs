//! The fields of an object, which are taken one by one.

use alloc::{string::String, vec::Vec};

use crate::Value;

/// What is left of an object while its known fields are taken out: what is left at the end is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// The fields of an object; `None` for another value, and where a field is given twice.
    #[must_use]
    pub fn of(value: Value) -> Option<Self> {
        let Value::Object(fields) = value else { return None };
        let twice = |(i, (name, _)): (usize, &(String, Value))| {
            fields.iter().skip(i + 1).any(|(other, _)| other == name)
        };
        if fields.len() > MAX_FIELDS || fields.iter().enumerate().any(twice) {
            None
        } else {
            Some(Self(fields))
        }
    }

    /// Takes a field out.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// The fields that were not taken, for whoever knows them by a rule.
    #[must_use]
    pub fn into_rest(self) -> Vec<(String, Value)> {
        self.0
    }

    /// Whether every field was taken.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Most fields that are compared with each other; no configuration has as many.
const MAX_FIELDS: usize = 256;
