//! A library that answers with lines.

use phiward_search::{AgeCategory, Answer, Library, Query, Ranking, Reason, Shard, Texts};
use wasm_bindgen::prelude::wasm_bindgen;

/// Bytes of a snippet.
const SNIPPET: usize = 120;

/// A library, open.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Searcher {
    library: Library<Vec<u8>>,
}

#[wasm_bindgen]
impl Searcher {
    /// Opens a library that a native build has written; nothing, if it is not sound.
    #[wasm_bindgen(js_name = open)]
    #[must_use]
    pub fn open(bytes: Vec<u8>) -> Option<Self> {
        Library::open(bytes).ok().map(|library| Self { library })
    }

    /// All that an answer holds: protocols, sections, scores, explanations, snippets, suggestions.
    #[wasm_bindgen(js_name = answer)]
    #[must_use]
    pub fn answer(&self, agency: &str, text: &str, age: &str, code: &str) -> String {
        let Ok(Some(agency)) = self.library.agency(agency) else { return "no agency".to_owned() };
        let Ok(texts) = agency.open_texts() else { return "no texts".to_owned() };
        let age = AgeCategory::from_name(age).unwrap_or_default();
        let query = Query { age, code: Some(code).filter(|code| !code.is_empty()), ..Query::new(text) };
        line(&agency.shard, &texts, &query)
    }
}

fn line(shard: &Shard<&[u8]>, texts: &Texts<'_>, query: &Query<'_>) -> String {
    let mut line = String::new();
    match shard.search(query) {
        Answer::Hits(ranking) => add_ranking(&mut line, shard, texts, query, &ranking),
        Answer::Ambiguous(ranking, why) => {
            line.push_str(why.code());
            add_ranking(&mut line, shard, texts, query, &ranking);
        }
        Answer::Abstain(silence) => line.push_str(silence.reason.code()),
        _ => line.push_str("another answer"),
    }
    for suggestion in shard.suggest(query) {
        add(&mut line, suggestion.number);
        add(&mut line, suggestion.name);
    }
    line
}

fn add_ranking(
    line: &mut String,
    shard: &Shard<&[u8]>,
    texts: &Texts<'_>,
    query: &Query<'_>,
    ranking: &Ranking<'_>,
) {
    add_number(line, ranking.rivals as u64);
    for notice in &ranking.notices {
        add(line, notice.code());
    }
    for one in &ranking.substitutions {
        add(line, &one.searched);
        add_number(line, one.range.start as u64);
    }
    for protocol in &ranking.protocols {
        add(line, protocol.number);
        add_number(line, protocol.score.into());
        for reason in shard.explain(query, protocol.ordinal).into_iter().flat_map(|one| one.reasons) {
            add_number(line, reason.points().unsigned_abs());
            if let Reason::Term { found, impact, idf, weight, .. } = reason {
                add(line, &found);
                [impact.into(), idf, weight].into_iter().for_each(|number| add_number(line, number.into()));
            }
        }
        for section in protocol.ranked() {
            let snippet = shard.snippet(query, texts, section.ordinal, SNIPPET);
            add(line, section.id);
            add_number(line, section.score.into());
            add(line, snippet.text);
            add_number(line, snippet.highlights.len() as u64);
        }
    }
}

fn add(line: &mut String, text: &str) {
    line.push_str(text);
    line.push('|');
}

/// Digits by hand: the formatting of `core` would weigh more than all of this module.
fn add_number(line: &mut String, number: u64) {
    let (mut digits, mut rest) = (Vec::new(), number);
    while rest > 0 || digits.is_empty() {
        digits.push(char::from_digit((rest % 10) as u32, 10).unwrap_or('?'));
        rest /= 10;
    }
    line.extend(digits.into_iter().rev());
    line.push('|');
}
