//! The piece of a text that matches, with the words that match.

use core::ops::Range;

use super::Texts;
use crate::query::{Query, plan};
use crate::shard::Shard;
use crate::text::{Analyzer, Word};

/// A piece of a section's text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snippet<'a> {
    /// The piece, cut between words.
    pub text: &'a str,
    /// Where it starts in the section's text, in bytes.
    pub start: usize,
    /// Words of the piece that the query asked for, in bytes from its start.
    pub highlights: Vec<Range<usize>>,
}

impl<B: AsRef<[u8]>> Shard<B> {
    /// The piece of a section of about `len` bytes that answers best, with the words that do.
    ///
    /// With `len` as long as the text, it is the whole text with everything highlighted.
    #[must_use]
    pub fn snippet<'a>(&self, query: &Query<'_>, texts: &Texts<'a>, section: u32, len: usize) -> Snippet<'a> {
        let analyzer = Analyzer::default();
        let wanted = self.wanted(query, &analyzer);
        let text = texts.text(section);
        let words = analyzer.words(text);
        let matches: Vec<&Word> =
            words.iter().filter(|word| wanted.binary_search(&word.key).is_ok()).collect();
        let piece = window(text, &words, &matches, len);
        let inside = matches.iter().filter(|word| word.start >= piece.start && word.end <= piece.end);
        let highlights = inside.map(|word| word.start - piece.start..word.end - piece.start).collect();
        Snippet { text: text.get(piece.clone()).unwrap_or_default(), start: piece.start, highlights }
    }

    /// The stems that the query looks for, ascending, those with little evidence left out.
    fn wanted(&self, query: &Query<'_>, analyzer: &Analyzer) -> Vec<String> {
        let view = self.view();
        let plan = plan(&view, self.age_policy(), query, analyzer);
        let mut wanted: Vec<String> = Vec::new();
        for unit in plan.units.iter().filter(|unit| !unit.weak) {
            for alternative in &unit.alternatives {
                let key = view.terms.key_at(alternative.term.ordinal).unwrap_or_default();
                for stem in key.split(' ') {
                    if let Err(place) = wanted.binary_search_by(|other| other.as_str().cmp(stem)) {
                        wanted.insert(place, stem.to_owned());
                    }
                }
            }
        }
        wanted
    }
}

/// The stretch of whole words, of at most `len` bytes, with the most matches; the first of several.
fn window(text: &str, words: &[Word], matches: &[&Word], len: usize) -> Range<usize> {
    if text.len() <= len {
        return 0..text.len();
    }
    let mut best = (0, 0);
    for (at, first) in matches.iter().enumerate() {
        let count = matches.iter().skip(at).take_while(|word| word.end <= first.start + len).count();
        if count > best.0 {
            best = (count, first.start);
        }
    }
    // A little of what comes before helps to understand.
    let lead = best.1.saturating_sub(len / 6);
    let start = words.iter().map(|word| word.start).find(|start| *start >= lead).unwrap_or_default();
    let start = start.min(best.1);
    let inside = words.iter().filter(|word| word.start >= start && word.end <= start + len);
    let end = inside.map(|word| word.end).max().unwrap_or(start);
    start..end
}
