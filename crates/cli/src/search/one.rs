//! One query, for a person or as JSON.

use core::fmt::Write as _;
use std::io::Write as _;

use phiward_search::{AgencyIndex, Answer, ProtocolHit, Query, Ranking, Reason, Texts};
use serde_json::{Value, json};

use super::queries::Asked;
use super::query_of;
use super::source::Source;
use crate::args::SearchArgs;
use crate::failure::{Failure, Place};

/// Protocols that are shown and explained.
const SHOWN: usize = 5;
const EXPLAINED: usize = 3;
/// Bytes of a text that are shown.
const SNIPPET_LEN: usize = 160;

pub(super) fn show(source: &Source, asked: &Asked, args: &SearchArgs, as_json: bool) -> Result<(), Failure> {
    let agencies = source.agencies(asked.agency.as_deref())?;
    if agencies.is_empty() {
        return Err(Failure::new("unknown_agency", "the index has no such agency"));
    }
    let query = query_of(asked, args.top.min(SHOWN));
    let mut text = String::new();
    let mut values = Vec::new();
    for agency in &agencies {
        let answer = agency.shard.search(&query);
        // Of many agencies only those are worth a line that have an answer.
        if agencies.len() > 1 && answer.ranking().is_none() {
            continue;
        }
        if as_json {
            values.push(value(agency, &query, &answer, args.explain));
        } else {
            told(&mut text, agency, &query, &answer, args.explain).map_err(|_| never())?;
        }
    }
    if as_json {
        text = format!("{}\n", if let [one] = values.as_slice() { one.clone() } else { Value::from(values) });
    } else if text.is_empty() {
        text.push_str("No agency has a protocol for it.\n");
    }
    let written = anstream::stdout().write_all(text.as_bytes());
    written.map_err(|error| Failure::writing(&Place::StandardOutput, &error))
}

/// Explains on standard error, beside a run.
pub(super) fn explain_all(source: &Source, asked: &Asked) -> Result<(), Failure> {
    let mut text = format!("\n{}\n", asked.id);
    for agency in source.agencies(asked.agency.as_deref())? {
        let query = query_of(asked, EXPLAINED);
        let answer = agency.shard.search(&query);
        told(&mut text, &agency, &query, &answer, true).map_err(|_| never())?;
    }
    let written = anstream::stderr().write_all(text.as_bytes());
    written.map_err(|error| Failure::writing(&Place::StandardOutput, &error))
}

fn never() -> Failure {
    Failure::new("internal", "text could not be put together")
}

fn told(
    text: &mut String,
    agency: &AgencyIndex<'_>,
    query: &Query<'_>,
    answer: &Answer<'_>,
    explain: bool,
) -> core::fmt::Result {
    if !agency.shard.agency().is_empty() {
        writeln!(text, "{}", agency.shard.agency())?;
    }
    let ranking = match answer {
        Answer::Hits(ranking) => ranking,
        Answer::Ambiguous(ranking, why) => {
            writeln!(text, "  More than one may be meant ({}).", why.code())?;
            ranking
        }
        Answer::Abstain(silence) => {
            writeln!(text, "  No answer: {}.", silence.reason.code())?;
            if let Some(fallback) = &silence.fallback {
                writeln!(text, "  The agency uses {} {} instead.", fallback.number, fallback.name)?;
            }
            return Ok(());
        }
        _ => return Ok(()),
    };
    tell_notices(text, query, ranking)?;
    let texts = agency.open_texts().ok();
    for (at, hit) in ranking.protocols.iter().take(SHOWN).enumerate() {
        tell_hit(text, agency, query, texts.as_ref(), hit, at)?;
        if explain && at < EXPLAINED {
            tell_reasons(text, agency, query, texts.as_ref(), hit)?;
        }
    }
    Ok(())
}

fn tell_notices(text: &mut String, query: &Query<'_>, ranking: &Ranking<'_>) -> core::fmt::Result {
    for notice in &ranking.notices {
        writeln!(text, "  Note: {}.", notice.code())?;
    }
    for substitution in &ranking.substitutions {
        let typed = query.text.get(substitution.range.clone()).unwrap_or_default();
        writeln!(text, "  Searched for \"{}\" in place of \"{typed}\".", substitution.searched)?;
    }
    Ok(())
}

fn tell_hit(
    text: &mut String,
    agency: &AgencyIndex<'_>,
    query: &Query<'_>,
    texts: Option<&Texts<'_>>,
    hit: &ProtocolHit<'_>,
    at: usize,
) -> core::fmt::Result {
    let best = hit.ranked().next();
    let title = match (hit.name.is_empty(), texts, best) {
        (true, Some(texts), Some(best)) => texts.title(best.ordinal),
        _ => hit.name,
    };
    writeln!(text, "{:>3}. {} {title}  [{}]", at + 1, hit.number, hit.score)?;
    let Some(best) = best else { return Ok(()) };
    writeln!(text, "     {} ({}, {})", best.name, best.age.name(), best.level.name())?;
    if let Some(texts) = texts {
        let snippet = agency.shard.snippet(query, texts, best.ordinal, SNIPPET_LEN);
        writeln!(text, "     {}", snippet.text.replace(['\n', '\r'], " "))?;
    }
    Ok(())
}

