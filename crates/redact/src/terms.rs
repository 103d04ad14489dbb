//! What a policy's author knows better than any rule: terms to keep, terms to redact, shapes of ids.

use alloc::{string::String, vec, vec::Vec};
use core::fmt;

use self::pattern::Pattern;
use crate::{
    Category, PolicyError, Span,
    find::resolve,
    lexicon::Lexicon,
    text,
    token::{Token, tokenize},
};

mod pattern;

/// Terms in each of the two lists.
const MOST_TERMS: usize = 10_000;
/// Bytes of a term or of a recogniser's name.
const LONGEST_TERM: usize = 128;
/// Recognisers of one policy: a bit each.
const MOST_RECOGNISERS: usize = 64;
/// Findings from this confidence on stand against an allowed term.
pub(crate) const CERTAIN: u8 = 90;
/// Bytes that may stand between two words of a term.
const WIDEST_GAP: u32 = 4;

/// Terms that are never redacted, terms that always are, and shapes of identifiers.
///
/// Terms are compared word by word, whatever their case and whatever stands between the words, so
/// `Project Bluebird` is found in `project-bluebird` and not in `Bluebirds`.
///
/// An allowed term takes back what lies wholly within it, unless the finding is all but certain: a valid
/// e-mail address stays redacted.
/// A denied term is redacted as its category wherever it stands.
///
/// A recogniser finds what has a shape: `#` is a digit, `@` a letter, `*` either, `{2}` and `{2,5}` repeat
/// what stands before them, `\` takes the next character as it is, and every other character stands for
/// itself in either case.
/// A match begins and ends at a word's edge, and takes time in proportion to the text.
///
/// ```
/// use phiward_redact::{Category, Policy, Redactor, Terms};
/// let terms = Terms::new()
///     .with_denied("Project Bluebird", Category::Org)?
///     .with_recogniser("crew badge", Category::OtherId, r"CB-#{4,6}")?;
/// let redactor = Redactor::new(Policy::default())?.with_terms(terms);
/// assert_eq!(redactor.redact("seen by cb-20417 for project-bluebird").text, "seen by [OTHER_ID] for [ORG]");
/// # Ok::<(), phiward_redact::PolicyError>(())
/// ```
#[derive(Default)]
pub struct Terms {
    allowed: Phrases,
    denied: Phrases,
    recognisers: Vec<Recogniser>,
    /// For each byte, the recognisers that a match may begin with it for.
    first: Vec<u64>,
}

struct Recogniser {
    name: String,
    category: Category,
    pattern: Pattern,
}

impl Terms {
    /// No terms and no recognisers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a term that is not redacted.
    ///
    /// # Errors
    /// [`PolicyError::LimitExceeded`] for the 10,001st term and for one of more than 128 bytes,
    /// [`PolicyError::Malformed`] for one without a letter or digit.
    pub fn with_allowed(mut self, term: &str) -> Result<Self, PolicyError> {
        self.allow(term)?;
        Ok(self)
    }

    /// Adds a term that is always redacted.
    ///
    /// # Errors
    /// As [`with_allowed`](Self::with_allowed).
    pub fn with_denied(mut self, term: &str, category: Category) -> Result<Self, PolicyError> {
        self.deny(term, category)?;
        Ok(self)
    }

    /// Adds a recogniser.
    ///
    /// # Errors
    /// [`PolicyError::LimitExceeded`] for the 65th recogniser, a name of more than 128 bytes and a pattern
    /// that matches more than 63 characters, [`PolicyError::Malformed`] for a name that another one has and
    /// for a pattern that is not of the notation, or that could match a word without a digit.
    pub fn with_recogniser(
        mut self,
        name: &str,
        category: Category,
        pattern: &str,
    ) -> Result<Self, PolicyError> {
        self.recognise_as(name, category, pattern)?;
        Ok(self)
    }

    pub(crate) fn allow(&mut self, term: &str) -> Result<(), PolicyError> {
        self.allowed.add(term, Category::OtherId)
    }

    pub(crate) fn deny(&mut self, term: &str, category: Category) -> Result<(), PolicyError> {
        self.denied.add(term, category)
    }

