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
        let mut text = |name| json::optional(&mut fields, name, Value::into_text);
        let [agency, age, code, level] = [text("agency")?, text("age")?, text("code")?, text("level")?];
        let options = Self {
            agency,
            age,
            code,
            level,
            limit: up_to(MOST_LIMIT, &mut fields, "limit", DEFAULT_LIMIT)?,
            snippet: up_to(MOST_SNIPPET, &mut fields, "snippet", SNIPPET_LEN)?,
            explain: match fields.take("explain") {
                Some(value) => value.as_bool().ok_or_else(Error::configuration)?,
                None => false,
            },
        };
        json::end(&fields)?;
        Ok(options)
    }

    /// The query of the core.
    pub(super) fn query<'q>(&'q self, text: &'q str) -> Result<Query<'q>, Error> {
        let age = match self.age.as_deref() {
            None => AgeCategory::Unknown,
            Some(name) => AgeCategory::from_name(name).ok_or_else(Error::configuration)?,
        };
        let level = match self.level.as_deref() {
            None => None,
            Some(name) => Some(Level::from_name(name).ok_or_else(Error::configuration)?),
        };
        Ok(Query { age, level, code: self.code.as_deref(), limit: self.limit, ..Query::new(text) })
    }
}

/// A whole number that may be absent, and not null.
fn up_to(most: usize, fields: &mut Fields, name: &str, default: usize) -> Result<usize, Error> {
    let Some(value) = fields.take(name) else { return Ok(default) };
    let number = value.as_u64().and_then(|number| number.try_into().ok());
    number.filter(|number| *number <= most).ok_or_else(Error::configuration)
}
