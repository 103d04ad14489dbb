//! Keyword arguments, written as the JSON that the facade reads.

use pyo3::{prelude::*, types::PyDict};
use serde_json::{Map, Value};

use crate::error::invalid;

/// The options of sealing and opening.
#[derive(FromPyObject)]
pub(crate) struct Context<'py>(Bound<'py, PyDict>);

/// `{"context": .., "purpose": .., "content": ..}`, or an empty text when nothing is said.
pub(crate) fn seal_options(
    context: Option<Context<'_>>,
    purpose: Option<&str>,
    content: Option<&str>,
) -> PyResult<String> {
    if context.is_none() && purpose.is_none() && content.is_none() {
        return Ok(String::new());
    }
    let mut options = Map::new();
    if let Some(Context(context)) = context {
        let mut pairs = Map::new();
        for (name, value) in context {
            // Python's own words would quote the value.
            let text = |object: Bound<'_, PyAny>| {
                object.extract::<String>().map_err(|_| {
                    invalid("invalid_configuration", "the names and values of a context are texts")
                })
            };
            pairs.insert(text(name)?, Value::from(text(value)?));
        }
        options.insert("context".to_owned(), Value::from(pairs));
    }
    for (name, value) in [("purpose", purpose), ("content", content)] {
        if let Some(value) = value {
            options.insert(name.to_owned(), Value::from(value));
        }
    }
    Ok(Value::from(options).to_string())
}
