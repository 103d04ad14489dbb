//! What was found on lines that may still get more findings.

use core::ops::Range;
use std::collections::{BTreeMap, BTreeSet};

use phiward_redact::{Category, Entry, Operator};

use super::Finding;
use crate::places::Lines;

/// The rule of the time at the head of a log line.
const TIME_RULE: &str = "log.time";
/// Dates of a line that are held until it is known which of them is the line's time.
const MOST_DATES: usize = 64;

/// Which of the two searches found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    Text,
    Log,
}

/// The findings on the lines of a file, until no more of them can come.
pub(super) struct Findings {
    lines: Lines,
    found: BTreeMap<u64, Found>,
    line_times: bool,
}

#[derive(Default)]
struct Found {
    categories: BTreeSet<Category>,
    /// Dates that the search of the text found, of which one may be the time of the line.
    dates: Vec<Range<usize>>,
    times: Vec<Range<usize>>,
}

impl Findings {
    pub(super) fn new(line_times: bool) -> Self {
        Self { lines: Lines::default(), found: BTreeMap::new(), line_times }
    }

    /// Takes the next piece of the text.
    pub(super) fn read(&mut self, text: &str) {
        self.lines.push(text);
    }

    /// Adds what a search found; what its policy keeps is no finding.
    pub(super) fn add(&mut self, search: Search, entries: &[Entry]) {
        for Entry { span, .. } in entries.iter().filter(|entry| entry.operator != Operator::Keep) {
            let last = span.end.saturating_sub(1).max(span.start);
            for line in self.lines.at(span.start)..=self.lines.at(last) {
                let found = self.found.entry(line).or_default();
                let is_date = span.category == Category::Date && !self.line_times;
                match search {
                    Search::Log if is_date && span.rule == TIME_RULE => found.times.push(span.range()),
                    Search::Text if is_date && found.dates.len() < MOST_DATES => {
                        found.dates.push(span.range());
                    }
                    _ => drop(found.categories.insert(span.category)),
                }
            }
        }
    }

    /// The findings of lines to which nothing can be added.
    pub(super) fn settle(&mut self) -> Vec<Finding> {
        let first_open = self.lines.settle();
        let open = self.found.split_off(&first_open);
        settled(core::mem::replace(&mut self.found, open))
    }

    /// The findings of the lines that are left.
    pub(super) fn finish(self) -> Vec<Finding> {
        settled(self.found)
    }
}

fn settled(found: BTreeMap<u64, Found>) -> Vec<Finding> {
    found
        .into_iter()
        .flat_map(|(line, found)| found.categories().into_iter().map(move |category| (line, category)))
        .collect()
}

impl Found {
    /// The categories in the order of their list; a date that is no more than the time of the line is none.
    fn categories(mut self) -> BTreeSet<Category> {
        let is_time = |date: &Range<usize>| {
            self.times.iter().any(|time| time.start < date.end && date.start < time.end)
        };
        if !self.dates.iter().all(is_time) {
            self.categories.insert(Category::Date);
        }
        self.categories
    }
}
