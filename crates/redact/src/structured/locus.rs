//! What is PHI in a value whose place is known.

use alloc::{vec, vec::Vec};

use zeroize::Zeroizing;

use crate::{
    Category, Mode, Operator, Span,
    lexicon::Classes,
    structured::{
        fhir, log,
        shape::{
            SHORT, address, age_category, digits, has_month, integer_digits, is_decimal, is_diagnosis,
            is_name, is_reference, is_single_letter, is_trial, words_of, years,
        },
        treatment::Treatment,
        url,
        walk::Walk,
    },
    tags::{self, is_tag},
    terms::CERTAIN,
    text,
};

/// Digits of a string without blanks that make it an identifier.
pub(super) const ID_DIGITS: usize = 5;
/// Digits of a number that make it an identifier.
const NUMBER_DIGITS: usize = 7;
/// Most words of a value that is a name as a whole.
const MOST_NAME_WORDS: usize = 5;
/// Bytes of a string without blanks that make it a picture, a key or another thing that nobody reads.
const BLOB: usize = 512;

impl Walk<'_, '_, '_> {
    /// What is to be redacted in a value.
    pub(super) fn spans(&mut self, text: &str, treatment: Treatment) -> Vec<Span> {
        let mut spans = match treatment {
            Treatment::Unknown | Treatment::Text if log::has_columns(text) => log::spans(self, text),
            Treatment::Unknown => self.unknown(text),
            Treatment::Harmless => self.certain(text),
            Treatment::Known(category) => self.whole(text, category),
            Treatment::Moment => self.moment(text),
            Treatment::Age => self.age(text),
            Treatment::Contact => self.contact(text),
            Treatment::Named => self.named(text),
            Treatment::Person => self.person(text),
            Treatment::Party => self.party(text),
            Treatment::Url => self.url(text),
            Treatment::Path => url::spans(self, text),
            Treatment::Query if text.contains('=') => url::query_spans(self, text),
            Treatment::Reference => fhir::reference_spans(self, text),
            Treatment::Log => log::spans(self, text),
            Treatment::Text | Treatment::Query => self.find(text),
            Treatment::Strict => self.run.find(Mode::Strict, text),
            Treatment::Binary => self.whole(text, Category::OtherId),
        };
        self.keep_tags(text, &mut spans);
        self.run.add_literals(text, &mut spans);
        spans
    }

    /// Takes what an earlier redaction left out of the spans.
    pub(super) fn keep_tags(&self, text: &str, spans: &mut Vec<Span>) {
        if !self.redactor().policy().restores() {
            tags::keep(text, spans);
        }
    }

    /// The whole of a value, blanks around it and words for nothing aside.
    pub(super) fn whole(&self, text: &str, category: Category) -> Vec<Span> {
        let start = text.len() - text.trim_start().len();
        let value = text.trim();
        let empty = matches!(value, "null" | "undefined" | "none" | "nil" | "n/a" | "N/A" | "true" | "false");
        if empty || is_tag(value) || !value.contains(char::is_alphanumeric) {
            return Vec::new();
        }
        vec![Span { start, end: start + value.len(), category, confidence: 95, rule: self.rule }]
    }

    /// The value as a whole if anything in it is PHI: half of an identifier is no use.
    fn whole_of_surest(&self, text: &str, found: &[Span]) -> Vec<Span> {
        let surest = found.iter().max_by_key(|span| (span.confidence, span.end - span.start));
        let Some(surest) = surest else { return Vec::new() };
        // What is guessed of the parts is an identifier as a whole.
        let is_words = matches!(surest.category, Category::Name | Category::Geo | Category::Org);
        let is_number = is_words && digits(text) >= ID_DIGITS;
        let category =
            if is_number || surest.rule.starts_with("strict.") { Category::OtherId } else { surest.category };
        let whole = self.whole(text, category);
        whole
            .into_iter()
            .map(|span| Span { confidence: surest.confidence, rule: surest.rule, ..span })
            .collect()
    }

    fn unknown(&mut self, text: &str) -> Vec<Span> {
        let value = text.trim();
        let unbroken = !value.contains(char::is_whitespace);
        if unbroken && value.len() > BLOB {
            return self.whole(text, Category::OtherId);
        }
        if unbroken && value.starts_with('/') && value.len() > 1 {
            return url::spans(self, text);
        }
        if is_reference(value) {
            return fhir::reference_spans(self, text);
        }
        if is_decimal(value) || is_trial(value) {
            return Vec::new();
        }
        if unbroken && digits(value) >= ID_DIGITS {
            let found = self.run.find(Mode::Strict, text);
            return self.whole_of_surest(text, &found);
        }
        self.find(text)
    }

    /// What the engine finds; a short value is read behind the name of its field, as a note would say it.
    fn find(&mut self, text: &str) -> Vec<Span> {
        if is_diagnosis(text) {
            return self.certain(text);
        }
        let mode = self.mode();
        // A name behind `display name` would be a person's.
        let names = self.hint.as_bytes().windows(4).any(|window| window.eq_ignore_ascii_case(b"name"));
        if text.len() > SHORT || self.hint.is_empty() || names {
            let mut found = self.run.find(mode, text);
            found.retain(|span| !is_single_letter(text, span));
            return found;
        }
        let mut labelled = Zeroizing::new(words_of(&self.hint));
        labelled.push_str(": ");
        let skip = labelled.len();
        labelled.push_str(text);
        let mut found = self.run.find(mode, &labelled);
        found.retain_mut(|span| {
            let reaches = span.end > skip;
            (span.start, span.end) = (span.start.saturating_sub(skip), span.end.saturating_sub(skip));
            reaches && !is_single_letter(text, span)
        });
        found
    }

    /// What is certain, and what the policy itself names.
    fn certain(&mut self, text: &str) -> Vec<Span> {
        // `/min` is a unit, `/patients/42` a path.
        if text.trim_start().strip_prefix('/').is_some_and(|rest| rest.contains(['/', '?'])) {
            return url::spans(self, text);
        }
        let telling = |byte: u8| byte.is_ascii_digit() || byte == b'@';
        if self.redactor().terms().is_empty() && !text.bytes().any(telling) {
            return Vec::new();
        }
        let mut found = self.run.find(Mode::Balanced, text);
        // Versions are dated and code systems have addresses.
        let told = |span: &Span| {
            matches!(span.category, Category::Date | Category::Url) || span.rule == log::UUID_RULE
        };
        found.retain(|span| span.confidence >= CERTAIN && !told(span) || span.rule.starts_with("policy."));
        found
    }

    fn moment(&mut self, text: &str) -> Vec<Span> {
        let value = text.trim();
        let numbers = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let time = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
            && value.get(2..3) == Some(":");
        let date = if numbers {
            // `201903` and more; a bare year stays, and so does a measurement.
            integer_digits(value) >= 6
        } else {
            !time
                && digits(value) > 0
                && (digits(value) >= 3 && value.contains(['/', '-', '.']) || has_month(value))
        };
        if date {
            return self.whole(text, Category::Date);
        }
        if numbers || time { Vec::new() } else { self.find(text) }
    }

    fn age(&mut self, text: &str) -> Vec<Span> {
        match years(text) {
            Some(years) => self.whole(text, age_category(years)),
            None => self.find(text),
        }
    }

    fn contact(&mut self, text: &str) -> Vec<Span> {
        match address(text) {
            Some(category) => self.whole(text, category),
            None if digits(text) >= 4 => self.whole(text, Category::Phone),
            None => self.run.find(Mode::Strict, text),
        }
    }

    fn named(&mut self, text: &str) -> Vec<Span> {
        if self.names_person(text) { self.whole(text, Category::Name) } else { self.certain(text) }
    }

    /// Whether a name is a person's: `Systolic BP` and `Foley catheter` are not, `Rose May` may be.
    pub(super) fn names_person(&self, text: &str) -> bool {
        const FIELD: Classes = Classes::CLINICAL.union(Classes::DRUG).union(Classes::UNIT);
        const PLAIN: Classes = FIELD
            .union(Classes::COMMON)
            .union(Classes::FUNCTION)
            .union(Classes::FACILITY)
            .union(Classes::ORGWORD);
        const NAMES: Classes = Classes::GIVEN.union(Classes::SURNAME);
        let lexicon = self.redactor().detector().lexicon();
        let words = || {
            let words =
                text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1 && digits(word) == 0);
            words.map(|word| lexicon.lookup(text::lowercase(word).as_bytes()))
        };
        let clinical = words().any(|classes| classes.intersects(FIELD) && !classes.intersects(NAMES));
        let harmless = |classes: Classes| {
            let eponym = clinical && classes.intersects(Classes::EPONYM);
            eponym || classes.intersects(FIELD) || classes.intersects(PLAIN) && !classes.intersects(NAMES)
        };
        digits(text) >= ID_DIGITS || !words().all(harmless)
    }

    fn person(&mut self, text: &str) -> Vec<Span> {
        let letters = text.bytes().filter(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
        let category = match address(text) {
            Some(category) => category,
            None if letters > digits(text) => Category::Name,
            None => Category::OtherId,
        };
        self.whole(text, category)
    }

    fn party(&mut self, text: &str) -> Vec<Span> {
        match address(text) {
            Some(category) => self.whole(text, category),
            None if !text.trim().contains(char::is_whitespace) => {
                // A name to log in with is one as a whole, whatever words it is made of.
                let found = self.run.find(Mode::Strict, text);
                let joined = text.trim().split_once('.').is_some_and(|(one, other)| {
                    let letters =
                        |part: &str| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_lowercase());
                    letters(one) && letters(other)
                });
                if joined { self.whole(text, Category::OtherId) } else { self.whole_of_surest(text, &found) }
            }
            None => {
                let found = self.run.find(Mode::Strict, text);
                let is_person = found.iter().any(|span| span.category == Category::Name);
                // Title and degree are part of what a field tells as one name.
                if is_person && text.split_whitespace().count() <= MOST_NAME_WORDS {
                    self.whole(text, Category::Name)
                } else {
                    found
                }
            }
        }
    }

    fn url(&mut self, text: &str) -> Vec<Span> {
        let kept = self.redactor().policy().operator(Category::Url) == Operator::Keep;
        let absolute = text::holds(text, "://") || text.trim_start().starts_with("www.");
        match address(text) {
            _ if kept => url::spans(self, text),
            Some(category) => self.whole(text, category),
            None if absolute => self.whole(text, Category::Url),
            None => url::spans(self, text),
        }
    }

    /// What a JSON number is.
    pub(super) fn number_category(&self, raw: &str, treatment: Treatment) -> Option<Category> {
        let integer = integer_digits(raw);
        let longest = if self.mode() == Mode::Strict || treatment == Treatment::Strict {
            ID_DIGITS
        } else {
            NUMBER_DIGITS
        };
        match treatment {
            Treatment::Harmless => None,
            Treatment::Known(category) => Some(category),
            Treatment::Age => years(raw).map(age_category),
            Treatment::Moment => (integer >= 8).then_some(Category::Date),
            Treatment::Contact => (integer >= 4).then_some(Category::Phone),
            Treatment::Person | Treatment::Binary => Some(Category::OtherId),
            _ => (integer >= longest).then_some(Category::OtherId),
        }
    }

    /// Whether all words of a field's name are names of persons.
    pub(super) fn is_name(&self, key: &str) -> bool {
        is_name(self.redactor().detector().lexicon(), key)
    }

    /// Whether two parts of a field are the names of a person: at least one is frequent and nothing else, and
    /// the other is no word of the field.
    pub(super) fn are_names(&self, parts: &[&str; 2]) -> bool {
        const ORDINARY: Classes =
            Classes::COMMON.union(Classes::FUNCTION).union(Classes::CLINICAL).union(Classes::DRUG);
        let lexicon = self.redactor().detector().lexicon();
        let is_alphabetic = |part: &&str| {
            part.len() > 1 && part.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''))
        };
        let classes = |part: &&str| lexicon.lookup(text::lowercase(part).as_bytes());
        let is_telling = |part: &&str| {
            let frequent = Classes::GIVEN_FREQ.union(Classes::SURNAME_FREQ);
            classes(part).intersects(frequent)
                && !classes(part).intersects(ORDINARY.union(Classes::AMBIGUOUS))
        };
        let may_name = |part: &&str| {
            let names = Classes::GIVEN.union(Classes::SURNAME);
            classes(part).intersects(names) || !classes(part).intersects(ORDINARY)
        };
        parts.iter().all(is_alphabetic) && parts.iter().any(is_telling) && parts.iter().all(may_name)
    }

    /// What is PHI in the name of a field.
    pub(super) fn key_spans(&mut self, key: &str) -> Vec<Span> {
        let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.$@:/".contains(&byte));
        let few_digits = digits(key) < ID_DIGITS;
        // `@type` is a name of a field, `jo@example.com` is none.
        let plain = plain && few_digits && !key.get(1..).unwrap_or_default().contains('@');
        if is_tag(key) || plain && !self.is_name(key) {
            return Vec::new();
        }
        if few_digits && self.redactor().keys().treatment("", key) != Treatment::Unknown {
            return Vec::new();
        }
        if plain { self.whole(key, Category::Name) } else { self.unknown(key) }
    }
}
