//! Replays the conformance vectors of kind `search`.

use phiward_search::{AgeCategory, Answer, IndexBuilder, Level, Lexicon, Library, Query, pack};
use serde_json::{Value, json};

use crate::corpus::{section, word};

fn library(corpus: &Value) -> Library<Vec<u8>> {
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    corpus.as_array().unwrap().iter().for_each(|value| builder.add(section(value)).unwrap());
    let mut bytes = Vec::new();
    pack(&builder.build().unwrap(), |piece| {
        bytes.extend(piece);
        Ok::<_, ()>(())
    })
    .unwrap();
    Library::open(bytes).unwrap()
}

/// What a case gives: the best sections, the protocols' scores, and whether and why there is silence.
fn replay(library: &Library<Vec<u8>>, case: &Value) -> Value {
    let (text, filters) = (word(case, "query"), &case["filters"]);
    let query = Query {
        age: AgeCategory::from_name(&word(filters, "age")).unwrap_or_default(),
        code: filters["code"].as_str(),
        level: Level::from_name(&word(filters, "level")),
        ..Query::new(&text)
    };
    let Some(agency) = library.agency(&word(filters, "agency")).unwrap() else {
        return json!({ "error": "unknown_agency" });
    };
    let answer = agency.shard.search(&query);
    let ranking: Vec<&str> = answer.sections().iter().take(10).map(|section| section.id).collect();
    let scores: Vec<u32> = answer
        .ranking()
        .map_or_else(Vec::new, |ranking| ranking.protocols.iter().take(5).map(|hit| hit.score).collect());
    let mut got = json!({ "ranking": ranking, "scores": scores, "abstained": answer.ranking().is_none() });
    if let Answer::Abstain(silence) = &answer {
        got["reason"] = silence.reason.code().into();
    }
    got
}

#[test]
fn every_vector_gives_what_it_expects() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/vectors/search.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(file["kind"], "search");
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() >= 40);
    let library = library(&file["corpora"]["demo"]);
    let mut failed = Vec::new();
    for case in cases {
        let got = replay(&library, case);
        let expected = case["expect"].as_object().unwrap();
        if expected.iter().any(|(name, value)| &got[name] != value) {
            failed.push(format!("{}: {got}", case["id"]));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
