//! A way through one document: values are redacted by their treatment, everything else is copied.
//!
//! A document is walked twice.
//! The first time only names and identifiers are learnt, so that what a note mentions is found there although
//! the field that tells it stands behind the note.

use alloc::{string::String, vec::Vec};
use core::mem;

use zeroize::Zeroizing;

use crate::{
    Category, Entry, Mode, Operator, Redaction, Redactor, Span, TokenMap,
    redactor::Run,
    structured::{
        coding::{Coding, Decoded, Offsets},
        embedded,
        keys::cache::{Field, KeyCache},
        treatment::Treatment,
        url,
    },
    tags::is_tag,
};

/// Documents within strings within documents: what lies deeper is redacted unread.
const DEEPEST: usize = 8;
/// Longest name of a field that is read with its value, in bytes.
const LONGEST_HINT: usize = 48;
/// Longest value that is learnt, in bytes.
const LONGEST_VALUE: usize = 256;

/// A way through one document.
pub(crate) struct Walk<'r, 'l, 'm> {
    pub(super) run: Run<'r, 'l>,
    map: &'m mut TokenMap,
    out: String,
    /// The documents that the one in hand stands in, outermost first.
    levels: Vec<Level>,
    /// Whether this is the first time through.
    learning: bool,
    fields: KeyCache,
    /// The name of the field of the value in hand.
    pub(super) hint: String,
    /// Whether the document in hand is a record of a log.
    pub(super) is_record: bool,
    /// The rule that is named where a place decides.
    pub(super) rule: &'static str,
}

/// How the offsets of an inner document lead to those of the one around it.
struct Level {
    at: usize,
    offsets: Offsets,
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    /// Its offset in the document in hand.
    pub(crate) at: usize,
    pub(crate) coding: Coding<'p>,
    /// The name of the field, which counts in a document within the value.
    pub(crate) key: &'p str,
}

impl<'r, 'l, 'm> Walk<'r, 'l, 'm> {
    pub(crate) fn new(
        redactor: &'r Redactor<'l>,
        entries: Option<Vec<Entry>>,
        map: &'m mut TokenMap,
    ) -> Self {
        let run = Run::new(redactor, entries);
        Self {
            run,
            map,
            out: String::new(),
            levels: Vec::new(),
            learning: false,
            fields: KeyCache::default(),
            hint: String::new(),
            is_record: false,
            rule: "",
        }
    }

    /// Walks a document twice, and gives what came of it.
    pub(crate) fn document(mut self, text: &str, walk: fn(&mut Self, &str, &str)) -> Redaction {
        self.learn_from(|learner| walk(learner, text, ""));
        walk(&mut self, text, "");
        self.finish()
    }

    pub(crate) fn finish(self) -> Redaction {
        Redaction { text: self.out, manifest: self.run.manifest }
    }

    /// Forgets the names of the record that is done.
    pub(crate) fn forget(&mut self) {
        self.run.search.forget();
    }

    pub(super) const fn redactor(&self) -> &'r Redactor<'l> {
        self.run.redactor
    }

    pub(super) const fn mode(&self) -> Mode {
        self.run.redactor.policy().mode()
    }

    /// Length of the output so far.
    pub(super) fn written(&self) -> usize {
        self.out.len()
    }

    /// Changes what was written since a length was asked for.
    pub(super) fn rewrite(&mut self, from: usize, change: impl FnOnce(&str) -> Option<String>) {
        if let Some(changed) = self.out.get(from..).and_then(change) {
            self.out.truncate(from);
            self.out.push_str(&changed);
        }
    }

    /// Copies what is no value.
    pub(super) fn copy(&mut self, text: &str) {
        if !self.learning {
            self.out.push_str(text);
        }
    }