    pub(crate) fn recognise_as(
        &mut self,
        name: &str,
        category: Category,
        pattern: &str,
    ) -> Result<(), PolicyError> {
        if self.recognisers.len() >= MOST_RECOGNISERS || name.len() > LONGEST_TERM {
            return Err(PolicyError::LimitExceeded);
        }
        if name.trim().is_empty() || self.recognisers.iter().any(|known| known.name == name) {
            return Err(PolicyError::Malformed);
        }
        let pattern = Pattern::parse(pattern)?;
        self.first.resize(128, 0);
        for (byte, mask) in self.first.iter_mut().enumerate() {
            *mask |= u64::from(pattern.may_begin(byte)) << self.recognisers.len();
        }
        self.recognisers.push(Recogniser { name: name.into(), category, pattern });
        Ok(())
    }

    /// The names of the recognisers, in the order in which they were added.
    pub fn recognisers(&self) -> impl Iterator<Item = &str> {
        self.recognisers.iter().map(|recogniser| recogniser.name.as_str())
    }

    /// Whether there is nothing to find and nothing to keep.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.allowed.is_empty() && self.denied.is_empty() && self.recognisers.is_empty()
    }

    /// Adds what the policy's author knows to what the rules found in a segment.
    pub(crate) fn apply(&self, text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
        self.keep_allowed(text, tokens, spans);
        let before = spans.len();
        self.denied.find(text, tokens, |start, end, category| {
            spans.push(Span { start, end, category, confidence: 100, rule: "policy.deny" });
        });
        self.recognise(text, spans);
        if spans.len() > before {
            resolve(text, spans);
        }
    }

    fn keep_allowed(&self, text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
        if self.allowed.is_empty() || spans.is_empty() {
            return;
        }
        // Terms in the order of their starts, each with the furthest end so far.
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        self.allowed.find(text, tokens, |start, end, _| {
            let furthest = ranges.last().map_or(end, |last| last.1.max(end));
            ranges.push((start, furthest));
        });
        spans.retain(|span| {
            let before = ranges.partition_point(|range| range.0 <= span.start);
            let within =
                before.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|range| range.1 >= span.end);
            !within || span.confidence >= CERTAIN
        });
    }

    fn recognise(&self, text: &str, spans: &mut Vec<Span>) {
        if self.recognisers.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let mut candidates = self.first.get(usize::from(byte)).copied().unwrap_or_default();
            let mut longest = at;
            if candidates != 0 && !ends_in_word(text, at) {
                while candidates != 0 {
                    let index = candidates.trailing_zeros() as usize;
                    candidates &= candidates - 1;
                    let Some(recogniser) = self.recognisers.get(index) else { continue };
                    let Some(end) = recogniser.pattern.match_at(text, at).filter(|end| *end > longest) else {
                        continue;
                    };
                    longest = end;
                    let category = recogniser.category;
                    spans.push(Span { start: at, end, category, confidence: 85, rule: "policy.recogniser" });
                }
            }
            at = longest.max(at + 1);
        }
    }
}

/// Whether a letter or digit stands right before a place.
fn ends_in_word(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric)
}

impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terms")
            .field("allowed", &self.allowed.phrases.len())
            .field("denied", &self.denied.phrases.len())
            .field("recognisers", &self.recognisers.len())
            .finish_non_exhaustive()
    }
}

/// Terms as runs of words, found by the hash of their first word.
#[derive(Default)]
struct Phrases {
    phrases: Vec<Phrase>,
    /// Hash of the first word and index of the phrase, sorted.
    by_hash: Vec<(u32, usize)>,
}

struct Phrase {
    /// In lower case.
    words: Vec<String>,
    category: Category,
}

impl Phrases {
    const fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    fn add(&mut self, term: &str, category: Category) -> Result<(), PolicyError> {
        if self.phrases.len() >= MOST_TERMS || term.len() > LONGEST_TERM {
            return Err(PolicyError::LimitExceeded);
        }
        let mut tokens = vec![];
        tokenize(term, &Lexicon::NO_WORDS, &mut tokens);
        let first = tokens.first().ok_or(PolicyError::Malformed)?.hash;
        let words = tokens.iter().map(|token| text::lowercase(token.text(term))).collect();
        let entry = (first, self.phrases.len());
        let at = self.by_hash.partition_point(|known| *known < entry);
        self.by_hash.insert(at, entry);
        self.phrases.push(Phrase { words, category });
        Ok(())
    }

