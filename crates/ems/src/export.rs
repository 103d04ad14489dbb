//! What goes back to the patient care record: which protocol, which sections.

use alloc::{string::String, vec::Vec};
use core::fmt;

use phiward_phi::{AuditContext, AuditUnavailable, MASK, Phi};
use serde::Serialize;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::{field::Fault, web_url};

/// The name and version of the payload's format.
pub const EXPORT_FORMAT: &str = "phiward-export/1";

/// The most sections of an export.
pub const MAX_SECTIONS: usize = 64;

/// The most bytes of a number, title or name of a section.
const MAX_TEXT: usize = 255;
/// The most bytes of a dosing.
const MAX_DOSING: usize = 4096;

/// An export: the protocol that was used, as the patient care record wants it.
///
/// Everything in it comes from the protocol, except the dosing: a dose by weight tells the weight, so it is a
/// [`Phi`] and needs an audit context to get into the payload.
///
/// ```
/// use phiward_ems::ProtocolExport;
/// # use phiward_phi::{Access, AccessEvent, ActorId, AuditContext, PurposeOfUse, RequestId};
/// # let access = Access {
/// #     actor: ActorId::parse("svc-gateway")?,
/// #     purpose: PurposeOfUse::Treatment,
/// #     request: RequestId::parse("it-1767225600000-9f8a2c")?,
/// #     at_ms: 1_767_225_600_000,
/// # };
/// # let sink = |_: &AccessEvent<'_>| Ok(());
/// # let audit = AuditContext::new(access, &sink);
///
/// let export = ProtocolExport::new("TP-101", "Sample Protocol", 1_767_225_600_000)?.with_section("Assessment")?;
/// assert_eq!(
///     export.to_canonical_json(&audit)?.as_str(),
///     r#"{"format":"phiward-export/1","protocol_number":"TP-101","protocol_title":"Sample Protocol","#.to_owned()
///         + r#""selected_sections":["Assessment"],"timestamp":"2026-01-01T00:00:00.000Z"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ProtocolExport {
    number: String,
    title: String,
    url: Option<String>,
    sections: Vec<String>,
    dosing: Option<Phi<String>>,
    timestamp: String,
}

impl ProtocolExport {
    /// Begins an export of a protocol; `at_ms` is when, in milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::TooLong`] above 255 bytes, [`Fault::Malformed`] for control characters;
    /// [`Fault::OutOfRange`] for a time after the year 9999.
    pub fn new(number: &str, title: &str, at_ms: u64) -> Result<Self, Fault> {
        Ok(Self {
            number: checked(number)?,
            title: checked(title)?,
            url: None,
            sections: Vec::new(),
            dosing: None,
            timestamp: rfc3339(at_ms).ok_or(Fault::OutOfRange)?,
        })
    }

    /// Adds a section by its name.
    ///
    /// # Errors
    /// As [`new`](Self::new); [`Fault::TooLong`] above [`MAX_SECTIONS`].
    pub fn with_section(mut self, name: &str) -> Result<Self, Fault> {
        if self.sections.len() == MAX_SECTIONS {
            return Err(Fault::TooLong);
        }
        self.sections.push(checked(name)?);
        Ok(self)
    }

    /// Adds the address of the protocol, `https` only.
    ///
    /// # Errors
    /// [`Fault::Malformed`], [`Fault::TooLong`]; [`Fault::NotAllowed`] for another scheme.
    pub fn with_url(self, url: &str) -> Result<Self, Fault> {
        match web_url::read(url)?.scheme.as_str() {
            "https" => Ok(Self { url: Some(url.into()), ..self }),
            _ => Err(Fault::NotAllowed),
        }
    }

    /// Adds the dosing that was shown, as a text, which goes under protection at once.
    ///
    /// It is passed on and not computed: software that computes a dose is a medical device.
    /// It is never shortened either; what is too long is refused.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::TooLong`] above 4,096 bytes, [`Fault::Malformed`] for control characters other
    /// than line feeds.
    pub fn with_medication_dosing(self, dosing: &str) -> Result<Self, Fault> {
        check(dosing, MAX_DOSING, |character| character.is_control() && character != '\n')?;
        Ok(Self { dosing: Some(Phi::new(dosing.into())), ..self })
    }

    /// Writes the payload in canonical JSON (RFC 8785), so that both sides sign and verify the same bytes.
    ///
    /// # Errors
    /// [`AuditUnavailable`] if there is a dosing and the event that it leaves could not be kept.
    pub fn to_canonical_json(&self, audit: &AuditContext<'_>) -> Result<ExportBody, AuditUnavailable> {
        let dosing =
            self.dosing.as_ref().map(|dosing| dosing.open(audit, "medication_dosing")).transpose()?;
        let payload = Payload {
            format: EXPORT_FORMAT,
            medication_dosing: dosing.as_deref().map(String::as_str),
            protocol_number: &self.number,
            protocol_title: &self.title,
            protocol_url: self.url.as_deref(),
            selected_sections: &self.sections,
            timestamp: &self.timestamp,
        };
        Ok(ExportBody(Zeroizing::new(payload.to_json())))
    }
}

impl fmt::Debug for ProtocolExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtocolExport")
            .field("number", &self.number)
            .field("title", &self.title)
            .field("sections", &self.sections)
            .field("dosing", &self.dosing.as_ref().map(Phi::redacted))
            .finish_non_exhaustive()
    }
}

/// The bytes of an export. They are wiped in the end, and `Debug` shows the mask.
pub struct ExportBody(Zeroizing<String>);

impl ExportBody {
    /// The payload.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The payload as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for ExportBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// The names stand in the order of RFC 8785, section 3.2.3, and `serde_json` writes texts as its section 3.2.2.2
/// says: two-letter escapes where JSON has them, `\u00xx` in lower case for other control characters, nothing else.
#[derive(Serialize)]
struct Payload<'a> {
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    medication_dosing: Option<&'a str>,
    protocol_number: &'a str,
    protocol_title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol_url: Option<&'a str>,
    selected_sections: &'a [String],
    timestamp: &'a str,
}

impl Payload<'_> {
    fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and lists of texts are JSON")
    }
}

fn checked(text: &str) -> Result<String, Fault> {
    check(text, MAX_TEXT, char::is_control)?;
    Ok(text.into())
}

fn check(text: &str, most: usize, is_refused: impl Fn(char) -> bool) -> Result<(), Fault> {
    match text.len() {
        0 => Err(Fault::Empty),
        length if length > most => Err(Fault::TooLong),
        _ if text.chars().any(is_refused) => Err(Fault::Malformed),
        _ => Ok(()),
    }
}

/// A time in UTC with milliseconds, as RFC 3339 writes it.
fn rfc3339(at_ms: u64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000).ok()?;
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second, milli) = at.to_hms_milli();
    let month = u8::from(month);
    Some(alloc::format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"))
}