fn tell_reasons(
    text: &mut String,
    agency: &AgencyIndex<'_>,
    query: &Query<'_>,
    texts: Option<&Texts<'_>>,
    hit: &ProtocolHit<'_>,
) -> core::fmt::Result {
    let Some(explanation) = agency.shard.explain(query, hit.ordinal) else { return Ok(()) };
    for reason in &explanation.reasons {
        let told = match reason {
            Reason::Term { range, found, concept, idf, impact, weight, .. } => {
                let typed = query.text.get(range.clone()).unwrap_or_default();
                let label = concept.zip(texts).map_or("", |(concept, texts)| texts.concept(concept));
                let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
                format!(
                    "\"{typed}\"{label}: \"{found}\", idf {idf}/16 x impact {impact}/255 x weight {weight}/256"
                )
            }
            Reason::Kind { kept, .. } => format!("kind or age of the section: {kept}/256 kept"),
            Reason::OtherSection { rank, .. } => format!("section {rank} of the protocol matches, too"),
            Reason::Name { .. } => "the protocol's name says what was asked".to_owned(),
            Reason::Code { .. } => "the impression code leads here".to_owned(),
            Reason::Number { .. } => "the number is this protocol's".to_owned(),
            _ => "a reason that this command does not know".to_owned(),
        };
        writeln!(text, "     {:>+9}  {told}", reason.points())?;
    }
    writeln!(text, "     {:>9}  in all", explanation.score)
}

fn value(agency: &AgencyIndex<'_>, query: &Query<'_>, answer: &Answer<'_>, explain: bool) -> Value {
    let (kind, why) = match answer {
        Answer::Hits(_) => ("hits", None),
        Answer::Ambiguous(_, why) => ("ambiguous", Some(why.code())),
        Answer::Abstain(silence) => ("abstain", Some(silence.reason.code())),
        _ => ("unknown", None),
    };
    let fallback = match answer {
        Answer::Abstain(silence) => silence.fallback.as_ref().map(|hit| hit.number),
        _ => None,
    };
    let protocols = answer.ranking().map(|ranking| {
        ranking.protocols.iter().map(|hit| protocol(agency, query, hit, explain)).collect::<Vec<_>>()
    });
    let notices = answer.ranking().map(|r| r.notices.iter().map(|notice| notice.code()).collect::<Vec<_>>());
    let substitutions = answer.ranking().map(|ranking| {
        let each = ranking.substitutions.iter();
        each.map(|one| json!({ "searched": one.searched, "start": one.range.start, "end": one.range.end }))
            .collect::<Vec<_>>()
    });
    json!({
        "agency": agency.shard.agency(), "answer": kind, "reason": why, "fallback": fallback,
        "protocols": protocols, "notices": notices, "substitutions": substitutions,
    })
}

fn protocol(agency: &AgencyIndex<'_>, query: &Query<'_>, hit: &ProtocolHit<'_>, explain: bool) -> Value {
    let sections = hit.sections.iter().map(|section| {
        json!({ "_id": section.id, "section": section.name, "age": section.age.name(),
                "level": section.level.name(), "score": section.score })
    });
    let explanation = explain.then(|| agency.shard.explain(query, hit.ordinal)).flatten();
    let explanation = explanation.map(|explanation| {
        let points = explanation
            .reasons
            .iter()
            .map(|reason| json!({ "points": reason.points(), "reason": name(reason) }));
        points.collect::<Vec<_>>()
    });
    json!({
        "number": hit.number, "name": hit.name, "score": hit.score,
        "sections": sections.collect::<Vec<_>>(), "explanation": explanation,
    })
}

fn name(reason: &Reason) -> Value {
    match reason {
        Reason::Term { range, found, idf, impact, weight, .. } => json!({
            "kind": "term", "start": range.start, "end": range.end, "found": found,
            "idf": idf, "impact": impact, "weight": weight,
        }),
        Reason::Kind { kept, .. } => json!({ "kind": "section_kind", "kept": kept }),
        Reason::OtherSection { rank, .. } => json!({ "kind": "other_section", "rank": rank }),
        Reason::Name { .. } => json!({ "kind": "name" }),
        Reason::Code { .. } => json!({ "kind": "code" }),
        Reason::Number { .. } => json!({ "kind": "number" }),
        _ => json!({ "kind": "other" }),
    }
}
