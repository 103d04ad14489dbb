//! FHIR R4: what an element is, by its path in the resource.
//!
//! It follows the data types, which mean the same in every resource: `HumanName`, `Address`,
//! `ContactPoint`, `Identifier`, `Reference`, `Attachment`, `Narrative`, `Coding`.
//! What it does not decide, the name of the element does, as in any JSON.
//! <https://hl7.org/fhir/R4/datatypes.html>

use alloc::{vec, vec::Vec};

use self::elements::{CODED, DEFINITIONS, ORGANISATIONS, PERSONS};
pub(super) use self::identifier::{identifier, identifier_of_type};
use crate::{
    Category, Span,
    structured::{
        json::{
            Frame,
            token::{Part, Parts},
        },
        treatment::Treatment::{
            self, Binary, Contact, Harmless, Known, Moment, Path, Reference, Strict, Text,
        },
        url,
        walk::Walk,
    },
    text,
};

mod elements;
mod identifier;

/// What the members of an object tell of their siblings, wherever they stand in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts<'t> {
    /// `resourceType`.
    resource: &'t str,
    /// `system` of an identifier or a contact point.
    system: &'t str,
    /// `type` of a reference, and `type.coding.code` or `type.text` of an identifier.
    kind: &'t str,
    /// `reference`.
    reference: &'t str,
    /// `url` of an extension.
    url: &'t str,
    /// `code` or `unit`: the object is a coding or a quantity.
    coded: bool,
}

/// Facts of the objects of a text that have any.
pub(crate) struct Notes<'t> {
    facts: Vec<Facts<'t>>,
    /// By the number of an object, the place of its facts plus one; 0 if it has none.
    places: Vec<u32>,
    is_fhir: bool,
}

/// An object or array that is open while facts are read.
struct Open<'t> {
    /// The number of an object.
    object: Option<usize>,
    key: &'t str,
}

impl<'t> Notes<'t> {
    /// Reads a text for facts, if it names a type of resource.
    pub(crate) fn of(text: &'t str) -> Self {
        let mut notes =
            Self { facts: Vec::new(), places: Vec::new(), is_fhir: text::holds(text, "\"resourceType\"") };
        if notes.is_fhir {
            notes.read(text);
        }
        notes
    }

    fn read(&mut self, text: &'t str) {
        let mut parts = Parts::new(text);
        let mut open: Vec<Open<'t>> = Vec::new();
        let (mut objects, mut key) = (0, "");
        loop {
            match parts.part() {
                Part::Object => {
                    open.push(Open { object: Some(objects), key });
                    objects += 1;
                }
                Part::Array => open.push(Open { object: None, key }),
                Part::Close => key = open.pop().map_or("", |closed| closed.key),
                Part::Key(range) => key = text.get(range).unwrap_or_default(),
                Part::String(range) => {
                    self.note(&open, key, text.get(range).unwrap_or_default());
                }
                Part::Number(_) | Part::Word => {}
                Part::CutString(_) | Part::CutKey(_) | Part::Fault(_) | Part::End => return,
            }
        }
    }

