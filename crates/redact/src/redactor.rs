//! Redacting a text: finding, and then doing to each span what the policy says.

use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use crate::{
    Category, Detector, Entry, LineTimes, Manifest, Mode, Operator, Policy, PolicyError, Span, SurrogateKey,
    Terms, TokenMap,
    find::Search,
    generalise::generalise,
    segment::{LONGEST, next_len, segments},
    span,
    structured::Keys,
    tags,
    tokens::literal_tokens,
};

/// The one mask of every language and format.
pub const MASK: &str = phiward_phi::MASK;

/// Values that get numbers in one text; later ones get the plain tag, so that memory stays bounded.
const MOST_NUMBERS: usize = 65_536;

/// Redacts texts by one policy.
///
/// It is total: any text gives a redacted text, and what is in doubt is redacted.
///
/// ```
/// use phiward_redact::{Policy, Redactor};
/// let redactor = Redactor::new(Policy::default())?;
/// assert_eq!(redactor.redact("MRN: 00625079").text, "MRN: [MRN]");
/// # Ok::<(), phiward_redact::PolicyError>(())
/// ```
pub struct Redactor<'l> {
    detector: Detector<'l>,
    policy: Policy,
    key: Option<SurrogateKey>,
    terms: Terms,
    line_times: LineTimes,
    keys: Keys,
}

/// A redacted text, and the record of what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redaction {
    /// The redacted text.
    pub text: String,
    /// What was done, without values.
    pub manifest: Manifest,
}

impl Redactor<'static> {
    /// A redactor for a policy that needs no key.
    ///
    /// # Errors
    /// [`PolicyError::KeyMissing`].
    pub fn new(policy: Policy) -> Result<Self, PolicyError> {
        if policy.needs_key() {
            return Err(PolicyError::KeyMissing);
        }
        let detector = Detector::new(policy.mode());
        Ok(Self::make(policy, detector, None))
    }

    /// A redactor for a policy whose operators derive from values with a key.
    #[must_use]
    pub fn with_key(policy: Policy, key: SurrogateKey) -> Self {
        let detector = Detector::new(policy.mode());
        Self::make(policy, detector, Some(key))
    }
}

impl<'l> Redactor<'l> {
    /// A redactor with a detector that the host has made, and a key if the policy needs one.
    ///
    /// # Errors
    /// [`PolicyError::KeyMissing`].
    pub fn with_detector(
        policy: Policy,
        detector: Detector<'l>,
        key: Option<SurrogateKey>,
    ) -> Result<Self, PolicyError> {
        if key.is_none() && policy.needs_key() {
            return Err(PolicyError::KeyMissing);
        }
        Ok(Self::make(policy, detector, key))
    }

    fn make(policy: Policy, detector: Detector<'l>, key: Option<SurrogateKey>) -> Self {
        Self {
            detector,
            policy,
            key,
            terms: Terms::new(),
            line_times: LineTimes::Redacted,
            keys: Keys::new(),
        }
    }
}

impl Redactor<'_> {
    /// Gives the redactor terms to keep, terms to redact and recognisers, instead of the ones it had.
    #[must_use]
    pub fn with_terms(mut self, terms: Terms) -> Self {
        self.terms = terms;
        self
    }

    /// Says whether the times at the heads of log lines stay.
    #[must_use]
    pub const fn with_line_times(mut self, line_times: LineTimes) -> Self {
        self.line_times = line_times;
        self
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) const fn detector(&self) -> &Detector<'_> {
        &self.detector
    }

    pub(crate) const fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) const fn terms(&self) -> &Terms {
        &self.terms
    }

    pub(crate) const fn line_times(&self) -> LineTimes {
        self.line_times
    }

    /// Redacts a text; reversible tokens get numbers, and their values are forgotten.
    #[must_use]
    pub fn redact(&self, text: &str) -> Redaction {
        self.redact_with(text, &mut TokenMap::new())
    }

    /// Redacts a text, and keeps the values of its reversible tokens in `map`.
    #[must_use]
    pub fn redact_with(&self, text: &str, map: &mut TokenMap) -> Redaction {
        let mut run = Run::new(self, Some(Vec::new()));
        let mut text_out = String::with_capacity(text.len());
        for (_, segment) in segments(text) {
            run.segment(segment, map, &mut text_out);
        }
        Redaction { text: text_out, manifest: run.manifest }
    }

    /// Starts to redact a text that arrives in pieces, in memory that does not grow.
    #[must_use]
    pub fn stream(&self) -> RedactStream<'_, '_> {
        RedactStream { run: Run::new(self, None), pending: Zeroizing::default() }
    }

    fn replace(
        &self,
        category: Category,
        operator: Operator,
        value: &str,
        (kept, forgotten): (&mut TokenMap, &mut TokenMap),
        out: &mut String,
    ) {
        match (operator, &self.key) {
            (Operator::Keep, _) => out.push_str(value),
            (Operator::Remove, _) => {}
            (Operator::Mask, _) => out.push_str(MASK),
            (Operator::NumberedTag, _) if forgotten.len() < MOST_NUMBERS => {
                out.push_str(&forgotten.token(category, value));
            }
            (Operator::Token, _) => out.push_str(&kept.token(category, value)),
            (Operator::Generalise, _) => match generalise(category, value, self.policy.reference_year()) {
                Some(general) => out.push_str(&general),
                None => push_tag(category, out),
            },
            (Operator::KeyedHash, Some(key)) => out.push_str(&key.hash(category, value)),
            (Operator::Surrogate, Some(key)) => out.push_str(&key.surrogate(category, value)),
            (Operator::DateShift, Some(key)) => match key.shift(value) {
                Some(shifted) if category == Category::Date => out.push_str(&shifted),
                _ => push_tag(category, out),
            },
            (Operator::Tag | Operator::NumberedTag, _) | (_, None) => push_tag(category, out),
        }
    }
}

