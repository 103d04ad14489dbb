//! What is asked for beside the words.

use alloc::string::String;

use phiward_search::{AgeCategory, DEFAULT_LIMIT, Level, Query};
use serde::Deserialize;

use crate::{Error, json};

/// Bytes of a text around a match, unless the options say otherwise.
const SNIPPET_LEN: usize = 160;
/// Most protocols of an answer, and most bytes of a snippet.
const MOST_LIMIT: usize = 1_000;
const MOST_SNIPPET: usize = 1 << 20;

/// The options of a query, as JSON.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct QueryOptions {
    pub(super) agency: Option<String>,
    age: Option<String>,
    code: Option<String>,
    level: Option<String>,
    limit: usize,
    pub(super) snippet: usize,
    pub(super) explain: bool,
}

impl Default for QueryOptions {
    fn default() -> Self {
        Self {
            agency: None,
            age: None,
            code: None,
            level: None,
            limit: DEFAULT_LIMIT,
            snippet: SNIPPET_LEN,
            explain: false,
        }
    }
}

impl QueryOptions {
    /// Reads options, of which an empty text is the default.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let options: Self = json::configuration(text)?;
        if options.limit > MOST_LIMIT || options.snippet > MOST_SNIPPET {
            return Err(Error::configuration());
        }
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
