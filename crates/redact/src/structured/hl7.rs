//! HL7 version 2: segments, fields, repetitions, components and subcomponents stay where they are.
//!
//! Separators are read from each message.
//! What a field is, the segment tells (HL7 v2.5.1 chapters 2 to 9); what a component is, the data type of
//! the field.

use alloc::{string::String, vec::Vec};

use self::segments::Field;
use crate::{
    Category,
    structured::{
        coding::Coding,
        fhir::identifier_of_type,
        log,
        treatment::Treatment::{self, Contact, Harmless, Known, Moment, Strict, Text, Unknown},
        walk::{Place, Walk},
    },
};

mod segments;

/// The separators of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Separators {
    pub(crate) field: char,
    pub(crate) component: char,
    pub(crate) repetition: char,
    pub(crate) escape: char,
    pub(crate) subcomponent: char,
}

impl Default for Separators {
    fn default() -> Self {
        Self { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' }
    }
}

impl Separators {
    /// The separators that a header segment names; the usual ones for those that it leaves out.
    fn read(header: &str) -> Option<Self> {
        let mut marks = header.get(3..)?.chars();
        let field = marks.next().filter(|c| !c.is_alphanumeric() && !c.is_whitespace())?;
        let mut marks = marks.take_while(|c| *c != field && !c.is_alphanumeric() && !c.is_whitespace());
        let usual = Self::default();
        Some(Self {
            field,
            component: marks.next().unwrap_or(usual.component),
            repetition: marks.next().unwrap_or(usual.repetition),
            escape: marks.next().unwrap_or(usual.escape),
            subcomponent: marks.next().unwrap_or(usual.subcomponent),
        })
    }

    /// Appends a character that must not be read as a separator.
    pub(crate) fn encode(&self, character: char, out: &mut String) {
        let name = match character {
            c if c == self.field => 'F',
            c if c == self.component => 'S',
            c if c == self.repetition => 'R',
            c if c == self.subcomponent => 'T',
            c if c == self.escape => 'E',
            '\r' | '\n' => return out.push(' '),
            c => return out.push(c),
        };
        out.extend([self.escape, name, self.escape]);
    }
}

/// Digits of a number that is no code and no count.
const LONG_NUMBER: usize = 8;
/// Segments that name the separators.
const HEADERS: [&str; 3] = ["MSH", "FHS", "BHS"];

/// Whether a text begins as a message or a batch of messages does.
pub(super) fn is_document(text: &str) -> bool {
    let text = text.trim_start_matches('\u{b}');
    let begins = text.get(..3).is_some_and(|name| HEADERS.contains(&name));
    begins && text.len() >= 8 && Separators::read(text).is_some()
}

/// Redacts messages.
pub(super) fn walk(walk: &mut Walk<'_, '_, '_>, text: &str, _: &str) {
    walk.rule = "hl7.field";
    let mut separators = None;
    let mut at = 0;
    for line in text.split_inclusive(['\r', '\n']) {
        let segment = line.trim_end_matches(['\r', '\n']);
        let name = segment.trim_start_matches('\u{b}');
        if name.get(..3).is_some_and(|name| HEADERS.contains(&name)) {
            separators = Separators::read(name).or(separators);
        } else if separators.is_none() && looks_like_segment(name) {
            separators = Some(Separators::default());
        }
        match &separators {
            Some(separators) if is_named(name, separators) => Segment { separators, at }.walk(walk, segment),
            _ => log::rest(walk, segment, at),
        }
        walk.copy(line.get(segment.len()..).unwrap_or_default());
        at += line.len();
    }
}

/// Whether a segment begins with a name, which is copied; anything else in its place could be PHI.
fn is_named(segment: &str, separators: &Separators) -> bool {
    let name = segment.split(separators.field).next().unwrap_or_default();
    name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// `PID|`: three capitals or digits and the usual separator.
fn looks_like_segment(line: &str) -> bool {
    let name = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    line.len() > 4 && line.bytes().take(3).all(|byte| name(&byte)) && line.as_bytes().get(3) == Some(&b'|')
}

/// A segment, and where it begins.
struct Segment<'s> {
    separators: &'s Separators,
    at: usize,
}

/// Parts between separators, each with its offset.
fn split(text: &str, separator: char) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(separator).map(move |part| {
        let start = at;
        at += part.len() + separator.len_utf8();
        (start, part)
    })
}