    fn note(&mut self, open: &[Open<'t>], key: &str, value: &'t str) -> Option<()> {
        let mut around = open.iter().rev().filter_map(|open| Some((open.object?, open.key)));
        let (object, name) = around.next()?;
        match key {
            "resourceType" => self.entry(object)?.resource = value,
            "system" => self.entry(object)?.system = value,
            "reference" => self.entry(object)?.reference = value,
            "url" => self.entry(object)?.url = value,
            "type" => self.entry(object)?.kind = value,
            "code" | "unit" => {
                self.entry(object)?.coded = true;
                // identifier: {type: {coding: [{code}]}}
                if let ("coding", Some((_, "type")), Some((identifier, _))) =
                    (name, around.next(), around.next())
                {
                    self.entry(identifier)?.kind = value;
                }
            }
            "text" if name == "type" => {
                if let Some((identifier, _)) = around.next()
                    && self.entry(identifier)?.kind.is_empty()
                {
                    self.entry(identifier)?.kind = value;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// What is known of an object, to be changed.
    fn entry(&mut self, object: usize) -> Option<&mut Facts<'t>> {
        if object >= self.places.len() {
            self.places.resize(object + 1, 0);
        }
        let place = self.places.get_mut(object)?;
        if *place == 0 {
            self.facts.push(Facts::default());
            *place = u32::try_from(self.facts.len()).ok()?;
        }
        self.facts.get_mut((*place as usize).checked_sub(1)?)
    }

    /// What is known of the object with a number.
    pub(crate) fn facts(&self, object: usize) -> Facts<'t> {
        let place = self.places.get(object).copied().unwrap_or_default() as usize;
        place.checked_sub(1).and_then(|at| self.facts.get(at)).copied().unwrap_or_default()
    }

    /// What is done with a member of the innermost object, if the path in a resource decides it.
    pub(crate) fn treatment(&self, frames: &[Frame<'t>], key: &str) -> Option<Treatment> {
        if !self.is_fhir {
            return None;
        }
        let mut objects = frames.iter().rev().filter(|frame| frame.is_object);
        let object = objects.next()?;
        let resource = frames.iter().rev().find(|frame| !frame.facts.resource.is_empty())?.facts.resource;
        let around = objects.next();
        let element = Element {
            key,
            facts: object.facts,
            parent: &object.key,
            around: around.map_or("", |frame| &frame.key),
            around_url: around.map_or("", |frame| frame.facts.url),
            resource,
            is_root: !object.facts.resource.is_empty(),
        };
        element.treatment()
    }
}

/// An element of a resource: its name, and what is around it.
struct Element<'e> {
    key: &'e str,
    facts: Facts<'e>,
    /// The name of the element that it is part of.
    parent: &'e str,
    /// The name of the element around that one.
    around: &'e str,
    /// Its `url`, if it is an extension.
    around_url: &'e str,
    resource: &'e str,
    is_root: bool,
}

impl Element<'_> {
    fn treatment(&self) -> Option<Treatment> {
        let Self { key, parent, resource, is_root, .. } = *self;
        let is_definition = DEFINITIONS.contains(&resource);
        Some(match key {
            "resourceType"
            | "versionId"
            | "profile"
            | "system"
            | "linkId"
            | "implicitRules"
            | "definition"
            | "questionnaire"
            | "instantiatesUri"
            | "instantiatesCanonical" => Harmless,
            // What is contained is referred to within its resource only.
            "id" if parent == "contained" => Harmless,
            "id" if is_root && !is_definition => Known(Category::OtherId),
            "id" => Harmless,
            "reference" | "fullUrl" | "location" => self.reference()?,
            "display" => self.display(),
            "value" => return self.value(),
            "name" | "alias" if is_root => self.name()?,
            // Of a parameter of an operation, and of a product.
            "name" if parent == "parameter" => Harmless,
            "name" if parent == "deviceName" => Text,
            "name" if parent == "class" && resource == "Coverage" => Known(Category::Org),
            "text" if CODED.contains(&parent) => Harmless,
            "url" => self.url(),
            "data" if parent == "valueSampledData" || parent.ends_with("SampledData") => Harmless,
            "data" | "carrierAIDC" | "valueBase64Binary" | "blob" => Binary,
            "div" => Text,
            "udiCarrier" => Known(Category::Device),
            "dependent" => Known(Category::OtherId),
            "valueString" => self.value_string(),
            "valueCode" | "valueInteger" | "valueQuantity" | "valueCoding" | "valueCodeableConcept" => {
                Harmless
            }
            "valueDecimal" if ["latitude", "longitude"].contains(&self.facts.url) => Known(Category::Geo),
            "valueAddress" => Known(Category::Geo),
            "valueHumanName" | "authorString" => Known(Category::Name),
            "valueContactPoint" => Contact,
            "valuePeriod" | "valueDate" | "valueDateTime" | "valueInstant" => Moment,
            "criteria" => Path,
            "modelNumber" | "partNumber" | "manufacturer" | "version" | "etag" | "hash" => Harmless,
            _ => return None,
        })
    }

    fn reference(&self) -> Option<Treatment> {
        match (self.key, self.parent) {
            ("location", "response") | ("reference" | "fullUrl", _) => Some(Reference),
            _ => None,
        }
    }

    /// Of a coding, harmless; of a reference, what the reference is to.
    fn display(&self) -> Treatment {
        let parent = self.parent;
        let is_coding =
            parent == "coding" || parent.ends_with("Coding") || parent.ends_with("oding") || self.facts.coded;
        if is_coding && self.facts.reference.is_empty() {
            return Harmless;
        }
        let target = self.facts.reference.rsplit('/').nth(1).unwrap_or(self.facts.kind);
        match target {
            "Patient" | "Practitioner" | "PractitionerRole" | "RelatedPerson" | "Person" | "CareTeam"
            | "Group" => Known(Category::Name),
            "Organization" => Known(Category::Org),
            "Location" => Known(Category::Geo),
            _ if PERSONS.contains(&parent) => Known(Category::Name),
            _ if ORGANISATIONS.contains(&parent) => Known(Category::Org),
            _ if parent == "location" => Known(Category::Geo),
            "" if self.facts.reference.is_empty() && !self.facts.system.is_empty() => Harmless,
            _ => Strict,
        }
    }

    fn value(&self) -> Option<Treatment> {
        let is = |name: &str, suffix: &str| self.parent == name || self.parent.ends_with(suffix);
        if is("identifier", "Identifier") {
            return Some(Known(identifier(self.facts.kind, self.facts.system)));
        }
        if is("telecom", "ContactPoint") {
            return Some(match self.facts.system {
                "phone" | "pager" | "sms" => Known(Category::Phone),
                "fax" => Known(Category::Fax),
                "email" => Known(Category::Email),
                "url" => Known(Category::Url),
                _ => Contact,
            });
        }
        if self.resource == "Coverage" && self.parent == "class" {
            return Some(Known(Category::HealthPlan));
        }
        (self.facts.coded || self.parent.ends_with("Quantity")).then_some(Harmless)
    }

    fn name(&self) -> Option<Treatment> {
        match self.resource {
            "Patient" | "Practitioner" | "RelatedPerson" | "Person" => Some(Known(Category::Name)),
            "Organization"
            | "HealthcareService"
            | "InsurancePlan"
            | "OrganizationAffiliation"
            | "Endpoint" => Some(Known(Category::Org)),
            "Location" => Some(Known(Category::Geo)),
            resource if DEFINITIONS.contains(&resource) => Some(Harmless),
            _ => Some(Text),
        }
    }

    fn url(&self) -> Treatment {
        match self.parent {
            "extension" | "modifierExtension" => Harmless,
            "request" if self.facts.url.bytes().all(|byte| byte.is_ascii_alphabetic()) => Harmless,
            "request" => Path,
            _ if self.is_root => Harmless,
            _ => Known(Category::Url),
        }
    }

    fn value_string(&self) -> Treatment {
        if self.parent != "extension" {
            return if self.parent == "answer" { Strict } else { Text };
        }
        let name = self.facts.url.rsplit('/').next().unwrap_or_default();
        match name {
            _ if text::holds(name, "Name") || text::holds(name, "name") => Known(Category::Name),
            _ if text::holds(name, "irthPlace") || text::holds(name, "irthplace") => Known(Category::Geo),
            // US Core's race and ethnicity tell the words of their codes.
            "text" if self.around_url.ends_with("-race") || self.around_url.ends_with("-ethnicity") => {
                Harmless
            }
            "text" if self.around == "extension" => Text,
            _ => Strict,
        }
    }
}

/// The ids of a reference: `Patient/123`, `urn:uuid:...`, or an address.
pub(super) fn reference_spans(walk: &mut Walk<'_, '_, '_>, text: &str) -> Vec<Span> {
    let rule = walk.rule;
    let id =
        |start: usize, end: usize| Span { start, end, category: Category::OtherId, confidence: 95, rule };
    if text.starts_with('#') {
        return Vec::new();
    }
    if let Some(urn) = text.strip_prefix("urn:") {
        let name = urn.find(':').map_or(4, |at| at + 5);
        return if name < text.len() { vec![id(name, text.len())] } else { Vec::new() };
    }
    // A search in place of a reference may hold addresses in its parameters.
    match (text.find('?'), text::find(text, "://")) {
        (Some(query), Some(address)) if address < query => return walk.whole(text, Category::Url),
        (None, Some(_)) => return walk.whole(text, Category::Url),
        (Some(_), _) => return url::spans(walk, text),
        (None, None) => {}
    }
    let mut spans = Vec::new();
    let mut start = 0;
    for (index, part) in text.split('/').enumerate() {
        // The types of resources and operations begin with a capital, `_` or `$`; an id never stands first.
        let is_type = index == 0 && text.contains('/') || part.starts_with(['_', '$']);
        if !part.is_empty() && !is_type {
            spans.push(id(start, start + part.len()));
        }
        start += part.len() + 1;
    }
    spans
}
