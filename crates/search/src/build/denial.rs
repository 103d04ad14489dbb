//! Sentences that say that something is not given: what they name is not what their protocol offers.

use core::ops::Range;

use crate::text::Word;

/// What is not done with a drug.
const DONE: &[&str] = &[
    "administered",
    "approved",
    "authorized",
    "available",
    "carried",
    "given",
    "permitted",
    "stocked",
    "used",
];
/// Words behind which only some use is ruled out.
const LIMITS: &[&str] = &["before", "during", "for", "if", "in", "to", "unless", "until", "when", "with"];

/// Where such sentences are, in bytes: "Magnesium is not carried."
pub(super) fn sentences(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if matches!(word.surface.as_str(), "not" | "no") && says_not_given(text, words, at) {
            let first = (0..at).rev().take_while(|at| !is_end(text, words, *at)).last().unwrap_or(at);
            let last = (at..words.len()).find(|at| is_end(text, words, *at)).unwrap_or(at);
            if let (Some(first), Some(last)) = (words.get(first), words.get(last)) {
                found.push(first.start..last.end);
            }
        }
    }
    found
}

/// "Not carried", "is not given", "no longer used"; not "not used for bleeding".
fn says_not_given(text: &str, words: &[Word], at: usize) -> bool {
    let near = words.get(at..).unwrap_or_default();
    let done = near.iter().skip(1).take(2).position(|word| DONE.contains(&word.surface.as_str()));
    let Some(done) = done.map(|place| at + 1 + place) else { return false };
    if (at..done).any(|at| is_end(text, words, at)) {
        return false;
    }
    let next = words.get(done + 1).filter(|_| !is_end(text, words, done));
    next.is_none_or(|next| !LIMITS.contains(&next.surface.as_str()))
}

/// Whether a sentence ends behind a word.
fn is_end(text: &str, words: &[Word], at: usize) -> bool {
    let (Some(word), Some(next)) = (words.get(at), words.get(at + 1)) else { return true };
    text.get(word.end..next.start).is_some_and(|between| between.contains(['.', ';', '!', '?', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;

    #[test]
    fn sentences_that_deny_are_found_and_limits_are_none() {
        let denied = |text: &str| -> Vec<String> {
            let words = Analyzer::default().words(text);
            sentences(text, &words).into_iter().map(|range| text.get(range).unwrap().to_owned()).collect()
        };
        assert_eq!(denied("Adenosine 6 mg. Magnesium is not carried. Shock."), ["Magnesium is not carried"]);
        assert_eq!(denied("Heparin not carried"), ["Heparin not carried"]);
        assert_eq!(denied("Give 0.5 mg; ketamine no longer used; stop"), ["ketamine no longer used"]);
        assert!(denied("Not used for bleeding. If not given before, call.").is_empty());
        assert!(denied("No. Given often.").is_empty());
    }
}
