//! Kind `search`: a query against a corpus of the file, with filters.

use std::collections::BTreeMap;

use phiward_search::{AgeCategory, Answer, IndexBuilder, Level, Lexicon, Library, Query, pack};
use serde_json::{Map, Value, json};

use super::case::{Case, Fault, Outcome};
use crate::search::section_of;

/// Sections of an answer that are compared, and protocols whose scores are.
const RANKED: usize = 10;
const SCORED: usize = 5;

/// The corpora of a file, built once: `"corpora": {"name": [section, ...]}`.
pub(super) struct Corpora(BTreeMap<String, Result<Library<Vec<u8>>, &'static str>>);

impl Corpora {
    pub(super) fn of(file: &Value) -> Self {
        let corpora = file.get("corpora").and_then(Value::as_object).into_iter().flatten();
        Self(corpora.map(|(name, corpus)| (name.clone(), library(corpus))).collect())
    }

    /// The corpus of a case is the name of one, or the sections themselves.
    pub(super) fn replay(&self, case: &Case<'_>) -> Result<Outcome, Fault> {
        let own;
        let library = match case.list("corpus") {
            Ok(sections) => {
                own = library(&Value::from(sections.clone()));
                &own
            }
            Err(_) => {
                self.0.get(case.text("corpus")?).ok_or_else(|| Fault("there is no such corpus".to_owned()))?
            }
        };
        match library {
            Ok(library) => answer(library, case),
            Err(code) => Ok(Err(code)),
        }
    }
}

fn library(corpus: &Value) -> Result<Library<Vec<u8>>, &'static str> {
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    for value in corpus.as_array().ok_or("malformed")? {
        let section = section_of(value.to_string().as_bytes()).map_err(|_| "malformed")?;
        builder.add(section).map_err(|error| error.code())?;
    }
    let shards = builder.build().map_err(|error| error.code())?;
    let mut bytes = Vec::new();
    pack(&shards, |piece| {
        bytes.extend(piece);
        Ok::<_, &'static str>(())
    })?;
    Library::open(bytes).map_err(|error| error.code())
}

fn answer(library: &Library<Vec<u8>>, case: &Case<'_>) -> Result<Outcome, Fault> {
    let text = case.text("query")?;
    let none = Value::Object(Map::new());
    let filters = if case.has("filters") { case.part("filters")? } else { Case::new(&none) };
    let filter = |name: &str| if filters.has(name) { filters.text(name).map(Some) } else { Ok(None) };
    let age = match filter("age")? {
        Some(name) => {
            AgeCategory::from_name(name).ok_or_else(|| Fault("`age` is no age category".to_owned()))?
        }
        None => AgeCategory::Unknown,
    };
    let level = filter("level")?.and_then(Level::from_name);
    let query = Query { age, level, code: filter("code")?, ..Query::new(text) };
    let agency = match library.agency(filter("agency")?.unwrap_or_default()) {
        Ok(Some(agency)) => agency,
        Ok(None) => return Ok(Err("unknown_agency")),
        Err(error) => return Ok(Err(error.code())),
    };
    let answer = agency.shard.search(&query);
    let ranking: Vec<&str> = answer.sections().iter().take(RANKED).map(|section| section.id).collect();
    let scores = answer.ranking().into_iter().flat_map(|ranking| &ranking.protocols);
    let scores: Vec<u32> = scores.take(SCORED).map(|hit| hit.score).collect();
    let mut fields = Map::new();
    fields.insert("ranking".to_owned(), json!(ranking));
    fields.insert("scores".to_owned(), json!(scores));
    fields.insert("abstained".to_owned(), Value::from(answer.ranking().is_none()));
    if let Answer::Abstain(silence) = &answer {
        fields.insert("reason".to_owned(), Value::from(silence.reason.code()));
    }
    Ok(Ok(fields))
}