/// The redaction of one text, segment by segment.
pub(crate) struct Run<'r, 'l> {
    pub(crate) redactor: &'r Redactor<'l>,
    pub(crate) search: Search<'r, 'l>,
    /// Numbers of irreversible tags, which last for one text.
    numbers: TokenMap,
    pub(crate) manifest: Manifest,
    offset: usize,
}

impl<'r, 'l> Run<'r, 'l> {
    pub(crate) fn new(redactor: &'r Redactor<'l>, entries: Option<Vec<Entry>>) -> Self {
        Self {
            redactor,
            search: Search::new(&redactor.detector),
            numbers: TokenMap::new(),
            manifest: Manifest::new(*redactor.detector.lexicon().checksum(), entries),
            offset: 0,
        }
    }

    fn segment(&mut self, text: &str, map: &mut TokenMap, out: &mut String) {
        let policy = &self.redactor.policy;
        let spans = self.find_in_segment(policy.mode(), text);
        let mut at = 0;
        for span in spans {
            let operator = policy.operator(span.category);
            out.push_str(text.get(at..span.start).unwrap_or_default());
            let value = text.get(span.range()).unwrap_or_default();
            self.redactor.replace(span.category, operator, value, (map, &mut self.numbers), out);
            at = span.end;
            let (start, end) = (span.start + self.offset, span.end + self.offset);
            self.manifest.push(Span { start, end, ..span }, operator);
        }
        out.push_str(text.get(at..).unwrap_or_default());
        self.offset += text.len();
    }

    /// What is to be redacted in a segment: what the rules found and what the terms add and take away.
    fn find_in_segment(&mut self, mode: Mode, text: &str) -> Vec<Span> {
        let mut spans = self.search.segment_in(mode, text).to_vec();
        self.redactor.terms.apply(text, self.search.tokens(), &mut spans);
        tags::keep(text, &mut spans);
        self.add_literals(text, &mut spans);
        spans
    }

    /// What is to be redacted in a text of any length.
    pub(crate) fn find(&mut self, mode: Mode, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        for (offset, segment) in segments(text) {
            let found = self.find_in_segment(mode, segment);
            spans.extend(found.iter().map(|span| Span {
                start: span.start + offset,
                end: span.end + offset,
                ..*span
            }));
        }
        spans
    }

    /// Gives texts that look like tokens tokens of their own, or restoring would put values in their place.
    ///
    /// Where a category has no tokens, what looks like one of its tokens is an earlier redaction's and stays.
    pub(crate) fn add_literals(&self, text: &str, spans: &mut Vec<Span>) {
        if !self.redactor.policy.restores() {
            return;
        }
        for (start, end, category) in literal_tokens(text) {
            if self.redactor.policy.operator(category) == Operator::Token {
                spans.retain(|span| span.end <= start || span.start >= end);
                spans.push(Span { start, end, category, confidence: 100, rule: "token.literal" });
            }
        }
        span::sort(spans);
    }

    /// Appends what stands for a value.
    pub(crate) fn replace(
        &mut self,
        (category, operator): (Category, Operator),
        value: &str,
        map: &mut TokenMap,
        out: &mut String,
    ) {
        self.redactor.replace(category, operator, value, (map, &mut self.numbers), out);
    }
}

/// Redacts a text that arrives in pieces.
///
/// However the text is cut, the pieces that come out join to what [`Redactor::redact`] gives for the whole.
/// At most 64 KiB are held back.
pub struct RedactStream<'r, 'l> {
    run: Run<'r, 'l>,
    pending: Zeroizing<String>,
}

impl RedactStream<'_, '_> {
    /// Keeps what is found until it is taken by [`take_entries`](Self::take_entries) or given by
    /// [`finish`](Self::finish).
    #[must_use]
    pub fn recording(mut self) -> Self {
        self.run.manifest.record_entries();
        self
    }

    /// What was found since the last call, if it is recorded; offsets count from the start of the stream.
    pub fn take_entries(&mut self) -> Vec<Entry> {
        self.run.manifest.take_entries()
    }

    /// Takes a piece, and appends to `out` the redacted text that no later piece can change.
    pub fn push(&mut self, piece: &str, map: &mut TokenMap, out: &mut String) {
        self.pending.push_str(piece);
        // Nothing can end a segment but a line break or its greatest length.
        if self.pending.len() >= LONGEST || piece.as_bytes().contains(&b'\n') {
            self.drain(false, map, out);
        }
    }

    /// Redacts what was held back, and gives the record of the whole, of which entries that were taken are
    /// not part.
    #[must_use]
    pub fn finish(mut self, map: &mut TokenMap, out: &mut String) -> Manifest {
        self.drain(true, map, out);
        self.run.manifest
    }

    fn drain(&mut self, complete: bool, map: &mut TokenMap, out: &mut String) {
        let mut at = 0;
        while let Some(rest) = self.pending.get(at..)
            && let Some(len) = next_len(rest, complete)
        {
            self.run.segment(rest.get(..len).unwrap_or_default(), map, out);
            at += len;
        }
        if at > 0 {
            self.pending = Zeroizing::new(self.pending.get(at..).unwrap_or_default().into());
        }
    }
}

impl fmt::Debug for RedactStream<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactStream").field("redactor", self.run.redactor).finish_non_exhaustive()
    }
}

fn push_tag(category: Category, out: &mut String) {
    out.push('[');
    out.push_str(category.name());
    out.push(']');
}

impl fmt::Debug for Redactor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("policy", &self.policy).finish_non_exhaustive()
    }
}
