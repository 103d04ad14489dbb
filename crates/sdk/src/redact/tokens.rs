//! Reversible tokens across the line.

use alloc::{string::String, vec::Vec};

use phiward_json::{Raw, push_number, push_text};
use phiward_redact::Category;
use zeroize::Zeroizing;

use crate::{Error, sync::Mutex};

/// Which token stands for which value. It holds PHI, and is wiped on drop.
///
/// ```
/// use phiward_sdk::{Units, redact::{Redactor, TokenMap}};
/// let (redactor, tokens) = (Redactor::ai_round_trip("balanced")?, TokenMap::new());
/// let prompt = redactor.redact("Call Jane Doe at 555-123-4567.", "text", Units::Utf16, &tokens)?.text;
/// assert_eq!(prompt, "Call [NAME_1] at [PHONE_1].");
/// assert_eq!(tokens.restore("I reached [NAME_1]."), "I reached Jane Doe.");
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct TokenMap(Mutex<phiward_redact::TokenMap>);

impl TokenMap {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.with(|map| u32::try_from(map.len()).unwrap_or(u32::MAX))
    }

    /// Whether there are no tokens.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.with(|map| map.is_empty())
    }

    /// Puts the values back into a text; tokens that the map does not know stay.
    #[must_use]
    pub fn restore(&self, text: &str) -> String {
        self.with(|map| map.restore(text))
    }

    /// The tokens and their values, to be sealed at once and never logged.
    #[must_use]
    pub fn expose_json(&self) -> String {
        let list = |map: &mut phiward_redact::TokenMap| {
            let mut json = String::from("[");
            for (category, number, value) in map.entries() {
                json.push_str(if json.len() > 1 { ",[" } else { "[" });
                push_text(category.name(), &mut json);
                json.push(',');
                push_number(number.into(), &mut json);
                json.push(',');
                push_text(value, &mut json);
                json.push(']');
            }
            json.push(']');
            json
        };
        self.with(list)
    }

    /// Reads what [`expose_json`](Self::expose_json) gave, after it was opened.
    ///
    /// # Errors
    /// `malformed`.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let malformed = || Error::new("malformed", "the text is not a map of tokens");
        let entries = entries(json).ok_or_else(malformed)?;
        let entries = entries.iter().map(|(category, number, value)| (*category, *number, value.as_str()));
        Ok(Self(Mutex::new(phiward_redact::TokenMap::from_entries(entries))))
    }

    pub(super) fn with<T>(&self, act: impl FnOnce(&mut phiward_redact::TokenMap) -> T) -> T {
        act(&mut self.0.lock())
    }
}

/// The entries of a map that was written as JSON.
fn entries(json: &str) -> Option<Vec<(Category, u32, Zeroizing<String>)>> {
    let mut entries = Vec::new();
    for entry in Raw::parse(json)?.items()? {
        let parts = entry.items()?;
        let [category, number, value] = parts.as_slice() else { return None };
        let (category, value) = (category.text()?, Zeroizing::new(value.text()?));
        entries.push((Category::from_name(&category)?, number.as_str().parse().ok()?, value));
    }
    Some(entries)
}
