//! XML: elements and attributes stay, their values are redacted by the names around them.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use self::token::{Part, Parts, attributes, tag_name};
use crate::{
    Category,
    structured::{
        coding::Coding,
        fhir, log, nemsis,
        treatment::Treatment::{self, Harmless, Known, Strict, Text, Unknown},
        walk::{Place, Walk},
    },
    text,
};

mod token;

/// Elements that an end tag may have left open.
const MOST_UNCLOSED: usize = 16;

/// Whether a text is XML, or a fragment of it, from its first character to its last.
pub(super) fn is_document(text: &str) -> bool {
    let begins = text
        .get(1..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(|c| c.is_alphabetic() || matches!(c, '?' | '!' | '_'));
    begins
        && text.starts_with('<')
        && text.ends_with('>')
        && (text::holds(text, "</") || text::holds(text, "/>"))
}

/// An element that is open.
struct Element<'t> {
    /// Its name without the prefix.
    name: &'t str,
    treatment: Treatment,
    inherited: Option<Treatment>,
}

/// The way through one XML text.
struct Reader<'t> {
    text: &'t str,
    open: Vec<Element<'t>>,
    is_fhir: bool,
    /// Whether a document type with its own entities was dropped.
    dropped: bool,
    key: &'t str,
}

/// Redacts XML.
pub(super) fn walk(walk: &mut Walk<'_, '_, '_>, text: &str, key: &str) {
    walk.rule = "xml.element";
    let is_fhir = text::holds(text, "\"http://hl7.org/fhir\"");
    let mut reader = Reader { text, open: Vec::new(), is_fhir, dropped: false, key };
    let mut parts = Parts::new(text);
    loop {
        match parts.part() {
            Part::Text(range) => reader.characters(walk, range),
            Part::Open(range) => reader.open(walk, range),
            Part::Close(range) => reader.close(walk, range),
            Part::Comment(range) => reader.enclosed(walk, range, ("<!--", "-->"), Text, comment),
            Part::Cdata(range) => {
                let treatment = reader.treatment();
                reader.enclosed(walk, range, ("<![CDATA[", "]]>"), treatment, cdata);
            }
            Part::Instruction(range) => {
                let is_declaration = reader.get(&range).starts_with("xml ");
                reader.enclosed(
                    walk,
                    range,
                    ("<?", "?>"),
                    if is_declaration { Harmless } else { Text },
                    instruction,
                );
            }
            Part::Doctype(range, true) => {
                reader.dropped = true;
                walk.drop_part(reader.get(&range), range.start, "xml.doctype");
            }
            Part::Doctype(range, false) => walk.copy(reader.get(&range)),
            Part::Fault(at) => {
                let rest = text.get(at..).unwrap_or_default();
                return log::rest(walk, rest, at);
            }
            Part::End => return,
        }
    }
}

impl<'t> Reader<'t> {
    fn get(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// What is done with text at this place.
    fn treatment(&self) -> Treatment {
        self.open.last().map_or(Text, |element| element.treatment)
    }

    fn name(&self) -> &'t str {
        self.open.last().map_or(self.key, |element| element.name)
    }

    /// Text between tags; references to entities that are gone become the mask.
    fn characters(&self, walk: &mut Walk<'_, '_, '_>, range: Range<usize>) {
        let from = walk.written();
        let mut at = range.start;
        if self.dropped {
            while let Some((start, end)) = self.text.get(at..range.end).and_then(foreign_entity) {
                self.value(walk, at..at + start, self.treatment());
                walk.mask(self.text.get(at + start..at + end).unwrap_or_default(), at + start, "xml.entity");
                at += end;
            }
        }
        self.value(walk, at..range.end, self.treatment());
        // A tag's bracket may have made what no text may hold.
        walk.rewrite(from, |text| text::holds(text, "]]>").then(|| text::replaced(text, "]]>", "]]&gt;")));
    }

    fn value(&self, walk: &mut Walk<'_, '_, '_>, range: Range<usize>, treatment: Treatment) {
        let raw = self.get(&range);
        if raw.trim().is_empty() {
            walk.copy(raw);
        } else {
            let key = self.name();
            let is_listed = treatment == Harmless && nemsis::treatment(key).is_some();
            let treatment = if is_listed { nemsis::misplaced(raw).unwrap_or(Harmless) } else { treatment };
            walk.value(raw, Place { at: range.start, coding: Coding::Xml, key }, treatment);
        }
    }

    /// A part between marks, within which there are no escapes.
    fn enclosed(
        &self,
        walk: &mut Walk<'_, '_, '_>,
        range: Range<usize>,
        (open, close): (&str, &str),
        treatment: Treatment,
        mend: fn(&str) -> Option<String>,
    ) {
        walk.copy(open);
        let from = walk.written();
        let place = Place { at: range.start, coding: Coding::Plain, key: self.name() };
        walk.value(self.get(&range), place, treatment);
        walk.rewrite(from, mend);
        walk.copy(close);
    }

