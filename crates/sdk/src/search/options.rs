//! What is asked for beside the words.

use alloc::string::String;

use phiward_json::{Fields, Value};
use phiward_search::{AgeCategory, DEFAULT_LIMIT, Level, Query};

use crate::{Error, json};

/// Bytes of a text around a match, unless the options say otherwise.
const SNIPPET_LEN: usize = 160;
/// Most protocols of an answer, and most bytes of a snippet.
const MOST_LIMIT: usize = 1_000;
const MOST_SNIPPET: usize = 1 << 20;

/// The options of a query, as JSON.
#[derive(Debug)]
pub(super) struct QueryOptions {
    pub(super) agency: Option<String>,
    age: Option<String>,
    code: Option<String>,
    level: Option<String>,
    limit: usize,
    pub(super) snippet: usize,
    pub(super) explain: bool,
}

impl QueryOptions {
    /// Reads options, of which an empty text is the default.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let mut fields = json::fields(text)?;
        Self::of(&mut fields).filter(|_| fields.is_empty()).ok_or_else(Error::configuration)
    }

    fn of(fields: &mut Fields) -> Option<Self> {
        Some(Self {
            agency: text_or_null(fields, "agency")?,
            age: text_or_null(fields, "age")?,
            code: text_or_null(fields, "code")?,
            level: text_or_null(fields, "level")?,
            limit: up_to(MOST_LIMIT, fields, "limit", DEFAULT_LIMIT)?,
            snippet: up_to(MOST_SNIPPET, fields, "snippet", SNIPPET_LEN)?,
            explain: fields.take("explain").map_or(Some(false), |value| value.as_bool())?,
        })
    }

    /// The query of the core.
    pub(super) fn query<'q>(&'q self, text: &'q str) -> Result<Query<'q>, Error> {
        self.query_of(text).ok_or_else(Error::configuration)
    }

    fn query_of<'q>(&'q self, text: &'q str) -> Option<Query<'q>> {
        let age = self.age.as_deref().map_or(Some(AgeCategory::Unknown), AgeCategory::from_name)?;
        let level = match self.level.as_deref() {
            None => None,
            Some(name) => Some(Level::from_name(name)?),
        };
        Some(Query { age, level, code: self.code.as_deref(), limit: self.limit, ..Query::new(text) })
    }
}

/// A text that may be absent or null.
fn text_or_null(fields: &mut Fields, name: &str) -> Option<Option<String>> {
    match fields.take(name) {
        None | Some(Value::Null) => Some(None),
        Some(value) => value.into_text().map(Some),
    }
}

/// A whole number that may be absent, and not null.
fn up_to(most: usize, fields: &mut Fields, name: &str, default: usize) -> Option<usize> {
    let Some(value) = fields.take(name) else { return Some(default) };
    value.as_u64()?.try_into().ok().filter(|number| *number <= most)
}
