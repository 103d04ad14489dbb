//! A policy file as a tree, whatever its syntax.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{LONGEST, PolicyFileError};
use crate::{
    PolicyError,
    structured::json::token::{Part, Parts},
};

/// Levels of the tree that a policy has: the table, a list in it, a table in that, its texts.
const DEEPEST: usize = 3;

/// A value of a policy file.
#[derive(Clone)]
pub(super) enum Value<'t> {
    Text(Cow<'t, str>),
    Number(Cow<'t, str>),
    List(Vec<Self>),
    Table(Vec<Field<'t>>),
    /// A truth, a date, nothing: no policy has one.
    Other,
}

/// A name and its value.
pub(super) type Field<'t> = (Cow<'t, str>, Value<'t>);

const fn malformed() -> PolicyFileError {
    PolicyFileError { error: PolicyError::Malformed, place: String::new() }
}

const fn too_long() -> PolicyFileError {
    PolicyFileError { error: PolicyError::LimitExceeded, place: String::new() }
}

impl<'t> Value<'t> {
    pub(super) fn from_json(text: &'t str) -> Result<Self, PolicyFileError> {
        if text.len() > LONGEST {
            return Err(too_long());
        }
        let mut parts = Parts::new(text);
        let mut open: Vec<(Cow<'t, str>, Self)> = Vec::new();
        let mut name = Cow::Borrowed("");
        let mut whole = None;
        loop {
            let text_at = |range| unescaped(text.get(range).unwrap_or_default());
            let value = match parts.part() {
                // A second value after the first is no policy.
                Part::End => return whole.ok_or_else(malformed),
                _ if whole.is_some() => return Err(malformed()),
                Part::Object | Part::Array if open.len() == DEEPEST => return Err(malformed()),
                Part::Object => {
                    open.push((name.clone(), Self::Table(Vec::new())));
                    continue;
                }
                Part::Array => {
                    open.push((name.clone(), Self::List(Vec::new())));
                    continue;
                }
                Part::Key(range) => {
                    name = text_at(range);
                    continue;
                }
                Part::String(range) => Self::Text(text_at(range)),
                Part::Number(range) => Self::Number(text_at(range)),
                Part::Word => Self::Other,
                Part::Close => {
                    let (opened, value) = open.pop().ok_or_else(malformed)?;
                    name = opened;
                    value
                }
                Part::CutString(_) | Part::CutKey(_) | Part::Fault(_) => return Err(malformed()),
            };
            match open.last_mut().map(|(_, value)| value) {
                Some(Self::List(list)) => list.push(value),
                Some(Self::Table(fields)) => fields.push((core::mem::take(&mut name), value)),
                _ => whole = Some(value),
            }
        }
    }

    #[cfg(feature = "toml")]
    pub(super) fn from_toml(text: &'t str) -> Result<Self, PolicyFileError> {
        if text.len() > LONGEST {
            return Err(too_long());
        }
        // The parser's own error quotes the file, so it is not passed on.
        let table = toml::de::DeTable::parse(text).map_err(|_| malformed())?;
        Self::of_table(table.into_inner(), DEEPEST)
    }

    #[cfg(feature = "toml")]
    fn of_table(table: toml::de::DeTable<'t>, levels: usize) -> Result<Self, PolicyFileError> {
        let fields = table.into_iter().map(|(name, value)| {
            Ok((
                name.into_inner(),
                Self::of(value.into_inner(), levels.checked_sub(1).ok_or_else(malformed)?)?,
            ))
        });
        Ok(Self::Table(fields.collect::<Result<_, _>>()?))
    }

    #[cfg(feature = "toml")]
    fn of(value: toml::de::DeValue<'t>, levels: usize) -> Result<Self, PolicyFileError> {
        use toml::de::DeValue;
        Ok(match value {
            DeValue::String(text) => Self::Text(text),
            DeValue::Integer(number) => Self::Number(Cow::Owned(alloc::format!("{number}"))),
            DeValue::Array(list) => {
                let levels = levels.checked_sub(1).ok_or_else(malformed)?;
                let values = list.into_iter().map(|value| Self::of(value.into_inner(), levels));
                Self::List(values.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => Self::of_table(table, levels)?,
            DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => Self::Other,
        })
    }
}

/// A JSON string without its escapes.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if raw.contains('\\') {
        Cow::Owned((*crate::structured::coding::Coding::Json.decode(raw)).into())
    } else {
        Cow::Borrowed(raw)
    }
}