impl Segment<'_> {
    fn walk(&self, walk: &mut Walk<'_, '_, '_>, segment: &str) {
        let fields: Vec<(usize, &str)> = split(segment, self.separators.field).collect();
        let name = fields.first().map_or("", |(_, name)| name.trim_start_matches('\u{b}'));
        let is_header = HEADERS.contains(&name);
        let value_type = fields.get(2).map_or("", |(_, field)| *field);
        for (index, (at, field)) in fields.iter().enumerate() {
            if index > 0 {
                self.copy(walk, self.separators.field);
            }
            // The first separator is a header's first field, the other ones its second.
            if index == 0 || is_header && index == 1 {
                walk.copy(field);
                continue;
            }
            let number = index + usize::from(is_header);
            let kind = match (name, number) {
                ("OBX", 5) => segments::observation(value_type),
                _ => segments::field(name, number),
            };
            self.field(walk, field, self.at + at, kind);
        }
    }

    fn copy(&self, walk: &mut Walk<'_, '_, '_>, separator: char) {
        walk.copy(separator.encode_utf8(&mut [0; 4]));
    }

    fn field(&self, walk: &mut Walk<'_, '_, '_>, field: &str, at: usize, kind: Field) {
        for (start, repetition) in split(field, self.separators.repetition) {
            if start > 0 {
                self.copy(walk, self.separators.repetition);
            }
            self.repetition(walk, repetition, at + start, kind);
        }
    }

    fn repetition(&self, walk: &mut Walk<'_, '_, '_>, text: &str, at: usize, kind: Field) {
        let kind = if self.is_misplaced(walk, text, kind) { Field::Person } else { kind };
        // Free text may hold separators that its sender forgot to escape.
        if let Field::Whole(treatment) = kind {
            return self.value(walk, text, at, treatment);
        }
        let components: Vec<&str> = text.split(self.separators.component).collect();
        let names = components.len() > 1;
        // A code of digits has a text or the name of its system beside it; a number that has neither is none.
        let bare = kind == Field::Code && components.iter().skip(1).take(2).all(|part| part.is_empty());
        for (index, (start, component)) in split(text, self.separators.component).enumerate() {
            if index > 0 {
                self.copy(walk, self.separators.component);
            }
            if kind == Field::Signature && index == 0 {
                self.signature(walk, component, at + start);
                continue;
            }
            let treatment = match component_treatment(kind, index + 1, &components, names) {
                Harmless if kind == Field::Each(Harmless) || bare && index == 0 => misplaced(component),
                treatment => treatment,
            };
            for (offset, part) in split(component, self.separators.subcomponent) {
                if offset > 0 {
                    self.copy(walk, self.separators.subcomponent);
                }
                self.value(walk, part, at + start + offset, treatment);
            }
        }
    }

    /// Whether a person stands where a code or a count belongs: senders miscount their fields.
    fn is_misplaced(&self, walk: &Walk<'_, '_, '_>, text: &str, kind: Field) -> bool {
        let is_open = match kind {
            Field::Each(treatment) => matches!(treatment, Harmless | Moment),
            Field::Code
            | Field::Id(_)
            | Field::Phone
            | Field::Location
            | Field::Organisation
            | Field::Plan => true,
            _ => false,
        };
        let mut parts = text.split(self.separators.component);
        let (Some(first), Some(second)) = (parts.next(), parts.next()) else { return false };
        let id = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let third = parts.next().unwrap_or_default();
        is_open && if id(first) { walk.are_names(&[second, third]) } else { walk.are_names(&[first, second]) }
    }

    /// A person within one component: id, family name, given name, as subcomponents.
    fn signature(&self, walk: &mut Walk<'_, '_, '_>, component: &str, at: usize) {
        let parts: Vec<&str> = component.split(self.separators.subcomponent).collect();
        for (index, (offset, part)) in split(component, self.separators.subcomponent).enumerate() {
            if index > 0 {
                self.copy(walk, self.separators.subcomponent);
            }
            let treatment = component_treatment(Field::Person, index + 1, &parts, parts.len() > 1);
            self.value(walk, part, at + offset, treatment);
        }
    }

    fn value(&self, walk: &mut Walk<'_, '_, '_>, raw: &str, at: usize, treatment: Treatment) {
        let is_open = matches!(treatment, Unknown | Strict | Harmless);
        let treatment = if is_open && is_time(raw) { Known(Category::Date) } else { treatment };
        walk.value(raw, Place { at, coding: Coding::Hl7(self.separators), key: "" }, treatment);
    }
}

/// A date with a time of day, wherever it stands: `202405201430`.
fn is_time(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let zone = text.find(['+', '-', '.']).unwrap_or(text.len());
    matches!(zone, 12 | 14)
        && text.bytes().take(zone).all(|byte| byte.is_ascii_digit())
        && text.get(..8).is_some_and(is_date)
        && matches!(part(8, 10), Some(0..=24))
}

