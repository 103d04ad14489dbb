//! The clinical lexicon: what people say, and what protocols call it.
//!
//! Its source is a text of four columns that a clinician can read and edit; `lexicon/README.md` explains them.

mod kind;
mod parse;

pub use kind::TermKind;
pub use parse::LexiconError;
pub(crate) use parse::{MAX_WORDS, short_key};

use crate::text::Analyzer;

/// The lexicon of this release.
#[cfg(feature = "lexicon")]
const PREHOSPITAL: &str = include_str!("../lexicon/prehospital.tsv");

/// Rows of terms and what to search for in their place.
///
/// ```
/// use phiward_search::Lexicon;
///
/// let lexicon = Lexicon::parse("SOB; shortness of breath\trespiratory distress\tabbreviation\t-\n")?;
/// assert_eq!(lexicon.len(), 2);
/// # Ok::<(), phiward_search::LexiconError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    rows: Vec<Row>,
}

/// One line of the source: a concept.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) terms: Vec<Phrase>,
    pub(crate) expansions: Vec<Expansion>,
    /// What a measured value means; only rows of [`TermKind::Vital`] have some.
    pub(crate) ranges: Vec<ValueMeaning>,
    pub(crate) kind: TermKind,
    /// The terms mean this only in capitals, or alone.
    pub(crate) ambiguous: bool,
}

/// Words as they are written, and as they are looked for.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    pub(crate) text: String,
    /// Stems joined by spaces, stop words left out.
    pub(crate) key: String,
}

/// What to search for in place of a term.
#[derive(Debug, Clone)]
pub(crate) struct Expansion {
    pub(crate) phrase: Phrase,
    /// It is related, and not the same.
    pub(crate) related: bool,
}

/// What a measured value means above or below a bound.
#[derive(Debug, Clone)]
pub(crate) struct ValueMeaning {
    pub(crate) above: bool,
    pub(crate) bound: u32,
    /// The key of the term that stands for it.
    pub(crate) key: String,
}

impl Lexicon {
    /// The lexicon of prehospital care that comes with this release.
    ///
    /// It is parsed at every call; a test of this crate parses it too, so that it has no faulty line.
    #[cfg(feature = "lexicon")]
    #[must_use]
    pub fn prehospital() -> Self {
        Self::parse(PREHOSPITAL).unwrap_or_default()
    }

    /// Reads a lexicon.
    ///
    /// # Errors
    /// [`LexiconError`] names the first line that is not as it should be.
    pub fn parse(source: &str) -> Result<Self, LexiconError> {
        parse::parse(source, &Analyzer::default())
    }

    /// This lexicon with the rows of another on top: a term of both means what the other says.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        let replaced: std::collections::BTreeSet<&str> =
            other.rows.iter().flat_map(|row| row.terms.iter().map(|term| term.key.as_str())).collect();
        for row in &mut self.rows {
            row.terms.retain(|term| !replaced.contains(term.key.as_str()));
        }
        self.rows.retain(|row| !row.terms.is_empty());
        self.rows.extend(other.rows.iter().cloned());
        self
    }

    /// How many terms it explains.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.iter().map(|row| row.terms.len()).sum()
    }

    /// Whether it explains no term.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}
