//! A redactor and what it gives.

use alloc::{string::String, sync::Arc, vec::Vec};

use phiward_json::{push_number, push_text};
use phiward_redact::{Category, Format, Mode, Operator, Policy, PolicyFile, Profile, SurrogateKey, Terms};
use zeroize::Zeroizing;

use super::{RedactStream, TokenMap, data::engine, log};
use crate::{Error, Units, offsets::Offsets};

/// Redacts texts by one policy; any text gives a redacted text.
///
/// ```
/// use phiward_sdk::{Units, redact::{Redactor, TokenMap}};
/// let redactor = Redactor::new(r#"{"mode": "balanced"}"#, &[], "")?;
/// let redaction = redactor.redact("✓ MRN: 00625079", "text", Units::Utf16, &TokenMap::new())?;
/// assert_eq!(redaction.text, "✓ MRN: [MRN]");
/// assert_eq!((redaction.findings[0].start, redaction.findings[0].end), (7, 15));
/// # Ok::<(), phiward_sdk::Error>(())
/// ```
#[derive(Debug)]
pub struct Redactor(Arc<phiward_redact::Redactor<'static>>);

/// A redacted text, and what was found in the original. Findings hold no text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redaction {
    /// The redacted text.
    pub text: String,
    /// What was found, in the order of the original.
    pub findings: Vec<Finding>,
}

impl Redaction {
    /// The findings as a JSON array, for hosts where that is quicker than one object for each.
    #[must_use]
    pub fn findings_json(&self) -> String {
        let mut json = String::from("[");
        for finding in &self.findings {
            json.push_str(if json.len() > 1 { ",{" } else { "{" });
            let numbers = [("\"start\":", finding.start), (",\"end\":", finding.end)];
            for (name, number) in numbers {
                json.push_str(name);
                push_number(number.into(), &mut json);
            }
            json.push_str(",\"type\":");
            push_text(finding.category, &mut json);
            json.push_str(",\"confidence\":");
            push_number(finding.confidence.into(), &mut json);
            json.push_str(",\"rule\":");
            push_text(finding.rule, &mut json);
            json.push_str(",\"operator\":");
            push_text(finding.operator, &mut json);
            json.push('}');
        }
        json.push(']');
        json
    }
}

/// One finding: where in the original, what, and what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Where it starts, in the units that were asked for.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The category, such as `NAME`.
    pub category: &'static str,
    /// How sure the rule is, in percent.
    pub confidence: u32,
    /// The stable id of the rule that decided.
    pub rule: &'static str,
    /// What was done, such as `tag` or `keep`.
    pub operator: &'static str,
}

impl Redactor {
    /// A redactor for a policy in JSON, of which an empty text is the default.
    ///
    /// `key` is 32 random bytes for policies whose operators derive from values, else empty; `scope` names who
    /// shares pseudonyms, such as a tenant.
    ///
    /// # Errors
    /// Those of `PolicyFile::from_json`; `key_missing`, `malformed`; `dictionaries_missing`.
    pub fn new(policy: &str, key: &[u8], scope: &str) -> Result<Self, Error> {
        let (policy, terms) = match policy {
            "" => (Policy::default(), Terms::new()),
            text => PolicyFile::from_json(text).map(|file| (file.policy, file.terms))?,
        };
        Ok(Self(Arc::new(engine(policy, surrogate_key(key, scope)?)?.with_terms(terms))))
    }

    /// A redactor whose tokens, such as `[NAME_1]`, can be put back into the answer of a model.
    ///
    /// # Errors
    /// `unknown_name` unless `mode` is `balanced` or `strict`; `dictionaries_missing`.
    pub fn ai_round_trip(mode: &str) -> Result<Self, Error> {
        let mode = match mode {
            "balanced" => Mode::Balanced,
            "strict" => Mode::Strict,
            _ => return Err(phiward_redact::PolicyError::UnknownName.into()),
        };
        Ok(Self(Arc::new(engine(Policy::ai_round_trip(mode), None)?)))
    }

    /// A redactor for logs: the strict mode, and ages and diagnosis codes in texts are tagged too, since a log joins
    /// them to an incident.
    ///
    /// # Errors
    /// `dictionaries_missing`.
    pub fn for_logs() -> Result<Self, Error> {
        let policy = Policy::new(Mode::Strict, Profile::default(), [(Category::Age, Operator::Tag)])?;
        let terms = log::terms()?;
        Ok(Self(Arc::new(engine(policy, None)?.with_terms(terms))))
    }

    /// A line or record of a log as a log may hold it.
    ///
    /// In JSON the values of fields that the field table never logs, such as `userAge` and `impression`, are
    /// masked at any depth, also in JSON inside of texts; everything else is redacted.
    /// `keep_times` lets the line's own time stay, which is when the program wrote.
    ///
    /// ```
    /// use phiward_sdk::redact::Redactor;
    /// let shown = Redactor::for_logs()?.redact_log(r#"{"step":"search","userAge":62,"mrn":"00625079"}"#, false);
    /// assert_eq!(shown, r#"{"step":"search","userAge":"[REDACTED]","mrn":"[MRN]"}"#);
    /// # Ok::<(), phiward_sdk::Error>(())
    /// ```
    #[must_use]
    pub fn redact_log(&self, line: &str, keep_times: bool) -> String {
        log::redact(&self.0, line, keep_times)
    }

    /// Redacts a text of a format: `text`, `json`, `hl7`, `xml`, `log` or `url`, and adds its reversible tokens
    /// to `map`.
    ///
    /// # Errors
    /// `unknown_name` when there is no such format; data gives no errors.
    pub fn redact(&self, text: &str, format: &str, units: Units, map: &TokenMap) -> Result<Redaction, Error> {
        let format = Format::from_name(format).ok_or(phiward_redact::PolicyError::UnknownName)?;
        let redaction = map.with(|map| self.0.redact_as(format, text, map));
        let mut offsets = Offsets::new(text, units);
        let findings = redaction.manifest.entries().iter().map(|entry| Finding {
            start: narrow(offsets.at(entry.span.start)),
            end: narrow(offsets.at(entry.span.end)),
            category: entry.span.category.name(),
            confidence: u32::from(entry.span.confidence),
            rule: entry.span.rule,
            operator: entry.operator.name(),
        });
        let findings = findings.collect();
        Ok(Redaction { text: redaction.text, findings })
    }

    /// Starts to redact a text that arrives in pieces, in memory that does not grow.
    #[must_use]
    pub fn stream(&self) -> RedactStream {
        RedactStream::start(Arc::clone(&self.0))
    }
}

/// Texts in memory are below 4 GiB on every host that asks for other units than bytes.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn surrogate_key(key: &[u8], scope: &str) -> Result<Option<SurrogateKey>, Error> {
    if key.is_empty() {
        return Ok(None);
    }
    let key: &[u8; 32] = key.try_into().map_err(|_| phiward_redact::PolicyError::Malformed)?;
    Ok(Some(SurrogateKey::new(&Zeroizing::new(*key), scope)))
}
