//! Many queries: rankings as TREC lines.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use phiward_search::{AgeCategory, Answer, Level};
use serde::Deserialize;

use super::source::Source;
use super::{one, query_of};
use crate::args::SearchArgs;
use crate::failure::{Failure, Place};
use crate::output::{Output, Rules};

/// A query, checked.
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) agency: Option<String>,
    pub(super) age: AgeCategory,
    pub(super) code: Option<String>,
    pub(super) level: Option<Level>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "_id")]
    id: String,
    text: String,
    agency: Option<String>,
    age: Option<String>,
    code: Option<String>,
    level: Option<String>,
}

pub(super) fn run(source: &Source, path: &Path, args: &SearchArgs, quiet: bool) -> Result<(), Failure> {
    let place = Place::Path(path.to_owned());
    let text = fs::read_to_string(path).map_err(|error| Failure::reading(&place, &error))?;
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let asked = lines
        .iter()
        .map(|(number, line)| read(line, args).map_err(|reason| of_line(reason, &place, *number)))
        .collect::<Result<Vec<_>, _>>()?;
    let rules = Rules { input: Some(path), force: args.force, text: false, readable: true };
    let mut output = Output::create(args.run.as_deref(), rules)?;
    let bar = crate::progress::counting(asked.len(), asked.len(), quiet);
    for asked in &asked {
        bar.inc(1);
        let ranking = ranking(source, asked, args.top)?;
        if ranking.is_empty() {
            bar.suspend(|| eprintln_id(&asked.id));
        }
        let count = ranking.len();
        for (at, id) in ranking.iter().enumerate() {
            // Ranks and scores say the same, so that no reader of runs can order ties differently.
            writeln!(output, "{} Q0 {id} {} {} phiward", asked.id, at + 1, count - at)
                .map_err(|error| Failure::writing(&Place::StandardOutput, &error))?;
        }
        if args.explain {
            one::explain_all(source, asked)?;
        }
    }
    bar.finish_and_clear();
    output.commit()
}

/// The ids of the sections that answer, of all agencies that are asked, best first.
fn ranking(source: &Source, asked: &Asked, top: usize) -> Result<Vec<String>, Failure> {
    let agencies = source.agencies(asked.agency.as_deref())?;
    let query = query_of(asked, top);
    let answers: Vec<Answer<'_>> = agencies.iter().map(|agency| agency.shard.search(&query)).collect();
    if let [answer] = answers.as_slice() {
        return Ok(answer.sections().iter().take(top).map(|section| section.id.to_owned()).collect());
    }
    // Scores of one build are comparable: their statistics are those of all agencies.
    let mut protocols: Vec<_> =
        answers.iter().filter_map(Answer::ranking).flat_map(|ranking| &ranking.protocols).collect();
    protocols.sort_by_key(|hit| core::cmp::Reverse(hit.score));
    let sections = protocols.into_iter().flat_map(phiward_search::ProtocolHit::ranked);
    Ok(sections.take(top).map(|section| section.id.to_owned()).collect())
}

#[expect(clippy::print_stderr, reason = "the contract of `search --run`")]
fn eprintln_id(id: &str) {
    eprintln!("abstain {id}");
}

fn read(line: &str, args: &SearchArgs) -> Result<Asked, &'static str> {
    let line: Line = serde_json::from_str(line).map_err(|_| "the line is no query in JSON")?;
    if line.id.is_empty() || line.id.contains(char::is_whitespace) {
        return Err("`_id` is empty or holds a space");
    }
    let age = match line.age.as_deref() {
        Some(name) => {
            AgeCategory::from_name(name).ok_or("`age` is none of `adult`, `pediatric`, `unknown`")?
        }
        None => args.age.map_or(AgeCategory::Unknown, |age| age.category()),
    };
    let level = match line.level.as_deref() {
        Some(name) => Some(Level::from_name(name).ok_or("`level` is neither `BLS` nor `ALS`")?),
        None => args.level.map(|level| level.level()),
    };
    let agency = line.agency.or_else(|| args.agency.clone());
    Ok(Asked { id: line.id, text: line.text, agency, age, code: line.code, level })
}

fn of_line(reason: &str, place: &Place, number: usize) -> Failure {
    Failure::new("malformed", format!("line {number} of {place}: {reason}"))
}
