//! People with an app in their browser.

use serde::Deserialize;

/// Accounts that people make for themselves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "made by tests")]
pub struct People {
    /// The limit of each on `/v1`: `free`, `starter`, `pro` or `enterprise`.
    pub plan: String,
}