    fn open(&mut self, walk: &mut Walk<'_, '_, '_>, range: Range<usize>) {
        let tag = self.get(&range);
        let name = local(tag_name(tag));
        let inherited = self.open.last().and_then(|element| element.inherited);
        let mut treatment = self.element(walk, name, inherited);
        let list: Vec<_> = attributes(tag).collect();
        let attribute = |wanted: &str| {
            let found = list.iter().find(|(name, _)| tag.get(name.clone()) == Some(wanted));
            found.and_then(|(_, value)| tag.get(value.clone())).unwrap_or_default()
        };
        // <field name="ssn">: what an attribute names.
        if treatment == Unknown {
            let labels = ["name", "key", "field", "label", "id"].map(attribute);
            let named = labels.map(|label| walk.redactor().keys().treatment("", label));
            treatment =
                named.into_iter().find(|named| !named.is_open() && *named != Harmless).unwrap_or(Unknown);
        }
        let mut copied = 0;
        for (key, value) in &list {
            walk.copy(tag.get(copied..value.start).unwrap_or_default());
            let key = tag.get(key.clone()).unwrap_or_default();
            let raw = tag.get(value.clone()).unwrap_or_default();
            let is_coded = !attribute("code").is_empty() || !attribute("codeSystem").is_empty();
            let owner = Owner { name, treatment, root: attribute("root"), is_coded };
            match owner.attribute(walk, key, raw) {
                Some(treatment) => {
                    let place = Place { at: range.start + value.start, coding: Coding::Xml, key };
                    self.attribute(walk, raw, place, treatment);
                }
                None => walk.copy(raw),
            }
            copied = value.end;
        }
        walk.copy(tag.get(copied..).unwrap_or_default());
        if !tag.ends_with("/>") {
            let inherited = if treatment == Harmless { None } else { treatment.inherited().or(inherited) };
            self.open.push(Element { name, treatment, inherited });
        }
    }

    fn attribute(&self, walk: &mut Walk<'_, '_, '_>, raw: &str, place: Place<'_>, treatment: Treatment) {
        if self.dropped && foreign_entity(raw).is_some() {
            walk.mask(raw, place.at, "xml.entity");
        } else {
            walk.value(raw, place, treatment);
        }
    }

    /// What is done with the text of an element.
    fn element(&self, walk: &Walk<'_, '_, '_>, name: &str, inherited: Option<Treatment>) -> Treatment {
        if let Some(treatment) = nemsis::treatment(name) {
            return treatment;
        }
        let parent = self.name();
        if self.is_fhir {
            match name {
                "reference" | "fullUrl" => return Treatment::Reference,
                "display" if !parent.ends_with("oding") => return Strict,
                _ => {}
            }
        }
        let own = walk.redactor().keys().treatment(parent, name);
        match (own, inherited, self.open.last()) {
            (own, Some(inherited), _) if own.is_open() => inherited,
            // Within free text: paragraphs, cells of tables, words in bold.
            (Unknown, None, Some(Element { treatment: Text, .. })) => Text,
            (own, ..) => own,
        }
    }

    fn close(&mut self, walk: &mut Walk<'_, '_, '_>, range: Range<usize>) {
        let name = self.get(&range);
        walk.copy("</");
        walk.copy(name);
        walk.copy(">");
        let name = local(name.trim_end());
        let unclosed = self.open.iter().rev().take(MOST_UNCLOSED).position(|element| element.name == name);
        if let Some(unclosed) = unclosed {
            self.open.truncate(self.open.len() - unclosed - 1);
        }
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The element that an attribute is of.
struct Owner<'t> {
    name: &'t str,
    treatment: Treatment,
    /// The authority of an identifier.
    root: &'t str,
    /// Whether it is a code.
    is_coded: bool,
}

impl Owner<'_> {
    /// What is done with an attribute; `None` for those that belong to the syntax.
    fn attribute(&self, walk: &Walk<'_, '_, '_>, key: &str, value: &str) -> Option<Treatment> {
        let keys = walk.redactor().keys();
        let is_oid = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && value.contains('.');
        let is_version = matches!(self.name, "templateId" | "typeId" | "realmCode");
        if is_version || key.starts_with("xmlns") || key.starts_with("xsi:") || key.starts_with("xml:") {
            return None;
        }
        Some(match (local(key), self.name) {
            ("value", _) => self.treatment,
            ("extension", "id" | "setId") => Known(fhir::identifier("", self.root)),
            ("root" | "codeSystem", _) if is_oid => Harmless,
            ("root", _) => Known(Category::OtherId),
            ("displayName", _) if self.is_coded => Harmless,
            ("name" | "key" | "field" | "label", _) if keys.is_label(value) => Harmless,
            (name, element) => keys.treatment(element, name),
        })
    }
}

/// The first reference to an entity that XML itself does not define, as a range of the text.
fn foreign_entity(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find('&')?;
        let rest = text.get(start + 1..)?;
        let len = rest.bytes().take(256).position(|byte| byte == b';');
        let Some(name) = len.and_then(|len| rest.get(..len)) else {
            from = start + 1;
            continue;
        };
        if !name.starts_with('#') && !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
            return Some((start, start + name.len() + 2));
        }
        from = start + name.len() + 2;
    }
}

/// A comment holds no `--` and does not end in `-`.
fn comment(text: &str) -> Option<String> {
    let broken = text::holds(text, "--") || text.ends_with('-');
    broken.then(|| {
        let mut mended = text::replaced(&text::replaced(text, "--", "- -"), "--", "- -");
        if mended.ends_with('-') {
            mended.push(' ');
        }
        mended
    })
}

/// A section that would end early is written as two.
fn cdata(text: &str) -> Option<String> {
    text::holds(text, "]]>").then(|| text::replaced(text, "]]>", "]]]]><![CDATA[>"))
}

/// An instruction ends where its mark stands.
fn instruction(text: &str) -> Option<String> {
    text::holds(text, "?>").then(|| text::replaced(text, "?>", "? >"))
}
