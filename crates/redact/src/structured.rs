//! Structured data: the syntax stays, known places are redacted by what they are, free text by the engine.

use alloc::vec::Vec;

use self::walk::Walk;
use crate::{Redaction, Redactor, TokenMap};

pub(crate) mod coding;
mod embedded;
mod fhir;
mod hl7;
pub(crate) mod json;
mod keys;
mod locus;
mod log;
mod nemsis;
mod shape;
mod treatment;
mod url;
mod walk;
mod xml;

pub(crate) use self::keys::Keys;

/// A format whose syntax redaction keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Text without structure.
    Text,
    /// JSON, FHIR resources and lines of JSON included.
    Json,
    /// Messages of HL7 version 2.
    Hl7,
    /// XML: NEMSIS, CDA, FHIR.
    Xml,
    /// Log lines.
    Log,
    /// One web address.
    Url,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Text, Self::Json, Self::Hl7, Self::Xml, Self::Log, Self::Url];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Hl7 => "hl7",
            Self::Xml => "xml",
            Self::Log => "log",
            Self::Url => "url",
        }
    }

    /// The format of a stable name; `fhir` and `nemsis` are names too.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "fhir" => Some(Self::Json),
            "nemsis" | "cda" => Some(Self::Xml),
            _ => Self::ALL.iter().copied().find(|format| format.name() == name),
        }
    }

    /// The format that a text has: JSON, HL7 or XML by its first and last characters, log lines if at least
    /// half of its lines look like them, else text.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let text = text.trim_start_matches(['\u{feff}', '\u{b}']).trim();
        match text.bytes().next() {
            Some(b'{') if log::is_json_lines(text) => Self::Log,
            Some(b'{' | b'[') if json::value_len(text).is_some() => Self::Json,
            Some(b'<') if xml::is_document(text) => Self::Xml,
            Some(_) if hl7::is_document(text) => Self::Hl7,
            Some(_) if log::is_document(text) => Self::Log,
            _ => Self::Text,
        }
    }
}

