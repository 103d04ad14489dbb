//! What finds PHI or PII in text: our engine, other crates, and the patterns that people write by hand.

use core::ops::Range;

use phiward_redact::{Detector, Mode};
use regex::{Regex, RegexSet};

/// An implementation whose finding is measured. What it needs was compiled and loaded before.
pub trait Finder: Default {
    /// Its column in the tables.
    const NAME: &'static str;

    /// Finds, and counts what it found.
    fn count(&self, text: &str) -> usize;

    /// Finds, and tells where. Ranges of bytes; they may overlap.
    fn ranges(&self, text: &str) -> Vec<Range<usize>>;
}

/// Our engine in its default mode.
#[derive(Debug)]
pub struct Balanced(Detector<'static>);

impl Default for Balanced {
    fn default() -> Self {
        Self(Detector::new(Mode::Balanced))
    }
}

impl Finder for Balanced {
    const NAME: &'static str = "phiward";

    fn count(&self, text: &str) -> usize {
        self.0.find(text).len()
    }

    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.0.find(text).iter().map(|span| span.start..span.end).collect()
    }
}

/// Our engine in strict mode.
#[derive(Debug)]
pub struct Strict(Detector<'static>);

impl Default for Strict {
    fn default() -> Self {
        Self(Detector::new(Mode::Strict))
    }
}

impl Finder for Strict {
    const NAME: &'static str = "phiward, strict";

    fn count(&self, text: &str) -> usize {
        self.0.find(text).len()
    }

    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.0.find(text).iter().map(|span| span.start..span.end).collect()
    }
}

/// Eleven patterns as they stand in many a log filter.
const PATTERNS: [&str; 11] = [
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    r"(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}\b",
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
    r"https?://[^\s<>]+",
    r"\b(?:\d[ -]?){13,16}\b",
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b",
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}\b",
    r"(?i)\bmrn\W{0,3}\d{5,10}\b",
    r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b",
];

/// The `regex` crate with one pattern after another.
#[derive(Debug)]
pub struct RegexEach(Vec<Regex>);

impl Default for RegexEach {
    fn default() -> Self {
        Self(PATTERNS.iter().map(|pattern| Regex::new(pattern).expect("a pattern that compiles")).collect())
    }
}

impl Finder for RegexEach {
    const NAME: &'static str = "regex, each";

    fn count(&self, text: &str) -> usize {
        self.0.iter().map(|pattern| pattern.find_iter(text).count()).sum()
    }

    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.0.iter().flat_map(|pattern| pattern.find_iter(text).map(|found| found.range())).collect()
    }
}

/// The `regex` crate with a set that says which patterns match, and then those one after another.
#[derive(Debug)]
pub struct RegexBySet {
    set: RegexSet,
    each: RegexEach,
}

impl Default for RegexBySet {
    fn default() -> Self {
        let set = RegexSet::new(PATTERNS).expect("patterns that compile");
        Self { set, each: RegexEach::default() }
    }
}

impl RegexBySet {
    fn matching<'s>(&'s self, text: &str) -> impl Iterator<Item = &'s Regex> {
        self.set.matches(text).into_iter().filter_map(|index| self.each.0.get(index))
    }
}

impl Finder for RegexBySet {
    const NAME: &'static str = "regex, set";

    fn count(&self, text: &str) -> usize {
        self.matching(text).map(|pattern| pattern.find_iter(text).count()).sum()
    }

    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.matching(text).flat_map(|pattern| pattern.find_iter(text).map(|found| found.range())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Balanced, Finder, RegexBySet, RegexEach};
    use crate::Input;

    #[test]
    fn the_set_finds_what_the_patterns_find() {
        let (each, set) = (RegexEach::default(), RegexBySet::default());
        for text in &Input::notes().texts[..100] {
            assert_eq!(each.ranges(text), set.ranges(text));
        }
    }

    #[test]
    fn counts_are_those_of_the_ranges() {
        let (ours, each) = (Balanced::default(), RegexEach::default());
        for text in &Input::log().texts[..5] {
            assert_eq!(ours.count(text), ours.ranges(text).len());
            assert_eq!(each.count(text), each.ranges(text).len());
            assert!(each.count(text) > 0 && ours.count(text) > 0);
        }
    }
}
