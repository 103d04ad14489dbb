//! JSON: everything is copied but the strings and numbers that are PHI.

use alloc::{borrow::Cow, vec::Vec};

use self::token::{Part, Parts};
use crate::{
    LineTimes,
    structured::{
        coding::Coding,
        fhir::{Facts, Notes},
        log,
        treatment::Treatment,
        walk::{Place, Walk},
    },
};

pub(crate) mod token;

/// Whether a text is one JSON object or array from its first character to its last.
pub(super) fn is_document(text: &str) -> bool {
    value_len(text) == Some(text.len())
}

/// The length of the JSON object or array that a text begins with.
pub(super) fn value_len(text: &str) -> Option<usize> {
    let mut parts = Parts::new(text);
    loop {
        match parts.part() {
            Part::Close if parts.depth() == 0 => return Some(parts.position()),
            Part::Fault(_) | Part::End | Part::CutString(_) | Part::CutKey(_) => return None,
            _ if parts.depth() == 0 => return None,
            _ => {}
        }
    }
}

/// An object or array that is open.
pub(crate) struct Frame<'t> {
    /// The name of the member that it is the value of; an element has the name of its array.
    pub(crate) key: Cow<'t, str>,
    pub(crate) is_object: bool,
    /// What holds for members whose own names say nothing, or for the elements of an array.
    inherited: Option<Treatment>,
    element: Treatment,
    /// What a sibling says that names the value: `{"name": "ssn", "value": "..."}`.
    label: Option<Treatment>,
    /// What the document says of the object elsewhere.
    pub(crate) facts: Facts<'t>,
}

/// The way through one JSON text.
struct Reader<'t> {
    text: &'t str,
    /// What is copied.
    copied: usize,
    frames: Vec<Frame<'t>>,
    key: Cow<'t, str>,
    /// What the key alone tells.
    own: Treatment,
    notes: Notes<'t>,
    objects: usize,
}

/// Redacts a JSON text.
pub(super) fn walk(walk: &mut Walk<'_, '_, '_>, text: &str, key: &str) {
    walk.rule = "json.key";
    let own = walk.field("", key).treatment;
    let key = Cow::Owned(key.into());
    let mut reader =
        Reader { text, copied: 0, frames: Vec::new(), key, own, notes: Notes::of(text), objects: 0 };
    let mut parts = Parts::new(text);
    loop {
        match parts.part() {
            Part::Object => reader.open(true),
            Part::Array => reader.open(false),
            Part::Close => {
                reader.frames.pop();
            }
            Part::Key(range) | Part::CutKey(range) => {
                let raw = reader.take(walk, range.start, range.end);
                reader.member(walk, raw, range.start);
            }
            Part::String(range) | Part::CutString(range) => {
                let raw = reader.take(walk, range.start, range.end);
                reader.string(walk, raw, range.start);
            }
            Part::Number(range) => {
                let raw = reader.take(walk, range.start, range.end);
                reader.number(walk, raw, range.start);
            }
            Part::Word => {}
            Part::Fault(at) => {
                reader.take(walk, at, at);
                let rest = text.get(at..).unwrap_or_default();
                return log::rest(walk, rest, at);
            }
            Part::End => break,
        }
    }
    reader.take(walk, text.len(), text.len());
}

/// The name of a member without its escapes.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if raw.contains('\\') { Cow::Owned((*Coding::Json.decode(raw)).into()) } else { Cow::Borrowed(raw) }
}

