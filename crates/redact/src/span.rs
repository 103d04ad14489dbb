//! Where PHI was found.

use alloc::vec::Vec;
use core::{cmp::Reverse, ops::Range};

use crate::{Category, order};

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

/// Sorts by the first byte, the longer before the shorter; equals stay in their order.
pub(crate) fn sort(spans: &mut Vec<Span>) {
    order::sort(spans, |one, other| (one.start, Reverse(one.end)) < (other.start, Reverse(other.end)));
}
