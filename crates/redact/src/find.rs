//! Finding PHI in text: the rules in their order, and what becomes of overlaps.

use alloc::vec::Vec;

use self::{
    cue::Cues,
    hint::Hints,
    work::{Pool, Work},
};
use crate::{
    Category, Span,
    lexicon::Lexicon,
    scan::{Case, Register, Scan},
    segment::segments,
    tagger::{Label, Tagger},
    token::{Token, tokenize},
};

mod age;
mod contact;
mod cue;
mod date;
mod hint;
mod known;
mod memory;
mod name;
mod number;
mod org;
mod person;
mod place;
mod resolve;
mod strict;
#[cfg(test)]
mod table;
mod validate;
mod words;
mod work;

pub(crate) use self::{
    hint::{Chunk, Hint},
    resolve::resolve,
};

/// How much is redacted when in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Mode {
    /// What is found to be PHI is redacted; clinical content survives.
    #[default]
    Balanced,
    /// What is not known to be harmless is redacted.
    Strict,
}

/// Finds PHI in text.
///
/// A detector is made once and used for any number of texts, from any number of threads.
/// It never fails on data: any text gives spans.
pub struct Detector<'l> {
    lexicon: &'l Lexicon,
    tagger: &'l Tagger,
    cues: Cues,
    hints: Hints,
    mode: Mode,
    pool: Pool,
}

impl Detector<'static> {
    /// A detector with the lexicon and the tagger that come with the crate.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self::with_data(mode, Lexicon::embedded(), Tagger::embedded())
    }
}

impl<'l> Detector<'l> {
    /// A detector with a lexicon and a tagger that the host has loaded.
    ///
    /// A program that makes its detectors by this function alone does not carry the data that comes with the
    /// crate: a page loads 2 MB when it first redacts, not before.
    #[must_use]
    pub fn with_data(mode: Mode, lexicon: &'l Lexicon, tagger: &'l Tagger) -> Self {
        lexicon.keep_lists();
        let cues = Cues::new();
        let hints = Hints::new(&cues);
        Self { lexicon, tagger, cues, hints, mode, pool: Pool::default() }
    }
}

impl Detector<'_> {
    /// Finds PHI: spans in ascending order, disjoint, on character boundaries.
    ///
    /// ```
    /// use phiward_redact::{Category, Detector, Mode};
    /// let spans = Detector::new(Mode::Balanced).find("MRN: 00625079, seen 10/24/2023");
    /// assert_eq!(spans[0].category, Category::Mrn);
    /// assert_eq!(spans[1].category, Category::Date);
    /// ```
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Span> {
        let mut search = Search::new(self);
        let mut spans = Vec::new();
        for (offset, segment) in segments(text) {
            let found = search.segment(segment);
            spans.extend(found.iter().map(|span| Span {
                start: span.start + offset,
                end: span.end + offset,
                ..*span
            }));
        }
        spans
    }

    /// The lexicon that the detector uses.
    #[must_use]
    pub const fn lexicon(&self) -> &Lexicon {
        self.lexicon
    }
}

impl Mode {
    /// How far a label may trail behind `Out` and still win: doubt is redacted, in strict mode sooner.
    ///
    /// In prose it may not: there, most words that no list knows are of the field.
    /// `docs/redaction-quality.md` tells what other values give.
    const fn tilt(self, register: Register) -> i16 {
        match (register, self) {
            (Register::Prose, _) => 0,
            (_, Self::Balanced) => 180,
            (_, Self::Strict) => 360,
        }
    }
}

/// A search through the segments of one text.
pub(crate) struct Search<'d, 'l> {
    detector: &'d Detector<'l>,
    work: Work,
}

impl Drop for Search<'_, '_> {
    fn drop(&mut self) {
        self.detector.pool.give(core::mem::take(&mut self.work));
    }
}

impl<'d, 'l> Search<'d, 'l> {
    pub(crate) fn new(detector: &'d Detector<'l>) -> Self {
        Self { detector, work: detector.pool.take() }
    }

    /// Finds PHI in the next segment; offsets count from its start.
    pub(crate) fn segment(&mut self, text: &str) -> &[Span] {
        self.segment_in(self.detector.mode, text)
    }

    /// Finds PHI in the next segment in a mode that is not the detector's.
    pub(crate) fn segment_in(&mut self, mode: Mode, text: &str) -> &[Span] {
        let detector = self.detector;
        let Work { memory, known, tokens, hints, traits, labels, found, harmless } = &mut self.work;
        found.clear();
        found.reserve(32);
        harmless.clear();
        tokenize(text, detector.lexicon, tokens);
        let scan = Scan::new(text, tokens);
        detector.hints.tell(tokens, scan.case, hints);
        let scan = Scan { hints, ..scan };

        detector.cues.find(&scan, found, harmless);
        contact::find(&scan, found);
        number::find(&scan, found);
        date::find(&scan, found);
        age::find(&scan, found);
        detector.tagger.label(&scan, mode.tilt(scan.register), traits, labels);
        name::find(&scan, labels, found);
        resolve::veto(&scan, found, harmless);
        person::find(&scan, found);
        org::find(&scan, found);
        place::find(&scan, labels, found);
        memory.learn(&scan, found);
        memory.recall(&scan, found);
        known.recall(&scan, found);
        if mode == Mode::Strict {
            strict::find(&scan, detector.lexicon, found);
        }
        resolve(text, found);
        found
    }

    /// The tokens of the segment that was searched last.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.work.tokens
    }

    /// Remembers a text that is known to be PHI of a category: the words of a name, the numbers of an identifier.
    pub(crate) fn learn(&mut self, category: Category, text: &str) {
        let Work { memory, known, tokens, found, .. } = &mut self.work;
        found.clear();
        tokenize(text, self.detector.lexicon, tokens);
        let scan = Scan { case: Case::Mixed, ..Scan::new(text, tokens) };
        known.learn(&scan, category);
        if category == Category::Name {
            let words = tokens.iter().enumerate().filter(|(_, token)| memory::may_name(token));
            found.extend(words.filter_map(|(at, _)| scan.span(at..at + 1, category, 95, "name.known")));
            memory.learn(&scan, found);
        }
    }

    /// Forgets what was found so far: what follows is of another person.
    pub(crate) fn forget(&mut self) {
        self.work.forget();
    }
}

impl core::fmt::Debug for Detector<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Detector").field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// The category of a tagger's label.
const fn category_of(label: Label) -> Option<Category> {
    match label {
        Label::Out => None,
        Label::Name => Some(Category::Name),
        Label::Geo => Some(Category::Geo),
        Label::Org => Some(Category::Org),
        Label::Id => Some(Category::OtherId),
    }
}