    /// Calls `found` with each place of each term, in the order of the places.
    fn find(&self, text: &str, tokens: &[Token], mut found: impl FnMut(usize, usize, Category)) {
        if self.is_empty() {
            return;
        }
        for (index, token) in tokens.iter().enumerate() {
            let from = self.by_hash.partition_point(|(hash, _)| *hash < token.hash);
            let same = self.by_hash.iter().skip(from).take_while(|(hash, _)| *hash == token.hash);
            for phrase in same.filter_map(|(_, at)| self.phrases.get(*at)) {
                if let Some(end) = phrase.end(text, tokens, index) {
                    found(token.start as usize, end, phrase.category);
                }
            }
        }
    }
}

impl Phrase {
    /// Where the phrase ends, if it begins at a token.
    fn end(&self, text: &str, tokens: &[Token], first: usize) -> Option<usize> {
        let tokens = tokens.get(first..first + self.words.len())?;
        let same = |(token, word): (&Token, &String)| {
            let found = token.text(text);
            found.eq_ignore_ascii_case(word) || !found.is_ascii() && text::lowercase(found) == *word
        };
        let near =
            tokens.windows(2).all(|pair| matches!(pair, [one, next] if next.start - one.end <= WIDEST_GAP));
        (near && tokens.iter().zip(&self.words).all(same))
            .then(|| tokens.last().map(|token| token.end as usize))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Policy, Redactor};

    fn redact(terms: Terms, text: &str) -> String {
        Redactor::new(Policy::default()).unwrap().with_terms(terms).redact(text).text
    }

    #[test]
    fn a_denied_term_is_found_whatever_stands_between_its_words() {
        let terms = || Terms::new().with_denied("Project Bluebird", Category::Org).unwrap();
        for text in ["Project Bluebird", "PROJECT-BLUEBIRD", "project\n bluebird", "project_bluebird"] {
            assert_eq!(redact(terms(), text), "[ORG]", "{text}");
        }
        assert_eq!(
            redact(terms(), "see project ...... bluebird and bluebirds"),
            "see project ...... bluebird and bluebirds"
        );
    }

    #[test]
    fn an_allowed_term_takes_back_a_guess_and_no_certainty() {
        let terms = || Terms::new().with_allowed("77812").unwrap();
        let spans =
            |confidence| vec![Span { start: 4, end: 9, category: Category::OtherId, confidence, rule: "" }];
        let text = "see 77812 now";
        let mut tokens = vec![];
        tokenize(text, Lexicon::embedded(), &mut tokens);
        for (confidence, left) in [(60, 0), (89, 0), (90, 1), (100, 1)] {
            let mut found = spans(confidence);
            terms().apply(text, &tokens, &mut found);
            assert_eq!(found.len(), left, "{confidence}");
        }
    }

    #[test]
    fn a_finding_wider_than_the_allowed_term_stays() {
        let terms = Terms::new().with_allowed("77812").unwrap();
        let text = "see 77812 now";
        let mut tokens = vec![];
        tokenize(text, Lexicon::embedded(), &mut tokens);
        let mut found =
            vec![Span { start: 0, end: 9, category: Category::OtherId, confidence: 50, rule: "" }];
        terms.apply(text, &tokens, &mut found);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_recogniser_matches_whole_words() {
        let terms = Terms::new().with_recogniser("badge", Category::OtherId, "ZQ-#{4,6}").unwrap();
        let text = "zq-20417, ZQ-1234. zzq-2041 zq-123 zq-2041x zq-2041-zq-2042 \u{e9}zq-2041";
        let mut spans = vec![];
        terms.recognise(text, &mut spans);
        let found: Vec<_> = spans.iter().map(|span| text.get(span.range()).unwrap()).collect();
        assert_eq!(found, ["zq-20417", "ZQ-1234", "zq-2041", "zq-2042"]);
    }

    #[test]
    fn limits_are_told() {
        assert_eq!(Terms::new().with_allowed(&"x".repeat(129)).unwrap_err(), PolicyError::LimitExceeded);
        assert_eq!(Terms::new().with_allowed(" - ").unwrap_err(), PolicyError::Malformed);
        let mut terms = Terms::new();
        for number in 0..64 {
            terms = terms.with_recogniser(&alloc::format!("r{number}"), Category::OtherId, "Q#").unwrap();
        }
        assert_eq!(
            terms.with_recogniser("r64", Category::OtherId, "Q#").unwrap_err(),
            PolicyError::LimitExceeded
        );
        let terms = Terms::new().with_recogniser("r", Category::OtherId, "Q#").unwrap();
        assert_eq!(terms.with_recogniser("r", Category::OtherId, "Z#").unwrap_err(), PolicyError::Malformed);
    }
}
