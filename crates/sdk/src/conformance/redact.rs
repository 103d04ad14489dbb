//! Kind `redact`: redacting a text by a policy.

use phiward_redact::{Format, Mode, Operator, Policy, PolicyFile, Redactor, Terms, TokenMap};
use serde_json::{Map, Value, json};

use super::case::{Case, Fault, Outcome};
use crate::{Units, offsets::Offsets, redact::engine};

pub(super) fn replay(case: &Case<'_>) -> Result<Outcome, Fault> {
    let text = case.text("text")?;
    let mode = match case.text("mode")? {
        "balanced" => Mode::Balanced,
        "strict" => Mode::Strict,
        _ => return Err(Fault("`mode` is neither `balanced` nor `strict`".to_owned())),
    };
    let format = match case.has("format") {
        true => Format::from_name(case.text("format")?)
            .ok_or_else(|| Fault("`format` is not a format that this release knows".to_owned()))?,
        false => Format::Text,
    };
    let (policy, terms) = match case.has("policy") {
        true => match PolicyFile::from_json(&Value::from(case.object("policy")?.clone()).to_string()) {
            Ok(file) => (file.policy, file.terms),
            Err(error) => return Ok(Err(error.code())),
        },
        false => (Policy::default(), Terms::new()),
    };
    let redactor = match engine(policy.with_mode(mode), None) {
        Ok(redactor) => redactor.with_terms(terms),
        Err(error) => return Ok(Err(error.code)),
    };
    Ok(Ok(outcome(&redactor, format, text)))
}

/// The redacted text, and the spans that were changed in it.
fn outcome(redactor: &Redactor<'_>, format: Format, text: &str) -> Map<String, Value> {
    let redaction = redactor.redact_as(format, text, &mut TokenMap::new());
    let mut points = Offsets::new(text, Units::CodePoints);
    let changed = redaction.manifest.entries().iter().filter(|entry| entry.operator != Operator::Keep);
    let spans = changed.map(|entry| {
        let span = &entry.span;
        json!({ "start": points.at(span.start), "end": points.at(span.end), "type": span.category.name() })
    });
    let spans = Value::from(spans.collect::<Vec<_>>());
    Map::from_iter([("text".to_owned(), Value::from(redaction.text)), ("spans".to_owned(), spans)])
}