impl<'t> Reader<'t> {
    /// Copies up to `start`, and gives what stands up to `end`.
    fn take(&mut self, walk: &mut Walk<'_, '_, '_>, start: usize, end: usize) -> &'t str {
        walk.copy(self.text.get(self.copied..start).unwrap_or_default());
        self.copied = end;
        self.text.get(start..end).unwrap_or_default()
    }

    /// The name of a member.
    fn member(&mut self, walk: &mut Walk<'_, '_, '_>, raw: &'t str, at: usize) {
        self.key = unescaped(raw);
        let field = walk.field(self.frames.last().map_or("", |frame| &frame.key), &self.key);
        self.own = field.treatment;
        if field.is_clean {
            walk.copy(raw);
        } else {
            walk.key(raw, Place { at, coding: Coding::Json, key: "" });
        }
    }

    fn open(&mut self, is_object: bool) {
        let element = self.treatment();
        let around = self.frames.last().and_then(|frame| frame.inherited);
        // A harmless object within an address is no longer the address.
        let inherited = if element == Treatment::Harmless { None } else { element.inherited().or(around) };
        let key = match self.frames.last() {
            Some(frame) if !frame.is_object => frame.key.clone(),
            _ => self.key.clone(),
        };
        let facts = if is_object { self.notes.facts(self.objects) } else { Facts::default() };
        self.objects += usize::from(is_object);
        self.frames.push(Frame { key, is_object, inherited, element, label: None, facts });
    }

    /// What is done with the value that comes.
    fn treatment(&self) -> Treatment {
        let Some(frame) = self.frames.last() else { return self.own };
        if !frame.is_object {
            return frame.element;
        }
        if let Some(treatment) = self.notes.treatment(&self.frames, &self.key) {
            return treatment;
        }
        match (frame.label, frame.inherited) {
            (Some(label), _) if self.own.is_open() && is_value_key(&self.key) => label,
            (_, Some(inherited)) if self.own.is_open() => inherited,
            _ => self.own,
        }
    }

    fn number(&self, walk: &mut Walk<'_, '_, '_>, raw: &str, at: usize) {
        // The number of a process, in the record of a log.
        let is_process = walk.is_record && self.frames.len() == 1 && self.key == "pid" && raw.len() <= 7;
        let treatment = match self.treatment() {
            _ if is_process => Treatment::Harmless,
            // The id of whatever it is finds the person again.
            Treatment::Unknown if is_id_key(&self.key) => Treatment::Strict,
            treatment => treatment,
        };
        let category = walk.number_category(raw, treatment);
        self.in_time(walk, treatment, |walk, kept| walk.number(raw, at, category.filter(|_| !kept)));
    }

    /// Redacts a value under the rule of line times, if it is one, and tells whether it is to be kept.
    fn in_time(
        &self,
        walk: &mut Walk<'_, '_, '_>,
        treatment: Treatment,
        redact: impl FnOnce(&mut Walk<'_, '_, '_>, bool),
    ) {
        let is_time = walk.is_record
            && self.frames.len() == 1
            && treatment == Treatment::Moment
            && is_time_key(&self.key);
        let rule = walk.rule;
        if is_time {
            walk.rule = log::TIME_RULE;
        }
        let kept = is_time && walk.redactor().line_times() == LineTimes::Kept;
        redact(walk, kept);
        walk.rule = rule;
    }

    fn string(&mut self, walk: &mut Walk<'_, '_, '_>, raw: &'t str, at: usize) {
        let mut treatment = self.treatment();
        let is_member = self.frames.last().is_some_and(|frame| frame.is_object);
        if is_member && is_label_key(&self.key) && raw.len() <= 64 {
            let name = unescaped(raw);
            let keys = walk.redactor().keys();
            let label = Some(keys.treatment("", &name))
                .filter(|label| !label.is_open() && *label != Treatment::Harmless);
            let is_label = keys.is_label(&name) && !walk.is_name(&name);
            // `name` holds a person's name, unless it holds exactly the name of a field.
            if is_label || !self.key.eq_ignore_ascii_case("name") {
                if let Some(frame) = self.frames.last_mut() {
                    frame.label = label.or(frame.label);
                }
                if is_label {
                    treatment = Treatment::Harmless;
                }
            }
        }
        let place = Place { at, coding: Coding::Json, key: &self.key };
        self.in_time(walk, treatment, |walk, kept| {
            if kept {
                walk.copy(raw);
            } else {
                walk.value(raw, place, treatment);
            }
        });
    }
}

/// `id`, `_id`, `recordId`: what tells a record from all others.
fn is_id_key(key: &str) -> bool {
    let Some((rest, end)) = key.len().checked_sub(2).and_then(|at| key.split_at_checked(at)) else {
        return false;
    };
    let begins_word = !rest.ends_with(|c: char| c.is_ascii_alphanumeric());
    end.eq_ignore_ascii_case("id") && (begins_word || end.starts_with('I'))
}

/// Members of a log record that tell when it was written.
fn is_time_key(key: &str) -> bool {
    ["ts", "t", "time", "timestamp", "@timestamp", "asctime", "datetime"]
        .iter()
        .any(|known| key.eq_ignore_ascii_case(known))
}

/// Members that name what a sibling holds.
fn is_label_key(key: &str) -> bool {
    [
        "name",
        "key",
        "field",
        "label",
        "attribute",
        "property",
        "param",
        "parameter",
        "header",
        "column",
        "variable",
        "question",
    ]
    .iter()
    .any(|known| key.eq_ignore_ascii_case(known))
}

/// Members that hold what a sibling names.
fn is_value_key(key: &str) -> bool {
    ["value", "values", "val", "answer", "response", "content", "data", "text", "result", "valueString"]
        .iter()
        .any(|known| key.eq_ignore_ascii_case(known))
}
