//! What a redaction did, without a word of what it redacted.

use alloc::vec::Vec;

use crate::{Category, Operator, Span};

/// A record of a redaction: where, what kind, by which rule, and what was done.
///
/// It holds offsets, names of rules and counts, never a value, so it can be logged and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    counts: [u64; Category::ALL.len()],
    /// `None` where the text is a stream, whose spans nobody wants to hold in memory.
    entries: Option<Vec<Entry>>,
    lexicon: [u8; 32],
}

/// One span of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Where it stood, in bytes of the input.
    pub span: Span,
    /// What was done.
    pub operator: Operator,
}

impl Manifest {
    pub(crate) const fn new(lexicon: [u8; 32], entries: Option<Vec<Entry>>) -> Self {
        Self { counts: [0; Category::ALL.len()], entries, lexicon }
    }

    pub(crate) fn push(&mut self, span: Span, operator: Operator) {
        if let Some(count) = self.counts.get_mut(span.category as usize) {
            *count += 1;
        }
        if let Some(entries) = &mut self.entries {
            entries.push(Entry { span, operator });
        }
    }

    /// Keeps entries from here on.
    pub(crate) fn record_entries(&mut self) {
        self.entries.get_or_insert_default();
    }

    /// The entries so far, which are then forgotten.
    pub(crate) fn take_entries(&mut self) -> Vec<Entry> {
        self.entries.as_mut().map(core::mem::take).unwrap_or_default()
    }

    /// The spans, in the order of the text; none for a stream, of which only counts are kept.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        self.entries.as_deref().unwrap_or_default()
    }

    /// How many spans of a category were found.
    #[must_use]
    pub fn count(&self, category: Category) -> u64 {
        self.counts.get(category as usize).copied().unwrap_or_default()
    }

    /// SHA-256 of the lexicon that was used.
    #[must_use]
    pub const fn lexicon(&self) -> &[u8; 32] {
        &self.lexicon
    }
}