/// What is done with a value where a code or a count belongs, if it is neither.
fn misplaced(text: &str) -> Treatment {
    let is_number = text.len() >= LONG_NUMBER && text.bytes().all(|byte| byte.is_ascii_digit());
    match () {
        () if is_number && is_date(text) => Known(Category::Date),
        () if is_number => Known(Category::OtherId),
        () => Harmless,
    }
}

/// A day without separators: `19570314`.
fn is_date(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    text.len() == 8
        && matches!(part(0, 2), Some(19 | 20))
        && matches!(part(4, 6), Some(1..=12))
        && matches!(part(6, 8), Some(1..=31))
}

/// Who gave an identifier out: a code, unless it has the words of a name.
fn authority(name: &str) -> Treatment {
    if name.trim().contains(' ') { Known(Category::Org) } else { Harmless }
}

/// What a component of a field is; `several` says that the field has more than one.
fn component_treatment(kind: Field, number: usize, components: &[&str], several: bool) -> Treatment {
    let component = |number: usize| components.get(number - 1).copied().unwrap_or_default();
    match (kind, number) {
        (Field::Whole(treatment) | Field::Each(treatment), _) => treatment,
        // CX: id, check digit, scheme, authority, type.
        (Field::Id(category), 1) => Known(identifier_of_type(component(5)).unwrap_or(category)),
        (Field::Id(_), 4) => authority(component(4)),
        (Field::Id(_), 2..=5) => Harmless,
        (Field::Id(_), 6) => Known(Category::Org),
        (Field::Id(_), 7 | 8) => Moment,
        // XPN: family, given, further names, suffix, prefix, degree, type.
        (Field::Name, 1..=3) => Known(Category::Name),
        (Field::Name, 4..=8) => Harmless,
        (Field::Name, 10..) => Moment,
        // XCN: id, family, given, further names, suffix, prefix, degree.
        (Field::Person | Field::Signature, 1) if !several => Treatment::Person,
        (Field::Person | Field::Signature, 1) => {
            Known(identifier_of_type(component(13)).unwrap_or(Category::OtherId))
        }
        (Field::Person | Field::Signature, 2..=4) => Known(Category::Name),
        (Field::Person | Field::Signature, 9) => authority(component(9)),
        (Field::Person | Field::Signature, 5..=10 | 12 | 13) => Harmless,
        (Field::Person | Field::Signature, 14) => Known(Category::Org),
        // XAD: street, other, city, state, postal code, country, type, other, county, tract.
        (Field::Address, 4 | 6 | 7 | 11) => Harmless,
        (Field::Address, 1..=10) => Known(Category::Geo),
        (Field::Address, 12..) => Moment,
        // XTN: number, use, equipment, e-mail, country, area, local, extension, text.
        (Field::Phone, 2 | 3 | 5) => Harmless,
        (Field::Phone, 4) => Contact,
        (Field::Phone, 1 | 12) if component(3).ends_with("FX") => Known(Category::Fax),
        (Field::Phone, 1) => Contact,
        (Field::Phone, 6..=8 | 12) => Known(Category::Phone),
        // XON, HD: name or id, then types and authorities.
        (Field::Organisation, 1) => Known(Category::Org),
        (Field::Organisation, 3 | 10) => Known(Category::OtherId),
        (Field::Organisation, 2 | 5 | 7 | 9) => Harmless,
        // PL: point of care, room, bed, facility, status, type, building, floor, description.
        (Field::Location, 1..=3 | 5 | 6 | 8) => Harmless,
        (Field::Location, 4 | 7) => Known(Category::Org),
        (Field::Location, 9) => Text,
        // CWE: code, text, system, and again; a text without a code is free.
        // A sender without codes writes a sentence, or a day, where a code belongs.
        (Field::Code, 1) if !several && is_date(component(1)) => Known(Category::Date),
        (Field::Code, 1) if !several && component(1).contains(' ') => Text,
        (Field::Code, 2) if component(1).is_empty() => Text,
        (Field::Code, 5) if component(4).is_empty() => Text,
        (Field::Code, 9) => Text,
        (Field::Code, 2 | 5) => Harmless,
        (Field::Code, 1 | 3 | 4 | 6..=8) => Harmless,
        (Field::Plan, 1) => Known(Category::HealthPlan),
        (Field::Plan, 2) => Known(Category::Org),
        (Field::Plan, 3) => Harmless,
        (Field::Licence, 1) => Known(Category::License),
        (Field::Licence, 2) => Harmless,
        (Field::Licence, _) => Moment,
        (Field::Data, 1..=4) => Harmless,
        (Field::Data, _) => Treatment::Binary,
        (Field::Strict, _) => Strict,
        _ => Unknown,
    }
}
