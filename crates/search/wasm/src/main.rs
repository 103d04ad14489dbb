//! `phiward-search-digest CORPUS QUERIES FOLDER`: builds a library, and writes it and the native answers.

use std::error::Error;
use std::fs;
use std::path::Path;

use phiward_search::{AgeGroup, IndexBuilder, Level, Lexicon, Section, pack};
use phiward_search_wasm::Searcher;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, queries, folder] = arguments.as_slice() else {
        return Err("usage: phiward-search-digest CORPUS QUERIES FOLDER".into());
    };
    let bytes = library(&fs::read_to_string(corpus)?)?;
    let folder = Path::new(folder);
    fs::write(folder.join("library.idx"), &bytes)?;
    let searcher = Searcher::open(bytes).ok_or("the library does not open")?;
    let mut cases = Vec::new();
    for line in fs::read_to_string(queries)?.lines() {
        let query: Value = serde_json::from_str(line)?;
        let word = |name: &str| query.get(name).and_then(Value::as_str).unwrap_or_default();
        // Every query in every category: what a filter leaves out must be the same, too.
        for age in ["adult", "pediatric", "unknown"] {
            let arguments = [word("agency"), word("text"), age, word("code")];
            let [agency, text, age, code] = arguments;
            cases.push(json!({ "arguments": arguments, "expect": searcher.answer(agency, text, age, code) }));
        }
    }
    fs::write(folder.join("cases.json"), serde_json::to_string(&cases)?)?;
    Ok(())
}

fn library(corpus: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut builder = IndexBuilder::new(Lexicon::prehospital());
    for line in corpus.lines() {
        builder.add(section(&serde_json::from_str(line)?))?;
    }
    let mut bytes = Vec::new();
    pack(&builder.build()?, |piece| {
        bytes.extend(piece);
        Ok::<_, Box<dyn Error>>(())
    })?;
    Ok(bytes)
}

fn section(value: &Value) -> Section {
    let word = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let codes = value.get("codes").and_then(Value::as_array).into_iter().flatten();
    Section {
        id: word("_id"),
        agency: word("agency"),
        number: word("number"),
        name: word("name"),
        title: word("title"),
        section: word("section"),
        age: AgeGroup::from_name(&word("age")).unwrap_or_default(),
        codes: codes.filter_map(Value::as_str).map(str::to_owned).collect(),
        level: Level::from_name(&word("level")).unwrap_or_default(),
        text: word("text"),
        ..Section::default()
    }
}