impl Redactor<'_> {
    /// Redacts a JSON text: the same members in the same order, with strings and numbers redacted.
    ///
    /// What a member is called decides first: an `ssn` is redacted whatever it says, a `status` stays, a
    /// `note` goes through the engine, and what is not known is redacted when it is shaped like an
    /// identifier.
    /// FHIR resources are redacted by the path of each element.
    /// Numbers that are PHI become strings.
    /// Documents within strings (JSON, XML, HL7) are redacted up to eight deep, and as a whole below that.
    /// Names of members are redacted where they are PHI, such as in a map from names to records; they stay
    /// unique.
    /// From where a text is no JSON, the rest is redacted in strict mode.
    ///
    /// ```
    /// use phiward_redact::{Policy, Redactor, TokenMap};
    /// let redactor = Redactor::new(Policy::default())?;
    /// let json = r#"{"status": "active", "patient": {"dob": "1957-03-14", "ssn": 123456789}}"#;
    /// assert_eq!(
    ///     redactor.redact_json(json, &mut TokenMap::new()).text,
    ///     r#"{"status": "active", "patient": {"dob": "[DATE]", "ssn": "[SSN]"}}"#,
    /// );
    /// # Ok::<(), phiward_redact::PolicyError>(())
    /// ```
    #[must_use]
    pub fn redact_json(&self, json: &str, map: &mut TokenMap) -> Redaction {
        Walk::new(self, Some(Vec::new()), map).document(json, json::walk)
    }

    /// Redacts HL7 version 2 messages: segments, fields and separators stay.
    ///
    /// Fields of the segments that hold persons, visits, insurance and orders are redacted by what they are,
    /// `OBX-5` by its type, segments that nobody knows in strict mode.
    ///
    /// ```
    /// use phiward_redact::{Policy, Redactor, TokenMap};
    /// let redactor = Redactor::new(Policy::default())?;
    /// let message = "MSH|^~\\&|EPIC||LAB||||ORU^R01|7|P|2.5\rPID|1||00625079^^^^MR||LOPEZ^MARIA||19570314|F";
    /// assert_eq!(
    ///     redactor.redact_hl7(message, &mut TokenMap::new()).text,
    ///     "MSH|^~\\&|EPIC||LAB||||ORU^R01|[OTHER_ID]|P|2.5\rPID|1||[MRN]^^^^MR||[NAME]^[NAME]||[DATE]|F",
    /// );
    /// # Ok::<(), phiward_redact::PolicyError>(())
    /// ```
    #[must_use]
    pub fn redact_hl7(&self, messages: &str, map: &mut TokenMap) -> Redaction {
        Walk::new(self, Some(Vec::new()), map).document(messages, hl7::walk)
    }

    /// Redacts XML: elements, attributes and their order stay.
    ///
    /// NEMSIS elements are redacted by their numbers, others by their names, as in JSON.
    /// A document type with an internal subset is dropped, since its entities could hold anything; what
    /// referred to them becomes the mask.
    ///
    /// ```
    /// use phiward_redact::{Policy, Redactor, TokenMap};
    /// let redactor = Redactor::new(Policy::default())?;
    /// let xml = "<ePatient><ePatient.02>Lopez</ePatient.02><ePatient.25>9919001</ePatient.25></ePatient>";
    /// assert_eq!(
    ///     redactor.redact_xml(xml, &mut TokenMap::new()).text,
    ///     "<ePatient><ePatient.02>[NAME]</ePatient.02><ePatient.25>9919001</ePatient.25></ePatient>",
    /// );
    /// # Ok::<(), phiward_redact::PolicyError>(())
    /// ```
    #[must_use]
    pub fn redact_xml(&self, xml: &str, map: &mut TokenMap) -> Redaction {
        Walk::new(self, Some(Vec::new()), map).document(xml, xml::walk)
    }

    /// Redacts log lines: JSON in them as JSON, `key=value` and `key: value` by their keys, paths of requests
    /// part by part, and the engine over the whole line.
    ///
    /// Each line is a record of its own: a name that one line tells is not looked for in the next.
    /// The time at the head of a line is a date like any other; its rule is `log.time`.
    ///
    /// ```
    /// use phiward_redact::{Policy, Redactor, TokenMap};
    /// let redactor = Redactor::new(Policy::default())?;
    /// let line = "level=info msg=\"sms sent\" to=+14155550123 patientName='Maria Lopez'";
    /// assert_eq!(
    ///     redactor.redact_log(line, &mut TokenMap::new()).text,
    ///     "level=info msg=\"sms sent\" to=[PHONE] patientName='[NAME]'",
    /// );
    /// # Ok::<(), phiward_redact::PolicyError>(())
    /// ```
    #[must_use]
    pub fn redact_log(&self, lines: &str, map: &mut TokenMap) -> Redaction {
        let mut walk = Walk::new(self, Some(Vec::new()), map);
        log::walk(&mut walk, lines, "");
        walk.finish()
    }

    /// Redacts a log line, or what is left of one that was cut.
    #[cfg(feature = "std")]
    pub(crate) fn redact_log_part(&self, text: &str, is_rest: bool) -> Redaction {
        let mut map = TokenMap::new();
        let mut walk = Walk::new(self, Some(Vec::new()), &mut map);
        if is_rest {
            log::rest(&mut walk, text, 0);
        } else {
            log::walk(&mut walk, text, "");
        }
        walk.finish()
    }

    /// Redacts a web address part by part: it stays an address, and shows which page it was.
    ///
    /// Parameters are redacted by their names, segments of the path by the ones before them.
    /// A host that is PHI becomes `redacted.invalid`.
    /// The brackets of tags stand as they are: readers of addresses take them, and tokens can be restored.
    ///
    /// ```
    /// use phiward_redact::{Policy, Redactor, TokenMap};
    /// let redactor = Redactor::new(Policy::default())?;
    /// assert_eq!(
    ///     redactor.scrub_url("https://ehr.example/patients/4711?tab=labs&dob=1957-03-14", &mut TokenMap::new()).text,
    ///     "https://ehr.example/patients/[OTHER_ID]?tab=labs&dob=[DATE]",
    /// );
    /// # Ok::<(), phiward_redact::PolicyError>(())
    /// ```
    #[must_use]
    pub fn scrub_url(&self, url: &str, map: &mut TokenMap) -> Redaction {
        let mut walk = Walk::new(self, Some(Vec::new()), map);
        url::write(&mut walk, url);
        walk.finish()
    }

    /// Redacts a text of a format.
    #[must_use]
    pub fn redact_as(&self, format: Format, text: &str, map: &mut TokenMap) -> Redaction {
        match format {
            Format::Text => self.redact_with(text, map),
            Format::Json => self.redact_json(text, map),
            Format::Hl7 => self.redact_hl7(text, map),
            Format::Xml => self.redact_xml(text, map),
            Format::Log => self.redact_log(text, map),
            Format::Url => self.scrub_url(text, map),
        }
    }
}
