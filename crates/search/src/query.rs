//! From what was typed to what is looked for.

mod age_words;
mod matching;
mod numbers;
mod plain;
mod plan;
mod tokens;
mod typo;

pub(crate) use numbers::age_variant;
pub(crate) use plan::{Alternative, Intent, Plan, Unit, plan};

use crate::age::AgeCategory;
use crate::section::Level;

/// Protocols that an answer holds when nothing else is asked for.
pub const DEFAULT_LIMIT: usize = 10;

/// What is asked.
///
/// ```
/// use phiward_search::{AgeCategory, Query};
///
/// let query = Query { age: AgeCategory::Pediatric, code: Some("SEAC"), ..Query::new("shaking") };
/// assert_eq!(query.limit, 10);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Query<'q> {
    /// The words. Only the first 512 are looked at.
    pub text: &'q str,
    /// The age category, which filters before anything is scored.
    pub age: AgeCategory,
    /// The provider's impression, as the agency's code or ICD-10-CM.
    pub code: Option<&'q str>,
    /// The level of the crew: [`Level::Bls`] leaves out what needs more. `None` shows everything.
    pub level: Option<Level>,
    /// Most protocols that are returned.
    pub limit: usize,
}

impl<'q> Query<'q> {
    /// A query by words alone.
    #[must_use]
    pub const fn new(text: &'q str) -> Self {
        Self { text, age: AgeCategory::Unknown, code: None, level: None, limit: DEFAULT_LIMIT }
    }
}

impl core::fmt::Debug for Query<'_> {
    /// A chief complaint is PHI: neither it nor the code is printed.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Query").field("age", &self.age).field("limit", &self.limit).finish_non_exhaustive()
    }
}