    /// Redacts a value as it is written.
    pub(super) fn value(&mut self, raw: &str, place: Place<'_>, treatment: Treatment) {
        if raw.is_empty() {
            return;
        }
        let decoded = place.coding.decode(raw);
        let Some(decoded) = self.nested(raw, decoded, place, treatment) else { return };
        self.hint.clear();
        if place.key.len() <= LONGEST_HINT && !is_tag(place.key) {
            self.hint.push_str(place.key);
        }
        if self.learning {
            self.learn(&decoded, treatment);
        } else if treatment == Treatment::Binary {
            self.mask(raw, place.at, "binary");
        } else {
            let spans = self.spans(&decoded, treatment);
            self.write(raw, &decoded, place, spans);
        }
    }

    /// Remembers a value that is a name or an identifier.
    pub(super) fn learn(&mut self, text: &str, treatment: Treatment) {
        let category = match treatment {
            Treatment::Person => Category::Name,
            Treatment::Named if self.names_person(text) => Category::Name,
            // Dates, addresses and places are found by their shape, or mean little alone.
            Treatment::Known(Category::Date | Category::Email | Category::Url | Category::Ip) => return,
            Treatment::Known(category) => category,
            _ => return,
        };
        if text.len() <= LONGEST_VALUE && !text.contains('@') && !is_tag(text) {
            self.run.search.learn(category, text);
        }
    }

    /// Writes a value with its spans replaced.
    pub(super) fn write(&mut self, raw: &str, decoded: &Decoded<'_>, place: Place<'_>, spans: Vec<Span>) {
        let mut copied = 0;
        for span in spans {
            let (start, end) = (decoded.raw(span.start), decoded.raw(span.end));
            let operator = self.redactor().policy().operator(span.category);
            self.out.push_str(raw.get(copied..start).unwrap_or_default());
            if operator == Operator::Keep {
                self.out.push_str(raw.get(start..end).unwrap_or_default());
            } else if let Some(stand_in) = url::stand_in(span.rule) {
                self.out.push_str(stand_in);
            } else {
                let value = decoded.get(span.range()).unwrap_or_default();
                let mut replacement = String::new();
                self.run.replace((span.category, operator), value, self.map, &mut replacement);
                place.coding.encode(&replacement, &mut self.out);
            }
            copied = end;
            self.record(Span { start: place.at + start, end: place.at + end, ..span }, operator);
        }
        self.out.push_str(raw.get(copied..).unwrap_or_default());
    }

    /// Writes the mask for a value that cannot be looked into, whatever the policy says.
    pub(super) fn mask(&mut self, raw: &str, at: usize, rule: &'static str) {
        if self.learning {
            return;
        }
        self.out.push_str(crate::MASK);
        let span =
            Span { start: at, end: at + raw.len(), category: Category::OtherId, confidence: 100, rule };
        self.record(span, Operator::Mask);
    }

    /// Leaves a part out.
    pub(super) fn drop_part(&mut self, raw: &str, at: usize, rule: &'static str) {
        if !self.learning {
            let span =
                Span { start: at, end: at + raw.len(), category: Category::OtherId, confidence: 100, rule };
            self.record(span, Operator::Remove);
        }
    }

    /// Writes what stands for a number: a string, or the number itself where it may stay.
    pub(super) fn number(&mut self, raw: &str, at: usize, category: Option<Category>) {
        if self.learning {
            return;
        }
        let operator = category.map(|category| (category, self.redactor().policy().operator(category)));
        match operator {
            None | Some((_, Operator::Keep)) => self.out.push_str(raw),
            Some(pair) => {
                let mut replacement = String::new();
                self.run.replace(pair, raw, self.map, &mut replacement);
                self.out.push('"');
                Coding::Json.encode(&replacement, &mut self.out);
                self.out.push('"');
            }
        }
        if let Some((category, operator)) = operator {
            let span = Span { start: at, end: at + raw.len(), category, confidence: 95, rule: self.rule };
            self.record(span, operator);
        }
    }

