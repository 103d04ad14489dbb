//! Kind `audit`: verifying the log of the file, whole or changed, and writing it anew.

use phiward_audit::{
    Action, BreakGlassReason, Chain, ChainKey, ChainPolicy, Emergency, Event, Head, HeadKey, LogId,
    Outcome as Went, Verifier,
};
use phiward_phi::{Access, ActorId, Identifier, PseudonymKey, PurposeOfUse, RequestId, Scope};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::case::{Case, Fault, Outcome, set_up, unknown_operation};
use crate::hex;

pub(super) fn replay(file: &Case<'_>, case: &Case<'_>) -> Result<Outcome, Fault> {
    match case.text("op")? {
        "verify" => verify(file, case).map(Ok),
        "write" => write(file, case).map(Ok),
        other => Err(unknown_operation(other)),
    }
}

/// Verifies the log, and tells what is wrong with it by codes, in the order of the report.
fn verify(file: &Case<'_>, case: &Case<'_>) -> Result<Map<String, Value>, Fault> {
    let head_key = if case.has("head_key") { case } else { file }.array("head_key")?;
    let mut verifier = Verifier::new(ChainKey::first(&file.array("first_key")?))
        .with_head_key(HeadKey::from_bytes(&head_key))
        .with_log(set_up("log", LogId::parse(file.text("log")?))?);
    if !case.flag("without_head")? {
        let head = Value::from(file.object("head")?.clone()).to_string();
        verifier = verifier.with_anchor(set_up("head", Head::from_json(&head))?);
    }
    for segment in segments(file, case)? {
        verifier.segment(segment.as_bytes());
    }
    let report = verifier.finish();
    let findings: Vec<_> = report.findings.iter().map(|finding| finding.fault.code()).collect();
    Ok(Map::from_iter([
        ("events".to_owned(), report.events.into()),
        ("heads".to_owned(), report.heads.into()),
        ("last_seq".to_owned(), report.last_seq.into()),
        ("is_anchored".to_owned(), report.is_anchored.into()),
        ("findings".to_owned(), json!(findings)),
    ]))
}

/// The segments of the file, with the lines that the case picks, and the text that it replaces.
fn segments(file: &Case<'_>, case: &Case<'_>) -> Result<Vec<String>, Fault> {
    let mut segments = file.texts("segments")?.into_iter().map(str::to_owned).collect::<Vec<_>>();
    if case.has("lines") {
        let picks = case.list("lines")?.iter().zip(&segments);
        let picked = picks.map(|(lines, segment)| pick(lines, segment)).collect::<Option<_>>();
        segments = picked.ok_or_else(|| Fault("`lines` does not pick lines of the segments".to_owned()))?;
    }
    if case.has("replace") {
        let replace = case.part("replace")?;
        let (from, to) = (replace.text("from")?, replace.text("to")?);
        segments = segments.iter().map(|segment| segment.replace(from, to)).collect();
    }
    Ok(segments)
}

fn pick(lines: &Value, segment: &str) -> Option<String> {
    let line = |index: &Value| segment.split_inclusive('\n').nth(usize::try_from(index.as_u64()?).ok()?);
    lines.as_array()?.iter().map(line).collect()
}

/// Writes a log by the steps of the case.
fn write(file: &Case<'_>, case: &Case<'_>) -> Result<Map<String, Value>, Fault> {
    let (mut chain, mut segment) = begin(file, case.number("at_ms")?)?;
    let mut digests = Vec::new();
    let mut head = Value::Null;
    for step in case.parts("steps")? {
        let at_ms = step.number("at_ms")?;
        match step.text("op")? {
            "append" => segment += &chain.append(&event(case, &step, at_ms)?),
            "rotate" => {
                let rotated = chain.rotate(at_ms);
                digests.push(digest(&(segment + &rotated.close)));
                segment = rotated.open;
            }
            "head" => head = set_up("head", serde_json::from_str(&chain.head(at_ms).to_json()))?,
            other => return Err(unknown_operation(other)),
        }
    }
    digests.push(digest(&segment));
    Ok(Map::from_iter([("segments_sha256".to_owned(), json!(digests)), ("head".to_owned(), head)]))
}

fn begin(file: &Case<'_>, at_ms: u64) -> Result<(Chain, String), Fault> {
    let log = set_up("log", LogId::parse(file.text("log")?))?;
    let first = ChainKey::first(&file.array("first_key")?);
    let heads = HeadKey::from_bytes(&file.array("head_key")?);
    let policy = ChainPolicy { head_every: file.number("head_every")?, ..ChainPolicy::default() };
    set_up("head_every", Chain::begin(log, first, heads, policy, at_ms))
}

fn digest(segment: &str) -> String {
    hex::encode(&Sha256::digest(segment))
}

fn event(case: &Case<'_>, step: &Case<'_>, at_ms: u64) -> Result<Event, Fault> {
    let purposes = [PurposeOfUse::Treatment, PurposeOfUse::EmergencyTreatment, PurposeOfUse::BreakGlass];
    let outcomes = [Went::Success, Went::Denied, Went::Failure];
    let access = Access {
        actor: set_up("actor", ActorId::parse(step.text("actor")?))?,
        purpose: named(step, "purpose", &purposes, |purpose| purpose.code())?,
        request: set_up("request", RequestId::parse(step.text("request")?))?,
        at_ms,
    };
    let action = named(step, "action", &Action::ALL, |action| action.code())?;
    let outcome = named(step, "outcome", &outcomes, |outcome| outcome.code())?;
    let mut event = match step.has("reason") {
        true => Event::break_glass(access, action, outcome, reason(step)?),
        false => set_up("purpose", Event::new(access, action, outcome))?,
    };
    if step.has("subject") {
        let (subject, key) = (step.part("subject")?, case.part("pseudonym_key")?);
        let key = PseudonymKey::from_bytes(key.text("id")?, &key.array("key_hex")?);
        let identifier = set_up("identifier", Identifier::parse(subject.text("identifier")?))?;
        event = event.about(identifier.pseudonym(&set_up("pseudonym_key", key)?, &scope(&subject, "scope")?));
    }
    if step.has("what") {
        event = event.on(scope(step, "what")?);
    }
    Ok(event)
}

fn reason(step: &Case<'_>) -> Result<BreakGlassReason, Fault> {
    let reason = BreakGlassReason::new(named(step, "reason", &Emergency::ALL, |reason| reason.code())?);
    Ok(if step.has("ticket") { reason.with_ticket(scope(step, "ticket")?) } else { reason })
}

fn scope(part: &Case<'_>, name: &str) -> Result<Scope, Fault> {
    set_up(name, Scope::parse(part.text(name)?))
}

/// The one of `all` whose code the field is.
fn named<T: Copy>(
    part: &Case<'_>,
    name: &str,
    all: &[T],
    code: impl Fn(T) -> &'static str,
) -> Result<T, Fault> {
    let text = part.text(name)?;
    let found = all.iter().copied().find(|one| code(*one) == text);
    found.ok_or_else(|| Fault(format!("`{name}` is not one that this release takes")))
}
