//! Where PHI was found.

use core::ops::Range;

use crate::Category;

/// A piece of text that was found to be PHI, and why.
///
/// It holds no text: printing it leaks nothing but lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What was found.
    pub category: Category,
    /// How sure the rule is, in percent.
    pub confidence: u8,
    /// The stable id of the rule that decided.
    pub rule: &'static str,
}

impl Span {
    /// The bytes of the text that the span covers.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}