    /// What the name of a field tells, given the name around it.
    pub(super) fn field(&mut self, parent: &str, key: &str) -> Field {
        if let Some(field) = self.fields.find(parent, key) {
            return field;
        }
        // A name of a field that was redacted tells nothing.
        let named = !is_tag(key);
        let treatment =
            if named { self.redactor().keys().treatment(parent, key) } else { Treatment::Unknown };
        let field = Field { treatment, is_clean: self.key_spans(key).is_empty() };
        self.fields.keep(parent, key, field);
        field
    }

    /// Redacts the name of a field, if it is PHI itself; two names never become the same.
    pub(super) fn key(&mut self, raw: &str, place: Place<'_>) {
        if self.learning {
            return;
        }
        let decoded = place.coding.decode(raw);
        let spans = self.key_spans(&decoded);
        let mut copied = 0;
        for span in spans {
            let (start, end) = (decoded.raw(span.start), decoded.raw(span.end));
            let operator = match self.redactor().policy().operator(span.category) {
                unique @ (Operator::Keep | Operator::Token | Operator::KeyedHash) => unique,
                Operator::Surrogate | Operator::DateShift => Operator::KeyedHash,
                _ => Operator::NumberedTag,
            };
            self.out.push_str(raw.get(copied..start).unwrap_or_default());
            let mut replacement = String::new();
            let value = decoded.get(span.range()).unwrap_or_default();
            self.run.replace((span.category, operator), value, self.map, &mut replacement);
            place.coding.encode(&replacement, &mut self.out);
            copied = end;
            self.record(Span { start: place.at + start, end: place.at + end, ..span }, operator);
        }
        self.out.push_str(raw.get(copied..).unwrap_or_default());
    }

    /// Walks a part of the document in hand, which is written as it stands.
    pub(super) fn within(&mut self, at: usize, walk: impl FnOnce(&mut Self)) {
        self.levels.push(Level { at, offsets: Offsets::default() });
        let rule = self.rule;
        walk(self);
        self.rule = rule;
        self.levels.pop();
    }

    /// Walks a part for its names only.
    pub(super) fn learn_from(&mut self, walk: impl FnOnce(&mut Self)) {
        let before = mem::replace(&mut self.learning, true);
        walk(self);
        self.learning = before;
    }

    pub(super) const fn is_learning(&self) -> bool {
        self.learning
    }

    /// Adds a span of the document in hand to the manifest, where it stands in the outermost one.
    fn record(&mut self, mut span: Span, operator: Operator) {
        for level in self.levels.iter().rev() {
            span.start = level.at + level.offsets.raw(span.start);
            span.end = level.at + level.offsets.raw(span.end);
        }
        self.run.manifest.push(span, operator);
    }

    /// Redacts a document within a value; gives the value back if there is none.
    fn nested<'t>(
        &mut self,
        raw: &str,
        decoded: Decoded<'t>,
        place: Place<'_>,
        treatment: Treatment,
    ) -> Option<Decoded<'t>> {
        let may_hold = treatment.is_open()
            || matches!(treatment, Treatment::Harmless | Treatment::Strict | Treatment::Party);
        let Some(walk) = may_hold.then(|| embedded::walker(&decoded)).flatten() else { return Some(decoded) };
        if self.levels.len() >= DEEPEST {
            self.mask(raw, place.at, "nested.depth");
            return None;
        }
        let text = Zeroizing::new(String::from(&*decoded));
        let (outer, rule) = (mem::take(&mut self.out), self.rule);
        let is_record = mem::replace(&mut self.is_record, false);
        self.levels.push(Level { at: place.at, offsets: decoded.into_offsets() });
        walk(self, &text, place.key);
        self.levels.pop();
        (self.rule, self.is_record) = (rule, is_record);
        let inner = mem::replace(&mut self.out, outer);
        if self.learning {
            return None;
        }
        if inner == *text {
            self.out.push_str(raw);
        } else {
            place.coding.encode(&inner, &mut self.out);
        }
        None
    }
}
